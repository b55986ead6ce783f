//! The optimiser: method, rate and its schedule, noise, steps and batches.

use eframe::egui::Ui;

use crate::app::number::number;
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
            ui.add(number("Learning rate", &mut changed.learning_rate, |field| {
                field.range(1e-9..=1e6).speed(speed).max_decimals(9)
            }));
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
        ui.add(number("Steps", &mut changed.steps, |field| {
            field.range(0..=MOST_STEPS).speed(speed)
        }));
        let mut is_on = session.race.is_on;
        let help = "Several optimisers from the same start, on one map";
        if ui.checkbox(&mut is_on, "Race optimisers…").on_hover_text(help).clicked() {
            commands.push(Command::SetRace(Race { is_on, ..session.race.clone() }));
        }
    });
    if matches!(settings.optimizer, Optimizer::Momentum | Optimizer::Nesterov) {
        row(ui, "Momentum", "Share of the last step that is kept", |ui| {
            ui.add(number("Momentum", &mut changed.momentum, |field| {
                field.range(0.0..=0.9999).speed(0.005).max_decimals(4)
            }));
        });
    }
    if settings.optimizer.decouples_decay() {
        row(ui, "Weight decay", "Shrinks the weights by rate · decay each step", |ui| {
            ui.add(number("Weight decay", &mut changed.weight_decay, |field| {
                field.range(0.0..=10.0).speed(0.001).max_decimals(6)
            }));
        });
    }
    row(ui, "Batch", "Points a step: all of them, or a seeded random few", |ui| {
        let points = session.preset.dataset.len();
        let mut is_full = changed.batch_size.is_none();
        if points == 0 {
            ui.label("none: a population");
        } else if ui.checkbox(&mut is_full, "all points").changed() {
            changed.batch_size = if is_full { None } else { Some(points.div_ceil(2)) };
        }
        if let Some(size) = &mut changed.batch_size {
            ui.add(number("Batch size", size, |field| field.range(1..=points)));
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
    let share = |name, value, least| {
        number(name, value, move |field| {
            let field = field.speed(0.005).max_decimals(6).clamp_existing_to_range(false);
            field.range(least..=1.0)
        })
    };
    match &mut schedule.shape {
        Shape::Constant => {}
        Shape::Step { every, factor } => {
            row(
                ui,
                "Rate times",
                "What the rate is multiplied with, and after how many steps",
                |ui| {
                    ui.add(share("Factor of the schedule", factor, 1e-6));
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
                    ui.add(share("Floor of the schedule", floor, 0.0));
                    ui.label("over");
                    length_ui(ui, steps, length);
                },
            );
        }
    }
    row(ui, "Warm-up", "Steps over which the learning rate rises to its full size first", |ui| {
        ui.add(number("Warm-up", &mut schedule.warm_up, |field| {
            let field = field.range(0..=MOST_STEPS).clamp_existing_to_range(false);
            field.speed(1.0).suffix(" steps")
        }));
    });
}

/// The steps of a schedule, which follow the run's until they are chosen.
fn length_ui(ui: &mut Ui, chosen: &mut Option<usize>, length: usize) {
    let mut steps = length;
    let speed = (length as f64 * 0.02).max(1.0);
    ui.add(number("Steps of the schedule", &mut steps, |field| {
        let field = field.range(1..=MOST_STEPS).clamp_existing_to_range(false);
        field.speed(speed).suffix(" steps")
    }));
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
        ui.add(number("Noise", &mut noise.deviation, |field| {
            let field = field.range(0.0..=1e6).clamp_existing_to_range(false);
            field.speed(speed).max_decimals(6)
        }));
        if noise.is_on() {
            ui.label("decay").on_hover_text("Its variance falls like 1 / (1 + t)^decay");
            ui.add(number("Decay of the noise", &mut noise.decay, |field| {
                let field = field.range(0.0..=10.0).clamp_existing_to_range(false);
                field.speed(0.01).max_decimals(4)
            }));
            ui.label("seed");
            ui.add(number("Seed of the noise", &mut noise.seed, |field| field));
        }
    });
}
