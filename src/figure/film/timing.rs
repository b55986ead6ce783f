//! How long a film takes.

/// How long a film is and how it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Frames a second.
    pub rate: u32,
    /// Seconds of motion.
    pub seconds: f64,
    /// Seconds that the last frame stays.
    pub hold: f64,
    /// Whether it begins again.
    pub repeats: bool,
}

impl Timing {
    /// Frames of motion, two at least.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded below")]
    pub fn frames(&self) -> usize {
        (self.seconds * f64::from(self.rate)).round().clamp(2.0, 1e5) as usize
    }
}
