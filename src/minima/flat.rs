//! Whether a critical point belongs to a flat set, and whether it lies at infinity in truth.

use nalgebra::DMatrix;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::root::Spot;
use crate::network::norm;
use crate::objective::{LossKind, Objective, softmax};

/// Lengths of the walks along a flat direction, as shares of `1 + |w|`. Longer ones tell more;
/// shorter ones are for networks with kinks, across which a flat set ends.
const WALKS: [f64; 4] = [0.05, 0.01, 2e-3, 4e-4];

/// Directions drawn at random in the span of all flat ones, besides those that the eigenvectors
/// give.
const DRAWN: usize = 3;

/// Corrections back to the flat set after a step along it.
const CORRECTIONS: usize = 20;

/// Change of loss, as a share of `1 + loss`, that is rounding.
const SAME_LOSS: f64 = 1e-12;

/// Greatest derivative of a unit, in the whitened inputs' least direction, below which it is
/// saturated.
const SATURATED: f64 = 1e-5;

/// Whether the point is one of a manifold of critical points of dimension `flat`, the number of
/// eigenvalues that are zero: a short way along each of these directions, with Newton steps in all
/// others, leads to critical points with the same loss and the same numbers of zero and negative
/// eigenvalues.
///
/// With a positive definite Hessian across the manifold (Morse and Bott) that makes a local
/// minimum.
pub(super) fn is_flat_set(objective: &Objective, spot: &Spot, flat: usize) -> bool {
    let null = null_vectors(spot, flat);
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let drawn = (0..if flat > 1 { DRAWN } else { 0 }).map(|_| {
        let shares: Vec<f64> = (0..flat).map(|_| StandardNormal.sample(&mut rng)).collect();
        let length = norm(&shares);
        let mut direction = vec![0.0; spot.weights.len()];
        for (share, vector) in shares.iter().zip(&null) {
            direction.iter_mut().zip(*vector).for_each(|(d, v)| *d += share / length * v);
        }
        direction
    });
    let directions: Vec<Vec<f64>> = null.iter().map(|v| v.to_vec()).chain(drawn).collect();
    let walks = &WALKS[..if objective.has_kinks() { WALKS.len() } else { 2 }];
    walks.iter().any(|&share| {
        let length = share * spot.size;
        directions.iter().all(|v| stays_put(objective, spot, v, length, flat))
            && directions.iter().all(|v| stays_put(objective, spot, v, -length, flat))
    })
}

/// The eigenvectors of the `flat` eigenvalues nearest to zero.
fn null_vectors(spot: &Spot, flat: usize) -> Vec<&[f64]> {
    let mut by_size: Vec<&(f64, Vec<f64>)> = spot.pairs.iter().collect();
    by_size.sort_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    by_size[..flat].iter().map(|(_, vector)| vector.as_slice()).collect()
}

fn stays_put(
    objective: &Objective,
    spot: &Spot,
    direction: &[f64],
    length: f64,
    flat: usize,
) -> bool {
    let start: Vec<f64> = spot.weights.iter().zip(direction).map(|(w, d)| w + length * d).collect();
    let Some(mut here) = Spot::at(objective, start) else { return false };
    let tolerance = |here: &Spot| {
        1e-12 * (1.0 + here.loss.abs()) + 16.0 * f64::EPSILON * here.greatest * here.size
    };
    for _ in 0..CORRECTIONS {
        if here.gradient_norm <= tolerance(&here) {
            break;
        }
        let mut sizes: Vec<f64> = here.pairs.iter().map(|(l, _)| l.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let least = sizes.get(flat).copied().unwrap_or(f64::INFINITY);
        let ahead =
            here.moved(|l, slope| if l.abs() >= least && l != 0.0 { slope / l } else { 0.0 });
        let Some(next) = Spot::at(objective, ahead) else { return false };
        let has_come_to_rest = next.gradient_norm >= here.gradient_norm;
        here = next;
        if has_come_to_rest {
            break;
        }
    }
    let gone =
        norm(&here.weights.iter().zip(&spot.weights).map(|(a, b)| a - b).collect::<Vec<_>>());
    let zeros = here.pairs.iter().filter(|(l, _)| l.abs() <= here.zero()).count();
    let negative = |spot: &Spot| spot.pairs.iter().filter(|(l, _)| *l < -spot.zero()).count();
    here.gradient_norm <= tolerance(&here)
        && (here.loss - spot.loss).abs() <= SAME_LOSS * (1.0 + spot.loss.abs())
        && (0.5 * length.abs()..=2.0 * length.abs()).contains(&gone)
        && zeros == flat
        && negative(&here) == negative(spot)
}

/// Whether a unit is saturated on so many points that some change of its weights has no effect but
/// through the exponential tails of its activation, or of the cross-entropy or softmax of its
/// output.
///
/// There zero eigenvalues are no sign of a flat set: the loss still falls, if only by less than
/// rounding, and its critical point lies at infinity. Each unit's inputs (with 1 for the bias) are
/// whitened to `Y`; with `D` the derivatives on the points, first and second, the least singular
/// value of `D Y` tells.
pub(super) fn is_saturated(objective: &Objective, weights: &[f64]) -> bool {
    let mut work = objective.workspace();
    let layout = objective.layout();
    let points = objective.dataset().len();
    let mut inputs: Vec<Vec<Vec<f64>>> = vec![Vec::with_capacity(points); layout.len()];
    let mut derivatives: Vec<Vec<Vec<f64>>> = vec![Vec::with_capacity(points); layout.len()];
    for i in 0..points {
        let mut input = objective.dataset().input(i).to_vec();
        let pre = objective.pre_activations(weights, &input, &mut work);
        for (l, layer) in layout.iter().enumerate() {
            let is_output = l + 1 == layout.len();
            let jets = pre[l].iter().map(|&z| layer.activation.jet(z));
            let after: Vec<f64> = jets.clone().map(|jet| jet.value).collect();
            let tails = match objective.loss().kind {
                LossKind::Squared => None,
                LossKind::CrossEntropy => {
                    Some(after.iter().map(|&z| LossKind::CrossEntropy.second(z)).collect())
                }
                LossKind::Softmax => {
                    Some(softmax(&after).into_iter().map(|p| p * (1.0 - p)).collect())
                }
            };
            let tails: Option<Vec<f64>> = tails.filter(|_| is_output);
            let slope = jets.enumerate().map(|(k, jet)| {
                let tail = tails.as_ref().map_or(1.0, |tails| (4.0 * tails[k]).sqrt());
                tail * (jet.first.abs() / layer.activation.greatest_slope() + jet.second.abs())
            });
            derivatives[l].push(slope.collect());
            if !layer.biases.is_empty() {
                input.push(1.0);
            }
            inputs[l].push(std::mem::replace(&mut input, after));
        }
    }
    layout.iter().enumerate().any(|(l, layer)| {
        let is_output = l + 1 == layout.len();
        let has_tails =
            !layer.activation.is_piecewise_linear() || (is_output && !layer.activation.has_kink());
        has_tails && {
            let white = whitened(&inputs[l]);
            let sees_something = white.ncols() > 0;
            sees_something
                && (0..layer.units).any(|unit| {
                    let slopes = derivatives[l].iter().map(|units| units[unit]);
                    let mut seen = white.clone();
                    seen.row_iter_mut().zip(slopes).for_each(|(mut row, slope)| row *= slope);
                    let gram = seen.tr_mul(&seen);
                    gram.symmetric_eigenvalues().iter().any(|value| *value < SATURATED * SATURATED)
                })
        }
    })
}

/// Rows in coordinates in which their columns are orthonormal; directions without any extent are
/// left out.
fn whitened(rows: &[Vec<f64>]) -> DMatrix<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    let matrix = DMatrix::from_fn(rows.len(), columns, |i, j| rows[i][j]);
    let gram = matrix.tr_mul(&matrix);
    if gram.iter().any(|x| !x.is_finite()) {
        return DMatrix::zeros(rows.len(), 0);
    }
    let eigen = gram.symmetric_eigen();
    let greatest = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    let kept: Vec<usize> =
        (0..columns).filter(|&j| eigen.eigenvalues[j] > 1e-12 * greatest).collect();
    let mut white = DMatrix::zeros(rows.len(), kept.len());
    for (to, &j) in kept.iter().enumerate() {
        white.set_column(
            to,
            &(&matrix * eigen.eigenvectors.column(j) / eigen.eigenvalues[j].sqrt()),
        );
    }
    white
}
