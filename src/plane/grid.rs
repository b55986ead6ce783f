//! Grids of cells over a rectangle of a plane.

use crate::lanes::centre;

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

    /// The column whose cell holds the first coordinate `x`; `None` outside the rectangle.
    #[must_use]
    pub fn column(&self, x: f64) -> Option<usize> {
        cell(self.x_range, x, self.width)
    }

    /// The row, counted from below, whose cell holds the second coordinate `y`; `None` outside.
    #[must_use]
    pub fn row(&self, y: f64) -> Option<usize> {
        cell(self.y_range, y, self.height)
    }

    /// Whether it covers the same rectangle as `other`, in whatever cells.
    #[must_use]
    pub fn has_ranges_of(&self, other: &Self) -> bool {
        self.x_range == other.x_range && self.y_range == other.y_range
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

fn cell(range: [f64; 2], at: f64, count: usize) -> Option<usize> {
    let share = (at - range[0]) / (range[1] - range[0]);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and count"
    )]
    (0.0..1.0).contains(&share).then(|| ((share * count as f64) as usize).min(count - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_its_own_centre_and_nothing_lies_outside() {
        let grid = Grid { width: 7, height: 3, x_range: [-1.0, 2.5], y_range: [0.0, 1.0] };
        assert!((0..7).all(|i| grid.column(grid.x(i)) == Some(i)));
        assert!((0..3).all(|j| grid.row(grid.y(j)) == Some(j)));
        assert_eq!((grid.column(-1.1), grid.row(1.0), grid.column(f64::NAN)), (None, None, None));
    }
}
