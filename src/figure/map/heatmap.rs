//! A heatmap as an image: one pixel a grid cell.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use crate::figure::scale::{Colormap, NEUTRAL, Scale};

/// The pixels of a heatmap: `3 H W` bytes red, green, blue, row after row from the **top**, which
/// is the last row of `values` (`H x W`, row 0 = lowest y). Non-finite values are [`NEUTRAL`].
#[must_use]
pub fn pixels(values: &Array2<f64>, scale: &Scale, map: Colormap) -> Vec<u8> {
    let (height, width) = values.dim();
    let mut rgb = vec![0; 3 * width * height];
    if rgb.is_empty() {
        return rgb;
    }
    rgb.par_chunks_mut(3 * width).enumerate().for_each(|(row, line)| {
        let values = values.index_axis(Axis(0), height - 1 - row);
        for (pixel, &value) in line.chunks_exact_mut(3).zip(values) {
            let color = if value.is_finite() { map.color(scale.position(value)) } else { NEUTRAL };
            pixel.copy_from_slice(&color);
        }
    });
    rgb
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::scale::ScaleKind;
    use ndarray::array;

    const SCALE: Scale = Scale::new(ScaleKind::Linear, 0.0, 1.0);

    #[test]
    fn the_highest_row_is_on_top_and_non_finite_cells_are_neutral() {
        let values = array![[0.0, 1.0], [f64::NAN, f64::INFINITY], [1.0, 0.5]];
        let rgb = pixels(&values, &SCALE, Colormap::Batlow);
        let at = |row: usize, column: usize| {
            <[u8; 3]>::try_from(&rgb[3 * (2 * row + column)..][..3]).unwrap()
        };
        assert_eq!(at(0, 0), Colormap::Batlow.color(1.0));
        assert_eq!(at(0, 1), Colormap::Batlow.color(0.5));
        assert_eq!([at(1, 0), at(1, 1)], [NEUTRAL, NEUTRAL]);
        assert_eq!(at(2, 0), Colormap::Batlow.color(0.0));
        assert!(pixels(&Array2::zeros((0, 3)), &SCALE, Colormap::Batlow).is_empty());
    }
}
