//! Runs of a study: a block of starts of one cell, each an independent draw.

use rayon::prelude::*;

use super::cell::Cell;
use super::plan::{Block, Study};
use super::row::Row;
use super::setting::Until;
use crate::descent::{Dynamics, Ending, Termination};
use crate::monitor::Monitor;
use crate::network::draw;
use crate::objective::Objective;
use crate::optimizer::{Noise, Settings};

impl Study {
    /// Makes the runs of a block; `None` when cancelled.
    pub(super) fn run(&self, block: &Block, monitor: &Monitor) -> Option<Vec<Row>> {
        let cell = &self.cells[block.cell];
        let objective = cell.preset.objective();
        let seeds: Vec<u64> = block.runs.clone().map(|run| self.seed_of(block.cell, run)).collect();
        let endings = if cell.draws_on_the_way() {
            // each on its own, since each has noise or batches of its own
            let alone = |seed: &u64| cell.endings(&objective, &own(cell, *seed), &[*seed], monitor);
            let all: Option<Vec<Vec<Ending>>> = seeds.par_iter().map(alone).collect();
            all?.into_iter().flatten().collect()
        } else {
            cell.endings(&objective, &cell.preset.descent.settings, &seeds, monitor)?
        };
        let rows = block.runs.clone().zip(seeds).zip(endings).map(|((run, seed), ending)| {
            let loss = loss_at_the_end(cell, &ending) / mean_factor(&objective);
            let mean_loss = Some(loss).filter(|loss| loss.is_finite());
            let accuracy = mean_loss.and_then(|_| objective.accuracy(&ending.weights));
            Row {
                cell: block.cell,
                run,
                seed,
                ended: ending.termination.name(),
                steps: ending.steps,
                mean_loss,
                accuracy,
                low_loss: mean_loss.is_some_and(|loss| loss < self.threshold),
            }
        });
        Some(rows.collect())
    }

    /// About how much work a block is against others: operations of its steps, or, where descents
    /// are left before their budget is spent, of one step.
    pub(super) fn cost_of(&self, block: &Block) -> f64 {
        let cell = &self.cells[block.cell];
        let steps = match cell.until {
            Until::Budget => cell.preset.descent.settings.steps.max(1),
            Until::Told => 1,
        };
        let size = cell.preset.network.parameter_count() * cell.preset.dataset.len();
        (block.runs.end - block.runs.start) as f64 * steps as f64 * size as f64
    }

    /// The run of a row, alone: its experiment, its initial weights and its settings.
    #[must_use]
    pub fn start(&self, cell: usize, run: u64) -> (Objective, Vec<f64>, Settings) {
        let seed = self.seed_of(cell, run);
        let cell = &self.cells[cell];
        let weights = draw(&cell.preset.network, cell.law, seed);
        (cell.preset.objective(), weights, own(cell, seed))
    }
}

impl Cell {
    /// How descents end whose starts have these seeds.
    fn endings(
        &self,
        objective: &Objective,
        settings: &Settings,
        seeds: &[u64],
        monitor: &Monitor,
    ) -> Option<Vec<Ending>> {
        let start = |k: usize, weights: &mut [f64]| {
            weights.copy_from_slice(&draw(objective.network(), self.law, seeds[k]));
        };
        let part = monitor.part();
        let plain = Dynamics::plain(objective, settings);
        match self.until {
            Until::Budget => {
                // one run would leave the other lanes idle
                let dynamics = Dynamics { in_lanes: seeds.len() > 1, ..plain };
                dynamics.whole_budgets(seeds.len(), start, &part)
            }
            Until::Told => Dynamics { leaps: true, ..plain }.endings(seeds.len(), start, &part),
        }
    }
}

/// The settings of a run that draws on its way: noise and batches are its own.
fn own(cell: &Cell, seed: u64) -> Settings {
    let settings = cell.preset.descent.settings.clone();
    Settings { noise: Noise { seed, ..settings.noise }, seed, ..settings }
}

/// The loss that a run is judged by: that where it stands, or that which it falls towards where
/// this could be told.
fn loss_at_the_end(cell: &Cell, ending: &Ending) -> f64 {
    match ending.termination {
        Termination::Escaping { limit } if cell.until == Until::Told => limit,
        _ => ending.loss,
    }
}

/// What the mean over the points, or the population, is multiplied with in the loss.
fn mean_factor(objective: &Objective) -> f64 {
    if objective.is_population() {
        return objective.loss().scale;
    }
    let points = objective.dataset().len();
    objective.loss().factor(points) * points as f64
}
