//! The attractors seen so far, which keep their colours and names as long as objective and
//! optimiser stay.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::app::jobs::keyed::Same;
use crate::app::jobs::model::Model;
use crate::basins::Registry;
use crate::experiment;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::Settings;
use crate::platform;

/// The registry of one objective and optimiser, shared by all jobs that find attractors of it.
#[derive(Default)]
pub struct Seen {
    of: Option<(Same<Objective>, Settings, bool)>,
    registry: Arc<Mutex<Registry>>,
}

impl Seen {
    /// The registry for this objective and these settings; another one, and empty, if they are not
    /// those of the last call.
    pub fn of(
        &mut self,
        objective: &Arc<Objective>,
        settings: &Settings,
        tells_copies_apart: bool,
    ) -> Arc<Mutex<Registry>> {
        let of = Some((Same::of(objective), settings.clone(), tells_copies_apart));
        if self.of != of {
            *self = Self { of, registry: Arc::new(Mutex::new(Registry::new(tells_copies_apart))) };
        }
        Arc::clone(&self.registry)
    }
}

/// Makes known where descents from the model's named points end, before anything else: the best of
/// them then has the first colour wherever one looks first.
pub fn begin(
    registry: &Mutex<Registry>,
    model: &Model,
    settings: &Settings,
    tells_copies_apart: bool,
    monitor: &Monitor,
) {
    if !locked(registry).list().is_empty() {
        return;
    }
    let starts: Vec<Vec<f64>> = model.points.iter().map(|point| point.weights.clone()).collect();
    let objective = &model.objective;
    if let Some(attractors) =
        experiment::attractors_from(objective, &starts, settings, tells_copies_apart, monitor)
    {
        locked(registry).register(objective, &attractors, &[]);
    }
}

/// The registry itself. A job that panicked with it in hand has at worst left out a colour.
pub fn locked(registry: &Mutex<Registry>) -> MutexGuard<'_, Registry> {
    platform::lock(registry)
}
