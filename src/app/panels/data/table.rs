//! The data as numbers that can be typed.

use eframe::egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use crate::app::number::any_number;
use crate::app::panels::data::hand::set_target;
use crate::app::state::command::Command;
use crate::objective::Objective;
use crate::preset::{DataEdit, DataRow};

/// Most points and most columns that are listed.
const MOST: usize = 200;
const WIDEST: usize = 16;

/// Draws the table, closed at first.
pub fn ui(ui: &mut Ui, objective: &Objective, commands: &mut Vec<Command>) {
    let data = objective.dataset();
    CollapsingHeader::new(RichText::new("Data table").strong()).default_open(false).show(
        ui,
        |ui| {
            ScrollArea::both().max_height(220.0).auto_shrink([false, true]).show(ui, |ui| {
                let columns = data.input_count() + data.target_count();
                if columns > WIDEST {
                    ui.label(
                        RichText::new(format!("{columns} numbers a point are too many to type."))
                            .weak(),
                    );
                    return;
                }
                rows_ui(ui, objective, commands);
            });
            ui.horizontal(|ui| {
                if ui.button("Add a point").clicked() {
                    commands.push(Command::EditData(DataEdit::Add(middle(objective))));
                }
                if data.len() > MOST {
                    ui.label(
                        RichText::new(format!("and {} more points", data.len() - MOST)).weak(),
                    );
                }
            });
        },
    );
}

fn rows_ui(ui: &mut Ui, objective: &Objective, commands: &mut Vec<Command>) {
    let data = objective.dataset();
    let (inputs, targets) = (names("x", data.input_count()), names("y", data.target_count()));
    Grid::new("data table").striped(true).num_columns(2 + inputs.len() + targets.len()).show(
        ui,
        |ui| {
            ui.strong("");
            for name in inputs.iter().chain(&targets) {
                ui.strong(name);
            }
            ui.end_row();
            for i in 0..data.len().min(MOST) {
                let old =
                    DataRow { inputs: data.input(i).to_vec(), targets: data.target(i).to_vec() };
                let mut row = old.clone();
                ui.label(RichText::new((i + 1).to_string()).weak());
                for (name, value) in inputs.iter().zip(&mut row.inputs) {
                    number_ui(ui, value, &format!("{name} of point {}", i + 1));
                }
                for (k, name) in targets.iter().enumerate() {
                    let mut value = row.targets[k];
                    number_ui(ui, &mut value, &format!("{name} of point {}", i + 1));
                    if value != row.targets[k] {
                        // a class that is typed may become another number
                        set_target(objective, &mut row.targets, k, value, false);
                    }
                }
                let cross =
                    ui.add_enabled(data.len() > 1, eframe::egui::Button::new("✖").frame(false));
                if cross.clicked() {
                    commands.push(Command::EditData(DataEdit::Remove(i)));
                }
                cross.accessible_name(format!("Delete point {}", i + 1));
                ui.end_row();
                if row != old {
                    commands.push(Command::EditData(DataEdit::Set(i, row)));
                }
            }
        },
    );
}

fn names(name: &str, count: usize) -> Vec<String> {
    if count == 1 {
        vec![name.to_owned()]
    } else {
        (0..count).map(|i| format!("{name}[{i}]")).collect()
    }
}

fn number_ui(ui: &mut Ui, value: &mut f64, name: &str) {
    let speed = 0.01 * value.abs().max(1.0);
    ui.add(any_number(name, value, speed));
}

/// A new point in the middle of the others, with the targets of the first.
fn middle(objective: &Objective) -> DataRow {
    let data = objective.dataset();
    let mean = |input: usize| data.inputs().column(input).sum() / data.len() as f64;
    let rounded = |value: f64| format!("{value:.3}").parse().unwrap_or(value);
    let inputs = (0..data.input_count()).map(|input| rounded(mean(input))).collect();
    DataRow { inputs, targets: data.target(0).to_vec() }
}
