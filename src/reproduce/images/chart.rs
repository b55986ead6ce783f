//! Training curves in the page's colours: the median of runs in a band from the lowest to the
//! highest.

use std::fmt::Write;

use super::spread::Spread;
use crate::figure::escaped;
use crate::reproduce::chart::COLORS;

/// The drawing's size, and the room around the axes, in its own units.
const SIZE: [f64; 2] = [360.0, 250.0];
const ROOM: [f64; 4] = [52.0, 14.0, 10.0, 40.0];

/// Most decades of an axis: less is drawn at its foot.
const DECADES: f64 = 8.0;

/// What a chart shows.
pub(super) struct Chart<'a> {
    /// What is drawn against steps.
    pub label: &'a str,
    /// What it is called where it cannot be seen.
    pub title: &'a str,
    /// The steps.
    pub steps: &'a [usize],
    /// For each curve what was found at each of the steps.
    pub curves: Vec<Vec<Spread>>,
    /// Whether the axis is in decades; otherwise it is from 0 to 100.
    pub is_in_decades: bool,
}

impl Chart<'_> {
    /// The drawing.
    pub fn svg(&self) -> String {
        let [left, right, top, bottom] = ROOM;
        let [width, height] = [SIZE[0] - left - right, SIZE[1] - top - bottom];
        let most = self.steps.last().copied().unwrap_or(0).max(1) as f64;
        let x = |step: f64| left + width * step / most;
        let [low, high] = self.range();
        let place = |value: f64| {
            let value = if self.is_in_decades { value.log10() } else { value };
            // also what is infinite
            top + height * (1.0 - ((value - low) / (high - low)).clamp(0.0, 1.0))
        };
        let mut svg = format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n<g class=\"axis\">",
            SIZE[0],
            SIZE[1],
            escaped(self.title)
        );
        for (value, words) in self.ticks() {
            let (at, end) = (place(value), SIZE[0] - right);
            let _ = write!(
                svg,
                "<path d=\"M{left} {at:.1}H{end}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                    text-anchor=\"end\">{words}</text>",
                left - 5.0,
                at + 3.5
            );
        }
        for quarters in 0_u8..=4 {
            let step = most * f64::from(quarters) / 4.0;
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{step:.0}</text>",
                x(step),
                SIZE[1] - bottom + 14.0
            );
        }
        let middle = top + height / 2.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">steps</text><text \
                transform=\"translate(11 {middle}) rotate(-90)\" \
                text-anchor=\"middle\">{}</text></g>",
            left + width / 2.0,
            SIZE[1] - 8.0,
            escaped(self.label)
        );
        for (number, curve) in self.curves.iter().enumerate() {
            let points = || self.steps.iter().map(|step| x(*step as f64)).zip(curve);
            let line = path(points().map(|(x, spread)| [x, place(spread.median)]));
            let upper = points().map(|(x, spread)| [x, place(spread.high)]);
            let lower = points().map(|(x, spread)| [x, place(spread.low)]);
            let band = path(upper.chain(lower.collect::<Vec<_>>().into_iter().rev()));
            let color = number % COLORS;
            let _ = writeln!(
                svg,
                "<g class=\"c{color}\"><path class=\"band\" d=\"{band}Z\"/><path \
                    d=\"{line}\"/></g>"
            );
        }
        svg + "</svg>"
    }

    /// The ends of the axis, in decades if it is.
    fn range(&self) -> [f64; 2] {
        if !self.is_in_decades {
            return [0.0, 100.0];
        }
        let ends = self.curves.iter().flatten().flat_map(|spread| [spread.low, spread.high]);
        let known = ends.filter(|value| *value > 0.0 && value.is_finite()).map(f64::log10);
        let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value.floor()), high.max(value.ceil()))
        });
        if low > high { [0.0, 1.0] } else { [low.max(high - DECADES).min(high - 1.0), high] }
    }

    /// Marks of the axis, and what is written at them.
    fn ticks(&self) -> Vec<(f64, String)> {
        if !self.is_in_decades {
            return [0.0, 25.0, 50.0, 75.0, 100.0].map(|value| (value, value.to_string())).into();
        }
        let [low, high] = self.range();
        let mut ticks = Vec::new();
        let mut decade = low;
        while decade <= high {
            let words = match decade {
                -2.0..=3.0 => 10_f64.powf(decade).to_string(),
                _ => format!("1e{decade}"),
            };
            ticks.push((10_f64.powf(decade), words));
            decade += if high - low > 4.0 { 2.0 } else { 1.0 };
        }
        ticks
    }
}

fn path(points: impl Iterator<Item = [f64; 2]>) -> String {
    let mut path = String::new();
    for [x, y] in points {
        let begin = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{begin}{x:.1} {y:.1}");
    }
    path
}
