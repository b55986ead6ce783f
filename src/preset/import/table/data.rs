//! A table as a data set, and that in place of a preset's.

use std::sync::Arc;

use num_rational::BigRational;

use super::reading::Reading;
use super::words::count;
use crate::network::{Activation, Dataset, limits};
use crate::objective::LossKind;
use crate::preset::import::error::ImportError;
use crate::preset::import::file::{file_name, stem};
use crate::preset::{ExactData, Preset};

/// A data set with its numbers as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Where it comes from: a path, or what else there is to say.
    pub file: String,
    /// The data in floating point.
    pub dataset: Dataset,
    /// Inputs as written, a row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets as written, a row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// How the table was understood.
    pub reading: Reading,
}

impl Data {
    /// The preset with these data in place of its own, and a line on how they were read. Sizes of
    /// the network's first and last layer follow; if they change, named points, starts and the
    /// plane go, as they have no meaning any more.
    ///
    /// # Errors
    /// If the network would be too large.
    pub fn put_into(self, preset: &Preset) -> Result<(Preset, String), ImportError> {
        let mut preset = preset.clone();
        let mut network = preset.network.clone();
        let last = network.layers.len() - 1;
        network.layers[0] = self.dataset.input_count();
        network.layers[last] = self.dataset.target_count();
        if network.parameter_count() > limits::READ {
            return Err(ImportError::of_file(
                &self.file,
                format!(
                    "expected at most {} weights, a {} network has more",
                    limits::READ,
                    network.shape_name()
                ),
            ));
        }
        preset.set_network(network);
        preset.name = stem(&self.file);
        preset.title = format!("{}: {}", preset.name, self.summary());
        preset.source = format!("Data from {}", file_name(&self.file));
        preset.dataset = self.dataset.with_names(self.reading.names());
        preset.exact = Arc::new(ExactData {
            inputs: self.inputs,
            targets: self.targets,
            teacher: Vec::new(),
            scale: preset.exact.scale.clone(),
        });
        let changed = Self::choose_loss(&self.reading, &mut preset);
        let told = format!("{}{changed}", self.reading);
        preset.notes = sentence(&told);
        let batch = &mut preset.descent.settings.batch_size;
        *batch = batch.map(|size| size.min(preset.dataset.len()));
        preset.plane.x_range = None;
        preset.plane.y_range = None;
        Ok((preset, told))
    }

    /// Gives the preset a loss that these data allow, and tells of another one than it had: softmax
    /// for three or more classes, squared error where targets are no probabilities.
    fn choose_loss(reading: &Reading, preset: &mut Preset) -> String {
        let own = preset.loss.kind;
        let has_classes = reading.classes.len() > 2;
        if has_classes && preset.network.output_activation == Activation::Identity {
            preset.loss.kind = LossKind::Softmax;
        }
        if !preset.can_have(preset.loss.kind) {
            preset.loss.kind = LossKind::Squared;
        }
        match preset.loss.kind {
            kind if kind == own => String::new(),
            LossKind::Softmax => "; loss softmax, for classes".to_owned(),
            LossKind::Squared | LossKind::CrossEntropy => {
                let outside = preset.dataset.targets().iter().find(|y| !(0.0..=1.0).contains(*y));
                let why = outside.map(|y| format!(", as a target is {y}")).unwrap_or_default();
                format!("; squared error in place of {}{why}", own.name())
            }
        }
    }

    /// `120 points, 2 inputs, 1 target`.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{}, {}, {}",
            count(self.dataset.len(), "point"),
            count(self.dataset.input_count(), "input"),
            count(self.dataset.target_count(), "target")
        )
    }

    /// The line on how the table was read, as a sentence for notes.
    #[must_use]
    pub fn notes(&self) -> String {
        sentence(&self.reading.to_string())
    }
}

/// A line with a capital and a full stop.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(std::iter::once('.')).collect()
}
