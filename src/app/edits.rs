//! Changes of the preset: other data, another loss, another preset.

use eframe::egui::Context;

use crate::app::App;
use crate::app::state::command::{Found, Message};
use crate::app::state::session::{Layer, Session};
use crate::network::Law;
use crate::objective::Loss;
use crate::preset::{DataEdit, Preset};

impl App {
    /// Changes the data; everything that follows from them follows.
    pub(super) fn edit_data(&mut self, context: &Context, edit: &DataEdit) {
        if self.session.preset.edit_data(edit) {
            self.session.is_edited = true;
            self.close_proof();
            self.live.refresh(context, &self.session.preset);
        }
    }

    /// Another loss, under which what was said of named points need not hold.
    pub(super) fn set_loss(&mut self, context: &Context, loss: Loss) {
        self.session.preset.loss = loss;
        self.session.preset.outdate_points();
        self.session.is_edited = true;
        self.live.prepare(context, &self.session.preset, false);
    }

    /// The preset again as it was opened.
    pub(super) fn revert(&mut self, context: &Context) {
        let original = self.session.original.clone();
        let (race, shows_held) = (self.session.race.clone(), self.session.shows_held);
        self.open(context, (*original.0).clone(), self.session.gallery_index);
        self.session = Session { original, race, shows_held, ..self.session.clone() };
    }

    /// Another preset, looked at in the same way.
    pub(super) fn open(&mut self, context: &Context, preset: Preset, index: Option<usize>) {
        self.landscape = None;
        self.shows_gallery = false;
        self.experiments.close();
        let Session { layer, basin_view, .. } = self.session;
        let fresh = Session::new(preset, index, self.session.look.clone());
        self.session = Session { layer, basin_view, ..fresh };
        self.previous_start = None;
        self.close_proof();
        self.failure = None;
        self.hover = None;
        self.data.clear();
        self.live.prepare(context, &self.session.preset, false);
    }

    /// An experiment that was counted from random starts: they are counted on the map as well.
    pub(super) fn open_counted(&mut self, context: &Context, (preset, law): (Preset, Law)) {
        self.open(context, preset, None);
        self.start_somewhere();
        self.draw.law = law;
        self.shows_random_starts = true;
    }

    /// The loss in place of a layer that there is none of, and why.
    pub(super) fn keep_to_possible_layers(&mut self, context: &Context) {
        if let Some(reason) = self.session.refusal(self.session.layer) {
            self.session.layer = Layer::LOSS;
            self.tell(context, Message::done(format!("{reason}: this is the loss.")));
        }
    }

    /// Puts found points on the map.
    pub(super) fn keep_found(&mut self, context: &Context, points: Vec<Found>, summary: String) {
        for point in &points {
            self.session.preset.add_free_point(
                &point.name,
                &point.note,
                &point.weights,
                point.exact.as_deref(),
            );
        }
        if !points.is_empty() {
            self.live.prepare(context, &self.session.preset, true);
        }
        self.tell(context, Message::done(summary));
    }

    /// Makes a named point of the weights under the playhead.
    pub(super) fn keep_point(&mut self, context: &Context) {
        let Some(run) = &self.live.run else { return };
        let record = self.live.record(run, &self.player);
        let note = format!(
            "Step {} of {} from {}.",
            record.step,
            run.settings.optimizer.name(),
            run.start.name
        );
        let weights = record.weights.clone();
        let name = self.session.keep_point(&weights, note);
        self.live.prepare(context, &self.session.preset, true);
        self.tell(
            context,
            Message::done(format!("Kept as \"{name}\": planes can now go through it.")),
        );
    }
}
