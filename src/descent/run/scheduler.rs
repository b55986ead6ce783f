//! The lane scheduler: descents side by side, each until it is done.
//!
//! A descent leaves its lane when it is done, when it waits for a Newton continuation (a block of
//! them takes as long for one as for all), and when it waits for a stabilised step; a free lane
//! takes one that is ready to go on, or the next start. What becomes of a descent depends on its
//! start alone, not on the others.

use super::engine::{Engine, Held};
use super::member::{Member, Parked};
use super::observer::Observer;
use super::rkc_control::RkcControl;
use super::rkc_steps::{Landing, RkcSteps, Stepped};
use super::schedule::CHUNK;
use super::underway::{Common, Status, Underway};
use crate::descent::newton::Continuations;
use crate::descent::tolerance::NOTHING;
use crate::descent::trajectory::Ending;
use crate::lanes::{Kernel, Threads};
use crate::monitor::Monitor;
use crate::network::{distance, norm};

/// Descents that may wait for a Newton continuation, as a multiple of the lanes: some take many
/// times as long as others, and the more there are, the fuller are the blocks.
const WAITING: usize = 4;

/// The same for stabilised steps: those that take equally many gradients are best made together.
/// Descents in many weights are held in smaller numbers, for the memory that they take.
const STEPPING: [usize; 2] = [8, 1];
const MANY_WEIGHTS: usize = 64;

/// The descents of one worker.
pub(super) struct Scheduler<'a> {
    common: Common<'a>,
    monitor: &'a Monitor,
    engine: Engine<'a>,
    lanes: Vec<Option<Member>>,
    /// Those that wait for a Newton continuation.
    waiting: Vec<Parked>,
    /// Those that have had it, and go on when a lane is free.
    ready: Vec<Parked>,
    continuations: Continuations<'a>,
    /// Those that wait for a stabilised step.
    stepping: Vec<Parked>,
    steps: Option<RkcSteps<'a>>,
    /// Who looks on; then there is one start.
    observer: Option<&'a mut dyn Observer>,
    /// What the one that was observed held at its end.
    last: Option<Held>,
}

impl<'a> Scheduler<'a> {
    pub fn new(
        common: Common<'a>,
        kernel: Option<&'a Kernel>,
        leaps: bool,
        monitor: &'a Monitor,
        observer: Option<&'a mut dyn Observer>,
        threads: Threads,
    ) -> Self {
        let weights = common.objective.parameter_count();
        let engine = Engine::new(common.objective, kernel, common.settings, threads);
        let steps = kernel.filter(|_| leaps);
        Self {
            common,
            monitor,
            lanes: (0..Engine::width(kernel)).map(|_| None).collect(),
            engine,
            waiting: Vec::new(),
            ready: Vec::new(),
            continuations: Continuations::new(common.objective, kernel),
            stepping: Vec::new(),
            steps: steps.and_then(|kernel| RkcSteps::new(kernel, common.settings, weights)),
            observer,
            last: None,
        }
    }

    /// Fills the free lanes with descents that go on and with new starts, `next` of which writes
    /// one and tells its number; hands over the endings of those that are done at once. `false`
    /// when all are done.
    pub fn fill(
        &mut self,
        mut next: impl FnMut(&mut [f64]) -> Option<usize>,
        put: &impl Fn(usize, Ending),
    ) -> bool {
        let width = self.lanes.len();
        let mut weights = vec![0.0; self.common.objective.parameter_count()];
        let most_stepping = width * STEPPING[usize::from(weights.len() > MANY_WEIGHTS)];
        loop {
            if self.monitor.is_cancelled() {
                return true;
            }
            let mut has_fresh = false;
            for (lane, slot) in self.lanes.iter_mut().enumerate().filter(|(_, slot)| slot.is_none())
            {
                if let Some(Parked { member, held }) = self.ready.pop() {
                    self.engine.restore(lane, &held);
                    *slot = Some(member);
                } else if let Some(index) = next(&mut weights) {
                    self.engine.load(lane, &weights);
                    let underway = Underway::new(&weights);
                    *slot = Some(Member { index, underway, control: RkcControl::default() });
                    has_fresh = true;
                } else {
                    break;
                }
            }
            if has_fresh {
                self.look(|underway| underway.schedule.is_fresh(), put);
            }
            let moving = self.lanes.iter().flatten().count();
            // Lanes are free when there are no more starts. Then descents that began together, as
            // scouts do, are best kept together, since they ask together as well.
            let is_short = moving < width && moving <= WAITING * self.waiting.len();
            if self.waiting.len() >= WAITING * width || (is_short && !self.waiting.is_empty()) {
                self.continue_by_newton(put);
            } else if self.stepping.len() >= most_stepping
                || (moving < width && !self.stepping.is_empty())
            {
                self.make_stabilised_steps(moving < width, put);
            } else if !has_fresh {
                return moving > 0;
            }
        }
    }

    /// Makes [`CHUNK`] steps of all, and hands over the endings of those that are done then.
    pub fn advance(&mut self, put: &impl Fn(usize, Ending)) {
        match &mut self.observer {
            Some(observer) => {
                let made = self.lanes[0].as_ref().map(|it| it.underway.schedule.steps_made());
                observer.advance(&mut self.engine, made.unwrap_or(0), CHUNK);
            }
            None => self.engine.advance(CHUNK),
        }
        self.look(|_| true, put);
    }

    /// Takes the one that was observed on from its end after `made` steps to `steps`, or to its
    /// `target`, and lets its observer know that it is over; `None` when cancelled.
    pub fn finish(&mut self, made: usize, steps: usize, target: Option<&[f64]>) -> Option<()> {
        let (observer, held) = (self.observer.as_mut()?, self.last.take()?);
        self.engine.restore(0, &held);
        let mut at = made;
        let is_there = |weights: &[f64]| {
            let reach = 1e3 * NOTHING * (1.0 + norm(weights));
            target.is_some_and(|target| distance(weights, target) <= reach)
        };
        while at < steps && !is_there(&self.engine.weights(0)) {
            if self.monitor.is_cancelled() {
                return None;
            }
            let some = CHUNK.min(steps - at);
            observer.advance(&mut self.engine, at, some);
            at += some;
            self.engine.evaluate();
            observer.see(&mut self.engine, at);
        }
        self.engine.evaluate();
        observer.finish(&mut self.engine, at);
        Some(())
    }

    /// Looks at the descents that are `due`, takes out those that are done, and has those wait that
    /// ask.
    fn look(&mut self, due: impl Fn(&Underway) -> bool, put: &impl Fn(usize, Ending)) {
        self.engine.evaluate();
        for (lane, slot) in self.lanes.iter_mut().enumerate() {
            let Some(mut member) = slot.take_if(|member| due(&member.underway)) else { continue };
            let steps = member.underway.schedule.steps_next();
            let engine = &mut self.engine;
            let (weights, loss) = (engine.weights(lane), engine.loss(lane));
            let gradient_norm = engine.gradient_norm(lane);
            let is_slow = self.steps.is_some()
                && member.control.is_slow(&self.common, &weights, engine.gradient(lane), steps);
            if let Some(observer) = &mut self.observer {
                observer.see(engine, steps);
            }
            match member.underway.look(&self.common, weights, loss, gradient_norm) {
                Status::Going if !is_slow => *slot = Some(member),
                Status::Going => {
                    self.stepping.push(Parked { member, held: engine.held(lane) });
                }
                Status::Asks => self.waiting.push(Parked { member, held: engine.held(lane) }),
                Status::Done(ending) => {
                    self.last = self.observer.is_some().then(|| engine.held(lane));
                    put(member.index, ending);
                }
            }
        }
    }

    /// Makes the Newton continuations that are waited for.
    fn continue_by_newton(&mut self, put: &impl Fn(usize, Ending)) {
        let waiting = std::mem::take(&mut self.waiting);
        let starts = waiting.iter().map(|parked| parked.member.underway.here());
        let limits = self.continuations.of(starts);
        for (Parked { mut member, held }, limit) in waiting.into_iter().zip(limits) {
            match member.underway.extrapolate(&self.common, Some(limit)) {
                Status::Done(ending) => {
                    self.last = self.observer.is_some().then_some(held);
                    put(member.index, ending);
                }
                Status::Going | Status::Asks => self.ready.push(Parked { member, held }),
            }
        }
    }

    /// Makes the stabilised steps that are waited for: of `all`, or of those that fill a block.
    fn make_stabilised_steps(&mut self, all: bool, put: &impl Fn(usize, Ending)) {
        let Some(steps) = &mut self.steps else { return };
        for Stepped { parked, landing } in steps.make(&mut self.stepping, all) {
            let Parked { mut member, held } = parked;
            let Some(landing) = landing else {
                self.ready.push(Parked { member, held });
                continue;
            };
            if let Some(observer) = &mut self.observer {
                observer.land(&mut self.engine, &held, member.underway.schedule.steps_next());
            }
            let Landing { weights, loss, gradient_norm, may_go_on } = landing;
            match member.underway.look(&self.common, weights, loss, gradient_norm) {
                Status::Going if may_go_on => self.stepping.push(Parked { member, held }),
                Status::Going => self.ready.push(Parked { member, held }),
                Status::Asks => self.waiting.push(Parked { member, held }),
                Status::Done(ending) => {
                    self.last = self.observer.is_some().then_some(held);
                    put(member.index, ending);
                }
            }
        }
    }
}
