//! The optimiser: method, rate and its schedule, noise, steps and batches.

use eframe::egui::{DragValue, Ui};

use crate::app::panels::rows::{choice, row};
use crate::app::state::command::Command;
use crate::app::state::race::Race;
use crate::app::state::session::Session;
use crate::optimizer::{Noise, Optimizer, Settings, Shape};

/// Most steps that the controls offer; a preset file may go further.
const MOST_STEPS: usize = 10_000_000;

/// Draws the controls of the optimiser.
pub fn ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.preset.descent.settings;
    let mut changed = settings.clone();
    row(
        ui,
        "Method",
        "How each step is made from the gradient (PyTorch's formulas and defaults)",
        |ui| {
            if let Some(optimizer) =
                choice(ui, "Method", settings.optimizer, &Optimizer::ALL, |o| o.name().to_owned())
            {
                changed = settings.with_optimizer(optimizer, settings.learning_rate);
            }
        },
    );
    row(
        ui,
        "Learning rate",
        "Step length: w ← w − rate · ∇L(w) for plain gradient descent",
        |ui| {
            let speed = changed.learning_rate * 0.02;
            let field = DragValue::new(&mut changed.learning_rate)
                .range(1e-9..=1e6)
                .speed(speed)
                .max_decimals(9);
            ui.add(field).accessible_name("Learning rate");
            for (label, factor) in [("÷10", 0.1), ("×10", 10.0)] {
                if ui
                    .small_button(label)
                    .on_hover_text("Learning rate by a factor of ten")
                    .clicked()
                {
                    // through decimal text, so that 0.1 stays 0.1 after some clicks
                    changed.learning_rate = format!("{:.6e}", changed.learning_rate * factor)
                        .parse()
                        .unwrap_or(changed.learning_rate);
                }
            }
        },
    );
    row(ui, "Steps", "Number of updates", |ui| {
        let speed = (changed.steps as f64 * 0.02).max(1.0);
        let field = DragValue::new(&mut changed.steps).range(0..=MOST_STEPS).speed(speed);
        ui.add(field).accessible_name("Steps");
        let mut is_on = session.race.is_on;
        let help = "Several optimisers from the same start, on one map";
        if ui.checkbox(&mut is_on, "Race optimisers…").on_hover_text(help).clicked() {
            commands.push(Command::SetRace(Race { is_on, ..session.race.clone() }));
        }
    });
    if matches!(settings.optimizer, Optimizer::Momentum | Optimizer::Nesterov) {
        row(ui, "Momentum", "Share of the last step that is kept", |ui| {
            ui.add(
                DragValue::new(&mut changed.momentum)
                    .range(0.0..=0.9999)
                    .speed(0.005)
                    .max_decimals(4),
            )
            .accessible_name("Momentum");
        });
    }
    if settings.optimizer.decouples_decay() {
        row(ui, "Weight decay", "Shrinks the weights by rate · decay each step", |ui| {
            ui.add(
                DragValue::new(&mut changed.weight_decay)
                    .range(0.0..=10.0)
                    .speed(0.001)
                    .max_decimals(6),
            )
            .accessible_name("Weight decay");
        });
    }
    row(ui, "Batch", "Points a step: all of them, or a seeded random few", |ui| {
        let points = session.preset.dataset.len();
        let mut is_full = changed.batch_size.is_none();
        if ui.checkbox(&mut is_full, "all points").changed() {
            changed.batch_size = if is_full { None } else { Some(points.div_ceil(2)) };
        }
        if let Some(size) = &mut changed.batch_size {
            ui.add(DragValue::new(size).range(1..=points)).accessible_name("Batch size");
        }
        let mut is_shown = session.shows_held;
        let help = "The optimiser's state: gradient, velocity or moments, and the next update, as \
            arrows at the \
                    playhead";
        let state = ui.checkbox(&mut is_shown, "state").on_hover_text(help);
        if state.clicked() {
            commands.push(Command::ShowHeld(is_shown));
        }
        state.accessible_name("Optimiser's state");
    });
    if changed != *settings {
        commands.push(Command::SetDescent(changed));
    }
}

/// Draws the controls of what changes from step to step.
pub fn timed_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.preset.descent.settings;
    let mut changed = settings.clone();
    schedule_ui(ui, &mut changed);
    noise_ui(ui, &mut changed.noise);
    if changed != *settings {
        commands.push(Command::SetDescent(changed));
    }
}

/// How the rate changes over the steps.
fn schedule_ui(ui: &mut Ui, settings: &mut Settings) {
    let (shapes, budget) = (Shape::ALL.map(|(_, shape)| shape), settings.steps);
    let schedule = &mut settings.schedule;
    let length = schedule.length(budget);
    let help = "How the learning rate falls: not at all, by a factor every so many steps, or along \
        half a cosine to a share of itself";
    row(ui, "Schedule", help, |ui| {
        // a shape of its own numbers is not in the list, but its name is
        let current = shapes.into_iter().find(|shape| shape.name() == schedule.shape.name());
        let current = current.unwrap_or_default();
        if let Some(shape) = choice(ui, "Schedule", current, &shapes, |s| s.name().to_owned()) {
            schedule.shape = shape;
        }
    });
    let share =
        |value| DragValue::new(value).speed(0.005).max_decimals(6).clamp_existing_to_range(false);
    match &mut schedule.shape {
        Shape::Constant => {}
        Shape::Step { every, factor } => {
            row(
                ui,
                "Rate times",
                "What the rate is multiplied with, and after how many steps",
                |ui| {
                    ui.add(share(factor).range(1e-6..=1.0))
                        .accessible_name("Factor of the schedule");
                    ui.label("every");
                    length_ui(ui, every, length);
                },
            );
        }
        Shape::Cosine { steps, floor } => {
            row(
                ui,
                "Rate to",
                "The share of the rate that is left, and after how many steps",
                |ui| {
                    ui.add(share(floor).range(0.0..=1.0)).accessible_name("Floor of the schedule");
                    ui.label("over");
                    length_ui(ui, steps, length);
                },
            );
        }
    }
    row(ui, "Warm-up", "Steps over which the learning rate rises to its full size first", |ui| {
        let field = DragValue::new(&mut schedule.warm_up)
            .range(0..=MOST_STEPS)
            .clamp_existing_to_range(false)
            .speed(1.0);
        ui.add(field.suffix(" steps")).accessible_name("Warm-up");
    });
}

/// The steps of a schedule, which follow the run's until they are chosen.
fn length_ui(ui: &mut Ui, chosen: &mut Option<usize>, length: usize) {
    let mut steps = length;
    let speed = (length as f64 * 0.02).max(1.0);
    let field = DragValue::new(&mut steps)
        .range(1..=MOST_STEPS)
        .clamp_existing_to_range(false)
        .speed(speed)
        .suffix(" steps");
    ui.add(field).accessible_name("Steps of the schedule");
    if steps != length {
        *chosen = Some(steps);
    }
}

/// The noise that is added to the gradient.
fn noise_ui(ui: &mut Ui, noise: &mut Noise) {
    let help = "Standard deviation of the Gaussian noise added to every entry of the gradient: the \
        same noise for every start";
    row(ui, "Noise", help, |ui| {
        let speed = (noise.deviation * 0.02).max(1e-3);
        let field = DragValue::new(&mut noise.deviation)
            .range(0.0..=1e6)
            .clamp_existing_to_range(false)
            .speed(speed);
        ui.add(field.max_decimals(6)).accessible_name("Noise");
        if noise.is_on() {
            ui.label("decay").on_hover_text("Its variance falls like 1 / (1 + t)^decay");
            let field = DragValue::new(&mut noise.decay)
                .range(0.0..=10.0)
                .clamp_existing_to_range(false)
                .speed(0.01);
            ui.add(field.max_decimals(4)).accessible_name("Decay of the noise");
            ui.label("seed");
            ui.add(DragValue::new(&mut noise.seed)).accessible_name("Seed of the noise");
        }
    });
}
