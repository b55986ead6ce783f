//! Films as GIF.

use std::borrow::Cow;
use std::io::Write;

use ::gif::{AnyExtension, DisposalMethod, Extension, Frame, Repeat};

use super::changes::{Part, pixels};
use super::encoder::{Encoder, side};
use super::palette::{COLORS, Mixer, Palette};
use crate::figure::describe::Film;
use crate::figure::error::FigureError;

/// The place in the palette of pixels that stay as they are.
const STAYS: u8 = 255;

/// A GIF under way: one palette, and of each frame what has changed.
pub(super) struct Gif<'w> {
    encoder: ::gif::Encoder<&'w mut (dyn Write + Send)>,
    film: &'w Film,
    mixer: Mixer,
    last: Vec<u8>,
}

impl<'w> Gif<'w> {
    pub fn new(
        out: &'w mut (dyn Write + Send),
        film: &'w Film,
        palette: Palette,
    ) -> Result<Self, FigureError> {
        let [width, height] = film.size;
        let (width, height) = (side(film, width)?, side(film, height)?);
        let mixer = palette.mixer();
        let mut colors: Vec<u8> = mixer.colors.iter().flatten().copied().collect();
        colors.resize(3 * (COLORS + 1), 0);
        let mut encoder =
            ::gif::Encoder::new(out, width, height, &colors).map_err(FigureError::drawing)?;
        if film.repeats {
            encoder.set_repeat(Repeat::Infinite).map_err(FigureError::drawing)?;
        }
        Ok(Self { encoder, film, mixer, last: Vec::new() })
    }
}

impl Encoder for Gif<'_> {
    fn frame(&mut self, rgb: &[u8], index: usize) -> Result<(), FigureError> {
        let [across, _] = self.film.size;
        let colors = pixels(rgb).into_iter().enumerate();
        let mixer = &mut self.mixer;
        let now: Vec<u8> =
            colors.map(|(i, color)| mixer.place(color, [i % across, i / across])).collect();
        let part = Part::changed(&self.last, &now, across);
        // long runs of what stays take little room
        let stays = |place: &usize| self.last.get(*place) == Some(&now[*place]);
        let places = part.places(across);
        let buffer: Vec<u8> =
            places.map(|place| if stays(&place) { STAYS } else { now[place] }).collect();
        let frame = Frame {
            left: side(self.film, part.left)?,
            top: side(self.film, part.top)?,
            width: side(self.film, part.width)?,
            height: side(self.film, part.height)?,
            delay: u16::try_from(self.film.delay(index, 100.0)).unwrap_or(u16::MAX),
            dispose: DisposalMethod::Keep,
            transparent: Some(STAYS),
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        };
        self.last = now;
        self.encoder.write_frame(&frame).map_err(FigureError::drawing)
    }

    fn finish(mut self: Box<Self>, recipe: &str) -> Result<(), FigureError> {
        let comment = AnyExtension::from(Extension::Comment);
        let written = self.encoder.write_raw_extension(comment, &[recipe.as_bytes()]);
        written.map_err(FigureError::drawing)?;
        self.encoder.into_inner().map(|_| ()).map_err(FigureError::drawing)
    }
}
