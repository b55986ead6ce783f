//! Lines and marks between two axes, and bars of shares.

use super::axes;
use super::frame::{Frame, Note, Parts, Sign};
use super::marks::mark;
use super::notes::swatch;
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{LINE, TYPE};
use super::text::{text_width, wrapped};
use crate::figure::picture::{Axis, Bar, Chart, Line};
use crate::figure::plan::Area;
use crate::figure::plan::{Dash, Ink, Shape};
use crate::figure::scale::{ScaleKind, format_number};

/// Radius of a mark.
const MARK: f64 = 3.6;

/// Heights of a bar, and of what stands between its words and the next bar's.
const BAR: f64 = 7.0;
const BETWEEN: f64 = BAR + 0.8 * TYPE;

/// Room for a swatch before the words of a bar.
const BEFORE: f64 = 14.0;

/// What stands around a chart.
pub(super) fn parts(chart: &Chart, letter: String) -> Parts {
    let note = |key: &crate::figure::picture::Key| Note {
        sign: match (key.shape, key.dash) {
            (Some(shape), None) => Sign::Mark(key.color, shape),
            (shape, dash) => Sign::Line(key.color, dash, shape),
        },
        text: key.text.clone(),
    };
    Parts {
        letter,
        labels: [chart.x.label.clone(), chart.y.label.clone()],
        y_names: axes::up(&chart.y, 1e3).into_iter().map(|(_, name)| name).collect(),
        has_x_axis: true,
        overhang: axes::overhang(&chart.x),
        notes: chart.key.iter().map(note).collect(),
        ..Parts::default()
    }
}

/// Draws a chart with its axes.
pub(super) fn draw(chart: &Chart, svg: &mut Svg, frame: &Frame) {
    let inner = frame.inner;
    let place = |[x, y]: [f64; 2]| {
        let (x, y) = (chart.x.share(x), chart.y.share(y));
        [inner.left + x * inner.width(), inner.bottom - y * inner.height()]
    };
    svg.open_clip(&inner);
    if let Some(image) = &chart.image {
        svg.cells(&inner, image.size, &image.rgb);
    }
    for line in &chart.lines {
        let Line { points, color, width, dash } = line;
        let dash = dash.map(|lengths| Dash { lengths, offset: 0.0 });
        let pen = Ink::of(*color).pen(*width);
        let placed: Vec<[f64; 2]> = points.iter().map(|&at| place(at)).collect();
        let is_far = |at: &[f64; 2]| at.iter().any(|v| !v.is_finite() || v.abs() > 1e6);
        let lines: Vec<Shape> = placed
            .split(is_far)
            .filter(|part| part.len() > 1)
            .map(|part| Shape::Line { points: thinned(part), pen, dash })
            .collect();
        svg.shapes(&lines);
    }
    svg.close();
    for it in &chart.marks {
        let at = place(it.at);
        if !inner.contains(at) {
            continue;
        }
        svg.shapes(&mark(at, MARK, it.color, it.shape));
        if it.is_crossed {
            let arm = 1.5 * MARK;
            let cross = |sign: f64| {
                vec![[at[0] - arm, at[1] - sign * arm], [at[0] + arm, at[1] + sign * arm]]
            };
            for pen in [Ink::WHITE.pen(2.6), Ink::BLACK.pen(1.3)] {
                svg.shapes(&[Shape::line(cross(1.0), pen), Shape::line(cross(-1.0), pen)]);
            }
        }
    }
    svg.frame(&inner);
    axes::draw(svg, frame, [Some(&chart.x), Some(&chart.y)]);
}

/// Without the points that lie on the line between those before and after them, or on one of them.
fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for (i, &at) in points.iter().enumerate() {
        let is_new =
            kept.last().is_none_or(|last| pxfm::f_hypot(last[0] - at[0], last[1] - at[1]) >= 0.3);
        if is_new || i + 1 == points.len() {
            kept.push(at);
        }
    }
    kept
}

fn per_cent() -> Axis {
    Axis {
        label: "share of starts (%)".to_owned(),
        range: [0.0, 100.0],
        spacing: ScaleKind::Linear,
    }
}

/// What stands around bars of shares: as tall as they need.
pub(super) fn parts_of_bars(bars: &[Bar], letter: String, width: f64) -> Parts {
    let overhang = axes::overhang(&per_cent());
    let inner = (width - overhang).max(1.0);
    let rows = bars.iter().map(|bar| words(bar, inner).len() as f64 * LINE + BETWEEN);
    let least = (rows.sum::<f64>() + 6.0).max(40.0);
    Parts {
        letter,
        labels: [per_cent().label, String::new()],
        has_x_axis: true,
        overhang,
        least,
        ratio: Some(least / inner),
        ..Parts::default()
    }
}

/// The words of a bar in lines, beside its share.
fn words(bar: &Bar, inner: f64) -> Vec<String> {
    let beside = BEFORE + 7.0 + text_width(&per_cent_of(bar.share), TYPE);
    wrapped(&bar.text, TYPE, (inner - beside).max(TYPE))
}

fn per_cent_of(share: f64) -> String {
    format!("{} %", format_number((1000.0 * share).round() / 10.0))
}

/// Draws bars of shares with their 95 % intervals.
pub(super) fn draw_bars(bars: &[Bar], svg: &mut Svg, frame: &Frame) {
    let inner = frame.inner;
    let axis = per_cent();
    let x = |share: f64| inner.left + axis.share(100.0 * share) * inner.width();
    let mut line = inner.top + 3.0;
    for bar in bars {
        line += LINE;
        swatch(svg, [inner.left + 2.0, line - 0.85 * TYPE], bar.swatch);
        let share = per_cent_of(bar.share);
        svg.text(inner.right - 3.0, line, &share, TextStyle::plain(TYPE, Anchor::End));
        for (i, text) in words(bar, inner.width()).iter().enumerate() {
            line += if i == 0 { 0.0 } else { LINE };
            svg.text(inner.left + BEFORE, line, text, TextStyle::plain(TYPE, Anchor::Start));
        }
        let (top, bottom) = (line + 0.4 * TYPE, line + 0.4 * TYPE + BAR);
        line += BETWEEN;
        let color = bar.swatch.color().unwrap_or([150; 3]);
        svg.rect(&Area { left: inner.left, right: x(bar.share), top, bottom }, color, true);
        let (middle, [low, high]) = (f64::midpoint(top, bottom), bar.interval.map(x));
        let whisker = format!(
            "M{low:.2} {middle:.2}H{high:.2}M{low:.2} {:.2}v4M{high:.2} {:.2}v4",
            middle - 2.0,
            middle - 2.0
        );
        svg.strokes(&whisker, 1.0);
    }
    svg.frame(&inner);
    axes::draw(svg, frame, [Some(&axis), None]);
}
