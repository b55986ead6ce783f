//! What helps with the preset on screen: the share of starts that fail as it is and with one thing
//! changed at a time, a bar each.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Button, Color32, FontId, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2,
};

use crate::app::jobs::helps::{Counts, Helps, Wish};
use crate::app::jobs::keyed::Same;
use crate::app::map::share_bar::share_bar;
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::app::state::session::Session;
use crate::app::theme;
use crate::basins::{Share, share};
use crate::experiment::study::{Tally, known_threshold};
use crate::preset::Preset;

/// Width of the names beside the bars, and of the numbers behind them.
const NAMES: f32 = 190.0;
const NUMBERS: f32 = 190.0;

/// The bar of what is as it was, and of what was changed.
const BEFORE: Color32 = Color32::from_rgb(140, 140, 140);
const AFTER: Color32 = Color32::from_rgb(0, 114, 178);

/// What is chosen.
pub struct Choice {
    runs: u64,
    seed: u64,
    /// The preset that is counted, and its threshold.
    of: Option<(Same<Preset>, f64)>,
}

impl Default for Choice {
    fn default() -> Self {
        Self { runs: 1000, seed: 0, of: None }
    }
}

/// Draws the page and has it counted.
pub fn ui(
    ui: &mut Ui,
    session: &Session,
    choice: &mut Choice,
    helps: &mut Helps,
    commands: &mut Vec<Command>,
) {
    let is_known = choice.of.as_ref().is_some_and(|(known, _)| **known == session.preset);
    if !is_known {
        let preset = Arc::new(session.preset.clone());
        choice.of = Some((Same::of(&preset), known_threshold(&preset)));
    }
    let Some((preset, threshold)) = &mut choice.of else { return };
    ui.horizontal(|ui| {
        let text = format!("What helps: {}", preset.title);
        ui.add(Label::new(RichText::new(text).strong().size(17.0)).truncate());
        if helps.job.progress().is_some() {
            ui.spinner();
        }
    });
    let is_right_or_wrong = preset.dataset.is_binary();
    let words = if is_right_or_wrong {
        "A random start fails if training leaves a point on the wrong side. Each bar changes one \
            thing and leaves the rest as it is."
    } else {
        "A random start fails if its mean loss does not come below the threshold, which at first \
            is 1 % above that of the best named point. Each bar changes one thing and leaves the \
            rest as it is."
    };
    ui.label(RichText::new(words).weak());
    ui.horizontal(|ui| {
        ui.label("Starts of each");
        ui.add(number("Starts of each change", &mut choice.runs, |field| {
            field.range(10..=1_000_000_u64).speed(20.0)
        }));
        ui.label("Seed");
        ui.add(number("Seed of the starts", &mut choice.seed, |field| field.speed(0.1)));
        if !is_right_or_wrong {
            ui.label("Threshold");
            let speed = *threshold * 0.01;
            ui.add(number("Mean loss that counts as a success", threshold, |field| {
                field.range(1e-300..=1e300).speed(speed).max_decimals(12)
            }));
        }
    });
    let wish = Wish {
        preset: preset.clone(),
        runs: choice.runs,
        seed: choice.seed,
        threshold: *threshold,
    };
    helps.want(ui.ctx(), wish);
    ui.separator();
    match helps.answer() {
        Some(Ok(counts)) => {
            ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                bars_ui(ui, counts, is_right_or_wrong, commands);
            });
        }
        Some(Err(told)) => {
            ui.label(told);
        }
        None => {}
    }
}

fn bars_ui(ui: &mut Ui, counts: &Counts, is_right_or_wrong: bool, commands: &mut Vec<Command>) {
    let failures = |tally: &Tally| {
        if is_right_or_wrong {
            // of runs that have all diverged none is right
            tally.right_share().unwrap_or_else(|| share(0, tally.runs)).rest()
        } else {
            tally.low_share().rest()
        }
    };
    let first = counts.remedies.all.first().and_then(|remedy| remedy.cell);
    let base = first.map(|cell| failures(&counts.tallies[cell]));
    for remedy in &counts.remedies.all {
        let Some(cell) = remedy.cell else {
            row_ui(ui, remedy.name, &remedy.told, |ui, _| {
                ui.label(RichText::new("not for this experiment").weak());
            });
            continue;
        };
        let tally = &counts.tallies[cell];
        let told = if first == Some(cell) { "" } else { &remedy.told };
        let is_clicked = row_ui(ui, remedy.name, told, |ui, width| {
            if tally.runs == 0 {
                ui.label(RichText::new("waiting").weak());
                return false;
            }
            let share = failures(tally);
            let color = if first == Some(cell) { BEFORE } else { AFTER };
            let band = base.filter(|_| first != Some(cell));
            let bar = share_bar(ui, vec2(width, 22.0), share, color, band);
            theme::describe(&bar, || format!("{:.1} per cent fail", 100.0 * share.share));
            numbers_ui(ui, share, tally);
            let open = ui.add(Button::new("Open"));
            open.on_hover_text("As a preset on the map, with this change").clicked()
        });
        if is_clicked == Some(true) {
            let cell = &counts.remedies.study.cells[cell];
            commands.push(Command::OpenCounted(Box::new((cell.preset.clone(), cell.law))));
        }
    }
    ui.add_space(10.0);
    ui.label(
        RichText::new(
            "Whiskers are Wilson's 95 % intervals; the pale band is that of the experiment as it \
                is. A change whose whiskers end left of the band helps; where they meet it, more \
                starts are needed to tell.",
        )
        .weak(),
    );
}

/// A change with its name at the left; gives what the right half gives.
fn row_ui<R>(
    ui: &mut Ui,
    name: &str,
    told: &str,
    add: impl FnOnce(&mut Ui, f32) -> R,
) -> Option<R> {
    ui.add_space(6.0);
    let mut given = None;
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(vec2(NAMES, 40.0), Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(vec2(NAMES, 40.0));
            ui.label(RichText::new(name).strong());
            if !told.is_empty() {
                ui.add(Label::new(RichText::new(told).weak().size(12.0)).truncate())
                    .on_hover_text(told);
            }
        });
        let width = (ui.available_width() - NUMBERS - 90.0).clamp(120.0, 520.0);
        given = Some(add(ui, width));
    });
    given
}

fn numbers_ui(ui: &mut Ui, share: Share, tally: &Tally) {
    let (rect, _) = ui.allocate_exact_size(vec2(NUMBERS, 22.0), Sense::hover());
    let [share, low, high] = [share.share, share.low, share.high].map(|x| 100.0 * x);
    let text = format!("{share:.1} % fail  [{low:.1}, {high:.1}]");
    let painter = ui.painter();
    let font = FontId::proportional(13.0);
    let ink = ui.visuals().strong_text_color();
    painter.text(rect.left_center(), Align2::LEFT_CENTER, text, font, ink);
    let runs = format!("of {}", theme::whole(tally.runs));
    let font = FontId::proportional(11.5);
    let weak = ui.visuals().weak_text_color();
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, runs, font, weak);
}
