//! What attractors and other ends look like: the one place where the number of an attractor's
//! colour becomes a colour and a pattern.
//!
//! [`Registry`](crate::basins::Registry) gives each attractor its name and number. Patterns keep
//! basins apart where colours cannot: in print without colour, and for colour-blind eyes.

use crate::basins::{DIVERGED, NOT_COMPUTED};

/// Colours of attractors in order of their loss, apart for colour-blind eyes (Okabe and Ito 2008,
/// with two more); the best attractor always has the first. After the last they repeat, darker.
const COLOURS: [[u8; 3]; 9] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [230, 159, 0],
    [86, 180, 233],
    [240, 228, 66],
    [120, 94, 60],
    [150, 120, 210],
];

/// Period of the patterns in pixels.
const PERIOD: usize = 8;

/// How much darker the lines of a pattern are than its ground, and how much lighter on a dark
/// ground.
const DARKER: f64 = 0.68;
const LIGHTER: f64 = 0.3;

/// The colour of diverged cells.
const DIVERGED_COLOR: [u8; 3] = [208; 3];

/// The greys of undecided cells, and the period of their hatching in pixels.
pub const HATCHES: [[u8; 3]; 2] = [[90; 3], [150; 3]];
const HATCH: usize = 6;

/// The colour of cells of which nothing is computed.
const DARK: [u8; 3] = [24; 3];

/// How an end is marked, on a map and in a legend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Swatch {
    /// By the colour and pattern with this number.
    Basin(usize),
    /// By the grey of diverged cells.
    Diverged,
    /// By the hatching of undecided cells.
    Hatched,
    /// Not at all.
    None,
}

impl Swatch {
    /// That of a map's cells with `label`; `number` gives the number of colour and pattern of the
    /// attractor at a place of the map's list.
    pub(super) fn of(label: i32, number: impl Fn(usize) -> usize) -> Self {
        match usize::try_from(label) {
            Ok(place) => Self::Basin(number(place)),
            Err(_) if label == NOT_COMPUTED => Self::None,
            Err(_) if label == DIVERGED => Self::Diverged,
            Err(_) => Self::Hatched,
        }
    }

    /// The colour of a bar for what is so marked; `None` where it has none of its own.
    #[must_use]
    pub fn color(self) -> Option<[u8; 3]> {
        match self {
            Self::Basin(number) => Some(label_color(number)),
            Self::Diverged => Some(DIVERGED_COLOR),
            Self::Hatched | Self::None => None,
        }
    }

    /// The colour of pixel `x`, `y` of a map, with the lines of its pattern.
    pub(super) fn pixel(self, x: usize, y: usize) -> [u8; 3] {
        match self {
            Self::Basin(number) if is_inked(number, x, y) => line_color(number),
            Self::Hatched => HATCHES[usize::from((x + y) % HATCH >= HATCH / 2)],
            Self::Basin(_) | Self::Diverged | Self::None => self.color().unwrap_or(DARK),
        }
    }

    /// The points of a square with this many along a side that lie on lines of the pattern, as
    /// column and row, and their colour.
    #[must_use]
    pub fn lines(self, side: usize) -> (Vec<[usize; 2]>, [u8; 3]) {
        let Self::Basin(number) = self else { return (Vec::new(), DARK) };
        let points = (0..side).flat_map(|y| (0..side).map(move |x| [x, y]));
        (points.filter(|&[x, y]| is_inked(number, x, y)).collect(), line_color(number))
    }
}

/// The colour with this number.
#[must_use]
pub fn label_color(number: usize) -> [u8; 3] {
    let [r, g, b] = COLOURS[number % COLOURS.len()];
    match number / COLOURS.len() {
        0 => [r, g, b],
        round => {
            let darker = |c: u8| c / u8::try_from(round + 1).unwrap_or(u8::MAX).max(1);
            [darker(r), darker(g), darker(b)]
        }
    }
}

/// Whether pixel `x`, `y` lies on a line of pattern `number`: none for the first, then strokes
/// rising and falling, dots, level and upright lines, a grid, a lattice, and dense dots; then the
/// same again.
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

/// The colour of the lines of a pattern.
fn line_color(number: usize) -> [u8; 3] {
    let ground = label_color(number);
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
            assert!(a == 0 || !Swatch::Basin(a).lines(8).0.is_empty());
            // the lines can be seen without colour
            assert!((grey(line_color(a)) - grey(label_color(a))).abs() > 20.0, "{a}");
        }
    }
}
