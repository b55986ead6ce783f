//! Where descents from random initial weights end, in the whole of weight space.

use super::attractor::Attractor;
use super::cluster::Attractors;
use super::scouts;
use crate::descent::{Dynamics, Ending, Termination, TrappingRegions};
use crate::monitor::Monitor;
use crate::network::{Law, draw};
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Starts of the first report and of the longest wait between two: reports double their distance.
const BATCHES: [usize; 2] = [64, 4096];

/// Starts that run first for what they tell about all ([`TrappingRegions`]).
const SCOUTS: usize = 64;

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

impl Population {
    /// How many starts were run.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.undecided + self.diverged
    }
}

/// Runs `settings` from `runs` starts drawn from `law` with the seeds `seed`, `seed + 1`, ..;
/// `None` when cancelled. The same from any number of threads.
#[must_use]
pub fn population(
    objective: &Objective,
    settings: &Settings,
    law: Law,
    runs: usize,
    seed: u64,
    monitor: &Monitor,
) -> Option<Population> {
    population_with(objective, settings, law, runs, seed, false, monitor, |_| {})
}

/// As [`population`], telling copies of an attractor apart if asked to, and handing over what is
/// known after each batch of starts. The last report is the result; what it says does not depend on
/// the batches.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "what to compute, how, and whom to tell")]
pub fn population_with(
    objective: &Objective,
    settings: &Settings,
    law: Law,
    runs: usize,
    seed: u64,
    tells_copies_apart: bool,
    monitor: &Monitor,
    mut on_batch: impl FnMut(&Population) + Send,
) -> Option<Population> {
    let are_told = TrappingRegions::are_told(objective, settings);
    let scouts = if are_told { SCOUTS.min(runs) } else { 0 };
    monitor.set_total((runs + scouts) as u64);
    let weights_of = |k: usize| draw(objective.network(), law, seed.wrapping_add(k as u64));
    let start = |k: usize, weights: &mut [f64]| weights.copy_from_slice(&weights_of(k));
    let dynamics = Dynamics { leaps: true, ..Dynamics::plain(objective, settings) };
    let ends = dynamics.endings(scouts, start, monitor)?;
    let regions = scouts::regions(objective, settings, &ends);
    let dynamics = Dynamics { regions: Some(&regions), ..dynamics };
    let mut found = Attractors::new(tells_copies_apart);
    let (mut counted, mut undecided, mut diverged) = (Vec::new(), 0, 0);
    let mut next_report = BATCHES[0].min(runs);
    let mut all =
        Population { attractors: Vec::new(), counts: Vec::new(), undecided: 0, diverged: 0 };
    let made = |ending: Ending| {
        (Attractor::reached(objective, &ending), ending.termination == Termination::Diverged)
    };
    dynamics.run_in_order(runs, start, monitor, made, |k, (reached, has_diverged)| {
        match reached {
            Some(reached) => {
                let place = found.place(objective, reached);
                counted.resize(found.list().len(), 0);
                counted[place] += 1;
            }
            None if has_diverged => diverged += 1,
            None => undecided += 1,
        }
        if k + 1 < next_report {
            return;
        }
        next_report = (k + 1 + (k + 1).clamp(BATCHES[0], BATCHES[1])).min(runs);
        // sorting unites attractors: on a copy, so that reports leave no trace
        let mut sorted = found.clone();
        let place = sorted.sort(objective);
        let mut counts = vec![0; sorted.list().len()];
        counted.iter().zip(place).for_each(|(count, place)| counts[place] += count);
        all = Population { attractors: sorted.list().to_vec(), counts, undecided, diverged };
        on_batch(&all);
    })?;
    Some(all)
}
