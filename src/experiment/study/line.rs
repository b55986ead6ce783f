//! Lines of files of rows, read one after the other and compared as they are.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::row::Rows;
use super::setting::Key;

/// Longest line that is read, in bytes: the names of presets have no limit of their own.
const LONGEST: u64 = 64 << 10;

/// A row as it stands in a file.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The bytes, with the line end.
    pub bytes: Vec<u8>,
    /// The study's fingerprint.
    pub study: String,
    /// Its number, of how many.
    pub row: u64,
    pub of: u64,
    /// The cell's values, key by key.
    pub values: Vec<(Key, String)>,
    /// How it ended.
    pub ended: String,
    /// Whether every point is right, for targets 0 and 1.
    pub all_right: Option<bool>,
    /// Whether the mean loss is below the threshold.
    pub low_loss: bool,
}

/// The rows of a file.
pub(super) struct Lines {
    path: PathBuf,
    rows: Rows,
    input: BufReader<File>,
    header: Vec<u8>,
    /// The names in it.
    names: csv::StringRecord,
    /// Lines read.
    number: u64,
    /// Bytes of the whole lines that were read.
    pub bytes: u64,
}

impl Lines {
    /// Opens a file; a table's header is read.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::of(path, Rows::of(path)?, file)
    }

    /// The rows of an open file called `path`.
    pub fn of(path: &Path, rows: Rows, file: File) -> anyhow::Result<Self> {
        let (path, input) = (path.to_owned(), BufReader::new(file));
        let mut lines = Self {
            path,
            rows,
            input,
            header: Vec::new(),
            names: csv::StringRecord::new(),
            number: 0,
            bytes: 0,
        };
        if rows == Rows::Csv {
            lines.header = lines.bytes()?.unwrap_or_default();
            lines.names = record(&lines.header)?;
        }
        Ok(lines)
    }

    /// A table's header; empty for JSON.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// The next row; `None` at the end. A row that is cut off is a mistake.
    pub fn next(&mut self) -> anyhow::Result<Option<Line>> {
        let Some(bytes) = self.bytes()? else { return Ok(None) };
        let line = match self.rows {
            Rows::Csv => table(&self.names, bytes),
            Rows::Json => object(bytes),
        };
        let line = line.with_context(|| {
            format!("{}, line {}: expected a row of a study", self.path.display(), self.number)
        })?;
        Ok(Some(line))
    }

    fn bytes(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let shown = self.path.display();
        let mut bytes = Vec::new();
        let limited = (&mut self.input).take(LONGEST).read_until(b'\n', &mut bytes);
        limited.with_context(|| format!("cannot read {shown}"))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        ensure!(
            bytes.ends_with(b"\n"),
            "{shown}, line {}: expected a whole row, found the beginning of one: run the study or \
                shard again",
            self.number
        );
        self.bytes += bytes.len() as u64;
        Ok(Some(bytes))
    }
}

/// The row of a comma-separated table.
fn table(names: &csv::StringRecord, bytes: Vec<u8>) -> anyhow::Result<Line> {
    let cells = record(&bytes)?;
    let get = |name: &str| {
        let place = names.iter().position(|other| other == name);
        place.and_then(|place| cells.get(place)).map(str::to_owned)
    };
    line(get, bytes)
}

/// The cells of one line.
fn record(line: &[u8]) -> csv::Result<csv::StringRecord> {
    let mut cells = csv::StringRecord::new();
    csv::ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(512)
        .from_reader(line)
        .read_record(&mut cells)?;
    Ok(cells)
}

/// The row of a JSON object.
fn object(bytes: Vec<u8>) -> anyhow::Result<Line> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&bytes)?;
    let get = |name: &str| {
        map.get(name).map(|value| match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    line(get, bytes)
}

fn line(get: impl Fn(&str) -> Option<String>, bytes: Vec<u8>) -> anyhow::Result<Line> {
    let need = |name: &'static str| get(name).with_context(|| format!("it has no {name}"));
    let count = |name: &'static str| -> anyhow::Result<u64> {
        need(name)?.parse().with_context(|| format!("its {name} is no whole number"))
    };
    let truth = |name: &'static str| match need(name)?.as_str() {
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        "" => Ok(None),
        _ => bail!("its {name} is neither true nor false"),
    };
    let values = Key::ALL.iter().filter_map(|key| get(key.name()).map(|value| (*key, value)));
    Ok(Line {
        study: need("study")?,
        row: count("row")?,
        of: count("of")?,
        values: values.collect(),
        ended: need("ended")?,
        all_right: truth("all_right")?,
        low_loss: truth("low_loss")?.unwrap_or(false),
        bytes,
    })
}
