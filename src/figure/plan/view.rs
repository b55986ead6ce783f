//! Where places of the plane are in a picture.

use super::clip::clip;

/// A point counts as in the plane when it is nearer to it than this share of the visible width.
pub const IN_PLANE: f64 = 0.004;

/// What is seen beyond each edge of the picture, as a share of its sides: lines are thick.
const MARGIN: f64 = 0.05;

/// An axis-parallel rectangle; `top` is above `bottom`, which has the larger number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The least first coordinate.
    pub left: f64,
    /// The least second coordinate.
    pub top: f64,
    /// The greatest first coordinate.
    pub right: f64,
    /// The greatest second coordinate.
    pub bottom: f64,
}

impl Area {
    /// Its extent across.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its extent down.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a point lies in it or on its edge.
    #[must_use]
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Whether all of another one lies in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.contains([other.left, other.top]) && self.contains([other.right, other.bottom])
    }

    /// Whether it shares more than an edge with another one.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A point of the plane with its loss, which a surface needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Coordinates in the plane.
    pub at: [f64; 2],
    /// The loss there.
    pub loss: f64,
}

/// A part of a line that is all in sight or all hidden.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its points in the picture.
    pub points: Vec<[f64; 2]>,
    /// Whether something is before it.
    pub is_hidden: bool,
}

/// From the plane to the picture.
pub trait View {
    /// Whether the plane is seen from above, and not as a surface.
    fn is_flat(&self) -> bool;

    /// The visible extent of the first coordinate.
    fn width(&self) -> f64;

    /// The parts of a line that are in the picture.
    fn parts(&self, line: &[Place]) -> Vec<Part>;

    /// Where a place is in the picture, and whether something is before it; `None` where it has no
    /// place in it.
    fn spot(&self, place: Place) -> Option<([f64; 2], bool)>;

    /// The part of a convex polygon of the plane that is in the picture, if polygons are drawn.
    fn region(&self, corners: &[[f64; 2]]) -> Vec<[f64; 2]>;

    /// Whether a point this far from the plane counts as in it.
    fn is_in_plane(&self, distance: f64) -> bool {
        distance <= IN_PLANE * self.width()
    }
}

/// The plane seen from above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flat {
    /// Ends of the two coordinates.
    pub ranges: [[f64; 2]; 2],
    /// Where they are in the picture.
    pub area: Area,
}

impl Flat {
    /// The place in the picture of coordinates of the plane.
    #[must_use]
    pub fn position(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let share = |v: f64, range: [f64; 2]| (v - range[0]) / (range[1] - range[0]);
        [
            self.area.left + share(x, self.ranges[0]) * self.area.width(),
            self.area.bottom - share(y, self.ranges[1]) * self.area.height(),
        ]
    }

    /// Corners of what is in view.
    fn corners(&self) -> [[f64; 2]; 2] {
        [1.0, -1.0].map(|side| {
            [0, 1].map(|axis| {
                let [low, high] = self.ranges[axis];
                let end = if side > 0.0 { low } else { high };
                end - side * MARGIN * (high - low)
            })
        })
    }
}

impl View for Flat {
    fn is_flat(&self) -> bool {
        true
    }

    fn width(&self) -> f64 {
        self.ranges[0][1] - self.ranges[0][0]
    }

    fn parts(&self, line: &[Place]) -> Vec<Part> {
        let points: Vec<[f64; 2]> = line.iter().map(|place| place.at).collect();
        let [low, high] = self.corners();
        let part = |piece: Vec<[f64; 2]>| Part {
            points: piece.into_iter().map(|at| self.position(at)).collect(),
            is_hidden: false,
        };
        clip(&points, low, high).into_iter().map(part).collect()
    }

    fn spot(&self, place: Place) -> Option<([f64; 2], bool)> {
        place.at.iter().all(|c| c.is_finite()).then(|| (self.position(place.at), false))
    }

    fn region(&self, corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let [low, high] = self.corners();
        cut_to_box(corners, low, high).into_iter().map(|at| self.position(at)).collect()
    }
}

/// The part of a convex polygon inside a box.
fn cut_to_box(polygon: &[[f64; 2]], low: [f64; 2], high: [f64; 2]) -> Vec<[f64; 2]> {
    let mut points = polygon.to_vec();
    for axis in 0..2 {
        for (border, side) in [(low[axis], 1.0), (high[axis], -1.0)] {
            let value = |at: &[f64; 2]| side * (at[axis] - border);
            let mut kept = Vec::new();
            for (here, next) in points.iter().zip(points.iter().cycle().skip(1)) {
                let (a, b) = (value(here), value(next));
                if a >= 0.0 {
                    kept.push(*here);
                }
                if (a < 0.0) != (b < 0.0) {
                    let share = a / (a - b);
                    kept.push([0, 1].map(|k| here[k] + share * (next[k] - here[k])));
                }
            }
            points = kept;
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_cut_at_the_edges_of_the_map() {
        let triangle = [[-1.0, 0.0], [3.0, 0.0], [1.0, 4.0]];
        let cut = cut_to_box(&triangle, [0.0, 0.0], [2.0, 1.0]);
        assert!(cut.iter().all(|[x, y]| (0.0..=2.0).contains(x) && (0.0..=1.0).contains(y)));
        assert!(cut.contains(&[0.0, 0.0]) && cut.contains(&[2.0, 0.0]));
        assert!(cut_to_box(&triangle, [5.0, 5.0], [6.0, 6.0]).is_empty());
    }
}
