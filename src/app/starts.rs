//! Descents from here and there.

use std::sync::Arc;

use eframe::egui::Context;

use super::App;
use super::basins::Named;
use super::command::Message;
use super::live::Proof;
use super::session::Start;
use super::ticks::coordinate;
use crate::certificate::Verdict;
use crate::descent::Settings;

impl App {
    /// Runs from a start that stays the same.
    pub(super) fn run_again(&mut self, context: &Context, start: Start) {
        self.live.descend(context, start, self.session.preset.descent.settings.clone(), None);
    }

    /// Runs from `start`.
    pub(super) fn start(&mut self, context: &Context, start: Start) {
        self.start_in(context, start, None);
    }

    fn start_in(&mut self, context: &Context, start: Start, cell: Option<(Arc<Named>, [usize; 2])>) {
        self.previous_start = self.session.start.replace(start.clone());
        self.live.descend(context, start, self.session.preset.descent.settings.clone(), cell);
    }

    /// Runs from a named point, and shows the proof about it if there is one worth reading.
    pub(super) fn start_at_point(&mut self, context: &Context, index: usize) {
        let Some(model) = self.model() else { return };
        let point = &model.points[index];
        let proof = self.live.proofs.get(index).and_then(Option::as_ref);
        // that a place to start from is no minimum goes without saying
        let is_telling = |proof: &Proof| !point.is_start || proof.certificate.verdict != Verdict::Disproved;
        self.shown_proof = proof.is_some_and(is_telling).then_some(index);
        self.start(context, Start { name: point.name.clone(), weights: point.weights.clone() });
    }

    /// Runs from coordinates of the plane.
    pub(super) fn start_at(&mut self, context: &Context, at: [f64; 2]) {
        if let Some(start) = self.start_of(at) {
            self.start(context, start);
        }
    }

    /// Runs from the centre of a cell, where the basin map did.
    pub(super) fn start_at_cell(&mut self, context: &Context, [i, j]: [usize; 2]) {
        let Some(picture) = &self.live.basins.picture else { return };
        let named = Arc::clone(&picture.named);
        if let Some(start) = self.start_of([named.map.grid.x(i), named.map.grid.y(j)]) {
            self.start_in(context, start, Some((named, [i, j])));
        }
    }

    /// The start at coordinates of the plane.
    fn start_of(&self, at: [f64; 2]) -> Option<Start> {
        let model = self.model()?;
        let plane = &model.view.plane;
        let ranges = self.session.ranges?;
        let mut name = format!("{} = {}", plane.x.label, coordinate(at[0], ranges[0]));
        if !model.is_line() {
            name += &format!(", {} = {}", plane.y.label, coordinate(at[1], ranges[1]));
        }
        Some(Start { name, weights: plane.point(at[0], at[1]) })
    }

    /// Another optimiser runs at once from the same start, so that the difference is seen.
    pub(super) fn set_descent(&mut self, context: &Context, settings: Settings) {
        self.session.set_descent(settings);
        if let Some(start) = self.session.start.clone() {
            self.run_again(context, start);
        }
    }

    /// Makes a named point of the weights under the playhead.
    pub(super) fn keep_point(&mut self, context: &Context) {
        let Some(run) = &self.live.run else { return };
        let record = &run.trajectory.records[self.player.record(run.trajectory.records.len())];
        let note =
            format!("Step {} of {} from {}.", record.step, run.settings.optimizer.name(), run.start.name);
        let weights = record.weights.clone();
        let name = self.session.keep_point(&weights, note);
        self.live.prepare(context, &self.session.preset, true);
        self.tell(context, Message::done(format!("Kept as \"{name}\": planes can now go through it.")));
    }
}
