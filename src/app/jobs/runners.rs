//! The runners beside the descent itself: their running jobs and newest results.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use crate::app::jobs::keyed::Keyed;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::{Descent, Run};
use crate::app::state::session::Start;
use crate::optimizer::{Optimizer, Settings};
use crate::platform::{self, Instant};

/// Runs from an earlier start are shown no longer than this while those from the present one are
/// under way.
const PATIENCE: Duration = Duration::from_millis(250);

/// The runners beside the descent itself.
#[derive(Default)]
pub struct Runners {
    asked: Keyed<Vec<Descent>, Run>,
    /// Since when some of the runs have not been the wanted ones.
    since: Option<Instant>,
    /// Those that have finished, in the order of menus.
    pub runs: Vec<Run>,
}

impl Runners {
    /// Forgets everything, as another objective is shown or the race is off.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Stops what is running; what has finished stays.
    pub fn stop(&mut self) {
        self.asked.job.stop();
    }

    /// Runs again what was stopped.
    pub fn again(&mut self) {
        self.asked.forget_request();
    }

    /// Sees to it that `rivals` run from `start`, those that have not done so yet. While the hand
    /// `is_held` what is running ends first: descents that are cut short over and over show
    /// nothing.
    pub fn want(
        &mut self,
        context: &Context,
        model: &Arc<Model>,
        start: &Start,
        rivals: Vec<Settings>,
        is_held: bool,
    ) {
        let descent = |settings: &Settings| Descent::new(&model.objective, start, settings, None);
        let wanted: Vec<Descent> = rivals.iter().map(descent).collect();
        let is_wanted = |run: &Run| wanted.contains(&run.descent());
        self.runs.retain(|run| rivals.iter().any(|s| s.optimizer == run.settings.optimizer));
        if self.runs.iter().all(is_wanted) {
            self.since = None;
        } else if self.since.get_or_insert_with(Instant::now).elapsed() > PATIENCE {
            self.runs.retain(is_wanted);
        } else {
            context.request_repaint_after(PATIENCE);
        }
        if self.asked.is_for(&wanted) || is_held && self.asked.job.running().is_some() {
            return;
        }
        let mut missing = rivals;
        missing.retain(|settings| {
            let descent = descent(settings);
            self.runs.iter().all(|run| run.descent() != descent)
        });
        let (model, start) = (Arc::clone(model), start.clone());
        self.asked.ask_again(context, wanted, move |monitor, outbox| {
            // each counts its own steps; all of them together are what there is to do
            monitor.set_total(missing.len() as u64);
            let run = |settings: Settings| {
                if let Some(run) = Run::of(&model, start.clone(), settings, None, &monitor.part()) {
                    outbox.send(run);
                }
                monitor.advance(1);
            };
            // threads of their own: the pool is for pictures, which should not wait for the slowest
            // runner
            platform::side_by_side(missing.len(), |index| run(missing[index].clone()));
        });
    }

    /// Takes in who has finished.
    pub fn poll(&mut self, model: Option<&Arc<Model>>) {
        for mut run in self.asked.job.take_all() {
            if let Some(model) = model {
                run.see_in(model);
            }
            // a young run from an earlier start shows that the race follows the hand
            self.since = self.since.map(|_| Instant::now());
            self.runs.retain(|other| other.settings.optimizer != run.settings.optimizer);
            self.runs.push(run);
        }
        let place = |run: &Run| Optimizer::ALL.iter().position(|o| *o == run.settings.optimizer);
        self.runs.sort_by_key(place);
    }

    /// Looks at all runs in another plane.
    pub fn see_in(&mut self, model: &Arc<Model>) {
        self.runs.iter_mut().for_each(|run| run.see_in(model));
    }

    /// Progress of what is running.
    pub fn work(&self) -> Option<f64> {
        self.asked.job.progress()
    }
}
