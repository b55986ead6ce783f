//! What moves in a film of a figure, and how it is shown.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// Sides of a film, in pixels.
const SIDES: RangeInclusive<usize> = 64..=4096;

/// How many times as long as the other one side may be.
const LONGEST: usize = 4;

/// Frames a second.
const RATES: RangeInclusive<u32> = 1..=50;

/// Seconds of motion, and of the last frame.
const SECONDS: RangeInclusive<f64> = 0.0..=600.0;

/// What moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Motion {
    /// Descents run from their starts; time goes with the logarithm of the step.
    #[default]
    Descent,
    /// The same of several optimisers from one start.
    Race,
    /// Basins grow: a cell has its colour from the step on at which its descent is decided.
    Basins,
    /// The plane slides along its third direction.
    Slide,
    /// The surface turns once.
    Orbit,
    /// A data point goes from where it is to another place.
    Data,
    /// The learning rate goes from one number to another, by equal ratios.
    Rate,
    /// The weight decay does, by equal ratios where both are above 0, else by equal differences.
    Decay,
}

impl Motion {
    /// Every motion, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Descent,
        Self::Race,
        Self::Basins,
        Self::Slide,
        Self::Orbit,
        Self::Data,
        Self::Rate,
        Self::Decay,
    ];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Descent => "descent",
            Self::Race => "race",
            Self::Basins => "basins",
            Self::Slide => "slide",
            Self::Orbit => "orbit",
            Self::Data => "data",
            Self::Rate => "rate",
            Self::Decay => "decay",
        }
    }

    /// What moves, in a few words.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Descent => "descents run from their starts",
            Self::Race => "several optimisers run from one start",
            Self::Basins => "basins grow as descents are decided",
            Self::Slide => "the plane slides along its third direction",
            Self::Orbit => "the surface turns",
            Self::Data => "a data point goes to another place",
            Self::Rate => "the learning rate changes",
            Self::Decay => "the weight decay changes",
        }
    }

    /// Whether the experiment itself changes from frame to frame, and not only what is seen of it.
    #[must_use]
    pub fn is_sweep(self) -> bool {
        matches!(self, Self::Slide | Self::Data | Self::Rate | Self::Decay)
    }
}

/// A film of a figure, which says what is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Film {
    /// What moves.
    pub what: Motion,
    /// The step of descents that the first frame shows.
    pub begin: usize,
    /// First and last offset, learning rate or weight decay; without them those that suit the
    /// preset.
    pub ends: Option<[f64; 2]>,
    /// The data point that moves, counted from 0.
    pub point: usize,
    /// Where it goes, its inputs and then its targets; those that are left out stay.
    pub to: Vec<f64>,
    /// Pixels across and down.
    pub size: [usize; 2],
    /// Frames a second.
    pub fps: u32,
    /// Seconds of motion.
    pub seconds: f64,
    /// Seconds that the last frame stays.
    pub hold: f64,
    /// Whether it begins again.
    pub repeats: bool,
}

impl Default for Film {
    fn default() -> Self {
        Self {
            what: Motion::default(),
            begin: 0,
            ends: None,
            point: 0,
            to: Vec::new(),
            size: [800, 450],
            fps: 20,
            seconds: 5.0,
            hold: 1.5,
            repeats: true,
        }
    }
}

impl Film {
    /// Frames of motion, two at least.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded below")]
    pub fn frames(&self) -> usize {
        (self.seconds * f64::from(self.fps)).round().clamp(2.0, 1e5) as usize
    }

    /// How long a frame stays, in units of which there are `unit` in a second, one at least: the
    /// frames together take as long as they are to, whatever is rounded.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    pub fn delay(&self, index: usize, unit: f64) -> u32 {
        let at = |index: usize| index as f64 / f64::from(self.fps);
        let hold = if index + 1 == self.frames() { self.hold } else { 0.0 };
        let [from, to] = [at(index), at(index + 1) + hold].map(|seconds| (unit * seconds).round());
        (to - from).max(1.0) as u32
    }

    /// Why no film is like this, if none is.
    ///
    /// # Errors
    /// What was found and what was expected, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        let [width, height] = self.size;
        let (low, high) = (SIDES.start(), SIDES.end());
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(format!(
                "size: expected sides of {low} to {high} pixels, found {width}x{height}"
            ));
        }
        if width > LONGEST * height || height > LONGEST * width {
            return Err(format!(
                "size: expected sides of which neither is more than {LONGEST} times the other, \
                    found {width}x{height}"
            ));
        }
        if !RATES.contains(&self.fps) {
            let (low, high) = (RATES.start(), RATES.end());
            return Err(format!(
                "fps: expected {low} to {high} frames a second, found {}",
                self.fps
            ));
        }
        for (key, seconds) in [("seconds", self.seconds), ("hold", self.hold)] {
            if !SECONDS.contains(&seconds) {
                let (low, high) = (SECONDS.start(), SECONDS.end());
                return Err(format!("{key}: expected {low} to {high} seconds, found {seconds}"));
            }
        }
        let ends = self.ends.iter().flatten();
        if let Some(number) = ends.chain(&self.to).find(|number| !number.is_finite()) {
            return Err(format!("ends and to: expected finite numbers, found {number}"));
        }
        match (self.what, self.ends) {
            (Motion::Rate, Some([a, b])) if a <= 0.0 || b <= 0.0 => {
                Err(format!("rate: expected two positive numbers, found {a},{b}"))
            }
            (Motion::Decay, Some([a, b])) if a < 0.0 || b < 0.0 => {
                Err(format!("decay: expected two numbers of 0 or more, found {a},{b}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_take_as_long_together_as_they_are_to() {
        let film = Film { fps: 30, seconds: 1.0, hold: 0.5, ..Film::default() };
        let delays: Vec<u32> = (0..film.frames()).map(|index| film.delay(index, 100.0)).collect();
        assert_eq!((delays.len(), delays.iter().sum::<u32>()), (30, 150));
        assert!(delays[..29].iter().all(|delay| (3..=4).contains(delay)));
    }

    #[test]
    fn what_no_film_has_is_told_with_what_was_expected() {
        let usual = Film::default;
        for (film, told) in [
            (Film { size: [63, 100], ..usual() }, "sides of 64 to 4096 pixels, found 63x100"),
            (Film { size: [4096, 64], ..usual() }, "more than 4 times the other"),
            (Film { fps: 0, ..usual() }, "1 to 50 frames a second, found 0"),
            (Film { hold: f64::NAN, ..usual() }, "hold: expected 0 to 600 seconds, found NaN"),
            (Film { to: vec![f64::INFINITY], ..usual() }, "expected finite numbers, found inf"),
            (
                Film { what: Motion::Rate, ends: Some([0.0, 1.0]), ..usual() },
                "two positive numbers, found 0,1",
            ),
        ] {
            let message = film.check().unwrap_err();
            assert!(message.contains(told), "{message}");
        }
        assert_eq!(usual().check(), Ok(()));
    }
}
