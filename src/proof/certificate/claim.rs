//! What a certificate and its checker say in the same words: what a finding rests on, and losses.

use num_rational::BigRational;

use crate::objective::interval::Interval;
use crate::proof::problem::{ExactProblem, intervals};
use crate::proof::smooth::constant::ConstantProof;
use crate::proof::smooth::enclosure::Enclosure;
use crate::proof::smooth::evidence::Evidence;
use crate::proof::smooth::twin::TwinProof;
use crate::proof::straight::exact::{ExactNetwork, exact_loss, exact_network};

/// What a finding about a smooth network rests on.
pub(crate) enum Proof {
    /// One critical point in a box.
    Cube(Evidence),
    /// Constant outputs.
    Constant(ConstantProof),
    /// Units that are copies of one another.
    Twin(TwinProof),
    /// Nothing but the point.
    None,
}

impl Proof {
    pub fn cube(&self) -> Option<&Evidence> {
        if let Self::Cube(evidence) = self { Some(evidence) } else { None }
    }

    pub fn constant(&self) -> Option<&ConstantProof> {
        if let Self::Constant(proof) = self { Some(proof) } else { None }
    }

    pub fn twin(&self) -> Option<&TwinProof> {
        if let Self::Twin(proof) = self { Some(proof) } else { None }
    }
}

/// The loss at the point, where it is a fraction; `network` is the problem's at the point.
pub(crate) fn loss_in_fractions(
    problem: &ExactProblem,
    point: &[BigRational],
    network: Option<&ExactNetwork>,
) -> Option<BigRational> {
    match network {
        Some(network) => network.loss(),
        None if problem.is_population() => exact_loss(problem, point),
        None => None,
    }
}

/// Encloses the loss at the point, and at the critical point that it stands for.
pub(crate) fn loss_bounds(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
    exact: Option<&BigRational>,
    proof: &Proof,
) -> Interval {
    let here = || enclosure.value(&intervals(point));
    let loss = match (proof, exact) {
        (Proof::Constant(proof), _) => here().hull(proof.loss),
        (Proof::Twin(proof), _) => here().hull(proof.loss),
        (Proof::Cube(cube), _) => here().hull(cube.loss(enclosure)),
        (Proof::None, Some(loss)) => Interval::from_rational(loss),
        (Proof::None, None) => here(),
    };
    // a loss that cannot be negative is cut off at 0
    let never_negative =
        problem.least_loss().and(loss.intersection(Interval::new(0.0, f64::INFINITY)));
    never_negative.unwrap_or(loss)
}

/// Whether the loss at `other` is provably below the one found.
pub(crate) fn is_lower(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    other: &[BigRational],
    exact_loss: Option<&BigRational>,
    loss: Interval,
) -> bool {
    if other.len() != problem.network.parameter_count() {
        return false;
    }
    if problem.is_population() && exact_loss.is_some() {
        // it is 0
        return false;
    }
    if let Some(exact_loss) = exact_loss
        && let Some(lower) = exact_network(problem, other).as_ref().and_then(ExactNetwork::loss)
    {
        return lower < *exact_loss;
    }
    enclosure.value(&intervals(other)).hi() < loss.lo()
}
