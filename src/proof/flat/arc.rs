//! The flat set of constant outputs (`constant.rs`) where a plane meets it in a curve.
//!
//! # The theorem
//! Let the theorem of `constant.rs` hold at a point of the plane `p + s x + t y`, let there be one
//! output, and let `x` and `y` keep all incoming weights in `U`, so that the output is a constant
//! `F(s, t)` all over the plane. The flat set `N` is met where `F` is the best constant `m`. Let `F
//! - m` have one sign on the side `t = t_1` of a rectangle `[s_1, s_2] x [t_1, t_2]` and the other
//! on the side `t = t_2`, and `dF/dt` no zero in the rectangle. Then for each `s` there is exactly
//! one `t` with `F(s, t) = m`: an arc of `N` that crosses the rectangle. If moreover the block of
//! the Hessian that belongs to `B` is positive definite for all weights of the rectangle, then
//! **each point of the arc is a local minimum** of the same loss, by the theorem of `constant.rs`.
//! (The same with `s` and `t` exchanged.)
//!
//! Incoming weights are decided in exact fractions; `F`, its derivatives and the block are enclosed
//! in intervals. An arc is followed from the point both ways, rectangle by rectangle, while the
//! proof holds; it is drawn through points of it that are rounded.

use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::window::Window;
use crate::objective::interval::{Interval, jet};
use crate::objective::{Objective, eigenpairs};
use crate::proof::problem::{ExactProblem, floating};
use crate::proof::smooth::constant::{across, best_constants};
use crate::proof::smooth::enclosure::Enclosure;
use crate::proof::smooth::krawczyk::smallest_eigenvalue;
use crate::proof::straight::elimination::{dot, null_space};

/// Most rectangles on each side of the point, and the multiplications that all of them may take.
const MOST: usize = 2500;
const MAX_WORK: usize = 20_000_000;

/// Lengths of the rectangles, as shares of the part of the plane that is seen.
const LONGEST: f64 = 1.0 / 600.0;
const SHORTEST: f64 = 1e-5;

/// Height of a rectangle, as a share of its length, beyond what the slope asks for.
const HEIGHT: f64 = 0.25;

/// The arcs through (or next to) the window's point, which must be proven by the theorem of
/// `constant.rs`.
pub(crate) fn arcs(problem: &ExactProblem, window: &Window) -> Vec<Vec<[f64; 2]>> {
    let Some(plane) = Plane::new(problem, window) else { return Vec::new() };
    let Some(start) = plane.onto([0.0, 0.0]) else { return Vec::new() };
    let ahead = plane.follow(start, 1.0);
    if ahead.len() > 1 && ahead.last() == ahead.first() {
        return vec![ahead];
    }
    let mut back = plane.follow(start, -1.0);
    back.reverse();
    back.pop();
    back.extend(ahead);
    if back.len() > 1 { vec![back] } else { Vec::new() }
}

/// Whether the plane only crosses the flat set at the window's point, which must be proven by the
/// theorem of `constant.rs`: no move in the plane, however small, keeps all incoming weights in
/// `U`.
pub(crate) fn is_crossed(problem: &ExactProblem, window: &Window) -> bool {
    let hidden = &problem.network.layout()[0];
    let mut rows = Vec::new();
    for unit in 0..hidden.units {
        let first = hidden.weights.start + unit * hidden.inputs;
        let along = |axis: usize, x: &[BigRational]| {
            dot(&window.axes[axis][first..first + hidden.inputs], x)
        };
        let base = [0, 1].map(|axis| along(axis, &problem.inputs[0]));
        rows.extend(
            problem.inputs.iter().map(|x| vec![along(0, x) - &base[0], along(1, x) - &base[1]]),
        );
    }
    null_space(&rows, 2).is_empty()
}

/// A plane on which the output is a constant.
struct Plane<'a> {
    problem: &'a ExactProblem,
    window: &'a Window<'a>,
    enclosure: Enclosure,
    objective: Objective,
    best: Interval,
    across: Vec<usize>,
    /// The point and the two directions, enclosed.
    affine: Vec<[Interval; 3]>,
    /// How far the window goes along each direction.
    size: [f64; 2],
}

impl<'a> Plane<'a> {
    fn new(problem: &'a ExactProblem, window: &'a Window) -> Option<Self> {
        let layout = problem.network.layout();
        let hidden = &layout[0];
        let ignores = |axis: &[BigRational]| {
            (0..hidden.units).all(|unit| {
                let row = &axis[hidden.weights.start + unit * hidden.inputs..][..hidden.inputs];
                let first = dot(row, &problem.inputs[0]);
                problem.inputs.iter().all(|x| dot(row, x) == first)
            })
        };
        let [best] = best_constants(problem)?.try_into().ok()?;
        if !window.axes.iter().all(|axis| ignores(axis)) {
            return None;
        }
        let enclose = |i: usize| {
            [window.point, window.axes[0], window.axes[1]].map(|v| Interval::from_rational(&v[i]))
        };
        let size = [0, 1].map(|axis| {
            let along =
                window.corners.iter().map(|corner| corner[axis].to_f64().unwrap_or(f64::NAN));
            let [low, high] = along.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
                [low.min(x), high.max(x)]
            });
            high - low
        });
        Some(Self {
            problem,
            window,
            enclosure: Enclosure::new(problem),
            objective: floating(problem)?,
            best,
            across: across(problem),
            affine: (0..window.point.len()).map(enclose).collect(),
            size,
        })
    }

    fn weights(&self, at: [Interval; 2]) -> Vec<Interval> {
        self.affine.iter().map(|[w, x, y]| *w + at[0] * *x + at[1] * *y).collect()
    }

    /// `F - m` and its two derivatives.
    fn excess(&self, at: [Interval; 2]) -> [Interval; 3] {
        let layout = self.problem.network.layout();
        let (hidden, output) = (&layout[0], &layout[1]);
        let input: Vec<Interval> =
            self.problem.inputs[0].iter().map(Interval::from_rational).collect();
        let weights = self.weights(at);
        let mut value = weights[output.biases.start] - self.best;
        let mut slopes = [1, 2].map(|axis| self.affine[output.biases.start][axis]);
        for unit in 0..hidden.units {
            let first = hidden.weights.start + unit * hidden.inputs;
            let incoming = |of: &dyn Fn(usize) -> Interval| -> Interval {
                let sum: Interval = input.iter().enumerate().map(|(k, &x)| of(first + k) * x).sum();
                sum + of(hidden.biases.start + unit)
            };
            let jet = jet(self.problem.network.activation, incoming(&|i| weights[i]));
            let outgoing = output.weights.start + unit;
            value = value + weights[outgoing] * jet.value;
            for (axis, slope) in slopes.iter_mut().enumerate() {
                let moved = incoming(&|i| self.affine[i][1 + axis]);
                *slope = *slope
                    + self.affine[outgoing][1 + axis] * jet.value
                    + weights[outgoing] * jet.first * moved;
            }
        }
        [value, slopes[0], slopes[1]]
    }

    /// The same at a point, in floating point.
    fn floating(&self, at: [f64; 2]) -> [f64; 3] {
        self.excess(at.map(Interval::from)).map(Interval::midpoint)
    }

    /// A point of the curve next to `at`, by Newton's method along the gradient in units of the
    /// window.
    fn onto(&self, mut at: [f64; 2]) -> Option<[f64; 2]> {
        for _ in 0..30 {
            let [value, s, t] = self.floating(at);
            let slope = [s * self.size[0], t * self.size[1]];
            let square = slope[0] * slope[0] + slope[1] * slope[1];
            if !(square > 0.0 && square.is_finite() && value.is_finite()) {
                return None;
            }
            let step = value / square;
            at = [0, 1].map(|k| at[k] - step * slope[k] * self.size[k]);
            if pxfm::f_hypot(step * slope[0], step * slope[1]) < 1e-15 {
                break;
            }
        }
        Some(at)
    }

    /// Points of the arc from `start` on, one a rectangle.
    fn follow(&self, start: [f64; 2], sense: f64) -> Vec<[f64; 2]> {
        let mut points = vec![start];
        let mut length = LONGEST;
        let mut heading: Option<[f64; 2]> = None;
        let work = self.affine.len() * self.affine.len() * self.problem.inputs.len();
        let most = MOST.min(MAX_WORK / work);
        while points.len() <= most && length >= SHORTEST {
            let here = points[points.len() - 1];
            let [_, s, t] = self.floating(here);
            let gradient = [s * self.size[0], t * self.size[1]];
            let norm = pxfm::f_hypot(gradient[0], gradient[1]);
            // along the curve, in units of the window, the way that it was going
            let mut tangent = [-gradient[1] / norm, gradient[0] / norm].map(|x| sense * x);
            if let Some(before) = heading
                && tangent[0] * before[0] + tangent[1] * before[1] < 0.0
            {
                tangent = tangent.map(|x| -x);
            }
            let Some(next) = self.rectangle(here, tangent, length) else {
                length *= 0.5;
                continue;
            };
            if !self.window.holds(next) {
                break;
            }
            points.push(next);
            heading = Some(tangent);
            length = (1.5 * length).min(LONGEST);
            let back = [0, 1].map(|k| (next[k] - start[k]) / self.size[k]);
            if points.len() > 3 && pxfm::f_hypot(back[0], back[1]) < 0.5 * length {
                // all the way round
                points.push(start);
                break;
            }
        }
        points
    }

    /// The point where the arc leaves a rectangle that begins at `here`, if the theorem holds in
    /// it.
    fn rectangle(&self, here: [f64; 2], tangent: [f64; 2], length: f64) -> Option<[f64; 2]> {
        // along the axis on which the curve moves more it is a graph over that axis
        let along = usize::from(tangent[0].abs() < tangent[1].abs());
        let up = 1 - along;
        let step = [0, 1].map(|k| length * tangent[k] / tangent[along].abs() * self.size[k]);
        let next = self.onto([0, 1].map(|k| here[k] + step[k]))?;
        if ((next[along] - here[along]) / step[along] - 1.0).abs() > 0.5 {
            return None;
        }
        let margin = HEIGHT * length * self.size[up];
        let ends = [here[up].min(next[up]) - margin, here[up].max(next[up]) + margin];
        let base = Interval::new(here[along].min(next[along]), here[along].max(next[along]));
        let at = |up_range: Interval| if along == 0 { [base, up_range] } else { [up_range, base] };
        let [low, high] = ends.map(|end| self.excess(at(Interval::from(end)))[0]);
        let changes =
            (low.is_negative() && high.is_positive()) || (low.is_positive() && high.is_negative());
        let all = at(Interval::new(ends[0], ends[1]));
        let slope = self.excess(all)[1 + up];
        let is_one = slope.is_positive() || slope.is_negative();
        (changes && is_one && self.curves_up(all)).then_some(next)
    }

    /// Whether the block of the Hessian across the flat set is positive definite in the rectangle.
    fn curves_up(&self, at: [Interval; 2]) -> bool {
        let weights = self.weights(at);
        let middle: Vec<f64> = weights.iter().map(|w| w.midpoint()).collect();
        let hessian = self.objective.hessian(&middle);
        let across = &self.across;
        let block = ndarray::Array2::from_shape_fn((across.len(), across.len()), |(i, j)| {
            hessian[[across[i], across[j]]]
        });
        let Some(pairs) = eigenpairs(&block) else { return false };
        let vectors: Vec<Vec<f64>> = pairs.into_iter().map(|(_, vector)| vector).collect();
        let enclosed = self.enclosure.hessian(&weights);
        let block: Vec<Vec<Interval>> =
            across.iter().map(|&i| across.iter().map(|&j| enclosed[i][j]).collect()).collect();
        smallest_eigenvalue(&block, &vectors).is_some_and(|[low, _]| low > 0.0)
    }
}
