//! Runs of an item that are kept as they end, so that one that is cut off goes on where it was.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::experiment::hexadecimal;
use crate::input;
use crate::monitor::Monitor;

/// Most bytes of kept runs that are read.
const MOST_BYTES: u64 = 64 << 20;

/// Digits of what tells one protocol's runs from another's.
const DIGITS: usize = 16;

/// Runs that were made, and the file to which others are added, a line each.
pub(super) struct Kept {
    of: String,
    known: HashMap<String, Value>,
    file: Mutex<File>,
    monitor: Monitor,
}

#[derive(Serialize, Deserialize)]
struct Line {
    of: String,
    run: String,
    value: Value,
}

impl Kept {
    /// Those in `folder` of an item; `of` is all that its runs depend on. `monitor` hears of runs
    /// that need not be made.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn open(folder: &Path, item: &str, of: &[u8], monitor: &Monitor) -> anyhow::Result<Self> {
        let version = env!("CARGO_PKG_VERSION").as_bytes();
        let digest = Sha256::new().chain_update(version).chain_update(of);
        let of = hexadecimal(&digest)[..DIGITS].to_owned();
        let path = Self::path(folder, item);
        // what cannot be read is run again
        let text = input::text(&path, MOST_BYTES).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let known = lines.filter(|line| line.of == of).map(|line| (line.run, line.value)).collect();
        let shown = || format!("cannot write {}", path.display());
        let mut file =
            OpenOptions::new().create(true).append(true).open(&path).with_context(shown)?;
        if !text.is_empty() && !text.ends_with('\n') {
            // the last line was cut off
            file.write_all(b"\n").with_context(shown)?;
        }
        Ok(Self { of, known, file: Mutex::new(file), monitor: monitor.clone() })
    }

    /// Where the runs of an item are kept.
    pub fn path(folder: &Path, item: &str) -> PathBuf {
        folder.join(format!("{item}-runs.jsonl"))
    }

    /// A run, as it is kept or as it is made now; `None` when `make` was cancelled. `cost` is what
    /// the monitor hears of one that is kept, `make` tells it of its own.
    pub fn run<T: Serialize + DeserializeOwned>(
        &self,
        run: &str,
        cost: usize,
        make: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let known = self.known.get(run).cloned();
        if let Some(value) = known.and_then(|value| serde_json::from_value(value).ok()) {
            self.monitor.advance(cost as u64);
            return Some(value);
        }
        let made = make()?;
        if let Ok(value) = serde_json::to_value(&made) {
            let line = Line { of: self.of.clone(), run: run.to_owned(), value };
            let mut text = serde_json::to_string(&line).unwrap_or_default();
            text.push('\n');
            // on a full disk nothing is kept, and the report is none the worse
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = file.write_all(text.as_bytes());
        }
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_kept_is_not_made_again_and_a_line_that_was_cut_off_is() {
        let folder = tempfile::tempdir().unwrap();
        let open = |of: &str| {
            let monitor = Monitor::default();
            Kept::open(folder.path(), "fig1", of.as_bytes(), &monitor).unwrap()
        };
        let made = |of: &str, run: &str| {
            let kept = open(of);
            let mut is_made = false;
            let value = kept.run(run, 1, || {
                is_made = true;
                Some(vec![0.1, 1.0 / 3.0])
            });
            assert_eq!(value, Some(vec![0.1, 1.0 / 3.0]));
            is_made
        };
        assert!(made("a", "1") && made("a", "2") && made("b", "1"));
        assert!(!made("a", "1") && !made("b", "1"));
        let path = Kept::path(folder.path(), "fig1");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 5]).unwrap();
        assert!(!made("a", "2") && made("b", "1") && !made("b", "1"));
        // what is not finite has no place in JSON, and is made again
        let kept = open("c");
        assert_eq!(kept.run("1", 1, || Some(f64::INFINITY)), Some(f64::INFINITY));
        let kept = open("c");
        assert_eq!(kept.run("1", 1, || Some(2.0)), Some(2.0));
    }
}
