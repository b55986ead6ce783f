//! Where descents from random initial weights end, in the whole of weight space.

use super::attractor::{Attractor, reached};
use super::cluster::Attractors;
use super::run::run;
use crate::descent::{Settings, Verdict};
use crate::initialisation::{Law, draw};
use crate::lanes::Kernel;
use crate::monitor::Monitor;
use crate::objective::Objective;

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
    let start = |k: usize, weights: &mut [f64]| {
        weights.copy_from_slice(&draw(objective.network(), law, seed.wrapping_add(k as u64)));
    };
    let endings = run(objective, &kernel, settings, runs, start, monitor)?;
    let mut found = Attractors::new(false);
    let (mut counted, mut undecided, mut diverged) = (Vec::new(), 0, 0);
    for (ending, reached) in endings.iter().zip(reached(objective, &endings)) {
        match reached {
            Some(reached) => {
                let place = found.place(objective, reached);
                counted.resize(found.list().len(), 0);
                counted[place] += 1;
            }
            None if ending.verdict == Verdict::Diverged => diverged += 1,
            None => undecided += 1,
        }
    }
    let place = found.sort(objective);
    let mut counts = vec![0; found.list().len()];
    counted.iter().zip(place).for_each(|(count, place)| counts[place] += count);
    Some(Population { attractors: found.list().to_vec(), counts, undecided, diverged })
}
