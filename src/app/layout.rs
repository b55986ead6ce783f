//! How the window is divided into panels.

use std::ops::RangeInclusive;

use eframe::egui::{self, CentralPanel, Label, Panel, PanelState, Pos2, Rect, RichText, Ui, Vec2};

use crate::app::map::MapView;
use crate::app::panels::{controls, curve, weights};
use crate::app::state::command::Command;
use crate::app::{App, cards, theme};
use crate::preset::NamedPoint;

/// What is said of the words of a preset that was changed.
const EDITED: &str = "Edited: these words, and the names with a *, are about the preset before \
    the edit. Losses and proofs are those of what you see.";

/// The sizes of a panel: what was chosen, and what was shown in the last frame within which limits.
#[derive(Clone)]
struct Sizes {
    chosen: f32,
    shown: f32,
    limits: RangeInclusive<f32>,
}

/// A panel whose edge can be dragged. Where the window has no room for the size that was chosen it
/// is smaller, and has that size again once there is room.
fn panel(
    ui: &mut Ui,
    (side, axis): (fn(&'static str) -> Panel, usize),
    name: &'static str,
    usual: f32,
    limits: RangeInclusive<f32>,
    add: impl FnOnce(&mut Ui),
) {
    let place = ui.scope_id().with(name);
    let kept = place.with("sizes");
    let last: Option<Sizes> = ui.data(|data| data.get_temp(kept));
    let mut chosen = last.as_ref().map_or(usual, |sizes| sizes.chosen);
    let given =
        Rect::from_min_size(Pos2::ZERO, Vec2::splat(chosen.clamp(*limits.start(), *limits.end())));
    if last.is_some() {
        ui.data_mut(|data| data.insert_persisted(place, PanelState { outer_rect: given }));
    }
    let panel = side(name).default_size(usual).size_range(limits.clone()).resizable(true);
    panel.show(ui, add);
    let shown = PanelState::load(ui, place).map_or(chosen, |state| state.size()[axis]);
    if last.is_some_and(|last| last.limits == limits && last.shown != shown) {
        chosen = shown;
    }
    ui.data_mut(|data| data.insert_temp(kept, Sizes { chosen, shown, limits }));
}

impl App {
    /// Draws all panels.
    pub(super) fn panels(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.presenter.is_on() {
            self.presenter_ui(ui, commands);
            return;
        }
        Panel::top("title").show(ui, |ui| self.title_ui(ui, commands));
        if self.experiments.page.is_some() {
            let presets = &self.gallery.presets;
            self.experiments.ui(ui, &self.session, presets, commands);
            return;
        }
        if theme::is_column(ui.ctx()) {
            if self.session.tour.is_some() {
                self.tour_panel(ui, commands);
            }
            self.column_ui(ui, commands);
            return;
        }
        if let Some(landscape) = &mut self.landscape {
            let sizes = (200.0..=440.0, 260.0..=520.0);
            panel(ui, (Panel::left, 0), "gallery", 300.0, sizes.0, |ui| {
                self.gallery.ui(ui, None, commands);
            });
            panel(ui, (Panel::right, 0), "landscape", 340.0, sizes.1, |ui| {
                landscape.side_ui(ui, commands);
            });
            CentralPanel::default_margins().show(ui, |ui| landscape.ui(ui));
            return;
        }
        if self.session.tour.is_some() {
            self.tour_panel(ui, commands);
        }
        // a small window keeps most of itself for the map
        let room = ui.max_rect().size();
        let upto = |most: f32, of_room: f32, least: f32| least..=of_room.min(most).max(least);
        let of_gallery = upto(440.0, 0.22 * room.x, 200.0);
        // narrower, the widest row of the controls would stick out
        let of_side = upto(520.0, 0.28 * room.x, 332.0);
        let of_descent = upto(460.0, 0.4 * room.y, 150.0);
        panel(ui, (Panel::left, 0), "gallery", 300.0, of_gallery, |ui| {
            self.gallery.ui(ui, self.session.gallery_index, commands);
        });
        panel(ui, (Panel::right, 0), "side", 340.0, of_side, |ui| self.side_ui(ui, commands));
        panel(ui, (Panel::bottom, 1), "descent", 240.0, of_descent, |ui| {
            // the panel keeps its height whatever it shows
            ui.set_min_height(ui.available_height());
            ui.add_space(4.0);
            let is_race = self.session.race.is_on;
            curve::ui(ui, &self.live, &self.player, self.session.speed, is_race, commands);
        });
        CentralPanel::default_margins().show(ui, |ui| self.map_ui(ui, commands));
    }

    pub(super) fn tour_panel(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        Panel::top("tour").frame(theme::tour_frame(ui)).show(ui, |ui| self.tour_ui(ui, commands));
    }

    fn side_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.map_view().legend_ui(ui, 6, commands);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(4.0);
            self.cards_ui(ui, commands);
            self.data_ui(ui, 230.0, commands);
            ui.add_space(4.0);
            ui.separator();
            self.notes_ui(ui, commands);
        });
    }

    /// The cards that are open.
    pub(super) fn cards_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.proof_ui(ui, commands);
        if self.make.is_open {
            cards::make::ui(ui, &self.make, &self.session.preset, commands);
        }
        self.race_ui(ui, commands);
        self.optimizer_state_ui(ui, commands);
        self.random_starts_ui(ui, commands);
    }

    /// What the preset says, and everything that can be set.
    pub(super) fn notes_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let preset = &self.session.preset;
        ui.label(RichText::new(&preset.source).weak().size(12.0));
        if self.session.is_edited {
            ui.label(RichText::new(EDITED).color(ui.visuals().warn_fg_color).size(12.0));
        } else if preset.points.iter().any(NamedPoint::is_from_before_edit) {
            let text = "Names with a * are from before these data.";
            ui.label(RichText::new(text).color(ui.visuals().warn_fg_color).size(12.0));
        }
        for paragraph in preset.notes.split("\n\n") {
            ui.label(paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        ui.add_space(4.0);
        ui.separator();
        controls::ui(ui, &self.session, commands);
        if let Some(model) = &self.live.model {
            weights::ui(ui, &self.session, model, commands);
        }
        ui.add_space(8.0);
    }

    /// The network over its data, `height` points high.
    pub(super) fn data_ui(&mut self, ui: &mut Ui, height: f32, commands: &mut Vec<Command>) {
        if self.live.model.is_some() {
            let whose = match (&self.hover, &self.live.run) {
                (Some(_), _) => "under the pointer",
                (None, Some(_)) => "at the playhead",
                (None, None) => "",
            };
            self.data.ui(ui, whose, height, commands);
        }
    }

    /// The count of random starts; an audience sees what is counted, not what else could be.
    pub(super) fn random_starts_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.shows_random_starts {
            let has_choices = !self.presenter.is_on();
            cards::random_starts::ui(ui, &self.draw, has_choices, &self.live.sample, commands);
        }
    }

    /// Draws the card of the race, if there is one.
    pub(super) fn race_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.session.race.is_on {
            let step = self.live.step(&self.player);
            cards::race::ui(ui, &self.session, &self.live, step, !self.presenter.is_on(), commands);
        }
    }

    /// The numbers of the optimiser's state, if they are shown.
    pub(super) fn optimizer_state_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if self.session.shows_held {
            cards::optimizer_state::ui(ui, &self.live, self.held(), commands);
        }
    }

    /// The proof card of the point that was clicked last.
    pub(super) fn proof_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some((index, model)) = self.shown_proof.zip(self.live.model.as_ref()) else { return };
        let Some(point) = model.points.get(index) else { return };
        match self.live.proofs.get(index).and_then(Option::as_ref) {
            Some(proof) => {
                let names = self.session.preset.network.parameter_names();
                let flat = self.live.flats.sentence(index);
                cards::proof::ui(ui, point, proof, flat, model, &names, commands);
            }
            None => cards::proof::proving_ui(ui, point, commands),
        }
    }

    /// What the map draws.
    pub(super) fn map_view(&self) -> MapView<'_> {
        MapView {
            session: &self.session,
            live: &self.live,
            hover: self.hover.as_ref(),
            step: self.live.step(&self.player),
            held: self.held(),
            failure: self.failure.as_deref(),
            can_go: self.now().views,
        }
    }

    pub(super) fn map_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let view = self.map_view();
        Panel::bottom("status").show_separator_line(false).show(ui, |ui| {
            ui.horizontal(|ui| match &self.message {
                Some((message, _)) => {
                    let color = if message.is_error {
                        ui.visuals().error_fg_color
                    } else {
                        ui.visuals().strong_text_color()
                    };
                    let text = RichText::new(&message.text).color(color);
                    theme::announce(&ui.add(Label::new(text).truncate()));
                }
                None => {
                    ui.add(Label::new(RichText::new(view.status()).weak()).truncate());
                }
            });
        });
        if let Some(slider) = self.live.model.as_ref().and_then(|model| model.slider.as_ref()) {
            Panel::bottom("slide")
                .show_separator_line(false)
                .show(ui, |ui| self.slide_ui(ui, slider, commands));
        }
        Panel::top("layers").show_separator_line(false).show(ui, |ui| view.layers_ui(ui, commands));
        let output = CentralPanel::no_frame().show(ui, |ui| view.ui(ui, commands)).inner;
        self.map = output;
    }
}
