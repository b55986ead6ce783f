//! Descent: an optimiser run from a start, recorded, and judged.

mod approach;
mod around;
mod cycle;
mod judge;
mod motion;
mod outlook;
mod pattern;
mod replay;
mod sharpness;
mod verdict;
mod walk;

pub(crate) use self::approach::{approaches, slows_down};
pub(crate) use self::cycle::other_point;
pub(crate) use self::judge::{Judgement, Look};
pub use self::outlook::{Outlook, look_ahead};
pub use self::replay::{State, replay};
pub(crate) use self::sharpness::stays_stable;
pub use self::verdict::Verdict;
pub(crate) use self::walk::{Reading, Walk, curves_down, halved, is_lower};
use crate::monitor::Monitor;
use crate::network::norm;
use crate::objective::Objective;
use crate::optimizer::Batches;
use crate::optimizer::{Settings, Stepper};

/// Most records of a trajectory, and most numbers that they hold together.
const MAX_RECORDS: usize = 4096;
const MAX_NUMBERS: usize = 1 << 20;

/// The first steps are all kept: most of what is worth seeing happens there.
const EARLY: usize = 256;

/// Steps between two looks at the monitor.
const WATCH: usize = 1024;

/// A run that may stop early is judged at the first record from this step on, then at every half
/// octave.
const FIRST_CHECK: usize = 64;

/// The state of a descent at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Number of updates made before.
    pub step: usize,
    /// The flat parameter vector.
    pub weights: Vec<f64>,
    /// The loss over all points.
    pub loss: f64,
    /// Norm of the gradient over all points.
    pub gradient_norm: f64,
}

impl Record {
    /// Whether loss and weights are finite.
    pub(crate) fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.weights.iter().all(|w| w.is_finite())
    }
}

/// Where a descent went.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The start, all early steps, evenly thinned later ones, and the end.
    pub records: Vec<Record>,
    /// Number of updates made.
    pub steps: usize,
    /// What became of it.
    pub verdict: Verdict,
}

impl Trajectory {
    /// The last record.
    #[must_use]
    pub fn end(&self) -> &Record {
        &self.records[self.records.len() - 1]
    }

    /// The verdict in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.verdict.sentence(self.end())
    }
}

/// Runs `settings.steps` updates from `start` (length `P`); `None` when cancelled.
///
/// A run ends early when a loss or weight is no longer finite, and, with `settings.stop`, when its
/// verdict is certain.
#[must_use]
pub fn descend(
    objective: &Objective,
    start: &[f64],
    settings: &Settings,
    monitor: &Monitor,
) -> Option<Trajectory> {
    monitor.set_total(settings.steps as u64);
    let mut weights = start.to_vec();
    let mut gradient = vec![0.0; start.len()];
    let mut work = objective.workspace();
    let mut stepper = Stepper::new(settings, start.len());
    let mut batches = settings
        .batch_size
        .filter(|&size| size < objective.dataset().len())
        .map(|size| Batches::new(objective.dataset().len(), size, settings.seed));
    let mut recorder = Recorder::new(start.len());
    let mut next_check = FIRST_CHECK;
    let mut step = 0;
    loop {
        let is_last = step == settings.steps;
        if batches.is_none() || is_last || recorder.is_due(step) {
            let loss = objective.value_and_gradient(&weights, &mut gradient, &mut work);
            let is_finite = loss.is_finite() && weights.iter().all(|w| w.is_finite());
            if is_last || !is_finite || recorder.is_due(step) {
                recorder.push(Record {
                    step,
                    weights: weights.clone(),
                    loss,
                    gradient_norm: norm(&gradient),
                });
            }
            if is_last || !is_finite {
                break;
            }
        }
        if settings.stop && step >= next_check && recorder.last_step() == Some(step) {
            next_check += (next_check / 2).max(1);
            if Verdict::judge_with_certainty(objective, settings, &recorder.records).1 {
                break;
            }
        }
        if let Some(batches) = &mut batches {
            objective.value_and_gradient_on(&weights, batches.next(), &mut gradient, &mut work);
        }
        stepper.step(&mut weights, &mut gradient);
        step += 1;
        if step.is_multiple_of(WATCH) {
            if monitor.is_cancelled() {
                return None;
            }
            monitor.advance(WATCH as u64);
        }
    }
    if monitor.is_cancelled() {
        return None;
    }
    monitor.advance((step % WATCH) as u64);
    let verdict = Verdict::judge(objective, settings, &recorder.records);
    Some(Trajectory { records: recorder.records, steps: step, verdict })
}

/// Keeps the first [`EARLY`] steps and then every `stride`-th; when full, drops every other of the
/// later records and doubles the stride.
struct Recorder {
    records: Vec<Record>,
    stride: usize,
    most: usize,
}

impl Recorder {
    fn new(parameters: usize) -> Self {
        let most = (MAX_NUMBERS / parameters.max(1)).clamp(64, MAX_RECORDS);
        Self { records: Vec::new(), stride: 1, most }
    }

    /// Early steps that are all kept, fewer where little memory is granted.
    fn early(&self) -> usize {
        EARLY.min(self.most / 4)
    }

    fn is_due(&self, step: usize) -> bool {
        step < self.early() || step.is_multiple_of(self.stride)
    }

    fn last_step(&self) -> Option<usize> {
        self.records.last().map(|record| record.step)
    }

    fn push(&mut self, record: Record) {
        if self.records.len() >= self.most {
            self.stride *= 2;
            let (early, stride) = (self.early(), self.stride);
            self.records.retain(|kept| kept.step < early || kept.step.is_multiple_of(stride));
        }
        self.records.push(record);
    }
}

#[cfg(test)]
mod tests;
