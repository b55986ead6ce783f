//! What helps: an experiment with one thing changed at a time, counted while it runs.

use std::sync::Arc;

use eframe::egui::Context;

use crate::app::jobs::keyed::{Keyed, Same};
use crate::experiment::study::{Remedies, Tally};
use crate::preset::Preset;

/// What is asked for.
#[derive(Clone)]
pub struct Wish {
    /// Of which experiment.
    pub preset: Same<Preset>,
    /// Random starts of each change.
    pub runs: u64,
    /// Their seed.
    pub seed: u64,
    /// The mean loss below which a run is a success, where targets are not 0 and 1.
    pub threshold: f64,
}

impl PartialEq for Wish {
    fn eq(&self, other: &Self) -> bool {
        let same = |wish: &Self| (wish.runs, wish.seed, wish.threshold.to_bits());
        self.preset == other.preset && same(self) == same(other)
    }
}

/// The counts so far.
pub struct Counts {
    /// What is changed, and the cells.
    pub remedies: Arc<Remedies>,
    /// What became of the runs of each cell.
    pub tallies: Vec<Tally>,
}

/// The running count and its newest state; a sentence where there is nothing to count.
pub type Helps = Keyed<Wish, Result<Counts, String>>;

impl Helps {
    /// Counts anew unless this is what is being counted. Dropping it stops the count.
    pub fn want(&mut self, context: &Context, wish: Wish) {
        let Wish { preset, runs, seed, threshold } = wish.clone();
        self.ask(context, wish, move |monitor, outbox| {
            let remedies = match Remedies::new(&preset, runs, seed, threshold) {
                Ok(remedies) => Arc::new(remedies),
                Err(error) => return outbox.send(Err(format!("{error:#}"))),
            };
            let counts = |tallies: &[Tally]| Counts {
                remedies: Arc::clone(&remedies),
                tallies: tallies.to_vec(),
            };
            let none = vec![Tally::default(); remedies.study.cells.len()];
            outbox.send(Ok(counts(&none)));
            // the last report is the result
            let _ = remedies.study.tallies(monitor, |tallies| outbox.send(Ok(counts(tallies))));
        });
    }
}
