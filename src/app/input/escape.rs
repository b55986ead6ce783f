//! What Esc does: one thing at a time, what one would miss least first.

use eframe::egui::Context;

use crate::app::App;

impl App {
    /// Stops what is being computed, closes what lies on top, or leaves the presenter's mode. In
    /// front of an audience leaving comes last, so that Esc never ends more than was meant.
    pub(in crate::app) fn escape(&mut self, context: &Context) {
        if self.presenter.is_on() {
            if !self.stop_work() && !self.close_card() {
                self.presenter.toggle(context);
            }
        } else if self.experiments.page.is_some() {
            self.experiments.close();
        } else if self.session.tour.is_some() {
            self.close_tour();
        } else if !self.close_card() {
            self.stop_work();
        }
    }

    /// Closes the topmost card of the side panel; says whether there was one.
    fn close_card(&mut self) -> bool {
        let has_proof = self.shown_proof.is_some();
        self.close_proof();
        if has_proof {
            return true;
        }
        // in the presenter's mode it is not seen
        let are_seen = !self.presenter.is_on();
        if are_seen && std::mem::take(&mut self.make.is_open) {
            return true;
        }
        if self.session.race.is_on {
            self.session.race.is_on = false;
            return true;
        }
        std::mem::take(&mut self.session.shows_held)
            || std::mem::take(&mut self.shows_random_starts)
    }

    /// Stops what is being computed; says whether that was something a person waits for.
    fn stop_work(&mut self) -> bool {
        let live = &self.live;
        let was_working = self.search.progress().is_some()
            || live.descent_progress().is_some()
            || live.race.work().is_some()
            || live.basins.progress().is_some()
            || live.loss.is_minimising()
            || live.sample.job.progress().is_some()
            || self.make.work().is_some()
            || self.export.progress().is_some();
        self.search.stop();
        self.live.stop_descent();
        self.live.basins.stop();
        self.live.loss.stop_profile();
        self.live.sample.job.stop();
        self.make.stop();
        self.export.stop();
        was_working
    }
}
