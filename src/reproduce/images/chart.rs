//! Training curves: the median of runs in a band from the lowest to the highest.

use super::spread::Spread;
use crate::figure::{Axis, ScaleKind};
use crate::reproduce::chart::{Chart, Curve, Point, Style};

/// Most decades of an axis: less is drawn at its foot.
const DECADES: f64 = 8.0;

/// What a chart shows.
pub(super) struct Curves<'a> {
    /// What is drawn against steps.
    pub label: &'a str,
    /// What the chart shows, in words.
    pub caption: String,
    /// The steps.
    pub steps: &'a [usize],
    /// The name of each curve, and what was found at each of the steps.
    pub named: Vec<(String, Vec<Spread>)>,
    /// Whether the axis is in decades; otherwise it is from 0 to 100.
    pub is_in_decades: bool,
}

impl Curves<'_> {
    /// The chart.
    pub fn chart(self) -> Chart {
        let most = self.steps.last().copied().unwrap_or(0).max(1) as f64;
        let range = self.range();
        let spacing = if self.is_in_decades { ScaleKind::Log } else { ScaleKind::Linear };
        let curve = |(number, (name, spreads)): (usize, (String, Vec<Spread>))| {
            let point = |(step, spread): (&usize, Spread)| Point {
                x: *step as f64,
                y: spread.median,
                interval: Some([spread.low, spread.high]),
            };
            Curve {
                name,
                color: Curve::color_of(number),
                style: Style::Band,
                points: self.steps.iter().zip(spreads).map(point).collect(),
            }
        };
        Chart {
            caption: self.caption,
            x: Axis::new("steps", [0.0, most], ScaleKind::Linear),
            y: Axis::new(self.label, range, spacing),
            curves: self.named.into_iter().enumerate().map(curve).collect(),
        }
    }

    /// The ends of the axis.
    fn range(&self) -> [f64; 2] {
        if !self.is_in_decades {
            return [0.0, 100.0];
        }
        let spreads = self.named.iter().flat_map(|(_, spreads)| spreads);
        let ends = spreads.flat_map(|spread| [spread.low, spread.high]);
        let known = ends.filter(|value| *value > 0.0 && value.is_finite()).map(pxfm::f_log10);
        let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value.floor()), high.max(value.ceil()))
        });
        let ends =
            if low > high { [0.0, 1.0] } else { [low.max(high - DECADES).min(high - 1.0), high] };
        ends.map(|end| pxfm::f_pow(10_f64, end))
    }
}
