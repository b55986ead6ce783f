//! The card of a race: who runs, how fast, and how far each has come.

use eframe::egui::{Align, Label, Layout, RichText, Sense, Ui, vec2};

use crate::app::jobs::live::Live;
use crate::app::jobs::outcome::{Run, index_at};
use crate::app::map::strokes::paint_mark;
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::app::state::race::{Entry, RATES, Race};
use crate::app::state::session::Session;
use crate::app::theme;
use crate::descent::Termination;
use crate::figure::format_number;
use crate::network::{distance, norm};
use crate::optimizer::{Optimizer, Settings};

/// Width of a column of numbers.
const NUMBER: f32 = 62.0;

/// Ends nearer to one another than this share of their size count as one place.
const SAME_PLACE: f64 = 0.01;

/// Draws the card; closing it ends the race. With `has_controls` it shows who could run as well,
/// and the rates.
pub fn ui(
    ui: &mut Ui,
    session: &Session,
    live: &Live,
    step: usize,
    has_controls: bool,
    commands: &mut Vec<Command>,
) {
    let close = Command::SetRace(Race { is_on: false, ..session.race.clone() });
    theme::card(
        ui,
        "End the race",
        close,
        commands,
        |ui| theme::title_ui(ui, "Race of optimisers", live.race.work().is_some()),
        |ui, commands| {
            ui.spacing_mut().item_spacing.y = 2.0;
            if has_controls {
                entries_ui(ui, session, live, step, commands);
            } else {
                for run in live.runs() {
                    ui.horizontal(|ui| {
                        mark_ui(ui, run.settings.optimizer);
                        ui.label(run.settings.optimizer.name());
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            loss_ui(ui, run, step);
                        });
                    });
                    ui.horizontal_wrapped(|ui| {
                        ui.add_space(22.0);
                        ui.label(RichText::new(end_text(run, live)).size(12.5));
                    });
                }
            }
        },
    );
}

fn entries_ui(
    ui: &mut Ui,
    session: &Session,
    live: &Live,
    step: usize,
    commands: &mut Vec<Command>,
) {
    let room = vec2(ui.available_width(), 14.0);
    ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
        for (text, help) in [("rate", "Learning rate"), ("loss", "The loss under the playhead")] {
            let label = Label::new(RichText::new(text).weak().size(12.0));
            ui.add_sized([NUMBER, 14.0], label).on_hover_text(help);
        }
    });
    let mut race = session.race.clone();
    for (entry, changed) in session.race.entries.iter().zip(&mut race.entries) {
        let own = &session.preset.descent.settings;
        let is_own = entry.optimizer == own.optimizer;
        let is_in = entry.is_in || is_own;
        let run =
            live.runs().find(|run| run.settings.optimizer == entry.optimizer).filter(|_| is_in);
        ui.horizontal(|ui| {
            let heir = if is_own { heir(session) } else { None };
            if switch_ui(ui, entry, changed, is_own, heir.is_some())
                && let Some(heir) = heir
            {
                changed.learning_rate = Some(own.learning_rate);
                commands.push(Command::SetDescent(heir));
            }
            if is_in {
                mark_ui(ui, entry.optimizer);
            } else {
                ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
            }
            let name = RichText::new(entry.optimizer.name());
            ui.label(if is_own { name.strong() } else { name });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let rate = entry.rate(own, &session.original.0.descent.settings);
                if let Some(rate) = rate_ui(ui, entry.optimizer, rate) {
                    if is_own {
                        commands.push(Command::SetDescent(own.with_optimizer(own.optimizer, rate)));
                    } else {
                        changed.learning_rate = Some(rate);
                    }
                }
                if let Some(run) = run {
                    loss_ui(ui, run, step);
                }
            });
        });
        if let Some(run) = run {
            end_ui(ui, run, live);
        }
    }
    if race != session.race {
        commands.push(Command::SetRace(race));
    }
}

/// Who takes over the descent if its own method is taken out of the race: the first of those that
/// run.
fn heir(session: &Session) -> Option<Settings> {
    session.rivals().into_iter().next()
}

/// Whether an optimiser runs; returns whether the descent's own was taken out.
fn switch_ui(
    ui: &mut Ui,
    entry: &Entry,
    changed: &mut Entry,
    is_own: bool,
    has_heir: bool,
) -> bool {
    let help = match (is_own, has_heir) {
        (true, true) => {
            "The method of the descent, whose network is shown: if it is taken out, the next one \
                takes its place"
        }
        (true, false) => "The method of the descent, whose network is shown: the last one stays",
        (false, _) => "Whether it runs",
    };
    let mut is_out = false;
    ui.add_enabled_ui(!is_own || has_heir, |ui| {
        let mut ticked = entry.is_in || is_own;
        let switch = ui.checkbox(&mut ticked, "").on_hover_text(help).on_disabled_hover_text(help);
        if switch.changed() {
            changed.is_in = ticked;
            is_out = is_own && !ticked;
        }
        switch.accessible_name(format!("Race {}", entry.optimizer.name()));
    });
    is_out
}

fn mark_ui(ui: &mut Ui, optimizer: Optimizer) {
    let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    paint_mark(ui.painter(), place.center(), 6.0, optimizer);
}

/// The rate of an optimiser; returns a new one.
fn rate_ui(ui: &mut Ui, optimizer: Optimizer, before: f64) -> Option<f64> {
    let mut rate = before;
    let field = number(format!("Learning rate of {}", optimizer.name()), &mut rate, |field| {
        field.range(RATES).speed(before * 0.02).max_decimals(9)
    });
    ui.add_sized([NUMBER, 20.0], field).on_hover_text("Learning rate");
    (rate != before).then_some(rate)
}

/// The loss under the playhead.
fn loss_ui(ui: &mut Ui, run: &Run, step: usize) {
    let records = &run.trajectory.records;
    let loss = format_number(records[index_at(records, step)].loss);
    ui.add_sized([NUMBER, 20.0], Label::new(RichText::new(loss).strong()));
}

/// How far a run goes, and where it ends; of ends that are told in the same words, how far they are
/// apart.
fn end_text(run: &Run, live: &Live) -> String {
    let mut text = format!("{} steps → {}", theme::whole(run.trajectory.steps), run.fate);
    let end = &run.trajectory.end().weights;
    let size = 1.0 + norm(end);
    let mut before =
        live.runs().take_while(|other| other.settings.optimizer != run.settings.optimizer);
    let first = before.find(|other| {
        other.fate == run.fate && other.trajectory.termination == Termination::Converged
    });
    if let Some(first) = first {
        let apart = distance(end, &first.trajectory.end().weights);
        if apart > SAME_PLACE * size {
            text += &format!(
                ", {} from that of {}",
                format_number(apart),
                first.settings.optimizer.name()
            );
        }
    }
    text
}

fn end_ui(ui: &mut Ui, run: &Run, live: &Live) {
    ui.horizontal(|ui| {
        ui.add_space(46.0);
        let text = end_text(run, live);
        let label = Label::new(RichText::new(&text).size(12.5)).truncate();
        ui.add(label).on_hover_text(format!("{text}\n{}", run.trajectory.sentence()));
    });
}
