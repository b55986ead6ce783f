//! What the mouse and the keyboard do on the map.
//!
//! Left drag pans, or moves the start that it takes up, right drag boxes a zoom, the wheel zooms at
//! the pointer, a click starts a descent (on the basin map that of the cell under the pointer), a
//! double click shows the whole plane again.

use eframe::egui::{Context, CursorIcon, PointerButton, Pos2, Rect, Response, Ui, Vec2};
use egui_plot::{PlotPoint, PlotTransform};

use crate::app::jobs::model::{Model, PlacedPoint};
use crate::app::jobs::outcome::Proof;
use crate::app::map::view::{MapView, pixels};
use crate::app::state::command::{Command, MapMove, Message};
use crate::plane::Plane;
use crate::proof::Verdict;

/// A click this close to a named point (in points of the screen) means the point itself.
const SNAP: f32 = 9.0;

/// Points this close together on the screen are drawn on top of one another.
const ON_TOP: f32 = 2.0;

/// Narrowest and widest range that zooming goes to, whatever the digits.
const NARROWEST: f64 = 1e-100;
const WIDEST: f64 = 1e12;

const TOO_FINE: &str = "No further: the digits of double precision are spent, and pixels side by \
    side would be the same weights.";
const TOO_WIDE: &str = "No further out than this.";

/// How much one press of + or - zooms.
const KEY_ZOOM: f64 = 1.25;

/// Turns gestures into commands.
pub fn handle(
    ui: &Ui,
    response: &Response,
    transform: &PlotTransform,
    map: &MapView,
    model: &Model,
    commands: &mut Vec<Command>,
) {
    let ranges = [bounds(transform, 0), bounds(transform, 1)];
    let lens = Lens { plane: &model.view.plane, pixels: pixels(*transform.frame(), ui) };
    let pointer = response.hover_pos();
    commands.extend(hover(map, transform, pointer));
    if response.double_clicked() {
        commands.push(Command::UndoStart);
        commands.push(Command::ResetView);
    } else if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        let coordinates = coordinates(transform, at);
        commands.push(match (nearest_point(map, model, transform, at), map.cell(coordinates)) {
            (Some(index), _) => Command::StartAtPoint(index),
            (None, Some(cell)) => Command::StartAtCell(cell),
            (None, None) => Command::StartAt(coordinates),
        });
    } else if let Some(at) = dragged_start(ui, response, transform, map, model) {
        commands.push(Command::MoveStart(at));
    } else if response.dragged_by(PointerButton::Primary) && response.drag_delta() != Vec2::ZERO {
        let delta = response.drag_delta();
        let per_point = transform.dvalue_dpos();
        let moved = [-f64::from(delta.x) * per_point[0], -f64::from(delta.y) * per_point[1]];
        commands.push(shifted(ranges, moved));
    } else if response.drag_stopped_by(PointerButton::Secondary)
        && let Some(rect) = drag_box(ui.ctx(), response)
        && rect.width() > 4.0
        && rect.height() > 4.0
    {
        let (low, high) =
            (coordinates(transform, rect.left_bottom()), coordinates(transform, rect.right_top()));
        commands.push(lens.show([[low[0], high[0]], [low[1], high[1]]]));
    }
    if let Some(at) = pointer {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from(pinch) * pxfm::f_exp(f64::from(scroll) / 200.0);
        if (factor - 1.0).abs() > 1e-6 {
            commands.push(lens.zoomed(ranges, coordinates(transform, at), factor));
        }
    }
    for (button, command) in
        [(PointerButton::Extra1, Command::Back), (PointerButton::Extra2, Command::Forward)]
    {
        if ui.input(|input| input.pointer.button_pressed(button)) {
            commands.push(command);
        }
    }
}

/// Where the start is dragged to, if it is.
fn dragged_start(
    ui: &Ui,
    response: &Response,
    transform: &PlotTransform,
    map: &MapView,
    model: &Model,
) -> Option<[f64; 2]> {
    let id = response.id.with("held start");
    let start = map.start(model).map(|start| position(transform, start.at))?;
    if response.drag_started_by(PointerButton::Primary) {
        let from = ui.input(|input| input.pointer.press_origin());
        let offset = from.map(|from| start - from).filter(|offset| offset.length() < SNAP);
        ui.data_mut(|data| data.insert_temp(id, offset));
    }
    if !response.dragged_by(PointerButton::Primary) {
        return None;
    }
    let offset = ui.data(|data| data.get_temp::<Option<Vec2>>(id)).flatten()?;
    ui.set_cursor_icon(CursorIcon::Grabbing);
    let moves = response.drag_delta() != Vec2::ZERO || response.drag_started();
    let to = response.interact_pointer_pos().filter(|_| moves)?;
    Some(coordinates(transform, transform.frame().clamp(to + offset)))
}

/// The box that a right drag spans, from where it was pressed to the pointer.
pub fn drag_box(context: &Context, response: &Response) -> Option<Rect> {
    let to = response.interact_pointer_pos()?;
    let from = context
        .input(|input| input.pointer.press_origin())
        .or_else(|| response.total_drag_delta().map(|d| to - d))?;
    Some(Rect::from_two_pos(from, to))
}

/// The ranges after a move by a key.
pub fn moved(model: &Model, pixels: [usize; 2], ranges: [[f64; 2]; 2], wanted: MapMove) -> Command {
    let lens = Lens { plane: &model.view.plane, pixels };
    let middle = ranges.map(|range| 0.5 * (range[0] + range[1]));
    let step = ranges.map(|range| 0.1 * (range[1] - range[0]));
    match wanted {
        MapMove::Left => shifted(ranges, [-step[0], 0.0]),
        MapMove::Right => shifted(ranges, [step[0], 0.0]),
        MapMove::Down => shifted(ranges, [0.0, -step[1]]),
        MapMove::Up => shifted(ranges, [0.0, step[1]]),
        MapMove::In => lens.zoomed(ranges, middle, KEY_ZOOM),
        MapMove::Out => lens.zoomed(ranges, middle, 1.0 / KEY_ZOOM),
    }
}

/// A hover command if the pointer is somewhere else than before.
fn hover(map: &MapView, transform: &PlotTransform, pointer: Option<Pos2>) -> Option<Command> {
    let at =
        pointer.filter(|at| transform.frame().contains(*at)).map(|at| coordinates(transform, at));
    (map.hover.map(|hover| hover.at) != at).then_some(Command::Hover(at))
}

/// The named point under the pointer; a point off the plane is hit where it is drawn. Of points
/// drawn on top of one another the one of which most is proven is meant.
pub fn nearest_point(
    map: &MapView,
    model: &Model,
    transform: &PlotTransform,
    at: Pos2,
) -> Option<usize> {
    nearest(map, model, at, |point| Some(position(transform, [point.at.x, point.at.y])))
}

/// As [`nearest_point`], where points are seen in the places that `place` tells.
pub fn nearest(
    map: &MapView,
    model: &Model,
    at: Pos2,
    place: impl Fn(&PlacedPoint) -> Option<Pos2>,
) -> Option<usize> {
    let distance = |point| place(point).map_or(f32::INFINITY, |place| place.distance(at));
    let distances: Vec<f32> = model.points.iter().map(distance).collect();
    let least =
        distances.iter().copied().filter(|distance| *distance < SNAP).min_by(f32::total_cmp)?;
    let near = (0..distances.len()).filter(|&index| distances[index] < least + ON_TOP);
    // the first of several of the same rank
    near.rev()
        .max_by_key(|&index| map.live.proofs.get(index).and_then(Option::as_ref).map(proof_rank))
}

/// How much there is to say about a point.
fn proof_rank(proof: &Proof) -> u8 {
    match proof.certificate.verdict {
        Verdict::ProvenStrictMinimum | Verdict::ProvenFlatMinimum | Verdict::ProvenDeadRegion => 3,
        Verdict::ProvenSaddle => 2,
        Verdict::Unproven => 1,
        Verdict::Disproved => 0,
    }
}

/// Screen position of plane coordinates.
pub fn position(transform: &PlotTransform, at: [f64; 2]) -> Pos2 {
    transform.position_from_point(&PlotPoint::new(at[0], at[1]))
}

/// Plane coordinates of a place of the screen.
pub fn coordinates(transform: &PlotTransform, at: Pos2) -> [f64; 2] {
    let point = transform.value_from_position(at);
    [point.x, point.y]
}

fn bounds(transform: &PlotTransform, axis: usize) -> [f64; 2] {
    [transform.bounds().min()[axis], transform.bounds().max()[axis]]
}

fn shifted(ranges: [[f64; 2]; 2], moved: [f64; 2]) -> Command {
    let [x, y] = [0, 1].map(|axis| ranges[axis].map(|end| end + moved[axis]));
    Command::Show { x, y }
}

/// What limits how far one can zoom.
struct Lens<'a> {
    plane: &'a Plane,
    /// Pixels of the map, across and up.
    pixels: [usize; 2],
}

impl Lens<'_> {
    /// `ranges` made `factor` times narrower around `centre`.
    fn zoomed(&self, ranges: [[f64; 2]; 2], centre: [f64; 2], factor: f64) -> Command {
        self.show(
            [0, 1].map(|axis| ranges[axis].map(|end| centre[axis] + (end - centre[axis]) / factor)),
        )
    }

    /// Shows these ranges, or says why that cannot be.
    fn show(&self, ranges: [[f64; 2]; 2]) -> Command {
        let width = ranges.map(|range| range[1] - range[0]);
        // doubles are coarsest where numbers are largest
        let far =
            ranges.map(|range| if range[0].abs() > range[1].abs() { range[0] } else { range[1] });
        let finest = self.plane.resolution(far[0], far[1]);
        // along a single weight the second coordinate is the loss
        let finest = finest.map(|step| if step.is_finite() { step } else { 0.0 });
        let is_fine =
            |axis: usize| width[axis] >= NARROWEST.max(self.pixels[axis] as f64 * finest[axis]);
        if !(is_fine(0) && is_fine(1)) {
            return Command::Tell(Message::done(TOO_FINE));
        }
        if width.iter().any(|width| *width > WIDEST) {
            return Command::Tell(Message::done(TOO_WIDE));
        }
        let [x, y] = ranges;
        Command::Show { x, y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Axis;

    #[test]
    fn zooming_keeps_the_place_under_the_pointer_and_stops_before_digits_run_out() {
        let axis =
            |direction: [f64; 2]| Axis { direction: direction.to_vec(), label: String::new() };
        let plane = Plane { origin: vec![0.0, 0.0], x: axis([1.0, 0.0]), y: axis([0.0, 1.0]) };
        let lens = Lens { plane: &plane, pixels: [600, 400] };
        let Command::Show { x, y } = lens.zoomed([[-1.0, 3.0], [0.0, 2.0]], [1.0, 0.5], 2.0) else {
            panic!("a zoom by 2 is possible")
        };
        assert_eq!(x, [0.0, 2.0]);
        assert_eq!(y, [0.25, 1.25]);
        let says = |ranges, text: &str| match lens.show(ranges) {
            Command::Tell(told) => told.text == text,
            _ => false,
        };
        assert!(says([[1.0, 1.0 + 1e-13], [0.0, 1.0]], TOO_FINE));
        assert!(!says([[1.0, 1.0 + 1e-12], [0.0, 1.0]], TOO_FINE));
        // around zero there are digits for much deeper zooms
        assert!(!says([[-1e-60, 1e-60], [-1e-60, 1e-60]], TOO_FINE));
        assert!(says([[-1e12, 1e13], [0.0, 1.0]], TOO_WIDE));
    }
}
