//! The weight-space map as a surface in space, and what the mouse and the keyboard do on it.
//!
//! Left drag turns it, right, middle or shift drag moves it, the wheel zooms at the pointer, a
//! click starts a descent, a double click shows it as at first again.

use eframe::egui::{self, EventFilter, Key, PointerButton, Pos2, Response, Sense, Ui, Vec2};

use crate::app::jobs::model::{Model, PlacedPoint};
use crate::app::jobs::surface_layer::SurfacePicture;
use crate::app::map::colour_bar::bar_beside;
use crate::app::map::gestures;
use crate::app::map::marks::place_of_point;
use crate::app::map::strokes::{self, from_screen, place};
use crate::app::map::view::{MapOutput, MapView, pixels};
use crate::app::state::command::{Command, MapMove};
use crate::app::state::session::Layer;
use crate::app::theme;
use crate::figure::plan::View;
use crate::figure::surface::{Camera, Stage};

/// What the status line says while nothing is under the pointer.
pub const HELP: &str =
    "Drag turns · right drag moves · wheel zooms · click starts a descent · double click resets";

/// Degrees that the surface turns with a point of the pointer's way, and with a press of a key.
const PER_POINT: f64 = 0.4;
const PER_KEY: f64 = 7.5;

/// How much one press of + or - zooms.
const KEY_ZOOM: f64 = 1.25;

/// The camera after a key.
pub fn turned(camera: Camera, wanted: MapMove) -> Camera {
    match wanted {
        MapMove::Left => camera.turned(-PER_KEY, 0.0),
        MapMove::Right => camera.turned(PER_KEY, 0.0),
        MapMove::Up => camera.turned(0.0, PER_KEY),
        MapMove::Down => camera.turned(0.0, -PER_KEY),
        MapMove::In => camera.zoomed(KEY_ZOOM, [0.0, 0.0]),
        MapMove::Out => camera.zoomed(1.0 / KEY_ZOOM, [0.0, 0.0]),
    }
}

impl MapView<'_> {
    /// Draws the surface and reports what the person does on it.
    pub(super) fn surface_ui(
        &self,
        ui: &mut Ui,
        model: &std::sync::Arc<Model>,
        commands: &mut Vec<Command>,
    ) -> MapOutput {
        ui.add_space(6.0);
        let mut area = ui.available_rect_before_wrap();
        area.max.y -= 6.0;
        let (frame, bar_area) = area.split_left_right_at_x(area.right() - self.bar_width());
        let response = ui.interact(frame, ui.scope_id().with("surface"), Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Image, true, "Loss surface: drag to turn it")
        });
        theme::describe(&response, || self.summary(model));
        let picture = self.live.surface.picture.as_ref();
        self.handle_surface(ui, &response, picture, model, commands);
        let text = response.hover_pos().zip(picture).and_then(|(at, picture)| {
            let stage = picture.stage(strokes::area(frame));
            let point = gestures::nearest(self, model, at, |point| on_screen(&stage, point));
            self.tooltip(model, point, stage.coordinates(from_screen(at)))
        });
        if let Some(text) = text {
            response.clone().on_hover_text_at_pointer(text);
        }
        match picture {
            Some(picture) => self.paint_surface(ui, frame, picture, model),
            None => {
                ui.put(frame, egui::Spinner::new());
            }
        }
        if response.has_focus() {
            let stroke = ui.visuals().selection.stroke;
            ui.painter().rect_stroke(frame, 0.0, stroke, egui::StrokeKind::Inside);
        }
        let is_basins = self.session.layer == Layer::Basins;
        self.bar_ui(ui, bar_beside(bar_area, frame), is_basins);
        ui.advance_cursor_after_rect(area);
        MapOutput { frame, pixels: pixels(frame, ui), layer: self.session.layer }
    }

    fn handle_surface(
        &self,
        ui: &Ui,
        response: &Response,
        picture: Option<&SurfacePicture>,
        model: &Model,
        commands: &mut Vec<Command>,
    ) {
        let frame = response.rect;
        let camera = self.session.surface.camera;
        let pointer = response.hover_pos().filter(|_| !response.dragged());
        let at = pointer.zip(picture).and_then(|(at, picture)| {
            picture.stage(strokes::area(frame)).coordinates(from_screen(at))
        });
        if self.hover.map(|hover| hover.at) != at {
            commands.push(Command::Hover(at));
        }
        let smaller = frame.width().min(frame.height());
        if response.double_clicked() {
            commands.push(Command::UndoStart);
            commands.push(Command::SetCamera(Camera::default()));
        } else if response.clicked()
            && let Some((at, picture)) = response.interact_pointer_pos().zip(picture)
        {
            let stage = picture.stage(strokes::area(frame));
            let coordinates = stage.coordinates(from_screen(at));
            let point = gestures::nearest(self, model, at, |point| on_screen(&stage, point));
            commands.extend(match (point, coordinates) {
                (Some(index), _) => Some(Command::StartAtPoint(index)),
                (None, Some(at)) => {
                    Some(self.cell(at).map_or(Command::StartAt(at), Command::StartAtCell))
                }
                (None, None) => None,
            });
        } else if response.dragged() && response.drag_delta() != Vec2::ZERO {
            let delta = response.drag_delta();
            let turns = response.dragged_by(PointerButton::Primary)
                && !ui.input(|input| input.modifiers.shift);
            commands.push(Command::SetCamera(if turns {
                camera.turned(-PER_POINT * f64::from(delta.x), PER_POINT * f64::from(delta.y))
            } else {
                camera.panned([delta.x, delta.y].map(|d| f64::from(d / smaller)))
            }));
        }
        if let Some(at) = response.hover_pos() {
            let (scroll, pinch) =
                ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            let factor = f64::from(pinch) * pxfm::f_exp(f64::from(scroll) / 200.0);
            if (factor - 1.0).abs() > 1e-6 {
                let from_middle = (at - frame.center()) / smaller;
                let place = [from_middle.x, from_middle.y].map(f64::from);
                commands.push(Command::SetCamera(camera.zoomed(factor, place)));
            }
        }
        if response.has_focus() {
            self.turn_by_keys(ui, response, commands);
        }
    }

    /// The arrow keys turn the surface while it has the keyboard.
    fn turn_by_keys(&self, ui: &Ui, response: &Response, commands: &mut Vec<Command>) {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let keys = [
            (Key::ArrowLeft, MapMove::Left),
            (Key::ArrowRight, MapMove::Right),
            (Key::ArrowUp, MapMove::Up),
            (Key::ArrowDown, MapMove::Down),
        ];
        for (key, wanted) in keys {
            if ui.input(|input| input.key_pressed(key)) {
                commands.push(Command::SetCamera(turned(self.session.surface.camera, wanted)));
            }
        }
    }
}

/// Where a named point is on the screen.
fn on_screen(stage: &Stage, point: &PlacedPoint) -> Option<Pos2> {
    stage.spot(place_of_point(point)).map(|(at, _)| place(at))
}
