//! The checker of certificate files: it verifies every claim anew and searches for nothing.
//!
//! It rests on the exact network (`exact.rs`), the rays of hyperplanes (`rays.rs`), the enclosures
//! (`enclosure.rs`, [`interval`](crate::objective::interval)) and the tests of `krawczyk.rs`; the
//! theorems are stated in `piecewise.rs`, `dead.rs`, `krawczyk.rs`, `constant.rs` and `twin.rs`.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use thiserror::Error;

use super::claim::{Proof, is_lower, loss_bounds, loss_in_fractions};
use super::file::{CertificateFile, FORMAT};
use crate::network::{Network, limits};
use crate::objective::interval::Interval;
use crate::proof::problem::{ExactProblem, MAX_WORK, floats, intervals};
use crate::proof::smooth::enclosure::Enclosure;
use crate::proof::smooth::evidence::Evidence;
use crate::proof::smooth::krawczyk::{holds_one_critical_point, rayleigh, smallest_eigenvalue};
use crate::proof::smooth::twin::{TwinEvidence, TwinProof};
use crate::proof::smooth::{constant, twin};
use crate::proof::straight::elimination::dot;
use crate::proof::straight::exact::{ExactNetwork, exact_network};
use crate::proof::straight::rays::rays;
use crate::proof::straight::{dead, deep, piecewise};
use crate::proof::verdict::{Finding, Verdict};

/// Which claim of a certificate does not hold, or could not be verified.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct CheckError(String);

fn require(holds: bool, claim: &str) -> Result<(), CheckError> {
    if holds { Ok(()) } else { Err(CheckError(claim.to_owned())) }
}

/// Verifies every claim of the file.
///
/// # Errors
/// With the first claim that could not be verified.
pub fn check(file: &CertificateFile) -> Result<(), CheckError> {
    require(file.format == FORMAT, "the format is not known")?;
    let (problem, point) = (problem(file)?, fractions(&file.point)?);
    problem.check(&point).map_err(CheckError)?;
    let optional = |row: &Option<Vec<String>>| row.as_deref().map(fractions).transpose();
    let (direction, better) = (optional(&file.direction)?, optional(&file.better_point)?);
    let enclosure = Enclosure::new(&problem);
    let network = exact_network(&problem, &point);

    let is_of_points = file.vectors_across.is_some() || file.twins.is_some();
    require(!(problem.is_population() && is_of_points), "a population has no such evidence")?;
    let hessian = match &file.evidence {
        Some(evidence) => Some(check_cube(&enclosure, evidence, &point)?),
        None => None,
    };
    let (finding, proof) = match (&file.evidence, &file.vectors_across, &file.twins) {
        (None, None, None) => (None, Proof::None),
        (Some(cube), None, None) => (None, Proof::Cube(cube.clone())),
        (None, None, Some(twins)) => {
            let (finding, proof) = check_twins(&problem, &enclosure, &point, twins)?;
            (Some(finding), Proof::Twin(proof))
        }
        (None, Some(vectors), None) => {
            let (finding, proof) = constant::verify(&problem, &enclosure, &point, vectors)
                .ok_or_else(|| {
                    CheckError("the theorem about constant outputs is not shown to hold".to_owned())
                })?;
            (Some(finding), Proof::Constant(proof))
        }
        _ => return Err(CheckError("there are two kinds of evidence".to_owned())),
    };
    let exact_loss = match proof.constant() {
        Some(proof) => proof.exact_loss.clone(),
        None => loss_in_fractions(&problem, &point, network.as_ref()),
    };
    if let Some(stated) = &file.exact_loss {
        require(exact_loss == Some(fraction(stated)?), "the exact loss is another")?;
    }
    let loss = loss_bounds(&problem, &enclosure, &point, exact_loss.as_ref(), &proof);
    let stated = file.loss[0] <= loss.lo() && loss.hi() <= file.loss[1];
    require(stated, "the loss is not shown to lie in its enclosure")?;
    if let Some(better) = &better {
        let lower = is_lower(&problem, &enclosure, better, exact_loss.as_ref(), loss);
        require(lower, "the better point is not shown to have a lower loss")?;
    }
    if let Some(direction) = &direction {
        require(direction.len() == point.len(), "the direction has another length")?;
    }
    let is_minimum = file.verdict.is_minimum();
    require(!(is_minimum && direction.is_some()), "a minimum has no direction of descent")?;
    let curves_down = || {
        let direction = direction.as_deref().and_then(floats);
        hessian.as_ref().zip(direction).is_some_and(|(h, d)| rayleigh(h, &d).is_negative())
    };

    if let Some(finding) = finding {
        require(finding.verdict == file.verdict, "the evidence shows another verdict")?;
        return require(finding.direction == direction, "the direction is another");
    }
    match file.verdict {
        Verdict::ProvenStrictMinimum => {
            let evidence = file.evidence.as_ref().filter(|e| e.smallest_eigenvalue[0] > 0.0);
            require(evidence.is_some(), "the Hessian is not shown to be positive definite")
        }
        Verdict::ProvenSaddle => {
            require(curves_down(), "the loss is not shown to curve down along the direction")?;
            let curves_up = |h: &Vec<Vec<Interval>>| {
                file.evidence.iter().flat_map(|e| &e.vectors).any(|v| rayleigh(h, v).is_positive())
            };
            require(hessian.as_ref().is_some_and(curves_up), "no direction upward")
        }
        Verdict::ProvenDeadRegion => {
            let finding = network.and_then(|network| dead::decide(&problem, &network));
            let dead = finding.is_some_and(|finding| finding.verdict == Verdict::ProvenDeadRegion);
            require(dead, "no layer is dead, or its constant is not the best one")
        }
        Verdict::ProvenFlatMinimum => {
            let network = network
                .ok_or_else(|| CheckError("the network has no straight pieces".to_owned()))?;
            if exact_loss.is_some() && exact_loss == problem.least_loss() {
                return Ok(());
            }
            check_straight_pieces(&problem, &network)
        }
        Verdict::Disproved => {
            let falls = curves_down()
                || direction.as_ref().is_some_and(|direction| {
                    loss_falls(&problem, network.as_ref(), &enclosure, &point, direction)
                });
            require(falls, "the loss is not shown to fall along the direction")
        }
        Verdict::Unproven => Err(CheckError("nothing is claimed".to_owned())),
    }
}

/// Verifies the box: one critical point, the eigenvalue, the point in it with the same loss.
/// Returns the Hessian over it.
fn check_cube(
    enclosure: &Enclosure,
    evidence: &Evidence,
    point: &[BigRational],
) -> Result<Vec<Vec<Interval>>, CheckError> {
    let count = point.len();
    let square = |m: &[Vec<f64>]| m.len() == count && m.iter().all(|row| row.len() == count);
    let fits = count <= limits::PROOF
        && evidence.centre.len() == count
        && square(&evidence.inverse)
        && square(&evidence.vectors)
        && evidence.centre.iter().all(|c| c.is_finite())
        && 0.0 < evidence.tight_radius
        && evidence.tight_radius <= evidence.radius
        && evidence.radius.is_finite()
        && (evidence.sides.is_empty() || evidence.sides.len() == count)
        && evidence.sides.iter().all(|&side| 0.0 < side && side.is_finite());
    require(fits, "the box is not of the right kind")?;
    let large = evidence.large();
    let hessian = enclosure.hessian(&large);
    let small = evidence.small();
    let one =
        holds_one_critical_point(enclosure, &evidence.centre, &large, &hessian, &evidence.inverse)
            && holds_one_critical_point(
                enclosure,
                &evidence.centre,
                &small,
                &enclosure.hessian(&small),
                &evidence.inverse,
            );
    require(one, "the boxes are not shown to hold exactly one critical point")?;
    let [low, high] = smallest_eigenvalue(&hessian, &evidence.vectors)
        .ok_or_else(|| CheckError("the vectors are not shown to be independent".to_owned()))?;
    let bounded = evidence.smallest_eigenvalue[0] <= low && high <= evidence.smallest_eigenvalue[1];
    require(bounded, "the smallest eigenvalue is not shown to lie in its bounds")?;
    let speaks_of_it = evidence.speaks_of(enclosure, point);
    require(speaks_of_it, "the point does not lie in the box with the loss of its critical point")?;
    Ok(hessian)
}

/// Verifies the narrow network's box, and the theorem of `twin.rs`.
fn check_twins(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
    twins: &TwinEvidence,
) -> Result<(Finding, TwinProof), CheckError> {
    let fold = twin::fold(problem, point, &twins.copy_of, &twins.mirrored)
        .ok_or_else(|| CheckError("the hidden units are not copies as stated".to_owned()))?;
    check_cube(&Enclosure::new(&fold.problem), &twins.narrow, &fold.point)?;
    twin::verify(enclosure, point, &fold, twins.clone())
        .ok_or_else(|| CheckError("the theorem about copied units is not shown to hold".to_owned()))
}

/// The theorem of `piecewise.rs`, condition by condition.
fn check_straight_pieces(problem: &ExactProblem, network: &ExactNetwork) -> Result<(), CheckError> {
    require(problem.network.layers.len() == 3, "the theorem is about one hidden layer")?;
    let (g, _) = network
        .loss_derivatives()
        .ok_or_else(|| CheckError("the derivative of the loss is no fraction".to_owned()))?;
    let layout = problem.network.layout();
    let (hidden, output) = (&layout[0], &layout[1]);
    let points = 0..problem.inputs.len();
    let weighted = |k: usize, value: &dyn Fn(usize) -> BigRational| {
        points.clone().fold(BigRational::zero(), |sum, i| sum + &g[i][k] * value(i))
    };
    for k in 0..output.units {
        let constant = output.biases.is_empty() || weighted(k, &|_| BigRational::one()).is_zero();
        require(constant, "the derivatives do not add up to 0")?;
        for j in 0..hidden.units {
            let orthogonal = weighted(k, &|i| network.post[i][1][j].clone()).is_zero();
            require(orthogonal, "the derivatives are not orthogonal to a hidden unit")?;
        }
    }
    let input = |i: usize| -> Vec<BigRational> {
        let one = (!hidden.biases.is_empty()).then(BigRational::one);
        problem.inputs[i].iter().cloned().chain(one).collect()
    };
    for j in 0..hidden.units {
        let z = |i: usize| &network.pre[i][0][j];
        let kinks: Vec<_> =
            points.clone().filter(|&i| network.has_kink(0) && z(i).is_zero()).map(input).collect();
        let dimension = hidden.inputs + usize::from(!hidden.biases.is_empty());
        let rays = rays(&kinks, dimension)
            .ok_or_else(|| CheckError("too many data points lie on kinks".to_owned()))?;
        for u in rays {
            let change: Vec<BigRational> = (0..output.units)
                .map(|k| weighted(k, &|i| network.one_sided(0, z(i), &dot(&u, &input(i)))))
                .collect();
            let outgoing: Vec<BigRational> = (0..output.units)
                .map(|k| network.weights()[output.weights.start + k * hidden.units + j].clone())
                .collect();
            let holds = change.iter().all(Zero::is_zero) || dot(&outgoing, &change).is_positive();
            require(holds, "a change of a hidden unit's incoming weights may lower the loss")?;
        }
    }
    Ok(())
}

/// Whether the loss provably falls for small steps along `direction`.
fn loss_falls(
    problem: &ExactProblem,
    network: Option<&ExactNetwork>,
    enclosure: &Enclosure,
    point: &[BigRational],
    direction: &[BigRational],
) -> bool {
    if let Some(network) = network
        && let Some((g, half_second)) = network.loss_derivatives()
    {
        if deep::derivative(problem, network, &g, direction).is_negative() {
            return true;
        }
        if problem.network.layers.len() == 3 {
            let [first, second] =
                piecewise::expansion(problem, network, &g, &half_second, direction);
            if first.is_negative() || (first.is_zero() && second.is_negative()) {
                return true;
            }
        }
    }
    let slope: Interval = enclosure
        .gradient(&intervals(point))
        .iter()
        .zip(direction)
        .map(|(&g, d)| g * Interval::from_rational(d))
        .sum();
    slope.is_negative()
}

fn problem(file: &CertificateFile) -> Result<ExactProblem, CheckError> {
    let rows =
        |rows: &[Vec<String>]| rows.iter().map(|row| fractions(row)).collect::<Result<Vec<_>, _>>();
    let shape = &file.network;
    let sizes: usize = shape.layers.iter().fold(0, |sum, &size| sum.saturating_add(size));
    require(sizes <= MAX_WORK, "the network is too large")?;
    Ok(ExactProblem {
        network: Network {
            layers: shape.layers.clone(),
            activation: shape.activation,
            output_activation: shape.output_activation,
            bias: shape.bias,
        },
        inputs: rows(&file.inputs)?,
        targets: rows(&file.targets)?,
        teacher: rows(&file.teacher)?,
        kind: file.kind,
        reduction: file.reduction,
        scale: fraction(&file.scale)?,
    })
}

fn fractions(row: &[String]) -> Result<Vec<BigRational>, CheckError> {
    row.iter().map(|text| fraction(text)).collect()
}

fn fraction(text: &str) -> Result<BigRational, CheckError> {
    text.parse().map_err(|_| CheckError(format!("{text:?} is no fraction")))
}
