//! What a few scouts have found, so that the other descents can be told the sooner where they go.
//!
//! Two things are kept of the scouts' ends.
//!
//! **Bowls.** Around each strict minimum `m` the ellipsoid `|x - m|_H <= R` of its Hessian `H =
//! H(m)` is grown as long as the loss stays convex in it, with a Hessian of at least `H/50`. A
//! descent that comes within `2R/3` with at most half of what the loss rises to on the surface
//! cannot leave it while its loss falls, and ends at `m`; the argument is that of
//! [`super::capture`], with the ellipsoid looked at once and from more sides.
//!
//! **Limits.** A descent whose weights grow and whose loss falls towards the limit of a scout,
//! nearer by the same share with each half octave of time, while the network computes nearly what
//! the scout's does, is taken to go there, if that limit lies [ahead](crate::descent::look_ahead)
//! of it, the way there does not grow too steep for its steps, and it looks so at two checks on
//! end. From its own records alone the limit would have to be guessed, which takes far longer.
//!
//! Both are findings in floating point. The scouts' own ends are told without landmarks, and
//! landmarks depend on nothing but the scouts' starts, so that neither threads nor the order of
//! cells leave a trace.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::attractor::{Attractor, Kind, function};
use super::capture::{LEAST, MARGIN, is_told, matrix, settles_at};
use super::cluster::Attractors;
use super::polish::Rest;
use super::run::Ending;
use crate::descent::{Outlook, Record, approaches};
use crate::network::norm;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Most bowls, and most limits.
const MOST: usize = 16;

/// Growth of an ellipsoid from one look to the next.
const GROWTH: f64 = 1.3;

/// Most looks at growing ellipsoids.
const LOOKS: usize = 60;

/// First size of an ellipsoid, as a share of the weights' size along its longest axis.
const FIRST: f64 = 1e-3;

/// Most weights for which an ellipsoid is looked at between its axes too.
const MOST_DIAGONALS: usize = 24;

/// Difference of the outputs (probabilities for cross-entropy) from those of a limit, relative to
/// `1 +` their size, that is nearly none.
const NEARLY: f64 = 0.1;

/// Distance of the limit ahead of a descent from the scout's, as a share of what is left to fall,
/// that is none.
const AHEAD: f64 = 0.1;

/// The scouts' findings.
#[derive(Clone, Debug, Default)]
pub struct Landmarks {
    /// Whether there were scouts at all.
    pub(super) are_scouted: bool,
    bowls: Vec<Bowl>,
    limits: Vec<Limit>,
}

/// A strict minimum and the ellipsoid around it from which descents do not leave.
#[derive(Clone, Debug)]
struct Bowl {
    minimum: Vec<f64>,
    loss: f64,
    /// The Cholesky factor `U` of `H = U' U`.
    upper: DMatrix<f64>,
    radius: f64,
    ceiling: f64,
}

/// A limit at infinity.
#[derive(Clone, Debug)]
struct Limit {
    loss: f64,
    function: Vec<f64>,
}

impl Landmarks {
    /// What the scouts' ends tell.
    #[must_use]
    pub fn of(objective: &Objective, settings: &Settings, scouts: &[Ending]) -> Self {
        let mut minima: Vec<&Vec<f64>> = Vec::new();
        let mut bowls = Vec::new();
        let mut found = Attractors::new(true);
        for ending in scouts {
            if let Rest::Polished(minimum, loss) = &ending.rest
                && bowls.len() < MOST
                && !minima.iter().any(|known| is_one(known, minimum))
            {
                minima.push(minimum);
                bowls.extend(Bowl::around(objective, settings, minimum, *loss));
            }
            // across kinks limits are not known well enough
            if !objective.has_kinks()
                && let Some(reached) = Attractor::reached(objective, ending)
                && reached.kind == Kind::Infinity
            {
                found.place(objective, reached);
            }
        }
        let limits = found.list().iter().take(MOST);
        let limits = limits.map(|reached| Limit {
            loss: reached.loss,
            function: function(objective, &reached.outputs),
        });
        Self { are_scouted: true, limits: limits.collect(), bowls }
    }

    /// The minimum in whose bowl `weights`, of loss `loss`, lie, and its loss.
    pub(super) fn minimum(&self, weights: &[f64], loss: f64) -> Option<(&[f64], f64)> {
        let bowl = self.bowls.iter().find(|bowl| bowl.holds(weights, loss))?;
        Some((&bowl.minimum, bowl.loss))
    }

    /// The limit that a descent with these records goes to, if it seems to go to one; whether it
    /// does is said by [`Bound::is_confirmed`].
    pub(super) fn limit(&self, objective: &Objective, records: &[Record]) -> Option<Bound> {
        let mut near =
            self.limits.iter().filter(|limit| approaches(records, limit.loss)).peekable();
        near.peek()?;
        let end = records.last()?;
        let outputs: Vec<f64> = objective.outputs(&end.weights).into_iter().collect();
        let here = function(objective, &outputs);
        let is_here = |limit: &&Limit| {
            let mut pairs = here.iter().zip(&limit.function);
            pairs.all(|(a, b)| (a - b).abs() <= NEARLY * (1.0 + b.abs()))
        };
        near.find(is_here).map(|limit| Bound { limit: limit.loss, left: end.loss - limit.loss })
    }
}

/// A descent that seems bound for a limit.
pub(super) struct Bound {
    pub limit: f64,
    /// What is left to fall.
    left: f64,
}

impl Bound {
    /// Whether it goes there for certain, whatever lies ahead: at 0 there is nothing below that it
    /// could leave for.
    pub fn is_certain(&self) -> bool {
        self.limit == 0.0
    }

    /// Whether it goes there, with this ahead of it.
    pub fn is_confirmed(&self, ahead: Outlook) -> bool {
        match ahead {
            Outlook::Infinity { limit } => (limit - self.limit).abs() <= AHEAD * self.left,
            Outlook::Unknown => true,
            _ => false,
        }
    }
}

/// Whether two polished minima are the same point.
fn is_one(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * (1.0 + a.abs()))
}

impl Bowl {
    /// The largest bowl of `minimum` that was found; `None` if it cannot be told, or none was.
    fn around(
        objective: &Objective,
        settings: &Settings,
        minimum: &[f64],
        loss: f64,
    ) -> Option<Self> {
        if !is_told(objective, settings, minimum.len()) {
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
