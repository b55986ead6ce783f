//! The surface as a mesh of quads.

use ndarray::Array2;

use super::HALF_HEIGHT;
use crate::figure::scale::Scale;
use crate::plane::Grid;

/// What the box stands for: ranges of the plane, and a scale of losses from its floor to its lid.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Ends of the first coordinate.
    pub x_range: [f64; 2],
    /// Ends of the second coordinate.
    pub y_range: [f64; 2],
    /// From losses to heights.
    pub scale: Scale,
}

impl Frame {
    /// The place in the box of coordinates of the plane and a loss; NaN where one of them is. A
    /// loss beyond an end of the scale is at that end.
    #[must_use]
    pub fn place(&self, x: f64, y: f64, loss: f64) -> [f64; 3] {
        let along = |at: f64, [low, high]: [f64; 2]| 2.0 * ((at - low) / (high - low)) - 1.0;
        let height = if loss.is_finite() { self.scale.position(loss) } else { f64::NAN };
        [along(x, self.x_range), along(y, self.y_range), (2.0 * height - 1.0) * HALF_HEIGHT]
    }

    /// The coordinates of the plane at a place in the box.
    #[must_use]
    pub fn coordinates(&self, at: [f64; 3]) -> [f64; 2] {
        let along = |share: f64, [low, high]: [f64; 2]| low + 0.5 * (share + 1.0) * (high - low);
        [along(at[0], self.x_range), along(at[1], self.y_range)]
    }
}

/// Heights over the floor of the box at the points of a lattice.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// Points across.
    pub columns: usize,
    /// Points up.
    pub rows: usize,
    /// First coordinate in the box of each column.
    pub xs: Vec<f64>,
    /// Second coordinate of each row.
    pub ys: Vec<f64>,
    /// Height of each point as a position on the scale, row after row from the lowest; NaN is a
    /// hole.
    pub heights: Vec<f32>,
}

impl Mesh {
    /// The mesh of values over a grid (`height x width`), with at most `most` points along a side:
    /// of more cells some are left out, evenly. Values that are not finite leave holes.
    ///
    /// # Panics
    /// If the values do not have the grid's shape.
    #[must_use]
    pub fn new(values: &Array2<f64>, grid: &Grid, frame: &Frame, most: usize) -> Self {
        assert_eq!(values.dim(), (grid.height, grid.width), "values and grid");
        let (columns, rows) = (chosen(grid.width, most), chosen(grid.height, most));
        let heights = rows.iter().flat_map(|&j| columns.iter().map(move |&i| values[[j, i]]));
        #[expect(clippy::cast_possible_truncation, reason = "a position between 0 and 1")]
        let heights = heights
            .map(|loss| if loss.is_finite() { frame.scale.position(loss) as f32 } else { f32::NAN })
            .collect();
        let (mid_x, mid_y) = (frame.x_range[0], frame.y_range[0]);
        Self {
            columns: columns.len(),
            rows: rows.len(),
            xs: columns.iter().map(|&i| frame.place(grid.x(i), mid_y, 1.0)[0]).collect(),
            ys: rows.iter().map(|&j| frame.place(mid_x, grid.y(j), 1.0)[1]).collect(),
            heights,
        }
    }

    /// The place in the box of a point.
    #[must_use]
    pub fn point(&self, row: usize, column: usize) -> [f64; 3] {
        let height = f64::from(self.heights[row * self.columns + column]);
        [self.xs[column], self.ys[row], (2.0 * height - 1.0) * HALF_HEIGHT]
    }

    /// The upward normal of the surface at a point, of length 1, from its neighbours; straight up
    /// beside holes.
    #[must_use]
    pub fn normal(&self, row: usize, column: usize) -> [f64; 3] {
        let slope = |from: [f64; 3], to: [f64; 3], axis: usize| {
            let slope = (to[2] - from[2]) / (to[axis] - from[axis]);
            if slope.is_finite() { slope } else { 0.0 }
        };
        let (left, right) = (column.saturating_sub(1), (column + 1).min(self.columns - 1));
        let (below, above) = (row.saturating_sub(1), (row + 1).min(self.rows - 1));
        let dx = slope(self.point(row, left), self.point(row, right), 0);
        let dy = slope(self.point(below, column), self.point(above, column), 1);
        let size = (dx * dx + dy * dy + 1.0).sqrt();
        [-dx / size, -dy / size, 1.0 / size]
    }

    /// About `count` lines along each side of the mesh, to be drawn on it; they end at holes.
    #[must_use]
    pub fn grid_lines(&self, count: usize) -> Vec<Vec<[f64; 3]>> {
        let rows = chosen(self.rows, count);
        let columns = chosen(self.columns, count);
        let along = rows.iter().map(|&j| (0..self.columns).map(|i| self.point(j, i)).collect());
        let across = columns.iter().map(|&i| (0..self.rows).map(|j| self.point(j, i)).collect());
        along.chain(across).flat_map(|line: Vec<[f64; 3]>| whole(&line)).collect()
    }
}

/// The parts of a line between points that are not finite.
fn whole(line: &[[f64; 3]]) -> Vec<Vec<[f64; 3]>> {
    let parts = line.split(|at| at.iter().any(|c| !c.is_finite()));
    parts.filter(|part| part.len() > 1).map(<[_]>::to_vec).collect()
}

/// At most `most` of `count` places, evenly from the first to the last.
fn chosen(count: usize, most: usize) -> Vec<usize> {
    let kept = count.min(most.max(2));
    if kept < 2 {
        return (0..count).collect();
    }
    // rounded to the nearest
    (0..kept).map(|k| (2 * k * (count - 1) + kept - 1) / (2 * (kept - 1))).collect()
}
