//! Curves with intervals, as data, and as an inline drawing whose colours are the page's, so that
//! it is dark where the reader's page is.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::basins::Share;
use crate::figure::escaped;
use crate::figure::{Axis, Scale};

/// Colours that there are for curves.
pub const COLORS: usize = 8;

/// The drawing's size, and the room around the axes, in its own units: left, right, top, bottom.
const SIZE: [f64; 2] = [360.0, 250.0];
const ROOM: [f64; 4] = [48.0, 12.0, 10.0, 40.0];

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows.
    pub caption: String,
    /// To the right.
    pub x: Axis,
    /// Upwards.
    pub y: Axis,
    /// The curves, those in front last.
    pub curves: Vec<Curve>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Its name in the key; one without a name is not in it.
    pub name: String,
    /// Its colour, below [`COLORS`].
    pub color: usize,
    /// How it is drawn.
    pub style: Style,
    /// The points, in the order in which they are joined.
    pub points: Vec<Point>,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Discs that are joined.
    Joined,
    /// A line alone.
    Line,
    /// A broken line alone.
    Dashed,
    /// Rings that are not joined, as for numbers of others.
    Rings,
    /// A line in the band of its intervals.
    Band,
}

impl Style {
    /// How it is shown in a key.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Joined => "●",
            Self::Line | Self::Band => "—",
            Self::Dashed => "- -",
            Self::Rings => "○",
        }
    }
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Its interval, upwards.
    pub interval: Option<[f64; 2]>,
}

impl Point {
    /// A share in per cent with its interval.
    #[must_use]
    pub fn of_share(x: f64, share: Share) -> Self {
        let interval = Some([100.0 * share.low, 100.0 * share.high]);
        Self { x, y: 100.0 * share.share, interval }
    }

    /// What is left of a share to the whole, in per cent.
    #[must_use]
    pub fn of_rest(x: f64, share: Share) -> Self {
        Self::of_share(x, share.rest())
    }
}

impl Curve {
    /// The number of a curve's colour.
    #[must_use]
    pub fn color_of(number: usize) -> usize {
        number % COLORS
    }
}

/// The marks of an axis: places from 0 at its lower end to 1, and what is written there.
#[must_use]
pub fn ticks(axis: &Axis) -> Vec<(f64, String)> {
    let scale = Scale::new(axis.spacing, axis.range[0], axis.range[1]);
    scale.ticks().into_iter().map(|tick| (tick.position, tick.label)).collect()
}

impl Chart {
    /// As an inline drawing.
    #[must_use]
    pub(super) fn svg(&self) -> String {
        let [left, right, top, bottom] = ROOM;
        let [width, height] = [SIZE[0] - left - right, SIZE[1] - top - bottom];
        let mut svg = format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n<g class=\"axis\">",
            SIZE[0],
            SIZE[1],
            escaped(&self.caption)
        );
        for (place, label) in ticks(&self.y) {
            let (y, end) = (top + height * (1.0 - place), SIZE[0] - right);
            let _ = write!(
                svg,
                "<path d=\"M{left} {y:.1}H{end}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                    text-anchor=\"end\">{}</text>",
                left - 5.0,
                y + 3.5,
                escaped(&label)
            );
        }
        for (place, label) in ticks(&self.x) {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                left + width * place,
                SIZE[1] - bottom + 14.0,
                escaped(&label)
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text><text \
                transform=\"translate(11 {}) rotate(-90)\" text-anchor=\"middle\">{}</text></g>",
            left + width / 2.0,
            SIZE[1] - 8.0,
            escaped(&self.x.label),
            top + height / 2.0,
            escaped(&self.y.label)
        );
        let place = |x: f64, y: f64| {
            let [across, up] = [self.x.share(x), self.y.share(y)];
            let up = up.clamp(0.0, 1.0);
            let is_there = across.is_finite() && !y.is_nan();
            is_there.then_some([left + width * across, top + height * (1.0 - up)])
        };
        for curve in &self.curves {
            svg += &curve.svg(place);
        }
        svg + "</svg>"
    }

    /// The curves whose names are in the key: of those called alike the first.
    #[must_use]
    pub fn key(&self) -> Vec<&Curve> {
        let mut key: Vec<&Curve> = Vec::new();
        for curve in self.curves.iter().filter(|curve| !curve.name.is_empty()) {
            if !key.iter().any(|known| known.name == curve.name) {
                key.push(curve);
            }
        }
        key
    }
}

impl Curve {
    fn svg(&self, place: impl Fn(f64, f64) -> Option<[f64; 2]>) -> String {
        let (mut line, mut marks) = (String::new(), String::new());
        let [mut lower, mut upper]: [Vec<[f64; 2]>; 2] = [Vec::new(), Vec::new()];
        let mut is_begun = false;
        for point in &self.points {
            let Some([x, y]) = place(point.x, point.y) else {
                is_begun = false;
                continue;
            };
            let _ = write!(line, "{}{x:.1} {y:.1}", if is_begun { 'L' } else { 'M' });
            is_begun = true;
            let ends = point.interval.map(|ends| ends.map(|end| place(point.x, end)));
            if let Some([Some(low), Some(high)]) = ends
                && self.style == Style::Band
            {
                lower.push(low);
                upper.push(high);
            } else if let Some([Some([_, low]), Some([_, high])]) = ends {
                let _ = write!(marks, "<path class=\"whisker\" d=\"M{x:.1} {low:.1}V{high:.1}\"/>");
            }
            if matches!(self.style, Style::Joined | Style::Rings) {
                let _ = write!(marks, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\"/>");
            }
        }
        let class = match self.style {
            Style::Joined | Style::Line | Style::Band => "",
            Style::Dashed => " dashed",
            Style::Rings => " rings",
        };
        let line = match self.style {
            Style::Rings => String::new(),
            _ => format!("<path d=\"{line}\"/>"),
        };
        if let [first, ..] = upper[..] {
            let way = upper[1..].iter().chain(lower.iter().rev());
            let [x, y] = first;
            let _ = write!(marks, "<path class=\"band\" d=\"M{x:.1} {y:.1}");
            for [x, y] in way {
                let _ = write!(marks, "L{x:.1} {y:.1}");
            }
            marks += "Z\"/>";
        }
        format!("<g class=\"c{}{class}\">{line}{marks}</g>\n", self.color % COLORS)
    }
}
