//! The hunt for small data sets with bad minima.
//!
//! A try draws data sets of a given size at random, in one of a few layouts. If no descent on one
//! ends in a bad strict minimum, the points are moved, together with the weights of a critical
//! point, so that it becomes one (`raise.rs`). From the first bad minimum the try climbs: it moves
//! a point or swaps two labels, and keeps what makes that minimum worse and wider. What it ends
//! with is certified: only a proven strict minimum with a proven better point is a [`Hit`]. A try
//! depends on nothing but the settings and its number, so that a hunt can be interrupted and
//! resumed, and gives the same hits with any number of threads.
//!
//! With cross-entropy the lowest loss of data that the network can separate is 0, at infinity;
//! "bad" is then any strict minimum, since one at finite weights has a positive loss.
//!
//! After Swirszcz, Czarnecki, Pascanu 2017 (arXiv 1611.06310), who found their ten points for two
//! sigmoid units by such a search. With cross-entropy this one has found proven ones of nine and of
//! eight points (in `tests.rs`).

mod data;
mod hit;
mod joint;
mod minimise;
mod raise;
mod score;
mod state;

use serde::{Deserialize, Serialize};

use self::data::Points;
pub use self::hit::Hit;
use self::raise::raise;
pub use self::score::{Score, score};
pub use self::state::{Row, State, StateError};
use crate::monitor::Monitor;
use crate::network::{Activation, Network};
use crate::objective::LossKind;
use crate::preset::Preset;

/// What is hunted for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Number of data points.
    pub points: usize,
    /// Number of inputs of each.
    pub inputs: usize,
    /// Number of hidden units.
    pub hidden: usize,
    /// Activation of the hidden units, a smooth one.
    pub activation: Activation,
    /// Loss; the targets are 0 and 1.
    pub loss: LossKind,
    /// Starts of descents on each data set.
    pub starts: u64,
    /// Changes of the data that a try with a bad minimum makes.
    pub climb: u32,
    /// Seed of everything.
    pub seed: u64,
    /// The data near which every try begins, in thousandths; otherwise they are drawn.
    pub from: Option<Origin>,
}

/// Data to begin with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Inputs of each point, in thousandths.
    pub inputs: Vec<Vec<i64>>,
    /// Whether the target is 1.
    pub labels: Vec<bool>,
}

impl Origin {
    /// The data of a preset, rounded to thousandths; `None` unless there is one target, 0 or 1, a
    /// point.
    #[must_use]
    pub fn of(preset: &Preset) -> Option<Self> {
        let data = &preset.dataset;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float cast saturates, and such data are useless"
        )]
        let thousandths = |x: &f64| (1000.0 * x).round().clamp(-1e12, 1e12) as i64;
        let inputs =
            data.inputs().rows().into_iter().map(|row| row.iter().map(thousandths).collect());
        (data.is_binary() && data.target_count() == 1).then(|| Self {
            inputs: inputs.collect(),
            labels: data.targets().iter().map(|&y| y == 1.0).collect(),
        })
    }
}

impl Settings {
    /// The network whose minima are looked at.
    #[must_use]
    pub fn network(&self) -> Network {
        Network {
            layers: vec![self.inputs, self.hidden, 1],
            activation: self.activation,
            output_activation: Activation::Identity,
            bias: true,
        }
    }
}

/// Data sets that a try draws and moves at most, for a network of few weights.
const DRAWS: usize = 30;

/// The cube of the number of weights up to which it draws as many; of larger networks it draws
/// fewer.
const SMALL: usize = 1_000;

/// One try; the inner `None` if it finds nothing that is proven, the outer one if it was cancelled.
///
/// # Panics
/// If the settings have no points or units, or fewer points in `from` than `points`.
#[must_use]
pub fn attempt(settings: &Settings, number: u64, monitor: &Monitor) -> Option<Option<Hit>> {
    let mut random = data::generator(settings.seed, number);
    let judge = |points: &Points, known: Option<&[f64]>| {
        let unit = points.unit(settings.loss);
        score(&points.objective(settings), unit, settings.starts, settings.seed, known)
    };
    let found = (0..draws(settings)).find_map(|draw| {
        let points = Points::draw(settings, &mut random);
        // near data with a bad minimum, and once elsewhere, there may be one already
        if draw == 0 || settings.from.is_some() {
            let best = judge(&points, None);
            if best.minimum.is_some() {
                return Some((points, best));
            }
        }
        let (points, minimum) = raise(settings, &points, &mut random, monitor)?;
        let best = judge(&points, Some(&minimum));
        best.minimum.is_some().then_some((points, best))
    });
    let Some((mut points, mut best)) = found else {
        return (!monitor.is_cancelled()).then_some(None);
    };
    for _ in 0..settings.climb {
        if monitor.is_cancelled() {
            return None;
        }
        let changed = points.changed(&mut random);
        let found = judge(&changed, best.minimum.as_deref());
        if found.value >= best.value {
            (points, best) = (changed, found);
        }
    }
    Some(hit::certified(settings, number, &points, &best))
}

fn draws(settings: &Settings) -> usize {
    let weights = settings.network().parameter_count();
    (DRAWS * SMALL / weights.saturating_pow(3).max(1)).clamp(1, DRAWS)
}

#[cfg(test)]
mod tests;
