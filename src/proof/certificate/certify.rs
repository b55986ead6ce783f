//! Certificates: everything that is tried on a point, and what comes of it.

use num_rational::BigRational;

use super::claim::{Proof, is_lower, loss_bounds, loss_in_fractions};
use crate::objective::interval::Interval;
use crate::proof::problem::{ExactProblem, floats};
use crate::proof::smooth::enclosure::Enclosure;
use crate::proof::smooth::evidence::{Evidence, distance};
use crate::proof::smooth::{constant, critical, twin};
use crate::proof::straight::exact::{ExactNetwork, exact_network};
use crate::proof::straight::{dead, deep, piecewise};
use crate::proof::verdict::{Finding, Nearby, Verdict};

/// The outcome of [`certify`].
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// What was proven.
    pub verdict: Verdict,
    /// Encloses the loss at the point, and at the critical point that it stands for.
    pub loss: [f64; 2],
    /// The loss at the point (of constant outputs: of the best constants), where it is a fraction.
    pub exact_loss: Option<BigRational>,
    /// Half the longest side of the box around the critical point. For units that are copies, the
    /// distance.
    pub radius: Option<f64>,
    /// No coordinate of the critical point that the verdict is about is further than this from that
    /// of the point given.
    pub distance: Option<f64>,
    /// Encloses the smallest eigenvalue of the Hessian at every point of the box.
    pub smallest_eigenvalue: Option<[f64; 2]>,
    /// Whether the loss is lower somewhere else; `None` if that is not known.
    pub not_global: Option<bool>,
    /// The weights of a point whose loss is lower.
    pub better_point: Option<Vec<f64>>,
    /// A direction along which the loss falls, for what is disproved or a saddle.
    pub direction: Option<Vec<f64>>,
    /// What is proven of a critical point near the given one, where the verdict is not about it.
    pub nearby: Option<Nearby>,
    /// In words, what was shown and how, or why not.
    pub reason: String,
}

/// Proves what it can about `point`, and compares the loss there with that of the points `better`.
///
/// A verdict is about the point itself, with an allowance for numbers that were rounded to be
/// written down: one about a box (strict minimum, saddle) speaks of the one critical point inside,
/// one about smooth units that are copies of one another (flat minimum, saddle) of the exact
/// critical point that the box of their originals gives. `point` must lie in a box with it where
/// the same holds, and have its loss to within [`SAME_LOSS`](crate::proof::SAME_LOSS)` (1 + L)`;
/// otherwise the verdict is about `point` alone, and what lies beside it is told as `nearby`. One
/// about constant outputs of smooth units (flat minimum, saddle) speaks of the best constants, to
/// which an output bias is moved by at most [`CONSTANT_REACH`](crate::proof::CONSTANT_REACH). Takes
/// a fraction of a second for networks of a few dozen weights.
#[must_use]
pub fn certify(
    problem: &ExactProblem,
    point: &[BigRational],
    better: &[Vec<BigRational>],
) -> Certificate {
    prove(problem, point, better).certificate
}

/// A certificate with what a checker needs besides.
pub(crate) struct Proven {
    pub certificate: Certificate,
    pub proof: Proof,
    pub direction: Option<Vec<BigRational>>,
    pub better_point: Option<Vec<BigRational>>,
}

pub(crate) fn prove(
    problem: &ExactProblem,
    point: &[BigRational],
    better: &[Vec<BigRational>],
) -> Proven {
    if let Err(reason) = problem.check(point) {
        let certificate = Certificate {
            verdict: Verdict::Unproven,
            loss: Interval::ENTIRE.ends(),
            exact_loss: None,
            radius: None,
            distance: None,
            nearby: None,
            smallest_eigenvalue: None,
            not_global: None,
            better_point: None,
            direction: None,
            reason,
        };
        return Proven { certificate, proof: Proof::None, direction: None, better_point: None };
    }
    let enclosure = Enclosure::new(problem);
    let network = exact_network(problem, point);
    let (finding, proof) = match &network {
        Some(network) => (decide_exactly(problem, network, &enclosure, point), Proof::None),
        None => decide_smooth(problem, &enclosure, point),
    };
    let exact_loss = match proof.constant() {
        Some(proof) => proof.exact_loss.clone(),
        None => loss_in_fractions(problem, point, network.as_ref()),
    };
    let loss = loss_bounds(problem, &enclosure, point, exact_loss.as_ref(), &proof);
    let lower =
        better.iter().find(|other| is_lower(problem, &enclosure, other, exact_loss.as_ref(), loss));
    let is_global = exact_loss.is_some() && exact_loss == problem.least_loss();
    let not_global = if lower.is_some() { Some(true) } else { is_global.then_some(false) };
    let certificate = Certificate {
        verdict: finding.verdict,
        loss: loss.ends(),
        exact_loss,
        radius: proof.cube().map(Evidence::reach).or(proof.twin().map(|twin| twin.radius)),
        distance: match &proof {
            Proof::Cube(cube) => Some(distance(&cube.small(), point)),
            Proof::Twin(twin) => Some(twin.radius),
            Proof::Constant(_) | Proof::None => None,
        },
        nearby: finding.nearby,
        smallest_eigenvalue: proof.cube().map(|cube| cube.smallest_eigenvalue),
        not_global,
        better_point: lower.and_then(|other| floats(other)),
        direction: finding.direction.as_deref().and_then(floats),
        reason: finding.reason,
    };
    Proven { certificate, proof, direction: finding.direction, better_point: lower.cloned() }
}

fn decide_smooth(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> (Finding, Proof) {
    // a population has no outputs that are constant, and nothing behind units that are copies
    if !problem.is_population() {
        if let Some((finding, proof)) = constant::decide(problem, enclosure, point) {
            return (finding, Proof::Constant(proof));
        }
        if let Some((finding, proof)) = twin::decide(problem, enclosure, point) {
            return (finding, Proof::Twin(proof));
        }
    }
    let (finding, cube) = critical::decide(problem, enclosure, point);
    (finding, cube.map_or(Proof::None, Proof::Cube))
}

fn decide_exactly(
    problem: &ExactProblem,
    network: &ExactNetwork,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> Finding {
    let finding = match dead::decide(problem, network) {
        Some(finding) => finding,
        None if problem.network.layers.len() == 3 => piecewise::decide(problem, network),
        None => deep::decide(problem, network),
    };
    if finding.verdict != Verdict::Unproven {
        return finding;
    }
    // where a fraction is missing, intervals can still disprove
    critical::descent(enclosure, point).unwrap_or(finding)
}
