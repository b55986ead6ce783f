//! The panel that shows the count of random starts.

use eframe::egui::{
    self, Align2, Color32, ComboBox, Context, DragValue, Grid, Rect, RichText, Sense, Ui, pos2, vec2,
};

use super::{Draw, Line, Sample};
use crate::app::basins::{Swatch, share_text, swatch_ui};
use crate::app::command::Command;
use crate::app::theme;
use crate::basins::{Share, share};
use crate::initialisation::Law;

/// Draws the panel over the map; closing it stops the count.
pub fn ui(context: &Context, map: Rect, draw: &Draw, sample: &Sample, commands: &mut Vec<Command>) {
    let mut is_open = true;
    egui::Window::new("Random starts")
        .open(&mut is_open)
        .resizable(false)
        .collapsible(true)
        .pivot(Align2::LEFT_BOTTOM)
        .default_pos(map.left_bottom() + vec2(10.0, -10.0))
        .show(context, |ui| {
            ui.set_min_width(360.0);
            choices_ui(ui, draw, commands);
            ui.separator();
            let runs = sample.tally.as_ref().map_or(0, |tally| tally.runs);
            let text = format!("Of {} random starts end in", theme::whole(runs));
            ui.horizontal(|ui| {
                ui.label(text);
                if !sample.is_idle() {
                    ui.add(egui::Spinner::new().size(13.0));
                }
            });
            if let Some(tally) = &sample.tally {
                Grid::new("tally").num_columns(4).spacing([8.0, 4.0]).show(ui, |ui| {
                    for line in &tally.lines {
                        line_ui(ui, line, tally.runs);
                    }
                });
            }
        });
    if !is_open {
        commands.push(Command::ShowRandomStarts(false));
    }
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
                    let is_chosen = std::mem::discriminant(&law) == std::mem::discriminant(&draw.law);
                    if ui.selectable_label(is_chosen, law_name(law)).clicked() && !is_chosen {
                        chosen.law = law;
                    }
                }
            })
            .response;
        response.on_hover_text(law_formula(draw.law)).accessible_name("Law of the initial weights");
        match &mut chosen.law {
            Law::Normal { sd: size } | Law::Uniform { limit: size } => {
                let field = DragValue::new(size).range(1e-6..=1e6).speed(0.01).max_decimals(6);
                ui.add(field).accessible_name("Width of the law");
            }
            Law::Lecun | Law::Xavier | Law::He | Law::Pytorch => {}
        }
    });
    ui.horizontal(|ui| {
        ui.label("Starts");
        let field = DragValue::new(&mut chosen.runs).range(1..=10_000_000_usize).speed(20.0);
        ui.add(field).accessible_name("Number of random starts");
        ui.label("Seed");
        ui.add(DragValue::new(&mut chosen.seed).speed(0.1)).accessible_name("Seed of the random starts");
    });
    if chosen != *draw {
        commands.push(Command::SetDraw(chosen));
    }
}

fn line_ui(ui: &mut Ui, line: &Line, runs: usize) {
    swatch_ui(ui, line.swatch);
    if line.swatch == Swatch::None {
        ui.label("");
    }
    ui.label(&line.name);
    bar_ui(ui, line.swatch, share(line.count, runs));
    ui.label(RichText::new(share_text(line.count, runs)).strong());
    ui.end_row();
}

/// A share as a bar, with its interval as a whisker.
fn bar_ui(ui: &mut Ui, swatch: Swatch, share: Share) {
    let (rect, _) = ui.allocate_exact_size(vec2(96.0, 13.0), Sense::hover());
    let fill = match swatch {
        Swatch::Plain(color) => color,
        Swatch::Hatched | Swatch::None => Color32::from_gray(130),
    };
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let at = |share: f64| rect.left() + rect.width() * share.clamp(0.0, 1.0) as f32;
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, ui.visuals().faint_bg_color);
    painter.rect_filled(Rect::from_min_max(rect.min, pos2(at(share.share), rect.bottom())), 2.0, fill);
    let stroke = egui::Stroke::new(1.5, ui.visuals().text_color());
    let (low, high, middle) = (at(share.low), at(share.high), rect.center().y);
    painter.line_segment([pos2(low, middle), pos2(high, middle)], stroke);
    for end in [low, high] {
        painter.line_segment([pos2(end, middle - 3.5), pos2(end, middle + 3.5)], stroke);
    }
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
