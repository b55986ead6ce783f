//! Smooth networks: from a floating-point critical point to a box that proves it.
//!
//! Newton's method in floating point finds the centre, the inverse Hessian and its eigenvectors;
//! then `krawczyk.rs` proves, in boxes from [`MAX_RADIUS`] down, that exactly one critical point
//! lies inside and that the Hessian is positive definite all over the box, so that this point is a
//! strict minimum (or, with a direction of negative curvature, that it is none). Whether that is
//! said of the point given, or of one that lies near it, `evidence.rs` decides.

use nalgebra::{DMatrix, DVector};
use ndarray::Array2;
use num_rational::BigRational;

use super::enclosure::Enclosure;
use super::evidence::{Evidence, MAX_RADIUS, cuboid, distance, equilibrate};
use super::krawczyk::{holds_one_critical_point, rayleigh, smallest_eigenvalue};
use crate::network::{Activation, limits};
use crate::objective::interval::Interval;
use crate::objective::{Objective, eigenpairs};
use crate::proof::problem::{ExactProblem, MAX_WORK, floating, floats, intervals};
use crate::proof::verdict::{Finding, Nearby, Verdict};

/// How far from the point, along every weight in units of the sides, Newton's method may look for
/// a critical point.
const NEWTON_REACH: f64 = 1.0;

const NEWTON_STEPS: usize = 30;

/// Boxes of a radius as small as this are not tried: the rounding of the gradient fills them.
const SMALLEST_RADIUS: f64 = 1e-13;

/// An eigenvalue or pre-activation below this is called close to 0 in words; no proof depends on
/// it.
const SINGULAR: f64 = 1e-9;

/// Looks for a proof about the critical point next to `point`.
pub(crate) fn decide(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> (Finding, Option<Evidence>) {
    let work = point.len().saturating_mul(point.len()).saturating_mul(problem.inputs.len());
    if point.len() > limits::PROOF || work > MAX_WORK {
        let reason = "the network or the data set is too large for an interval Hessian to be tried";
        return (descent(enclosure, point).unwrap_or_else(|| Finding::unproven(reason)), None);
    }
    match search(problem, enclosure, point) {
        Ok((finding, proof)) if proof.speaks_of(enclosure, point) => (finding, Some(proof)),
        Ok((finding, proof)) => (aside(enclosure, point, &finding, &proof), None),
        Err(reason) => {
            (descent(enclosure, point).unwrap_or_else(|| Finding::unproven(&reason)), None)
        }
    }
}

/// What is said of a point beside a critical point about which something is proven.
fn aside(
    enclosure: &Enclosure,
    point: &[BigRational],
    finding: &Finding,
    proof: &Evidence,
) -> Finding {
    let (loss, small) = (proof.loss(enclosure), proof.small());
    let nearby = Nearby {
        verdict: finding.verdict,
        distance: distance(&small, point),
        loss: loss.ends(),
        weights: proof.centre.clone(),
    };
    let own = descent(enclosure, point)
        .unwrap_or_else(|| Finding::unproven("the gradient at this very point may be 0"));
    let reason = format!("{}; {}", own.reason, nearby.sentence());
    Finding { reason, nearby: Some(nearby), ..own }
}

/// A disproof by the gradient: if an enclosure of it at the point excludes 0, the loss falls along
/// a direction shown.
pub(crate) fn descent(enclosure: &Enclosure, point: &[BigRational]) -> Option<Finding> {
    let gradient = enclosure.gradient(&intervals(point));
    let steepest: Vec<f64> = gradient.iter().map(|g| -g.midpoint()).collect();
    let largest = steepest.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let scaled: Vec<f64> = steepest.iter().map(|x| x / largest).collect();
    let axis = |index: usize| {
        let mut axis = vec![0.0; gradient.len()];
        axis[index] = -gradient[index].lo().signum();
        axis
    };
    let slope =
        |d: &[f64]| gradient.iter().zip(d).map(|(&g, &d)| g * Interval::from(d)).sum::<Interval>();
    let usable = |d: &Vec<f64>| d.iter().all(|x| x.is_finite()) && slope(d).is_negative();
    let direction = Some(scaled).filter(usable).or_else(|| {
        (0..gradient.len()).filter(|&p| !gradient[p].contains(0.0)).map(axis).find(usable)
    })?;
    let fall = slope(&direction);
    let direction =
        direction.iter().map(|&x| BigRational::from_float(x)).collect::<Option<Vec<_>>>()?;
    let reason = format!(
        "the loss falls along the direction shown: its one-sided derivative there lies in \
            [{:.6e}, {:.6e}]",
        fall.lo(),
        fall.hi()
    );
    Some(Finding::disproved(direction, reason))
}

/// A proof about the one critical point in a box near `point`; the error is a sentence.
pub(crate) fn search(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> Result<(Finding, Evidence), String> {
    if !problem.kind.is_separable() {
        return Err(
            "with softmax all outputs may be shifted alike without a change of the loss, so \
            that no critical point stands by itself, as an interval test asks"
                .to_owned(),
        );
    }
    let objective = floating(problem).ok_or("the data do not fit into floating-point numbers")?;
    let start = floats(point).ok_or("the weights do not fit into floating-point numbers")?;
    let here = objective.hessian(&start);
    let centre =
        newton(&objective, &start, &equilibrate(&here)).ok_or_else(|| match eigenpairs(&here) {
            Some(pairs) if least(&pairs) < SINGULAR => singular(&pairs),
            _ => "Newton's method finds no critical point close by".to_owned(),
        })?;
    let is_on_a_jump = sits_on_a_jump(&objective, &centre);
    let hessian = if is_on_a_jump {
        // the formulas have the curvature of one side
        let around = enclosure.hessian(&cuboid(&centre, &[], SINGULAR));
        Array2::from_shape_fn((centre.len(), centre.len()), |(i, j)| around[i][j].midpoint())
    } else {
        objective.hessian(&centre)
    };
    let pairs = eigenpairs(&hessian).ok_or("the Hessian is not finite")?;
    let sides = equilibrate(&hessian);
    let even = scaled(&hessian, &sides);
    let inverse = to_matrix(&even).try_inverse().ok_or_else(|| singular(&pairs))?;
    let inverse =
        DMatrix::from_fn(sides.len(), sides.len(), |i, j| sides[i] * inverse[(i, j)] * sides[j]);
    let inverse = rows(&inverse);
    // the Hessian's own eigenvectors give the tightest bounds, scaled ones bear more units
    let own = pairs.iter().map(|(_, vector)| vector.clone()).collect();
    let even = eigenpairs(&even).ok_or("the Hessian is not finite")?.into_iter();
    let even = even.map(|(_, v)| v.iter().zip(&sides).map(|(v, s)| v * s).collect()).collect();
    let bases: [Vec<Vec<f64>>; 2] = [own, even];
    let mut radius = MAX_RADIUS;
    while radius > SMALLEST_RADIUS {
        let large = cuboid(&centre, &sides, radius);
        let hessian = enclosure.hessian(&large);
        let found = bases.iter().find_map(|vectors| {
            let bounds = smallest_eigenvalue(&hessian, vectors)?;
            Some((classify(&hessian, vectors, bounds)?, vectors, bounds))
        });
        if let Some((finding, vectors, smallest_eigenvalue)) = found
            && holds_one_critical_point(enclosure, &centre, &large, &hessian, &inverse)
        {
            let vectors = vectors.clone();
            let tight_radius = tighten(enclosure, &centre, &sides, &inverse, radius);
            let proof = Evidence {
                centre,
                radius,
                tight_radius,
                sides,
                inverse,
                vectors,
                smallest_eigenvalue,
            };
            return Ok((finding, proof));
        }
        radius /= 2.0;
    }
    Err(if is_on_a_jump {
        "a data point sits where a unit's curvature jumps, and the curvatures of both sides do not \
            settle it together"
            .to_owned()
    } else {
        singular(&pairs)
    })
}

/// `s_i H_ij s_j`.
fn scaled(hessian: &Array2<f64>, sides: &[f64]) -> Array2<f64> {
    Array2::from_shape_fn(hessian.dim(), |(i, j)| sides[i] * hessian[[i, j]] * sides[j])
}

/// The smallest of a few boxes, up to `radius`, that holds a critical point; being inside the large
/// box, it is the same one.
fn tighten(
    enclosure: &Enclosure,
    centre: &[f64],
    sides: &[f64],
    inverse: &[Vec<f64>],
    radius: f64,
) -> f64 {
    let holds = |&radius: &f64| {
        let small = cuboid(centre, sides, radius);
        holds_one_critical_point(enclosure, centre, &small, &enclosure.hessian(&small), inverse)
    };
    [1e-14, 1e-12, 1e-10, 1e-8].into_iter().filter(|&r| r < radius).find(holds).unwrap_or(radius)
}

fn least(pairs: &[(f64, Vec<f64>)]) -> f64 {
    pairs.iter().map(|(value, _)| value.abs()).fold(f64::INFINITY, f64::min)
}

fn singular(pairs: &[(f64, Vec<f64>)]) -> String {
    format!(
        "the Hessian is singular or too close to it (an eigenvalue of size {:.1e}), so that the \
            critical points here \
            may form a line or a surface, which an interval test cannot settle",
        least(pairs)
    )
}

/// Whether some unit without a kink has a pre-activation where its second derivative jumps, up to
/// rounding.
fn sits_on_a_jump(objective: &Objective, weights: &[f64]) -> bool {
    let mut work = objective.workspace();
    let jumps = |activation: Activation| !activation.is_smooth() && !activation.has_kink();
    let data = objective.dataset();
    (0..data.len()).any(|i| {
        let pre = objective.pre_activations(weights, data.input(i), &mut work);
        let mut layers = objective.layout().iter().zip(pre);
        layers.any(|(layer, z)| jumps(layer.activation) && z.iter().any(|z| z.abs() < SINGULAR))
    })
}

/// The kind of a critical point whose Hessian is enclosed by `hessian`; `None` if a sign is open.
fn classify(
    hessian: &[Vec<Interval>],
    vectors: &[Vec<f64>],
    [low, high]: [f64; 2],
) -> Option<Finding> {
    let one = "a box around the point holds exactly one critical point";
    if low > 0.0 {
        let reason = format!(
            "{one} (Krawczyk's test), and the Hessian is positive definite all over the box, so \
                that it is a strict local minimum"
        );
        return Some(Finding::new(Verdict::ProvenStrictMinimum, None, reason));
    }
    if high >= 0.0 {
        return None;
    }
    let falls = vectors.iter().find(|v| rayleigh(hessian, v).is_negative())?;
    let rises = vectors.iter().any(|v| rayleigh(hessian, v).is_positive());
    let direction =
        falls.iter().map(|&x| BigRational::from_float(x)).collect::<Option<Vec<_>>>()?;
    let (verdict, what) = if rises {
        (
            Verdict::ProvenSaddle,
            "a saddle: the loss curves down along the direction shown and up along another",
        )
    } else {
        (
            Verdict::Disproved,
            "no minimum: the loss curves down along the direction shown, and no direction upward \
                is known",
        )
    };
    let reason = format!("{one} (Krawczyk's test), and it is {what}");
    Some(Finding::new(verdict, Some(direction), reason))
}

/// The critical point that Newton's method reaches from `start`, if that is within
/// [`NEWTON_REACH`].
fn newton(objective: &Objective, start: &[f64], sides: &[f64]) -> Option<Vec<f64>> {
    let mut work = objective.workspace();
    let mut at = DVector::from_column_slice(start);
    let mut gradient = vec![0.0; start.len()];
    let mut last = f64::INFINITY;
    for _ in 0..NEWTON_STEPS {
        objective.value_and_gradient(at.as_slice(), &mut gradient, &mut work);
        // in units of the sides, in which the Hessian is even
        let hessian = to_matrix(&scaled(&objective.hessian(at.as_slice()), sides));
        let slope = gradient.iter().zip(sides).map(|(g, s)| g * s).collect::<Vec<f64>>();
        let Some(step) = hessian.lu().solve(&DVector::from_vec(slope)) else { break };
        let size = step.amax();
        if step.iter().any(|x| !x.is_finite()) {
            return None;
        }
        // at the last digits the steps shrink no more
        if size >= last {
            break;
        }
        at.iter_mut().zip(&step).zip(sides).for_each(|((a, d), s)| *a -= d * s);
        last = size;
        let mut off = at.iter().zip(start).zip(sides).map(|((a, w), s)| (a - w).abs() / s);
        if off.any(|off| off > NEWTON_REACH) {
            return None;
        }
    }
    Some(at.iter().copied().collect())
}

fn to_matrix(array: &Array2<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(array.nrows(), array.ncols(), |i, j| array[[i, j]])
}

fn rows(matrix: &DMatrix<f64>) -> Vec<Vec<f64>> {
    matrix.row_iter().map(|row| row.iter().copied().collect()).collect()
}
