//! Patterns that keep basins apart where colours cannot: in print without colour, and for
//! colour-blind eyes.

use super::labels::label_color;

/// Period of the patterns in pixels.
const PERIOD: usize = 8;

/// How much darker the lines of a pattern are than its ground, and how much lighter on a dark
/// ground.
const DARKER: f64 = 0.68;
const LIGHTER: f64 = 0.3;

/// Whether pixel `x`, `y` lies on a line of pattern `number`: none for the first, then strokes
/// rising and falling, dots, level and upright lines, a grid, a lattice, and dense dots; then the
/// same again.
#[must_use]
fn is_inked(number: usize, x: usize, y: usize) -> bool {
    let on_line = |t: usize| t % PERIOD < 2;
    let (rising, falling) = (on_line(x + y), on_line(x % PERIOD + PERIOD - y % PERIOD));
    match number % 9 {
        0 => false,
        1 => rising,
        2 => falling,
        3 => on_line(x) && on_line(y),
        4 => on_line(y),
        5 => on_line(x),
        6 => on_line(x) || on_line(y),
        7 => rising || falling,
        _ => x % 4 < 2 && y % 4 < 2,
    }
}

/// The colour that pixel `x`, `y` has in a basin with this number of a colour and pattern.
#[must_use]
pub fn patterned(number: usize, x: usize, y: usize) -> [u8; 3] {
    let ground = label_color(number);
    if !is_inked(number, x, y) {
        return ground;
    }
    let [r, g, b] = ground.map(f64::from);
    let is_dark = 0.3 * r + 0.59 * g + 0.11 * b < 80.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255"
    )]
    ground.map(|c| {
        let c = f64::from(c);
        (if is_dark { c + LIGHTER * (255.0 - c) } else { DARKER * c }).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grey that a copying machine makes of a colour.
    fn grey(color: [u8; 3]) -> f64 {
        let [r, g, b] = color.map(f64::from);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn any_two_of_nine_basins_differ_in_grey_or_in_the_places_of_their_lines() {
        let tile = |number: usize| -> Vec<bool> {
            (0..64).map(|k| is_inked(number, k % 8, k / 8)).collect()
        };
        for a in 0..9 {
            for b in 0..a {
                assert_ne!(tile(a), tile(b), "{a} and {b}");
            }
            let lines: Vec<[u8; 3]> = (0..64)
                .map(|k| patterned(a, k % 8, k / 8))
                .filter(|c| *c != label_color(a))
                .collect();
            assert!(a == 0 || !lines.is_empty());
            // the lines can be seen without colour
            assert!(
                lines.iter().all(|line| (grey(*line) - grey(label_color(a))).abs() > 20.0),
                "{a}"
            );
        }
    }
}
