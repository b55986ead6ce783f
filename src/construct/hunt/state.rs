//! What is kept of a hunt in a folder, so that it can go on where it stopped.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::attempt::attempt;
use super::hit::Hit;
use super::settings::Settings;
use crate::monitor::Monitor;
use crate::{input, output};

/// The file in the folder that a hunt is resumed from.
const FILE: &str = "hunt.json";

/// The version of that file.
const FORMAT: u32 = 1;

/// Largest state that is read, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// How far a hunt has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    format: u32,
    /// What is hunted for.
    pub settings: Settings,
    /// Tries done: all numbers below.
    pub tries: u64,
    /// What was found.
    pub hits: Vec<Row>,
}

/// A hit in the state, and in the command's JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The number of the try.
    pub number: u64,
    /// The name of the preset's file in the folder.
    pub file: String,
    /// What is proven of its bad minimum.
    pub verdict: String,
    /// Encloses the loss there.
    pub loss: [f64; 2],
    /// How far that is above the loss of another point, as a share of the loss of the best
    /// constant.
    pub gap: f64,
    /// The share of random starts that end in it.
    pub share: f64,
}

/// Why a hunt cannot be resumed or kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// The disk says no.
    #[error("cannot {what} {}: {source}", path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is no state of a hunt: {reason}", path.display())]
    NoState {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder holds another hunt.
    #[error("the hunt in {} has other settings; choose another folder for this \
        one", folder.display())]
    OtherSettings {
        /// The folder.
        folder: PathBuf,
    },
}

impl State {
    /// A hunt that has not begun.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { format: FORMAT, settings, tries: 0, hits: Vec::new() }
    }

    /// The hunt that is in the folder; a new one, for which the folder is made, if there is none.
    ///
    /// # Errors
    /// If the folder or its file is of no use, or the hunt there has other settings.
    pub fn resume(folder: &Path, settings: Settings) -> Result<Self, StateError> {
        std::fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        match Self::read(folder)? {
            None => Ok(Self::new(settings)),
            Some(state) if state.settings == settings => Ok(state),
            Some(_) => Err(StateError::OtherSettings { folder: folder.to_owned() }),
        }
    }

    /// The hunt that is in the folder, if there is one.
    ///
    /// # Errors
    /// If its file is of no use.
    pub fn read(folder: &Path) -> Result<Option<Self>, StateError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let no_state = |reason: String| StateError::NoState { path: path.clone(), reason };
        let text = input::text(&path, MAX_SIZE).map_err(|error| no_state(error.to_string()))?;
        let state: Self =
            serde_json::from_str(&text).map_err(|error| no_state(error.to_string()))?;
        if state.format != FORMAT {
            return Err(no_state(format!(
                "it has format {}, but only {FORMAT} is known",
                state.format
            )));
        }
        Ok(Some(state))
    }

    /// Makes all tries up to number `end`, in parallel; `None` when cancelled, and nothing has
    /// changed.
    pub fn hunt(&mut self, end: u64, monitor: &Monitor) -> Option<Vec<Hit>> {
        let attempts: Option<Vec<Option<Hit>>> = (self.tries..end.max(self.tries))
            .into_par_iter()
            .map(|number| attempt(&self.settings, number, monitor))
            .collect();
        let hits: Vec<Hit> = attempts?.into_iter().flatten().collect();
        self.tries = self.tries.max(end);
        self.hits.extend(hits.iter().map(Row::of));
        Some(hits)
    }

    /// Writes the presets of the newest hits, and then the state.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn keep(&self, folder: &Path, newest: &[Hit]) -> Result<(), StateError> {
        let write = |path: PathBuf, text: String| {
            output::write_atomically(&path, |to| to.write_all(text.as_bytes()))
                .map_err(failed("write", &path))
        };
        for hit in newest {
            write(folder.join(Row::of(hit).file), hit.preset.to_toml())?;
        }
        let mut text = serde_json::to_string_pretty(self).expect("plain numbers and texts");
        text.push('\n');
        write(folder.join(FILE), text)
    }
}

impl Row {
    /// What is kept of a hit.
    #[must_use]
    pub fn of(hit: &Hit) -> Self {
        Self {
            number: hit.number,
            file: format!("{}.toml", hit.preset.name),
            verdict: hit.certificate.verdict.name().to_owned(),
            loss: hit.certificate.loss,
            gap: hit.gap,
            share: hit.share,
        }
    }
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StateError {
    let path = path.to_owned();
    move |source| StateError::File { what, path, source }
}
