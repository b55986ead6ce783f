//! A certificate as a file: the problem, the claim, and the evidence, as JSON.
//!
//! Fractions are strings such as `"13/3"`; floating-point numbers are written so that they are read
//! back bit for bit.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::certify::prove;
use crate::network::{Activation, Network};
use crate::objective::{LossKind, Reduction};
use crate::proof::problem::ExactProblem;
use crate::proof::smooth::evidence::Evidence;
use crate::proof::smooth::twin::TwinEvidence;
use crate::proof::verdict::Verdict;

/// The version of the format that is written and read.
pub(crate) const FORMAT: u32 = 1;

/// A claim about a point with everything needed to verify it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFile {
    /// The version of this format, 1.
    pub format: u32,
    /// The network.
    pub network: NetworkRecord,
    /// Inputs, one row a point, as fractions.
    pub inputs: Vec<Vec<String>>,
    /// Targets, one row a point, as fractions.
    pub targets: Vec<Vec<String>>,
    /// The units of the teacher of a [population](crate::network::Dataset::population), one row
    /// each, as fractions; without inputs and targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teacher: Vec<Vec<String>>,
    /// Loss of one output.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front, a fraction.
    pub scale: String,
    /// The point that the claim is about, as fractions.
    pub point: Vec<String>,
    /// The claim.
    pub verdict: Verdict,
    /// Encloses the loss at the point, and at the critical point that it stands for.
    #[serde(with = "super::bounds")]
    pub loss: [f64; 2],
    /// The loss at the point (of constant outputs: of the best constants), where it is a fraction.
    pub exact_loss: Option<String>,
    /// A point whose loss is lower, as fractions.
    pub better_point: Option<Vec<String>>,
    /// A direction along which the loss falls, as fractions.
    pub direction: Option<Vec<String>>,
    /// The box of a smooth network's proof.
    pub evidence: Option<Evidence>,
    /// For constant outputs of smooth units: close to the eigenvectors of the Hessian's block
    /// across the flat set. Not trusted either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vectors_across: Option<Vec<Vec<f64>>>,
    /// For hidden units that are copies of one another: the narrow network's box, and vectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twins: Option<TwinEvidence>,
}

/// The shape of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkRecord {
    /// Layer sizes.
    pub layers: Vec<usize>,
    /// Activation of the hidden units.
    pub activation: Activation,
    /// Activation of the output units.
    pub output_activation: Activation,
    /// Whether every unit has a bias.
    pub bias: bool,
}

impl CertificateFile {
    /// [`certify`](crate::proof::certify), as a file; `None` if nothing was proven or disproved.
    #[must_use]
    pub fn new(
        problem: &ExactProblem,
        point: &[BigRational],
        better: &[Vec<BigRational>],
    ) -> Option<Self> {
        let proven = prove(problem, point, better);
        if proven.certificate.verdict == Verdict::Unproven {
            return None;
        }
        let Network { layers, activation, output_activation, bias } = problem.network.clone();
        Some(Self {
            format: FORMAT,
            network: NetworkRecord { layers, activation, output_activation, bias },
            inputs: problem.inputs.iter().map(|row| strings(row)).collect(),
            targets: problem.targets.iter().map(|row| strings(row)).collect(),
            teacher: problem.teacher.iter().map(|row| strings(row)).collect(),
            kind: problem.kind,
            reduction: problem.reduction,
            scale: problem.scale.to_string(),
            point: strings(point),
            verdict: proven.certificate.verdict,
            loss: proven.certificate.loss,
            exact_loss: proven.certificate.exact_loss.map(|loss| loss.to_string()),
            better_point: proven.better_point.as_deref().map(strings),
            direction: proven.direction.as_deref().map(strings),
            evidence: proven.proof.cube().cloned(),
            vectors_across: proven.proof.constant().map(|proof| proof.vectors.clone()),
            twins: proven.proof.twin().map(|proof| proof.evidence.clone()),
        })
    }
}

fn strings(row: &[BigRational]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}
