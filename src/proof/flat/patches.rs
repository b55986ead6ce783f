//! The flat set of a proven minimum where a plane through it meets it: segments and polygons of
//! minima.
//!
//! # On what it rests
//! **Networks of straight pieces with one hidden layer.** Along `w + t d` every pre-activation of
//! the hidden layer is affine in `t`, and while none changes its sign (-, 0, +) the outputs are
//! quadratic in `t`. Let the signs be the same at `t_1` and `t_2`, hence between; let the outputs
//! at data points be the same at `t_1`, `t_2` and half way, hence (three values of a quadratic)
//! between; and let the theorem of `piecewise.rs` or of `dead.rs` hold at `t_1` and `t_2`. Then it
//! holds between: the derivatives `g` of the loss, the kinks, their rays `u` and all `H'_j(u)` are
//! the same; `sum_i g_ik` and `H_kj` are affine in `t` and 0 at both ends; `V_j · H'_j(u)` is
//! affine in `t`, and where `H'_j(u)` is not 0 it is positive at both ends. So **all points of the
//! segment are minima of the same loss**. For a convex polygon the same is said of its corners; the
//! outputs are quadratic in two variables, and the same all over if they are at the corners of a
//! triangle and the middles of its sides.
//!
//! **Dead layers of deeper networks.** If only the dead layer's own weights change, its
//! pre-activations are affine in `t` and the outputs do not change: negative at both ends is
//! negative between.
//!
//! **Two copies of a smooth unit** (`twin.rs`). Around a proven minimum with shares `λ` and `1 - λ`
//! that are not 0, all shares with the same sign of `λ (1 - λ)` give minima: by "What decides" the
//! Hessian across the flat set is, up to a change of coordinates, that of the narrow network beside
//! `λ (1 - λ) A`, of which only the sign matters.
//!
//! **Curves** where the plane meets them: those of rescaled units in `orbit.rs`, and of constant
//! outputs of smooth units in `arc.rs`.
//!
//! All signs, outputs and conditions are decided in exact fractions. Segments and polygons stop
//! short of where a sign changes by a 65536th of their size. What lies further off, behind a
//! stretch where the proof fails, is not found: this is a part of the flat set, not always all of
//! it.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::orbit::{Orbit, orbit};
use super::window::{FlatParts, Patch, Window};
use crate::objective::pre_activation;
use crate::proof::problem::ExactProblem;
use crate::proof::straight::elimination::{direction, null_space, whole};
use crate::proof::straight::exact::{ExactNetwork, exact_network};
use crate::proof::straight::{dead, piecewise};
use crate::proof::verdict::Verdict;

/// Most multiplications that are spent on one test of a place.
const MAX_WORK: usize = 20_000;

/// Most sign changes along a line, or lines of them through a view, that are looked at.
const MAX_CELLS: usize = 200;

pub(crate) struct Search<'a> {
    problem: &'a ExactProblem,
    window: &'a Window<'a>,
    network: &'a ExactNetwork<'a>,
    /// The layer whose pre-activations are affine in the coordinates.
    layer: usize,
    /// The outputs at the point.
    outputs: Vec<Vec<BigRational>>,
    /// The pre-activations of that layer, `z + s z_x + t z_y`.
    affine: Vec<[BigRational; 3]>,
}

impl<'a> Search<'a> {
    pub fn new(
        problem: &'a ExactProblem,
        window: &'a Window,
        network: &'a ExactNetwork,
    ) -> Option<Self> {
        if window.point.len().saturating_mul(problem.inputs.len()) > MAX_WORK {
            return None;
        }
        let is_shallow = problem.network.layers.len() == 3;
        let layer = if is_shallow { 0 } else { dead::dead_layer(problem, network)? };
        let outputs = (0..problem.inputs.len()).map(|i| network.output(i).to_vec()).collect();
        let own = &problem.network.layout()[layer];
        let mut affine = Vec::new();
        for i in 0..problem.inputs.len() {
            let input = &network.post[i][layer];
            for (j, z) in network.pre[i][layer].iter().enumerate() {
                let [s, t] = window.axes.map(|axis| pre_activation(own, j, axis, input));
                affine.push([z.clone(), s, t]);
            }
        }
        Some(Self { problem, window, network, layer, outputs, affine })
    }

    /// The minima of the plane, if the window's point is proven to be one.
    pub fn parts(&self) -> FlatParts {
        if !self.holds(&[whole(0), whole(0)]) {
            return FlatParts::default();
        }
        let patches = self.patches();
        let has_region = patches.iter().any(|patch| patch.len() > 2);
        match orbit(self.problem, self.window) {
            Orbit::Curve(curves) if !has_region => FlatParts { patches, curves, is_crossed: false },
            Orbit::Crossed if patches.is_empty() => {
                FlatParts { is_crossed: true, ..FlatParts::default() }
            }
            _ => FlatParts { patches, ..FlatParts::default() },
        }
    }

    fn patches(&self) -> Vec<Patch> {
        let polygons = self.polygons();
        if !polygons.is_empty() {
            return polygons;
        }
        self.directions().iter().flat_map(|along| self.segments(along)).collect()
    }

    fn weights(&self, [s, t]: &[BigRational; 2]) -> Vec<BigRational> {
        let axes = self.window.axes[0].iter().zip(self.window.axes[1]);
        self.window.point.iter().zip(axes).map(|(w, (x, y))| w + s * x + t * y).collect()
    }

    /// Whether a move changes nothing but the weights of the layer (in deep networks) that are
    /// dead.
    fn is_allowed(&self, [s, t]: &[BigRational; 2]) -> bool {
        let layout = self.problem.network.layout();
        let own = &layout[self.layer];
        let axes = self.window.axes[0].iter().zip(self.window.axes[1]).enumerate();
        layout.len() == 2
            || axes
                .filter(|(index, _)| !own.weights.contains(index) && !own.biases.contains(index))
                .all(|(_, (x, y))| (s * x + t * y).is_zero())
    }

    /// Whether the theorem holds at these coordinates, with the outputs of the point.
    fn holds(&self, at: &[BigRational; 2]) -> bool {
        let weights = self.weights(at);
        let Some(network) = exact_network(self.problem, &weights) else { return false };
        if !self.same_outputs_of(&network) {
            return false;
        }
        match dead::decide(self.problem, &network) {
            Some(finding) => finding.verdict == Verdict::ProvenDeadRegion,
            None => {
                self.problem.network.layers.len() == 3
                    && piecewise::decide(self.problem, &network).verdict
                        == Verdict::ProvenFlatMinimum
            }
        }
    }

    fn same_outputs_of(&self, network: &ExactNetwork) -> bool {
        self.outputs.iter().enumerate().all(|(i, outputs)| network.output(i) == outputs.as_slice())
    }

    fn has_same_outputs(&self, at: &[BigRational; 2]) -> bool {
        let weights = self.weights(at);
        exact_network(self.problem, &weights).is_some_and(|network| self.same_outputs_of(&network))
    }

    /// Sixteen directions around the point.
    fn compass() -> Vec<[BigRational; 2]> {
        let around = [[4, 0], [4, 1], [3, 2], [2, 3], [1, 4], [0, 4], [-1, 4], [-2, 3]];
        let half = around.map(|[s, t]| [whole(s), whole(t)]);
        half.iter().cloned().chain(half.iter().map(|[s, t]| [-s, -t])).collect()
    }

    /// Directions along which the outputs may stay put: where their one-sided derivatives vanish,
    /// and along kinks.
    fn directions(&self) -> Vec<[BigRational; 2]> {
        let compass = Self::compass();
        let slopes: Vec<Vec<BigRational>> = compass
            .iter()
            .map(|[s, t]| {
                let axes = self.window.axes[0].iter().zip(self.window.axes[1]);
                let along: Vec<BigRational> = axes.map(|(x, y)| s * x + t * y).collect();
                (0..self.outputs.len())
                    .flat_map(|i| self.network.output_derivative(i, &along))
                    .collect()
            })
            .collect();
        let mut found: Vec<Vec<BigRational>> = Vec::new();
        for k in 0..compass.len() {
            let next = (k + 1) % compass.len();
            let rows: Vec<Vec<BigRational>> = slopes[k]
                .iter()
                .zip(&slopes[next])
                .map(|(a, b)| vec![a.clone(), b.clone()])
                .collect();
            let null = null_space(&rows, 2);
            if let [shares] = null.as_slice() {
                let part = |axis: usize| {
                    &shares[0] * &compass[k][axis] + &shares[1] * &compass[next][axis]
                };
                found.push(vec![part(0), part(1)]);
            }
        }
        let kinks = self.affine.iter().filter(|[z, _, _]| z.is_zero());
        found.extend(kinks.map(|[_, x, y]| vec![-y, x.clone()]));
        let mut distinct: Vec<Vec<BigRational>> = Vec::new();
        for line in found.iter().filter_map(|line| direction(line)) {
            if !distinct.contains(&line) {
                distinct.push(line);
            }
        }
        distinct
            .into_iter()
            .filter_map(|line| line.try_into().ok())
            .filter(|d| self.is_allowed(d))
            .collect()
    }

    /// The stretches to both sides of the point on which the proof holds.
    fn segments(&self, along: &[BigRational; 2]) -> Vec<Patch> {
        let opposite = [-&along[0], -&along[1]];
        [along, &opposite].into_iter().flat_map(|along| self.ray(along)).collect()
    }

    /// From the point outwards, up to the edge of the window or to where the proof ends: a segment
    /// between any two sign changes.
    fn ray(&self, along: &[BigRational; 2]) -> Vec<Patch> {
        let at = |t: &BigRational| [t * &along[0], t * &along[1]];
        let Some(end) = self.leaves(along) else { return Vec::new() };
        let mut turns: Vec<BigRational> = self
            .affine
            .iter()
            .filter_map(|[z, x, y]| {
                let slope = x * &along[0] + y * &along[1];
                (!slope.is_zero()).then(|| -z / slope).filter(|t| t.is_positive() && *t < end)
            })
            .collect();
        turns.push(end);
        turns.sort();
        turns.dedup();
        let mut segments = Vec::new();
        let mut from = whole(0);
        for turn in turns.into_iter().take(MAX_CELLS) {
            let margin = (&turn - &from) * margin_share();
            let (first, last) = (&from + &margin, &turn - &margin);
            let middle = (&first + &last) / whole(2);
            let holds = self.holds(&at(&last))
                && self.holds(&at(&first))
                && self.has_same_outputs(&at(&middle));
            // a turn between two stretches is a place of its own
            if !holds || !self.holds(&at(&from)) {
                break;
            }
            segments.push(vec![at(&first), at(&last)]);
            from = turn;
        }
        segments
    }

    /// Where a ray leaves the window for good; `None` if it does not meet it.
    fn leaves(&self, along: &[BigRational; 2]) -> Option<BigRational> {
        let corners = self.window.corners;
        let mut last: Option<BigRational> = None;
        for k in 0..4 {
            let (a, b) = (&corners[k], &corners[(k + 1) % 4]);
            let side = [&b[0] - &a[0], &b[1] - &a[1]];
            let determinant = cross(along, &side);
            if determinant.is_zero() {
                continue;
            }
            // t along = a + r side
            let t = cross(a, &side) / &determinant;
            let r = cross(a, along) / &determinant;
            if t.is_positive()
                && !r.is_negative()
                && r <= BigRational::one()
                && last.as_ref().is_none_or(|l| t > *l)
            {
                last = Some(t);
            }
        }
        last
    }

    /// The cells of equal signs around the point, cut to the window, on all of which the proof
    /// holds.
    fn polygons(&self) -> Vec<Patch> {
        let (one, none) = (BigRational::one(), whole(0));
        if !self.is_allowed(&[one.clone(), none.clone()]) || !self.is_allowed(&[none, one]) {
            return Vec::new();
        }
        let tiny = BigRational::new(BigInt::one(), BigInt::from(1 << 20));
        let mut seen: Vec<Vec<i8>> = Vec::new();
        let mut polygons = Vec::new();
        for [s, t] in Self::compass() {
            let at = [s * &tiny, t * &tiny];
            if !self.has_same_outputs(&at) {
                continue;
            }
            let signs = self.signs(&at);
            if seen.contains(&signs) {
                continue;
            }
            seen.push(signs.clone());
            let mut polygon: Patch = self.window.corners.to_vec();
            for ([z, x, y], sign) in self.affine.iter().zip(&signs) {
                if *sign != 0 && !(x.is_zero() && y.is_zero()) {
                    let flip = whole(i64::from(*sign));
                    polygon = cut(&polygon, |[s, t]| &flip * (z + s * x + t * y));
                }
            }
            polygons.extend(self.proven(polygon, &signs));
        }
        polygons
    }

    /// The polygon a little shrunk, if the proof holds on it.
    fn proven(&self, mut polygon: Patch, signs: &[i8]) -> Option<Patch> {
        polygon.dedup();
        if polygon.len() < 3 || polygon.len() > MAX_CELLS {
            return None;
        }
        let count = BigRational::from_integer(polygon.len().into());
        let centre =
            [0, 1].map(|axis| polygon.iter().map(|at| &at[axis]).sum::<BigRational>() / &count);
        let shrunk: Patch = polygon
            .iter()
            .map(|at| [0, 1].map(|axis| &at[axis] + (&centre[axis] - &at[axis]) * margin_share()))
            .collect();
        // any triangle of corners that is no line
        let [a, b] = [&shrunk[0], &shrunk[1]];
        let side = [&b[0] - &a[0], &b[1] - &a[1]];
        let third =
            shrunk.iter().find(|at| !cross(&side, &[&at[0] - &a[0], &at[1] - &a[1]]).is_zero())?;
        let middle =
            |p: &[BigRational; 2], q: &[BigRational; 2]| [0, 1].map(|k| (&p[k] + &q[k]) / whole(2));
        let middles = [middle(a, b), middle(b, third), middle(third, a)];
        let holds = middles.iter().all(|at| self.has_same_outputs(at))
            && shrunk.iter().all(|at| self.signs(at) == signs && self.holds(at));
        holds.then_some(shrunk)
    }

    fn signs(&self, [s, t]: &[BigRational; 2]) -> Vec<i8> {
        let sign = |[z, x, y]: &[BigRational; 3]| {
            let z = z + s * x + t * y;
            i8::from(z.is_positive()) - i8::from(z.is_negative())
        };
        self.affine.iter().map(sign).collect()
    }
}

/// The part of a convex polygon on which an affine function is not negative.
fn cut(polygon: &[[BigRational; 2]], value: impl Fn(&[BigRational; 2]) -> BigRational) -> Patch {
    let mut kept = Vec::new();
    for (k, here) in polygon.iter().enumerate() {
        let next = &polygon[(k + 1) % polygon.len()];
        let [a, b] = [value(here), value(next)];
        if !a.is_negative() {
            kept.push(here.clone());
        }
        if a.is_negative() != b.is_negative() && a != b {
            let share = &a / (&a - &b);
            kept.push([0, 1].map(|axis| &here[axis] + &share * (&next[axis] - &here[axis])));
        }
    }
    kept
}

fn cross(a: &[BigRational; 2], b: &[BigRational; 2]) -> BigRational {
    &a[0] * &b[1] - &a[1] * &b[0]
}

fn margin_share() -> BigRational {
    BigRational::new(BigInt::one(), BigInt::from(1 << 16))
}
