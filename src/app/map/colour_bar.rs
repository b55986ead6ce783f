//! The colour bar: which colour is which number.

use eframe::egui::{self, Align2, Color32, FontId, Mesh, Pos2, Rect, Shape, Stroke, Ui, pos2};

use crate::figure::{Colormap, Scale};

/// Width of the coloured strip.
const STRIP: f32 = 14.0;

/// What a bar shows.
pub struct Bar<'a> {
    /// What the numbers are.
    pub quantity: &'a str,
    /// From number to place.
    pub scale: &'a Scale,
    /// From place to colour.
    pub colormap: Colormap,
    /// A number to be marked.
    pub current: Option<f64>,
}

/// Draws a bar in `area`.
pub fn ui(ui: &Ui, area: Rect, bar: &Bar) {
    let painter = ui.painter();
    let strip = Rect::from_min_size(area.min, egui::vec2(STRIP, area.height()));
    painter.add(Shape::mesh(gradient(strip, bar.colormap)));
    let text = ui.visuals().text_color();
    painter.rect_stroke(
        strip,
        0.0,
        Stroke::new(1.0, ui.visuals().weak_text_color()),
        egui::StrokeKind::Outside,
    );
    let ticks = bar.scale.ticks();
    // smaller where a long number would not fit
    let font = FontId::proportional(12.0);
    let width = |label: &String| painter.layout_no_wrap(label.clone(), font.clone(), text).size().x;
    let widest = ticks.iter().map(|tick| width(&tick.label)).fold(1.0, f32::max);
    let room = area.right() - strip.right() - 7.0;
    let font = FontId::proportional((12.0 * room / widest).clamp(9.0, 12.0));
    for tick in ticks {
        let y = at(strip, tick.position);
        painter.line_segment(
            [pos2(strip.right(), y), pos2(strip.right() + 4.0, y)],
            Stroke::new(1.0, text),
        );
        painter.text(
            pos2(strip.right() + 7.0, y),
            Align2::LEFT_CENTER,
            tick.label,
            font.clone(),
            text,
        );
    }
    painter.text(
        pos2(strip.left(), strip.top() - 4.0),
        Align2::LEFT_BOTTOM,
        bar.quantity,
        FontId::proportional(13.0),
        text,
    );
    if let Some(number) = bar.current.filter(|number| number.is_finite()) {
        let y = at(strip, bar.scale.position(number));
        let tip = pos2(strip.left() - 1.0, y);
        let arrow = vec![tip, tip + egui::vec2(-7.0, -5.0), tip + egui::vec2(-7.0, 5.0)];
        painter.add(Shape::convex_polygon(arrow, text, Stroke::NONE));
    }
}

fn at(strip: Rect, position: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a position between 0 and 1")]
    let t = position.clamp(0.0, 1.0) as f32;
    strip.bottom() - t * strip.height()
}

/// A strip of 64 quads, coloured as the picture is.
fn gradient(strip: Rect, colormap: Colormap) -> Mesh {
    const PIECES: u32 = 64;
    let mut mesh = Mesh::default();
    for i in 0..=PIECES {
        let t = f64::from(i) / f64::from(PIECES);
        let [r, g, b] = colormap.color(t);
        let y = at(strip, t);
        mesh.colored_vertex(Pos2::new(strip.left(), y), Color32::from_rgb(r, g, b));
        mesh.colored_vertex(Pos2::new(strip.right(), y), Color32::from_rgb(r, g, b));
        if i > 0 {
            let first = 2 * (i - 1);
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    mesh
}
