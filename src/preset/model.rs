//! An experiment as the program holds it.

use std::sync::Arc;

use num_rational::BigRational;

use super::error::{PresetError, unknown_point};
use super::plane::PlaneSpec;
use super::points::{NamedPoint, Points};
use super::tour::TourStep;
use super::written::Written;
use crate::network::{Dataset, Network};
use crate::objective::{Loss, LossKind, Objective};
use crate::optimizer::Settings;
use crate::proof::ExactProblem;

/// One experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The file's name without folder and `.toml`.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// Where the example comes from.
    pub source: String,
    /// A few sentences for the person looking.
    pub notes: String,
    /// The data.
    pub dataset: Dataset,
    /// The network.
    pub network: Network,
    /// The loss.
    pub loss: Loss,
    /// Points of weight space that have a name.
    pub points: Points,
    /// The plane to look at.
    pub plane: PlaneSpec,
    /// The descent to run.
    pub descent: DescentSpec,
    /// The steps of a tour, if there is one.
    pub tour: Vec<TourStep>,
    /// The figures that it describes: the text of the tables `[[figure]]`, empty for none. What
    /// they say is read by those who draw.
    pub figures: String,
    /// The numbers as they are written, shared by copies of the preset: an undo history holds
    /// hundreds.
    pub exact: Arc<ExactData>,
    /// The text that it was read from, if it was: it is no part of what the preset says.
    pub written: Written,
}

/// The numbers of the data set and the loss as written: `2.8` is 14/5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactData {
    /// Inputs, one row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets, one row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// The units of a population's teacher, one row each; none for points.
    pub teacher: Vec<Vec<BigRational>>,
    /// The factor in front of the loss.
    pub scale: BigRational,
}

/// Which descent to run.
#[derive(Clone, Debug, PartialEq)]
pub struct DescentSpec {
    /// Optimiser and its settings.
    pub settings: Settings,
    /// Names of the points from which a run is worth seeing.
    pub starts: Vec<String>,
}

impl Preset {
    /// The objective: network, data and loss.
    #[must_use]
    pub fn objective(&self) -> Objective {
        Objective::new(self.network.clone(), self.dataset.clone(), self.loss)
    }

    /// Network, data and loss in the numbers as written, for proofs.
    #[must_use]
    pub fn exact_problem(&self) -> ExactProblem {
        ExactProblem {
            network: self.network.clone(),
            inputs: self.exact.inputs.clone(),
            targets: self.exact.targets.clone(),
            teacher: self.exact.teacher.clone(),
            kind: self.loss.kind,
            reduction: self.loss.reduction,
            scale: self.exact.scale.clone(),
        }
    }

    /// Whether the network and the targets allow this loss.
    #[must_use]
    pub fn can_have(&self, kind: LossKind) -> bool {
        let data = &self.dataset;
        let is_of_points = data.teacher().is_none() || kind == LossKind::Squared;
        is_of_points
            && kind.objection(&self.network).is_none()
            && (0..data.len()).all(|i| kind.expected_targets(data.target(i)).is_none())
    }

    /// The point called `name`.
    ///
    /// # Errors
    /// If there is none, with the name nearest to it.
    pub fn point(&self, name: &str) -> Result<&NamedPoint, PresetError> {
        self.points.iter().find(|point| point.name == name).ok_or_else(|| PresetError {
            file: self.name.clone(),
            line: None,
            key: Some("points".to_owned()),
            message: unknown_point(name, self.points.iter().map(|point| point.name.as_str())),
        })
    }

    /// Whether weight space has a plane: not with a single parameter.
    #[must_use]
    pub fn has_plane(&self) -> bool {
        self.network.parameter_count() >= 2
    }
}
