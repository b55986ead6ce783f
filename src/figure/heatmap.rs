//! A heatmap as an image: one pixel a grid cell.

use std::io;
use std::path::Path;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::{Colormap, NEUTRAL, Scale};
use crate::output::write_atomically;

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

/// Writes an 8-bit RGB image (`3 width height` bytes, top row first) as PNG, whole or not at all.
///
/// # Errors
/// If the sizes disagree or are zero, or the file cannot be written.
pub fn write_png(path: &Path, width: usize, height: usize, rgb: &[u8]) -> io::Result<()> {
    let bytes = encode_png([width, height], png::ColorType::Rgb, rgb, None)?;
    write_atomically(path, |out| out.write_all(&bytes))
}

/// An 8-bit image as the bytes of a PNG file, with its resolution in pixels a metre where given.
pub(super) fn encode_png(
    size: [usize; 2],
    color: png::ColorType,
    data: &[u8],
    pixels_per_metre: Option<u32>,
) -> io::Result<Vec<u8>> {
    let [width, height] = size.map(u32::try_from);
    let too_large = |_| io::Error::new(io::ErrorKind::InvalidInput, "the image is too large");
    let mut bytes = Vec::new();
    let mut encoder =
        png::Encoder::new(&mut bytes, width.map_err(too_large)?, height.map_err(too_large)?);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(pixels_per_metre.map(|n| png::PixelDimensions {
        xppu: n,
        yppu: n,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::ScaleKind;
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

    #[test]
    fn a_written_png_reads_back_with_the_same_pixels() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.png");
        let values =
            Array2::from_shape_fn((3, 5), |(row, column)| (row * 5 + column) as f64 / 14.0);
        let rgb = pixels(&values, &SCALE, Colormap::Viridis);
        write_png(&path, 5, 3, &rgb).unwrap();
        let file = io::BufReader::new(std::fs::File::open(&path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut read = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut read).unwrap();
        assert_eq!((info.width, info.height, info.color_type), (5, 3, png::ColorType::Rgb));
        assert_eq!(read, rgb);
    }

    #[test]
    fn an_image_of_the_wrong_size_is_an_error_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.png");
        assert!(write_png(&path, 5, 3, &[0; 7]).is_err());
        assert!(write_png(&path, 0, 0, &[]).is_err());
        assert!(!path.exists());
    }
}
