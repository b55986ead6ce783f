//! A box around a critical point, found in floating point.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::enclosure::Enclosure;
use super::krawczyk::cube;
use crate::objective::interval::Interval;
use crate::proof::problem::intervals;

/// Half the side of the largest cube that is tried.
pub const MAX_RADIUS: f64 = 1e-5;

/// How far (Euclidean) a point may be from the centre of the cube that it stands for: far enough
/// for weights printed with six digits.
pub const REACH: f64 = 1e-4;

/// Floating-point matter that was found by search; the checker trusts none of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Centre of the cube.
    pub centre: Vec<f64>,
    /// Half its side.
    pub radius: f64,
    /// Half the side of a smaller cube around the centre that holds the critical point too.
    pub tight_radius: f64,
    /// Close to the inverse Hessian, row by row.
    pub inverse: Vec<Vec<f64>>,
    /// Close to the Hessian's eigenvectors, by ascending eigenvalue.
    pub vectors: Vec<Vec<f64>>,
    /// Encloses the smallest eigenvalue in the cube.
    pub smallest_eigenvalue: [f64; 2],
}

/// Whether the point is provably within [`REACH`] of the centre.
pub(crate) fn is_near(centre: &[f64], point: &[BigRational]) -> bool {
    let squares: Interval =
        centre.iter().zip(intervals(point)).map(|(&c, w)| (Interval::from(c) - w).square()).sum();
    squares.hi() <= REACH * REACH
}

impl Evidence {
    /// Encloses the loss at the critical point `x` of the small box `X`: `L(c) + G(X) · (x - c)`.
    pub(crate) fn loss(&self, enclosure: &Enclosure) -> Interval {
        let cube = cube(&self.centre, self.tight_radius);
        let centre: Vec<Interval> = self.centre.iter().map(|&c| Interval::from(c)).collect();
        let spread: Interval = enclosure
            .gradient(&cube)
            .iter()
            .zip(&cube)
            .zip(&centre)
            .map(|((&g, &x), &c)| g * (x - c))
            .sum();
        enclosure.value(&centre) + spread
    }
}
