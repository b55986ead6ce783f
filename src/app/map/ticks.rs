//! Marks on the axes of plots, with as many digits as they need; deep inside a zoom, what is common
//! to all of them stands once beside the axis.

use eframe::egui::{Response, Ui, WidgetText};
use egui_plot::{Axis, AxisHints, GridMark};

use crate::figure::{format_number, format_step, nice_steps};

/// Marks that need more digits than this are counted from an offset.
const MOST_DIGITS: f64 = 5.0;

/// An axis of a plot: its name, and labels at all marks that are not too close together.
pub fn axis<'a>(axis: Axis, name: impl Into<WidgetText>) -> AxisHints<'a> {
    let closest = if axis == Axis::X { 28.0..=34.0 } else { 14.0..=18.0 };
    AxisHints::new(axis).label(name).label_spacing(closest).formatter(|mark, _| tick_label(mark))
}

/// A plot learns from the labels it has written how much room they take: where it is shown for the
/// first time, or its axes are called otherwise than before, the frame is laid out once more.
pub fn settle(ui: &Ui, plot: &Response, names: [&str; 2]) {
    let names = names.join("\n");
    let kept = plot.id.with("names of the axes");
    if ui.data(|data| data.get_temp::<String>(kept)).as_ref() != Some(&names) {
        ui.data_mut(|data| data.insert_temp(kept, names));
        ui.request_discard("the labels of the axes were not known");
    }
}

/// A tick's number, with as many digits as its step needs.
pub fn tick_label(mark: GridMark) -> String {
    if mark.value == 0.0 || mark.value.abs() < 1e-9 * mark.step_size {
        return "0".to_owned();
    }
    let size = mark.value.abs();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=14"
    )]
    let decimals = (-pxfm::f_log10(mark.step_size).floor()).clamp(0.0, 14.0) as usize;
    if (1e-4..1e6).contains(&size) {
        format!("{:.decimals$}", mark.value)
    } else {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=14"
        )]
        let digits = (pxfm::f_log10(size).floor() - pxfm::f_log10(mark.step_size).floor())
            .clamp(0.0, 14.0) as usize;
        format!("{:.digits$e}", mark.value)
    }
}

/// Round marks across a range, about `count` of them, for the axis of a plot.
pub fn marks(range: (f64, f64), count: usize) -> Vec<GridMark> {
    let (values, step_size) = nice_steps(range.0, range.1, count);
    values.into_iter().map(|value| GridMark { value, step_size }).collect()
}

/// A coordinate, with as many digits as tell places of a range apart.
pub fn coordinate(at: f64, range: [f64; 2]) -> String {
    format_step(at, (range[1] - range[0]) / 1000.0)
}

/// What is common to all marks of an axis whose range is narrow for its numbers: a mark at `value`
/// reads `(value - base) / unit`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offset {
    base: f64,
    unit: f64,
}

impl Offset {
    /// The offset of a range with about `count` marks; `None` where marks are short as they are.
    pub fn of(range: [f64; 2], count: usize) -> Option<Self> {
        let step = nice_steps(range[0], range[1], count).1;
        let size = range[0].abs().max(range[1].abs());
        if step <= 0.0 || size / step < pxfm::f_pow(10f64, MOST_DIGITS) {
            return None;
        }
        let unit = pxfm::f_pow(10f64, pxfm::f_log10(step * (1.0 + 1e-9)).floor());
        let base = ((range[0] / unit / 1000.0).floor() * 1000.0) * unit;
        Some(Self { base, unit })
    }

    /// What to write at a mark.
    pub fn label(self, value: f64) -> String {
        format_number(((value - self.base) / self.unit).round())
    }

    /// What to write beside the axis of `name`.
    pub fn title(self, name: &str) -> String {
        let sign = if self.base < 0.0 { "+" } else { "−" };
        let base = format_step(self.base.abs(), 1000.0 * self.unit);
        format!("{name} {sign} {base}, in {}", format_number(self.unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_carry_the_digits_their_step_needs() {
        let label = |value, step_size| tick_label(GridMark { value, step_size });
        assert_eq!(label(0.5, 0.5), "0.5");
        assert_eq!(label(-20.0, 10.0), "-20");
        assert_eq!(label(1e-17, 0.1), "0");
        assert_eq!(label(2e-7, 1e-7), "2e-7");
        assert_eq!(label(1.000_000_25, 5e-8), "1.00000025");
    }

    #[test]
    fn marks_of_a_narrow_range_are_counted_from_what_they_have_in_common() {
        let range = [0.976_565_3, 0.976_566_1];
        let offset = Offset::of(range, 7).unwrap();
        assert_eq!(offset.title("w"), "w − 0.9765, in 1e-7");
        let labels: Vec<String> =
            marks((range[0], range[1]), 7).iter().map(|mark| offset.label(mark.value)).collect();
        assert_eq!(labels, ["653", "654", "655", "656", "657", "658", "659", "660", "661"]);
        let below = Offset::of([-3.000_000_4, -3.000_000_1], 7).unwrap();
        assert!(below.title("b").starts_with("b + 3"), "{}", below.title("b"));
        assert_eq!(Offset::of([-3.0, 3.0], 7), None);
        assert_eq!(Offset::of([-1e-30, 1e-30], 7), None, "around zero no digits are common");
    }

    #[test]
    fn a_coordinate_has_the_digits_that_its_range_needs() {
        assert_eq!(coordinate(0.976_562_512_345, [-3.0, 3.0]), "0.977");
        assert_eq!(coordinate(0.976_562_512_345, [0.976_562, 0.976_567]), "0.976562512");
    }
}
