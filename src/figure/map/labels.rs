//! Basin maps as pixels.

use ndarray::Array2;

use super::swatch::Swatch;
use crate::basins::{BasinMap, Kind, NOT_COMPUTED};

/// Pixels along the longer side of a map with patterns, if its cells allow it.
const FINE: usize = 900;

/// How light the slowest cell of a basin is drawn, against the quickest.
const DARKEST: f64 = 0.35;

/// Pixels along one side of a cell, for patterns of a few pixels to fit in: fewer the more cells
/// there are.
fn fineness(map: &BasinMap) -> usize {
    (FINE / map.grid.width.max(map.grid.height).max(1)).clamp(1, 8)
}

/// A basin map as pixels: their number across and down, and RGB, the highest row on top. `number`
/// gives the number of colour and pattern of the attractor at a place of the map's
/// list; undecided cells are hatched in greys, diverged ones light grey. Cells that are not
/// computed yet show their coarse neighbour.
#[must_use]
pub fn label_pixels(map: &BasinMap, number: impl Fn(usize) -> usize) -> ([usize; 2], Vec<u8>) {
    let fine = fineness(map);
    let rgb = pixels(map, fine, |cell, x, y| {
        Swatch::of(cell.map_or(NOT_COMPUTED, |cell| map.label[cell]), &number).pixel(x, y)
    });
    ([fine * map.grid.width, fine * map.grid.height], rgb)
}

/// As [`label_pixels`], a pixel a cell, without patterns, and with cells the darker the longer they
/// took to arrive. Each basin has the whole range of shades, by the logarithm of its cells' steps;
/// for an attractor at infinity, at which none arrives, the loss that is left stands in for them.
#[must_use]
pub fn shaded_pixels(map: &BasinMap, number: impl Fn(usize) -> usize) -> ([usize; 2], Vec<u8>) {
    let delays = delays(map);
    let rgb = pixels(map, 1, |cell, x, y| {
        let swatch = Swatch::of(cell.map_or(NOT_COMPUTED, |cell| map.label[cell]), &number);
        let plain = swatch.color().unwrap_or_else(|| swatch.pixel(x, y));
        let light = 1.0 - (1.0 - DARKEST) * cell.map_or(0.0, |cell| delays[cell]);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 255"
        )]
        plain.map(|c| (f64::from(c) * light).round() as u8)
    });
    ([map.grid.width, map.grid.height], rgb)
}

/// A map's numbers of one kind with a value for every cell, that of the coarse neighbour for cells
/// that are not computed yet; NaN where there is none.
#[must_use]
pub fn shown_values(map: &BasinMap, value: impl Fn([usize; 2]) -> f64) -> Array2<f64> {
    Array2::from_shape_fn(map.label.dim(), |(j, i)| map.shown_cell(i, j).map_or(f64::NAN, &value))
}

/// Paints every pixel, `fine` along one side of a cell, by the computed cell that stands for it and
/// its own place.
fn pixels(
    map: &BasinMap,
    fine: usize,
    paint: impl Fn(Option<[usize; 2]>, usize, usize) -> [u8; 3],
) -> Vec<u8> {
    let (height, width) = map.label.dim();
    let places = (0..fine * height).flat_map(|y| (0..fine * width).map(move |x| (x, y)));
    places.flat_map(|(x, y)| paint(map.shown_cell(x / fine, height - 1 - y / fine), x, y)).collect()
}

/// How long each cell took, from 0 for the quickest of its basin to 1 for the slowest; 0 where a
/// cell ends in no attractor, and throughout a basin whose cells are all alike.
fn delays(map: &BasinMap) -> Array2<f64> {
    let place = |cell: [usize; 2]| usize::try_from(map.label[cell]).ok();
    let delay = |cell: [usize; 2], place: usize| match map.attractors[place].kind {
        Kind::Infinity => {
            let limit = map.attractors[place].loss;
            // limits are estimates, and some losses are below them
            pxfm::f_log((map.loss[cell] - limit).max(1e-6 * (1.0 + limit.abs())))
        }
        _ => pxfm::f_log(f64::from(map.steps[cell].max(1))),
    };
    let mut ends = vec![[f64::INFINITY, f64::NEG_INFINITY]; map.attractors.len()];
    for (j, i) in ndarray::indices(map.label.dim()) {
        if let Some(place) = place([j, i]) {
            let (delay, [low, high]) = (delay([j, i], place), &mut ends[place]);
            (*low, *high) = (low.min(delay), high.max(delay));
        }
    }
    Array2::from_shape_fn(map.label.dim(), |(j, i)| {
        let Some(place) = place([j, i]) else { return 0.0 };
        let [low, high] = ends[place];
        if high - low > 1e-9 * (1.0 + high.abs()) {
            (delay([j, i], place) - low) / (high - low)
        } else {
            0.0
        }
    })
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::basins::{Attractor, DIVERGED, UNDECIDED};
    use crate::figure::map::label_color;
    use crate::plane::Grid;

    fn attractor(kind: Kind) -> Attractor {
        Attractor {
            kind,
            loss: 0.0,
            accuracy: None,
            weights: vec![],
            outputs: vec![],
            is_exact: false,
            left: 0.0,
        }
    }

    fn map() -> BasinMap {
        let grid = Grid { width: 2, height: 2, x_range: [0.0, 1.0], y_range: [0.0, 1.0] };
        BasinMap {
            label: array![[0, 1], [UNDECIDED, DIVERGED]],
            loss: Array2::zeros((2, 2)),
            steps: Array2::ones((2, 2)),
            distance: Array2::zeros((2, 2)),
            attractors: vec![attractor(Kind::Minimum), attractor(Kind::Infinity)],
            ..BasinMap::new(&grid)
        }
    }

    #[test]
    fn the_first_attractors_have_different_colours_and_rows_are_turned_upside_down() {
        let colours: std::collections::HashSet<[u8; 3]> = (0..18).map(label_color).collect();
        assert_eq!(colours.len(), 18);
        let (size, rgb) = label_pixels(&map(), |place| place);
        assert_eq!(size, [16, 16]);
        let at = |x: usize, y: usize| &rgb[3 * (16 * y + x)..][..3];
        assert_eq!(at(3, 12), label_color(0));
        assert_eq!(at(12, 15), label_color(1));
        assert_eq!(at(12, 3), [208; 3]);
        assert_eq!(at(0, 0)[0], at(0, 0)[1], "grey where undecided");
    }

    #[test]
    fn within_a_basin_the_slowest_cell_is_darkest_and_cells_that_are_alike_keep_its_colour() {
        let slow = BasinMap {
            label: array![[0, 0], [1, 1]],
            steps: array![[64, 6400], [100, 100]],
            loss: array![[0.0, 0.0], [1e-9, 1e-2]],
            ..map()
        };
        let (_, rgb) = shaded_pixels(&slow, |_| 2);
        assert_eq!([&rgb[6..9], &rgb[9..12]], [[0, 158, 115], [0, 55, 40]], "by steps");
        assert_eq!(
            [&rgb[0..3], &rgb[3..6]],
            [[0, 158, 115], [0, 55, 40]],
            "by the loss that is left"
        );
        let alike = BasinMap { steps: array![[64, 64], [64, 64]], ..slow };
        assert_eq!(shaded_pixels(&alike, |_| 2).1[6..12], [0, 158, 115, 0, 158, 115]);
    }

    #[test]
    fn a_cell_that_is_not_computed_shows_its_coarse_neighbour_s_number() {
        let coarse =
            BasinMap { label: array![[0, NOT_COMPUTED], [NOT_COMPUTED, NOT_COMPUTED]], ..map() };
        let shown = shown_values(&coarse, |cell| f64::from(coarse.steps[cell]) + 6.0);
        assert_eq!(shown, array![[7.0, 7.0], [7.0, 7.0]]);
        let nothing = BasinMap { label: Array2::from_elem((2, 2), NOT_COMPUTED), ..map() };
        assert!(shown_values(&nothing, |_| 1.0).iter().all(|value| value.is_nan()));
    }
}
