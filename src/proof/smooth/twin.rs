//! Hidden units that are copies of one another, in a smooth network: a flat minimum, or a saddle.
//!
//! # The theorem
//! Let there be one hidden layer of units with a twice continuously differentiable activation `f`
//! (but for jumps of `f''`, see [`Enclosure`]; in part 4 it is that of the side to which `z_i`
//! moves). Let the *narrow* network have a critical point `q` with a non-singular Hessian, and let
//! some of its units be copied to make the *wide* network: a copy `l` of unit `J` gets the incoming
//! weights `u_l = u_J` (bias included) and the outgoing weights `v_l = λ_l v_J`, with shares `λ_l`
//! that sum to 1 over the copies of each `J`, and `v_J != 0` where there is more than one. (Where
//! `f` is odd or even a copy may be mirrored: `u_l = -u_J`, and for an odd `f` also `v_l = -λ_l
//! v_J`. Changing those signs is a rotation of weight space that leaves the loss alone; below it is
//! undone.) Call the wide weights `p`. Write `L` for the loss, `δ_i` for its derivatives with
//! respect to the output units' pre-activations at data point `i`, and `x_i` with a 1 appended for
//! the bias.
//!
//! **1.** `p` is a critical point, with the outputs and the loss of `q`.
//!
//! **2.** Let there be one output. Let `N` be the set of wide weights whose incoming weights and
//! output bias are those of `p`, and whose outgoing weights `v_l` sum to `v_J` over the copies of
//! each `J`. Let `B` be the coordinates that are left when for each `J` the outgoing weights of all
//! its copies but one are removed. If the block of the Hessian at `p` that belongs to `B` is
//! positive definite, then `p` is a **local minimum**, flat along `N`.
//!
//! **3.** If the Hessian at `p` curves down along one vector and up along another, `p` is a
//! **saddle**.
//!
//! **4.** Let there be one output, and one copy `l` of `J` with `λ_l = 0`. If `b = sum_i δ_i
//! f''(u_J · x_i) (d · x_i)^2 != 0` for some `d`, then `p` is **no local minimum**: with `s = sign
//! b` the loss falls as `-|b| t^3 / 2` along `u_l + t d`, `v_l - s t`, `v_r + s t`, `r` another
//! copy.
//!
//! *Proof of 1.* The outputs are those of `q`, hence so are `δ_i`. The derivatives with respect to
//! `v_l` and the output biases are those of the narrow network, and 0; those with respect to `u_l`
//! are `sum_i (δ_i · v_l) f'(u_J · x_i) x_i`, which is `λ_l` times the one with respect to `u_J`,
//! and 0.
//!
//! *Proof of 2.* *Every* point `n` of `N` is critical and has the loss of `p`: its outputs are
//! those of `q`; and with one output every `v_l` is a multiple of `v_J != 0`, so that the proof of
//! 1 holds for `n` too. Every point near `p` is `n + s` with `n` in `N` near `p` and a small `s` in
//! `B`: `n` takes the outgoing weights of the copies that are not in `B`, the one that is left
//! follows from the sum, and `s` is the rest. By Taylor `L(n + s) = L(n) + s · H s / 2` with the
//! Hessian `H` at a point between them. Its block for `B` is positive definite at `p`, hence
//! nearby, and `L(n + s) >= L(n) = L(p)`. (This is the argument of Morse and Bott.)
//!
//! *Proof of 3.* By 1 the gradient at `p` is 0, and Taylor's formula says it along each vector.
//!
//! *Proof of 4.* With `z_i = u_J · x_i` the outputs' pre-activations change by `s t f(z_i) - s t
//! f(z_i + t d · x_i) = -s t^2 f'(z_i) d · x_i - s t^3 f''(z_i) (d · x_i)^2 / 2 + o(t^3)`. `L`
//! changes by the sum of `δ_i` times that, up to terms of order `t^4`. By 1, and as `v_J != 0`,
//! `sum_i δ_i f'(z_i) x_i = 0`, so that `-s t^3 b / 2` is left. ∎
//!
//! # What decides
//! With one output, let `A_J = sum_i δ_i v_J f''(u_J · x_i) x_i x_i^T`. The tangent space at `p` is
//! the sum of the narrow moves (copies of `J` move alike, outgoing weights in proportion to `λ_l`),
//! the moves along `N`, and the moves `(d_l)` of incoming weights with `sum_l λ_l d_l = 0`. The
//! Hessian mixes none of these: it is that of the narrow network on the first, 0 on the second, and
//! `sum_l λ_l d_l · A_J d_l` on the third. For two copies with shares `λ`, `1 - λ` the third is `λ
//! (1 - λ) e · A_J e` with `e = d_1 - d_2`. So around a strict minimum `q` the points of the line
//! are minima where `λ (1 - λ) A_J` is positive definite and saddles where it has a negative
//! eigenvalue. With more outputs the outgoing weights can also move across `v_J`, along which the
//! loss does not curve, and generally a copy makes a saddle.
//!
//! Sources: Fukumizu, Amari 2000, Neural Networks 13, 317, Theorem 3; for more outputs and for
//! units with kinks Fukumizu, Yamaguchi, Mototake, Tanaka 2019, "Semi-flat minima and saddle points
//! by embedding neural networks to overparameterization", NeurIPS. The proofs above are our own.
//!
//! # What is verified
//! `q` is the one critical point that Krawczyk's test finds in a cube for the narrow network
//! (`krawczyk.rs`), where every matrix of the enclosure is regular; the shares are exact fractions,
//! taken from the point given. So `p` lies in a box, over which the wide Hessian (or `b`) is
//! enclosed. A verdict speaks of that exact `p`; the weights given, which need not be exactly
//! copies, lie in the wide box that the larger box of `q` unfolds to, and have the loss of `p`
//! (`evidence.rs`).

use num_rational::BigRational;
use num_traits::One;
use serde::{Deserialize, Serialize};

use super::critical::search;
use super::enclosure::Enclosure;
use super::evidence::{Evidence, cuboid, distance, holds, is_same_loss};
use super::fold::{Fold, copies};
use super::krawczyk::{rayleigh, smallest_eigenvalue};
use crate::network::limits;
use crate::objective::eigenpairs;
use crate::objective::interval::Interval;
use crate::proof::problem::{ExactProblem, MAX_WORK, floating, floats, intervals};
use crate::proof::verdict::{Finding, Verdict};

/// Floating-point matter about a network with copied units; the checker trusts none of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinEvidence {
    /// For each hidden unit the unit of the narrow network that it is a copy of.
    pub copy_of: Vec<usize>,
    /// Whether it is mirrored: with the other sign of all incoming weights.
    pub mirrored: Vec<bool>,
    /// The box of the narrow network's critical point.
    pub narrow: Evidence,
    /// For a minimum, close to the eigenvectors of the Hessian's block across the flat set. For a
    /// saddle, a vector along which the loss curves down and one along which it curves up; or, for
    /// copies without outgoing weights, a change of one's incoming weights, and a vector along
    /// which the loss curves up.
    pub vectors: Vec<Vec<f64>>,
}

/// What was proven about a point with copied units.
pub(crate) struct TwinProof {
    /// What [`verify`] needs.
    pub evidence: TwinEvidence,
    /// Encloses the loss at the critical point.
    pub loss: Interval,
    /// No coordinate of the critical point is further than this from the point given.
    pub radius: f64,
}

/// Looks for the proof; `None` if no units are copies, or the theorem leaves the kind open.
pub(crate) fn decide(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> Option<(Finding, TwinProof)> {
    let (copy_of, mirrored) = copies(problem, point)?;
    let fold = fold(problem, point, &copy_of, &mirrored)?;
    let (_, narrow) = search(&fold.problem, &Enclosure::new(&fold.problem), &fold.point).ok()?;
    let centre: Vec<f64> = fold
        .unfold(&cuboid(&narrow.centre, &[], 0.0))
        .into_iter()
        .map(Interval::midpoint)
        .collect();
    let hessian = floating(problem)?.hessian(&centre);
    let whole = eigenpairs(&hessian)?;
    let (lowest, highest) = (whole.first()?.1.clone(), whole.last()?.1.clone());

    let across = fold.across();
    let block = ndarray::Array2::from_shape_fn((across.len(), across.len()), |(i, j)| {
        hessian[[across[i], across[j]]]
    });
    let curving_up = eigenpairs(&block)?.into_iter().map(|(_, vector)| vector).collect();
    let mut attempts: Vec<Vec<Vec<f64>>> = vec![curving_up, vec![lowest, highest.clone()]];
    for unit in fold.silent() {
        // the axis on which b is largest is as good as any
        let bend =
            |axis: &Vec<f64>| fold.bend(&narrow, unit, axis).map_or(0.0, |b| b.midpoint().abs());
        let axes = fold.axes();
        let best = axes.into_iter().max_by(|a, b| bend(a).total_cmp(&bend(b)));
        attempts.extend(best.map(|axis| vec![axis, highest.clone()]));
    }
    attempts.into_iter().find_map(|vectors| {
        let evidence = TwinEvidence {
            copy_of: copy_of.clone(),
            mirrored: mirrored.clone(),
            narrow: narrow.clone(),
            vectors,
        };
        verify(enclosure, point, &fold, evidence)
    })
}

/// For each unit with two copies of a proven minimum, the two ends of the segment of shares that
/// give minima (`λ` from 0 to 1; without an end, to twice the distance of the point from the end
/// that there is). None where a second derivative can jump: there `A_J` is not one matrix, and
/// "What decides" does not hold.
pub(crate) fn lines(problem: &ExactProblem, point: &[BigRational]) -> Vec<[Vec<f64>; 2]> {
    let enclosure = Enclosure::new(problem);
    let network = &problem.network;
    if !(network.activation.is_smooth() && network.output_activation.is_smooth()) {
        return Vec::new();
    }
    let Some((finding, proof)) = decide(problem, &enclosure, point) else { return Vec::new() };
    if finding.verdict != Verdict::ProvenFlatMinimum {
        return Vec::new();
    }
    let evidence = &proof.evidence;
    fold(problem, point, &evidence.copy_of, &evidence.mirrored)
        .and_then(|fold| Some(fold.lines(&floats(point)?)))
        .unwrap_or_default()
}

/// The narrow network and how it is copied; `None` if the theorem is not about such a network, or
/// the copies do not fit it.
pub(crate) fn fold(
    problem: &ExactProblem,
    point: &[BigRational],
    copy_of: &[usize],
    mirrored: &[bool],
) -> Option<Fold> {
    let network = &problem.network;
    let work = point.len().saturating_mul(point.len()).saturating_mul(problem.inputs.len());
    let is_covered = network.layers.len() == 3
        && !network.activation.is_piecewise_linear()
        && !network.output_activation.has_kink()
        && point.len() <= limits::PROOF
        && work <= MAX_WORK;
    is_covered.then(|| Fold::new(problem, point, copy_of, mirrored)).flatten()
}

/// The theorem, condition by condition, but for the narrow network's box, which must have been
/// verified; of the `evidence` nothing else is trusted. `None` if a condition does not hold.
pub(crate) fn verify(
    enclosure: &Enclosure,
    point: &[BigRational],
    fold: &Fold,
    evidence: TwinEvidence,
) -> Option<(Finding, TwinProof)> {
    let narrow = &evidence.narrow;
    let narrow_box = narrow.small();
    let wide = fold.unfold(&narrow_box);
    let loss = narrow.loss(&Enclosure::new(&fold.problem));
    let speaks_of_it = holds(&fold.unfold(&narrow.large()), point)
        && is_same_loss(enclosure.value(&intervals(point)), loss);
    if !(speaks_of_it && fold.has_something_to_share(&narrow_box)) {
        return None;
    }
    let hessian = enclosure.hessian(&wide);
    let [first, rest @ ..] = evidence.vectors.as_slice() else { return None };
    let across = fold.across();
    let finding = if first.len() == across.len() {
        minimum(fold, &hessian, &across, &evidence.vectors)?
    } else {
        let [rises] = rest else { return None };
        if !(rises.len() == wide.len() && rayleigh(&hessian, rises).is_positive()) {
            return None;
        }
        if first.len() == wide.len() {
            saddle(fold, &hessian, first)?
        } else {
            silent(fold, narrow, first)?
        }
    };
    let radius = distance(&wide, point);
    Some((finding, TwinProof { evidence, loss, radius }))
}

/// Part 2 of the theorem.
fn minimum(
    fold: &Fold,
    hessian: &[Vec<Interval>],
    across: &[usize],
    vectors: &[Vec<f64>],
) -> Option<Finding> {
    if fold.problem.network.output_count() != 1 {
        return None;
    }
    let block: Vec<Vec<Interval>> =
        across.iter().map(|&i| across.iter().map(|&j| hessian[i][j]).collect()).collect();
    let [low, high] = smallest_eigenvalue(&block, vectors)?;
    (low > 0.0).then(|| Finding {
        verdict: Verdict::ProvenFlatMinimum,
        nearby: None,
        direction: None,
        reason: format!(
            "{}; sharing out their outgoing weights differently changes nothing, and across these \
                points, all of them critical, the loss curves up (smallest eigenvalue in \
                [{low:.6e}, {high:.6e}]), so that no nearby weights do better",
            fold.sentence()
        ),
    })
}

/// Part 3 of the theorem.
fn saddle(fold: &Fold, hessian: &[Vec<Interval>], falls: &[f64]) -> Option<Finding> {
    let direction =
        falls.iter().map(|&x| BigRational::from_float(x)).collect::<Option<Vec<_>>>()?;
    rayleigh(hessian, falls).is_negative().then(|| Finding {
        verdict: Verdict::ProvenSaddle,
        nearby: None,
        direction: Some(direction),
        reason: format!(
            "{}; the loss curves down along the direction shown, in which the copies part, and up \
                along another",
            fold.sentence()
        ),
    })
}

/// Part 4 of the theorem.
fn silent(fold: &Fold, narrow: &Evidence, change: &[f64]) -> Option<Finding> {
    let (direction, unit) = fold.silent().into_iter().find_map(|unit| {
        let bend = fold.bend(narrow, unit, change)?;
        let sign = if bend.is_positive() {
            BigRational::one()
        } else if bend.is_negative() {
            -BigRational::one()
        } else {
            return None;
        };
        Some((fold.parting(unit, &sign, change)?, unit))
    })?;
    Some(Finding {
        verdict: Verdict::ProvenSaddle,
        nearby: None,
        direction: Some(direction),
        reason: format!(
            "{}; hidden unit {unit} has no outgoing weight, and along the direction shown, in \
                which it gets one, the \
                loss falls with the third power of the step; along another it curves up",
            fold.sentence()
        ),
    })
}

#[cfg(test)]
mod tests;
