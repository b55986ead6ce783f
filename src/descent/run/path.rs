//! Records the path of one descent.

use super::engine::{Engine, Held};
use super::observer::Observer;
use super::thinning::Thinned;
use crate::descent::record::Record;
use crate::monitor::Monitor;

/// Most records of a path, and most numbers that they hold together.
pub(crate) const MAX_RECORDS: usize = 4096;
const MAX_NUMBERS: usize = 1 << 20;

/// The first steps are all kept: most of what is worth seeing happens there.
pub(crate) const EARLY: usize = 256;

/// A path under way.
pub(super) struct Path<'a> {
    kept: Thinned,
    /// Where it stood when it was last seen.
    before: Option<(usize, Held)>,
    monitor: &'a Monitor,
    /// Steps after which nothing is recorded any more.
    budget: usize,
    has_ended: bool,
}

impl<'a> Path<'a> {
    pub fn new(parameters: usize, budget: usize, monitor: &'a Monitor) -> Self {
        let most = (MAX_NUMBERS / parameters.max(1)).clamp(64, MAX_RECORDS);
        // fewer early ones where little memory is granted
        let kept = Thinned::new(EARLY.min(most / 4), 1, most);
        Self { kept, before: None, monitor, budget, has_ended: false }
    }

    /// What was recorded.
    pub fn records(self) -> Vec<Record> {
        self.kept.records
    }

    /// Goes back to where the numbers were last finite, and on from there step by step.
    fn find_divergence(&mut self, engine: &mut Engine, step: usize) {
        self.has_ended = true;
        if let Some((from, held)) = &self.before {
            engine.restore(0, held);
            for step in from + 1..step {
                engine.advance(1);
                engine.evaluate();
                let now = record(engine, step);
                if !now.is_finite() {
                    self.kept.records.push(now);
                    return;
                }
            }
            engine.advance(1);
            engine.evaluate();
        }
        self.kept.records.push(record(engine, step));
    }
}

impl Observer for Path<'_> {
    fn advance(&mut self, engine: &mut Engine, made: usize, steps: usize) {
        let (mut at, end) = (made, made + steps);
        while at < end {
            let mut next = self.kept.next_after(at).min(end);
            if at < self.budget {
                next = next.min(self.budget);
            }
            engine.advance(next - at);
            at = next;
            if at < end {
                engine.evaluate();
                self.see(engine, at);
            }
        }
    }

    fn see(&mut self, engine: &mut Engine, step: usize) {
        if self.has_ended || step > self.budget {
            return;
        }
        let before = self.before.as_ref().map_or(0, |(step, _)| *step);
        self.monitor.advance((step - before) as u64);
        let now = record(engine, step);
        if !now.is_finite() {
            self.find_divergence(engine, step);
            return;
        }
        self.before = Some((step, engine.held(0)));
        self.has_ended = step == self.budget;
        if self.kept.has_room(step) || self.has_ended {
            self.kept.records.push(now);
        }
    }

    fn finish(&mut self, engine: &mut Engine, step: usize) {
        self.see(engine, step);
        if !self.has_ended && self.kept.records.last().is_none_or(|last| last.step != step) {
            self.kept.records.push(record(engine, step));
        }
        self.has_ended = true;
    }

    fn land(&mut self, engine: &mut Engine, held: &Held, step: usize) {
        self.kept.land(step);
        engine.restore(0, held);
        engine.evaluate();
        self.see(engine, step);
    }
}

fn record(engine: &Engine, step: usize) -> Record {
    let (weights, loss) = (engine.weights(0), engine.loss(0));
    Record { step, weights, loss, gradient_norm: engine.gradient_norm(0) }
}
