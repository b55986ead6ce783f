//! What there is to see of a population: the teacher.

use eframe::egui::{Grid, ScrollArea, Ui};

use crate::figure::format_number;
use crate::objective::Objective;

/// Most units, and most weights of a unit, that are listed.
const MOST: usize = 50;

/// Draws a sentence and the teacher's weights, a row a unit.
pub fn ui(ui: &mut Ui, objective: &Objective, height: f32) {
    let Some(teacher) = objective.dataset().teacher() else { return };
    ui.label(
        "The loss is the expected one over all inputs, drawn from the standard normal \
            distribution, in closed form: there are no data points. The outputs are summed, and \
            the teacher says what is right: a sum of ReLU units with these weights, one unit a \
            row.",
    );
    ScrollArea::both().id_salt("teacher").max_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| {
            Grid::new("teacher").striped(true).show(ui, |ui| {
                for unit in teacher.rows().into_iter().take(MOST) {
                    for weight in unit.iter().take(MOST) {
                        ui.label(format_number(*weight));
                    }
                    ui.end_row();
                }
            });
        },
    );
    let (units, inputs) = teacher.dim();
    if units.max(inputs) > MOST {
        ui.label(format!("{units} units of {inputs} weights in all"));
    }
}
