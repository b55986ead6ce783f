//! The card of a race: who runs, how fast, and how far each has come.

use eframe::egui::{Align, DragValue, Label, Layout, RichText, Sense, Spinner, Ui, vec2};

use super::{Entry, RATES, RIM, Race, paint_mark};
use crate::app::command::Command;
use crate::app::live::{Live, Run};
use crate::app::playhead::index_at;
use crate::app::session::Session;
use crate::app::theme;
use crate::figure::format_number;

/// Width of a column of numbers.
const NUMBER: f32 = 62.0;

/// Draws the card; closing it ends the race.
pub fn ui(ui: &mut Ui, session: &Session, live: &Live, step: usize, commands: &mut Vec<Command>) {
    let close = Command::SetRace(Race { is_on: false, ..session.race.clone() });
    theme::card(
        ui,
        "End the race",
        close,
        commands,
        |ui| {
            ui.label(RichText::new("Race of optimisers").strong().size(15.0));
            if live.race.work().is_some() {
                ui.add(Spinner::new().size(14.0));
            }
        },
        |ui, commands| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let room = vec2(ui.available_width(), 14.0);
            ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
                for (text, help) in [("rate", "Learning rate"), ("loss", "The loss under the playhead")] {
                    let label = Label::new(RichText::new(text).weak().size(12.0));
                    ui.add_sized([NUMBER, 14.0], label).on_hover_text(help);
                }
            });
            let mut race = session.race.clone();
            for (entry, changed) in session.race.entries.iter().zip(&mut race.entries) {
                entry_ui(ui, session, live, step, entry, changed, commands);
            }
            if race != session.race {
                commands.push(Command::SetRace(race));
            }
        },
    );
}

/// The lines of an optimiser: its switch, name and rate, and, if it runs, how far it has come.
fn entry_ui(
    ui: &mut Ui,
    session: &Session,
    live: &Live,
    step: usize,
    entry: &Entry,
    changed: &mut Entry,
    commands: &mut Vec<Command>,
) {
    let settings = &session.preset.descent.settings;
    let is_own = entry.optimizer == settings.optimizer;
    let is_in = entry.is_in || is_own;
    let name = entry.optimizer.name();
    let run = live.runs().find(|run| run.settings.optimizer == entry.optimizer).filter(|_| is_in);
    ui.horizontal(|ui| {
        let mut ticked = is_in;
        let help = if is_own {
            "The method of the descent, whose network is shown: it always runs. Choose another under Optimiser."
        } else {
            "Whether it runs"
        };
        ui.add_enabled_ui(!is_own, |ui| {
            let switch = ui.checkbox(&mut ticked, "").on_hover_text(help).on_disabled_hover_text(help);
            if switch.changed() {
                changed.is_in = ticked;
            }
            switch.accessible_name(format!("Race {name}"));
        });
        let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
        if is_in {
            paint_mark(ui.painter(), place.center(), 6.0, entry.optimizer, RIM);
        }
        let text = RichText::new(name);
        ui.label(if is_own { text.strong() } else { text });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let before = session.race.rate(entry, settings, &session.original.0.descent.settings);
            let mut rate = before;
            let field = DragValue::new(&mut rate).range(RATES).speed(before * 0.02).max_decimals(9);
            let field = ui.add_sized([NUMBER, 20.0], field).on_hover_text("Learning rate");
            field.accessible_name(format!("Learning rate of {name}"));
            if rate != before && is_own {
                let settings = crate::descent::Settings { learning_rate: rate, ..settings.clone() };
                commands.push(Command::SetDescent(settings));
            } else if rate != before {
                changed.learning_rate = Some(rate);
            }
            if let Some(run) = run {
                let records = &run.trajectory.records;
                let loss = format_number(records[index_at(records, step)].loss);
                ui.add_sized([NUMBER, 20.0], Label::new(RichText::new(loss).strong()));
            }
        });
    });
    if let Some(run) = run {
        end_ui(ui, run);
    }
}

/// How far a run goes, and where it ends.
fn end_ui(ui: &mut Ui, run: &Run) {
    let steps = theme::whole(run.trajectory.steps);
    ui.horizontal(|ui| {
        ui.add_space(46.0);
        let text = format!("{steps} steps → {}", run.fate);
        let label = Label::new(RichText::new(&text).size(12.5)).truncate();
        ui.add(label).on_hover_text(format!("{text}\n{}", run.trajectory.sentence()));
    });
}
