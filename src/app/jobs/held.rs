//! What the optimiser of the descent holds at the playhead: computed for all records at once by
//! running the descent again, so that playing never waits.

use std::sync::Arc;

use eframe::egui::{Color32, Context, Label, RichText, Sense, Stroke, Ui, vec2};

use crate::app::jobs::job::Slot;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Run;
use crate::app::jobs::playhead::index_at;
use crate::app::state::command::Command;
use crate::app::{App, theme};
use crate::experiment::{self, Held, Shadow};
use crate::figure::format_number;
use crate::optimizer::{Optimizer, Settings};

/// Colours of the arrows and of the ellipse.
pub const GRADIENT: Color32 = Color32::WHITE;
pub const MEMORY: Color32 = Color32::from_rgb(130, 235, 150);
pub const SPREAD: Color32 = Color32::from_rgb(255, 170, 200);
pub const UPDATE: Color32 = Color32::from_rgb(255, 214, 64);

/// Whose state was asked for.
struct Asked {
    model: Arc<Model>,
    start: Vec<f64>,
    settings: Settings,
}

impl Asked {
    fn is(&self, model: &Arc<Model>, run: &Run) -> bool {
        Arc::ptr_eq(&self.model, model)
            && self.start == run.start.weights
            && self.settings == run.settings
    }
}

/// The states of the newest descent, once they are computed.
#[derive(Default)]
pub struct HeldStates {
    job: Slot<Vec<Held>>,
    asked: Option<Asked>,
    states: Vec<Held>,
}

impl HeldStates {
    /// Sees to it that the states of `run` are known, seen in the model's plane.
    fn want(&mut self, context: &Context, model: &Arc<Model>, run: &Run) {
        if self.asked.as_ref().is_some_and(|asked| asked.is(model, run)) {
            return;
        }
        let (start, settings) = (run.start.weights.clone(), run.settings.clone());
        self.states.clear();
        self.asked = Some(Asked {
            model: Arc::clone(model),
            start: start.clone(),
            settings: settings.clone(),
        });
        let (model, objective) = (Arc::clone(model), Arc::clone(&run.objective));
        let steps: Vec<usize> = run.trajectory.records.iter().map(|record| record.step).collect();
        self.job.start(context, move |monitor, outbox| {
            let plane = &model.view.plane;
            if let Some(states) =
                experiment::held(&objective, plane, &start, &settings, &steps, monitor)
            {
                outbox.send(states);
            }
        });
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self) {
        if let Some(states) = self.job.take_newest() {
            self.states = states;
        }
    }

    /// Stops what is running.
    pub fn stop(&mut self) {
        self.job.stop();
    }

    /// Progress of what is running.
    pub fn work(&self) -> Option<f64> {
        self.job.progress()
    }

    /// The state at a record of the run that is shown.
    pub fn at(&self, model: &Arc<Model>, run: &Run, step: usize) -> Option<&Held> {
        self.asked.as_ref().filter(|asked| asked.is(model, run))?;
        self.states.get(index_at(&run.trajectory.records, step))
    }
}

/// What the velocity or the first moment is called on the map; empty if there is none.
pub fn memory_name(optimizer: Optimizer) -> &'static str {
    match optimizer {
        Optimizer::Momentum | Optimizer::Nesterov => "−v",
        Optimizer::Adam | Optimizer::Adamw => "−m",
        Optimizer::GradientDescent | Optimizer::Adagrad | Optimizer::Rmsprop => "",
    }
}

/// What the ellipse's half axes are called; empty if there is none.
pub fn spread_name(optimizer: Optimizer) -> &'static str {
    match optimizer {
        Optimizer::Adagrad => "√Σg²",
        Optimizer::Rmsprop => "√s",
        Optimizer::Adam | Optimizer::Adamw => "√v",
        Optimizer::GradientDescent | Optimizer::Momentum | Optimizer::Nesterov => "",
    }
}

impl App {
    /// Sees to it that the states are known that are to be shown.
    pub(in crate::app) fn ask_for_held(&mut self, context: &Context, model: &Arc<Model>) {
        let Some(run) = self.live.run.as_ref().filter(|_| self.session.shows_held) else {
            self.live.held = HeldStates::default();
            return;
        };
        self.live.held.want(context, model, run);
    }

    /// What the optimiser holds at the playhead, if that is shown and known.
    #[must_use]
    pub fn held(&self) -> Option<&Held> {
        let (model, run) = (self.live.model.as_ref()?, self.live.run.as_ref()?);
        let held = self.live.held.at(model, run, self.live.step(&self.player));
        held.filter(|_| self.session.shows_held)
    }

    /// Draws the card with the numbers of the state, if it is shown.
    pub(in crate::app) fn held_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if !self.session.shows_held {
            return;
        }
        let title = |ui: &mut Ui| {
            ui.label(RichText::new("Optimiser's state").strong().size(15.0));
            if self.live.held.work().is_some() {
                ui.add(eframe::egui::Spinner::new().size(14.0));
            }
        };
        let close = Command::ShowHeld(false);
        theme::card(ui, "Close the optimiser's state", close, commands, title, |ui, _| {
            ui.spacing_mut().item_spacing.y = 3.0;
            match (self.held(), &self.live.run, &self.live.model) {
                (Some(held), Some(run), Some(model)) => numbers_ui(ui, held, run, model),
                _ => {
                    ui.label(RichText::new("It is known once a descent has run.").weak());
                }
            }
        });
    }
}

fn numbers_ui(ui: &mut Ui, held: &Held, run: &Run, model: &Model) {
    let optimizer = run.settings.optimizer;
    let text = format!("{}, before update {}", optimizer.name(), theme::whole(held.step + 1));
    ui.label(RichText::new(text).weak().size(12.5));
    arrow_ui(ui, GRADIENT, "−∇L", "downhill, over all points", &held.gradient);
    if let Some(memory) = &held.memory {
        let what = match optimizer {
            Optimizer::Momentum | Optimizer::Nesterov => "velocity, reversed",
            _ => "first moment, reversed, without bias",
        };
        arrow_ui(ui, MEMORY, memory_name(optimizer), what, memory);
    }
    if held.spread.is_some() {
        let what = match optimizer {
            Optimizer::Adagrad => "root of the sum of squared gradients",
            Optimizer::Rmsprop => "root of the mean squared gradient",
            _ => "root of the second moment, without bias",
        };
        let name = format!("○ {}", spread_name(optimizer));
        line_ui(ui, SPREAD, &name, what, &format!("length {}", format_number(held.spread_norm)));
        let [along, up] = held.rates.map(format_number);
        let axes = [&model.view.plane.x.label, &model.view.plane.y.label];
        let text = if model.is_line() {
            format!("Rate along {}: {along}", axes[0])
        } else {
            format!("Rate along {}: {along}; along {}: {up}", axes[0], axes[1])
        };
        let help = "The step that a gradient of length 1 along the axis makes in the next update";
        ui.add(Label::new(RichText::new(text).size(12.5)).wrap()).on_hover_text(help);
    }
    arrow_ui(ui, UPDATE, "Δw", "the next update", &held.update);
    let note = "On the map each is drawn at the playhead as its shadow on the plane, as many \
        times as long as \
                its label says; −∇L, the memory and the ellipse share one factor.";
    ui.add(Label::new(RichText::new(note).weak().size(12.0)).wrap());
}

fn arrow_ui(ui: &mut Ui, color: Color32, name: &str, what: &str, shadow: &Shadow) {
    let numbers = format!(
        "length {}, in the plane {}",
        format_number(shadow.norm),
        format_number(shadow.in_plane)
    );
    line_ui(ui, color, &format!("→ {name}"), what, &numbers);
}

fn line_ui(ui: &mut Ui, color: Color32, name: &str, what: &str, numbers: &str) {
    ui.horizontal(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        let edge = Stroke::new(1.0, ui.visuals().text_color());
        ui.painter().circle(place.center(), 5.0, color, edge);
        ui.label(RichText::new(name).strong());
        ui.add(Label::new(RichText::new(what).size(12.5)).truncate()).on_hover_text(what);
    });
    ui.horizontal_wrapped(|ui| {
        ui.add_space(20.0);
        ui.label(RichText::new(numbers).size(12.5));
    });
}
