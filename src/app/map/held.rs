//! What the optimiser holds, drawn at the playhead: arrows, and an ellipse for the size of its
//! gradients.

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use egui_plot::PlotTransform;

use crate::app::jobs::held::{GRADIENT, MEMORY, SPREAD, UPDATE, memory_name, spread_name};
use crate::app::map::gestures::position;
use crate::app::map::label::{INK, write_beside};
use crate::app::map::view::MapView;
use crate::figure::format_number;

/// Length on the screen that the longest of what shares a factor has at most, and at least 2/5 of
/// it.
const LONGEST: f64 = 110.0;

/// Corners of the ellipse.
const CORNERS: u32 = 72;

/// Something to be drawn: from the place of the descent to some points of the screen away.
struct Arrow {
    color: Color32,
    label: String,
    tip: Vec2,
}

impl MapView<'_> {
    /// Paints it; labels take room from names that come later.
    pub(super) fn paint_held(
        &self,
        painter: &Painter,
        transform: &PlotTransform,
        taken: &mut Vec<Rect>,
    ) {
        let Some((held, run)) = self.held.zip(self.live.run.as_ref()) else { return };
        let Some(now) =
            self.shown_path(run).last().filter(|at| at.x.is_finite() && at.y.is_finite())
        else {
            return;
        };
        let at = position(transform, [now.x, now.y]);
        let per_unit = transform.dpos_dvalue();
        let optimizer = run.settings.optimizer;
        let ellipse = held.spread.map(|matrix| ellipse(matrix, per_unit));
        // what is measured in gradients shares a factor, so that lengths can be compared
        let gradients = [Some(held.gradient.at), held.memory.map(|memory| memory.at)];
        let lengths = gradients.into_iter().flatten().map(|at| length(at, per_unit));
        let longest = lengths
            .chain(ellipse.iter().flatten().map(|[x, y]| pxfm::f_hypot(*x, *y)))
            .fold(0.0, f64::max);
        let factor = factor(longest);
        if let Some(ellipse) = &ellipse {
            paint_ellipse(painter, at, ellipse, factor);
        }
        let arrow = |color, name: &str, [x, y]: [f64; 2], factor: f64| Arrow {
            color,
            label: format!("{name} × {}", format_number(factor)),
            tip: on_screen([factor * x * per_unit[0], factor * y * per_unit[1]]),
        };
        let update = self::factor(length(held.update.at, per_unit));
        let mut arrows = vec![arrow(UPDATE, "Δw", held.update.at, update)];
        if let Some(memory) = &held.memory {
            arrows.push(arrow(MEMORY, memory_name(optimizer), memory.at, factor));
        }
        arrows.push(arrow(GRADIENT, "−∇L", held.gradient.at, factor));
        for arrow in &arrows {
            paint_arrow(painter, at, arrow);
        }
        for arrow in arrows.iter().rev().filter(|arrow| arrow.tip.length() > 3.0) {
            paint_label(painter, at + arrow.tip, &arrow.label, arrow.color, taken);
        }
        if let Some(ellipse) = ellipse.filter(|_| factor > 0.0) {
            let top = ellipse
                .iter()
                .map(|at| on_screen(at.map(|c| factor * c)))
                .min_by(|a, b| a.y.total_cmp(&b.y));
            let label = format!("{} × {}", spread_name(optimizer), format_number(factor));
            paint_label(painter, at + top.unwrap_or_default(), &label, SPREAD, taken);
        }
    }
}

fn length([x, y]: [f64; 2], per_unit: [f64; 2]) -> f64 {
    pxfm::f_hypot(x * per_unit[0], y * per_unit[1])
}

/// The largest of 1, 2 and 5 times the powers of ten by which `longest` is at most [`LONGEST`]; 0
/// where there is nothing to be drawn.
fn factor(longest: f64) -> f64 {
    let most = LONGEST / longest;
    if !(most.is_finite() && most > 0.0) {
        return 0.0;
    }
    let power = pxfm::f_pow(10f64, pxfm::f_log10(most).floor());
    [5.0, 2.0, 1.0].map(|k| k * power).into_iter().find(|factor| *factor <= most).unwrap_or(power)
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
fn on_screen([x, y]: [f64; 2]) -> Vec2 {
    vec2(x as f32, y as f32)
}

/// The outline `{ M^(1/2) u : |u| = 1 }` on the screen, by the Cholesky factor of `M`, which has
/// the same one.
fn ellipse(matrix: [[f64; 2]; 2], per_unit: [f64; 2]) -> Vec<[f64; 2]> {
    let a = matrix[0][0].max(0.0).sqrt();
    let b = if a > 0.0 { matrix[1][0] / a } else { 0.0 };
    let c = (matrix[1][1] - b * b).max(0.0).sqrt();
    let corner = |k: u32| {
        let (sin, cos) = pxfm::f_sincos(std::f64::consts::TAU * f64::from(k) / f64::from(CORNERS));
        [a * cos * per_unit[0], (b * cos + c * sin) * per_unit[1]]
    };
    (0..CORNERS).map(corner).collect()
}

fn paint_ellipse(painter: &Painter, at: Pos2, corners: &[[f64; 2]], factor: f64) {
    let mut line: Vec<Pos2> =
        corners.iter().map(|corner| at + on_screen(corner.map(|c| factor * c))).collect();
    line.extend(line.first().copied());
    painter.add(Shape::line(line.clone(), Stroke::new(3.6, INK.gamma_multiply(0.7))));
    painter.add(Shape::line(line, Stroke::new(1.8, SPREAD)));
}

fn paint_arrow(painter: &Painter, at: Pos2, arrow: &Arrow) {
    let length = arrow.tip.length();
    if length <= 1.0 {
        return;
    }
    let tip = at + arrow.tip;
    let along = arrow.tip / length;
    let head = 9.0_f32.min(length);
    let side = along.rot90() * 0.45 * head;
    let back = tip - along * head;
    for (grow, color) in [(1.6, INK), (0.0, arrow.color)] {
        painter.line_segment([at, back], Stroke::new(2.4 + 2.0 * grow, color));
        let corners = vec![tip, back + side, back - side];
        painter.add(Shape::convex_polygon(corners, color, Stroke::new(2.0 * grow, color)));
    }
}

fn paint_label(painter: &Painter, at: Pos2, label: &str, color: Color32, taken: &mut Vec<Rect>) {
    // pale, to be read on any ground
    let color = color.lerp_to_gamma(Color32::WHITE, 0.6);
    write_beside(painter, at, label, (13.0, color), taken);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_round_and_make_the_longest_arrow_long_but_not_too_long() {
        for longest in [1e-12, 0.3, 1.0, 7.0, 22.0, 109.0, 1e9] {
            let factor = factor(longest);
            assert!(
                (0.4 * LONGEST..=LONGEST * (1.0 + 1e-12)).contains(&(factor * longest)),
                "{longest}: {factor}"
            );
            assert!("125".contains(format!("{factor:e}").chars().next().unwrap()), "{factor:e}");
        }
        assert_eq!([0.0, f64::INFINITY, f64::NAN].map(factor), [0.0; 3]);
    }

    #[test]
    fn the_outline_of_a_matrix_has_its_half_axes() {
        let round = ellipse([[4.0, 0.0], [0.0, 9.0]], [1.0, -1.0]);
        assert!(
            round.iter().all(|[x, y]| ((x / 2.0).powi(2) + (y / 3.0).powi(2) - 1.0).abs() < 1e-12)
        );
        // M = [[2, 1], [1, 2]] has the half axes sqrt 3 and 1
        let lengths: Vec<f64> = ellipse([[2.0, 1.0], [1.0, 2.0]], [1.0, 1.0])
            .iter()
            .map(|[x, y]| x.hypot(*y))
            .collect();
        let (most, least) = (
            lengths.iter().copied().fold(0.0, f64::max),
            lengths.iter().copied().fold(9.0, f64::min),
        );
        assert!((most - 3f64.sqrt()).abs() < 2e-3 && (least - 1.0).abs() < 2e-3, "{least} {most}");
        // without a second direction it is a line
        assert!(ellipse([[4.0, 0.0], [0.0, 0.0]], [1.0, -1.0]).iter().all(|at| at[1] == 0.0));
    }
}
