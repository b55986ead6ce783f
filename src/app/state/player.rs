//! The playhead on a trajectory.

/// Seconds that a whole descent takes at speed 1.
const DURATION: f64 = 3.0;

/// Seconds that a loop rests at the end before it starts over.
const REST: f64 = 0.7;

/// Slowest and fastest playing.
pub const SLOWEST: f32 = 0.1;
pub const FASTEST: f32 = 100.0;

/// Plays the records of a trajectory: fast at the start and slower towards the end in steps, as
/// descents are (the playhead moves evenly in the logarithm of the record's number).
#[derive(Clone, Debug, Default)]
pub struct Player {
    /// Share of the playing time that has passed, 0 to 1, and a little more while a loop rests at
    /// its end.
    passed: f64,
    /// Whether it starts over at the end.
    pub is_looping: bool,
    /// Whether time passes.
    pub is_playing: bool,
}

impl Player {
    /// Starts from the beginning.
    pub fn restart(&mut self) {
        self.passed = 0.0;
        self.is_playing = true;
    }

    /// Goes to the end at once.
    pub fn finish(&mut self) {
        self.passed = 1.0;
        self.is_playing = false;
    }

    /// Lets `seconds` pass.
    pub fn advance(&mut self, seconds: f64, speed: f64) {
        if self.is_playing {
            // resting takes its time at any speed
            self.passed += if self.passed < 1.0 { seconds * speed } else { seconds } / DURATION;
            if self.is_looping && self.passed >= 1.0 {
                self.passed = if self.passed < 1.0 + REST / DURATION { self.passed } else { 0.0 };
            } else if self.passed >= 1.0 {
                self.finish();
            }
        }
    }

    /// Plays or pauses; at the end it starts over.
    pub fn toggle(&mut self) {
        if self.is_playing {
            self.is_playing = false;
        } else if self.passed >= 1.0 {
            self.restart();
        } else {
            self.is_playing = true;
        }
    }

    /// The record under the playhead, of `count`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and count - 1"
    )]
    pub fn record(&self, count: usize) -> usize {
        let last = count.saturating_sub(1) as f64;
        ((pxfm::f_pow(last + 1.0, self.passed) - 1.0).round().min(last)) as usize
    }

    /// Puts the playhead on `record` of `count` and pauses.
    pub fn seek(&mut self, record: usize, count: usize) {
        let last = count.saturating_sub(1).max(1) as f64;
        self.passed = (pxfm::f_log(record as f64 + 1.0) / pxfm::f_log(last + 1.0)).clamp(0.0, 1.0);
        self.is_playing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_descent_plays_from_its_first_record_to_its_last_and_then_rests() {
        let mut player = Player::default();
        player.restart();
        assert_eq!(player.record(1000), 0);
        player.advance(DURATION / 2.0, 1.0);
        assert!((20..60).contains(&player.record(1000)));
        player.advance(DURATION, 1.0);
        assert_eq!(player.record(1000), 999);
        assert!(!player.is_playing);
        player.toggle();
        assert_eq!((player.record(1000), player.is_playing), (0, true));
    }

    #[test]
    fn a_loop_rests_at_its_end_and_starts_over() {
        let mut player = Player { is_looping: true, ..Player::default() };
        player.restart();
        player.advance(DURATION * 0.999, 1.0);
        player.advance(0.1, 1.0);
        assert_eq!((player.record(1000), player.is_playing), (999, true));
        player.advance(REST, 1.0);
        assert_eq!((player.record(1000), player.is_playing), (0, true));
        // at any speed
        player.advance(DURATION, 100.0);
        player.advance(REST, 100.0);
        assert_eq!(player.record(1000), 0);
    }

    #[test]
    fn seeking_lands_on_the_record_that_was_asked_for() {
        let mut player = Player::default();
        for count in [1, 2, 3, 1000, 4097] {
            for record in [0, 1, 2, 500, 999, 4096].into_iter().filter(|r| *r < count) {
                player.seek(record, count);
                assert_eq!(player.record(count), record, "of {count}");
            }
        }
    }
}
