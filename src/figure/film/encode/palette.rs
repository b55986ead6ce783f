//! The one palette of a film, and how colours between its own are dithered.

use std::collections::{BTreeMap, HashMap};

use color_quant::NeuQuant;

/// Colours of a palette; one more is for pixels that stay as they are.
pub(super) const COLORS: usize = 255;

/// Colours that are kept as they are: paper, ink, paths, and what there is most of.
const EXACT: usize = 128;

/// Colours look alike if they are the same in each channel after division by this.
const ALIKE: u8 = 16;

/// Side of the pattern by which two colours are mixed.
const SIDE: usize = 4;

/// Pixels of the pattern.
const STEPS: i32 = 16;

/// When which of a pattern's pixels takes the second colour (Bayer 1973): the later, the more of
/// it there is.
const PATTERN: [[u8; SIDE]; SIDE] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// Two colours are mixed only if neither is further than this from the other in any channel: what
/// is further apart looks like grains.
const APART: i32 = 40;

/// What has been seen of a film's colours; a palette is made of it.
#[derive(Default)]
pub(in crate::figure::film) struct Palette {
    counts: BTreeMap<[u8; 3], usize>,
}

impl Palette {
    /// Takes in a frame.
    pub fn add(&mut self, rgb: &[u8]) {
        for c in rgb.chunks_exact(3) {
            *self.counts.entry([c[0], c[1], c[2]]).or_default() += 1;
        }
    }

    /// The colours that are most seen, exactly, and for the others some between them.
    pub(super) fn mixer(self) -> Mixer {
        // of colours that look alike the most frequent one
        let mut alike: BTreeMap<[u8; 3], (usize, [u8; 3])> = BTreeMap::new();
        for (color, &count) in &self.counts {
            let best = alike.entry(color.map(|c| c / ALIKE)).or_default();
            *best = (*best).max((count, *color));
        }
        let mut exact: Vec<(usize, [u8; 3])> = alike.into_values().collect();
        exact.sort_unstable_by(|a, b| b.cmp(a));
        let mut colors: Vec<[u8; 3]> =
            exact.into_iter().take(EXACT).map(|(_, color)| color).collect();
        // each colour once: a path is few pixels, but what is looked at
        let rgba: Vec<u8> = self.counts.into_keys().flat_map(|[r, g, b]| [r, g, b, 255]).collect();
        let others = NeuQuant::new(1, COLORS - colors.len(), &rgba).color_map_rgb();
        colors.extend(others.chunks_exact(3).map(|c| [c[0], c[1], c[2]]));
        colors.truncate(COLORS);
        Mixer { colors, known: HashMap::new() }
    }
}

/// Finds each colour in the palette, or the two that it is mixed of.
pub(super) struct Mixer {
    pub colors: Vec<[u8; 3]>,
    known: HashMap<[u8; 3], Mixture>,
}

/// So many of a pattern's pixels have the second colour, the others the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mixture {
    first: u8,
    second: u8,
    share: u8,
}

impl Mixer {
    /// The place in the palette of a pixel's colour. It depends on nothing but the colour and where
    /// the pixel is, so that what stands still in a film does not flicker.
    pub fn place(&mut self, color: [u8; 3], [x, y]: [usize; 2]) -> u8 {
        let Self { colors, known } = self;
        let mixture = *known.entry(color).or_insert_with(|| mixture(colors, color));
        let is_second = PATTERN[y % SIDE][x % SIDE] < mixture.share;
        if is_second { mixture.second } else { mixture.first }
    }
}

/// The best mixture of two colours of the palette: the nearest one, and the one that, mixed with
/// it, comes nearest to what was asked for.
fn mixture(colors: &[[u8; 3]], wanted: [u8; 3]) -> Mixture {
    let minus = |a: [u8; 3], b: [u8; 3]| [0, 1, 2].map(|k| i32::from(a[k]) - i32::from(b[k]));
    let dot = |a: [i32; 3], b: [i32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let far = |color: &[u8; 3]| {
        let off = minus(wanted, *color);
        dot(off, off)
    };
    let Some((first, nearest)) = colors.iter().enumerate().min_by_key(|(_, color)| far(color))
    else {
        return Mixture { first: 0, second: 0, share: 0 };
    };
    let off = minus(wanted, *nearest);
    let mixed = colors.iter().enumerate().filter_map(|(second, color)| {
        let way = minus(*color, *nearest);
        if way.iter().any(|c| c.abs() > APART) || way == [0; 3] {
            return None;
        }
        // in pixels of the pattern; never more than half of them, as the first is nearer
        let share = (2 * dot(off, way) * STEPS + dot(way, way)) / (2 * dot(way, way));
        let share = share.clamp(0, STEPS / 2);
        let left = [0, 1, 2].map(|k| off[k] * STEPS - way[k] * share);
        // of mixtures as good, that of colours which are nearer to one another
        Some((dot(left, left) / STEPS, dot(way, way), second, share))
    });
    let best =
        mixed.min().filter(|(left, _, _, share)| *left < dot(off, off) * STEPS && *share > 0);
    let index = |place: usize| u8::try_from(place).unwrap_or(u8::MAX);
    match best {
        Some((_, _, second, share)) => Mixture {
            first: index(first),
            second: index(second),
            share: u8::try_from(share).unwrap_or(0),
        },
        None => Mixture { first: index(first), second: index(first), share: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_of_the_palette_is_kept_and_one_between_two_is_mixed_of_them() {
        let colors = vec![[0, 0, 0], [100, 100, 100], [132, 100, 100], [255, 255, 255]];
        let mut mixer = Mixer { colors, known: HashMap::new() };
        let mut of = |color| {
            let places = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| [x, y]));
            let mut counts = [0; 4];
            places.for_each(|at| counts[usize::from(mixer.place(color, at))] += 1);
            counts
        };
        assert_eq!(of([100, 100, 100]), [0, 16, 0, 0]);
        assert_eq!(of([108, 100, 100]), [0, 12, 4, 0]);
        assert_eq!(of([116, 100, 100]), [0, 8, 8, 0]);
        // black and white would look like grains
        assert_eq!(of([51, 51, 51]), [0, 16, 0, 0]);
    }

    #[test]
    fn paper_ink_and_what_there_is_most_of_are_kept() {
        let mut palette = Palette::default();
        let ramp = (0..=255_u8).flat_map(|r| (0..=60_u8).flat_map(move |g| [r, g, 7]));
        let own = [[255, 255, 255], [0, 0, 0], [213, 94, 0]];
        let frame: Vec<u8> = ramp.chain(own.repeat(500).into_iter().flatten()).collect();
        palette.add(&frame);
        let mixer = palette.mixer();
        assert_eq!(mixer.colors.len(), COLORS);
        assert!(own.iter().all(|color| mixer.colors.contains(color)));
    }
}
