//! The card with the numbers of the optimiser's state at the playhead.

use eframe::egui::{Color32, Label, RichText, Sense, Stroke, Ui, vec2};

use crate::app::jobs::held::{GRADIENT, MEMORY, SPREAD, UPDATE, memory_name, spread_name};
use crate::app::jobs::live::Live;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Run;
use crate::app::state::command::Command;
use crate::app::theme;
use crate::experiment::{Held, Shadow};
use crate::figure::format_number;
use crate::optimizer::Optimizer;

/// Draws the card with the numbers of the state.
pub fn ui(ui: &mut Ui, live: &Live, held: Option<&Held>, commands: &mut Vec<Command>) {
    let is_working = live.held.job.progress().is_some();
    let title = |ui: &mut Ui| theme::title_ui(ui, "Optimiser's state", is_working);
    let close = Command::ShowHeld(false);
    theme::card(ui, "Close the optimiser's state", close, commands, title, |ui, _| {
        ui.spacing_mut().item_spacing.y = 3.0;
        match (held, &live.run, &live.model) {
            (Some(held), Some(run), Some(model)) => numbers_ui(ui, held, run, model),
            _ => {
                ui.label(RichText::new("It is known once a descent has run.").weak());
            }
        }
    });
}

fn numbers_ui(ui: &mut Ui, held: &Held, run: &Run, model: &Model) {
    let optimizer = run.settings.optimizer;
    let text = format!("{}, before update {}", optimizer.name(), theme::whole(held.step + 1));
    ui.label(RichText::new(text).weak().size(12.5));
    arrow_ui(ui, GRADIENT, "−∇L", "downhill, over all points", &held.gradient);
    if let Some(memory) = &held.memory {
        let what = match optimizer {
            Optimizer::Momentum | Optimizer::Nesterov => "velocity, reversed",
            Optimizer::Lion => "running mean of the gradients, reversed",
            _ => "first moment, reversed, without bias",
        };
        arrow_ui(ui, MEMORY, memory_name(optimizer), what, memory);
    }
    if held.spread.is_some() {
        let what = match optimizer {
            Optimizer::Adagrad => "root of the sum of squared gradients",
            Optimizer::Rmsprop => "root of the mean squared gradient",
            _ => "root of the second moment, without bias",
        };
        let name = format!("○ {}", spread_name(optimizer));
        line_ui(ui, SPREAD, &name, what, &format!("length {}", format_number(held.spread_norm)));
        let [along, up] = held.rates.map(format_number);
        let axes = [&model.view.plane.x.label, &model.view.plane.y.label];
        let text = if model.is_line() {
            format!("Rate along {}: {along}", axes[0])
        } else {
            format!("Rate along {}: {along}; along {}: {up}", axes[0], axes[1])
        };
        let help = "The step that a gradient of length 1 along the axis makes in the next update";
        ui.add(Label::new(RichText::new(text).size(12.5)).wrap()).on_hover_text(help);
    }
    arrow_ui(ui, UPDATE, "Δw", "the next update", &held.update);
    let note = "On the map each is drawn at the playhead as its shadow on the plane, as many \
        times as long as \
                its label says; −∇L, the memory and the ellipse share one factor.";
    ui.add(Label::new(RichText::new(note).weak().size(12.0)).wrap());
}

fn arrow_ui(ui: &mut Ui, color: Color32, name: &str, what: &str, shadow: &Shadow) {
    let numbers = format!(
        "length {}, in the plane {}",
        format_number(shadow.norm),
        format_number(shadow.in_plane)
    );
    line_ui(ui, color, &format!("→ {name}"), what, &numbers);
}

fn line_ui(ui: &mut Ui, color: Color32, name: &str, what: &str, numbers: &str) {
    ui.horizontal(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        let edge = Stroke::new(1.0, ui.visuals().text_color());
        ui.painter().circle(place.center(), 5.0, color, edge);
        ui.label(RichText::new(name).strong());
        ui.add(Label::new(RichText::new(what).size(12.5)).truncate()).on_hover_text(what);
    });
    ui.horizontal_wrapped(|ui| {
        ui.add_space(20.0);
        ui.label(RichText::new(numbers).size(12.5));
    });
}
