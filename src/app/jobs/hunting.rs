//! The hunt for small data sets with bad minima: it goes on where it stopped, in a folder that the
//! command `hunt` goes on in too.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, RichText, ScrollArea, TextEdit, Ui};

use crate::app::cards::make::Wish;
use crate::app::jobs::job::Slot;
use crate::app::state::command::Command;
use crate::app::theme;
use crate::construct::hunt::{Hit, Row, Settings, State};
use crate::figure::format_number;
use crate::network::Activation;
use crate::objective::LossKind;
use crate::preset::Preset;

/// Tries after which a hunt ends by itself, until it is told to go on.
const TRIES: u64 = 2000;

/// Tallest list of what a hunt has found before it scrolls.
const LIST_HEIGHT: f32 = 150.0;

/// What a hunt is for, as far as it is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarry {
    /// Data points.
    pub points: usize,
    /// Hidden units.
    pub hidden: usize,
    /// Loss.
    pub loss: LossKind,
    /// Seed of everything.
    pub seed: u64,
    /// The folder that was chosen; where empty, one for these settings beside the session's file.
    pub folder: String,
}

impl Default for Quarry {
    fn default() -> Self {
        Self { points: 10, hidden: 2, loss: LossKind::Squared, seed: 0, folder: String::new() }
    }
}

impl Quarry {
    /// Those of the command `hunt` with the same numbers.
    fn settings(&self) -> Settings {
        Settings {
            points: self.points,
            inputs: 2,
            hidden: self.hidden,
            activation: Activation::Sigmoid,
            loss: self.loss,
            starts: 24,
            climb: 20,
            seed: self.seed,
            from: None,
        }
    }

    /// Where the hunt is kept; `base` is the folder of the session's file.
    fn place(&self, base: Option<&Path>) -> Option<PathBuf> {
        if !self.folder.trim().is_empty() {
            return Some(PathBuf::from(self.folder.trim()));
        }
        let Self { points, hidden, loss, seed, .. } = self;
        let own = format!("{points}-points-{hidden}-units-{}-seed-{seed}", loss.name());
        base.map(|base| base.join("hunts").join(own))
    }
}

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
    state: Option<State>,
    /// Where it is kept, if anywhere.
    folder: Option<PathBuf>,
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

    /// Draws the folder, how far it has come, and the list of what was found; `folder` is what was
    /// typed.
    pub fn ui(&self, ui: &mut Ui, folder: &mut String, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.label("Folder").on_hover_text(
                "Finds and progress are kept there; the command hunt goes on there too",
            );
            let hint = self
                .folder
                .as_ref()
                .map_or("not kept".to_owned(), |folder| folder.display().to_string());
            let width = ui.available_width() - 12.0;
            ui.add_enabled(
                !self.is_running(),
                TextEdit::singleline(folder).hint_text(hint).desired_width(width),
            );
        });
        if let Some(state) = &self.state {
            let (tries, found) =
                (theme::whole(usize::try_from(state.tries).unwrap_or(0)), state.hits.len());
            let then = match (self.is_running(), &self.folder) {
                (true, _) | (false, None) => "",
                (false, Some(_)) => "; it goes on from there",
            };
            ui.label(RichText::new(format!("{tries} data sets tried, {found} found{then}")).weak());
        }
        let rows = self.state.iter().flat_map(|state| state.hits.iter().enumerate());
        ScrollArea::vertical()
            .id_salt("hits")
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (index, row) in rows {
                    let share = 100.0 * row.share;
                    let text = format!(
                        "No. {}: loss {}, {share:.0} % of starts",
                        row.number,
                        format_number(row.loss[0])
                    );
                    let help =
                        format!("Open {}: {}, not global", row.file, row.verdict.replace('-', " "));
                    if ui.button(text).on_hover_text(help).clicked() {
                        commands.push(Command::Make(Wish::OpenHit(index)));
                    }
                }
            });
    }
}
