//! What can be chosen of an item before it runs.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use eframe::egui::{ComboBox, TextEdit, Ui};

use crate::app::number::number;
use crate::app::theme;
use crate::experiment::study::MAX_ROWS;
use crate::reproduce::{Budget, Item, Protocol, Wish};

/// Width of the field for a folder.
const FOLDER: f32 = 260.0;

/// Draws the choices of an item; gives those that stand there then.
pub fn ui(ui: &mut Ui, item: Item, wish: &Wish) -> Wish {
    let mut wish = wish.clone();
    ui.horizontal_wrapped(|ui| {
        if item == Item::Table1 {
            ui.label("Protocols");
            for name in Protocol::ALL {
                protocol_ui(ui, name, &mut wish);
            }
            ui.separator();
        }
        if item.has_runs() {
            own_ui(ui, ["Own number of runs", "Runs of each kind"], &mut wish.runs, 1..=MAX_ROWS);
        }
        if item.has_seed() {
            own_ui(ui, ["Own seed", "Seed"], &mut wish.seed, 0..=u64::MAX);
        }
        if item.has_images() {
            ui.label("Budget");
            let chosen = ComboBox::from_id_salt("budget").selected_text(wish.budget.name());
            let chosen = chosen.show_ui(ui, |ui| {
                for budget in Budget::ALL {
                    let text = format!("{} ({})", budget.name(), budget.words());
                    ui.selectable_value(&mut wish.budget, budget, text);
                }
            });
            chosen.response.accessible_name("Budget");
            ui.label("MNIST in the folder");
            let mut folder =
                wish.mnist.as_ref().map_or_else(String::new, |path| path.display().to_string());
            let hint = "none: the digits of the program";
            let field = TextEdit::singleline(&mut folder).desired_width(FOLDER).hint_text(hint);
            let field = ui.add(field).on_hover_text(
                "The folder with train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz",
            );
            theme::describe(&field, || "Folder with MNIST's files".to_owned());
            wish.mnist = (!folder.is_empty()).then(|| PathBuf::from(folder));
        }
    });
    wish
}

/// A protocol of a study, of which at least one is run.
fn protocol_ui(ui: &mut Ui, name: &str, wish: &mut Wish) {
    let named = wish.study_names();
    let is_asked = named.contains(&name);
    let is_last = is_asked && named.len() == 1;
    let mut is_wanted = is_asked;
    ui.add_enabled_ui(!is_last, |ui| ui.checkbox(&mut is_wanted, name));
    if is_wanted != is_asked {
        let wanted = |other: &&str| if *other == name { is_wanted } else { named.contains(other) };
        let all: Vec<&str> = Protocol::ALL.into_iter().filter(wanted).collect();
        wish.protocols = if all == Protocol::USUAL {
            Vec::new()
        } else {
            all.into_iter().map(str::to_owned).collect()
        };
    }
}

/// A number in place of the protocol's, if there is to be one.
fn own_ui(
    ui: &mut Ui,
    [label, name]: [&str; 2],
    value: &mut Option<u64>,
    range: RangeInclusive<u64>,
) {
    let mut is_own = value.is_some();
    ui.checkbox(&mut is_own, label).on_hover_text("In place of the protocol's");
    *value = is_own.then(|| value.unwrap_or(*range.start()));
    if let Some(value) = value {
        ui.add(number(name, value, |field| field.range(range).speed(1.0)));
    }
}
