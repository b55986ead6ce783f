//! The weight-space map: the loss over a plane, named points, and the path of the descent.

mod beside;
mod clip;
mod colour_bar;
mod dashes;
mod flats;
mod gestures;
mod held;
mod layers;
mod legend;
pub mod mark;
mod paint;
mod points;
mod runners;
mod surface;
mod surface_paint;
pub mod swatch;
pub mod ticks;

use eframe::egui::{self, Rect, Sense, Ui};
use egui_plot::{Axis, AxisHints, Plot, PlotBounds, PlotTransform};

pub use self::beside::told as told_before;
use self::colour_bar::Bar;
pub use self::gestures::moved;
pub use self::surface::turned;
use self::ticks::Offset;
use crate::app::jobs::hover::Hover;
use crate::app::jobs::live::Live;
use crate::app::jobs::model::Model;
use crate::app::state::command::Command;
use crate::app::state::session::{Layer, Session};
use crate::experiment::{self, Held};
use crate::figure::format_number;

/// Width of the colour bar with its labels, and of the margin where there is none.
const BAR_WIDTH: f32 = 100.0;
const NO_BAR: f32 = 24.0;

/// Marks on each axis, about.
const MARKS: usize = 7;

/// Most pixels of a picture along one side: beyond this a projector shows no more.
const MAX_PIXELS: usize = 2048;

/// What the map draws.
pub struct MapView<'a> {
    /// The choices.
    pub session: &'a Session,
    /// The results.
    pub live: &'a Live,
    /// The place under the pointer.
    pub hover: Option<&'a Hover>,
    /// The step under the playhead.
    pub step: usize,
    /// What the optimiser holds there, if that is shown.
    pub held: Option<&'a Held>,
    /// Why there is no model, if so.
    pub failure: Option<&'a str>,
    /// Whether there are ranges to go back and forward to.
    pub can_go: [bool; 2],
}

/// Where the map is.
pub struct MapOutput {
    /// Its place in the window.
    pub frame: Rect,
    /// Pixels of the map, across and up.
    pub pixels: [usize; 2],
    /// The layer for which it was laid out: the row above it is higher for some.
    pub layer: Layer,
}

impl MapView<'_> {
    /// Draws the map and reports what the person does on it.
    pub fn ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<MapOutput> {
        let Some((model, ranges)) = self.live.model.as_ref().zip(self.session.ranges) else {
            self.empty_ui(ui);
            return None;
        };
        if !ranges.iter().all(|[low, high]| high - low > 0.0 && (high - low).is_finite()) {
            ui.centered_and_justified(|ui| {
                ui.label("There is no map to draw: the range shown has no width.")
            });
            return None;
        }
        if self.session.shows_surface() {
            return Some(self.surface_ui(ui, model, commands));
        }
        ui.add_space(6.0);
        let area = ui.available_rect_before_wrap();
        let (mut map_area, bar_area) = area.split_left_right_at_x(area.right() - self.bar_width());
        // the plot writes the name of its axis over its left edge
        map_area.min.x += 5.0;
        let mut map_ui = ui.new_child(egui::UiBuilder::new().max_rect(map_area));
        let shown = Plot::new("weight space")
            .show_grid(false)
            .show_background(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .show_crosshair(false)
            .cursor_color(egui::Color32::TRANSPARENT)
            .label_formatter(|_| None)
            .sense(Sense::click_and_drag())
            .custom_x_axes(vec![axis(Axis::X, &model.view.plane.x.label, ranges[0])])
            .custom_y_axes(vec![axis(Axis::Y, &model.view.plane.y.label, ranges[1])])
            .x_grid_spacer(|input| ticks::marks(input.bounds, MARKS))
            .y_grid_spacer(|input| ticks::marks(input.bounds, MARKS))
            .show(&mut map_ui, |plot| {
                plot.set_plot_bounds(PlotBounds::from_min_max(
                    [ranges[0][0], ranges[1][0]],
                    [ranges[0][1], ranges[1][1]],
                ));
            });
        let transform = PlotTransform::new(
            *shown.transform.frame(),
            PlotBounds::from_min_max([ranges[0][0], ranges[1][0]], [ranges[0][1], ranges[1][1]]),
            false,
        );
        shown.response.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::Role::Image,
                true,
                "Weight-space map: click to start a descent",
            )
        });
        gestures::handle(ui, &shown.response, &transform, self, model, commands);
        let is_basins = self.session.layer == Layer::Basins && !model.is_line();
        if let Some(text) =
            shown.response.hover_pos().and_then(|at| self.tooltip(model, &transform, at))
        {
            shown.response.on_hover_text_at_pointer(text);
        }
        self.paint(ui, &transform, model);
        let frame = *transform.frame();
        if !model.is_line() {
            self.bar_ui(ui, bar_beside(bar_area, frame), is_basins);
        }
        ui.advance_cursor_after_rect(area);
        Some(MapOutput { frame, pixels: pixels(frame, ui), layer: self.session.layer })
    }

    fn empty_ui(&self, ui: &mut Ui) {
        ui.centered_and_justified(|ui| match self.failure {
            Some(reason) => {
                ui.label(
                    egui::RichText::new(format!("There is no map to draw: {reason}.")).size(16.0),
                );
            }
            None => {
                ui.spinner();
            }
        });
    }

    /// The number that the loss map shows under the pointer: of a profile that of the cell.
    fn number(&self, hover: &Hover) -> Option<f64> {
        self.profile_at(hover.at).or(hover.loss)
    }

    /// The smallest loss found over a place of the plane, if a profile is shown.
    fn profile_at(&self, at: [f64; 2]) -> Option<f64> {
        self.live.loss.picture.as_ref().filter(|picture| picture.of.look.profile)?.value_at(at)
    }

    /// Room for the colour bar, where colours stand for numbers.
    fn bar_width(&self) -> f32 {
        let are_names =
            self.session.layer == Layer::Basins && self.session.basin_view.quantity().is_none();
        if are_names { NO_BAR } else { BAR_WIDTH }
    }

    /// The colour bar of what the map shows, where colours stand for numbers.
    fn bar_ui(&self, ui: &Ui, area: Rect, is_basins: bool) {
        let picture = self.live.loss.picture.as_ref().filter(|_| !is_basins);
        let basins = self.live.basins.shown().filter(|_| is_basins);
        if let Some(picture) = picture {
            let current = self
                .hover
                .and_then(|hover| self.profile_at(hover.at).or(hover.number(picture.of.quantity)));
            let colormap = picture.of.look.colormap;
            let quantity = picture.label();
            colour_bar::ui(
                ui,
                area,
                &Bar { quantity, scale: &picture.of.scale, colormap, current },
            );
        } else if let Some(basins) = basins
            && let Some((scale, quantity)) =
                basins.pixels.scale.as_ref().zip(basins.wish.view.quantity())
        {
            let current = self.hover.and_then(|hover| basins.number(hover.at));
            colour_bar::ui(
                ui,
                area,
                &Bar { quantity, scale, colormap: basins.wish.colormap, current },
            );
        }
    }

    /// What is known of the named point or the basin map's cell at a place of the screen.
    fn tooltip(&self, model: &Model, transform: &PlotTransform, at: egui::Pos2) -> Option<String> {
        if let Some(index) = gestures::nearest_point(self, model, transform, at) {
            let proof = self.live.proofs.get(index).and_then(Option::as_ref);
            return Some(Self::point_tooltip(
                &model.points[index],
                proof.map(|proof| &proof.certificate),
            ));
        }
        let place = transform.value_from_position(at);
        let cell = self.cell([place.x, place.y])?;
        self.live.basins.current()?.named.verdict(cell)
    }

    /// Where the start of the descent is in the plane.
    fn start(&self, model: &Model) -> Option<[f64; 2]> {
        let start = self.session.start.as_ref()?;
        if start.weights.len() != model.objective.parameter_count() {
            return None;
        }
        let known = self.live.run.as_ref().filter(|run| run.start.weights == start.weights);
        let at = if let Some(run) = known {
            run.path[0]
        } else {
            let loss = if model.is_line() {
                experiment::loss(&model.objective, &start.weights)
            } else {
                0.0
            };
            experiment::place(&model.view.plane, &start.weights, loss)
        };
        Some([at.x, at.y])
    }

    /// The cell of the basin map at coordinates of the plane, if that map is shown.
    fn cell(&self, at: [f64; 2]) -> Option<[usize; 2]> {
        let picture = self.live.basins.current().filter(|_| self.session.layer == Layer::Basins)?;
        picture.named.cell(at)
    }

    /// Where descent from the cell under the pointer ends, if the basins are shown and it is
    /// computed.
    fn fate(&self, at: [f64; 2]) -> Option<String> {
        let [i, j] = self.cell(at)?;
        let named = &self.live.basins.current()?.named;
        named.fate(named.map.label[[j, i]])
    }

    /// One line on what is under the pointer.
    pub fn status(&self) -> String {
        if let Some(fraction) = self.live.loss.progress() {
            return format!("Computing the picture: {:.0} %", 100.0 * fraction);
        }
        match (self.hover, self.live.model.as_ref()) {
            (Some(hover), Some(model)) => {
                let loss = hover.loss.map_or_else(|| "…".to_owned(), format_number);
                let place = |axis: usize, name: &str| {
                    let range = self.session.ranges.map_or([0.0, 1.0], |ranges| ranges[axis]);
                    format!("{name} = {}", ticks::coordinate(hover.at[axis], range))
                };
                let x = place(0, &model.view.plane.x.label);
                if model.is_line() {
                    return format!("{x}   loss = {loss}");
                }
                let y = place(1, &model.view.plane.y.label);
                let fate = self.fate(hover.at).map_or(String::new(), |fate| {
                    format!(
                        "   ends in: \
                 {fate}"
                    )
                });
                let slope =
                    hover.gradient_norm.map(|norm| format!("   |∇L| = {}", format_number(norm)));
                let least = self.profile_at(hover.at).map(|least| {
                    format!(
                        "   least = \
                 {}",
                        format_number(least)
                    )
                });
                format!(
                    "{x}   {y}{}   loss = \
                 {loss}{}{fate}",
                    slope.unwrap_or_default(),
                    least.unwrap_or_default()
                )
            }
            _ if self.session.shows_surface() => surface::HELP.to_owned(),
            _ => "Click the map to start a descent there · drag to move · wheel to zoom · double \
                click to reset"
                .to_owned(),
        }
    }
}

/// An axis of the map, whose range may be narrow.
fn axis<'a>(axis: Axis, name: &str, range: [f64; 2]) -> AxisHints<'a> {
    let title = |text: String| egui::RichText::new(text).size(14.0);
    match Offset::of(range, MARKS) {
        Some(offset) => ticks::axis(axis, title(offset.title(name)))
            .formatter(move |mark, _| offset.label(mark.value)),
        None => ticks::axis(axis, title(name.to_owned())),
    }
}

/// The place of the colour bar in its area, beside `frame`.
fn bar_beside(area: Rect, frame: Rect) -> Rect {
    Rect::from_min_max(
        egui::pos2(area.left() + 14.0, frame.top() + 20.0),
        egui::pos2(area.right(), frame.bottom()),
    )
}

/// Pixels of the map, across and up.
fn pixels(frame: Rect, ui: &Ui) -> [usize; 2] {
    let (size, pixels_per_point) = (frame.size(), ui.ctx().pixels_per_point());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 8..=2048 first"
    )]
    [size.x, size.y]
        .map(|points| (points * pixels_per_point).clamp(8.0, MAX_PIXELS as f32).round() as usize)
}
