//! The data that a counter-example is made for, and why none is made for some.

use num_rational::BigRational;
use thiserror::Error;

use crate::network::{Network, limits};
use crate::objective::{LossKind, Reduction};
use crate::preset::Preset;

/// Most numbers in a data set; exact fractions take time.
pub const MAX_NUMBERS: usize = 20_000;

/// Why nothing was generated, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct GenerateError(pub String);

impl GenerateError {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// The data that a counter-example is made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Where the data come from, for titles: a preset's or a file's name.
    pub name: String,
    /// What is said of them in the notes of a preset that is made for them.
    pub notes: String,
    /// Inputs, one row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets, one row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// Loss of one output.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front of the loss, positive.
    pub scale: BigRational,
    /// The network that comes with the data, if one does.
    pub network: Option<Network>,
}

impl Source {
    /// Data, loss and network of a preset.
    #[must_use]
    pub fn of(preset: &Preset) -> Self {
        Self {
            name: preset.name.clone(),
            notes: String::new(),
            inputs: preset.exact.inputs.clone(),
            targets: preset.exact.targets.clone(),
            kind: preset.loss.kind,
            reduction: preset.loss.reduction,
            scale: preset.exact.scale.clone(),
            network: Some(preset.network.clone()),
        }
    }

    pub(super) fn input_count(&self) -> usize {
        self.inputs.first().map_or(0, Vec::len)
    }

    pub(super) fn target_count(&self) -> usize {
        self.targets.first().map_or(0, Vec::len)
    }

    /// Whether the data can be worked with, and the loss is the squared error that `theorem` is
    /// about.
    pub(super) fn check(&self, theorem: &str) -> Result<(), GenerateError> {
        if self.inputs.is_empty() {
            return Err(GenerateError::new(format!(
                "{theorem} is about data points, and {} has none but a population",
                self.name
            )));
        }
        let numbers = self.inputs.len() * (self.input_count() + self.target_count());
        if numbers > MAX_NUMBERS {
            return Err(GenerateError::new(format!(
                "the data of {} have {numbers} numbers; at most {MAX_NUMBERS} are worked with in \
                    exact fractions",
                self.name
            )));
        }
        if self.kind != LossKind::Squared {
            return Err(GenerateError::new(format!(
                "{theorem} is about the squared error, but the loss of {} is {}; --squared-error \
                    takes the data with \
                    the squared error",
                self.name,
                self.kind.name()
            )));
        }
        Ok(())
    }
}

/// Whether a preset can be made of a network: its learning rate is chosen from a Hessian.
pub(super) fn check_size(network: &Network) -> Result<(), GenerateError> {
    let (found, most) = (network.parameter_count(), limits::HESSIAN);
    if found <= most {
        return Ok(());
    }
    Err(GenerateError::new(format!(
        "presets are generated of networks with at most {most} weights, and a {} network has \
            {found}: choose fewer hidden units, or data with fewer columns",
        network.shape_name()
    )))
}
