//! The bar on top: what is looked at, and what can be done with all of it.

use eframe::egui::{self, Align, Button, Layout, RichText, Ui};

use crate::app::App;
use crate::app::input::keys;
use crate::app::state::command::{Command, TourMove};
use crate::app::state::experiments::{Order, Page};
use crate::app::theme;

/// Room for the buttons and the title below which some buttons go into a menu.
const NARROW: f32 = 640.0;

/// The page of experiments, at what is on screen.
const OPEN: Order = Order::Show(Page::Helps);

/// Room for the title from which it can be called edited.
const ROOMY: f32 = 240.0;

impl App {
    /// Draws the bar.
    pub(in crate::app) fn title_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.add_space(3.0);
        if theme::is_column(ui.ctx()) {
            ui.horizontal_wrapped(|ui| {
                self.files.menu_ui(ui, commands);
                let help = "Presets to choose from, or back to the map";
                if ui.selectable_label(self.shows_gallery, "Presets").on_hover_text(help).clicked()
                {
                    self.shows_gallery = !self.shows_gallery;
                }
                self.buttons_ui(ui, commands);
            });
            let title = RichText::new(&self.session.preset.title).size(16.0);
            ui.add(egui::Label::new(title).truncate());
            ui.add_space(2.0);
            return;
        }
        ui.horizontal(|ui| {
            ui.label(RichText::new("basinscope").strong().size(17.0));
            self.files.menu_ui(ui, commands);
            ui.separator();
            // the buttons take what they need, the title what is left
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.buttons_ui(ui, commands);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(landscape) = &self.landscape {
                        let title = RichText::new(landscape.name()).size(16.0);
                        ui.add(egui::Label::new(title).truncate());
                        return;
                    }
                    if self.session.is_edited {
                        let help =
                            "Back to the preset as it was opened; undo brings the edits back";
                        if ui.button("Revert").on_hover_text(help).clicked() {
                            commands.push(Command::Revert);
                        }
                        // the title needs the room more; its panel says what an edit means
                        if ui.available_width() > ROOMY {
                            ui.label(RichText::new("edited:").color(ui.visuals().warn_fg_color));
                        }
                    }
                    let title = RichText::new(&self.session.preset.title).size(16.0);
                    ui.add(egui::Label::new(title).truncate());
                });
            });
        });
        ui.add_space(2.0);
    }

    /// The buttons, from the right.
    fn buttons_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let label = if ui.visuals().dark_mode { "Light" } else { "Dark" };
        if ui.button(label).on_hover_text("Light or dark window").clicked() {
            commands.push(Command::ToggleTheme);
        }
        let all = ui.button("☰").on_hover_text(format!(
            "All actions and their keys ({})",
            keys::keys_of(ui.ctx(), "All actions")
        ));
        if all.clicked() {
            commands.push(Command::TogglePalette);
        }
        all.accessible_name("All actions");
        let (label, help) = ("Experiments", "What helps with this preset, and the paper run again");
        let running = self.experiments.items.progress();
        let label = running.map_or_else(
            || label.to_owned(),
            |(done, _)| format!("{label}, {:.0} %", 100.0 * done),
        );
        let order = if self.experiments.page.is_some() { Order::Close } else { OPEN };
        button_of(ui, &label, help, Command::Experiments(order), commands);
        if !self.shows_map() {
            // what the others do needs a network
            return;
        }
        let ways = [
            ("↷", "Redo", Command::Redo, self.changes.has_future()),
            ("↶", "Undo", Command::Undo, self.changes.has_past()),
        ];
        for (sign, name, command, can) in ways {
            let keys = keys::keys_of(ui.ctx(), name);
            let help = format!("{name} the last change ({keys})");
            let button = ui.add_enabled(can, Button::new(sign)).on_hover_text(help);
            if button.clicked() {
                commands.push(command);
            }
            button.accessible_name(name);
        }
        let save = keys::keys_of(ui.ctx(), "Save figure…");
        let (label, help, command) = match self.export.progress() {
            Some(done) => {
                let label = format!("Saving, {:.0} %: stop", 100.0 * done);
                (label, "Nothing is left of what is being saved (Esc)", Command::StopExport)
            }
            None => ("Save figure…".to_owned(), &save[..], Command::ToggleExport),
        };
        button_of(ui, &label, help, command, commands);
        // a narrow window has room for the title or for these
        if ui.available_width() < NARROW {
            ui.menu_button("Search", |ui| self.search_ui(ui, commands))
                .response
                .on_hover_text("Random starts and minima");
        } else {
            self.search_ui(ui, commands);
        }
        let help = "The whole plane and the initial weights again (R); a double click on the map \
            resets the plane alone";
        button_of(ui, "Reset", help, Command::Reset, commands);
        if self.session.has_tour() {
            let wanted = if self.session.tour.is_some() { TourMove::Close } else { TourMove::Open };
            let help = "What this preset shows, step by step (PageDown and PageUp)";
            button_of(ui, "Tour", help, Command::Tour(wanted), commands);
        }
    }

    /// What looks at more than one start.
    fn search_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let search = self.search.progress().map_or_else(
            || "Find minima".to_owned(),
            |done| format!("Searching, {:.0} %: stop", 100.0 * done),
        );
        let are_shown = self.shows_random_starts;
        let help = "Where descents from many random weights end, in the whole of weight space";
        button_of(ui, "Many random starts", help, Command::ShowRandomStarts(!are_shown), commands);
        let help = "Minima and saddles from 200 random starts, up to symmetry, put on the map \
            with their proofs";
        button_of(ui, &search, help, Command::FindMinima, commands);
        let help = "Weights and biases from N(0, 1), a new seed each time";
        button_of(ui, "Random start", help, Command::StartAtRandom, commands);
    }
}

fn button_of(ui: &mut Ui, label: &str, help: &str, command: Command, commands: &mut Vec<Command>) {
    if ui.button(label).on_hover_text(help).clicked() {
        commands.push(command);
    }
}
