//! Contour lines of values on a grid.

use std::collections::HashMap;

use ndarray::Array2;

use super::simplify::simplified;
use crate::figure::scale::Scale;
use crate::plane::Grid;

/// Values that differ by less than this, relative to their size, have rounding errors for contours.
const NOISE: f64 = 1e-12;

/// A level nearer to an end of its scale than this share is no level inside it.
const AT_END: f64 = 1e-5;

/// About `count` round levels inside a scale, ascending, spaced as the scale is; none where it
/// spans little more than rounding errors, whose contours would be a line around every cell.
#[must_use]
pub fn levels(scale: &Scale, count: usize) -> Vec<f64> {
    if scale.high - scale.low < NOISE * scale.high.abs().max(scale.low.abs()) {
        return Vec::new();
    }
    let mut levels = scale.round_values(count);
    // a level at the very end would go round every rounding error of a flat bottom
    levels.retain(|&level| (AT_END..=1.0 - AT_END).contains(&scale.position(level)));
    levels
}

/// How far a [drawn](drawn_lines) line may be from a contour, in cells: less than is seen.
const DRAWN: f64 = 0.1;

/// The contours of [`lines`] to a tenth of a cell, by far fewer points.
///
/// # Panics
/// If the values do not have the grid's shape.
#[must_use]
pub fn drawn_lines(values: &Array2<f64>, grid: &Grid, level: f64) -> Vec<Vec<[f64; 2]>> {
    let size = |[low, high]: [f64; 2], count: usize| (high - low) / count as f64;
    let cell = [size(grid.x_range, grid.width), size(grid.y_range, grid.height)];
    lines(values, grid, level).iter().map(|line| simplified(line, cell, DRAWN)).collect()
}

/// The lines on which the values equal `level`, in plane coordinates.
///
/// Marching squares on the lattice of the cell centres (`values` is `H x W`, row 0 = lowest y),
/// with linear interpolation along its edges, so that a line is exact to second order in the
/// spacing. Saddles are resolved by the mean of the four corners. A square with a non-finite corner
/// is a hole, and lines end at it and at the outermost centres. A closed line ends with the point
/// that it begins with. Lines never cross, and their order depends on the values alone.
///
/// # Panics
/// If the values do not have the grid's shape.
#[must_use]
pub fn lines(values: &Array2<f64>, grid: &Grid, level: f64) -> Vec<Vec<[f64; 2]>> {
    assert_eq!(values.dim(), (grid.height, grid.width), "values and grid");
    let lattice = Lattice { values, grid, level };
    let mut segments = Vec::new();
    for row in 1..grid.height {
        for column in 1..grid.width {
            lattice.push_segments(row - 1, column - 1, &mut segments);
        }
    }
    let chains = join(&segments);
    let line = |chain: Vec<usize>| {
        let mut points: Vec<[f64; 2]> =
            chain.into_iter().map(|edge| lattice.crossing(edge)).collect();
        // Where a corner has just the value of the level, several edges are crossed in one point.
        points.dedup();
        points
    };
    chains.into_iter().map(line).filter(|points| points.len() > 1).collect()
}

/// The lattice of cell centres. Edge `2 (row W + column)` goes right from a centre, the next one
/// up.
struct Lattice<'a> {
    values: &'a Array2<f64>,
    grid: &'a Grid,
    level: f64,
}

impl Lattice<'_> {
    /// The contour inside the square whose lower left corner is given, as pairs of edges.
    fn push_segments(&self, row: usize, column: usize, segments: &mut Vec<[usize; 2]>) {
        let corners =
            [(0, 0), (0, 1), (1, 1), (1, 0)].map(|(r, c)| self.values[[row + r, column + c]]);
        if corners.iter().any(|v| !v.is_finite()) {
            return;
        }
        let right = |row: usize, column: usize| 2 * (row * self.grid.width + column);
        let up = |row: usize, column: usize| right(row, column) + 1;
        // Edge k joins corners k and k + 1.
        let edges =
            [right(row, column), up(row, column + 1), right(row + 1, column), up(row, column)];
        let above = corners.map(|v| v >= self.level);
        let crossed: Vec<usize> =
            (0..4).filter(|&k| above[k] != above[(k + 1) % 4]).map(|k| edges[k]).collect();
        match crossed[..] {
            [a, b] => segments.push([a, b]),
            [a, b, c, d] => {
                let centre = corners.iter().map(|v| v / 4.0).sum::<f64>() >= self.level;
                // A centre like corner 0 joins corners 0 and 2: the lines cut off corners 1 and 3.
                let pairs = if centre == above[0] { [[a, b], [c, d]] } else { [[d, a], [b, c]] };
                segments.extend(pairs);
            }
            _ => {}
        }
    }

    /// Where the level is crossed on an edge.
    fn crossing(&self, edge: usize) -> [f64; 2] {
        let (row, column) = (edge / 2 / self.grid.width, edge / 2 % self.grid.width);
        let (next_row, next_column) =
            if edge.is_multiple_of(2) { (row, column + 1) } else { (row + 1, column) };
        let (from, to) = (self.values[[row, column]], self.values[[next_row, next_column]]);
        // Halves, so that the difference may exceed the largest number.
        let t = ((self.level / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0)).clamp(0.0, 1.0);
        let mix = |a: f64, b: f64| a * (1.0 - t) + b * t;
        [
            mix(self.grid.x(column), self.grid.x(next_column)),
            mix(self.grid.y(row), self.grid.y(next_row)),
        ]
    }
}

/// Joins segments that share an edge into chains of edges; closed chains repeat their first edge.
fn join(segments: &[[usize; 2]]) -> Vec<Vec<usize>> {
    // An edge borders two squares, and each contributes at most one segment to it.
    let mut at: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, segment) in segments.iter().enumerate() {
        for edge in segment {
            at.entry(*edge).or_default().push(index);
        }
    }
    let mut used = vec![false; segments.len()];
    let mut chains = Vec::new();
    // Open chains first, from their ends; what is left is closed.
    for open in [true, false] {
        for (first, segment) in segments.iter().enumerate() {
            for &from in segment {
                if !used[first] && (!open || at[&from].len() == 1) {
                    chains.push(follow(segments, &at, &mut used, first, from));
                }
            }
        }
    }
    chains
}

/// The chain of edges that begins at edge `from` with segment `first`.
fn follow(
    segments: &[[usize; 2]],
    at: &HashMap<usize, Vec<usize>>,
    used: &mut [bool],
    first: usize,
    from: usize,
) -> Vec<usize> {
    let mut chain = vec![from];
    let (mut segment, mut edge) = (Some(first), from);
    while let Some(index) = segment {
        used[index] = true;
        let [a, b] = segments[index];
        edge = if a == edge { b } else { a };
        chain.push(edge);
        segment = at[&edge].iter().copied().find(|&next| !used[next]);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::ScaleKind;
    use ndarray::array;

    fn grid(width: usize, height: usize) -> Grid {
        Grid { width, height, x_range: [-2.0, 2.0], y_range: [-2.0, 2.0] }
    }

    fn sampled(grid: &Grid, f: impl Fn(f64, f64) -> f64) -> Array2<f64> {
        Array2::from_shape_fn((grid.height, grid.width), |(row, column)| {
            f(grid.x(column), grid.y(row))
        })
    }

    /// The largest error of the radius of the unit circle on an `n x n` grid.
    fn circle_error(n: usize) -> f64 {
        let grid = grid(n, n);
        let lines = lines(&sampled(&grid, |x, y| x * x + y * y), &grid, 1.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last(), "closed");
        assert!(lines[0].len() > 2 * n / 2);
        lines[0].iter().map(|[x, y]| (x.hypot(*y) - 1.0).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn rounding_errors_have_no_contours() {
        use crate::figure::ScaleKind;
        assert!(!levels(&Scale::new(ScaleKind::Linear, 18.0, 18.0 + 1e-10), 12).is_empty());
        assert!(levels(&Scale::new(ScaleKind::Linear, 18.0, 18.0 + 1e-12), 12).is_empty());
    }

    #[test]
    fn a_paraboloid_has_a_circle_and_its_error_falls_with_the_square_of_the_spacing() {
        let (coarse, fine) = (circle_error(40), circle_error(80));
        assert!(coarse < 0.01);
        assert!(fine < coarse / 3.0, "{coarse} {fine}");
    }

    #[test]
    fn a_slope_has_one_open_line_from_border_to_border_in_plane_coordinates() {
        let grid = Grid { width: 4, height: 3, x_range: [0.0, 4.0], y_range: [10.0, 13.0] };
        let lines = lines(&sampled(&grid, |x, _| 2.0 * x), &grid, 4.0);
        assert_eq!(lines, [vec![[2.0, 10.5], [2.0, 11.5], [2.0, 12.5]]]);
    }

    #[test]
    fn a_saddle_is_cut_as_the_mean_of_its_corners_says() {
        let grid = grid(2, 2);
        // High at lower left and upper right; the lines cut off the other two corners if the
        // centre is high as well.
        let inside = |values: &Array2<f64>| {
            let mut ends: Vec<[f64; 2]> = lines(values, &grid, 0.5)
                .iter()
                .map(|line| {
                    [f64::midpoint(line[0][0], line[1][0]), f64::midpoint(line[0][1], line[1][1])]
                })
                .collect();
            ends.sort_by(|a, b| a[0].total_cmp(&b[0]));
            assert_eq!(ends.len(), 2);
            ends[0][1] > 0.0
        };
        assert!(inside(&array![[1.0, 0.2], [0.2, 1.0]]), "high centre: upper left is cut off");
        assert!(!inside(&array![[0.8, 0.0], [0.0, 0.8]]), "low centre: lower left is cut off");
    }

    #[test]
    fn non_finite_cells_are_holes_at_which_lines_end() {
        let grid = grid(40, 40);
        let mut values = sampled(&grid, |x, y| x * x + y * y);
        values[[20, 30]] = f64::NAN;
        values[[20, 9]] = f64::INFINITY;
        let lines = lines(&values, &grid, 1.0);
        assert_eq!(lines.len(), 2);
        for line in lines {
            assert_ne!(line.first(), line.last());
            assert!(line.iter().all(|[x, y]| (x.hypot(*y) - 1.0).abs() < 0.01));
        }
    }

    #[test]
    fn values_equal_to_the_level_give_no_empty_or_broken_lines() {
        let grid = grid(3, 3);
        let peak = array![[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]];
        assert!(lines(&peak, &grid, 1.0).is_empty(), "a point is no line");
        assert!(lines(&Array2::ones((3, 3)), &grid, 1.0).is_empty());
        let plateau = array![[0.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 0.0]];
        assert_eq!(lines(&plateau, &grid, 1.0).len(), 1);
        assert!(
            lines(&Array2::zeros((0, 0)), &Grid { width: 0, height: 0, ..grid }, 1.0).is_empty()
        );
    }

    #[test]
    fn levels_are_round_and_strictly_inside_the_scale() {
        assert_eq!(levels(&Scale::new(ScaleKind::Linear, 0.0, 10.0), 5), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(
            levels(&Scale::new(ScaleKind::Log, 1e-3, 1e3), 5),
            [0.01, 0.1, 1.0, 10.0, 100.0]
        );
    }
}
