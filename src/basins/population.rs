//! Where descents from random initial weights end, in the whole of weight space.

use rayon::prelude::*;

use super::attractor::{Attractor, Attractors};
use super::run::{Ending, run};
use crate::descent::{Settings, Verdict};
use crate::initialisation::{Law, draw};
use crate::lanes::Kernel;
use crate::monitor::Monitor;
use crate::objective::Objective;

/// Runs of one task.
const TASK: usize = 256;

/// Where a number of random starts ended.
#[derive(Clone, Debug)]
pub struct Population {
    /// The attractors, lowest loss first.
    pub attractors: Vec<Attractor>,
    /// How many starts ended in each.
    pub counts: Vec<usize>,
    /// How many were still moving when the budget was spent.
    pub undecided: usize,
    /// How many left the finite numbers.
    pub diverged: usize,
}

/// Runs `settings` from `runs` starts drawn from `law` with the seeds `seed`, `seed + 1`, ..; `None` when
/// cancelled. The same from any number of threads.
#[must_use]
pub fn population(
    objective: &Objective,
    settings: &Settings,
    law: Law,
    runs: usize,
    seed: u64,
    monitor: &Monitor,
) -> Option<Population> {
    let kernel = Kernel::new(objective);
    monitor.set_total(runs as u64);
    let tasks: Vec<(usize, usize)> =
        (0..runs).step_by(TASK).map(|first| (first, TASK.min(runs - first))).collect();
    let endings: Option<Vec<Vec<Ending>>> = tasks
        .into_par_iter()
        .map(|(first, count)| {
            let start = |k: usize, weights: &mut [f64]| {
                weights.copy_from_slice(&draw(
                    objective.network(),
                    law,
                    seed.wrapping_add((first + k) as u64),
                ));
            };
            run(objective, &kernel, settings, count, start, monitor)
        })
        .collect();
    let mut found = Attractors::new(false);
    let (mut counts, mut undecided, mut diverged) = (Vec::new(), 0, 0);
    for ending in endings?.into_iter().flatten() {
        match found.place(objective, &ending) {
            Some(place) => {
                counts.resize(found.list().len(), 0);
                counts[place] += 1;
            }
            None if ending.verdict == Verdict::Diverged => diverged += 1,
            None => undecided += 1,
        }
    }
    let order = found.order();
    Some(Population {
        attractors: order.iter().map(|&old| found.list()[old].clone()).collect(),
        counts: order.iter().map(|&old| counts[old]).collect(),
        undecided,
        diverged,
    })
}
