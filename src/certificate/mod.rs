//! Proofs about a point of weight space: "local minimum" as a theorem, not as a hope.
//!
//! [`certify`] proves, disproves, or says honestly that it did neither:
//!
//! - networks of straight pieces with one hidden layer, in exact fractions: theorem and proof in
//!   `piecewise.rs`;
//! - ReLU networks of any depth with a dead layer, in exact fractions: `dead.rs`;
//! - smooth networks, with outward-rounded [`interval`](crate::interval) arithmetic: `smooth.rs`.
//!
//! A proof can be written as a [`CertificateFile`], which [`check`] verifies without any search.
//!
//! "Proven" and "disproved" are said of nothing else. What the interval proofs rest on is listed in
//! [`interval`](crate::interval); the exact ones rest on this module's code and the big fractions of
//! `num-rational`.

mod check;
mod dead;
mod deep;
mod enclosure;
mod exact;
mod file;
mod krawczyk;
mod piecewise;
mod rays;
mod smooth;
mod table;

use num_rational::BigRational;
use num_traits::Signed;
use serde::{Deserialize, Serialize};

pub use self::check::{CheckError, check};
use self::enclosure::Enclosure;
use self::exact::ExactNetwork;
pub use self::file::{CertificateFile, Evidence, NetworkRecord};
pub use self::smooth::{MAX_RADIUS, MAX_WEIGHTS};
pub use self::table::{Move, moves};
use crate::activation::Activation;
use crate::interval::Interval;
use crate::network::Network;
use crate::objective::{LossKind, Reduction};

/// A network, data and loss in exact fractions: `L(w) = scale * reduction of sum of kind`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactProblem {
    /// The network.
    pub network: Network,
    /// Inputs, one row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets, one row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// Loss of one output.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front, positive.
    pub scale: BigRational,
}

/// What was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A box around the point holds exactly one critical point, and it is a strict local minimum.
    ProvenStrictMinimum,
    /// The point is a local minimum, and not an isolated one.
    ProvenFlatMinimum,
    /// The point is a local minimum inside an open region where a layer is dead.
    ProvenDeadRegion,
    /// A box around the point holds exactly one critical point, and it is no minimum.
    ProvenSaddle,
    /// The point is not a local minimum.
    Disproved,
    /// Neither was shown.
    Unproven,
}

impl Verdict {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProvenStrictMinimum => "proven-strict-minimum",
            Self::ProvenFlatMinimum => "proven-flat-minimum",
            Self::ProvenDeadRegion => "proven-dead-region",
            Self::ProvenSaddle => "proven-saddle",
            Self::Disproved => "disproved",
            Self::Unproven => "unproven",
        }
    }

    /// Whether the point (or the critical point in its box) is a local minimum.
    #[must_use]
    pub fn is_minimum(self) -> bool {
        matches!(self, Self::ProvenStrictMinimum | Self::ProvenFlatMinimum | Self::ProvenDeadRegion)
    }
}

/// The outcome of [`certify`].
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// What was proven.
    pub verdict: Verdict,
    /// Encloses the loss at the point, and for a box at its critical point too.
    pub loss: [f64; 2],
    /// The loss at the point, where it is a fraction.
    pub exact_loss: Option<BigRational>,
    /// Half the side of the box (largest norm), centred within that distance of the point.
    pub radius: Option<f64>,
    /// Encloses the smallest eigenvalue of the Hessian at every point of the box.
    pub smallest_eigenvalue: Option<[f64; 2]>,
    /// Whether the loss is lower somewhere else; `None` if that is not known.
    pub not_global: Option<bool>,
    /// The weights of a point whose loss is lower.
    pub better_point: Option<Vec<f64>>,
    /// A direction along which the loss falls, for what is disproved or a saddle.
    pub direction: Option<Vec<f64>>,
    /// In words, what was shown and how, or why not.
    pub reason: String,
}

/// Most multiplications of one evaluation in exact fractions or intervals; above it nothing is tried.
pub const MAX_WORK: usize = 2_000_000;

/// Proves what it can about `point`, and compares the loss there with that of the points `better`.
///
/// Verdicts about a box (strict minimum, saddle) speak of the one critical point inside, which differs
/// from `point` by at most `2 radius` in every coordinate, with `radius <= MAX_RADIUS`; all others speak
/// of `point` itself. Takes a fraction of a second for networks of a few dozen weights.
#[must_use]
pub fn certify(problem: &ExactProblem, point: &[BigRational], better: &[Vec<BigRational>]) -> Certificate {
    prove(problem, point, better).certificate
}

/// A certificate with what a checker needs besides.
struct Proven {
    certificate: Certificate,
    cube: Option<Evidence>,
    direction: Option<Vec<BigRational>>,
    better_point: Option<Vec<BigRational>>,
}

fn prove(problem: &ExactProblem, point: &[BigRational], better: &[Vec<BigRational>]) -> Proven {
    if let Err(reason) = problem.check(point) {
        let certificate = Certificate {
            verdict: Verdict::Unproven,
            loss: Interval::ENTIRE.ends(),
            exact_loss: None,
            radius: None,
            smallest_eigenvalue: None,
            not_global: None,
            better_point: None,
            direction: None,
            reason,
        };
        return Proven { certificate, cube: None, direction: None, better_point: None };
    }
    let enclosure = Enclosure::new(problem);
    let network = exact_network(problem, point);
    let (finding, proof) = match &network {
        Some(network) => decide_exactly(problem, network, &enclosure, point),
        None => smooth::decide(problem, &enclosure, point),
    };
    let exact_loss = network.as_ref().and_then(ExactNetwork::loss);
    let loss = loss_bounds(problem, &enclosure, point, exact_loss.as_ref(), proof.as_ref());
    let lower = better.iter().find(|other| is_lower(problem, &enclosure, other, exact_loss.as_ref(), loss));
    let is_global = exact_loss.is_some() && exact_loss == problem.least_loss();
    let not_global = if lower.is_some() { Some(true) } else { is_global.then_some(false) };
    let certificate = Certificate {
        verdict: finding.verdict,
        loss: loss.ends(),
        exact_loss,
        radius: proof.as_ref().map(|proof| proof.radius),
        smallest_eigenvalue: proof.as_ref().map(|proof| proof.smallest_eigenvalue),
        not_global,
        better_point: lower.and_then(|other| smooth::floats(other)),
        direction: finding.direction.as_deref().and_then(smooth::floats),
        reason: finding.reason,
    };
    Proven { certificate, cube: proof, direction: finding.direction, better_point: lower.cloned() }
}

/// The network in fractions, where every piece is straight and there is a hidden layer.
fn exact_network<'p>(problem: &'p ExactProblem, point: &'p [BigRational]) -> Option<ExactNetwork<'p>> {
    let straight = problem.network.layers.len() > 2
        && problem.network.activation.is_piecewise_linear()
        && problem.network.output_activation == Activation::Identity;
    straight.then(|| ExactNetwork::new(problem, point)).flatten()
}

fn decide_exactly(
    problem: &ExactProblem,
    network: &ExactNetwork,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> (Finding, Option<Evidence>) {
    let finding = match dead::decide(problem, network) {
        Some(finding) => finding,
        None if problem.network.layers.len() == 3 => piecewise::decide(problem, network),
        None => deep::decide(problem, network),
    };
    if finding.verdict != Verdict::Unproven {
        return (finding, None);
    }
    // where a fraction is missing, intervals can still disprove
    (smooth::descent(enclosure, point).unwrap_or(finding), None)
}

/// Encloses the loss at the point, and at the critical point of the box if there is one.
fn loss_bounds(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
    exact: Option<&BigRational>,
    proof: Option<&Evidence>,
) -> Interval {
    let mut loss = match exact {
        Some(loss) => Interval::from_rational(loss),
        None => enclosure.value(&intervals(point)),
    };
    if let Some(proof) = proof {
        // for the critical point x of the small box X, L(x) lies in L(c) + G(X) (x - c)
        let cube = krawczyk::cube(&proof.centre, proof.tight_radius);
        let centre: Vec<Interval> = proof.centre.iter().map(|&c| Interval::from(c)).collect();
        let spread: Interval =
            enclosure.gradient(&cube).iter().zip(&cube).zip(&centre).map(|((&g, &x), &c)| g * (x - c)).sum();
        loss = loss.hull(enclosure.value(&centre) + spread);
    }
    // a loss that cannot be negative is cut off at 0
    let never_negative = problem.least_loss().and(loss.intersection(Interval::new(0.0, f64::INFINITY)));
    never_negative.unwrap_or(loss)
}

/// Whether the loss at `other` is provably below the one found.
fn is_lower(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    other: &[BigRational],
    exact_loss: Option<&BigRational>,
    loss: Interval,
) -> bool {
    if other.len() != problem.network.parameter_count() {
        return false;
    }
    if let Some(exact_loss) = exact_loss
        && let Some(lower) = exact_network(problem, other).as_ref().and_then(ExactNetwork::loss)
    {
        return lower < *exact_loss;
    }
    enclosure.value(&intervals(other)).hi() < loss.lo()
}

fn intervals(point: &[BigRational]) -> Vec<Interval> {
    point.iter().map(Interval::from_rational).collect()
}

impl ExactProblem {
    /// Whether the parts fit together and are small enough; the error is a sentence.
    fn check(&self, point: &[BigRational]) -> Result<(), String> {
        let network = &self.network;
        if network.layers.len() < 2 || network.layers.contains(&0) {
            return Err("the network has no layers".to_owned());
        }
        let rows = |rows: &[Vec<BigRational>], width: usize| rows.iter().all(|row| row.len() == width);
        if self.inputs.is_empty()
            || self.inputs.len() != self.targets.len()
            || !rows(&self.inputs, network.input_count())
            || !rows(&self.targets, network.output_count())
        {
            return Err("the data do not fit the network".to_owned());
        }
        if point.len() != network.parameter_count() {
            return Err(format!(
                "the point holds {} weights, but the network has {}",
                point.len(),
                network.parameter_count()
            ));
        }
        if !self.scale.is_positive() {
            return Err("the factor in front of the loss is not positive".to_owned());
        }
        let work = self.inputs.len().saturating_mul(point.len());
        if work > MAX_WORK {
            return Err(format!(
                "the problem is too large: {work} products a pass, at most {MAX_WORK} are tried"
            ));
        }
        Ok(())
    }
}

/// A verdict with what belongs to it, before the loss is compared with other points.
struct Finding {
    verdict: Verdict,
    direction: Option<Vec<BigRational>>,
    reason: String,
}

impl Finding {
    fn unproven(reason: &str) -> Self {
        Self { verdict: Verdict::Unproven, direction: None, reason: reason.to_owned() }
    }

    fn disproved(direction: Vec<BigRational>, reason: String) -> Self {
        Self { verdict: Verdict::Disproved, direction: Some(direction), reason }
    }
}

#[cfg(test)]
mod tests;
