//! The part of a plane that is seen, and what is shown of a flat set in it.

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// A segment (two corners) or convex polygon (more) of minima, in coordinates along two directions.
pub type Patch = Vec<[BigRational; 2]>;

/// A part of the plane: `point + s x + t y` with `(s, t)` in a convex quadrilateral.
pub struct Window<'a> {
    /// The proven point, with coordinates (0, 0).
    pub point: &'a [BigRational],
    /// The two directions.
    pub axes: [&'a [BigRational]; 2],
    /// The corners of the part that is seen, in order.
    pub corners: &'a [[BigRational; 2]; 4],
}

/// What a plane shows of the flat set of a proven minimum in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlatParts {
    /// Segments and polygons.
    pub patches: Vec<Patch>,
    /// Curves, each point of which is proven: points on them, near enough for drawing, in
    /// coordinates along the two directions.
    pub curves: Vec<Vec<[f64; 2]>>,
    /// Whether a curve or more of minima goes through the point, but leaves the plane there.
    pub is_crossed: bool,
}

impl Window<'_> {
    /// Whether the place is inside the part that is seen, to rounding.
    pub(crate) fn holds(&self, [s, t]: [f64; 2]) -> bool {
        let corner =
            |k: usize| self.corners[k % 4].each_ref().map(|x| x.to_f64().unwrap_or(f64::NAN));
        let sides: Vec<f64> = (0..4)
            .map(|k| {
                let ([ax, ay], [bx, by]) = (corner(k), corner(k + 1));
                (bx - ax) * (t - ay) - (by - ay) * (s - ax)
            })
            .collect();
        sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
    }
}
