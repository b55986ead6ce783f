//! The axes of a figure and its colour bar.

use std::fmt::Write;

use super::layout::{BAR_WIDTH, LABEL, Layout, TICK};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{fitted_size, text_width, typeset};
use crate::figure::picture::Figure;
use crate::figure::scale::{format_step, nice_steps};

/// Draws the axes of the plane.
pub(super) fn draw(
    figure: &Figure,
    svg: &mut Svg,
    layout: &Layout,
    (y_ticks, y_names): (&[f64], &[String]),
) {
    let (map, flat) = (&layout.map, figure.flat(layout.map));
    let (x_ticks, x_names) = sparse_ticks(figure.grid.x_range, map.width());
    let inside = |v: f64, range: [f64; 2]| (range[0]..=range[1]).contains(&v);
    let mut marks = String::new();
    for (&tick, name) in
        x_ticks.iter().zip(&x_names).filter(|(tick, _)| inside(**tick, figure.grid.x_range))
    {
        let [x, _] = flat.position([tick, figure.y_range[0]]);
        let _ = write!(marks, "M{x:.2} {:.2}v4", map.bottom);
        svg.text(x, map.bottom + 6.0 + TICK, name, TextStyle::plain(TICK, Anchor::Middle));
    }
    for (&tick, name) in
        y_ticks.iter().zip(y_names).filter(|(tick, _)| inside(**tick, figure.y_range))
    {
        let [_, y] = flat.position([figure.grid.x_range[0], tick]);
        let _ = write!(marks, "M{:.2} {y:.2}h-4", map.left);
        svg.text(map.left - 6.0, y + 0.35 * TICK, name, TextStyle::plain(TICK, Anchor::End));
    }
    svg.element(&format!("<path d=\"{marks}\" stroke=\"black\" stroke-width=\"0.8\"/>"));
    let middle = f64::midpoint(map.left, map.right);
    svg.text(
        middle,
        map.bottom + 12.0 + TICK + LABEL,
        &figure.x_label,
        TextStyle::plain(fitted_size(&figure.x_label, LABEL, map.width()), Anchor::Middle),
    );
    let size = fitted_size(&figure.y_label, LABEL, map.height());
    let upright = TextStyle { is_vertical: true, ..TextStyle::plain(size, Anchor::Middle) };
    svg.text(layout.y_label, f64::midpoint(map.top, map.bottom), &figure.y_label, upright);
}

/// Draws the colour bar.
pub(super) fn draw_bar(figure: &Figure, svg: &mut Svg, layout: &Layout) {
    let bar = &layout.bar;
    svg.element("<linearGradient id=\"bar\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">");
    for i in 0..=32 {
        let t = f64::from(i) / 32.0;
        let [r, g, b] = figure.colormap.color(t);
        svg.element(&format!("<stop offset=\"{t}\" stop-color=\"rgb({r},{g},{b})\"/>"));
    }
    svg.element("</linearGradient>");
    svg.element(&format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{BAR_WIDTH}\" height=\"{}\" fill=\"url(#bar)\" \
            stroke=\"black\" stroke-width=\"0.6\"/>",
        bar.left,
        bar.top,
        bar.height()
    ));
    // a long name begins farther to the left rather than being cut off
    let left = bar.left.min(layout.width - 4.0 - text_width(&figure.quantity, LABEL));
    svg.text(left, bar.top - 5.0, &figure.quantity, TextStyle::plain(LABEL, Anchor::Start));
    for tick in figure.scale.ticks() {
        let y = bar.bottom - tick.position * bar.height();
        svg.element(&format!(
            "<path d=\"M{} {y:.2}h3\" stroke=\"black\" stroke-width=\"0.8\"/>",
            bar.right
        ));
        svg.text(
            bar.right + 5.0,
            y + 0.35 * TICK,
            &typeset(&tick.label),
            TextStyle::plain(TICK, Anchor::Start),
        );
    }
}

/// About `count` round values in a range, and how they are written.
pub(super) fn axis_ticks(range: [f64; 2], count: usize) -> (Vec<f64>, Vec<String>) {
    let (ticks, step) = nice_steps(range[0], range[1], count);
    let names = ticks.iter().map(|&tick| typeset(&format_step(tick, step))).collect();
    (ticks, names)
}

/// As many round values, up to about seven, as can be written side by side in `width`.
fn sparse_ticks(range: [f64; 2], width: f64) -> (Vec<f64>, Vec<String>) {
    let fits = |names: &[String]| {
        let widest = names.iter().map(|name| text_width(name, TICK)).fold(0.0, f64::max);
        (widest + TICK) * names.len() as f64 <= width
    };
    let tries = [7, 5, 3, 2].map(|count| axis_ticks(range, count));
    let [_, _, _, fewest] = &tries;
    tries.iter().find(|(_, names)| fits(names)).unwrap_or(fewest).clone()
}
