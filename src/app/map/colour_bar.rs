//! The colour bar: which colour is which number.

use eframe::egui::{self, Align2, Color32, FontId, Mesh, Pos2, Rect, Shape, Stroke, Ui, pos2};

use super::view::MapView;
use crate::app::state::session::Layer;
use crate::figure::{Colormap, Scale};

/// Width of the colour bar with its labels, and of the margin where there is none.
const BAR_WIDTH: f32 = 100.0;
const NO_BAR: f32 = 24.0;

/// Width of the coloured strip.
const STRIP: f32 = 14.0;

/// What a bar shows.
struct Bar<'a> {
    /// What the numbers are.
    quantity: &'a str,
    /// From number to place.
    scale: &'a Scale,
    /// From place to colour.
    colormap: Colormap,
    /// A number to be marked.
    current: Option<f64>,
}

/// Draws a bar in `area`.
fn bar(ui: &Ui, area: Rect, bar: &Bar) {
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

impl MapView<'_> {
    /// Room for the colour bar, where colours stand for numbers.
    pub(super) fn bar_width(&self) -> f32 {
        let are_names =
            self.session.layer == Layer::Basins && self.session.basin_view.quantity().is_none();
        if are_names { NO_BAR } else { BAR_WIDTH }
    }

    /// The colour bar of what the map shows, where colours stand for numbers.
    pub(super) fn bar_ui(&self, ui: &Ui, area: Rect, is_basins: bool) {
        let picture = self.live.loss.picture.as_ref().filter(|_| !is_basins);
        let basins = self.live.basins.shown().filter(|_| is_basins);
        if let Some(picture) = picture {
            let current = self
                .hover
                .and_then(|hover| self.profile_at(hover.at).or(hover.number(picture.of.quantity)));
            let colormap = picture.of.look.colormap;
            let quantity = picture.label();
            bar(ui, area, &Bar { quantity, scale: &picture.of.scale, colormap, current });
        } else if let Some(basins) = basins
            && let Some((scale, quantity)) =
                basins.pixels.scale.as_ref().zip(basins.wish.view.quantity())
        {
            let current = self.hover.and_then(|hover| basins.number(hover.at));
            bar(ui, area, &Bar { quantity, scale, colormap: basins.wish.colormap, current });
        }
    }
}

/// The place of the colour bar in its area, beside `frame`.
pub(super) fn bar_beside(area: Rect, frame: Rect) -> Rect {
    Rect::from_min_max(
        pos2(area.left() + 14.0, frame.top() + 20.0),
        pos2(area.right(), frame.bottom()),
    )
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
