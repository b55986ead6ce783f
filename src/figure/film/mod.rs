//! Films: a figure that changes with time, frame by frame.
//!
//! A frame is a whole figure; only one is in memory at a time. All frames of a film share one
//! palette, made of its first, middle and last frame, and are not dithered: nothing flickers.

mod encode;
mod timing;

use std::io::Write;

use self::encode::Encoder;
pub use self::encode::FilmFormat;
pub use self::timing::Timing;
use super::describe::{Description, Kind};
use super::error::FigureError;
use super::make::Maker;
use super::recipe::{digest, recipe};
use super::surface::Camera;
use crate::monitor::Monitor;
use crate::preset::Preset;

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// Descents run from their starts; time goes with the logarithm of the step.
    Descent,
    /// The surface turns once.
    Orbit,
}

impl Motion {
    /// Every motion, by its name on the command line.
    pub const ALL: [(&'static str, Self); 2] = [("descent", Self::Descent), ("orbit", Self::Orbit)];
}

/// Writes a film of a preset's figure, with `dpi` pixels an inch. `monitor` counts its frames.
///
/// # Errors
/// If a frame cannot be drawn, was cancelled, or cannot be written.
pub fn film(
    preset: &Preset,
    figure: &Description,
    (motion, timing): (Motion, Timing),
    (format, dpi): (FilmFormat, f64),
    monitor: &Monitor,
    out: &mut dyn Write,
) -> Result<(), FigureError> {
    let quiet = |_: &'static str| Monitor::default();
    let mut maker = Maker::new(preset, &quiet);
    let count = timing.frames();
    monitor.set_total(count as u64 + 3);
    let whole = maker.figure(figure)?;
    let text = recipe(preset, figure, &digest(&whole));
    let steps = maker.longest_run();
    let mut frame = |index: usize| {
        if monitor.is_cancelled() {
            return Err(FigureError::Cancelled);
        }
        let time = index as f64 / (count - 1) as f64;
        let drawn = maker.figure(&at(figure, motion, time, steps))?.pixels(dpi)?;
        monitor.advance(1);
        Ok(drawn)
    };
    let mut samples = Vec::new();
    for index in [0, count / 2, count - 1] {
        samples.push(frame(index)?);
    }
    let size = samples[0].0;
    let pixels: Vec<&[u8]> = samples.iter().map(|(_, rgb)| &rgb[..]).collect();
    let mut encoder = Encoder::new(out, format, size, (count, timing), &pixels, &text)?;
    drop(samples);
    for index in 0..count {
        let (_, rgb) = frame(index)?;
        encoder.frame(&rgb, index + 1 == count)?;
    }
    encoder.finish()
}

/// The figure at a time from 0 to 1, of descents of at most `steps` steps.
fn at(figure: &Description, motion: Motion, time: f64, steps: usize) -> Description {
    let mut figure = figure.clone();
    for panel in &mut figure.panels {
        match motion {
            Motion::Descent => panel.step = Some(step_at(time, steps)),
            Motion::Orbit if panel.kind == Kind::Surface => {
                let home = panel.camera.unwrap_or_default();
                // the last frame is not the first one again
                let turned = Camera { azimuth: home.azimuth + 360.0 * time, ..home };
                panel.camera = Some(turned.valid());
            }
            Motion::Orbit => {}
        }
    }
    figure
}

/// The step that is shown: `(1 + steps)^time - 1`, as a descent does most at first.
fn step_at(time: f64, steps: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to steps")]
    let step = (((steps as f64 + 1.0).ln() * time).exp() - 1.0).round() as usize;
    step.min(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_shows_the_start_and_the_last_the_end() {
        assert_eq!((step_at(0.0, 20_000), step_at(1.0, 20_000)), (0, 20_000));
        assert!((100..200).contains(&step_at(0.5, 20_000)));
        assert_eq!(step_at(1.0, 0), 0);
    }

    #[test]
    fn a_film_has_its_frames_in_each_format_and_the_same_bytes_each_time() {
        let preset = Preset::load("relu-line-of-minima").expect("shipped");
        let mut figure = Description::of_map();
        figure.panels[0].cells = [10, 8];
        let timing = Timing { rate: 10, seconds: 0.6, hold: 0.5, repeats: true };
        let drawn = |format| {
            let mut bytes = Vec::new();
            let how = (Motion::Descent, timing);
            film(&preset, &figure, how, (format, 40.0), &Monitor::default(), &mut bytes)
                .expect("a film");
            bytes
        };
        let gif = drawn(FilmFormat::Gif);
        assert_eq!(gif, drawn(FilmFormat::Gif));
        let mut decoder = gif::DecodeOptions::new().read_info(&gif[..]).expect("a GIF");
        let mut delays = Vec::new();
        while let Some(frame) = decoder.read_next_frame().expect("a frame") {
            delays.push(frame.delay);
        }
        assert_eq!(delays, [10, 10, 10, 10, 10, 60]);
        let png = drawn(FilmFormat::Apng);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
        assert_eq!(reader.info().animation_control.expect("animated").num_frames, 6);
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        let mut frames = Vec::new();
        for _ in 0..6 {
            reader.next_frame(&mut pixels).expect("a frame");
            frames.push(pixels.clone());
        }
        // the path grows
        assert_ne!(frames[0], frames[5]);
        assert!(crate::figure::recipe::recipe_in(&png).is_some());
    }
}
