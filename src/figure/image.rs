//! Pixels as the bytes of a PNG file.

use std::io;
use std::path::Path;

use base64::Engine;

use crate::output::write_atomically;

/// Writes an 8-bit RGB image (`3 width height` bytes, top row first) as PNG, whole or not at all.
///
/// # Errors
/// If the sizes disagree or are zero, or the file cannot be written.
pub fn write_png(path: &Path, width: usize, height: usize, rgb: &[u8]) -> io::Result<()> {
    let bytes = encode_png([width, height], png::ColorType::Rgb, rgb, &Extras::default())?;
    write_atomically(path, |out| out.write_all(&bytes))
}

/// What a PNG file says beside its pixels.
#[derive(Clone, Copy, Default)]
pub(super) struct Extras<'a> {
    /// Its resolution.
    pub pixels_per_metre: Option<u32>,
    /// A text with its keyword, kept as UTF-8 and packed.
    pub text: Option<(&'a str, &'a str)>,
}

/// An 8-bit image as the bytes of a PNG file.
pub(super) fn encode_png(
    size: [usize; 2],
    color: png::ColorType,
    data: &[u8],
    extras: &Extras,
) -> io::Result<Vec<u8>> {
    let [width, height] = size.map(u32::try_from);
    let too_large = |_| io::Error::new(io::ErrorKind::InvalidInput, "the image is too large");
    let mut bytes = Vec::new();
    let mut encoder =
        png::Encoder::new(&mut bytes, width.map_err(too_large)?, height.map_err(too_large)?);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some((keyword, text)) = extras.text {
        encoder.add_itxt_chunk(keyword.to_owned(), text.to_owned())?;
    }
    encoder.set_pixel_dims(extras.pixels_per_metre.map(|n| png::PixelDimensions {
        xppu: n,
        yppu: n,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    writer.finish()?;
    Ok(bytes)
}

/// An image as an element of a drawing refers to it: the whole file as text.
///
/// It is empty if the encoder refuses, which it does only for an image without pixels.
pub(super) fn data_url(size: [usize; 2], color: png::ColorType, data: &[u8]) -> String {
    let bytes = encode_png(size, color, data, &Extras::default()).unwrap_or_default();
    format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::figure::map::pixels;
    use crate::figure::scale::{Colormap, Scale, ScaleKind};

    const SCALE: Scale = Scale::new(ScaleKind::Linear, 0.0, 1.0);

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
