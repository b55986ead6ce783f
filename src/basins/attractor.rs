//! What descents end in.

use crate::descent::{Ending, Termination, known_limit};
use crate::network::{Activation, limits, norm};
use crate::objective::{LossKind, Objective, eigenvalues, softmax};

/// An eigenvalue this small against the largest one is a flat direction.
const FLAT: f64 = 1e-7;

/// What kind of thing an attractor is. These are findings in floating point, not proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A minimum whose Hessian is positive definite.
    Minimum,
    /// A minimum with directions along which the loss stays put, or, where units sit on kinks, one
    /// whose Hessian does not tell.
    FlatMinimum,
    /// A layer is dead on every point; its region is open.
    DeadRegion,
    /// The gradient is zero and the loss falls to both sides of some line; only starts on a set
    /// without area end here.
    Saddle,
    /// The weights run to infinity while the loss falls towards a limit.
    Infinity,
    /// Two points between which too long a step hops to and fro.
    Cycle,
}

impl Kind {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::FlatMinimum => "flat-minimum",
            Self::DeadRegion => "dead-region",
            Self::Saddle => "saddle",
            Self::Infinity => "infinity",
            Self::Cycle => "cycle",
        }
    }
}

/// Something that descents end in.
#[derive(Clone, Debug, PartialEq)]
pub struct Attractor {
    /// What it is.
    pub kind: Kind,
    /// Its loss; for [`Kind::Infinity`] the limit, for [`Kind::Cycle`] the lower one.
    pub loss: f64,
    /// Share of data points on the right side, where targets are 0 and 1.
    pub accuracy: Option<f64>,
    /// The best end of a descent that reached it.
    pub weights: Vec<f64>,
    /// The outputs there on the data, a row a point, one after the other.
    pub outputs: Vec<f64>,
    /// Whether Newton steps have made it exact to rounding.
    pub is_exact: bool,
    /// For [`Kind::Infinity`] what was left to fall from [`Self::weights`] to the limit, otherwise
    /// 0.
    pub left: f64,
}

impl Attractor {
    /// What an ending reached; `None` for a descent that diverged or was undecided.
    ///
    /// An end beside a strict minimum is taken to be that minimum. The kind is the cheap part of it
    /// only: whether a minimum is flat is told only of attractors that enter
    /// [`Attractors`](super::Attractors).
    #[must_use]
    pub fn reached(objective: &Objective, ending: &Ending) -> Option<Self> {
        let (weights, mut loss) = (ending.weights.clone(), ending.loss);
        let kind = match ending.termination {
            Termination::Converged if ending.is_strict => Kind::Minimum,
            Termination::Converged => Kind::FlatMinimum,
            Termination::Dead => Kind::DeadRegion,
            Termination::Cycling => Kind::Cycle,
            Termination::Escaping { limit } => {
                loss = limit;
                Kind::Infinity
            }
            Termination::Undecided | Termination::Diverged => return None,
        };
        let accuracy = objective.accuracy(&weights);
        if kind == Kind::Infinity && accuracy == Some(1.0) && objective.loss().kind.has_logits() {
            // every point is on its side, so a larger output layer takes the loss as near to 0 as
            // one likes
            loss = 0.0;
        }
        let outputs = objective.outputs(&weights).into_iter().collect();
        let left = if kind == Kind::Infinity { (ending.loss - loss).abs() } else { 0.0 };
        let is_exact = ending.is_strict;
        Some(Self { kind, loss, accuracy, weights, outputs, is_exact, left })
    }

    /// Tells a flat minimum from a saddle, and from a strict minimum that could not be polished, by
    /// the eigenvalues of its Hessian.
    pub(super) fn classify(&mut self, objective: &Objective) {
        if self.kind != Kind::FlatMinimum || self.weights.len() > limits::HESSIAN_OF_ATTRACTOR {
            return;
        }
        let Some(values) = eigenvalues(&objective.hessian(&self.weights)) else { return };
        let (Some(low), Some(high)) = (values.first(), values.last()) else { return };
        let mut gradient = vec![0.0; self.weights.len()];
        objective.value_and_gradient(&self.weights, &mut gradient, &mut objective.workspace());
        let is_critical = norm(&gradient) <= 1e-5 * (1.0 + self.loss.abs());
        let largest = high.abs().max(low.abs());
        if *low > FLAT * largest {
            self.kind = Kind::Minimum;
        } else if is_critical && *low < -1e-3 * largest {
            // at a kink the gradient is not zero, and the Hessian of one side says nothing
            self.kind = Kind::Saddle;
        }
    }

    /// A name that stays with it: its kind and its loss, written by `format`.
    #[must_use]
    pub fn name(&self, format: impl Fn(f64) -> String) -> String {
        let loss = format(self.loss);
        match self.kind {
            Kind::Minimum => format!("minimum, loss {loss}"),
            Kind::FlatMinimum => format!("flat minimum, loss {loss}"),
            Kind::DeadRegion => format!("dead region, loss {loss}"),
            Kind::Saddle => format!("saddle, loss {loss}"),
            Kind::Infinity => {
                format!("infinity, loss towards {}", format(known_limit(self.loss, self.left)))
            }
            Kind::Cycle => format!("cycle of two steps, loss {loss}"),
        }
    }
}

/// The network's outputs in a form that can be compared: those of cross-entropy and softmax are
/// logits, and stand for probabilities.
pub(super) fn function(objective: &Objective, outputs: &[f64]) -> Vec<f64> {
    match objective.loss().kind {
        LossKind::Squared => outputs.to_vec(),
        LossKind::CrossEntropy => outputs.iter().map(|z| Activation::Sigmoid.value(*z)).collect(),
        LossKind::Softmax => {
            let points = outputs.chunks_exact(objective.network().output_count());
            points.flat_map(softmax).collect()
        }
    }
}
