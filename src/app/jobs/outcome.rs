//! What comes of a descent and of a search for a proof.

use std::sync::Arc;

use crate::app::jobs::basin_map::Named;
use crate::app::jobs::keyed::Same;
use crate::app::jobs::model::Model;
use crate::app::state::session::Start;
use crate::descent::{Dynamics, Record, Trajectory};
use crate::experiment;
use crate::figure::format_number;
use crate::monitor::Monitor;
use crate::network::limits;
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;
use crate::plane::Projection;
use crate::platform::Instant;
use crate::preset::{NamedPoint, Preset};
use crate::proof::{self, Certificate, Move, Verdict};

/// What makes a descent what it is.
#[derive(Clone, PartialEq)]
pub struct Descent {
    /// What it goes down.
    pub objective: Same<Objective>,
    /// The weights that it starts from.
    pub start: Vec<f64>,
    /// What it runs with.
    pub settings: Settings,
    /// The basin map whose cell it starts from, if it is that cell's own descent.
    pub map: Option<Same<Named>>,
}

impl Descent {
    /// What it depends on besides its start.
    pub fn dynamics(&self) -> Dynamics<'_> {
        match &self.map {
            Some(named) => named.map.dynamics(&self.objective, &self.settings),
            None => Dynamics::plain(&self.objective, &self.settings),
        }
    }

    /// The one from `start`.
    pub fn new(
        objective: &Arc<Objective>,
        start: &Start,
        settings: &Settings,
        map: Option<&Arc<Named>>,
    ) -> Self {
        let (objective, start) = (Same::of(objective), start.weights.clone());
        Self { objective, start, settings: settings.clone(), map: map.map(Same::of) }
    }
}

/// A finished descent.
pub struct Run {
    /// What it started from.
    pub start: Start,
    /// What it ran with.
    pub settings: Settings,
    /// What it went down.
    pub objective: Arc<Objective>,
    /// Where it went.
    pub trajectory: Trajectory,
    /// Where each record is in the plane.
    pub path: Vec<Projection>,
    /// Whose plane that is.
    seen_in: Arc<Model>,
    /// Where it ended, in a few words.
    pub fate: String,
    /// The cell of a basin map that it started from, if it is that cell's own descent.
    pub cell: Option<MapCell>,
}

impl Run {
    /// Runs from `start` and judges; `None` when cancelled.
    pub fn of(
        model: &Arc<Model>,
        start: Start,
        settings: Settings,
        cell: Option<MapCell>,
        monitor: &Monitor,
    ) -> Option<Self> {
        let objective = Arc::clone(&model.objective);
        let map = cell.as_ref().map(|cell| &cell.named);
        let descent = Descent::new(&objective, &start, &settings, map);
        let trajectory = descent.dynamics().trajectory(&start.weights, monitor)?;
        let path = experiment::path(&model.view.plane, &trajectory);
        let points = model.points.iter().map(|point| (point.label.as_str(), &point.weights[..]));
        let fate = experiment::fate(&objective, points, &trajectory, format_number);
        let seen_in = Arc::clone(model);
        Some(Self { start, settings, objective, trajectory, path, seen_in, fate, cell })
    }
}

impl Run {
    /// Sees it in the plane of another model.
    pub fn see_in(&mut self, model: &Arc<Model>) {
        if !Arc::ptr_eq(&self.seen_in, model) {
            self.path = experiment::path(&model.view.plane, &self.trajectory);
            self.seen_in = Arc::clone(model);
        }
    }

    /// Which one it is.
    pub fn descent(&self) -> Descent {
        let map = self.cell.as_ref().map(|cell| &cell.named);
        Descent::new(&self.objective, &self.start, &self.settings, map)
    }

    /// Whether it can be told apart from `other` by its start alone: it went down the same loss in
    /// the same way.
    pub fn differs_by_start(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.objective, &other.objective)
            && self.settings == other.settings
            && self.start.weights != other.start.weights
    }
}

/// A cell of a basin map.
#[derive(Clone)]
pub struct MapCell {
    /// The map.
    pub named: Arc<Named>,
    /// Column and row.
    pub at: [usize; 2],
}

impl MapCell {
    /// Where the map says that its descent ends; `None` if it is not computed.
    pub fn fate(&self) -> Option<String> {
        let [i, j] = self.at;
        self.named.fate(self.named.map.label[[j, i]])
    }
}

/// What was proven of a point.
pub struct Proof {
    /// The verdict and its numbers.
    pub certificate: Certificate,
    /// What an exact proof looks at.
    pub moves: Option<Vec<Move>>,
    /// Seconds that it took.
    pub seconds: f64,
    /// The Hessian's eigenvalues there, ascending; none for many weights.
    pub spectrum: Vec<f64>,
}

impl Proof {
    pub fn find(preset: &Preset, objective: &Objective, point: &NamedPoint) -> Self {
        let started = Instant::now();
        let certificate = experiment::certify(preset, &point.exact);
        let seconds = started.elapsed().as_secs_f64();
        let is_exact =
            certificate.radius.is_none() && certificate.verdict != Verdict::ProvenDeadRegion;
        let moves =
            if is_exact { proof::moves(&preset.exact_problem(), &point.exact) } else { None };
        Self { certificate, moves, seconds, spectrum: spectrum(objective, &point.weights) }
    }

    /// Whether it rests on fractions rather than on intervals.
    pub fn is_exact(&self) -> bool {
        self.moves.is_some() || self.certificate.verdict == Verdict::ProvenDeadRegion
    }
}

/// The eigenvalues of the Hessian at `weights`, ascending; none for many weights, or where the
/// Hessian is not finite.
fn spectrum(objective: &Objective, weights: &[f64]) -> Vec<f64> {
    if weights.len() > limits::NEWTON {
        return Vec::new();
    }
    eigenvalues(&objective.hessian(weights)).unwrap_or_default()
}

/// The place of the last record up to `step`.
pub fn index_at(records: &[Record], step: usize) -> usize {
    records.partition_point(|record| record.step <= step).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ended_stays_at_its_end_and_thinned_ones_at_the_record_before() {
        let record = |step| Record { step, weights: vec![], loss: 0.0, gradient_norm: 0.0 };
        let records = [0, 1, 2, 8, 16].map(record);
        let at = |step| index_at(&records, step);
        assert_eq!([0, 2, 7, 8, 16, 999].map(at), [0, 2, 2, 3, 4, 4]);
    }
}
