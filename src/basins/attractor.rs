//! What descents end in, told apart by the function that the network computes there.

use nalgebra::{DMatrix, DVector};

use super::run::Ending;
use crate::activation::Activation;
use crate::descent::Verdict;
use crate::objective::{LossKind, Objective, eigenvalues, norm};

/// Endings whose losses and outputs differ by less than this (relative to `1 +` their size) are the
/// same attractor: descents stop short of a minimum by about the square root of it in loss.
const SAME: f64 = 2e-3;

/// Limits at infinity are estimates from finite weights, and are told apart more coarsely.
const SAME_LIMIT: f64 = 0.1;

/// An eigenvalue this small against the largest one is a flat direction.
const FLAT: f64 = 1e-7;

/// Gradient norm that a refined minimum of a smooth network must reach.
const RESIDUAL: f64 = 1e-8;

/// Above this many weights no Hessian is formed to tell flat minima from strict ones.
const MAX_HESSIAN_WEIGHTS: usize = 200;

/// What kind of thing an attractor is. These are findings in floating point, not proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A minimum whose Hessian is positive definite.
    Minimum,
    /// A minimum with directions along which the loss stays put.
    FlatMinimum,
    /// A layer is dead on every point; its region is open.
    DeadRegion,
    /// The weights run to infinity while the loss falls towards a limit.
    Infinity,
}

impl Kind {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::FlatMinimum => "flat-minimum",
            Self::DeadRegion => "dead-region",
            Self::Infinity => "infinity",
        }
    }
}

/// Something that descents end in.
#[derive(Clone, Debug, PartialEq)]
pub struct Attractor {
    /// What it is.
    pub kind: Kind,
    /// Its loss; for [`Kind::Infinity`] the limit.
    pub loss: f64,
    /// Share of data points on the right side, where targets are 0 and 1.
    pub accuracy: Option<f64>,
    /// The end of the first descent that reached it.
    pub weights: Vec<f64>,
    /// The outputs there on the data, a row a point, one after the other.
    outputs: Vec<f64>,
}

impl Attractor {
    /// A name that stays with it: its kind and its loss.
    #[must_use]
    pub fn name(&self, format: impl Fn(f64) -> String) -> String {
        match self.kind {
            Kind::Minimum => format!("minimum, loss {}", format(self.loss)),
            Kind::FlatMinimum => format!("flat minimum, loss {}", format(self.loss)),
            Kind::DeadRegion => format!("dead region, loss {}", format(self.loss)),
            Kind::Infinity => format!("infinity, loss towards {}", format(self.loss)),
        }
    }
}

/// The attractors found so far.
#[derive(Clone, Debug, Default)]
pub struct Attractors {
    list: Vec<Attractor>,
    /// Whether copies under the network's symmetries are told apart.
    tells_copies_apart: bool,
}

impl Attractors {
    /// None yet. With `tells_copies_apart` two ends that compute the same function from different
    /// weights (permuted units, say) are two attractors, unless they lie on one flat set.
    #[must_use]
    pub fn new(tells_copies_apart: bool) -> Self {
        Self { list: Vec::new(), tells_copies_apart }
    }

    /// The attractors in the order in which they were found.
    #[must_use]
    pub fn list(&self) -> &[Attractor] {
        &self.list
    }

    /// Places in [`Self::list`] by loss, lowest first; equal losses by kind, then as they were found.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let list = &self.list;
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by(|&a, &b| {
            list[a].loss.total_cmp(&list[b].loss).then(list[a].kind.cmp(&list[b].kind)).then(a.cmp(&b))
        });
        order
    }

    /// The place of the attractor that an ending reached, which is added if it is new; `None` for a
    /// descent that diverged or was undecided.
    ///
    /// A minimum that is not known yet is first refined by Newton's method, so that descents that stopped
    /// a little before it meet there. Where that finds no point of zero gradient, although the network is
    /// smooth, the descent counts as undecided.
    pub fn place(&mut self, objective: &Objective, ending: &Ending) -> Option<usize> {
        let (nature, loss) = match ending.verdict {
            Verdict::Converged => (Nature::Minimum, ending.loss),
            Verdict::Dead => (Nature::Dead, ending.loss),
            Verdict::Escaping { limit } => (Nature::Infinite, limit),
            Verdict::Moving | Verdict::Diverged => return None,
        };
        let outputs: Vec<f64> = objective.outputs(&ending.weights).into_iter().collect();
        let mut candidate = Attractor {
            kind: Kind::Infinity,
            loss,
            accuracy: None,
            weights: ending.weights.clone(),
            outputs,
        };
        if let Some(known) = self.find(objective, nature, &candidate) {
            return Some(known);
        }
        if nature == Nature::Minimum {
            candidate = refined(objective, candidate);
            if is_smooth(objective) && gradient_norm(objective, &candidate.weights) > RESIDUAL {
                // it had come to rest for the eye only, in a valley that goes on
                return None;
            }
            if let Some(known) = self.find(objective, nature, &candidate) {
                return Some(known);
            }
        }
        candidate.kind = match nature {
            Nature::Infinite => Kind::Infinity,
            Nature::Dead => Kind::DeadRegion,
            Nature::Minimum => kind_of_minimum(objective, &candidate.weights),
        };
        candidate.accuracy = objective.accuracy(&candidate.weights);
        self.list.push(candidate);
        Some(self.list.len() - 1)
    }

    fn find(&self, objective: &Objective, nature: Nature, candidate: &Attractor) -> Option<usize> {
        let tolerance = if nature == Nature::Infinite { SAME_LIMIT } else { SAME };
        self.list.iter().position(|known| {
            let of = match known.kind {
                Kind::Infinity => Nature::Infinite,
                Kind::DeadRegion => Nature::Dead,
                Kind::Minimum | Kind::FlatMinimum => Nature::Minimum,
            };
            of == nature
                && (known.loss - candidate.loss).abs() <= tolerance * (1.0 + candidate.loss.abs())
                && self.same_place(objective, known, candidate)
        })
    }

    fn same_place(&self, objective: &Objective, known: &Attractor, candidate: &Attractor) -> bool {
        if known.kind == Kind::Infinity {
            // at infinity the outputs grow; which points are on the right side does not
            return same_sides(objective, &known.outputs, &candidate.outputs);
        }
        let near = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME.sqrt() * (1.0 + a.abs().max(b.abs())))
        };
        // outputs follow the square root of the loss
        let may_differ = !self.tells_copies_apart || known.kind != Kind::Minimum;
        near(&known.outputs, &candidate.outputs) && (may_differ || near(&known.weights, &candidate.weights))
    }
}

/// What a verdict says of an ending, before its Hessian is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    Minimum,
    Dead,
    Infinite,
}

/// The minimum near which a descent stopped, by Newton's method with a damped Hessian (Levenberg 1944); as
/// it came where that does not lower the loss.
fn refined(objective: &Objective, from: Attractor) -> Attractor {
    const MOST: usize = 40;
    if from.weights.len() > MAX_HESSIAN_WEIGHTS {
        return from;
    }
    let mut work = objective.workspace();
    let mut gradient = vec![0.0; from.weights.len()];
    let (mut weights, mut loss, mut damping) = (from.weights.clone(), from.loss, 1e-6);
    for _ in 0..MOST {
        objective.value_and_gradient(&weights, &mut gradient, &mut work);
        if norm(&gradient) <= 1e-13 {
            break;
        }
        let Some(step) = damped_newton_step(objective, &weights, &gradient, damping) else {
            damping *= 10.0;
            continue;
        };
        let ahead: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w - s).collect();
        let lower = objective.value(&ahead, &mut work);
        if lower < loss {
            (weights, loss, damping) = (ahead, lower, damping * 0.1);
        } else {
            damping *= 10.0;
        }
    }
    let outputs = objective.outputs(&weights).into_iter().collect();
    Attractor { loss, weights, outputs, ..from }
}

fn gradient_norm(objective: &Objective, weights: &[f64]) -> f64 {
    let mut gradient = vec![0.0; weights.len()];
    objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    norm(&gradient)
}

/// Whether no unit has a kink, and refining was tried.
fn is_smooth(objective: &Objective) -> bool {
    let has_kink = |activation| matches!(activation, Activation::Relu | Activation::LeakyRelu);
    objective.parameter_count() <= MAX_HESSIAN_WEIGHTS
        && objective.layout().iter().all(|layer| !has_kink(layer.activation))
}

/// `(H + damping I)^-1 g`; `None` unless that matrix is positive definite.
fn damped_newton_step(
    objective: &Objective,
    weights: &[f64],
    gradient: &[f64],
    damping: f64,
) -> Option<Vec<f64>> {
    let hessian = objective.hessian(weights);
    let count = weights.len();
    let matrix = DMatrix::from_fn(count, count, |i, j| hessian[[i, j]] + if i == j { damping } else { 0.0 });
    let factors = matrix.cholesky()?;
    Some(factors.solve(&DVector::from_column_slice(gradient)).iter().copied().collect())
}

fn same_sides(objective: &Objective, a: &[f64], b: &[f64]) -> bool {
    objective.loss().kind != LossKind::CrossEntropy || a.iter().zip(b).all(|(a, b)| (*a > 0.0) == (*b > 0.0))
}

/// Whether a minimum has flat directions, by the eigenvalues of its Hessian.
fn kind_of_minimum(objective: &Objective, weights: &[f64]) -> Kind {
    if weights.len() > MAX_HESSIAN_WEIGHTS {
        return Kind::Minimum;
    }
    match eigenvalues(&objective.hessian(weights)) {
        Some(values)
            if values.first().zip(values.last()).is_some_and(|(low, high)| *low > FLAT * high.abs()) =>
        {
            Kind::Minimum
        }
        _ => Kind::FlatMinimum,
    }
}
