//! Going back and forward: through the ranges looked at, and through everything that was changed.

use eframe::egui::Context;

use crate::app::state::command::{Command, MapMove};
use crate::app::state::history::History;
use crate::app::state::session::{Layer, Session};
use crate::app::{App, map};
use crate::preset::Preset;

impl App {
    /// Shows the ranges looked at before, or those after.
    pub(super) fn travel(&mut self, is_back: bool) {
        let Some(ranges) = self.session.ranges else { return };
        let other = if is_back { self.views.back(ranges) } else { self.views.forward(ranges) };
        self.session.ranges = Some(other.unwrap_or(ranges));
    }

    /// Shows another part of the plane, as a key asks for.
    pub(super) fn move_map(&mut self, context: &Context, wanted: MapMove) {
        let Some((model, (map, ranges))) =
            self.model().zip(self.map.as_ref().zip(self.session.ranges))
        else {
            return;
        };
        let command = if self.session.shows_surface() {
            Command::SetCamera(map::turned(self.session.surface.camera, wanted))
        } else {
            map::moved(&model, map.pixels, ranges, wanted)
        };
        self.apply(context, command);
    }

    /// Takes back the last change, or makes it again.
    pub(super) fn change_back(&mut self, context: &Context, is_undo: bool) {
        let present = self.session.clone();
        let other =
            if is_undo { self.changes.back(present) } else { self.changes.forward(present) };
        if let Some(session) = other {
            self.restore(context, session);
        }
    }

    /// Brings back a state, computing only what it changes.
    pub(super) fn restore(&mut self, context: &Context, session: Session) {
        let before = std::mem::replace(&mut self.session, session);
        let now = &self.session;
        let (old, new) = (&before.preset, &now.preset);
        let has_same_run =
            before.start == now.start && old.descent.settings == new.descent.settings;
        let without_settings = |preset: &Preset| {
            let mut preset = preset.clone();
            preset.descent.settings = new.descent.settings.clone();
            preset
        };
        let without_slide = |preset: &Preset| {
            let mut preset = without_settings(preset);
            preset.plane.slide.clone_from(&new.plane.slide);
            preset
        };
        self.previous_start = None;
        if old.plane.slide != new.plane.slide && has_same_run && without_slide(old) == *new {
            self.hover = None;
            self.live.slide(context, &self.session.preset);
        } else if without_settings(old) != *new {
            let has_same_objective =
                old.network == new.network && old.loss == new.loss && old.dataset == new.dataset;
            self.failure = None;
            self.hover = None;
            (self.shown_proof, self.awaited_proof) = (None, None);
            if old.plane != new.plane {
                self.views = History::default();
            }
            self.live.prepare(context, &self.session.preset, has_same_objective && has_same_run);
        } else if !has_same_run {
            match self.session.start.clone() {
                Some(start) => self.run_again(context, start),
                None => self.live.forget_descent(),
            }
        }
        if self.session.layer != Layer::Basins {
            self.live.basins.rest();
        }
        if before.tour != self.session.tour {
            self.close_proof();
            self.shown_proof = self.tour_proof();
        }
    }
}
