//! Descents in lanes, and who watches each.

use super::creep::Creep;
use super::foresight::Foresight;
use super::leap::{Landing, Leapt, Pool};
use super::run::{Common, Ending};
use super::watch::{CHUNK, Seen, Watch};
use crate::lanes::{Block, LANES, Memory};

/// Descents that may wait for a look ahead. A block of looks takes as long for one as for all, and
/// some take many times as long as others: the more there are, the fuller are the blocks.
const WAITING: usize = 4 * LANES;

/// The same for a leap: those that take equally many gradients are best made together. Descents in
/// many weights are held in smaller numbers, for the memory that they take.
const LEAPERS: [usize; 2] = [8 * LANES, LANES];
const MANY_WEIGHTS: usize = 64;

/// The descents of one worker.
pub(super) struct Team<'a> {
    common: &'a Common<'a>,
    block: Block,
    lanes: [Option<Member>; LANES],
    /// Those that wait for a look ahead, out of their lanes.
    waiting: Vec<(Member, Memory)>,
    /// Those that have had it, and go on when a lane is free.
    ready: Vec<(Member, Memory)>,
    foresight: Foresight<'a>,
    /// Those that wait for a leap, out of their lanes.
    leapers: Vec<(Member, Memory)>,
    pool: Option<Pool<'a>>,
}

/// A descent under way.
pub(super) struct Member {
    /// The number of its start.
    index: usize,
    pub watch: Watch,
    pub creep: Creep,
}

impl<'a> Team<'a> {
    pub fn new(common: &'a Common<'a>) -> Self {
        let weights = common.objective.parameter_count();
        Self {
            common,
            block: common.kernel.block(),
            lanes: std::array::from_fn(|_| None),
            waiting: Vec::new(),
            ready: Vec::new(),
            foresight: Foresight::new(common.objective, common.kernel),
            leapers: Vec::new(),
            pool: common
                .leaps
                .then(|| Pool::new(common.kernel, common.settings, weights))
                .flatten(),
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
        let mut weights = vec![0.0; self.common.objective.parameter_count()];
        let most_leapers = LEAPERS[usize::from(weights.len() > MANY_WEIGHTS)];
        loop {
            if self.common.monitor.is_cancelled() {
                return true;
            }
            let mut has_fresh = false;
            for (lane, slot) in self.lanes.iter_mut().enumerate().filter(|(_, slot)| slot.is_none())
            {
                if let Some((member, memory)) = self.ready.pop() {
                    self.block.restore(lane, &memory);
                    *slot = Some(member);
                } else if let Some(index) = next(&mut weights) {
                    self.block.load(lane, &weights);
                    let watch = Watch::new(&weights);
                    *slot = Some(Member { index, watch, creep: Creep::default() });
                    has_fresh = true;
                } else {
                    break;
                }
            }
            if has_fresh {
                self.look(Watch::is_fresh, put);
            }
            let moving = self.lanes.iter().flatten().count();
            // Lanes are free when there are no more starts. Then descents that began together, as
            // scouts do, are best kept together, since they ask together as well.
            let is_short = moving < LANES && moving <= 4 * self.waiting.len();
            if self.waiting.len() >= WAITING || (is_short && !self.waiting.is_empty()) {
                self.look_ahead(put);
            } else if self.leapers.len() >= most_leapers
                || (moving < LANES && !self.leapers.is_empty())
            {
                self.leap(moving < LANES, put);
            } else if !has_fresh {
                return moving > 0;
            }
        }
    }

    /// Makes [`CHUNK`] steps of all, and hands over the endings of those that are done then.
    pub fn advance(&mut self, put: &impl Fn(usize, Ending)) {
        self.common.kernel.advance(&mut self.block, self.common.settings, CHUNK);
        self.look(|_| true, put);
    }

    /// Looks at the descents that are `due`, takes out those that are done, and has those wait that
    /// ask.
    fn look(&mut self, due: impl Fn(&Watch) -> bool, put: &impl Fn(usize, Ending)) {
        let Common { objective, kernel, settings, landmarks, .. } = *self.common;
        let mut loss = [0.0; LANES];
        kernel.value_and_gradient(&mut self.block, &mut loss);
        for (lane, slot) in self.lanes.iter_mut().enumerate() {
            let Some(mut member) = slot.take_if(|member| due(&member.watch)) else { continue };
            let (weights, gradient_norm) = (self.block.lane(lane), self.block.gradient_norm(lane));
            let (gradient, steps) = (self.block.gradient_of(lane), member.watch.steps_next());
            let is_slow = self.pool.is_some()
                && member.creep.is_slow(objective, settings, &weights, gradient, steps);
            match member.watch.look(
                objective,
                settings,
                landmarks,
                weights,
                loss[lane],
                gradient_norm,
            ) {
                Seen::Going if is_slow => {
                    self.leapers.push((member, self.block.memory(lane)));
                }
                Seen::Going => *slot = Some(member),
                Seen::Done(ending) => put(member.index, ending),
                Seen::Asks => self.waiting.push((member, self.block.memory(lane))),
            }
        }
    }

    /// Takes the looks that are waited for.
    fn look_ahead(&mut self, put: &impl Fn(usize, Ending)) {
        let Common { objective, settings, landmarks, .. } = *self.common;
        let outlooks =
            self.foresight.look(self.waiting.iter().map(|(member, _)| member.watch.here()));
        for ((mut member, memory), outlook) in self.waiting.drain(..).zip(outlooks) {
            match member.watch.decide(objective, settings, landmarks, Some(outlook)) {
                Seen::Done(ending) => put(member.index, ending),
                Seen::Going | Seen::Asks => self.ready.push((member, memory)),
            }
        }
    }

    /// Makes the leaps that are waited for: of `all`, or of those that fill a block.
    fn leap(&mut self, all: bool, put: &impl Fn(usize, Ending)) {
        let Common { objective, settings, landmarks, .. } = *self.common;
        let Some(pool) = &mut self.pool else { return };
        for Leapt { mut member, memory, landing } in pool.leap(&mut self.leapers, all) {
            let Some(landing) = landing else {
                self.ready.push((member, memory));
                continue;
            };
            let Landing { weights, loss, gradient_norm, may_leap } = landing;
            match member.watch.look(objective, settings, landmarks, weights, loss, gradient_norm) {
                Seen::Going if may_leap => self.leapers.push((member, memory)),
                Seen::Going => self.ready.push((member, memory)),
                Seen::Done(ending) => put(member.index, ending),
                Seen::Asks => self.waiting.push((member, memory)),
            }
        }
    }
}
