//! Grids of cells over a rectangle of a plane.

/// A grid of cells over a rectangle of a plane. Values belong to the cells' centres:
/// `x_i = low + (i + 1/2) (high - low) / width`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Cells across.
    pub width: usize,
    /// Cells up.
    pub height: usize,
    /// Left and right end of the rectangle.
    pub x_range: [f64; 2],
    /// Lower and upper end of the rectangle.
    pub y_range: [f64; 2],
}

impl Grid {
    /// First coordinate of column `i`.
    #[must_use]
    pub fn x(&self, i: usize) -> f64 {
        centre(self.x_range, i, self.width)
    }

    /// Second coordinate of row `j`, counted from below.
    #[must_use]
    pub fn y(&self, j: usize) -> f64 {
        centre(self.y_range, j, self.height)
    }

    /// First coordinates of all columns.
    #[must_use]
    pub fn xs(&self) -> Vec<f64> {
        (0..self.width).map(|i| self.x(i)).collect()
    }

    /// Second coordinates of all rows, from below.
    #[must_use]
    pub fn ys(&self) -> Vec<f64> {
        (0..self.height).map(|j| self.y(j)).collect()
    }
}

fn centre(range: [f64; 2], i: usize, count: usize) -> f64 {
    range[0] + (range[1] - range[0]) * ((i as f64 + 0.5) / count as f64)
}
