//! Paints what a [plan](crate::figure::plan) says, on the screen.

use eframe::egui::{self, Color32, Mesh, Painter, Pos2, Rect, Stroke, pos2};

use crate::figure::plan::{Area, Ink, Pen, SCREEN, Shape, dashes, runner, runner_color};
use crate::optimizer::Optimizer;

/// Paints shapes, the lowest first.
pub fn paint(painter: &Painter, shapes: &[Shape]) {
    for shape in shapes {
        match shape {
            Shape::Line { points, pen, dash: None } => line(painter, points, *pen),
            Shape::Line { points, pen, dash: Some(dash) } => {
                dashes(points, *dash).iter().for_each(|dash| line(painter, dash, *pen));
            }
            Shape::Polygon { corners, fill, rim } => {
                if let Some(ink) = fill {
                    painter.add(fan(corners, color(*ink)));
                }
                if let Some(pen) = rim {
                    painter.add(egui::Shape::closed_line(places(corners), stroke(*pen)));
                }
            }
            Shape::Circle { at, radius, fill, rim } => {
                let fill = fill.map_or(Color32::TRANSPARENT, color);
                painter.circle(place(*at), short(*radius), fill, rim.map_or(Stroke::NONE, stroke));
            }
        }
    }
}

/// Paints the mark of a runner with a rim around it.
pub fn paint_mark(painter: &Painter, at: Pos2, radius: f32, optimizer: Optimizer) {
    paint(painter, &runner(from_screen(at), radius.into(), optimizer, &SCREEN));
}

/// The colour of a runner.
pub fn color_of(optimizer: Optimizer) -> Color32 {
    color(Ink::of(runner_color(optimizer)))
}

/// A place on the screen.
pub fn place([x, y]: [f64; 2]) -> Pos2 {
    pos2(short(x), short(y))
}

/// A place of the screen for a plan.
pub fn from_screen(at: Pos2) -> [f64; 2] {
    [at.x, at.y].map(f64::from)
}

/// A rectangle of the screen for a plan.
pub fn area(rect: Rect) -> Area {
    let [left, top, right, bottom] =
        [rect.left(), rect.top(), rect.right(), rect.bottom()].map(f64::from);
    Area { left, top, right, bottom }
}

/// Red, green and blue of a colour of the screen.
pub fn rgb(color: Color32) -> [u8; 3] {
    [color.r(), color.g(), color.b()]
}

fn line(painter: &Painter, points: &[[f64; 2]], pen: Pen) {
    painter.add(egui::Shape::line(places(points), stroke(pen)));
}

fn places(points: &[[f64; 2]]) -> Vec<Pos2> {
    points.iter().copied().map(place).collect()
}

fn stroke(pen: Pen) -> Stroke {
    Stroke::new(short(pen.width), color(pen.ink))
}

fn color(Ink { rgb: [r, g, b], opacity }: Ink) -> Color32 {
    Color32::from_rgb(r, g, b).gamma_multiply(short(opacity))
}

/// A number for the screen.
#[expect(clippy::cast_possible_truncation, reason = "a length, a place or a share")]
pub fn short(length: f64) -> f32 {
    length as f32
}

/// A filled polygon as a fan around its middle, since stars are not convex.
fn fan(corners: &[[f64; 2]], color: Color32) -> Mesh {
    let mut fill = Mesh::default();
    let middle = [0, 1].map(|k| corners.iter().map(|at| at[k]).sum::<f64>() / corners.len() as f64);
    fill.colored_vertex(place(middle), color);
    corners.iter().for_each(|corner| fill.colored_vertex(place(*corner), color));
    let count = u32::try_from(corners.len()).unwrap_or(0);
    for k in 0..count {
        fill.add_triangle(0, 1 + k, 1 + (k + 1) % count);
    }
    fill
}
