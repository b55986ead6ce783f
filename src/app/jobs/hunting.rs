//! The hunt for small data sets with bad minima: it goes on where it stopped, in a folder that the
//! command `hunt` goes on in too.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::app::jobs::job::Slot;
use crate::app::state::counterexample::Quarry;
use crate::construct::hunt::{Hit, Row, State};
use crate::preset::Preset;

/// Tries after which a hunt ends by itself, until it is told to go on.
const TRIES: u64 = 2000;

/// What is behind an entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Find {
    /// A preset in memory.
    Preset(Box<Preset>),
    /// A preset's file.
    File(PathBuf),
}

/// News of a hunt, with what it has found since the last.
struct News {
    state: State,
    newest: Vec<Hit>,
}

/// The hunt and what it has found.
#[derive(Default)]
pub struct Hunting {
    job: Slot<Result<News, String>>,
    looking: Slot<Result<Option<State>, String>>,
    /// How far it has come.
    pub state: Option<State>,
    /// Where it is kept, if anywhere.
    pub folder: Option<PathBuf>,
    /// Presets that were found since the window was opened.
    presets: Vec<(Row, Preset)>,
}

impl Hunting {
    /// Whether it is under way.
    pub fn is_running(&self) -> bool {
        self.job.running().is_some()
    }

    /// Progress of it, which goes on until it is stopped, or of reading how far it has come.
    pub fn work(&self) -> Option<f64> {
        self.job.progress().or_else(|| self.looking.progress())
    }

    /// Stops it, and reading how far it has come.
    pub fn stop(&mut self) {
        self.job.stop();
        self.looking.stop();
    }

    /// How many data sets it has found.
    pub fn found(&self) -> usize {
        self.state.as_ref().map_or(0, |state| state.hits.len())
    }

    /// Data sets tried.
    pub fn tries(&self) -> u64 {
        self.state.as_ref().map_or(0, |state| state.tries)
    }

    /// Reads how far a hunt for this has come, unless one is under way.
    pub fn look(&mut self, context: &Context, quarry: &Quarry, base: Option<&Path>) {
        if self.is_running() {
            return;
        }
        let folder = quarry.place(base);
        if self.state.as_ref().is_none_or(|state| state.settings != quarry.settings())
            || self.folder != folder
        {
            (self.state, self.folder) = (None, folder.clone());
        }
        let (Some(folder), settings) = (folder, quarry.settings()) else { return };
        self.looking.start(context, move |_, outbox| {
            let state =
                State::read(&folder).map(|state| state.filter(|state| state.settings == settings));
            outbox.send(state.map_err(|error| error.to_string()));
        });
    }

    /// Starts it, or goes on where it stopped; stops it if it is under way.
    pub fn start_or_stop(&mut self, context: &Context, quarry: &Quarry, base: Option<&Path>) {
        if self.is_running() {
            self.job.stop();
            return;
        }
        self.looking.stop();
        let (settings, folder) = (quarry.settings(), quarry.place(base));
        let known = self.state.take().filter(|state| state.settings == settings);
        self.folder.clone_from(&folder);
        self.job.start(context, move |monitor, outbox| {
            let resumed = match (&folder, known) {
                (Some(folder), _) => {
                    State::resume(folder, settings).map_err(|error| error.to_string())
                }
                (None, Some(known)) => Ok(known),
                (None, None) => Ok(State::new(settings)),
            };
            let mut state = match resumed {
                Ok(state) => state,
                Err(mistake) => return outbox.send(Err(mistake)),
            };
            outbox.send(Ok(News { state: state.clone(), newest: Vec::new() }));
            // a few tries a thread: many of them end at once
            let batch = 2 * rayon::current_num_threads() as u64;
            let last = state.tries + TRIES;
            while state.tries < last {
                let Some(newest) = state.hunt(last.min(state.tries + batch), monitor) else {
                    return;
                };
                if let Some(Err(error)) = folder.as_ref().map(|folder| state.keep(folder, &newest))
                {
                    return outbox.send(Err(error.to_string()));
                }
                outbox.send(Ok(News { state: state.clone(), newest }));
            }
        });
    }

    /// Takes in what was found and read; a mistake is one to be told.
    pub fn poll(&mut self) -> Option<String> {
        let mut mistake = None;
        match self.looking.take_newest() {
            Some(Ok(state)) if !self.is_running() => self.state = state.or(self.state.take()),
            Some(Err(reason)) => mistake = Some(reason),
            _ => {}
        }
        for news in self.job.take_all() {
            match news {
                Ok(News { state, newest }) => {
                    self.state = Some(state);
                    self.presets.extend(newest.into_iter().map(|hit| (Row::of(&hit), hit.preset)));
                }
                Err(reason) => mistake = Some(reason),
            }
        }
        mistake
    }

    /// What is behind entry `index` of the list.
    pub fn find(&self, index: usize) -> Option<Find> {
        let row = self.state.as_ref()?.hits.get(index)?;
        let mut known = self.presets.iter().filter(|(known, _)| known == row);
        match (known.next(), &self.folder) {
            (Some((_, preset)), _) => Some(Find::Preset(Box::new(preset.clone()))),
            (None, Some(folder)) => Some(Find::File(folder.join(&row.file))),
            (None, None) => None,
        }
    }
}
