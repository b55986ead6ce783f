//! Many descents at once, each until its verdict is certain or its steps are spent.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::attractor::Attractor;
use super::landmark::Landmarks;
use super::polish::{Rest, polish};
use super::team::Team;
use super::watch::{CHUNK, Seen, Watch};
use crate::descent::{Settings, Stepper, Trajectory, Verdict, descend, look_ahead};
use crate::lanes::Kernel;
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

/// What is the same for all descents.
pub(super) struct Common<'a> {
    pub objective: &'a Objective,
    pub kernel: &'a Kernel,
    pub settings: &'a Settings,
    pub landmarks: &'a Landmarks,
    pub monitor: &'a Monitor,
}

/// Runs the optimiser from each of `count` starts, which `start` writes into a weight vector; `None`
/// when cancelled. `settings.steps` is each descent's budget, rounded up to a multiple of 64;
/// `settings.stop` is taken as set.
///
/// All threads of the pool take starts from one queue. An ending depends on its own start and on the
/// landmarks alone, not on the others nor on who runs it. Mini-batches are run one descent after the other.
#[must_use]
pub fn run(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    landmarks: &Landmarks,
    count: usize,
    start: impl Fn(usize, &mut [f64]) + Sync,
    monitor: &Monitor,
) -> Option<Vec<Ending>> {
    let mut endings = Vec::with_capacity(count);
    let common = Common { objective, kernel, settings, landmarks, monitor };
    common.run_in_order(count, start, |_, ending, _| endings.push(ending))?;
    Some(endings)
}

/// Hands over endings in the order of their starts, however they arrive.
struct InOrder<F> {
    next: usize,
    waiting: BTreeMap<usize, (Ending, Option<Attractor>)>,
    take: F,
}

impl<F: FnMut(usize, Ending, Option<Attractor>)> InOrder<F> {
    fn put(&mut self, index: usize, ending: Ending, reached: Option<Attractor>) {
        self.waiting.insert(index, (ending, reached));
        while let Some((ending, reached)) = self.waiting.remove(&self.next) {
            (self.take)(self.next, ending, reached);
            self.next += 1;
        }
    }
}

impl Common<'_> {
    /// As [`run`], handing over each ending, and what it reached, to `take` in the order of the starts and as
    /// soon as those before it are there: lanes go on with the starts after a slow one.
    pub fn run_in_order(
        &self,
        count: usize,
        start: impl Fn(usize, &mut [f64]) + Sync,
        take: impl FnMut(usize, Ending, Option<Attractor>) + Send,
    ) -> Option<()> {
        let queue = AtomicUsize::new(0);
        let next = || Some(queue.fetch_add(1, Relaxed)).filter(|index| *index < count);
        let results = Mutex::new(InOrder { next: 0, waiting: BTreeMap::new(), take });
        let put = |index: usize, ending: Ending| {
            let reached = Attractor::reached(self.objective, &ending);
            results.lock().expect("nobody panics with it").put(index, ending, reached);
            self.monitor.advance(1);
        };
        let workers = rayon::current_num_threads().min(count);
        (0..workers)
            .into_par_iter()
            .with_max_len(1)
            .map(|_| {
                if has_batches(self.objective, self.settings) {
                    self.work_alone(next, &start, put)
                } else {
                    self.work(next, &start, put)
                }
            })
            .collect()
    }

    /// Runs starts in lanes until the queue is empty; a lane that is done takes the next start at once.
    fn work(
        &self,
        next: impl Fn() -> Option<usize>,
        start: &impl Fn(usize, &mut [f64]),
        put: impl Fn(usize, Ending),
    ) -> Option<()> {
        let mut team = Team::new(self);
        let next = |weights: &mut [f64]| next().inspect(|index| start(*index, weights));
        while team.fill(next, &put) {
            if self.monitor.is_cancelled() {
                return None;
            }
            team.advance(&put);
        }
        Some(())
    }

    /// Runs starts in plain code until the queue is empty.
    fn work_alone(
        &self,
        next: impl Fn() -> Option<usize>,
        start: &impl Fn(usize, &mut [f64]),
        put: impl Fn(usize, Ending),
    ) -> Option<()> {
        let mut weights = vec![0.0; self.objective.parameter_count()];
        while let Some(index) = next() {
            if self.monitor.is_cancelled() {
                return None;
            }
            start(index, &mut weights);
            put(index, run_one(self.objective, self.settings, self.landmarks, &weights));
        }
        Some(())
    }
}

/// The reference for [`run`]: one descent in plain code, one weight vector at a time, watched in the same
/// way.
#[must_use]
pub fn run_one(objective: &Objective, settings: &Settings, landmarks: &Landmarks, start: &[f64]) -> Ending {
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
        let mut seen = watch.look(objective, settings, landmarks, weights.clone(), loss, norm(&gradient));
        if let Seen::Asks = seen {
            let (ahead, _) = look_ahead(objective, watch.here());
            seen = watch.decide(objective, settings, landmarks, Some(ahead));
        }
        if let Seen::Done(ending) = seen {
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
