//! Memory for rows of lanes.

use std::ops::{Deref, DerefMut};

use super::{LANES, Lane};

/// Bytes of a cache line, and of the widest vector.
const LINE: usize = 64;

/// Rows of numbers, zero at first, that begin at a cache line.
///
/// A vector that straddles two lines is read and written at half the speed, and memory as it is
/// allocated begins in the middle of one: passes that do little arithmetic took twice as long.
#[derive(Debug)]
pub struct Rows {
    numbers: Vec<f64>,
    /// Where the first row begins.
    start: usize,
    count: usize,
}

impl Rows {
    /// So many rows of zeros.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let numbers = vec![0.0; count * LANES + LINE / size_of::<f64>()];
        // it may be told that no offset will do, and then speed alone is lost
        let start = numbers.as_ptr().align_offset(LINE).min(LINE / size_of::<f64>());
        Self { numbers, start, count }
    }
}

impl Deref for Rows {
    type Target = [Lane];

    #[inline]
    fn deref(&self) -> &[Lane] {
        self.numbers[self.start..][..self.count * LANES].as_chunks().0
    }
}

impl DerefMut for Rows {
    #[inline]
    fn deref_mut(&mut self) -> &mut [Lane] {
        self.numbers[self.start..][..self.count * LANES].as_chunks_mut().0
    }
}

/// A copy lies elsewhere, and begins at a line of its own.
impl Clone for Rows {
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.count);
        copy.copy_from_slice(self);
        copy
    }
}

impl FromIterator<Lane> for Rows {
    fn from_iter<I: IntoIterator<Item = Lane>>(rows: I) -> Self {
        let rows: Vec<Lane> = rows.into_iter().collect();
        let mut copy = Self::new(rows.len());
        copy.copy_from_slice(&rows);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_begin_at_a_cache_line_and_so_do_copies() {
        for count in [0, 1, 7, 100] {
            let rows: Rows = (0..count).map(|k| [k as f64; LANES]).collect();
            for rows in [&rows, &rows.clone()] {
                assert_eq!(rows.len(), count);
                assert!(rows.iter().enumerate().all(|(k, row)| *row == [k as f64; LANES]));
                assert_eq!(rows.as_ptr() as usize % LINE, 0);
            }
        }
    }
}
