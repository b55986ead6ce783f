//! What is kept of a run, as a line of a table or of JSON.

use std::path::Path;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::plan::Study;
use super::setting::Key;
use crate::experiment::Format;

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The cell.
    pub cell: usize,
    /// The number of the run in it.
    pub run: u64,
    /// Seed of the initial weights, and of noise and batches where there are any.
    pub seed: u64,
    /// How it ended: a word of [`Termination`](crate::descent::Termination).
    pub ended: &'static str,
    /// Steps made.
    pub steps: usize,
    /// The mean over the points of the loss there, without the loss's own factor; `None` if it is
    /// not finite.
    pub mean_loss: Option<f64>,
    /// Share of points that are right, for targets 0 and 1.
    pub accuracy: Option<f64>,
    /// Whether the mean loss is below the study's threshold.
    pub low_loss: bool,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// A comma-separated table with a header.
    Csv,
    /// An object a line.
    Json,
}

/// Columns before and after those of the cell's values.
const BEFORE: [&str; 3] = ["study", "row", "of"];
const AFTER: [&str; 8] =
    ["run", "seed", "ended", "steps_made", "mean_loss", "accuracy", "all_right", "low_loss"];

impl Row {
    /// Whether every point is right, for targets 0 and 1.
    #[must_use]
    pub fn all_right(&self) -> Option<bool> {
        self.accuracy.map(|share| share == 1.0)
    }
}

impl Rows {
    /// By the ending of a file's name.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        Ok(match Format::of(path, &[Format::Csv, Format::Json])? {
            Format::Csv => Self::Csv,
            _ => Self::Json,
        })
    }

    /// What a file begins with: for a table its header.
    pub fn header(self, study: &Study) -> Vec<u8> {
        match self {
            Self::Csv => {
                let keys = study.keys.iter().map(|key| key.name());
                record(BEFORE.into_iter().chain(keys).chain(AFTER))
            }
            Self::Json => Vec::new(),
        }
    }

    /// A row with its line end.
    pub fn line(self, study: &Study, row: &Row) -> Vec<u8> {
        let number = (row.cell as u64 * study.runs + row.run).to_string();
        let of = study.rows().to_string();
        let values = study.values(row.cell);
        let text = |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
        let truth = |truth: bool| if truth { "true" } else { "false" };
        let after: [String; 8] = [
            row.run.to_string(),
            row.seed.to_string(),
            row.ended.to_owned(),
            row.steps.to_string(),
            text(row.mean_loss),
            text(row.accuracy),
            row.all_right().map_or("", truth).to_owned(),
            truth(row.low_loss).to_owned(),
        ];
        let before = [study.fingerprint.clone(), number, of];
        let cells = before.iter().chain(&values).chain(&after).map(String::as_str);
        match self {
            Self::Csv => record(cells),
            Self::Json => {
                let keys = study.keys.iter().map(|key| key.name());
                let names = BEFORE.into_iter().chain(keys).chain(AFTER);
                let object = Object(names.zip(cells).collect());
                let mut line = serde_json::to_vec(&object).expect("texts and numbers");
                line.push(b'\n');
                line
            }
        }
    }
}

/// A line of a comma-separated table.
fn record<'c>(cells: impl Iterator<Item = &'c str>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).expect("memory takes all");
    writer.into_inner().expect("memory takes all")
}

/// Names and texts as a JSON object; what has numbers, truths or nothing there is written so.
struct Object<'o>(Vec<(&'o str, &'o str)>);

impl Serialize for Object<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, text) in &self.0 {
            let is_text = ["study", "ended", Key::Preset.name()].contains(name);
            // words are no JSON
            match serde_json::from_str::<serde_json::Value>(text) {
                Ok(value) if !is_text => map.serialize_entry(name, &value)?,
                _ if text.is_empty() => map.serialize_entry(name, &())?,
                _ => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}
