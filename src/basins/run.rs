//! Many descents at once, each until its verdict is certain or its steps are spent.

use crate::descent::{Record, Settings, Verdict};
use crate::lanes::{Block, Kernel, LANES};
use crate::monitor::Monitor;
use crate::objective::Objective;

/// Steps between two looks at a lane.
const CHUNK: usize = 64;

/// Most records kept of one lane: enough for the verdict, which looks at quarters.
const MAX_RECORDS: usize = 64;

/// How one descent ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What became of it; [`Verdict::Moving`] when the budget was spent first.
    pub verdict: Verdict,
    /// The weights at the end.
    pub weights: Vec<f64>,
    /// The loss there.
    pub loss: f64,
    /// Steps made.
    pub steps: usize,
}

/// A descent under way in a lane.
struct Runner {
    /// Which start it runs from.
    index: usize,
    steps: usize,
    next_check: usize,
    records: Vec<Record>,
    stride: usize,
}

impl Runner {
    fn new(index: usize) -> Self {
        Self { index, steps: 0, next_check: CHUNK, records: Vec::new(), stride: CHUNK }
    }

    /// Keeps the state at multiples of a stride that doubles when the memory is full.
    fn record(&mut self, weights: Vec<f64>, loss: f64, gradient_norm: f64) {
        if self.steps.is_multiple_of(self.stride) {
            if self.records.len() >= MAX_RECORDS {
                self.stride *= 2;
                let stride = self.stride;
                self.records.retain(|record| record.step.is_multiple_of(stride));
            }
            self.records.push(Record { step: self.steps, weights, loss, gradient_norm });
        }
    }
}

/// Runs the optimiser from each of `count` starts, which `start` writes into a weight vector; `None`
/// when cancelled. `settings.steps` is each descent's budget; batches are always full.
///
/// An ending depends on its own start alone, not on the others nor on their order.
#[must_use]
pub fn run(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    count: usize,
    start: impl Fn(usize, &mut [f64]),
    monitor: &Monitor,
) -> Option<Vec<Ending>> {
    let mut block = kernel.block();
    let mut weights = vec![0.0; objective.parameter_count()];
    let mut endings: Vec<Option<Ending>> = vec![None; count];
    let mut runners: [Option<Runner>; LANES] = std::array::from_fn(|_| None);
    let mut next = 0;
    loop {
        for (lane, runner) in runners.iter_mut().enumerate() {
            if runner.is_none() && next < count {
                start(next, &mut weights);
                block.load(lane, &weights);
                *runner = Some(Runner::new(next));
                next += 1;
            }
        }
        if runners.iter().all(Option::is_none) {
            return endings.into_iter().collect();
        }
        if monitor.is_cancelled() {
            return None;
        }
        for (index, ending) in look(objective, kernel, settings, &mut block, &mut runners) {
            endings[index] = Some(ending);
            monitor.advance(1);
        }
        kernel.advance(&mut block, settings, CHUNK);
        runners.iter_mut().flatten().for_each(|runner| runner.steps += CHUNK);
    }
}

/// Evaluates all lanes where they stand and takes out those that are done.
fn look(
    objective: &Objective,
    kernel: &Kernel,
    settings: &Settings,
    block: &mut Block,
    runners: &mut [Option<Runner>; LANES],
) -> Vec<(usize, Ending)> {
    let mut loss = [0.0; LANES];
    kernel.value_and_gradient(block, &mut loss);
    let mut done = Vec::new();
    for (lane, slot) in runners.iter_mut().enumerate() {
        let Some(runner) = slot else { continue };
        let weights = block.lane(lane);
        let is_finite = loss[lane].is_finite() && weights.iter().all(|w| w.is_finite());
        let is_last = runner.steps >= settings.steps;
        let is_check = runner.steps == runner.next_check;
        runner.record(weights.clone(), loss[lane], block.gradient_norm(lane));
        if is_check {
            runner.next_check += (runner.next_check / 2).next_multiple_of(CHUNK);
        }
        if is_finite && !is_last && !is_check {
            continue;
        }
        let end = Record {
            step: runner.steps,
            weights,
            loss: loss[lane],
            gradient_norm: block.gradient_norm(lane),
        };
        if runner.records.last().is_none_or(|record| record.step != end.step) {
            runner.records.push(end.clone());
        }
        let verdict = Verdict::judge(objective, &runner.records);
        if verdict.is_certain() || is_last {
            done.push((
                runner.index,
                Ending { verdict, weights: end.weights, loss: end.loss, steps: runner.steps },
            ));
            *slot = None;
        } else if !runner.steps.is_multiple_of(runner.stride) {
            // a state kept for this look only, off the stride
            runner.records.pop();
        }
    }
    done
}
