//! A box around a critical point, found in floating point, and which points it speaks of.
//!
//! # Which points
//! The coordinates of a smooth minimum are irrational, so that weights which were written down are
//! at best a rounding of it. A claim about the critical point in a box is one about a given point
//! if, by outward-rounded bounds, that point lies in the box and its loss is that of the critical
//! point to within [`SAME_LOSS`]` (1 + L)`. Of a minimum it may also lie in another box: one that
//! holds it together with the small box around the critical point, and all over which the Hessian
//! is positive definite. The loss is strictly convex there, so that it has no other critical point.
//!
//! # Shape
//! Along weight `i` the box reaches `r s_i` from its centre, with a radius `r` and *sides* `s`
//! that [`equilibrate`] the Hessian: where inputs are measured in other units, `s` follows, and the
//! same points get the same verdicts.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::enclosure::Enclosure;
use super::krawczyk::smallest_eigenvalue;
use crate::objective::interval::Interval;
use crate::proof::problem::intervals;

/// Radius of the largest box that is tried: weights that were printed with a few digits lie inside.
/// (As the Hessian's diagonal is about 1 in units of the sides, the loss changes by about `r^2 / 2`
/// along each weight on the way to the rim, less than half of [`SAME_LOSS`].)
pub const MAX_RADIUS: f64 = 1.0 / 1024.0;

/// By how much, relative to `1 +` its loss, a point's loss may differ from that of the critical
/// point that it stands for.
pub const SAME_LOSS: f64 = 1e-6;

/// Floating-point matter that was found by search; the checker trusts none of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Centre of the box.
    pub centre: Vec<f64>,
    /// How far the box reaches from its centre, in units of `sides`.
    pub radius: f64,
    /// The same of a smaller box around the centre that holds the critical point too.
    pub tight_radius: f64,
    /// The unit of length along each weight; none stand for 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<f64>,
    /// Close to the inverse Hessian, row by row.
    pub inverse: Vec<Vec<f64>>,
    /// Vectors of weight space on which the Hessian is close to diagonal, such as its
    /// eigenvectors by ascending eigenvalue.
    pub vectors: Vec<Vec<f64>>,
    /// Encloses the smallest eigenvalue in the box.
    pub smallest_eigenvalue: [f64; 2],
}

impl Evidence {
    /// The box.
    pub(crate) fn large(&self) -> Vec<Interval> {
        cuboid(&self.centre, &self.sides, self.radius)
    }

    /// The smaller box.
    pub(crate) fn small(&self) -> Vec<Interval> {
        cuboid(&self.centre, &self.sides, self.tight_radius)
    }

    /// The greatest length, along any weight, from the centre of the box to its rim.
    pub(crate) fn reach(&self) -> f64 {
        self.radius * self.sides.iter().copied().reduce(f64::max).unwrap_or(1.0)
    }

    /// Encloses the loss at the critical point `x` of the small box `X`: `L(c) + G(X) · (x - c)`.
    pub(crate) fn loss(&self, enclosure: &Enclosure) -> Interval {
        let small = self.small();
        let centre: Vec<Interval> = self.centre.iter().map(|&c| Interval::from(c)).collect();
        let spread: Interval = enclosure
            .gradient(&small)
            .iter()
            .zip(&small)
            .zip(&centre)
            .map(|((&g, &x), &c)| g * (x - c))
            .sum();
        enclosure.value(&centre) + spread
    }

    /// Whether a claim about the critical point is one about `point`.
    pub(crate) fn speaks_of(&self, enclosure: &Enclosure, point: &[BigRational]) -> bool {
        is_same_loss(enclosure.value(&intervals(point)), self.loss(enclosure))
            && (holds(&self.large(), point) || self.is_convex_up_to(enclosure, point))
    }

    /// Whether the Hessian is positive definite in the smallest box with the point and the small
    /// box in it.
    fn is_convex_up_to(&self, enclosure: &Enclosure, point: &[BigRational]) -> bool {
        let both: Vec<Interval> =
            self.small().iter().zip(intervals(point)).map(|(&x, w)| x.hull(w)).collect();
        let bounds = || smallest_eigenvalue(&enclosure.hessian(&both), &self.vectors);
        self.smallest_eigenvalue[0] > 0.0 && bounds().is_some_and(|[low, _]| low > 0.0)
    }
}

/// The box `c_i ± r s_i`; without sides, a cube.
pub(crate) fn cuboid(centre: &[f64], sides: &[f64], radius: f64) -> Vec<Interval> {
    let side = |i: usize| sides.get(i).copied().unwrap_or(1.0);
    let reach = |i: usize| Interval::from(radius) * Interval::from(side(i));
    centre.iter().enumerate().map(|(i, &c)| Interval::around(c, reach(i).hi())).collect()
}

/// Whether the point provably lies in the box.
pub(crate) fn holds(cuboid: &[Interval], point: &[BigRational]) -> bool {
    let is_inside = |(x, w): (&Interval, Interval)| x.lo() <= w.lo() && w.hi() <= x.hi();
    cuboid.len() == point.len() && cuboid.iter().zip(intervals(point)).all(is_inside)
}

/// Whether two enclosed losses are provably the same to within [`SAME_LOSS`].
pub(crate) fn is_same_loss(here: Interval, there: Interval) -> bool {
    let most = (Interval::ONE + there) * Interval::from(SAME_LOSS);
    (here - there).magnitude() <= most.lo()
}

/// How far, at most, any coordinate of a point in the box is from that of `point`.
pub(crate) fn distance(cuboid: &[Interval], point: &[BigRational]) -> f64 {
    let off = cuboid.iter().zip(intervals(point)).map(|(&x, w)| (x - w).magnitude());
    off.fold(0.0, f64::max)
}

/// Powers of two `s` for which the largest entry of each row of `s_i H_ij s_j` is close to 1; a
/// row of zeros gets 1.
///
/// Each pass divides by the square roots of the rows' largest entries, which converges linearly
/// with rate 1/2 (Ruiz 2001, "A scaling algorithm to equilibrate both rows and columns norms in
/// matrices"). For a positive definite `H` the limit has ones on the diagonal.
pub(crate) fn equilibrate(hessian: &ndarray::Array2<f64>) -> Vec<f64> {
    const PASSES: usize = 8;
    let mut sides = vec![1.0; hessian.nrows()];
    for _ in 0..PASSES {
        let largest = |i: usize| {
            let entries = hessian.row(i).into_iter().zip(&sides).map(|(h, s)| (h * s).abs());
            entries.fold(0.0, f64::max) * sides[i]
        };
        let sizes: Vec<f64> = (0..sides.len()).map(largest).collect();
        for (side, size) in sides.iter_mut().zip(sizes) {
            if size > 0.0 && size.is_finite() {
                *side /= size.sqrt();
            }
        }
    }
    // shapes by ratios, so that a factor in front of the loss changes none
    let power = |side: f64| pxfm::f_exp2(pxfm::f_log2(side).round());
    let least = sides.iter().copied().fold(f64::INFINITY, f64::min);
    let side = |side: f64| power(side / least) * power(least);
    sides.into_iter().map(side).map(|s| if s > 0.0 && s.is_finite() { s } else { 1.0 }).collect()
}
