//! What changes from one frame to the next.

/// The part of a frame that differs from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

impl Part {
    /// The least rectangle outside which nothing has changed, of frames `across` pixels wide with a
    /// `T` each; of one pixel at least, and all of it at first.
    pub fn changed<T: PartialEq>(last: &[T], now: &[T], across: usize) -> Self {
        let down = now.len() / across.max(1);
        if last.len() != now.len() {
            return Self { left: 0, top: 0, width: across, height: down };
        }
        let rows = last.chunks_exact(across).zip(now.chunks_exact(across));
        let mut found: Option<[usize; 4]> = None;
        for (y, (before, after)) in rows.enumerate() {
            let differs = |(a, b): (&T, &T)| a != b;
            let Some(first) = before.iter().zip(after).position(differs) else { continue };
            let end = before.iter().zip(after).rposition(differs).unwrap_or(first) + 1;
            let [left, top, right, _] = found.unwrap_or([first, y, end, y]);
            found = Some([left.min(first), top, right.max(end), y + 1]);
        }
        let [left, top, right, bottom] = found.unwrap_or([0, 0, 1, 1]);
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// The places of its pixels in a frame `across` pixels wide, row by row.
    pub fn places(self, across: usize) -> impl Iterator<Item = usize> {
        let Self { left, top, width, height } = self;
        (top..top + height).flat_map(move |y| (left..left + width).map(move |x| y * across + x))
    }
}

/// The pixels of three bytes each.
pub(super) fn pixels(rgb: &[u8]) -> Vec<[u8; 3]> {
    rgb.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_rectangle_that_has_changed_is_written() {
        let part = |left, top, width, height| Part { left, top, width, height };
        let before = [0; 12];
        assert_eq!(Part::changed(&[], &before, 4), part(0, 0, 4, 3));
        assert_eq!(Part::changed(&before, &before, 4), part(0, 0, 1, 1));
        let mut after = before;
        (after[5], after[10]) = (1, 1);
        let changed = Part::changed(&before, &after, 4);
        assert_eq!(changed, part(1, 1, 2, 2));
        assert_eq!(changed.places(4).collect::<Vec<_>>(), [5, 6, 9, 10]);
    }
}
