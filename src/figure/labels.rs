//! Basin maps as pixels.

use crate::basins::{BasinMap, DIVERGED, NOT_COMPUTED};

/// Colours of attractors in order of their loss, apart for colour-blind eyes (Okabe and Ito 2008, with two
/// more); the best attractor always has the first. After the last they repeat, darker.
const COLOURS: [[u8; 3]; 9] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [230, 159, 0],
    [86, 180, 233],
    [240, 228, 66],
    [120, 94, 60],
    [150, 120, 210],
];

/// Period of the hatching of undecided cells, in pixels.
const HATCH: usize = 6;

/// The colour of the attractor at `place` in the list.
#[must_use]
pub fn label_color(place: usize) -> [u8; 3] {
    let [r, g, b] = COLOURS[place % COLOURS.len()];
    match place / COLOURS.len() {
        0 => [r, g, b],
        round => {
            let darker = |c: u8| c / u8::try_from(round + 1).unwrap_or(u8::MAX).max(1);
            [darker(r), darker(g), darker(b)]
        }
    }
}

/// The colour of a cell with `label` at pixel `x`, `y`: its attractor's, hatched in greys where undecided,
/// a light grey where diverged, dark where nothing is computed.
fn cell_color(label: i32, x: usize, y: usize) -> [u8; 3] {
    match usize::try_from(label) {
        Ok(place) => label_color(place),
        Err(_) if label == NOT_COMPUTED => [24; 3],
        Err(_) if label == DIVERGED => [208; 3],
        Err(_) if (x + y) % HATCH < HATCH / 2 => [90; 3],
        Err(_) => [150; 3],
    }
}

/// A basin map as RGB, `3 width height` bytes, the highest row on top. Cells that are not computed yet show
/// their coarse neighbour. With `is_shaded`, cells that took longer are darker.
#[must_use]
pub fn label_pixels(map: &BasinMap, is_shaded: bool) -> Vec<u8> {
    let (height, width) = map.label.dim();
    let slowest = map.steps.iter().copied().max().unwrap_or(1).max(2);
    let mut rgb = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        let j = height - 1 - y;
        for i in 0..width {
            let color = cell_color(map.shown_label(i, j), i, y);
            let share = f64::from(map.steps[[j, i]].max(1)).ln() / f64::from(slowest).ln();
            let light = if is_shaded && map.label[[j, i]] >= 0 { 1.0 - 0.6 * share.powi(3) } else { 1.0 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
            rgb.extend(color.map(|c| (f64::from(c) * light) as u8));
        }
    }
    rgb
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::basins::UNDECIDED;
    use crate::plane::Grid;

    #[test]
    fn the_first_attractors_have_different_colours_and_rows_are_turned_upside_down() {
        let colours: std::collections::HashSet<[u8; 3]> = (0..18).map(label_color).collect();
        assert_eq!(colours.len(), 18);
        let map = BasinMap {
            grid: Grid { width: 2, height: 2, x_range: [0.0, 1.0], y_range: [0.0, 1.0] },
            label: array![[0, 1], [UNDECIDED, DIVERGED]],
            loss: Array2::zeros((2, 2)),
            steps: Array2::ones((2, 2)),
            attractors: Vec::new(),
        };
        let rgb = label_pixels(&map, false);
        assert_eq!(rgb[6..9], label_color(0));
        assert_eq!(rgb[9..12], label_color(1));
        assert_eq!(rgb[3..6], [208; 3]);
        assert_eq!(rgb[0], rgb[1]);
    }
}
