//! Affine planes in weight space, and where a weight vector stands relative to one.

mod build;
pub mod profile;
pub mod slice;
mod grid;
mod layer;
mod slide;
mod stretch;

pub use self::build::PlaneError;
pub use self::grid::Grid;
pub use self::layer::{Layer, Quantity};
pub use self::slide::{Slide, Third};
pub use self::stretch::{Stretch, stretches};

/// One direction of a plane and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The direction, of the length of a weight vector.
    pub direction: Vec<f64>,
    /// What to write beside the axis.
    pub label: String,
}

/// The plane `{ origin + a x + b y }`; `a` and `b` are its coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The weight vector with coordinates (0, 0).
    pub origin: Vec<f64>,
    /// First direction.
    pub x: Axis,
    /// Second direction, linearly independent of the first but not always orthogonal to it; zero
    /// where there is only one weight and so only a line.
    pub y: Axis,
}

/// The point of a plane nearest to a weight vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
    /// Euclidean distance of the weight vector from the plane.
    pub distance: f64,
}

impl Plane {
    /// The weight vector with coordinates `a` and `b`.
    #[must_use]
    pub fn point(&self, a: f64, b: f64) -> Vec<f64> {
        let mut weights = vec![0.0; self.origin.len()];
        self.point_into(a, b, &mut weights);
        weights
    }

    /// As [`Self::point`], into `weights`.
    pub fn point_into(&self, a: f64, b: f64, weights: &mut [f64]) {
        let axes = self.x.direction.iter().zip(&self.y.direction);
        for ((w, o), (x, y)) in weights.iter_mut().zip(&self.origin).zip(axes) {
            *w = o + a * x + b * y;
        }
    }

    /// The smallest steps of the two coordinates at `(a, b)` that still lead to another weight
    /// vector: the spacing of doubles at the coordinate, and at the weights (and their terms)
    /// divided by the direction's entries; infinite along a zero direction.
    #[must_use]
    pub fn resolution(&self, a: f64, b: f64) -> [f64; 2] {
        let weights = self.point(a, b);
        [(&self.x.direction, a), (&self.y.direction, b)].map(|(direction, at)| {
            let entries =
                direction.iter().zip(weights.iter().zip(&self.origin)).filter(|(d, _)| **d != 0.0);
            let steps = entries.map(|(d, (w, o))| spacing(w.abs().max(o.abs())) / d.abs());
            steps.fold(f64::INFINITY, f64::min).max(spacing(at.abs()))
        })
    }

    /// The point of the plane nearest to `weights`: least squares through the 2 x 2 Gram matrix.
    #[must_use]
    pub fn project(&self, weights: &[f64]) -> Projection {
        Projector::new(self).project(weights)
    }

    /// A vector's shadow on the plane: its coordinates along the two directions, and the length of
    /// what is orthogonal to both. Linear, as [`Self::project`] is affine.
    #[must_use]
    pub fn project_vector(&self, vector: &[f64]) -> Projection {
        let mut projector = Projector::new(self);
        projector.off.copy_from_slice(vector);
        projector.split()
    }
}

/// Projects many weight vectors onto a plane; what depends on the plane alone is computed once.
pub struct Projector<'a> {
    plane: &'a Plane,
    /// The entries `x.x`, `x.y` and `y.y` of the Gram matrix.
    gram: [f64; 3],
    /// Memory for a vector.
    off: Vec<f64>,
}

impl<'a> Projector<'a> {
    /// Onto `plane`.
    #[must_use]
    pub fn new(plane: &'a Plane) -> Self {
        let (x, y) = (&plane.x.direction, &plane.y.direction);
        Self { plane, gram: [dot(x, x), dot(x, y), dot(y, y)], off: vec![0.0; x.len()] }
    }

    /// See [`Plane::project`].
    pub fn project(&mut self, weights: &[f64]) -> Projection {
        let pairs = weights.iter().zip(&self.plane.origin);
        self.off.iter_mut().zip(pairs).for_each(|(off, (w, o))| *off = w - o);
        self.split()
    }

    /// Splits the vector in memory into its shadow and what is orthogonal to the plane, which is
    /// left there.
    fn split(&mut self) -> Projection {
        let (x, y) = (&self.plane.x.direction, &self.plane.y.direction);
        let [xx, xy, yy] = self.gram;
        let (ox, oy) = (dot(&self.off, x), dot(&self.off, y));
        let determinant = xx * yy - xy * xy;
        // without a second direction the plane is a line
        let (a, b) = if yy == 0.0 {
            (ox / xx, 0.0)
        } else {
            ((ox * yy - oy * xy) / determinant, (oy * xx - ox * xy) / determinant)
        };
        self.off.iter_mut().zip(x.iter().zip(y)).for_each(|(o, (x, y))| *o = *o - a * x - b * y);
        Projection { x: a, y: b, distance: crate::network::norm(&self.off) }
    }
}

/// The distance from a number to the next larger double.
fn spacing(size: f64) -> f64 {
    size.next_up() - size
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests;
