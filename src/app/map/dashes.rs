//! Dashes that go on from one piece of a path to the next.

use eframe::egui::Pos2;

/// Lengths of a dash and of the gap after it.
const DASH: f32 = 7.0;
const GAP: f32 = 5.0;

/// Cuts pieces of a path into dashes. The pattern does not begin anew at each piece: pieces shorter
/// than a dash would look solid together.
#[derive(Default)]
pub(super) struct Dashes {
    /// Place in the pattern, from 0 to the length of a dash and a gap.
    phase: f32,
}

impl Dashes {
    /// The dashes of the next piece.
    pub fn of(&mut self, points: &[Pos2]) -> Vec<Vec<Pos2>> {
        let mut dashes: Vec<Vec<Pos2>> = Vec::new();
        let mut is_drawing = false;
        for (&from, &to) in points.iter().zip(points.iter().skip(1)) {
            let length = from.distance(to);
            let mut at = 0.0;
            while length.is_finite() && at < length {
                let is_dash = self.phase < DASH;
                let end_of_part = if is_dash { DASH } else { DASH + GAP };
                let step = (end_of_part - self.phase).min(length - at);
                let place = |along: f32| from + (to - from) * (along / length);
                if is_dash {
                    match dashes.last_mut() {
                        Some(dash) if is_drawing => dash.push(place(at + step)),
                        _ => dashes.push(vec![place(at), place(at + step)]),
                    }
                }
                is_drawing = is_dash;
                at = if step < length - at { at + step } else { length };
                self.phase += step;
                if self.phase >= end_of_part {
                    self.phase = if is_dash { DASH } else { 0.0 };
                    is_drawing = false;
                }
                if length - at < 1e-3 {
                    break;
                }
            }
        }
        dashes
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    fn total(dashes: &[Vec<Pos2>]) -> f32 {
        dashes.iter().flat_map(|dash| dash.windows(2)).map(|pair| pair[0].distance(pair[1])).sum()
    }

    #[test]
    fn many_short_pieces_are_dashed_like_one_long_one() {
        let line: Vec<Pos2> = (0u8..=120).map(|i| pos2(f32::from(i), 0.0)).collect();
        let whole = Dashes::default().of(&line);
        assert_eq!(whole.len(), 10);
        assert!((total(&whole) - 70.0).abs() < 0.1);
        let mut dashes = Dashes::default();
        let pieces: Vec<Vec<Pos2>> = line.windows(2).flat_map(|piece| dashes.of(piece)).collect();
        assert!((total(&pieces) - 70.0).abs() < 0.1);
    }

    #[test]
    fn places_that_coincide_or_lie_at_infinity_do_no_harm() {
        let here = pos2(1.0, 1.0);
        assert!(Dashes::default().of(&[here, here]).is_empty());
        assert!(Dashes::default().of(&[here, pos2(f32::INFINITY, 0.0)]).is_empty());
        assert!(Dashes::default().of(&[]).is_empty());
    }
}
