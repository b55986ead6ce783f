//! The loss over the steps: of the descent, and of those that run against it.

use eframe::egui::{Color32, Response, Role, Ui, WidgetInfo};
use egui_plot::{Axis, Line, LineStyle, Plot, PlotBounds, PlotPoint, PlotPoints, Points};

use crate::app::jobs::live::Live;
use crate::app::jobs::outcome::{Run, index_at};
use crate::app::map::strokes::{color_of, paint_mark};
use crate::app::map::ticks;
use crate::app::panels::curve::thin::thinned;
use crate::app::theme;
use crate::descent::Record;
use crate::figure::{Scale, ScaleKind, format_number};
use crate::optimizer::Optimizer;

/// Losses this many times the largest loss at the start are left out of the picture of a race,
/// which one that diverges would press flat.
const MOST_RISE: f64 = 20.0;

/// Room beside the plot for the half of the last mark's number that sticks out of it.
const LAST_MARK: f32 = 16.0;

fn power(exponent: f64) -> f64 {
    pxfm::f_pow(10.0, exponent)
}

/// Both axes are logarithmic where the data allow it.
pub fn ui(ui: &mut Ui, live: &Live, step: usize, is_race: bool) {
    let runs: Vec<&Run> = live.runs().collect();
    let all = || runs.iter().flat_map(|run| &run.trajectory.records).map(|r| r.loss);
    let starts = runs.iter().filter_map(|run| run.trajectory.records.first()).map(|r| r.loss);
    let ceiling = if is_race { MOST_RISE * starts.fold(0.0, f64::max) } else { f64::INFINITY };
    let finite = || all().filter(|loss| loss.is_finite() && (*loss <= ceiling || ceiling == 0.0));
    // a loss of exactly 0 has no logarithm, and a small change is not seen on one
    let (least, most) = (finite().fold(f64::INFINITY, f64::min), finite().fold(0.0, f64::max));
    let is_log = least > 0.0 && most > 5.0 * least;
    let height = move |loss: f64| if is_log { pxfm::f_log10(loss) } else { loss };
    let along = |step: usize| pxfm::f_log10(step as f64 + 1.0);
    let low = finite().map(height).fold(f64::INFINITY, f64::min);
    let high = finite().map(height).fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        ui.centered_and_justified(|ui| ui.label("No finite loss to draw."));
        return;
    }
    // beside a huge loss a small distance is none
    let pad = (0.08 * (high - low)).max(1e-3).max(1e-9 * high.abs());
    // one that diverges leaves the picture, rather than be drawn for billions of screens
    let top = high + 2.0 * pad;
    let point = |r: &Record| [along(r.step), height(r.loss).min(top)];
    let last = along(live.timeline().last().map_or(0, |record| record.step)).max(0.3);
    let is_dark = ui.visuals().dark_mode;
    let range = [-0.02 * last, 1.02 * last];
    let pixels = f64::from(ui.available_width() * ui.ctx().pixels_per_point());
    let column = (range[1] - range[0]) / pixels.max(1.0);
    let shown = theme::still(Plot::new("loss curve"))
        .width(ui.available_width() - LAST_MARK)
        .label_formatter(|_| None)
        .custom_x_axes(vec![ticks::axis(Axis::X, "step").formatter(|mark, _| decade(mark.value))])
        .custom_y_axes(vec![ticks::axis(Axis::Y, "loss").formatter(move |mark, _| {
            if is_log { format_number(power(mark.value)) } else { ticks::tick_label(mark) }
        })])
        .x_grid_spacer(move |input| {
            // a mark past the end would be cut
            let most = input.bounds.1;
            let inside = (0..10).filter(move |k| f64::from(*k) <= most);
            inside.map(|k| egui_plot::GridMark { value: f64::from(k), step_size: 1.0 }).collect()
        })
        .y_grid_spacer(
            move |input| {
                if is_log { log_marks(input.bounds) } else { ticks::marks(input.bounds, 4) }
            },
        )
        .show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max(
                [range[0], low - pad],
                [range[1], high + pad],
            ));
            let line = |records: &[Record]| -> PlotPoints<'static> {
                let points = records.iter().filter(|r| r.loss.is_finite()).map(point);
                thinned(points, column).into()
            };
            for run in runs.iter().rev() {
                let records = &run.trajectory.records;
                let played = &records[..=index_at(records, step)];
                let name = run.settings.optimizer.name();
                let (color, style) = if is_race {
                    (color_of(run.settings.optimizer), style_of(run.settings.optimizer))
                } else {
                    (theme::PATH, LineStyle::Solid)
                };
                if is_race && !is_dark {
                    // pale lines on white paper need an edge
                    let edge = Line::new(format!("{name}, edge"), line(played))
                        .color(Color32::from_gray(60));
                    plot.line(edge.width(4.2).style(style));
                }
                let faint = if is_race && !is_dark {
                    Color32::from_gray(150)
                } else {
                    color.gamma_multiply(0.35)
                };
                plot.line(Line::new(name, line(records)).color(faint).width(2.0).style(style));
                plot.line(
                    Line::new(format!("{name}, played"), line(played))
                        .color(color)
                        .width(2.5)
                        .style(style),
                );
            }
            if let Some(run) = runs.first().filter(|_| !is_race) {
                let here = &run.trajectory.records[index_at(&run.trajectory.records, step)];
                if here.loss.is_finite() {
                    let here = vec![point(here)];
                    plot.points(Points::new("playhead", here).color(theme::PATH).radius(5.0));
                }
            }
        });
    settle(ui, &shown.response, || summary(&runs, step));
    if is_race {
        let painter = ui.painter().with_clip_rect(*shown.transform.frame());
        for run in runs.iter().rev() {
            let records = &run.trajectory.records;
            let here = records[..=index_at(records, step)]
                .iter()
                .rev()
                .find(|r| r.loss.is_finite())
                .map(point);
            if let Some([x, y]) = here {
                let at = shown.transform.position_from_point(&PlotPoint::new(x, y));
                paint_mark(&painter, at, 6.0, run.settings.optimizer);
            }
        }
    }
}

/// Lays the plot out, and gives it what a screen reader says of it.
fn settle(ui: &Ui, plot: &Response, summary: impl FnOnce() -> String) {
    ticks::settle(ui, plot, ["step", "loss"]);
    plot.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Loss curve"));
    theme::describe(plot, summary);
}

/// The curves in words.
fn summary(runs: &[&Run], step: usize) -> String {
    let told = runs.iter().map(|run| {
        let records = &run.trajectory.records;
        let [first, here, end] =
            [0, index_at(records, step), records.len() - 1].map(|i| &records[i]);
        format!(
            "{}: loss {} at the start, {} at step {}, {} at step {}, the last.",
            run.settings.optimizer.name(),
            format_number(first.loss),
            format_number(here.loss),
            here.step,
            format_number(end.loss),
            end.step
        )
    });
    told.collect::<Vec<_>>().join(" ")
}

/// How a runner's curve is drawn, so that greyscale tells it apart.
fn style_of(optimizer: Optimizer) -> LineStyle {
    match optimizer {
        Optimizer::GradientDescent => LineStyle::Solid,
        Optimizer::Momentum => LineStyle::Dashed { length: 14.0 },
        Optimizer::Nesterov => LineStyle::Dotted { spacing: 6.0 },
        Optimizer::Adagrad => LineStyle::Dashed { length: 4.0 },
        Optimizer::Rmsprop => LineStyle::Dashed { length: 6.0 },
        Optimizer::Adam => LineStyle::Dashed { length: 22.0 },
        Optimizer::Adamw => LineStyle::Dotted { spacing: 9.0 },
        Optimizer::Nadam => LineStyle::Dashed { length: 32.0 },
        Optimizer::Lion => LineStyle::Dotted { spacing: 13.0 },
    }
}

/// Marks at 1, 2 and 5 times powers of ten, or at powers of ten alone where there are many.
fn log_marks(bounds: (f64, f64)) -> Vec<egui_plot::GridMark> {
    let scale = Scale::new(ScaleKind::Log, power(bounds.0), power(bounds.1));
    let mark = |value: f64| egui_plot::GridMark { value: pxfm::f_log10(value), step_size: 1.0 };
    scale.round_values(4).into_iter().map(mark).collect()
}

/// Steps are counted from 0 and drawn at `log10(step + 1)`; marks stand at 1, 10, 100 steps.
fn decade(value: f64) -> String {
    if value < 0.0 || value.fract() != 0.0 {
        return String::new();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small whole number"
    )]
    let step = 10_usize.pow(value as u32);
    theme::whole(step - usize::from(step == 1))
}
