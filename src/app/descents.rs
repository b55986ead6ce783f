//! Descents from here and there.

use std::sync::Arc;

use eframe::egui::Context;

use crate::app::App;
use crate::app::jobs::follow::PATIENCE;
use crate::app::jobs::model::weights_of_start;
use crate::app::jobs::outcome::{Descent, MapCell};
use crate::app::map::ticks::coordinate;
use crate::app::state::session::Start;
use crate::network::norm;
use crate::optimizer::Settings;
use crate::proof::Verdict;

impl App {
    /// Runs from a start that stays the same.
    pub(super) fn run_again(&mut self, context: &Context, start: Start) {
        self.live.descend(context, start, self.session.preset.descent.settings.clone(), None);
    }

    /// Runs from `start`.
    pub(super) fn start(&mut self, context: &Context, start: Start) {
        self.start_in(context, start, None);
    }

    fn start_in(&mut self, context: &Context, start: Start, cell: Option<MapCell>) {
        self.await_no_proof();
        self.previous_start = self.session.start.replace(start.clone());
        self.live.race.again();
        self.live.descend(context, start, self.session.preset.descent.settings.clone(), cell);
    }

    /// Runs from a named point, and shows the proof about it if there is one worth reading.
    pub(super) fn start_at_point(&mut self, context: &Context, index: usize) {
        let Some(model) = self.model() else { return };
        let point = &model.points[index];
        let is_start = point.is_start;
        self.close_proof();
        self.start(context, Start { name: point.name.clone(), weights: point.weights.clone() });
        self.shown_proof = (!is_start).then_some(index);
        self.awaited_proof = Some(index);
        self.show_awaited_proof();
    }

    /// Shows the proof about the named point that was gone to last, once it is there and if it is
    /// worth reading.
    pub(super) fn show_awaited_proof(&mut self) {
        let Some(index) = self.awaited_proof else { return };
        let Some(proof) = self.live.proofs.get(index).and_then(Option::as_ref) else { return };
        let is_start = self
            .model()
            .is_some_and(|model| model.points.get(index).is_some_and(|point| point.is_start));
        // that a place to start from is no minimum goes without saying
        let is_telling = !is_start || proof.certificate.verdict != Verdict::Disproved;
        self.awaited_proof = None;
        self.shown_proof = is_telling.then_some(index);
    }

    /// Closes the proof card, also one that is yet to open.
    pub(super) fn close_proof(&mut self) {
        (self.shown_proof, self.awaited_proof) = (None, None);
    }

    /// Waits no more for a proof, as the person went elsewhere.
    pub(super) fn await_no_proof(&mut self) {
        if self.awaited_proof.take().is_some() {
            self.shown_proof = None;
        }
    }

    /// Runs from coordinates of the plane.
    pub(super) fn start_at(&mut self, context: &Context, at: [f64; 2]) {
        if let Some(start) = self.start_of(at) {
            self.start(context, start);
        }
    }

    /// Runs from the centre of a cell, where the basin map did.
    pub(super) fn start_at_cell(&mut self, context: &Context, [i, j]: [usize; 2]) {
        let Some(picture) = self.live.basins.current() else { return };
        let named = Arc::clone(&picture.named);
        if let Some(start) = self.start_of([named.map.grid.x(i), named.map.grid.y(j)]) {
            self.start_in(context, start, Some(MapCell { named, at: [i, j] }));
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

    /// Moves the start within the plane, or beside it as far as it was; the descent follows.
    pub(super) fn move_start(&mut self, at: [f64; 2]) {
        let (Some(model), Some(start)) = (self.model(), self.session.start.clone()) else { return };
        let plane = &model.view.plane;
        let old = plane.project(&start.weights);
        // beyond rounding, as the place of a click is
        if old.distance <= 1e-12 * (1.0 + norm(&start.weights)) {
            if let Some(start) = self.start_of(at) {
                self.follow_from(start);
            }
            return;
        }
        let (from, to) = (plane.point(old.x, old.y), plane.point(at[0], at[1]));
        let moved = start.weights.iter().zip(from.iter().zip(&to));
        let weights =
            moved.map(|(w, (from, to))| if from == to { *w } else { w - from + to }).collect();
        self.follow_from(Start { name: "a start moved by hand".to_owned(), weights });
    }

    /// Gives a weight of the start another value; the descent follows.
    pub(super) fn set_weight(&mut self, index: usize, value: f64) {
        let Some(model) = self.model() else { return };
        let mut weights = weights_of_start(&self.session, &model).to_vec();
        let Some(weight) = weights.get_mut(index).filter(|_| value.is_finite()) else { return };
        *weight = value;
        self.follow_from(Start { name: "weights set by hand".to_owned(), weights });
    }

    /// The descent follows to another start.
    fn follow_from(&mut self, start: Start) {
        if start.weights.iter().all(|weight| weight.is_finite()) {
            self.previous_start = None;
            self.session.start = Some(start);
            self.live.follow.begin();
        }
    }

    /// Another optimiser runs at once from the same start, so that the difference is seen.
    pub(super) fn set_descent(&mut self, context: &Context, settings: Settings) {
        self.session.set_descent(settings);
        if let Some(start) = self.session.start.clone() {
            self.run_again(context, start);
        }
    }

    /// Sends a descent after the hand where the newest one is out of date. While the hand moves a
    /// descent may end before the next begins: one that is cut short over and over shows nothing.
    pub(super) fn follow(&mut self, context: &Context) {
        let is_held = context.input(|input| input.pointer.any_down());
        if !is_held {
            self.live.prove_owed(context, &self.session.preset);
            self.live.find_owed_flats(context, &self.session.preset);
        }
        let Some(since) = self.live.follow.since() else { return };
        let (Some(objective), Some(start)) =
            (self.live.objective.clone(), self.session.start.clone())
        else {
            self.live.follow.end();
            return;
        };
        let settings = &self.session.preset.descent.settings;
        let wanted = Descent::new(&objective, &start, settings, None);
        if self.live.run.as_ref().is_some_and(|run| run.descent() == wanted) {
            self.live.follow.end();
            return;
        }
        if since.elapsed() > PATIENCE {
            self.live.run = None;
        } else {
            context.request_repaint_after(PATIENCE);
        }
        let is_under_way = self.live.is_descending();
        if is_under_way && (is_held || self.live.descending.is_for(&wanted)) {
            return;
        }
        if self.model().is_some_and(|model| Arc::ptr_eq(&model.objective, &objective)) {
            self.run_again(context, start);
        }
    }
}
