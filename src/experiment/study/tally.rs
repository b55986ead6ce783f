//! How often the runs of each cell ended well.

use std::path::Path;

use super::line::{Line, Lines};
use super::plan::Study;
use super::row::Row;
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

    /// Counts a run.
    pub(super) fn add_row(&mut self, row: &Row) {
        self.add(row.ended, row.all_right(), row.low_loss);
    }

    fn add(&mut self, ended: &str, all_right: Option<bool>, low_loss: bool) {
        self.runs += 1;
        // one that diverged has no accuracy
        if let Some(is_right) = all_right {
            *self.right.get_or_insert(0) += usize::from(is_right);
        }
        self.low += usize::from(low_loss);
        self.diverged += usize::from(ended == Termination::Diverged.name());
        self.moving += usize::from(ended == Termination::Undecided.name());
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
        let values: Vec<&str> = line.values.iter().map(|(_, value)| value.as_str()).collect();
        if !self.is_last(&values) {
            self.keys = line.values.iter().map(|(key, _)| *key).collect();
        }
        self.tally_of(&values).add(&line.ended, line.all_right, line.low_loss);
    }

    /// Counts rows of one cell of the study.
    pub(super) fn add_rows(&mut self, study: &Study, rows: &[Row]) {
        let Some(first) = rows.first() else { return };
        self.keys.clone_from(&study.keys);
        let values = study.values(first.cell);
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let tally = self.tally_of(&values);
        rows.iter().for_each(|row| tally.add_row(row));
    }

    fn is_last(&self, values: &[&str]) -> bool {
        self.cells.last().is_some_and(|(last, _)| last == values)
    }

    /// That of the cell with these values: the last, or a new one.
    fn tally_of(&mut self, values: &[&str]) -> &mut Tally {
        if !self.is_last(values) {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            self.cells.push((values, Tally::default()));
        }
        let (_, tally) = self.cells.last_mut().expect("there is one now");
        tally
    }
}
