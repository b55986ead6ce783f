//! The mark of a runner, in its colour.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Shape, Stroke, vec2};

use crate::figure::{runner_color, runner_mark};
use crate::optimizer::Optimizer;

/// The colour of a runner.
pub fn color_of(optimizer: Optimizer) -> Color32 {
    let [r, g, b] = runner_color(optimizer);
    Color32::from_rgb(r, g, b)
}

/// Paints the mark of a runner with a rim around it.
pub fn paint_mark(painter: &Painter, at: Pos2, radius: f32, optimizer: Optimizer, rim: Stroke) {
    #[expect(clippy::cast_possible_truncation, reason = "within a unit circle")]
    let corner = |[x, y]: [f64; 2]| at + radius * vec2(x as f32, y as f32);
    let outline: Vec<Pos2> = runner_mark(optimizer).into_iter().map(corner).collect();
    // a fan around the middle, since stars are not convex
    let mut fill = Mesh::default();
    let color = color_of(optimizer);
    fill.colored_vertex(at, color);
    outline.iter().for_each(|corner| fill.colored_vertex(*corner, color));
    let count = u32::try_from(outline.len()).unwrap_or(0);
    for k in 0..count {
        fill.add_triangle(0, 1 + k, 1 + (k + 1) % count);
    }
    painter.add(Shape::closed_line(outline, Stroke::new(2.0 * rim.width, rim.color)));
    painter.add(Shape::mesh(fill));
}

/// A dark rim, seen on every colour.
pub const RIM: Stroke = Stroke { width: 1.3, color: Color32::from_rgb(12, 14, 20) };
