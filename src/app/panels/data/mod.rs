//! The data-space view: the fitted curve for one input, the decision regions for two.

mod hand;
mod table;
mod teacher;

use std::sync::Arc;

use eframe::egui::{self, Color32, RichText, Sense, Stroke, TextureHandle, TextureOptions, Ui};
use egui_plot::{
    Axis, Line, LineStyle, MarkerShape, Plot, PlotBounds, PlotImage, PlotPoint, PlotPoints,
    PlotResponse, PlotTransform, Points, VLine,
};

use self::hand::Hand;
use crate::app::map::ticks;
use crate::app::state::command::Command;
use crate::app::theme;
use crate::figure::data::{self, DataModel, DataPicture, Frame, OutputScale};
use crate::figure::format_number;
use crate::network::Dataset;
use crate::objective::Objective;

/// The view and the texture it keeps.
#[derive(Default)]
pub struct DataView {
    picture: Option<DataPicture>,
    texture: Option<TextureHandle>,
    hand: Hand,
    /// Where data are on the screen.
    transform: Option<PlotTransform>,
}

impl DataView {
    /// Shows the network at `weights`; nothing is computed if it already does.
    pub fn show_weights(
        &mut self,
        context: &egui::Context,
        objective: &Arc<Objective>,
        weights: &[f64],
    ) {
        if weights.len() != objective.parameter_count() {
            return;
        }
        // the frame stays where it is under a hand that drags
        let frame = self.hand.frame().unwrap_or_else(|| data::frame(objective));
        let is_shown = |picture: &DataPicture| {
            Arc::ptr_eq(&picture.objective, objective)
                && picture.weights == weights
                && picture.frame == frame
        };
        if self.picture.as_ref().is_some_and(is_shown) {
            return;
        }
        let picture = DataPicture::new(objective, weights, frame);
        if let DataModel::Regions { image, .. } = &picture.model {
            let image = egui::ColorImage::from_rgb(image.size, &image.rgb);
            match &mut self.texture {
                Some(texture) => texture.set(image, TextureOptions::LINEAR),
                None => {
                    self.texture =
                        Some(context.load_texture("regions", image, TextureOptions::LINEAR));
                }
            }
        }
        self.picture = Some(picture);
    }

    /// Forgets what it shows.
    pub fn clear(&mut self) {
        self.picture = None;
        self.hand = Hand::default();
    }

    /// Where numbers of the data are in the window.
    pub fn place_on_screen(&self, at: [f64; 2]) -> Option<egui::Pos2> {
        Some(self.transform.as_ref()?.position_from_point(&PlotPoint::new(at[0], at[1])))
    }

    /// Draws the view and reports what the hand does to the data.
    pub fn ui(&mut self, ui: &mut Ui, whose: &str, height: f32, commands: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            theme::heading(ui, "Data space");
            ui.label(RichText::new(whose).weak());
        });
        let Some(picture) = &self.picture else {
            ui.allocate_space(egui::vec2(ui.available_width(), height));
            return;
        };
        let objective = &picture.objective;
        let plot = match &picture.model {
            DataModel::Curve { x, outputs, kinks } => {
                Some(curve_ui(ui, height, objective, picture, x, outputs, kinks))
            }
            DataModel::Regions { lines, .. } => self
                .texture
                .as_ref()
                .map(|texture| regions_ui(ui, height, objective, picture, texture, lines)),
            DataModel::Table => {
                table_ui(ui, objective, picture, height);
                None
            }
            DataModel::Population => {
                teacher::ui(ui, objective, height);
                return;
            }
        };
        if let Some(plot) = plot {
            self.hand.handle(ui, &plot.response, &plot.transform, picture, commands);
            self.transform = Some(plot.transform);
            let hint = "Drag a point · double click adds one · right click for more";
            ui.label(RichText::new(hint).size(12.0).weak());
        }
        table::ui(ui, objective, commands);
    }
}

/// The shapes of classes in their order, and their signs in text.
const SHAPES: [(MarkerShape, &str); 5] = [
    (MarkerShape::Circle, "●"),
    (MarkerShape::Up, "▲"),
    (MarkerShape::Square, "■"),
    (MarkerShape::Diamond, "◆"),
    (MarkerShape::Down, "▼"),
];

fn plain_plot<'a>(name: &str, height: f32, [x, y]: [String; 2]) -> Plot<'a> {
    theme::still(Plot::new(name.to_owned()))
        .height(height)
        .sense(Sense::click_and_drag())
        .x_grid_spacer(|input| ticks::marks(input.bounds, 4))
        .y_grid_spacer(|input| ticks::marks(input.bounds, 4))
        .custom_x_axes(vec![ticks::axis(Axis::X, x)])
        .custom_y_axes(vec![ticks::axis(Axis::Y, y)])
}

fn curve_ui(
    ui: &mut Ui,
    height: f32,
    objective: &Objective,
    picture: &DataPicture,
    x: &[f64],
    outputs: &[Vec<f64>],
    kinks: &[f64],
) -> PlotResponse<()> {
    let data = objective.dataset();
    let text = ui.visuals().text_color();
    let faint = ui.visuals().weak_text_color();
    let x_name = data.names().inputs.first().cloned();
    let names = [x_name.unwrap_or_else(|| "x".to_owned()), "y".to_owned()];
    let shown = plain_plot("fit", height, names.clone()).show_grid(false).show(ui, |plot| {
        plot.set_plot_bounds(bounds_of(picture.frame));
        for &kink in kinks {
            plot.vline(
                VLine::new("kink", kink)
                    .color(faint.gamma_multiply(0.6))
                    .style(LineStyle::dotted_dense())
                    .allow_hover(false),
            );
        }
        for i in 0..data.len() {
            for (k, &y) in data.target(i).iter().enumerate() {
                let at = data.input(i)[0];
                let residual = vec![[at, y], [at, picture.outputs[i][k]]];
                plot.line(
                    Line::new("residual", residual)
                        .color(theme::PATH.gamma_multiply(0.7))
                        .width(1.5)
                        .allow_hover(false),
                );
            }
        }
        for (k, values) in outputs.iter().enumerate() {
            let line: PlotPoints = x.iter().zip(values).map(|(&x, &y)| [x, y]).collect();
            plot.line(
                Line::new(format!("output {k}"), line)
                    .color(theme::HIGH)
                    .width(2.5)
                    .allow_hover(false),
            );
        }
        for k in 0..data.target_count() {
            let points: PlotPoints =
                (0..data.len()).map(|i| [data.input(i)[0], data.target(i)[k]]).collect();
            plot.points(Points::new("data", points).color(text).radius(5.0));
        }
    });
    ticks::settle(ui, &shown.response, [&names[0], &names[1]]);
    shown
}

fn bounds_of([x, y]: Frame) -> PlotBounds {
    PlotBounds::from_min_max([x[0], y[0]], [x[1], y[1]])
}

fn regions_ui(
    ui: &mut Ui,
    height: f32,
    objective: &Objective,
    picture: &DataPicture,
    texture: &TextureHandle,
    lines: &[[[f64; 2]; 2]],
) -> PlotResponse<()> {
    let [x_range, y_range] = picture.frame;
    let data = objective.dataset();
    let scale = OutputScale::of(objective);
    let (is_binary, has_classes) = (data.is_binary(), !objective.loss().kind.is_separable());
    #[expect(clippy::cast_possible_truncation, reason = "ranges of data, far inside f32")]
    let size = egui::vec2((x_range[1] - x_range[0]) as f32, (y_range[1] - y_range[0]) as f32);
    let centre = PlotPoint::new(0.5 * (x_range[0] + x_range[1]), 0.5 * (y_range[0] + y_range[1]));
    let names = [data.input_name(0), data.input_name(1)];
    let shown = plain_plot("regions", height, names).show_grid(false).show(ui, |plot| {
        plot.set_plot_bounds(bounds_of(picture.frame));
        plot.image(PlotImage::new("outputs", texture.id(), centre, size).allow_hover(false));
        for line in lines {
            let stroke = Stroke::new(1.5, Color32::from_black_alpha(150));
            plot.line(
                Line::new("unit", line.to_vec())
                    .stroke(stroke)
                    .style(LineStyle::dashed_loose())
                    .allow_hover(false),
            );
        }
        for i in 0..data.len() {
            let (at, y) = (data.input(i), data.target(i));
            // shape as well as colour tells the classes apart
            let class =
                if has_classes { data::greatest(y) } else { usize::from(is_binary && y[0] > 0.5) };
            let shape = SHAPES[class % SHAPES.len()].0;
            let fill = theme::solid(scale.color_of_targets(y));
            let here = vec![[at[0], at[1]]];
            plot.points(
                Points::new("rim", here.clone())
                    .shape(shape)
                    .radius(7.5)
                    .color(Color32::from_gray(15))
                    .allow_hover(false),
            );
            plot.points(
                Points::new(target_name(data, y, has_classes), here.clone())
                    .shape(shape)
                    .radius(5.5)
                    .color(fill),
            );
            let shown = if has_classes { y.len() } else { 1 };
            if is_binary && !objective.is_right(&picture.outputs[i][..shown], &y[..shown]) {
                plot.points(
                    Points::new("wrong", here)
                        .shape(MarkerShape::Cross)
                        .radius(11.0)
                        .color(Color32::from_gray(15))
                        .allow_hover(false),
                );
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if has_classes {
            for class in 0..data.target_count() {
                ui.colored_label(theme::class_color(class), SHAPES[class % SHAPES.len()].1);
                ui.label(RichText::new(data.class_name(class)).size(12.0));
            }
            ui.label(RichText::new("  × wrong class   - - units").size(12.0).weak());
        } else if is_binary {
            ui.colored_label(theme::HIGH, "▲");
            ui.label(RichText::new(data.class_name(1)).size(12.0));
            ui.colored_label(theme::LOW, "●");
            ui.label(RichText::new(data.class_name(0)).size(12.0));
            ui.label(RichText::new("  × wrong side   - - units").size(12.0).weak());
        } else {
            ui.colored_label(theme::LOW, "●");
            ui.label(RichText::new(format_number(scale_low(objective))).size(12.0));
            ui.colored_label(theme::HIGH, "●");
            ui.label(RichText::new(format_number(scale_high(objective))).size(12.0));
            ui.label(
                RichText::new("  inside the dots: targets, behind them: output").size(12.0).weak(),
            );
        }
    });
    shown
}

/// What a point's targets are called under the pointer.
fn target_name(data: &Dataset, y: &[f64], has_classes: bool) -> String {
    if has_classes && y.iter().all(|&y| y == 0.0 || y == 1.0) {
        return data.class_name(crate::figure::data::greatest(y));
    }
    let shown = if has_classes { y } else { &y[..1] };
    format!("target {}", shown.iter().map(|&y| format_number(y)).collect::<Vec<_>>().join(", "))
}

fn scale_low(objective: &Objective) -> f64 {
    objective.dataset().targets().iter().copied().fold(f64::INFINITY, f64::min)
}

fn scale_high(objective: &Objective) -> f64 {
    objective.dataset().targets().iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn table_ui(ui: &mut Ui, objective: &Objective, picture: &DataPicture, height: f32) {
    const MOST: usize = 200;
    egui::ScrollArea::vertical()
        .id_salt("outputs")
        .max_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            egui::Grid::new("outputs").striped(true).num_columns(3).show(ui, |ui| {
                for title in ["point", "target", "output"] {
                    ui.strong(title);
                }
                ui.end_row();
                let join = |row: &[f64]| {
                    row.iter().map(|v| format_number(*v)).collect::<Vec<_>>().join(", ")
                };
                for i in 0..objective.dataset().len().min(MOST) {
                    ui.label(i.to_string());
                    ui.label(join(objective.dataset().target(i)));
                    ui.label(join(&picture.outputs[i]));
                    ui.end_row();
                }
            });
            if objective.dataset().len() > MOST {
                ui.label(format!("and {} more points", objective.dataset().len() - MOST));
            }
        });
}
