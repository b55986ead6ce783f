//! Frames as the bytes of a GIF or an animated PNG.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use color_quant::NeuQuant;

use super::timing::Timing;
use crate::figure::error::FigureError;
use crate::figure::write::KEYWORD;

/// Colours of a palette.
const COLORS: usize = 256;

/// Colours that are kept as they are: paper, ink, paths, and what there is most of.
const EXACT: usize = 128;

/// Colours look alike if they are the same in each channel after division by this.
const ALIKE: u8 = 16;

/// The file of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilmFormat {
    /// 256 colours, read everywhere.
    Gif,
    /// All colours, read by browsers.
    Apng,
}

/// A film under way.
pub(super) enum Encoder<'w> {
    Gif {
        encoder: gif::Encoder<&'w mut dyn Write>,
        palette: Palette,
        last: Vec<u8>,
        size: [u16; 2],
        timing: Timing,
    },
    Apng {
        writer: png::Writer<&'w mut dyn Write>,
        timing: Timing,
    },
}

/// The colours that are most seen, exactly, and for the others some between them.
pub(super) struct Palette {
    exact: Vec<[u8; 3]>,
    quantizer: NeuQuant,
    known: HashMap<[u8; 3], u8>,
}

impl Palette {
    fn new(samples: &[&[u8]]) -> Self {
        let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
        for c in samples.iter().flat_map(|rgb| rgb.chunks_exact(3)) {
            *counts.entry([c[0], c[1], c[2]]).or_default() += 1;
        }
        // of colours that look alike the most frequent one
        let mut alike: BTreeMap<[u8; 3], (usize, [u8; 3])> = BTreeMap::new();
        for (color, &count) in &counts {
            let best = alike.entry(color.map(|c| c / ALIKE)).or_default();
            *best = (*best).max((count, *color));
        }
        let mut exact: Vec<(usize, [u8; 3])> = alike.into_values().collect();
        exact.sort_unstable_by(|a, b| b.cmp(a));
        let exact = exact.into_iter().take(EXACT).map(|(_, color)| color).collect();
        // each colour once: a path is few pixels, but what is looked at
        let rgba: Vec<u8> = counts.into_keys().flat_map(|[r, g, b]| [r, g, b, 255]).collect();
        let quantizer = NeuQuant::new(1, COLORS - EXACT, &rgba);
        Self { exact, quantizer, known: HashMap::new() }
    }

    fn colors(&self) -> Vec<u8> {
        let mut colors = self.quantizer.color_map_rgb();
        colors.truncate(3 * (COLORS - EXACT));
        colors.extend(self.exact.iter().flatten());
        colors
    }

    fn indices(&mut self, rgb: &[u8]) -> Vec<u8> {
        let Self { exact, quantizer, known } = self;
        rgb.chunks_exact(3)
            .map(|c| {
                let color = [c[0], c[1], c[2]];
                *known.entry(color).or_insert_with(|| {
                    let found = match exact.iter().position(|own| *own == color) {
                        Some(place) => COLORS - EXACT + place,
                        None => quantizer.index_of(&[c[0], c[1], c[2], 255]),
                    };
                    u8::try_from(found).unwrap_or(u8::MAX)
                })
            })
            .collect()
    }
}

impl<'w> Encoder<'w> {
    pub fn new(
        out: &'w mut dyn Write,
        format: FilmFormat,
        size: [usize; 2],
        (frames, timing): (usize, Timing),
        samples: &[&[u8]],
        recipe: &str,
    ) -> Result<Self, FigureError> {
        let too_large = || FigureError::Size(size[0] as f64, size[1] as f64);
        match format {
            FilmFormat::Gif => {
                let [width, height] = size.map(|side| u16::try_from(side).ok());
                let (width, height) = width.zip(height).ok_or_else(too_large)?;
                let palette = Palette::new(samples);
                let mut encoder = gif::Encoder::new(out, width, height, &palette.colors())
                    .map_err(FigureError::drawing)?;
                if timing.repeats {
                    encoder.set_repeat(gif::Repeat::Infinite).map_err(FigureError::drawing)?;
                }
                let size = [width, height];
                Ok(Self::Gif { encoder, palette, last: Vec::new(), size, timing })
            }
            FilmFormat::Apng => {
                let [width, height] = size.map(|side| u32::try_from(side).ok());
                let (width, height) = width.zip(height).ok_or_else(too_large)?;
                let mut encoder = png::Encoder::new(out, width, height);
                encoder.set_color(png::ColorType::Rgb);
                encoder.set_depth(png::BitDepth::Eight);
                let frames = u32::try_from(frames).map_err(FigureError::drawing)?;
                encoder
                    .set_animated(frames, u32::from(!timing.repeats))
                    .map_err(FigureError::drawing)?;
                encoder
                    .add_itxt_chunk(KEYWORD.to_owned(), recipe.to_owned())
                    .map_err(FigureError::drawing)?;
                let writer = encoder.write_header().map_err(FigureError::drawing)?;
                Ok(Self::Apng { writer, timing })
            }
        }
    }

    /// Adds a frame, three bytes a pixel; the last one is held.
    pub fn frame(&mut self, rgb: &[u8], is_last: bool) -> Result<(), FigureError> {
        let hundredths = |timing: &Timing| {
            let hold = if is_last { timing.hold } else { 0.0 };
            let seconds = 1.0 / f64::from(timing.rate) + hold;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            let delay = (100.0 * seconds).round().clamp(1.0, 6e4) as u16;
            delay
        };
        match self {
            Self::Gif { encoder, palette, last, size, timing } => {
                let indices = palette.indices(rgb);
                let [left, top, width, height] = changed(last, &indices, *size);
                let across = usize::from(size[0]);
                let rows = indices.chunks_exact(across).skip(top.into()).take(height.into());
                let part = rows.flat_map(|row| &row[left.into()..usize::from(left + width)]);
                let frame = gif::Frame {
                    left,
                    top,
                    width,
                    height,
                    delay: hundredths(timing),
                    dispose: gif::DisposalMethod::Keep,
                    buffer: Cow::Owned(part.copied().collect()),
                    ..gif::Frame::default()
                };
                *last = indices;
                encoder.write_frame(&frame).map_err(FigureError::drawing)
            }
            Self::Apng { writer, timing } => {
                let delay = hundredths(timing);
                writer.set_frame_delay(delay, 100).map_err(FigureError::drawing)?;
                writer.write_image_data(rgb).map_err(FigureError::drawing)
            }
        }
    }

    /// Ends the file.
    pub fn finish(self) -> Result<(), FigureError> {
        match self {
            // the end is written when the encoder goes
            Self::Gif { .. } => Ok(()),
            Self::Apng { writer, .. } => writer.finish().map_err(FigureError::drawing),
        }
    }
}

/// Left, top, width and height of the least rectangle outside which nothing has changed; of one
/// pixel at least, and all of it at first.
fn changed(last: &[u8], now: &[u8], [width, height]: [u16; 2]) -> [u16; 4] {
    if last.len() != now.len() {
        return [0, 0, width, height];
    }
    let across = usize::from(width);
    let rows = last.chunks_exact(across).zip(now.chunks_exact(across));
    let mut found: Option<[u16; 4]> = None;
    for (y, (before, after)) in (0..).zip(rows) {
        let differs = |(a, b): (&u8, &u8)| a != b;
        let Some(first) = before.iter().zip(after).position(differs) else { continue };
        let end = before.iter().zip(after).rposition(differs).unwrap_or(first) + 1;
        let [first, end] = [first, end].map(|x| u16::try_from(x).unwrap_or(width));
        let [left, top, right, _] = found.unwrap_or([first, y, end, y]);
        found = Some([left.min(first), top, right.max(end), y + 1]);
    }
    let [left, top, right, bottom] = found.unwrap_or([0, 0, 1, 1]);
    [left, top, right - left, bottom - top]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_rectangle_that_has_changed_is_written() {
        let size = [4, 3];
        let before = [0; 12];
        assert_eq!(changed(&[], &before, size), [0, 0, 4, 3]);
        assert_eq!(changed(&before, &before, size), [0, 0, 1, 1]);
        let mut after = before;
        (after[5], after[10]) = (1, 1);
        assert_eq!(changed(&before, &after, size), [1, 1, 2, 2]);
    }
}
