//! The descent follows the hand that moves data, weights or the start.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::app::App;
use crate::app::jobs::outcome::Run;
use crate::app::state::session::Start;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// A descent that is older than this, while a newer one is under way, is not shown any more.
const PATIENCE: Duration = Duration::from_millis(250);

/// A descent that was asked for.
struct Asked {
    objective: Arc<Objective>,
    start: Vec<f64>,
    settings: Settings,
}

/// Whether descents follow the hand, and how far they have come.
#[derive(Default)]
pub struct Follow {
    asked: Option<Asked>,
    /// Since when the newest descent has been out of date, if descents follow.
    since: Option<Instant>,
}

impl Follow {
    /// From now on descents follow until one has caught up.
    pub fn begin(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// Whether a descent is yet to catch up.
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// Keeps in mind what was asked for last.
    pub fn asked(&mut self, objective: &Arc<Objective>, start: &Start, settings: &Settings) {
        let (objective, start) = (Arc::clone(objective), start.weights.clone());
        self.asked = Some(Asked { objective, start, settings: settings.clone() });
    }

    /// Takes in that a descent has come, a young one even if it is not the last.
    pub fn arrived(&mut self) {
        self.since = self.since.map(|_| Instant::now());
    }
}

impl App {
    /// Sends a descent after the hand where the newest one is out of date. While the hand moves a
    /// descent may end before the next begins: one that is cut short over and over shows nothing.
    pub(super) fn follow(&mut self, context: &Context) {
        let is_held = context.input(|input| input.pointer.any_down());
        if !is_held {
            self.live.prove_owed(context, &self.session.preset);
            self.live.find_owed_flats(context, &self.session.preset);
        }
        let Some(since) = self.live.follow.since else { return };
        let (Some(objective), Some(start)) =
            (self.live.objective.clone(), self.session.start.clone())
        else {
            self.live.follow.since = None;
            return;
        };
        let settings = &self.session.preset.descent.settings;
        let is_up_to_date = |run: &Run| {
            Arc::ptr_eq(&run.objective, &objective)
                && run.start.weights == start.weights
                && run.settings == *settings
        };
        if self.live.run.as_ref().is_some_and(is_up_to_date) {
            self.live.follow.since = None;
            return;
        }
        if since.elapsed() > PATIENCE {
            self.live.run = None;
        } else {
            context.request_repaint_after(PATIENCE);
        }
        let is_asked = |asked: &Asked| {
            Arc::ptr_eq(&asked.objective, &objective)
                && asked.start == start.weights
                && asked.settings == *settings
        };
        let is_under_way = self.live.is_descending();
        if is_under_way && (is_held || self.live.follow.asked.as_ref().is_some_and(is_asked)) {
            return;
        }
        if self.model().is_some_and(|model| Arc::ptr_eq(&model.objective, &objective)) {
            self.run_again(context, start);
        }
    }
}
