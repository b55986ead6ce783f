//! What the hand does to the data: drag a point, add one, take one out, flip its class.

use eframe::egui::{CursorIcon, PointerButton, Pos2, Response, Ui, Vec2};
use egui_plot::{PlotPoint, PlotTransform};

use crate::app::state::command::Command;
use crate::figure::data::{DataPicture, Frame};
use crate::objective::{LossKind, Objective};
use crate::preset::{DataEdit, DataRow};

/// A press this close to a point (in points of the screen) means the point.
const NEAR: f32 = 12.0;

/// Most classes that the menu of a point lists.
const MOST_CLASSES: usize = 10;

/// What the hand holds, and where it asked for the menu.
#[derive(Default)]
pub struct Hand {
    held: Option<Held>,
    asked: Option<Asked>,
}

/// A point that is dragged.
struct Held {
    mark: Mark,
    /// From the pointer to the middle of the point.
    offset: Vec2,
    /// The ranges that were drawn when it was taken up.
    frame: Frame,
}

/// Where the menu was opened.
struct Asked {
    at: [f64; 2],
    mark: Option<Mark>,
}

/// A point as drawn: over one input a point has a mark for each of its targets.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    point: usize,
    target: usize,
}

impl Hand {
    /// The ranges to be drawn while a point is dragged.
    pub fn frame(&self) -> Option<Frame> {
        self.held.as_ref().map(|held| held.frame)
    }

    /// Turns gestures into changes of the data.
    pub fn handle(
        &mut self,
        ui: &Ui,
        response: &Response,
        transform: &PlotTransform,
        picture: &DataPicture,
        commands: &mut Vec<Command>,
    ) {
        let objective = &*picture.objective;
        if !ui.input(|input| input.pointer.any_down()) {
            self.held = None;
        }
        if response.drag_started_by(PointerButton::Primary)
            && let Some(from) = ui.input(|input| input.pointer.press_origin())
            && let Some(mark) = nearest(objective, transform, from)
        {
            let offset = position(objective, transform, mark) - from;
            self.held = Some(Held { mark, offset, frame: picture.frame });
        }
        let pointer = response.interact_pointer_pos();
        if let (Some(held), Some(to)) = (&self.held, pointer) {
            ui.set_cursor_icon(CursorIcon::Grabbing);
            let at = coordinates(transform, transform.frame().clamp(to + held.offset));
            let mut row = row(objective, held.mark.point);
            place(objective, &mut row, held.mark.target, at);
            if row != self::row(objective, held.mark.point) {
                commands.push(Command::EditData(DataEdit::Set(held.mark.point, row)));
            }
        } else if let Some(at) = response.hover_pos()
            && nearest(objective, transform, at).is_some()
        {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if let Some(at) = pointer {
            let mark = nearest(objective, transform, at);
            if response.double_clicked() && mark.is_none() {
                commands.push(add(objective, coordinates(transform, at)));
            }
            if response.secondary_clicked() {
                self.asked = Some(Asked { at: coordinates(transform, at), mark });
            }
        }
        response.context_menu(|ui| {
            let Some(asked) = &self.asked else { return };
            if menu_ui(ui, objective, asked, commands) {
                ui.close();
            }
        });
    }
}

/// The menu of a place; returns whether something was chosen.
fn menu_ui(ui: &mut Ui, objective: &Objective, asked: &Asked, commands: &mut Vec<Command>) -> bool {
    let mut is_chosen = false;
    let mut item = |ui: &mut Ui, label: &str, command: Command| {
        if ui.button(label).clicked() {
            commands.push(command);
            is_chosen = true;
        }
    };
    let data = objective.dataset();
    // a point may have gone since
    let Some(mark) = asked.mark.filter(|mark| mark.point < data.len()) else {
        item(ui, "Add a point here", add(objective, asked.at));
        return is_chosen;
    };
    if data.is_binary() && data.target_count() == 1 {
        let mut flipped = row(objective, mark.point);
        flipped.targets[0] = 1.0 - flipped.targets[0];
        item(ui, "Flip the class", Command::EditData(DataEdit::Set(mark.point, flipped)));
    }
    if data.is_binary() && !objective.loss().kind.is_separable() {
        for class in 0..data.target_count().min(MOST_CLASSES) {
            let mut other = row(objective, mark.point);
            set_target(objective, &mut other.targets, class, 1.0, true);
            if other != row(objective, mark.point) {
                let set = Command::EditData(DataEdit::Set(mark.point, other));
                item(ui, &format!("Make it {}", data.class_name(class)), set);
            }
        }
    }
    if data.len() > 1 {
        item(ui, "Delete the point", Command::EditData(DataEdit::Remove(mark.point)));
    } else {
        ui.label("The last point stays.");
    }
    is_chosen
}

fn row(objective: &Objective, point: usize) -> DataRow {
    let data = objective.dataset();
    DataRow { inputs: data.input(point).to_vec(), targets: data.target(point).to_vec() }
}

/// Puts a point at a place of the view.
fn place(objective: &Objective, row: &mut DataRow, target: usize, at: [f64; 2]) {
    if row.inputs.len() == 1 {
        row.inputs[0] = at[0];
        set_target(objective, &mut row.targets, target, at[1], true);
    } else {
        row.inputs = at.to_vec();
    }
}

/// A new point at a place of the view, with the targets of the point nearest to it where the place
/// has none.
fn add(objective: &Objective, at: [f64; 2]) -> Command {
    let data = objective.dataset();
    let distance = |i: &usize| {
        let here = data.input(*i);
        here.iter().zip(at).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
    };
    let nearest = (0..data.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
    let mut new = row(objective, nearest);
    for target in 0..new.targets.len() {
        place(objective, &mut new, target, at);
    }
    Command::EditData(DataEdit::Add(new))
}

/// Puts `y`, or what is nearest to it that the loss allows, in the place of one of a point's
/// targets: with cross-entropy from 0 to 1. With softmax the others make room for it, in their
/// proportions. With `keeps_classes`, a class stays one.
pub fn set_target(
    objective: &Objective,
    targets: &mut [f64],
    k: usize,
    y: f64,
    keeps_classes: bool,
) {
    let kind = objective.loss().kind;
    let is_class = keeps_classes && kind.has_logits() && objective.dataset().is_binary();
    let y = match kind {
        LossKind::Squared => y,
        LossKind::CrossEntropy | LossKind::Softmax if is_class => f64::from(u8::from(y > 0.5)),
        LossKind::CrossEntropy | LossKind::Softmax => y.clamp(0.0, 1.0),
    };
    if kind.is_separable() {
        targets[k] = y;
    } else if !is_class || y == 1.0 {
        let others: f64 = targets.iter().sum::<f64>() - targets[k];
        let even = (1.0 - y) / (targets.len() - 1) as f64;
        for (j, target) in targets.iter_mut().enumerate() {
            let part = if others > 0.0 { *target * ((1.0 - y) / others) } else { even };
            *target = if j == k { y } else { part };
        }
    }
}

/// The mark nearest to a place of the screen, if it is near; the last of several, as it is drawn on
/// top.
fn nearest(objective: &Objective, transform: &PlotTransform, at: Pos2) -> Option<Mark> {
    let data = objective.dataset();
    let targets = if data.input_count() == 1 { data.target_count() } else { 1 };
    let marks =
        (0..data.len()).flat_map(|point| (0..targets).map(move |target| Mark { point, target }));
    marks
        .map(|mark| (position(objective, transform, mark).distance(at), mark))
        .filter(|(distance, _)| *distance < NEAR)
        .reduce(|best, next| if next.0 <= best.0 { next } else { best })
        .map(|(_, mark)| mark)
}

fn position(objective: &Objective, transform: &PlotTransform, mark: Mark) -> Pos2 {
    let (inputs, data) = (objective.dataset().input(mark.point), objective.dataset());
    let y = if inputs.len() == 1 { data.target(mark.point)[mark.target] } else { inputs[1] };
    transform.position_from_point(&PlotPoint::new(inputs[0], y))
}

/// A place of the screen in numbers of the data, with as many decimals as a point of the screen
/// tells apart.
fn coordinates(transform: &PlotTransform, at: Pos2) -> [f64; 2] {
    let (point, step) = (transform.value_from_position(at), transform.dvalue_dpos());
    [rounded(point.x, step[0].abs()), rounded(point.y, step[1].abs())]
}

fn rounded(value: f64, step: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
    let places = (1.0 - pxfm::f_log10(step).ceil()).clamp(0.0, 17.0) as usize;
    // through decimal text, so that 2.3 is 2.3
    format!("{value:.places$}").parse::<f64>().map_or(value, |rounded| rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_the_decimals_that_the_screen_tells_apart() {
        assert_eq!(rounded(2.345_678, 0.013), 2.35);
        assert_eq!(rounded(2.345_678, 0.009), 2.346);
        assert_eq!(rounded(1234.6, 20.0), 1235.0);
        assert!(rounded(-1e-9, 0.01).is_sign_positive());
        assert_eq!(rounded(1.25e-7, 1e-9), 1.25e-7);
    }
}
