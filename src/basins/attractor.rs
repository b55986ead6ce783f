//! What descents end in, told apart by the function that the network computes there.

use super::run::Ending;
use crate::descent::Verdict;
use crate::objective::{LossKind, Objective, eigenvalues};

/// Endings whose losses and outputs differ by less than this (relative to `1 +` their size) are the
/// same attractor: descents stop short of a minimum by about the square root of it in loss.
const SAME: f64 = 2e-3;

/// Limits at infinity are estimates from finite weights, and are told apart more coarsely.
const SAME_LIMIT: f64 = 0.1;

/// An eigenvalue this small against the largest one is a flat direction.
const FLAT: f64 = 1e-7;

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
    pub fn place(&mut self, objective: &Objective, ending: &Ending) -> Option<usize> {
        let (is_infinite, is_dead, loss) = match ending.verdict {
            Verdict::Converged => (false, false, ending.loss),
            Verdict::Dead => (false, true, ending.loss),
            Verdict::Escaping { limit } => (true, false, limit),
            Verdict::Moving | Verdict::Diverged => return None,
        };
        let outputs: Vec<f64> = objective.outputs(&ending.weights).into_iter().collect();
        let found = self.list.iter().position(|known| {
            let same_kind =
                (known.kind == Kind::Infinity) == is_infinite && (known.kind == Kind::DeadRegion) == is_dead;
            let tolerance = if is_infinite { SAME_LIMIT } else { SAME };
            let same_loss = (known.loss - loss).abs() <= tolerance * (1.0 + loss.abs());
            same_kind
                && same_loss
                && self.same_place(objective, known, &outputs, &ending.weights, is_infinite)
        });
        if found.is_some() {
            return found;
        }
        let kind = if is_infinite {
            Kind::Infinity
        } else if is_dead {
            Kind::DeadRegion
        } else {
            kind_of_minimum(objective, &ending.weights)
        };
        self.list.push(Attractor {
            kind,
            loss,
            accuracy: objective.accuracy(&ending.weights),
            weights: ending.weights.clone(),
            outputs,
        });
        Some(self.list.len() - 1)
    }

    fn same_place(
        &self,
        objective: &Objective,
        known: &Attractor,
        outputs: &[f64],
        weights: &[f64],
        is_infinite: bool,
    ) -> bool {
        if is_infinite {
            // at infinity the outputs grow; which points are on the right side does not
            return same_sides(objective, &known.outputs, outputs);
        }
        let near = |a: &[f64], b: &[f64], tolerance: f64| {
            a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs())))
        };
        // outputs follow the square root of the loss
        let same_function = near(&known.outputs, outputs, SAME.sqrt());
        let may_differ = !self.tells_copies_apart || known.kind != Kind::Minimum;
        same_function && (may_differ || near(&known.weights, weights, SAME.sqrt()))
    }
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
