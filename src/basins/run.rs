//! Many descents at once, each until its verdict is certain or its steps are spent.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::polish::{Rest, polish};
use super::watch::{CHUNK, Watch};
use crate::descent::{Settings, Stepper, Trajectory, Verdict, descend};
use crate::lanes::{Block, Kernel, LANES};
use crate::monitor::Monitor;
use crate::objective::{Objective, distance, norm};

/// How one descent ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What became of it; [`Verdict::Moving`] when the budget was spent first.
    pub verdict: Verdict,
    /// The weights at the end: the minimum, where one was sure to be reached, otherwise where it was left.
    pub weights: Vec<f64>,
    /// The loss there.
    pub loss: f64,
    /// Steps made until that was certain.
    pub steps: usize,
    /// Euclidean distance of the end from the start.
    pub distance: f64,
    /// What the curvature says at an end that converged.
    pub(super) rest: Rest,
}

/// Runs the optimiser from each of `count` starts, which `start` writes into a weight vector; `None`
/// when cancelled. `settings.steps` is each descent's budget, rounded up to a multiple of 64;
/// `settings.stop` is taken as set.
///
/// All threads of the pool take starts from one queue. An ending depends on its own start alone, not on the
/// others nor on who runs it. Mini-batches are run one descent after the other.
#[must_use]
pub fn run(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    count: usize,
    start: impl Fn(usize, &mut [f64]) + Sync,
    monitor: &Monitor,
) -> Option<Vec<Ending>> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Relaxed)).filter(|index| *index < count);
    let workers = rayon::current_num_threads().min(count);
    let parts: Option<Vec<Vec<(usize, Ending)>>> = (0..workers)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            if has_batches(objective, settings) {
                work_alone(objective, settings, take, &start, monitor)
            } else {
                work(objective, kernel, settings, take, &start, monitor)
            }
        })
        .collect();
    let mut endings: Vec<Option<Ending>> = vec![None; count];
    for (index, ending) in parts?.into_iter().flatten() {
        endings[index] = Some(ending);
    }
    endings.into_iter().collect()
}

/// Runs starts in lanes until the queue is empty; a lane that is done takes the next start at once.
fn work(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    take: impl Fn() -> Option<usize>,
    start: &impl Fn(usize, &mut [f64]),
    monitor: &Monitor,
) -> Option<Vec<(usize, Ending)>> {
    let mut weights = vec![0.0; objective.parameter_count()];
    let mut block = kernel.block();
    let mut endings = Vec::new();
    let mut lanes: [Option<(usize, Watch)>; LANES] = std::array::from_fn(|_| None);
    loop {
        for (lane, slot) in lanes.iter_mut().enumerate() {
            if slot.is_none()
                && let Some(index) = take()
            {
                start(index, &mut weights);
                block.load(lane, &weights);
                *slot = Some((index, Watch::new(&weights)));
            }
        }
        if lanes.iter().all(Option::is_none) {
            return Some(endings);
        }
        if monitor.is_cancelled() {
            return None;
        }
        let done = look(objective, kernel, settings, &mut block, &mut lanes);
        monitor.advance(done.len() as u64);
        endings.extend(done);
        kernel.advance(&mut block, settings, CHUNK);
    }
}

/// Runs starts in plain code until the queue is empty.
fn work_alone(
    objective: &Objective,
    settings: &Settings,
    take: impl Fn() -> Option<usize>,
    start: &impl Fn(usize, &mut [f64]),
    monitor: &Monitor,
) -> Option<Vec<(usize, Ending)>> {
    let mut weights = vec![0.0; objective.parameter_count()];
    let mut endings = Vec::new();
    while let Some(index) = take() {
        if monitor.is_cancelled() {
            return None;
        }
        start(index, &mut weights);
        endings.push((index, run_one(objective, settings, &weights)));
        monitor.advance(1);
    }
    Some(endings)
}

/// Evaluates all lanes where they stand and takes out those that are done.
fn look(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    block: &mut Block,
    lanes: &mut [Option<(usize, Watch)>; LANES],
) -> Vec<(usize, Ending)> {
    let mut loss = [0.0; LANES];
    kernel.value_and_gradient(block, &mut loss);
    let mut done = Vec::new();
    for (lane, slot) in lanes.iter_mut().enumerate() {
        let Some((index, watch)) = slot else { continue };
        let gradient_norm = block.gradient_norm(lane);
        if let Some(ending) = watch.look(objective, settings, block.lane(lane), loss[lane], gradient_norm) {
            done.push((*index, ending));
            *slot = None;
        }
    }
    done
}

/// The reference for [`run`]: one descent in plain code, one weight vector at a time, watched in the same
/// way.
#[must_use]
pub fn run_one(objective: &Objective, settings: &Settings, start: &[f64]) -> Ending {
    if has_batches(objective, settings) {
        return run_batches(objective, settings, start);
    }
    let mut weights = start.to_vec();
    let mut gradient = vec![0.0; start.len()];
    let mut work = objective.workspace();
    let mut stepper = Stepper::new(settings, start.len());
    let mut watch = Watch::new(start);
    loop {
        let loss = objective.value_and_gradient(&weights, &mut gradient, &mut work);
        if let Some(ending) = watch.look(objective, settings, weights.clone(), loss, norm(&gradient)) {
            return ending;
        }
        for _ in 0..CHUNK {
            objective.value_and_gradient(&weights, &mut gradient, &mut work);
            stepper.step(&mut weights, &mut gradient);
        }
    }
}

fn has_batches(objective: &Objective, settings: &Settings) -> bool {
    settings.batch_size.is_some_and(|size| size < objective.dataset().len())
}

fn run_batches(objective: &Objective, settings: &Settings, start: &[f64]) -> Ending {
    let settings = Settings { stop: true, ..settings.clone() };
    let trajectory = descend(objective, start, &settings, &Monitor::default()).expect("nobody can cancel it");
    Ending::of(objective, &trajectory)
}

impl Ending {
    /// How a recorded descent ended.
    #[must_use]
    pub fn of(objective: &Objective, trajectory: &Trajectory) -> Self {
        let end = trajectory.end();
        let has_converged = trajectory.verdict == Verdict::Converged;
        Self {
            verdict: trajectory.verdict,
            loss: end.loss,
            steps: trajectory.steps,
            distance: distance(&trajectory.records[0].weights, &end.weights),
            weights: end.weights.clone(),
            rest: if has_converged { polish(objective, &end.weights) } else { Rest::Plain },
        }
    }
}
