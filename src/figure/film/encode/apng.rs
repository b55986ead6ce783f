//! Films as animated PNG.

use std::io::Write;

use png::text_metadata::ITXtChunk;

use super::changes::{Part, pixels};
use super::encoder::{Encoder, side};
use crate::figure::describe::Film;
use crate::figure::error::FigureError;
use crate::figure::write::KEYWORD;

/// An animated PNG under way: of each frame what has changed.
pub(super) struct Apng<'w> {
    writer: png::Writer<&'w mut (dyn Write + Send)>,
    film: &'w Film,
    last: Vec<[u8; 3]>,
}

impl<'w> Apng<'w> {
    pub fn new(out: &'w mut (dyn Write + Send), film: &'w Film) -> Result<Self, FigureError> {
        let [width, height] = film.size;
        let mut encoder = png::Encoder::new(out, side(film, width)?, side(film, height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let frames = side(film, film.frames())?;
        encoder.set_animated(frames, u32::from(!film.repeats)).map_err(FigureError::drawing)?;
        let writer = encoder.write_header().map_err(FigureError::drawing)?;
        Ok(Self { writer, film, last: Vec::new() })
    }

    fn write(&mut self, rgb: &[u8], index: usize) -> Result<(), Box<dyn std::error::Error>> {
        let [across, _] = self.film.size;
        let now = pixels(rgb);
        let part = Part::changed(&self.last, &now, across);
        let bytes: Vec<u8> = part.places(across).flat_map(|place| now[place]).collect();
        let writer = &mut self.writer;
        if index > 0 {
            writer.reset_frame_position()?;
            writer.set_frame_dimension(part.width.try_into()?, part.height.try_into()?)?;
            writer.set_frame_position(part.left.try_into()?, part.top.try_into()?)?;
        }
        let milliseconds = self.film.delay(index, 1000.0);
        // a hold of more than a minute is told in hundredths
        let (delay, unit) = match u16::try_from(milliseconds) {
            Ok(delay) => (delay, 1000),
            Err(_) => (u16::try_from(self.film.delay(index, 100.0)).unwrap_or(u16::MAX), 100),
        };
        writer.set_frame_delay(delay, unit)?;
        writer.write_image_data(&bytes)?;
        self.last = now;
        Ok(())
    }
}

impl Encoder for Apng<'_> {
    fn frame(&mut self, rgb: &[u8], index: usize) -> Result<(), FigureError> {
        self.write(rgb, index).map_err(FigureError::drawing)
    }

    fn finish(mut self: Box<Self>, recipe: &str) -> Result<(), FigureError> {
        let text = ITXtChunk::new(KEYWORD, recipe);
        self.writer.write_text_chunk(&text).map_err(FigureError::drawing)?;
        self.writer.finish().map_err(FigureError::drawing)
    }
}
