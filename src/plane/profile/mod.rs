//! The profile of the loss over a plane: at every cell the smallest loss that is found when all
//! directions square to the plane are free.
//!
//! A slice holds the other weights fixed, and so shows walls that a descent simply walks around.
//! The profile `p(a, b) = min over v square to the plane of L(origin + a x + b y + v)` has none of
//! them: a descent never is below it. What is found is an upper bound of the true profile, and
//! never above the slice.

use ndarray::Array2;
use rayon::prelude::*;

use crate::lanes::{Gradients, Threads};
use crate::monitor::Monitor;
use crate::network::norm;
use crate::objective::Objective;
use crate::plane::{Grid, Plane};

/// Steps of the minimisation in a cell.
const STEPS: usize = 150;

/// Pairs of steps and gradient changes that the minimisation remembers.
const MEMORY: usize = 20;

/// What the numbers of a profile are called.
pub const LEAST_LOSS: &str = "least loss";

/// A gradient below this, against `1 + loss`, counts as 0.
const FLAT: f64 = 1e-9;

/// A minimisation ends when [`PATIENCE`] steps together lower the loss by less than this share of
/// it.
const LEAST_GAIN: f64 = 1e-10;
const PATIENCE: usize = 8;

/// Trials along one direction.
const TRIALS: usize = 24;

/// Constants of the weak Wolfe conditions.
const SUFFICIENT: f64 = 1e-4;
const CURVATURE: f64 = 0.9;

/// Every stage of a profile has so many times fewer cells along a side than the next.
const COARSENING: usize = 4;

/// Fewest cells along a side of a coarser stage.
const COARSEST: usize = 6;

/// Most numbers that one stage hands on to the next, 8 bytes each.
const MOST_NUMBERS: usize = 1 << 26;

/// A profile over a grid, which may be coarser than the one asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The cells.
    pub grid: Grid,
    /// The smallest losses found, `height x width`, row 0 at the lowest second coordinate.
    pub values: Array2<f64>,
    /// How far each cell's weights are off the plane, `P` numbers a cell; empty if that were too
    /// many.
    offsets: Vec<f64>,
}

/// Computes the profile over `grid`, coarse to fine; `None` when cancelled.
///
/// Each stage is a whole profile on a coarser grid and is given to `report`; the last is returned.
/// In each cell the minimisation starts at the best of the slice's own point and the solutions of
/// the nearest cells of the stage before: a limited-memory BFGS method (Nocedal, Wright 2006,
/// "Numerical Optimization", Algorithm 7.5) whose gradients are made square to the plane, with a
/// weak Wolfe line search by bisection, which also serves losses with kinks (Lewis, Overton 2013,
/// Math. Program. 141). The loss never rises, so that no cell is above the slice. The values do not
/// depend on the number of threads.
#[must_use]
pub fn profile(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
    mut report: impl FnMut(&Profile),
) -> Option<Profile> {
    let stages = stages(grid);
    monitor.set_total(stages.iter().map(|grid| (grid.width * grid.height) as u64).sum());
    let mut before: Option<Profile> = None;
    for grid in stages {
        if let Some(before) = &before {
            report(before);
        }
        before = Some(stage(objective, plane, grid, before.as_ref(), monitor)?);
    }
    before
}

/// The grids from the coarsest to the one asked for.
fn stages(grid: &Grid) -> Vec<Grid> {
    let mut stages = vec![grid.clone()];
    while let Some(finer) = stages.last()
        && finer.width.min(finer.height) >= COARSENING * COARSEST
    {
        let coarser = |count: usize| count.div_ceil(COARSENING);
        stages.push(Grid {
            width: coarser(finer.width),
            height: coarser(finer.height),
            ..grid.clone()
        });
    }
    stages.reverse();
    stages
}

fn stage(
    objective: &Objective,
    plane: &Plane,
    grid: Grid,
    coarser: Option<&Profile>,
    monitor: &Monitor,
) -> Option<Profile> {
    let (cells, count) = (grid.width * grid.height, plane.origin.len());
    let basis = plane.basis();
    let keeps = cells.saturating_mul(count) <= MOST_NUMBERS;
    let rows: Vec<(Vec<f64>, Vec<f64>)> = (0..grid.height)
        .into_par_iter()
        .map_init(
            || Minimiser::new(objective, &basis),
            |minimiser, j| {
                let (mut losses, mut offsets) = (Vec::with_capacity(grid.width), Vec::new());
                for i in 0..grid.width {
                    if monitor.is_cancelled() {
                        break;
                    }
                    let at = plane.point(grid.x(i), grid.y(j));
                    let parents = coarser.map(|coarser| coarser.around(grid.x(i), grid.y(j)));
                    let starts = parents.into_iter().flatten();
                    let (loss, weights) = minimiser.lowest(&at, starts);
                    losses.push(loss);
                    if keeps {
                        offsets.extend(weights.iter().zip(&at).map(|(w, at)| w - at));
                    }
                    monitor.advance(1);
                }
                (losses, offsets)
            },
        )
        .collect();
    if monitor.is_cancelled() {
        return None;
    }
    let (losses, offsets): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let values =
        Array2::from_shape_vec((grid.height, grid.width), losses.concat()).expect("a value a cell");
    Some(Profile { grid, values, offsets: offsets.concat() })
}

impl Profile {
    /// How far off the plane the solutions of the four cells around a place are.
    fn around(&self, x: f64, y: f64) -> Vec<&[f64]> {
        let cells = self.grid.width * self.grid.height;
        if self.offsets.is_empty() || cells == 0 {
            return Vec::new();
        }
        let count = self.offsets.len() / cells;
        let columns = neighbours(self.grid.x_range, x, self.grid.width);
        let rows = neighbours(self.grid.y_range, y, self.grid.height);
        let cell = |i: usize, j: usize| &self.offsets[(j * self.grid.width + i) * count..][..count];
        rows.iter().flat_map(|&j| columns.iter().map(move |&i| cell(i, j))).collect()
    }
}

/// The cells whose centres lie on both sides of a place, or the last one at the border.
fn neighbours(range: [f64; 2], at: f64, count: usize) -> Vec<usize> {
    let place = (at - range[0]) / (range[1] - range[0]) * count as f64 - 0.5;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the cells"
    )]
    let index = |place: f64| place.clamp(0.0, count as f64 - 1.0) as usize;
    let (low, high) = (index(place.floor()), index(place.floor() + 1.0));
    if low == high { vec![low] } else { vec![low, high] }
}

/// Minimises the loss over what is square to a plane, in one place after the other.
struct Minimiser<'a> {
    gradients: Gradients<'a>,
    /// Unit vectors that span the plane's directions.
    basis: &'a [Vec<f64>],
}

/// A place, its loss, and the part of its gradient off the plane.
#[derive(Clone)]
struct Place {
    weights: Vec<f64>,
    loss: f64,
    gradient: Vec<f64>,
}

/// A step that was made, and by how much it changed the gradient.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    /// One over their product.
    rho: f64,
}

impl<'a> Minimiser<'a> {
    fn new(objective: &'a Objective, basis: &'a [Vec<f64>]) -> Self {
        Self { gradients: Gradients::new(objective, Threads::One), basis }
    }

    fn place(&mut self, weights: Vec<f64>) -> Place {
        let mut gradient = vec![0.0; weights.len()];
        let loss = self.gradients.value_and_gradient(&weights, None, &mut gradient);
        for unit in self.basis {
            let along = dot(unit, &gradient);
            gradient.iter_mut().zip(unit).for_each(|(g, u)| *g -= along * u);
        }
        Place { weights, loss, gradient }
    }

    /// The smallest loss found above `at`, and its weights.
    fn lowest<'s>(
        &mut self,
        at: &[f64],
        starts: impl Iterator<Item = &'s [f64]>,
    ) -> (f64, Vec<f64>) {
        let mut best = self.place(at.to_vec());
        for offset in starts {
            let other = self.place(at.iter().zip(offset).map(|(at, off)| at + off).collect());
            // a slice that is not finite is as bad as can be
            if other.loss < best.loss || best.loss.is_nan() && !other.loss.is_nan() {
                best = other;
            }
        }
        let end = self.minimise(best);
        (end.loss, end.weights)
    }

    fn minimise(&mut self, mut here: Place) -> Place {
        let mut memory: Vec<Pair> = Vec::new();
        let mut losses = vec![here.loss];
        for _ in 0..STEPS {
            let slope = norm(&here.gradient);
            if !(here.loss.is_finite()
                && slope.is_finite()
                && slope > FLAT * (1.0 + here.loss.abs()))
            {
                break;
            }
            let direction = direction(&here.gradient, &memory);
            let found = self.search(&here, &direction).or_else(|| {
                // what is remembered may mislead at a kink
                if memory.is_empty() {
                    return None;
                }
                memory.clear();
                let steepest: Vec<f64> = here.gradient.iter().map(|g| -g).collect();
                self.search(&here, &steepest)
            });
            let Some(next) = found else { break };
            let step: Vec<f64> =
                next.weights.iter().zip(&here.weights).map(|(a, b)| a - b).collect();
            let change: Vec<f64> =
                next.gradient.iter().zip(&here.gradient).map(|(a, b)| a - b).collect();
            let product = dot(&step, &change);
            if product > 1e-12 * norm(&step) * norm(&change) {
                if memory.len() == MEMORY {
                    memory.remove(0);
                }
                memory.push(Pair { step, change, rho: 1.0 / product });
            }
            here = next;
            losses.push(here.loss);
            if let Some(&before) =
                losses.len().checked_sub(PATIENCE + 1).and_then(|k| losses.get(k))
                && before - here.loss <= LEAST_GAIN * here.loss.abs()
            {
                break;
            }
        }
        here
    }

    /// A place along a direction where the loss is lower, by the weak Wolfe conditions if one is
    /// found, else the lowest place that was tried.
    fn search(&mut self, from: &Place, direction: &[f64]) -> Option<Place> {
        let slope = dot(&from.gradient, direction);
        if !(slope < 0.0 && slope.is_finite()) {
            return None;
        }
        let (mut near, mut far) = (0.0, f64::INFINITY);
        let mut length = 1.0;
        let mut lower: Option<Place> = None;
        for _ in 0..TRIALS {
            let weights = from.weights.iter().zip(direction).map(|(w, d)| w + length * d).collect();
            let there = self.place(weights);
            let is_enough = there.loss <= from.loss + SUFFICIENT * length * slope;
            let is_flatter = dot(&there.gradient, direction) >= CURVATURE * slope;
            if is_enough && is_flatter {
                return Some(there);
            }
            if is_enough {
                near = length;
                if lower.as_ref().is_none_or(|lower| there.loss < lower.loss) {
                    lower = Some(there);
                }
            } else {
                far = length;
            }
            length = if far.is_finite() { 0.5 * (near + far) } else { 2.0 * length };
        }
        lower.filter(|lower| lower.loss < from.loss)
    }
}

/// Minus the inverse Hessian, as far as it is known, times the gradient.
fn direction(gradient: &[f64], memory: &[Pair]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for pair in memory.iter().rev() {
        let share = pair.rho * dot(&pair.step, &q);
        q.iter_mut().zip(&pair.change).for_each(|(q, y)| *q -= share * y);
        shares.push(share);
    }
    let scale = match memory.last() {
        Some(pair) => 1.0 / (pair.rho * dot(&pair.change, &pair.change)),
        // the first step is short: nothing is known of the curvature
        None => 0.1 / norm(gradient).max(0.1),
    };
    q.iter_mut().for_each(|q| *q *= scale);
    for (pair, share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = pair.rho * dot(&pair.change, &q);
        q.iter_mut().zip(&pair.step).for_each(|(q, s)| *q += (share - back) * s);
    }
    q
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests;
