//! The card that shows the count of random starts.

use eframe::egui::{Align, Color32, ComboBox, Layout, RichText, Ui, vec2};

use crate::app::jobs::random_starts::{Line, Sample};
use crate::app::map::share_bar::share_bar;
use crate::app::map::swatch::swatch_ui;
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::app::state::draw::Draw;
use crate::app::theme;
use crate::basins::share;
use crate::figure::share_text;
use crate::network::Law;

/// Draws the card, with or without what can be chosen; closing it stops the count.
pub fn ui(
    ui: &mut Ui,
    draw: &Draw,
    has_choices: bool,
    sample: &Sample,
    commands: &mut Vec<Command>,
) {
    let close = Command::ShowRandomStarts(false);
    theme::card(
        ui,
        "Close the random starts",
        close,
        commands,
        |ui| theme::title_ui(ui, "Random starts", sample.job.progress().is_some()),
        |ui, commands| {
            if has_choices {
                choices_ui(ui, draw, commands);
            }
            let Some(tally) = sample.answer() else {
                if sample.job.progress().is_none() {
                    ui.label("Stopped before any start had ended.");
                }
                return;
            };
            ui.add_space(2.0);
            ui.label(format!("Of {} random starts end in", theme::whole(tally.runs)));
            for line in &tally.lines {
                line_ui(ui, line, tally.runs);
            }
            if sample.job.progress().is_none() && tally.runs < draw.runs {
                let text = format!("Stopped: {} were asked for.", theme::whole(draw.runs));
                ui.label(RichText::new(text).weak());
            }
        },
    );
}

fn choices_ui(ui: &mut Ui, draw: &Draw, commands: &mut Vec<Command>) {
    let mut chosen = draw.clone();
    ui.horizontal(|ui| {
        ui.label("Weights from").on_hover_text("The law of the initial weights and biases");
        let laws = [
            Law::Normal { sd: 1.0 },
            Law::Uniform { limit: 1.0 },
            Law::Lecun,
            Law::Xavier,
            Law::He,
            Law::Pytorch,
        ];
        let response = ComboBox::from_id_salt("law")
            .selected_text(law_name(draw.law))
            .width(96.0)
            .show_ui(ui, |ui| {
                for law in laws {
                    let is_chosen =
                        std::mem::discriminant(&law) == std::mem::discriminant(&draw.law);
                    if ui.selectable_label(is_chosen, law_name(law)).clicked() && !is_chosen {
                        chosen.law = law;
                    }
                }
            })
            .response;
        response.on_hover_text(law_formula(draw.law)).accessible_name("Law of the initial weights");
        match &mut chosen.law {
            Law::Normal { sd: size } | Law::Uniform { limit: size } => {
                ui.add(number("Width of the law", size, |field| {
                    field.range(1e-6..=1e6).speed(0.01).max_decimals(6)
                }));
            }
            Law::Lecun | Law::Xavier | Law::He | Law::Pytorch => {}
        }
    });
    ui.horizontal(|ui| {
        ui.label("Starts");
        ui.add(number("Number of random starts", &mut chosen.runs, |field| {
            field.range(1..=10_000_000_usize).speed(20.0)
        }));
        ui.label("Seed");
        ui.add(number("Seed of the random starts", &mut chosen.seed, |field| field.speed(0.1)));
    });
    if chosen != *draw {
        commands.push(Command::SetDraw(chosen));
    }
}

/// An attractor with its share in words, and below it as a bar with its interval as a whisker.
fn line_ui(ui: &mut Ui, line: &Line, runs: usize) {
    ui.add_space(1.0);
    ui.horizontal(|ui| {
        swatch_ui(ui, line.swatch);
        ui.label(&line.name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(share_text(line.count, runs)).strong());
        });
    });
    let color = line.swatch.color().map_or(Color32::from_gray(130), theme::solid);
    share_bar(ui, vec2(ui.available_width(), 7.0), share(line.count, runs), color, None);
}

fn law_name(law: Law) -> &'static str {
    match law {
        Law::Normal { .. } => "normal",
        Law::Uniform { .. } => "uniform",
        Law::Lecun => "LeCun",
        Law::Xavier => "Xavier",
        Law::He => "He",
        Law::Pytorch => "PyTorch",
    }
}

fn law_formula(law: Law) -> &'static str {
    match law {
        Law::Normal { .. } => "Weights and biases from N(0, sd²)",
        Law::Uniform { .. } => "Weights and biases uniform in ±limit",
        Law::Lecun => "Weights from N(0, 1/fan-in), biases 0",
        Law::Xavier => "Weights from N(0, 2/(fan-in + fan-out)), biases 0",
        Law::He => "Weights from N(0, 2/fan-in), biases 0",
        Law::Pytorch => "Weights and biases uniform in ±1/√fan-in",
    }
}
