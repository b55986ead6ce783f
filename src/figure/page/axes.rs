//! The axes of a panel and its colour bar.

use std::fmt::Write;

use super::frame::{Frame, TICK, TICK_GAP};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{LINE, TYPE};
use super::text::{fitted_size, text_width, typeset};
use crate::figure::picture::Axis;
use crate::figure::plan::Area;
use crate::figure::scale::{Colormap, Scale, ScaleKind, format_number, format_step, nice_steps};

/// Numbers of ticks that are tried, most first.
const TICKS: [usize; 5] = [7, 5, 4, 3, 2];

/// Room that a number takes along the axis that goes up, beside its own height.
const APART: f64 = 1.6;

/// Draws the axes around what a panel shows, with their numbers and names.
pub(super) fn draw(svg: &mut Svg, frame: &Frame, [x, y]: [Option<&Axis>; 2]) {
    let inner = &frame.inner;
    let mut marks = String::new();
    // what another panel says is only marked here
    let written = |axis: usize| frame.axes[axis];
    for (at, name) in x.iter().flat_map(|axis| across(axis, inner.width())) {
        let at = inner.left + at * inner.width();
        let _ = write!(marks, "M{at:.2} {:.2}v{TICK}", inner.bottom);
        let below = inner.bottom + TICK_GAP + 0.8 * TYPE;
        if written(0) {
            svg.text(at, below, &name, TextStyle::plain(TYPE, Anchor::Middle));
        }
    }
    for (at, name) in y.iter().flat_map(|axis| up(axis, inner.height())) {
        let at = inner.bottom - at * inner.height();
        let _ = write!(marks, "M{:.2} {at:.2}h-{TICK}", inner.left);
        let style = TextStyle::plain(TYPE, Anchor::End);
        if written(1) {
            svg.text(inner.left - TICK_GAP, at + 0.35 * TYPE, &name, style);
        }
    }
    svg.strokes(&marks, 0.8);
    draw_names(svg, frame);
}

/// Writes the names of the axes.
pub(super) fn draw_names(svg: &mut Svg, frame: &Frame) {
    let inner = &frame.inner;
    let middle = f64::midpoint(inner.left, inner.right);
    for (i, line) in frame.x_label.iter().enumerate() {
        let y = frame.x_label_from + i as f64 * LINE;
        svg.text(middle, y, line, TextStyle::plain(TYPE, Anchor::Middle));
    }
    let upright = TextStyle { is_vertical: true, ..TextStyle::plain(TYPE, Anchor::Middle) };
    let middle = f64::midpoint(inner.top, inner.bottom);
    for (i, line) in frame.y_label.iter().enumerate() {
        svg.text(frame.y_label_from + i as f64 * LINE, middle, line, upright);
    }
}

/// The numbers along a colour bar.
pub(super) fn bar_names(scale: &Scale) -> Vec<String> {
    scale.ticks().iter().map(|tick| typeset(&tick.label)).collect()
}

/// Draws a colour bar with its numbers and the name of what it measures.
pub(super) fn draw_bar(
    svg: &mut Svg,
    bar: &Area,
    (scale, colormap): (&Scale, Colormap),
    quantity: &str,
) {
    let id = svg.new_id("bar");
    svg.element(&format!("<linearGradient id=\"{id}\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">"));
    for i in 0..=32 {
        let t = f64::from(i) / 32.0;
        let color = svg.color(colormap.color(t));
        svg.element(&format!("<stop offset=\"{t}\" stop-color=\"{color}\"/>"));
    }
    svg.element("</linearGradient>");
    let ink = svg.ink();
    svg.element(&format!(
        "<rect x=\"{:.3}\" y=\"{:.3}\" width=\"{:.3}\" height=\"{:.3}\" fill=\"url(#{id})\" \
            stroke=\"{ink}\" stroke-width=\"0.6\"/>",
        bar.left,
        bar.top,
        bar.width(),
        bar.height()
    ));
    let mut marks = String::new();
    let mut widest = 0.0_f64;
    let mut last = f64::INFINITY;
    for tick in scale.ticks() {
        let y = bar.bottom - tick.position * bar.height();
        let name = typeset(&tick.label);
        widest = widest.max(text_width(&name, TYPE));
        // a low bar has no room for all of them
        if last - y < 1.1 * TYPE {
            continue;
        }
        last = y;
        let _ = write!(marks, "M{:.2} {y:.2}h{TICK}", bar.right);
        let style = TextStyle::plain(TYPE, Anchor::Start);
        svg.text(bar.right + TICK_GAP, y + 0.35 * TYPE, &name, style);
    }
    svg.strokes(&marks, 0.8);
    let upright = TextStyle {
        is_vertical: true,
        ..TextStyle::plain(fitted_size(quantity, TYPE, bar.height()), Anchor::Middle)
    };
    let x = bar.right + TICK_GAP + widest + 2.0 + 0.8 * LINE;
    svg.text(x, f64::midpoint(bar.top, bar.bottom), quantity, upright);
}

/// How far the numbers of an axis may stand over its ends.
pub(super) fn overhang(axis: &Axis) -> f64 {
    let widths = ticks(axis, |_| true).into_iter().map(|(_, name)| text_width(&name, TYPE));
    0.5 * widths.fold(0.0, f64::max) + 1.0
}

/// The places of the ticks of an axis that goes up over this height, from 0 to 1, with their
/// numbers.
pub(super) fn up(axis: &Axis, height: f64) -> Vec<(f64, String)> {
    let fits = |ticks: &[(f64, String)]| ticks.len() as f64 * (APART * TYPE) <= height;
    ticks(axis, fits)
}

/// The ticks of an axis across this width, as many as can be written side by side.
pub(super) fn across(axis: &Axis, width: f64) -> Vec<(f64, String)> {
    let fits = |ticks: &[(f64, String)]| {
        let widest = ticks.iter().map(|(_, name)| text_width(name, TYPE)).fold(0.0, f64::max);
        (widest + TYPE) * ticks.len() as f64 <= width
    };
    ticks(axis, fits)
}

fn ticks(axis: &Axis, fits: impl Fn(&[(f64, String)]) -> bool) -> Vec<(f64, String)> {
    let tries: [Vec<(f64, String)>; 5] = TICKS.map(|count| {
        let mut ticks: Vec<(f64, String)> = match axis.spacing {
            ScaleKind::Linear => {
                let (ticks, step) = nice_steps(axis.range[0], axis.range[1], count);
                ticks.into_iter().map(|tick| (tick, typeset(&format_step(tick, step)))).collect()
            }
            ScaleKind::Log => {
                let scale = Scale::new(ScaleKind::Log, axis.range[0], axis.range[1]);
                let ticks = scale.round_values(count).into_iter();
                ticks.map(|tick| (tick, typeset(&format_number(tick)))).collect()
            }
        };
        ticks.retain(|(tick, _)| (axis.range[0]..=axis.range[1]).contains(tick));
        ticks.into_iter().map(|(tick, name)| (axis.share(tick), name)).collect()
    });
    let [.., fewest] = &tries;
    tries.iter().find(|ticks| fits(ticks)).unwrap_or(fewest).clone()
}
