//! What is hunted for.

use serde::{Deserialize, Serialize};

use crate::network::{Activation, Network};
use crate::objective::LossKind;
use crate::preset::Preset;

/// The largest input of data to begin with.
const LARGEST: f64 = 1e9;

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
    /// point, and no input is larger than 10^9.
    #[must_use]
    pub fn of(preset: &Preset) -> Option<Self> {
        let data = &preset.dataset;
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let thousandths = |x: &f64| (1000.0 * x).round() as i64;
        let inputs =
            data.inputs().rows().into_iter().map(|row| row.iter().map(thousandths).collect());
        let is_small = data.inputs().iter().all(|x| x.abs() <= LARGEST);
        (is_small && data.is_binary() && data.target_count() == 1).then(|| Self {
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
