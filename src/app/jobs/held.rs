//! What the optimiser of the descent holds at the playhead: computed for all records at once by
//! running the descent again, so that playing never waits.

use std::sync::Arc;

use eframe::egui::{Color32, Context};

use crate::app::jobs::keyed::{Keyed, Same};
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::{Descent, Run, index_at};
use crate::experiment::{self, Held};
use crate::optimizer::Optimizer;

/// Colours of the arrows and of the ellipse.
pub const GRADIENT: Color32 = Color32::WHITE;
pub const MEMORY: Color32 = Color32::from_rgb(130, 235, 150);
pub const SPREAD: Color32 = Color32::from_rgb(255, 170, 200);
pub const UPDATE: Color32 = Color32::from_rgb(255, 214, 64);

/// The states of a descent, seen in a model's plane, once they are computed.
pub type HeldStates = Keyed<(Same<Model>, Descent), Vec<Held>>;

impl HeldStates {
    /// Sees to it that the states of `run` are known, seen in the model's plane.
    pub fn want(&mut self, context: &Context, model: &Arc<Model>, run: &Run) {
        let request = (Same::of(model), run.descent());
        let (model, descent) = request.clone();
        let steps: Vec<usize> = run.trajectory.records.iter().map(|record| record.step).collect();
        self.ask(context, request, move |monitor, outbox| {
            let (plane, dynamics) = (&model.view.plane, descent.dynamics());
            if let Some(states) =
                experiment::held(&dynamics, plane, &descent.start, &steps, monitor)
            {
                outbox.send(states);
            }
        });
    }

    /// The state at a record of the run that is shown.
    pub fn at(&self, model: &Arc<Model>, run: &Run, step: usize) -> Option<&Held> {
        let states = self.answer().filter(|_| self.is_for(&(Same::of(model), run.descent())))?;
        states.get(index_at(&run.trajectory.records, step))
    }
}

/// What the velocity or the first moment is called on the map; empty if there is none.
pub fn memory_name(optimizer: Optimizer) -> &'static str {
    match optimizer {
        Optimizer::Momentum | Optimizer::Nesterov => "−v",
        Optimizer::Adam | Optimizer::Adamw | Optimizer::Nadam | Optimizer::Lion => "−m",
        Optimizer::GradientDescent | Optimizer::Adagrad | Optimizer::Rmsprop => "",
    }
}

/// What the ellipse's half axes are called; empty if there is none.
pub fn spread_name(optimizer: Optimizer) -> &'static str {
    match optimizer {
        Optimizer::Adagrad => "√Σg²",
        Optimizer::Rmsprop => "√s",
        Optimizer::Adam | Optimizer::Adamw | Optimizer::Nadam => "√v",
        Optimizer::GradientDescent
        | Optimizer::Momentum
        | Optimizer::Nesterov
        | Optimizer::Lion => "",
    }
}
