//! Where a descent will end, told long before it gets there.
//!
//! Two cases can be told from where it stands.
//!
//! **The bowl of a strict minimum.** Newton's method from `w` leads to a minimum `m` with a
//! well-conditioned Hessian `H(m)`. Let `r^2 = (w - m)' H(m) (w - m)`, and take the ellipsoid `|x -
//! m|_H <= 3 r / 2`. If the Hessian in it is at least `H(m)/50` and the loss on its surface is
//! above `L(w)`, the part of the set `L <= L(w)` around `m` lies inside, the loss is strictly
//! convex on it and has no other stationary point: a descent whose loss falls ends at `m`. The
//! ellipsoid is looked at along its `P` axes and along `w - m`, to both sides, so that this is a
//! finding in floating point, not a proof. Steps that are too long for the curvature at `m` never
//! settle there, and [`Settings::greatest_stable_curvature`] is asked as well.
//!
//! **Past the last mistake.** With cross-entropy on a linear output, targets 0 or 1, and `L(w)`
//! below the `ln 2` that a single wrong point costs, every point is on its right side and stays
//! there as long as the loss falls. Scaling up the output layer by `1 + t` then changes the loss at
//! the rate `sum_i (s(z_i) - y_i) z_i < 0`: there is no stationary point, and gradient flow ends at
//! loss 0 at infinity. For let `v` be the output layer's weights. If the loss stayed above some `c
//! > 0`, so would `-v . dL/dv`, and `|v|^2` would grow at least like `t`; but the integral of
//! `|dL/dw|^2` is the loss that was lost, so that by Cauchy and Schwarz `|v| = o(sqrt t)`, a
//! contradiction.

use nalgebra::{Cholesky, DMatrix, DVector};
use ndarray::Array2;

use super::attractor::is_cross_entropy;
use super::polish::newton;
use crate::network::{Activation, limits, norm};
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;

/// Longest Newton step on the way to the minimum, as a share of the weights' size.
const REACH: f64 = 0.3;

/// Size of the ellipsoid that is looked at, against the distance from the minimum.
pub(super) const MARGIN: f64 = 1.5;

/// The least Hessian in it, against that at the minimum.
pub(super) const LEAST: f64 = 0.02;

/// Share of the greatest stable curvature that counts as stable.
const STABLE: f64 = 0.95;

/// The strict minimum, and its loss, in whose bowl `weights` (length `P`) lies; `None` if there is
/// none, or it cannot be told: for more than [`limits::NEWTON`] weights, units with kinks, or
/// weight decay, which has its rest elsewhere.
pub(super) fn bowl(
    objective: &Objective,
    settings: &Settings,
    weights: &[f64],
) -> Option<(Vec<f64>, f64)> {
    if !is_told(objective, settings, weights.len()) {
        return None;
    }
    let mut work = objective.workspace();
    let mut gradient = vec![0.0; weights.len()];
    let loss = objective.value_and_gradient(weights, &mut gradient, &mut work);
    let hessian = objective.hessian(weights);
    let (minimum, least_loss) = newton(objective, weights, loss, &gradient, &hessian, REACH)?;
    let at_minimum = objective.hessian(&minimum);
    if !settles_at(settings, &at_minimum) {
        return None;
    }
    let matrix = matrix(&at_minimum);
    let factor = Cholesky::new(matrix.clone())?.l();
    let away =
        DVector::from_iterator(weights.len(), weights.iter().zip(&minimum).map(|(w, m)| w - m));
    let upper = factor.transpose();
    let radius = (&upper * &away).norm();
    let at = |offset: &DVector<f64>| -> Vec<f64> {
        minimum.iter().zip(offset.iter()).map(|(m, d)| m + d).collect()
    };
    let is_inside = |offset: &DVector<f64>| {
        let curved = self::matrix(&objective.hessian(&at(offset))) - LEAST * &matrix;
        Cholesky::new(curved).is_some()
    };
    let is_above =
        |offset: &DVector<f64>| objective.value(&at(offset), &mut objective.workspace()) >= loss;
    let holds = |direction: DVector<f64>| {
        [MARGIN, -MARGIN].into_iter().all(|scale| {
            let offset = &direction * scale;
            // the cheapest question first
            is_above(&offset) && is_inside(&offset) && is_inside(&(0.5 * &offset))
        })
    };
    // beside the minimum, to rounding, there is nothing to look at
    let is_there = away.norm() <= 1e-7 * (1.0 + norm(&minimum));
    let axes = (0..weights.len()).map(|k| {
        let mut unit = DVector::zeros(weights.len());
        unit[k] = radius;
        upper.solve_upper_triangular(&unit)
    });
    let is_captured =
        is_there || (holds(away.clone()) && axes.into_iter().all(|axis| axis.is_some_and(&holds)));
    is_captured.then_some((minimum, least_loss))
}

/// Whether bowls can be told: not for more than [`limits::NEWTON`] weights, units with kinks, or
/// weight decay.
pub(super) fn is_told(objective: &Objective, settings: &Settings, weights: usize) -> bool {
    weights <= limits::NEWTON && settings.weight_decay == 0.0 && !objective.has_kinks()
}

/// Whether the steps are short enough for a descent to settle at a minimum with this Hessian.
pub(super) fn settles_at(settings: &Settings, hessian: &Array2<f64>) -> bool {
    settings.greatest_stable_curvature().is_none_or(|greatest| {
        let values = eigenvalues(hessian);
        values
            .and_then(|v| v.last().copied())
            .is_some_and(|curvature| curvature <= STABLE * greatest)
    })
}

pub(super) fn matrix(symmetric: &Array2<f64>) -> DMatrix<f64> {
    let (rows, columns) = symmetric.dim();
    DMatrix::from_fn(rows, columns, |i, j| symmetric[[i, j]])
}

/// Whether a descent at loss `loss` has got every point right for good, so that it runs to loss 0
/// at infinity. A little less than what one wrong point costs is asked for, since steps are not a
/// flow.
pub(super) fn is_past_the_last_mistake(
    objective: &Objective,
    settings: &Settings,
    loss: f64,
) -> bool {
    let is_linear =
        objective.layout().last().is_some_and(|layer| layer.activation == Activation::Identity);
    is_linear
        && is_cross_entropy(objective)
        && settings.weight_decay == 0.0
        && objective.dataset().is_binary()
        && loss < 0.9 * std::f64::consts::LN_2 * objective.loss().factor(objective.dataset().len())
}
