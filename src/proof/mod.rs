//! Proofs about a point of weight space: "local minimum" as a theorem, not as a hope.
//!
//! [`certify`] proves, disproves, or says honestly that it did neither:
//!
//! - networks of straight pieces with one hidden layer, in exact fractions: theorem and proof in
//!   `piecewise.rs`;
//! - ReLU networks of any depth with a dead layer, in exact fractions: `dead.rs`;
//! - smooth networks, with outward-rounded [`interval`](crate::objective::interval) arithmetic: one
//!   critical point in a box (`smooth.rs`), a flat set of constant outputs (`constant.rs`), or
//!   units that are copies of one another (`twin.rs`).
//!
//! A proof can be written as a [`CertificateFile`], which [`check`] verifies without any search.
//!
//! "Proven" and "disproved" are said of nothing else. What the interval proofs rest on is listed in
//! [`interval`](crate::objective::interval); the exact ones rest on this module's code and the big
//! fractions of `num-rational`.
#![doc = include_str!("trust.md")]

mod arc;
mod check;
mod constant;
mod dead;
mod deep;
mod elimination;
mod enclosure;
mod exact;
mod file;
mod flat;
mod fold;
mod krawczyk;
mod orbit;
mod parts;
mod piecewise;
mod rays;
mod smooth;
mod snap;
mod table;
mod twin;

use num_rational::BigRational;
use num_traits::Signed;
use serde::{Deserialize, Serialize};

pub use self::check::{CheckError, check};
pub use self::constant::CONSTANT_REACH;
use self::constant::ConstantProof;
pub(crate) use self::elimination::reduced;
use self::enclosure::Enclosure;
use self::exact::ExactNetwork;
pub(crate) use self::exact::dot;
pub use self::file::{CertificateFile, Evidence, NetworkRecord};
pub use self::parts::{FlatParts, Patch, Window, flat_parts};
pub use self::smooth::{MAX_RADIUS, REACH};
pub use self::snap::snap;
pub use self::table::{Move, moves};
pub use self::twin::TwinEvidence;
use self::twin::TwinProof;
use crate::network::{Activation, Network};
use crate::objective::interval::Interval;
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
    /// A box at the point holds exactly one critical point, and it is a strict local minimum.
    ProvenStrictMinimum,
    /// The point is a local minimum, and not an isolated one.
    ProvenFlatMinimum,
    /// The point is a local minimum inside an open region where a layer is dead.
    ProvenDeadRegion,
    /// A critical point (a box at the point holds no other, or its outputs are constant), and no
    /// minimum.
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
    /// Encloses the loss at the point, and at the critical point that it stands for.
    pub loss: [f64; 2],
    /// The loss at the point (of constant outputs: of the best constants), where it is a fraction.
    pub exact_loss: Option<BigRational>,
    /// Half the side of the box (largest norm), centred within [`REACH`] of the point. For units
    /// that are copies, around the point itself.
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

/// Most multiplications of one evaluation in exact fractions or intervals; above it nothing is
/// tried.
pub const MAX_WORK: usize = 2_000_000;

/// Proves what it can about `point`, and compares the loss there with that of the points `better`.
///
/// A verdict is about the point itself, with two allowances for numbers that were rounded to be
/// written down: one about a box (strict minimum, saddle) speaks of the one critical point inside,
/// which differs from `point` by at most [`REACH`]` + `[`MAX_RADIUS`] in every coordinate, one
/// about smooth units that are copies of one another (flat minimum, saddle) of the exact critical
/// point within the radius, which is at most [`REACH`], and one about constant outputs of smooth
/// units (flat minimum, saddle) of the best constants, to which an output bias is moved by at most
/// [`CONSTANT_REACH`]. Takes a fraction of a second for networks of a few dozen weights.
#[must_use]
pub fn certify(
    problem: &ExactProblem,
    point: &[BigRational],
    better: &[Vec<BigRational>],
) -> Certificate {
    prove(problem, point, better).certificate
}

/// A certificate with what a checker needs besides.
struct Proven {
    certificate: Certificate,
    proof: Proof,
    direction: Option<Vec<BigRational>>,
    better_point: Option<Vec<BigRational>>,
}

/// What a finding about a smooth network rests on.
enum Proof {
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
    fn cube(&self) -> Option<&Evidence> {
        if let Self::Cube(evidence) = self { Some(evidence) } else { None }
    }

    fn constant(&self) -> Option<&ConstantProof> {
        if let Self::Constant(proof) = self { Some(proof) } else { None }
    }

    fn twin(&self) -> Option<&TwinProof> {
        if let Self::Twin(proof) = self { Some(proof) } else { None }
    }
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
        None => network.as_ref().and_then(ExactNetwork::loss),
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
        radius: proof.cube().map(|cube| cube.radius).or(proof.twin().map(|twin| twin.radius)),
        smallest_eigenvalue: proof.cube().map(|cube| cube.smallest_eigenvalue),
        not_global,
        better_point: lower.and_then(|other| smooth::floats(other)),
        direction: finding.direction.as_deref().and_then(smooth::floats),
        reason: finding.reason,
    };
    Proven { certificate, proof, direction: finding.direction, better_point: lower.cloned() }
}

fn decide_smooth(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> (Finding, Proof) {
    if let Some((finding, proof)) = constant::decide(problem, enclosure, point) {
        return (finding, Proof::Constant(proof));
    }
    if let Some((finding, proof)) = twin::decide(problem, enclosure, point) {
        return (finding, Proof::Twin(proof));
    }
    let (finding, cube) = smooth::decide(problem, enclosure, point);
    (finding, cube.map_or(Proof::None, Proof::Cube))
}

/// The loss at `weights`, where it is a fraction: for networks of straight pieces and the squared
/// error.
#[must_use]
pub fn exact_loss(problem: &ExactProblem, weights: &[BigRational]) -> Option<BigRational> {
    problem.check(weights).ok().and_then(|()| exact_network(problem, weights)?.loss())
}

/// The network in fractions, where every piece is straight and there is a hidden layer.
fn exact_network<'p>(
    problem: &'p ExactProblem,
    point: &'p [BigRational],
) -> Option<ExactNetwork<'p>> {
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
    smooth::descent(enclosure, point).unwrap_or(finding)
}

/// Encloses the loss at the point, and at the critical point that it stands for.
fn loss_bounds(
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
        (Proof::Cube(cube), _) => here().hull(loss_of_cube(enclosure, cube)),
        (Proof::None, Some(loss)) => Interval::from_rational(loss),
        (Proof::None, None) => here(),
    };
    // a loss that cannot be negative is cut off at 0
    let never_negative =
        problem.least_loss().and(loss.intersection(Interval::new(0.0, f64::INFINITY)));
    never_negative.unwrap_or(loss)
}

/// Encloses the loss at the critical point `x` of the small box `X`: `L(c) + G(X) · (x - c)`.
fn loss_of_cube(enclosure: &Enclosure, evidence: &Evidence) -> Interval {
    let cube = krawczyk::cube(&evidence.centre, evidence.tight_radius);
    let centre: Vec<Interval> = evidence.centre.iter().map(|&c| Interval::from(c)).collect();
    let spread: Interval = enclosure
        .gradient(&cube)
        .iter()
        .zip(&cube)
        .zip(&centre)
        .map(|((&g, &x), &c)| g * (x - c))
        .sum();
    enclosure.value(&centre) + spread
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
        let rows =
            |rows: &[Vec<BigRational>], width: usize| rows.iter().all(|row| row.len() == width);
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
