//! Trapping regions around strict minima: ellipsoids that a descent does not leave.
//!
//! Around a strict minimum `m` the ellipsoid `|x - m|_H <= R` of its Hessian `H = H(m)` is grown as
//! long as the loss stays convex in it, with a Hessian of at least `H/50`. Let a descent come
//! within `2R/3` with at most half of what the loss rises to on the surface. The part of the set
//! where the loss is no higher than there and that holds `m` lies inside, the loss is strictly
//! convex on it and has no other stationary point: a descent whose loss falls ends at `m`. Steps
//! that are too long for the curvature at `m` never settle there, and
//! [`Settings::greatest_stable_curvature`] is asked as well. The ellipsoid is looked at along its
//! axes and, for few weights, between each two, so that this is a finding in floating point, not a
//! proof.
//!
//! The minima are those that a few scouts have found; regions depend on nothing but the scouts'
//! starts, so that neither threads nor the order of descents leave a trace.

use nalgebra::{Cholesky, DMatrix, DVector};
use ndarray::Array2;

use crate::descent::tolerance::SLOWING;
use crate::network::{limits, norm};
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;

/// Most regions.
const MOST: usize = 16;

/// Size of the ellipsoid that is looked at, against that within which descents are trapped.
const MARGIN: f64 = 1.5;

/// The least Hessian in it, against that at the minimum.
const LEAST: f64 = 0.02;

/// Growth of an ellipsoid from one look to the next.
const GROWTH: f64 = 1.3;

/// Most looks at growing ellipsoids.
const LOOKS: usize = 60;

/// First size of an ellipsoid, as a share of the weights' size along its longest axis.
const FIRST: f64 = 1e-3;

/// Most weights for which an ellipsoid is looked at between its axes too.
const MOST_DIAGONALS: usize = 24;

/// The trapping regions of the minima that are known.
#[derive(Clone, Debug, Default)]
pub struct TrappingRegions {
    regions: Vec<Region>,
}

/// A strict minimum and the ellipsoid around it that descents do not leave.
#[derive(Clone, Debug)]
struct Region {
    minimum: Vec<f64>,
    loss: f64,
    /// The Cholesky factor `U` of `H = U' U`.
    upper: DMatrix<f64>,
    radius: f64,
    ceiling: f64,
}

impl TrappingRegions {
    /// Whether regions can be told: not for many weights, units with kinks, weight decay, which has
    /// its rest elsewhere, nor steps that stay as long as they are.
    #[must_use]
    pub fn are_told(objective: &Objective, settings: &Settings) -> bool {
        objective.parameter_count() <= limits::NEWTON
            && settings.weight_decay == 0.0
            && settings.optimizer.comes_to_rest()
            && !objective.has_kinks()
    }

    /// Around strict minima, each with its loss.
    #[must_use]
    pub fn around<'a>(
        objective: &Objective,
        settings: &Settings,
        minima: impl Iterator<Item = (&'a [f64], f64)>,
    ) -> Self {
        let mut known: Vec<&[f64]> = Vec::new();
        let mut regions = Vec::new();
        for (minimum, loss) in minima {
            if regions.len() < MOST && !known.iter().any(|known| is_one(known, minimum)) {
                known.push(minimum);
                regions.extend(Region::around(objective, settings, minimum, loss));
            }
        }
        Self { regions }
    }

    /// The minimum in whose region `weights`, of loss `loss`, lie, and its loss.
    pub(crate) fn minimum(&self, weights: &[f64], loss: f64) -> Option<(&[f64], f64)> {
        let region = self.regions.iter().find(|region| region.holds(weights, loss))?;
        Some((&region.minimum, region.loss))
    }
}

/// Whether two minima that are exact to rounding are the same point.
fn is_one(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * (1.0 + a.abs()))
}

/// Whether the steps are short enough for a descent to settle at a minimum with this Hessian.
fn settles_at(settings: &Settings, hessian: &Array2<f64>) -> bool {
    settings.greatest_stable_curvature().is_none_or(|greatest| {
        let values = eigenvalues(hessian);
        let most = values.and_then(|values| values.last().copied());
        most.is_some_and(|curvature| curvature <= SLOWING * greatest)
    })
}

fn matrix(symmetric: &Array2<f64>) -> DMatrix<f64> {
    let (rows, columns) = symmetric.dim();
    DMatrix::from_fn(rows, columns, |i, j| symmetric[[i, j]])
}

impl Region {
    /// The largest region of `minimum` that was found; `None` if it cannot be told, or none was.
    fn around(
        objective: &Objective,
        settings: &Settings,
        minimum: &[f64],
        loss: f64,
    ) -> Option<Self> {
        if !TrappingRegions::are_told(objective, settings) {
            return None;
        }
        let hessian = objective.hessian(minimum);
        if !settles_at(settings, &hessian) {
            return None;
        }
        let matrix = matrix(&hessian);
        let upper = Cholesky::new(matrix.clone())?.l().transpose();
        let directions: Option<Vec<_>> = directions(minimum.len())
            .iter()
            .map(|unit| upper.solve_upper_triangular(unit))
            .collect();
        let directions = directions?;
        let longest = directions.iter().map(DVector::norm).fold(0.0, f64::max);
        let at = |offset: &DVector<f64>, radius: f64| -> Vec<f64> {
            minimum.iter().zip(offset.iter()).map(|(m, d)| m + radius * d).collect()
        };
        let least = LEAST * matrix;
        let mut work = objective.workspace();
        let mut best = None;
        let mut radius = FIRST * (1.0 + norm(minimum)) / longest;
        for _ in 0..LOOKS {
            let is_convex = directions.iter().all(|direction| {
                let there = self::matrix(&objective.hessian(&at(direction, radius)));
                Cholesky::new(there - &least).is_some()
            });
            if !is_convex {
                break;
            }
            let on_surface = directions.iter().map(|d| objective.value(&at(d, radius), &mut work));
            best = Some((radius, on_surface.fold(f64::INFINITY, f64::min)));
            radius *= GROWTH;
        }
        let (radius, lowest) = best.filter(|(_, lowest)| *lowest > loss)?;
        Some(Self {
            minimum: minimum.to_vec(),
            loss,
            upper,
            radius: radius / MARGIN,
            ceiling: loss + 0.5 * (lowest - loss),
        })
    }

    fn holds(&self, weights: &[f64], loss: f64) -> bool {
        if loss > self.ceiling {
            return false;
        }
        let count = weights.len();
        let away: Vec<f64> = weights.iter().zip(&self.minimum).map(|(w, m)| w - m).collect();
        let squares = (0..count).map(|i| {
            let along: f64 = (i..count).map(|j| self.upper[(i, j)] * away[j]).sum();
            along * along
        });
        squares.sum::<f64>() <= self.radius * self.radius
    }
}

/// Unit vectors to look along: both ways along each axis and, for few weights, between each two.
fn directions(count: usize) -> Vec<DVector<f64>> {
    let axis = |i: usize, sign: f64| {
        let mut unit = DVector::zeros(count);
        unit[i] = sign;
        unit
    };
    let mut all: Vec<_> = (0..count).flat_map(|i| [axis(i, 1.0), axis(i, -1.0)]).collect();
    if count <= MOST_DIAGONALS {
        for (i, j) in (0..count).flat_map(|i| (0..i).map(move |j| (i, j))) {
            for (a, b) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                all.push((axis(i, a) + axis(j, b)) * std::f64::consts::FRAC_1_SQRT_2);
            }
        }
    }
    all
}
