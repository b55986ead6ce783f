//! Counter-examples that are made for the data that are shown, and the hunt for others.

use eframe::egui::Context;

use crate::app::jobs::hunting::Hunting;
use crate::app::jobs::job::Slot;
use crate::app::state::counterexample::Choice;
use crate::construct::{GenerateError, Source};
use crate::objective::LossKind;
use crate::preset::Preset;

/// A preset, or why there is none.
pub type Made = Result<Preset, GenerateError>;

/// The card and what it has set going.
#[derive(Default)]
pub struct Make {
    /// Whether the card is shown.
    pub is_open: bool,
    /// What is chosen on it.
    pub choice: Choice,
    making: Slot<Result<Preset, String>>,
    /// The hunt.
    pub hunting: Hunting,
}

impl Make {
    /// Progress of what is being made, or of the hunt, which goes on until it is stopped.
    pub fn work(&self) -> Option<f64> {
        self.making.progress().or_else(|| self.hunting.work())
    }

    /// How many data sets the hunt has found so far.
    pub fn hits(&self) -> usize {
        self.hunting.found()
    }

    /// How many it has tried.
    pub fn tries(&self) -> u64 {
        self.hunting.tries()
    }

    /// Stops what is being made, and the hunt, which can go on later.
    pub fn stop(&mut self) {
        self.making.stop();
        self.hunting.stop();
    }

    /// Takes in what was made, and what the hunt found; an error is one of either.
    pub fn poll(&mut self) -> Option<Result<Preset, String>> {
        self.hunting.poll().map(Err).or_else(|| self.making.take_newest())
    }

    /// Makes a preset in the background.
    pub fn make(
        &mut self,
        context: &Context,
        preset: &Preset,
        build: impl FnOnce(&Preset, Source) -> Made + Send + 'static,
    ) {
        let preset = preset.clone();
        // the theorems are about the squared error
        let source = Source { kind: LossKind::Squared, ..Source::of(&preset) };
        self.making.start(context, move |_, outbox| {
            outbox.send(build(&preset, source).map_err(|error| error.to_string()));
        });
    }
}

/// As `build` makes it with the preset's network, else with one that the theorem is about.
pub fn with_some_network(source: Source, build: impl Fn(&Source) -> Made) -> Made {
    build(&source).or_else(|_| build(&Source { network: None, ..source }))
}
