//! How the window is divided into panels.

use eframe::egui::{self, CentralPanel, Panel, RichText, Ui};

use super::command::Command;
use super::map::MapView;
use super::{App, REDO, SAVE, UNDO, controls, curve, proof_card};

impl App {
    /// Draws all panels.
    pub(super) fn panels(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        Panel::top("title").show(ui, |ui| self.title_ui(ui, commands));
        Panel::left("gallery").default_size(300.0).size_range(200.0..=440.0).show(ui, |ui| {
            self.gallery.ui(ui, self.session.gallery_index, commands);
        });
        Panel::right("side")
            .default_size(340.0)
            .size_range(280.0..=520.0)
            .show(ui, |ui| self.side_ui(ui, commands));
        Panel::bottom("descent").default_size(240.0).size_range(150.0..=460.0).resizable(true).show(
            ui,
            |ui| {
                // the panel keeps its height whatever it shows
                ui.set_min_height(ui.available_height());
                ui.add_space(4.0);
                curve::ui(ui, &self.live, &self.player, self.session.speed, commands);
            },
        );
        CentralPanel::default_margins().show(ui, |ui| self.map_ui(ui, commands));
    }

    fn title_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.add_space(3.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new("basinscope").strong().size(17.0));
            ui.separator();
            ui.label(RichText::new(&self.session.preset.title).size(16.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let (label, other) = if ui.visuals().dark_mode {
                    ("Light", egui::Theme::Light)
                } else {
                    ("Dark", egui::Theme::Dark)
                };
                if ui.button(label).on_hover_text("Light or dark window").clicked() {
                    ui.ctx().set_theme(other);
                }
                let ways = [
                    ("↷", "Redo", &REDO, Command::Redo, self.changes.has_future()),
                    ("↶", "Undo", &UNDO, Command::Undo, self.changes.has_past()),
                ];
                for (sign, name, shortcut, command, can) in ways {
                    let help = format!("{name} the last change ({})", ui.ctx().format_shortcut(shortcut));
                    let button = ui.add_enabled(can, egui::Button::new(sign)).on_hover_text(help);
                    if button.clicked() {
                        commands.push(command);
                    }
                    button.accessible_name(name);
                }
                let save = ui.button("Save picture…").on_hover_text(ui.ctx().format_shortcut(&SAVE));
                if save.clicked() {
                    commands.push(Command::ToggleExport);
                }
                if ui
                    .button("Random start")
                    .on_hover_text("Weights and biases from N(0, 1), a new seed each time")
                    .clicked()
                {
                    commands.push(Command::StartAtRandom);
                }
                if ui
                    .button("Reset view")
                    .on_hover_text("The whole plane again (R, or double click)")
                    .clicked()
                {
                    commands.push(Command::ResetView);
                }
            });
        });
        ui.add_space(2.0);
    }

    fn side_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(4.0);
            self.proof_ui(ui, commands);
            if let Some(model) = &self.live.model {
                let whose = match (&self.hover, &self.live.run) {
                    (Some(_), _) => "under the pointer",
                    (None, Some(_)) => "at the playhead",
                    (None, None) => "",
                };
                self.data.ui(ui, &model.objective, whose, 230.0);
            }
            ui.add_space(4.0);
            ui.separator();
            let preset = &self.session.preset;
            ui.label(RichText::new(&preset.source).weak().size(12.0));
            for paragraph in preset.notes.split("\n\n") {
                ui.label(paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            ui.add_space(4.0);
            ui.separator();
            controls::ui(ui, &self.session, commands);
            ui.add_space(8.0);
        });
    }

    /// The proof card of the point that was clicked last.
    fn proof_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some((index, model)) = self.shown_proof.zip(self.live.model.as_ref()) else { return };
        let proof = self.live.proofs.get(index).and_then(Option::as_ref);
        if let Some((point, proof)) = model.points.get(index).zip(proof) {
            let names = self.session.preset.network.parameter_names();
            proof_card::ui(ui, point, proof, model, &names, commands);
            ui.add_space(4.0);
        }
    }

    fn map_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let playhead =
            self.live.run.as_ref().map_or(0, |run| self.player.record(run.trajectory.records.len()));
        let view = MapView {
            session: &self.session,
            live: &self.live,
            hover: self.hover.as_ref(),
            playhead,
            failure: self.failure.as_deref(),
            shows_random_starts: self.shows_random_starts,
            can_go: [self.views.has_past(), self.views.has_future()],
        };
        Panel::bottom("status").show_separator_line(false).show(ui, |ui| {
            ui.horizontal(|ui| match &self.message {
                Some((message, _)) => {
                    let color = if message.is_error {
                        ui.visuals().error_fg_color
                    } else {
                        ui.visuals().strong_text_color()
                    };
                    ui.label(RichText::new(&message.text).color(color));
                }
                None => {
                    ui.label(RichText::new(view.status()).weak());
                }
            });
        });
        Panel::top("layers").show_separator_line(false).show(ui, |ui| view.layers_ui(ui, commands));
        let output = CentralPanel::no_frame().show(ui, |ui| view.ui(ui, commands)).inner;
        self.map = output;
    }
}
