//! The race as part of the window: who runs, and what is shown of them.

use std::sync::Arc;

use eframe::egui::{Context, Ui};

use crate::app::App;
use crate::app::cards::race as card;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Run;
use crate::app::state::command::Command;
use crate::app::state::race::Race;

impl App {
    /// The race on, or off.
    pub(in crate::app) fn race_switched(&self) -> Race {
        Race { is_on: !self.session.race.is_on, ..self.session.race.clone() }
    }

    /// Sees to it that those run who are in the race.
    pub(in crate::app) fn ask_for_race(&mut self, context: &Context, model: &Arc<Model>) {
        let rivals = self.session.rivals();
        let start = self.session.start.as_ref();
        let start = start.filter(|start| start.weights.len() == model.objective.parameter_count());
        let Some(start) = start.filter(|_| !rivals.is_empty()) else {
            self.live.race.clear();
            return;
        };
        // while the data are edited the model is a moment behind
        if self.live.objective.as_ref().is_some_and(|now| Arc::ptr_eq(now, &model.objective)) {
            let is_held = context.input(|input| input.pointer.any_down());
            self.live.race.want(context, model, start, rivals, is_held);
        }
    }

    /// Draws the card of the race, if there is one.
    pub(in crate::app) fn race_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.session.race.is_on {
            let step = self.live.step(&self.player);
            card::ui(ui, &self.session, &self.live, step, !self.presenter.is_on(), commands);
        }
    }

    /// Who is in the race, the descent itself among them: each with the loss under the playhead and
    /// with where it ended.
    #[must_use]
    pub fn runners(&self) -> Vec<(&'static str, f64, &str)> {
        let told = |run: &Run| -> f64 { self.live.record(run, &self.player).loss };
        let is_on = self.session.race.is_on;
        let runs = self.live.runs().filter(|_| is_on);
        runs.map(|run| (run.settings.optimizer.name(), told(run), run.fate.as_str())).collect()
    }
}
