//! Runs descents, one or many: the same code, so that one is what it would be among many.

use std::cell::Cell;
use std::time::Duration;

use rayon::prelude::*;

use super::observer::Observer;
use super::path::Path;
use super::queue::Queue;
use super::scheduler::Scheduler;
use super::states::{StateAt, States};
use super::underway::Common;
use super::whole;
use crate::descent::decider::Decider;
use crate::descent::extrapolated::{self, Past, Told};
use crate::descent::extrapolation::{half_octaves, levelled};
use crate::descent::newton::continued;
use crate::descent::record::Record;
use crate::descent::remark::Remark;
use crate::descent::termination::Termination;
use crate::descent::trajectory::{Ending, Trajectory};
use crate::descent::trapped::region::TrappingRegions;
use crate::lanes::{Kernel, Level, Matrices, Threads};
use crate::monitor::Monitor;
use crate::network::limits;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// How long a worker waits for starts that are held back.
const PAUSE: Duration = Duration::from_micros(50);

/// What a descent depends on besides its start.
#[derive(Clone, Copy, Debug)]
pub struct Dynamics<'a> {
    /// What it goes down.
    pub objective: &'a Objective,
    /// How; `settings.steps` is the budget.
    pub settings: &'a Settings,
    /// The trapping regions of minima that are known beforehand, if any.
    pub regions: Option<&'a TrappingRegions>,
    /// Whether descents that creep make stabilised steps ([`crate::lanes::Rkc`]), many of their own
    /// at once; otherwise every step is made.
    pub leaps: bool,
    /// The instructions to use at most; the results are the same, bit for bit.
    pub level: Level,
    /// Whether descents may run in lanes; otherwise, and in mini-batches, in many weights and over
    /// a population, they run one after the other ([`Gradients`](crate::lanes::Gradients)), which
    /// rounds differently.
    pub in_lanes: bool,
    /// A decider that is left out, to see what it is worth.
    pub without: Option<Decider>,
}

/// Runs `settings.steps` updates from `start` (length `P`), every one of them, and records them;
/// `None` when cancelled.
///
/// With `settings.stop` the run ends as soon as it is told where it ends, and always when a loss or
/// weight is no longer finite.
#[must_use]
pub fn descend(
    objective: &Objective,
    start: &[f64],
    settings: &Settings,
    monitor: &Monitor,
) -> Option<Trajectory> {
    Dynamics::plain(objective, settings).trajectory(start, monitor)
}

impl<'a> Dynamics<'a> {
    /// Every step is made, by the best instructions.
    #[must_use]
    pub fn plain(objective: &'a Objective, settings: &'a Settings) -> Self {
        Self {
            objective,
            settings,
            regions: None,
            leaps: false,
            level: Level::Best,
            in_lanes: true,
            without: None,
        }
    }

    /// How the descent from `start` ends: the very one that [`Self::endings`] runs.
    #[must_use]
    pub fn ending(&self, start: &[f64]) -> Ending {
        let copy = |_, weights: &mut [f64]| weights.copy_from_slice(start);
        let endings = self.endings(1, copy, &Monitor::default());
        endings.into_iter().flatten().next().expect("nobody can cancel it")
    }

    /// Runs a descent from each of `count` starts, which `start` writes into a weight vector;
    /// `None` when cancelled.
    ///
    /// All threads of the pool take starts from one queue. An ending depends on its own start
    /// alone, not on the others nor on who runs it. `settings.stop` is taken as set, and the budget
    /// is rounded up to a multiple of 64.
    #[must_use]
    pub fn endings(
        &self,
        count: usize,
        start: impl Fn(usize, &mut [f64]) + Sync,
        monitor: &Monitor,
    ) -> Option<Vec<Ending>> {
        let mut endings = Vec::with_capacity(count);
        self.run_in_order(count, start, monitor, |ending| ending, |_, it| endings.push(it))?;
        Some(endings)
    }

    /// Where descents from each of `count` starts stand after `settings.steps` steps, each of which
    /// is made, whatever could be told before; `None` when cancelled.
    ///
    /// The weights are those that [`descend`] comes to without `settings.stop`, to the last bit.
    /// How they end is told from where they stand alone: diverged, at rest (no gradient but
    /// rounding), right on every point for good, or undecided.
    #[must_use]
    pub fn whole_budgets(
        &self,
        count: usize,
        start: impl Fn(usize, &mut [f64]) + Sync,
        monitor: &Monitor,
    ) -> Option<Vec<Ending>> {
        whole::run(&self.common(), self.kernel().as_ref(), count, start, monitor)
    }

    /// As [`Self::endings`], handing over what is `made` of each ending to `take` in the order of
    /// the starts and as soon as those before it are there: lanes go on with the starts after a
    /// slow one.
    pub fn run_in_order<T: Send>(
        &self,
        count: usize,
        start: impl Fn(usize, &mut [f64]) + Sync,
        monitor: &Monitor,
        made: impl Fn(Ending) -> T + Sync,
        take: impl FnMut(usize, T) + Send,
    ) -> Option<()> {
        let kernel = self.kernel();
        let numbers =
            2 * self.objective.parameter_count() + self.objective.dataset().targets().len();
        let queue = Queue::new(count, numbers, take);
        let put = |index: usize, ending: Ending| {
            queue.put(index, made(ending));
            monitor.advance(1);
        };
        let workers = rayon::current_num_threads().min(count);
        // A worker that waits for its share of a step must not take another's starts, which may
        // wait for its own.
        let threads = if workers == 1 { Threads::All } else { Threads::One };
        (0..workers)
            .into_par_iter()
            .with_max_len(1)
            .map(|_| {
                let next =
                    |weights: &mut [f64]| queue.next().inspect(|index| start(*index, weights));
                let mut scheduler = Scheduler::new(
                    self.common(),
                    kernel.as_ref(),
                    self.leaps,
                    monitor,
                    None,
                    threads,
                );
                loop {
                    if monitor.is_cancelled() {
                        return None;
                    }
                    if scheduler.fill(next, &put) {
                        scheduler.advance(&put);
                    } else if queue.is_spent() {
                        return Some(());
                    } else {
                        // others are at the starts that hold back the rest
                        std::thread::sleep(PAUSE);
                    }
                }
            })
            .collect()
    }

    /// The descent from `start`, recorded: the very one that [`Self::endings`] runs, which goes on
    /// to the end of its budget unless `settings.stop`; `None` when cancelled.
    #[must_use]
    pub fn trajectory(&self, start: &[f64], monitor: &Monitor) -> Option<Trajectory> {
        monitor.set_total(self.settings.steps as u64);
        let mut path = Path::new(start.len(), self.settings.steps, monitor);
        let mut ending = self.observe(start, &mut path, monitor)?;
        let records = path.records();
        let end = records.last().expect("the start is recorded");
        if ending.termination == Termination::Undecided
            && let Some((decider, termination)) = self.limit_of_whole(&records)
        {
            ending = Ending::at(self.objective, start, end, termination, Some(decider));
        }
        let (steps, termination) = (end.step, self.seen_further(ending.termination, &records));
        let remark = Remark::of(self.objective, self.settings, &records, termination);
        Some(Trajectory { records, steps, termination, ending, remark })
    }

    /// Runs the descent from `start` once more and reports the state at each of `steps`
    /// (ascending); `None` when cancelled.
    pub fn states(
        &self,
        start: &[f64],
        steps: &[usize],
        monitor: &Monitor,
        on_state: impl FnMut(StateAt),
    ) -> Option<()> {
        monitor.set_total(self.settings.steps as u64);
        let mut states = States::new(self.settings, steps, monitor, on_state);
        self.observe(start, &mut states, monitor).map(|_| ())
    }

    /// Runs the descent from `start` while `observer` looks on.
    fn observe(
        &self,
        start: &[f64],
        observer: &mut dyn Observer,
        monitor: &Monitor,
    ) -> Option<Ending> {
        let kernel = self.kernel();
        let mut scheduler = Scheduler::new(
            self.common(),
            kernel.as_ref(),
            self.leaps,
            monitor,
            Some(observer),
            Threads::All,
        );
        let ending = Cell::new(None);
        let put = |_, end| ending.set(Some(end));
        let mut starts = Some(start);
        let mut next = |weights: &mut [f64]| {
            weights.copy_from_slice(starts.take()?);
            Some(0)
        };
        while scheduler.fill(&mut next, &put) {
            if monitor.is_cancelled() {
                return None;
            }
            scheduler.advance(&put);
        }
        let ending = ending.take()?;
        let stops = self.settings.stop && ending.termination != Termination::Converged;
        let has_ended = stops || ending.termination == Termination::Diverged;
        let steps = if has_ended { ending.steps } else { self.settings.steps };
        // one that may stop is seen to arrive
        let target = self.settings.stop.then_some(ending.weights.as_slice());
        scheduler.finish(ending.steps, steps, target)?;
        Some(ending)
    }

    /// What was told of a run, after all that was seen of it since: where it has fallen below the
    /// limit that was told, its last half octaves of time tell another.
    fn seen_further(&self, told: Termination, records: &[Record]) -> Termination {
        let [_, first, middle, end] = half_octaves(records).map(|record| record.loss);
        match told {
            Termination::Escaping { limit } if end <= limit => {
                let limit = levelled([first, middle, end]).max(self.objective.lower_bound());
                Termination::Escaping { limit }
            }
            told => told,
        }
    }

    /// The limit of a run whose budget is spent, by all its records: all that there was to see has
    /// been seen, and less has to do.
    fn limit_of_whole(&self, records: &[Record]) -> Option<(Decider, Termination)> {
        let limit =
            |at| extrapolated::limit(self.objective, self.settings, records, Past::TWISTS, at);
        let told = match limit(None) {
            Told::Asks => limit(Some(continued(self.objective, &records.last()?.weights).0)),
            told => told,
        };
        match told {
            Told::End(decider, termination) => Some((decider, termination)),
            Told::Nowhere | Told::Nothing | Told::Asks => None,
        }
    }

    /// What runs descents in lanes; `None` where they run one after the other.
    fn kernel(&self) -> Option<Kernel> {
        let has_batches = self.settings.has_batches(self.objective.dataset().len());
        let is_small = self.objective.parameter_count() <= limits::LANES
            && Matrices::new(self.objective).is_none();
        let has_points = !self.objective.is_population();
        let in_lanes = self.in_lanes && is_small && !has_batches && has_points;
        in_lanes.then(|| Kernel::with_level(self.objective, self.level))
    }

    fn common(&self) -> Common<'a> {
        let Self { objective, settings, regions, without, .. } = *self;
        let is_whole = !settings.has_batches(objective.dataset().len());
        Common { objective, settings, regions, is_whole, without }
    }
}
