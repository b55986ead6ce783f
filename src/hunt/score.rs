//! How bad and how wide the minima of a data set are.

use super::minimise::minimise;
use crate::initialisation::{Law, draw};
use crate::objective::Objective;

/// Losses that differ by less than this, against `1 + loss`, belong to one minimum (up to symmetries).
const SAME: f64 = 1e-7;

/// Standard deviation of the starts.
const SPREAD: f64 = 2.0;

/// The worst minimum of a data set, judged in floating point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// `gap * share`: how bad and how wide; 0 without a bad strict minimum.
    pub value: f64,
    /// How far the minimum's loss is above the lowest found, as a share of the loss of the best constant.
    pub gap: f64,
    /// The share of the starts that end in the minimum.
    pub share: f64,
    /// The minimum, if there is a bad one.
    pub minimum: Option<Vec<f64>>,
    /// A start that ends in it.
    pub start: Vec<f64>,
    /// The weights of the lowest loss found.
    pub lowest: Vec<f64>,
}

/// Descends from `starts` random weights and looks for the strict minimum with the largest `gap * share`.
///
/// `unit` is the loss of the best constant output, which makes gaps comparable.
#[must_use]
pub fn score(objective: &Objective, unit: f64, starts: u64, seed: u64) -> Score {
    let endings: Vec<_> = (0..starts)
        .map(|start| {
            let law = Law::Normal { sd: SPREAD };
            let start = draw(objective.network(), law, seed.wrapping_add(start));
            (minimise(objective, &start), start)
        })
        .filter(|(ending, _)| ending.loss.is_finite())
        .collect();
    let Some(lowest) = endings.iter().min_by(|a, b| a.0.loss.total_cmp(&b.0.loss)) else {
        return Score::default();
    };
    let lowest = &lowest.0;
    let mut best = Score { lowest: lowest.weights.clone(), ..Score::default() };
    for (ending, start) in endings.iter().filter(|(ending, _)| ending.is_strict) {
        let same = |loss: f64| (loss - ending.loss).abs() < SAME * (1.0 + ending.loss);
        let count = endings.iter().filter(|(other, _)| other.is_strict && same(other.loss)).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of starts are small")]
        let share = count as f64 / starts as f64;
        let gap = (ending.loss - lowest.loss) / unit;
        // a gap of rounding is none
        if gap > 1e-3 && gap * share > best.value {
            best = Score {
                value: gap * share,
                gap,
                share,
                minimum: Some(ending.weights.clone()),
                start: start.clone(),
                lowest: lowest.weights.clone(),
            };
        }
    }
    best
}
