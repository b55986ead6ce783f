//! Films: a figure that changes with time, frame by frame.
//!
//! A frame is a whole figure. What is in memory at a time are the frames that are drawn at once,
//! one a thread, and as many that are being written. Scales, axes, colours of attractors and the
//! places of words are the same in all frames, so that nothing moves but what does; a GIF has one
//! palette for all of them. Every film carries its recipe, as figures do, with the digest of the
//! numbers of all of its frames.

mod clock;
mod encode;
mod frames;
mod sweep;

use std::io::{self, Write};

use rayon::prelude::*;

pub use self::encode::FilmFormat;
use self::encode::{Palette, encoder};
use self::frames::{Frames, SAMPLES};
use super::describe::Description;
use super::error::FigureError;
use super::picture::Figure;
use super::recipe::{Numbers, recipe};
use crate::monitor::Monitor;
use crate::preset::Preset;

/// Writes the film that `figure` describes of a preset; a description without a film gives the
/// usual one. The same two give the same bytes, for any number of threads (an .mp4's are up to
/// `ffmpeg`). `monitor` counts its frames. Returns the digest of the numbers of all frames.
///
/// # Errors
/// If nothing would move, a frame cannot be drawn or written, or it was cancelled.
pub fn film(
    preset: &Preset,
    figure: &Description,
    format: FilmFormat,
    monitor: &Monitor,
    out: &mut (dyn Write + Send),
) -> Result<String, FigureError> {
    let asked = figure.film.clone().unwrap_or_default();
    let mut film = asked.clone();
    if format == FilmFormat::Mp4 {
        // colours are kept for two pixels by two
        film.size = film.size.map(|side| side.next_multiple_of(2));
    }
    let (width, _) = figure.size();
    let dpi = film.size[0] as f64 / (width / 72.0);
    monitor.set_total((SAMPLES + film.frames()) as u64);
    let mut palette = Palette::default();
    let mut see = |seen: &Figure| {
        if format == FilmFormat::Gif {
            let mut seen = seen.clone();
            seen.draw_surfaces_for(dpi);
            palette.add(&seen.pixels(dpi)?.1);
        }
        advance(monitor)
    };
    let on_part = |_: &'static str| monitor.part();
    let mut frames = Frames::new(preset, (figure, &film), &on_part, &mut see)?;
    let mut encoder = encoder(out, format, &film, palette, monitor)?;
    let mut numbers = Numbers::default();
    let count = film.frames();
    let at_once = rayon::current_num_threads().max(1);
    // while some frames are drawn those before them are written
    let mut drawn: Vec<Result<_, FigureError>> = Vec::new();
    let mut written = 0;
    let mut write = |drawn: Vec<Result<(_, Vec<u8>), FigureError>>| {
        for frame in drawn {
            encoder.frame(&frame?.1, written)?;
            written += 1;
            advance(monitor)?;
        }
        Ok::<(), FigureError>(())
    };
    for first in (0..count).step_by(at_once) {
        let mut figures = Vec::new();
        for index in first..count.min(first + at_once) {
            let mut figure = frames.frame(index)?;
            numbers.add(&figure);
            figure.draw_surfaces_for(dpi);
            figures.push(figure);
        }
        let before = std::mem::take(&mut drawn);
        let draw = || figures.par_iter().map(|figure| figure.pixels(dpi)).collect();
        let (done, now) = rayon::join(|| write(before), draw);
        done?;
        drawn = now;
    }
    write(drawn)?;
    let numbers = numbers.finish();
    let asked = Description { film: Some(asked), ..figure.clone() };
    encoder.finish(&recipe(preset, &asked, &numbers))?;
    Ok(numbers)
}

fn advance(monitor: &Monitor) -> Result<(), FigureError> {
    monitor.advance(1);
    if monitor.is_cancelled() { Err(FigureError::Cancelled) } else { Ok(()) }
}

/// The digest of the numbers of a film's frames, and whether its file has these bytes; of an .mp4
/// the program that made it decides on the bytes, and only its numbers are computed.
///
/// # Errors
/// As [`film`].
pub fn check(
    preset: &Preset,
    figure: &Description,
    format: FilmFormat,
    bytes: &[u8],
    monitor: &Monitor,
) -> Result<(String, Option<bool>), FigureError> {
    if format == FilmFormat::Mp4 {
        let film = figure.film.clone().unwrap_or_default();
        monitor.set_total((SAMPLES + film.frames()) as u64);
        let (on_part, mut numbers) = (|_: &'static str| monitor.part(), Numbers::default());
        let mut see = |_: &Figure| advance(monitor);
        let mut frames = Frames::new(preset, (figure, &film), &on_part, &mut see)?;
        for index in 0..film.frames() {
            numbers.add(&frames.frame(index)?);
            advance(monitor)?;
        }
        return Ok((numbers.finish(), None));
    }
    let mut same = Same { rest: bytes, is_same: true };
    let drawn = film(preset, figure, format, monitor, &mut same)?;
    Ok((drawn, Some(same.is_same && same.rest.is_empty())))
}

/// Compares what is written with bytes that are known.
struct Same<'a> {
    rest: &'a [u8],
    is_same: bool,
}

impl Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => self.rest = rest,
            None => self.is_same = false,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
