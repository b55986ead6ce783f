//! The weights of the start, one by one.

use eframe::egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use crate::app::jobs::model::{Model, weights_of_start};
use crate::app::number::any_number;
use crate::app::state::command::Command;
use crate::app::state::session::Session;

/// Most weights that are listed.
const MOST: usize = 500;

/// Draws the table, closed at first.
pub fn ui(ui: &mut Ui, session: &Session, model: &Model, commands: &mut Vec<Command>) {
    let weights = weights_of_start(session, model);
    let names = session.preset.network.parameters();
    if weights.len() != names.len() {
        // the model of another network is still on screen
        return;
    }
    let title = RichText::new("Weights of the start").strong();
    CollapsingHeader::new(title).id_salt("weights").default_open(false).show(ui, |ui| {
        let about = session.start.as_ref().map_or("not started yet", |start| start.name.as_str());
        ui.label(
            RichText::new(format!("Start: {about}. The path follows what you change."))
                .size(12.0)
                .weak(),
        );
        ScrollArea::vertical()
            .id_salt("weights")
            .max_height(240.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                Grid::new("weights").striped(true).num_columns(2).show(ui, |ui| {
                    for (index, (name, &weight)) in names.iter().zip(weights).enumerate().take(MOST)
                    {
                        ui.label(name.to_string());
                        let mut value = weight;
                        let speed = 0.01 * weight.abs().max(0.5);
                        ui.add(any_number(format!("Weight {name}"), &mut value, speed));
                        if value != weight {
                            commands.push(Command::SetWeight(index, value));
                        }
                        ui.end_row();
                    }
                });
            });
        if weights.len() > MOST {
            ui.label(RichText::new(format!("and {} more", weights.len() - MOST)).weak());
        }
    });
}
