//! How bad and how wide the minima of a data set are.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::minimise::{Ending, minimise};
use crate::network::{Law, distance, draw, norm};
use crate::objective::Objective;

/// Losses that differ by less than this, against `1 + loss`, belong to one minimum (up to
/// symmetries).
const SAME: f64 = 1e-7;

/// Standard deviation of the starts.
const SPREAD: f64 = 2.0;

/// Weights that differ by less than this, against `1 + |w|`, are one minimum.
const SAME_WEIGHTS: f64 = 1e-5;

/// Starts that are tried beside a minimum at each distance.
const BESIDE: usize = 4;

/// Distances of starts around a minimum by which its width is told.
const AROUND: [f64; 4] = [4.0, 2.0, 1.0, 0.5];

/// The worst minimum of a data set, judged in floating point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// `gap * share`: how bad and how wide; 0 without a bad strict minimum. A minimum in which no
    /// start ends counts as if a part of one did: that part of starts around it which come back to
    /// it.
    pub value: f64,
    /// How far the minimum's loss is above the lowest found, as a share of the loss of the best
    /// constant.
    pub gap: f64,
    /// The share of the starts that end in the minimum.
    pub share: f64,
    /// The minimum, if there is a bad one.
    pub minimum: Option<Vec<f64>>,
    /// A start that ends in it: a random one, or one beside it if none does.
    pub start: Vec<f64>,
    /// The weights of the lowest loss found.
    pub lowest: Vec<f64>,
}

/// Descends from `starts` random weights and from `known` ones, and looks for the strict minimum
/// with the largest `gap * share`.
///
/// `unit` is the loss of the best constant output, which makes gaps comparable.
#[must_use]
pub fn score(
    objective: &Objective,
    unit: f64,
    starts: u64,
    seed: u64,
    known: Option<&[f64]>,
) -> Score {
    let drawn = (0..starts).map(|start| {
        let law = Law::Normal { sd: SPREAD };
        (draw(objective.network(), law, seed.wrapping_add(start)), true)
    });
    let endings: Vec<_> = drawn
        .chain(known.map(|weights| (weights.to_vec(), false)))
        .map(|(start, is_random)| (minimise(objective, &start), start, is_random))
        .filter(|(ending, _, _)| ending.loss.is_finite())
        .collect();
    let Some(lowest) = endings.iter().min_by(|a, b| a.0.loss.total_cmp(&b.0.loss)) else {
        return Score::default();
    };
    let lowest = &lowest.0;
    let mut best = Score { lowest: lowest.weights.clone(), ..Score::default() };
    let mut is_from_random = true;
    for (ending, start, is_random) in endings.iter().filter(|(ending, _, _)| ending.is_strict) {
        let same = |other: &Ending| {
            other.is_strict && (other.loss - ending.loss).abs() < SAME * (1.0 + ending.loss)
        };
        let count =
            endings.iter().filter(|(other, _, is_random)| *is_random && same(other)).count();
        let gap = (ending.loss - lowest.loss) / unit;
        // a gap of rounding is none
        if gap <= 1e-3 {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of starts are small")]
        let [share, width] =
            [count as f64, if count > 0 { count as f64 } else { width(objective, ending, seed) }]
                .map(|count| count / starts as f64);
        if gap * width > best.value {
            best = Score {
                value: gap * width,
                gap,
                share,
                minimum: Some(ending.weights.clone()),
                start: start.clone(),
                lowest: lowest.weights.clone(),
            };
            is_from_random = *is_random;
        }
    }
    if let Some(minimum) = best.minimum.as_ref().filter(|_| !is_from_random) {
        best.start = beside(objective, minimum, seed);
    }
    best
}

/// Whether the descent from `start` ends in `minimum`.
pub(super) fn leads_to(objective: &Objective, start: &[f64], minimum: &[f64]) -> bool {
    let ending = minimise(objective, start);
    ending.is_strict && distance(&ending.weights, minimum) < SAME_WEIGHTS * (1.0 + norm(minimum))
}

/// The part, more than 0 and less than 1, of starts around the minimum that come back to it.
fn width(objective: &Objective, minimum: &Ending, seed: u64) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let tried = BESIDE * AROUND.len();
    let back = AROUND.iter().flat_map(|length| [*length; BESIDE]).filter(|length| {
        let start = at_distance(&minimum.weights, *length, &mut random);
        leads_to(objective, &start, &minimum.weights)
    });
    #[expect(clippy::cast_precision_loss, reason = "counts of starts are small")]
    let part = (back.count() as f64 + 0.5) / (tried as f64 + 1.0);
    part
}

/// A random place so far from the weights.
fn at_distance(weights: &[f64], length: f64, random: &mut impl Rng) -> Vec<f64> {
    let drawn: Vec<f64> = weights.iter().map(|_| StandardNormal.sample(random)).collect();
    let factor = length / norm(&drawn);
    weights.iter().zip(&drawn).map(|(w, d)| w + factor * d).collect()
}

/// A start that ends in the minimum, as far from it as a few draws tell.
fn beside(objective: &Objective, minimum: &[f64], seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let lengths =
        AROUND.iter().chain(&[0.25, 0.1, 0.03, 0.01]).flat_map(|length| [*length; BESIDE]);
    let mut starts = lengths.map(|length| at_distance(minimum, length, &mut random));
    starts.find(|start| leads_to(objective, start, minimum)).unwrap_or_else(|| minimum.to_vec())
}
