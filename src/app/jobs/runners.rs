//! The runners beside the descent itself: their running jobs and newest results.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::app::jobs::job::Slot;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Run;
use crate::app::state::session::Start;
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};

/// Runs from an earlier start are shown no longer than this while those from the present one are
/// under way.
const PATIENCE: Duration = Duration::from_millis(250);

/// Runs that were asked for.
#[derive(Clone)]
struct Wanted {
    objective: Arc<Objective>,
    start: Start,
    rivals: Vec<Settings>,
}

impl Wanted {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.objective, &other.objective)
            && self.start.weights == other.start.weights
            && self.rivals == other.rivals
    }

    fn has(&self, run: &Run) -> bool {
        Arc::ptr_eq(&self.objective, &run.objective)
            && self.start.weights == run.start.weights
            && self.rivals.contains(&run.settings)
    }
}

/// The runners beside the descent itself.
#[derive(Default)]
pub struct Runners {
    job: Slot<Run>,
    asked: Option<Wanted>,
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
        self.job.stop();
    }

    /// Runs again what was stopped.
    pub fn again(&mut self) {
        self.asked = None;
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
        let wanted =
            Wanted { objective: Arc::clone(&model.objective), start: start.clone(), rivals };
        self.runs.retain(|run| wanted.rivals.iter().any(|s| s.optimizer == run.settings.optimizer));
        if self.runs.iter().all(|run| wanted.has(run)) {
            self.since = None;
        } else if self.since.get_or_insert_with(Instant::now).elapsed() > PATIENCE {
            self.runs.retain(|run| wanted.has(run));
        } else {
            context.request_repaint_after(PATIENCE);
        }
        if self.asked.as_ref().is_some_and(|asked| asked.is(&wanted))
            || is_held && self.is_running()
        {
            return;
        }
        let missing: Vec<Settings> = wanted
            .rivals
            .iter()
            .filter(|rival| !self.runs.iter().any(|run| wanted.has(run) && run.settings == **rival))
            .cloned()
            .collect();
        self.asked = Some(wanted.clone());
        if missing.is_empty() {
            self.job.stop();
            return;
        }
        let model = Arc::clone(model);
        self.job.start(context, move |monitor, outbox| {
            // each counts its own steps; all of them together are what there is to do
            monitor.set_total(missing.len() as u64);
            let run = |settings: Settings| {
                if let Some(run) = Run::of(&model, wanted.start.clone(), settings, &monitor.part())
                {
                    outbox.send(run);
                }
                monitor.advance(1);
            };
            // threads of their own: the pool is for pictures, which should not wait for the slowest
            // runner
            std::thread::scope(|scope| {
                let run = &run;
                missing.into_iter().for_each(|settings| {
                    scope.spawn(move || run(settings));
                });
            });
        });
    }

    fn is_running(&self) -> bool {
        self.job.running().is_some()
    }

    /// Takes in who has finished.
    pub fn poll(&mut self, model: Option<&Arc<Model>>) {
        for mut run in self.job.take_all() {
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
        self.job.progress()
    }
}
