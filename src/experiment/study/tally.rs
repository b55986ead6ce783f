//! How often the runs of each cell ended well.

use std::path::Path;

use super::line::{Line, Lines};
use super::setting::Key;
use crate::basins::{Share, share};
use crate::descent::Termination;

/// The runs of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Number of runs.
    pub runs: usize,
    /// Runs with every point right; `None` where targets are not 0 and 1.
    pub right: Option<usize>,
    /// Runs with a mean loss below the threshold.
    pub low: usize,
    /// Runs that left the finite numbers.
    pub diverged: usize,
    /// Runs that were still under way when the budget was spent.
    pub moving: usize,
}

/// The tally of each cell, in the order of the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The keys that are told of each cell.
    pub keys: Vec<Key>,
    /// Values by key, and what became of the runs.
    pub cells: Vec<(Vec<String>, Tally)>,
}

impl Tally {
    /// The share of runs with every point right, with its interval.
    #[must_use]
    pub fn right_share(&self) -> Option<Share> {
        self.right.map(|right| share(right, self.runs))
    }

    /// The share of runs with a mean loss below the threshold, with its interval.
    #[must_use]
    pub fn low_share(&self) -> Share {
        share(self.low, self.runs)
    }

    fn add(&mut self, line: &Line) {
        self.runs += 1;
        if let Some(is_right) = line.all_right {
            *self.right.get_or_insert(0) += usize::from(is_right);
        }
        self.low += usize::from(line.low_loss);
        // one that diverged has no accuracy
        self.diverged += usize::from(line.ended == Termination::Diverged.name());
        self.moving += usize::from(line.ended == Termination::Undecided.name());
    }
}

impl Summary {
    /// Of the rows in a file.
    ///
    /// # Errors
    /// If it cannot be read, or holds something else.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let mut lines = Lines::open(path)?;
        let mut summary = Self::default();
        while let Some(line) = lines.next()? {
            summary.add(&line);
        }
        Ok(summary)
    }

    /// Counts a row; those of a cell come one after the other.
    pub(super) fn add(&mut self, line: &Line) {
        let is_last = |values: &Vec<String>| {
            values.iter().zip(&line.values).all(|(known, (_, value))| known == value)
        };
        if !self.cells.last().is_some_and(|(values, _)| is_last(values)) {
            self.keys = line.values.iter().map(|(key, _)| *key).collect();
            let values = line.values.iter().map(|(_, value)| value.clone()).collect();
            self.cells.push((values, Tally::default()));
        }
        if let Some((_, tally)) = self.cells.last_mut() {
            tally.add(line);
        }
    }
}
