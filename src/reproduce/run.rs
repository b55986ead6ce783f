//! An item from beginning to end: its rows in a folder, and its part of the report.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;

use super::choices::Choices;
use super::item::Item;
use super::kept::Kept;
use super::outcome::{Criterion, Outcome};
use super::part::Part;
use super::protocol::Protocol;
use super::report::Report;
use super::task::Task;
use crate::experiment::study::{Shard, Study, Summary, journal_of};
use crate::monitor::Monitor;
use crate::platform::Instant;

/// The least time between two looks at a study under way.
const PAUSE: Duration = Duration::from_millis(250);

/// Who looks on.
pub struct Watch<'w> {
    /// Watches the whole work.
    pub monitor: &'w Monitor,
    /// Sees a study now and then as its runs come in, and once all of them are there.
    pub seen: &'w (dyn Fn(&Outcome) + Sync),
}

/// What an item came to.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it says.
    pub part: Part,
    /// The gist of it, line by line; empty where there is none.
    pub told: Vec<String>,
}

impl Item {
    /// Runs it. The rows of a study, and runs on images, are kept in `folder` as they come in, and
    /// those that are there are not run again.
    ///
    /// # Errors
    /// If it asks for what a preset does not have, a file cannot be read or written, or it was
    /// cancelled.
    pub fn run(self, choices: &Choices, folder: &Path, watch: &Watch) -> anyhow::Result<Made> {
        let task = Task { item: self.name(), choices, folder, monitor: watch.monitor };
        if let Some(part) = self.part(&task)? {
            return Ok(Made { part, told: Vec::new() });
        }
        let mut outcomes = Vec::new();
        let studies = choices.studies()?;
        watch.monitor.set_total(studies.iter().map(|(_, study)| study.rows()).sum());
        for (name, study) in studies {
            let monitor = watch.monitor.share(study.rows());
            let rows = self.rows(folder, &name);
            outcomes.push(run_study(&name, study, &rows, &monitor, watch)?);
        }
        let threads = rayon::current_num_threads();
        let report = Report { item: self.name().to_owned(), outcomes, threads };
        Ok(Made { part: report.part(), told: report.outcomes.iter().flat_map(overlaps).collect() })
    }

    /// The file with the rows of a protocol.
    #[must_use]
    pub fn rows(self, folder: &Path, protocol: &str) -> PathBuf {
        folder.join(format!("{}-{protocol}.csv", self.name()))
    }

    /// The files with its runs, of a study those of the shipped protocols, that are in a folder.
    #[must_use]
    pub fn rows_in(self, folder: &Path) -> Vec<PathBuf> {
        let paths = Protocol::ALL.map(|name| self.rows(folder, name));
        let begun = paths.clone().map(|path| journal_of(&path));
        let runs = Kept::path(folder, self.name());
        paths.into_iter().chain(begun).chain([runs]).filter(|path| path.is_file()).collect()
    }
}

/// Makes the rows of a study, or those that are missing.
fn run_study(
    name: &str,
    study: Study,
    rows: &Path,
    monitor: &Monitor,
    watch: &Watch,
) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let mut last: Option<Instant> = None;
    let mut seen = |summary: &Summary| {
        if last.is_none_or(|last| last.elapsed() > PAUSE) {
            (watch.seen)(&Outcome::new(name, study.clone(), rows, summary));
            last = Some(Instant::now());
        }
    };
    let Some(work) = study.work(rows, Shard::WHOLE, monitor, &mut seen)? else {
        bail!("cancelled")
    };
    let took = begun.elapsed();
    let outcome = Outcome::new(name, study, rows, &Summary::read(rows)?);
    let outcome = Outcome { took, found: work.found, ..outcome };
    (watch.seen)(&outcome);
    Ok(outcome)
}

/// How many intervals overlap the paper's, a line a group.
fn overlaps(outcome: &Outcome) -> Vec<String> {
    let Outcome { name, study, groups, .. } = outcome;
    let mut lines = Vec::new();
    for group in groups {
        for criterion in Criterion::ALL {
            let [yes, all] = group.overlaps(criterion);
            if all > 0 {
                let words = criterion.words(study.threshold);
                lines.push(format!(
                    "{name}: {}, {}, {words}: {yes} of {all} intervals overlap the paper's",
                    group.preset, group.method
                ));
            }
        }
    }
    lines
}
