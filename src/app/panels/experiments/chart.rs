//! A chart of a report in the window.

use eframe::egui::{Color32, Label, RichText, Ui, vec2};
use egui_plot::{
    Axis as Side, FilledArea, GridMark, HoverPosition, Line, LineStyle, MarkerShape, Plot,
    PlotBounds, PlotPoint, Points,
};

use crate::app::map::ticks;
use crate::app::theme;
use crate::figure::{Axis, ScaleKind, format_number};
use crate::reproduce::chart::{Chart, Curve, Point, Style, ticks as marks};

/// Size of a chart with its words.
const WIDTH: f32 = 420.0;
const HEIGHT: f32 = 270.0;

/// Colours of curves on light and on dark ground, those of the pages.
const LIGHT: [[u8; 3]; 8] = [
    [0x00, 0x72, 0xb2],
    [0xd5, 0x5e, 0x00],
    [0x00, 0x9e, 0x73],
    [0xa3, 0x45, 0x7f],
    [0x8a, 0x6d, 0x00],
    [0x2b, 0x7f, 0xa8],
    [0x6a, 0x51, 0xa3],
    [0x44, 0x44, 0x44],
];
const DARK: [[u8; 3]; 8] = [
    [0x5a, 0xb4, 0xe5],
    [0xff, 0x9d, 0x5c],
    [0x3f, 0xd0, 0xa4],
    [0xe5, 0x9a, 0xc8],
    [0xf0, 0xd1, 0x4a],
    [0x8f, 0xd0, 0xef],
    [0xb8, 0xa5, 0xea],
    [0xcc, 0xcc, 0xcc],
];

/// Draws a chart with its key.
pub fn ui(ui: &mut Ui, chart: &Chart) {
    ui.allocate_ui(vec2(WIDTH, HEIGHT), |ui| {
        ui.vertical(|ui| {
            ui.set_width(WIDTH);
            ui.add(Label::new(RichText::new(&chart.caption).size(12.5)).wrap());
            plot_ui(ui, chart);
            ui.horizontal_wrapped(|ui| {
                for curve in chart.key() {
                    ui.label(RichText::new(curve.style.sign()).color(color(ui, curve)));
                    ui.label(RichText::new(&curve.name).weak().size(12.0));
                }
            });
        });
    });
}

fn color(ui: &Ui, curve: &Curve) -> Color32 {
    let all = if ui.visuals().dark_mode { DARK } else { LIGHT };
    theme::solid(all[curve.color % all.len()])
}

/// Where a value stands on its axis: its logarithm on a log scale.
fn along(axis: &Axis, value: f64) -> f64 {
    if axis.spacing == ScaleKind::Log { pxfm::f_log10(value) } else { value }
}

fn plot_ui(ui: &mut Ui, chart: &Chart) {
    let side = |side: Side, axis: &Axis| {
        let places: Vec<(f64, String)> = names(axis);
        ticks::axis(side, axis.label.clone()).formatter(move |mark, _| {
            let near = |(place, _): &&(f64, String)| (place - mark.value).abs() < 1e-9;
            places.iter().find(near).map_or_else(String::new, |(_, name)| name.clone())
        })
    };
    let spacer = |axis: &Axis| {
        let places: Vec<f64> = names(axis).into_iter().map(|(place, _)| place).collect();
        let step = places.windows(2).map(|two| two[1] - two[0]).fold(f64::INFINITY, f64::min);
        let step_size = if step.is_finite() { step } else { 1.0 };
        move |_: egui_plot::GridInput| -> Vec<GridMark> {
            places.iter().map(|value| GridMark { value: *value, step_size }).collect()
        }
    };
    let Chart { x, y, .. } = chart;
    let curves: Vec<(Color32, &Curve)> =
        chart.curves.iter().map(|curve| (color(ui, curve), curve)).collect();
    let (x_axis, y_axis) = (x.clone(), y.clone());
    theme::still(Plot::new("chart"))
        .height(HEIGHT - 60.0)
        .width(WIDTH)
        .custom_x_axes(vec![side(Side::X, x)])
        .custom_y_axes(vec![side(Side::Y, y)])
        .x_grid_spacer(spacer(x))
        .y_grid_spacer(spacer(y))
        .label_formatter(move |hit| match hit {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                told(plot_name, position, [&x_axis, &y_axis])
            }
            HoverPosition::Elsewhere { .. } => None,
        })
        .show(ui, |plot| {
            let [low, high] = [0, 1].map(|end| [along(x, x.range[end]), along(y, y.range[end])]);
            plot.set_plot_bounds(PlotBounds::from_min_max(low, high));
            for (color, curve) in &curves {
                draw(plot, chart, curve, *color);
            }
        });
}

fn draw(plot: &mut egui_plot::PlotUi<'_>, chart: &Chart, curve: &Curve, color: Color32) {
    let place = |at: f64, up: f64| [along(&chart.x, at), along(&chart.y, up)];
    let points: Vec<[f64; 2]> = curve
        .points
        .iter()
        .map(|point| place(point.x, point.y))
        .filter(|point| point.iter().all(|value| value.is_finite()))
        .collect();
    if curve.style == Style::Band {
        let ends = curve.points.iter().filter_map(|point| Some((point.x, point.interval?)));
        let ends: Vec<[f64; 3]> = ends
            .map(|(x, [low, high])| [x, along(&chart.y, low), along(&chart.y, high)])
            .filter(|ends| ends.iter().all(|end| end.is_finite()))
            .collect();
        let column = |k: usize| ends.iter().map(|ends| ends[k]).collect::<Vec<f64>>();
        let area = FilledArea::new("", &column(0), &column(1), &column(2));
        plot.add(area.fill_color(color.gamma_multiply(0.25)).allow_hover(false));
    }
    for Point { x, interval, .. } in &curve.points {
        if curve.style == Style::Band {
            break;
        }
        if let Some([low, high]) = interval {
            let ends = vec![place(*x, *low), place(*x, *high)];
            let style = if curve.style == Style::Rings {
                LineStyle::dotted_dense()
            } else {
                LineStyle::Solid
            };
            plot.line(Line::new("", ends).color(color).width(1.2).style(style).allow_hover(false));
        }
    }
    if curve.style != Style::Rings {
        let style = match curve.style {
            Style::Dashed => LineStyle::dashed_loose(),
            _ => LineStyle::Solid,
        };
        plot.line(Line::new(&curve.name, points.clone()).color(color).width(1.6).style(style));
    }
    if matches!(curve.style, Style::Joined | Style::Rings) {
        let marks = Points::new(&curve.name, points).shape(MarkerShape::Circle).radius(3.0);
        let is_full = curve.style == Style::Joined;
        plot.points(marks.filled(is_full).color(color));
    }
}

/// What the pointer is at.
fn told(name: &str, at: &PlotPoint, [x, y]: [&Axis; 2]) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let back = |axis: &Axis, value: f64| match axis.spacing {
        ScaleKind::Log => pxfm::f_pow(10_f64, value),
        ScaleKind::Linear => value,
    };
    let [across, up] = [back(x, at.x), back(y, at.y)].map(format_number);
    Some(format!("{name}\n{}: {across}\n{}: {up}", x.label, y.label))
}

/// The marks of an axis with their places on it.
fn names(axis: &Axis) -> Vec<(f64, String)> {
    let [low, high] = axis.range.map(|end| along(axis, end));
    let place = |(share, name): (f64, String)| (low + share * (high - low), name);
    marks(axis).into_iter().map(place).collect()
}
