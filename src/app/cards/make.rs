//! The card of counter-examples: made for the data that are shown, or hunted for.

use eframe::egui::{ComboBox, Ui};

use crate::app::cards::hunt;
use crate::app::jobs::make::Make;
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::app::state::counterexample::{Choice, Wish};
use crate::app::theme;
use crate::objective::LossKind;
use crate::preset::Preset;

/// Draws the card.
pub fn ui(ui: &mut Ui, make: &Make, preset: &Preset, commands: &mut Vec<Command>) {
    theme::card(
        ui,
        "Close the counter-examples",
        Command::Make(Wish::Show(false)),
        commands,
        |ui| theme::title_ui(ui, "Make a counter-example", false),
        |ui, commands| {
            for_data_ui(ui, commands);
            ui.add_space(4.0);
            split_ui(ui, make, preset, commands);
            ui.add_space(4.0);
            hunt_ui(ui, make, commands);
        },
    );
}

fn for_data_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    ui.label("For the data shown, with the squared error:");
    ui.horizontal_wrapped(|ui| {
        let help = "A ReLU network that fits no better than a straight line, at a proven \
            local minimum \
                    (Yun, Sra, Jadbabaie 2019)";
        if ui.button("Linear fit").on_hover_text(help).clicked() {
            commands.push(Command::Make(Wish::LinearFit));
        }
        let help = "A ReLU network with a layer that no data point switches on (Swirszcz et \
            al. 2017)";
        if ui.button("Dead layer").on_hover_text(help).clicked() {
            commands.push(Command::Make(Wish::DeadLayer));
        }
    });
}

fn split_ui(ui: &mut Ui, make: &Make, preset: &Preset, commands: &mut Vec<Command>) {
    if preset.network.layers.len() != 3 || preset.points.is_empty() {
        return;
    }
    ui.label("One hidden unit of a point made two (Fukumizu, Amari 2000):");
    let mut choice = make.choice.clone();
    choice.point = choice.point.min(preset.points.len() - 1);
    choice.unit = choice.unit.min(preset.network.layers[1] - 1);
    ComboBox::from_id_salt("split point")
        .width(ui.available_width() - 12.0)
        .truncate()
        .selected_text(&preset.points[choice.point].name)
        .show_ui(ui, |ui| {
            for (index, point) in preset.points.iter().enumerate() {
                ui.selectable_value(&mut choice.point, index, &point.name);
            }
        });
    ui.horizontal_wrapped(|ui| {
        ui.label("unit");
        let last = preset.network.layers[1] - 1;
        ui.add(number("Unit to split", &mut choice.unit, |field| field.range(0..=last)));
        ui.label("keeps");
        ui.add(number("Share that is kept", &mut choice.share, |field| {
            field.range(-500..=500).suffix(" %")
        }));
        if ui
            .button("Split")
            .on_hover_text("A line of critical points in a wider network")
            .clicked()
        {
            commands.push(Command::Make(Wish::Split));
        }
    });
    choose(make, choice, commands);
}

fn hunt_ui(ui: &mut Ui, make: &Make, commands: &mut Vec<Command>) {
    ui.label("Hunt for small data sets with a proven bad minimum of sigmoid units:");
    let mut choice = make.choice.clone();
    let quarry = &mut choice.quarry;
    let is_running = make.hunting.is_running();
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(!is_running, |ui| {
            ui.add(number("Points of the hunt", &mut quarry.points, |field| {
                field.range(3..=30).suffix(" points")
            }));
            ui.add(number("Units of the hunt", &mut quarry.hidden, |field| {
                field.range(1..=4).suffix(" units")
            }));
            ui.add(number("Seed of the hunt", &mut quarry.seed, |field| field.prefix("seed ")));
            ComboBox::from_id_salt("hunt loss").selected_text(loss_name(quarry.loss)).show_ui(
                ui,
                |ui| {
                    for kind in LossKind::ALL.into_iter().filter(|kind| kind.is_separable()) {
                        ui.selectable_value(&mut quarry.loss, kind, loss_name(kind));
                    }
                },
            );
        });
        if ui.button(if is_running { "Stop the hunt" } else { "Hunt" }).clicked() {
            commands.push(Command::Make(Wish::Hunt));
        }
    });
    hunt::ui(ui, &make.hunting, &mut quarry.folder, commands);
    choose(make, choice, commands);
}

fn choose(make: &Make, choice: Choice, commands: &mut Vec<Command>) {
    if choice != make.choice {
        commands.push(Command::Make(Wish::Choose(choice)));
    }
}

fn loss_name(kind: LossKind) -> &'static str {
    match kind {
        LossKind::Squared => "squared error",
        LossKind::CrossEntropy => "cross-entropy",
        LossKind::Softmax => "softmax",
    }
}
