//! Many descents at once, each until its verdict is certain or its steps are spent.

use std::time::Duration;

use rayon::prelude::*;

use super::attractor::Attractor;
use super::landmark::Landmarks;
use super::polish::{Rest, polish};
use super::queue::Queue;
use super::team::Team;
use super::watch::{CHUNK, Seen, Watch};
use crate::descent::{Trajectory, Verdict, descend, look_ahead};
use crate::lanes::Kernel;
use crate::monitor::Monitor;
use crate::network::{distance, norm};
use crate::objective::Objective;
use crate::optimizer::{Settings, Stepper};

/// How long a worker waits for starts that are held back.
const PAUSE: Duration = Duration::from_micros(50);

/// How one descent ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What became of it; [`Verdict::Moving`] when the budget was spent first.
    pub verdict: Verdict,
    /// The weights at the end: the minimum, where one was sure to be reached, otherwise where it
    /// was left.
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
    /// Whether descents that creep may leap.
    pub leaps: bool,
}

/// Runs the optimiser from each of `count` starts, which `start` writes into a weight vector;
/// `None` when cancelled. `settings.steps` is each descent's budget, rounded up to a multiple of
/// 64; `settings.stop` is taken as set.
///
/// All threads of the pool take starts from one queue. An ending depends on its own start and on
/// the landmarks alone, not on the others nor on who runs it. Mini-batches are run one descent
/// after the other.
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
    let common = Common { objective, kernel, settings, landmarks, monitor, leaps: true };
    common.run_in_order(count, start, |_, ending, _| endings.push(ending))?;
    Some(endings)
}

impl Common<'_> {
    /// As [`run`], handing over each ending, and what it reached, to `take` in the order of the
    /// starts and as soon as those before it are there: lanes go on with the starts after a slow
    /// one.
    pub fn run_in_order(
        &self,
        count: usize,
        start: impl Fn(usize, &mut [f64]) + Sync,
        mut take: impl FnMut(usize, Ending, Option<Attractor>) + Send,
    ) -> Option<()> {
        let numbers =
            2 * self.objective.parameter_count() + self.objective.dataset().targets().len();
        let queue =
            Queue::new(count, numbers, |index, (ending, reached)| take(index, ending, reached));
        let put = |index: usize, ending: Ending| {
            let reached = Attractor::reached(self.objective, &ending);
            queue.put(index, (ending, reached));
            self.monitor.advance(1);
        };
        let workers = rayon::current_num_threads().min(count);
        (0..workers)
            .into_par_iter()
            .with_max_len(1)
            .map(|_| {
                let next =
                    |weights: &mut [f64]| queue.next().inspect(|index| start(*index, weights));
                let mut work = Worker::new(self);
                loop {
                    if self.monitor.is_cancelled() {
                        return None;
                    }
                    if work.go_on(next, &put) {
                        continue;
                    }
                    if queue.is_spent() {
                        return Some(());
                    }
                    // others are at the starts that hold back the rest
                    std::thread::sleep(PAUSE);
                }
            })
            .collect()
    }
}

/// One who runs starts.
enum Worker<'a> {
    /// In lanes; a lane that is done takes the next start at once.
    Team(Box<Team<'a>>),
    /// In plain code, one after the other.
    Alone(&'a Common<'a>),
}

impl<'a> Worker<'a> {
    fn new(common: &'a Common<'a>) -> Self {
        if has_batches(common.objective, common.settings) {
            Self::Alone(common)
        } else {
            Self::Team(Box::new(Team::new(common)))
        }
    }

    /// Does some work on starts, `next` of which writes one and tells its number; `false` when
    /// there is none.
    fn go_on(
        &mut self,
        mut next: impl FnMut(&mut [f64]) -> Option<usize>,
        put: &impl Fn(usize, Ending),
    ) -> bool {
        match self {
            Self::Team(team) => {
                let has_more = team.fill(next, put);
                if has_more {
                    team.advance(put);
                }
                has_more
            }
            Self::Alone(common) => {
                let mut weights = vec![0.0; common.objective.parameter_count()];
                let Some(index) = next(&mut weights) else { return false };
                let Common { objective, settings, landmarks, .. } = **common;
                put(index, run_one(objective, settings, landmarks, &weights));
                true
            }
        }
    }
}

/// The reference for [`run`]: one descent in plain code, one weight vector at a time, watched in
/// the same way.
#[must_use]
pub fn run_one(
    objective: &Objective,
    settings: &Settings,
    landmarks: &Landmarks,
    start: &[f64],
) -> Ending {
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
        let mut seen =
            watch.look(objective, settings, landmarks, weights.clone(), loss, norm(&gradient));
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
    let trajectory =
        descend(objective, start, &settings, &Monitor::default()).expect("nobody can cancel it");
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
