//! Descents in lanes, and who watches each.

use super::foresight::Foresight;
use super::run::{Common, Ending};
use super::watch::{CHUNK, Seen, Watch};
use crate::lanes::{Block, Kernel, LANES};

/// Most blocks of descents that a worker has under way. The more descents there are at once, the more of them ask
/// for a look ahead in the same round, and looks in full blocks are cheap.
const MOST_BLOCKS: usize = 8;

/// How many blocks a worker has under way to run `count` starts.
pub(super) fn blocks(kernel: &Kernel, count: usize) -> usize {
    // without looks in lanes there is nothing to gain
    if kernel.newton().is_some() { count.div_ceil(LANES).clamp(1, MOST_BLOCKS) } else { 1 }
}

/// The descents of one worker.
pub(super) struct Teams<'a> {
    common: &'a Common<'a>,
    teams: Vec<Team>,
    foresight: Foresight<'a>,
}

/// A block of descents under way.
struct Team {
    block: Block,
    lanes: [Option<(usize, Watch)>; LANES],
}

impl<'a> Teams<'a> {
    pub fn new(common: &'a Common<'a>, blocks: usize) -> Self {
        let team = || Team { block: common.kernel.block(), lanes: std::array::from_fn(|_| None) };
        Self {
            common,
            teams: (0..blocks).map(|_| team()).collect(),
            foresight: Foresight::new(common.objective, common.kernel),
        }
    }

    /// Gives starts to free lanes, `next` of which writes one and tells its number; hands over the endings of those
    /// that are done at once. `false` when nothing is under way and there is no start any more.
    pub fn fill(
        &mut self,
        mut next: impl FnMut(&mut [f64]) -> Option<usize>,
        put: &impl Fn(usize, Ending),
    ) -> bool {
        let mut weights = vec![0.0; self.common.objective.parameter_count()];
        loop {
            let mut is_fresh = false;
            for Team { block, lanes } in &mut self.teams {
                for (lane, slot) in lanes.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
                    let Some(index) = next(&mut weights) else { break };
                    block.load(lane, &weights);
                    *slot = Some((index, Watch::new(&weights)));
                    is_fresh = true;
                }
            }
            if !is_fresh {
                break;
            }
            self.look(Watch::is_fresh, put);
        }
        self.close_up();
        self.teams.iter().any(|team| team.members() > 0)
    }

    /// Makes [`CHUNK`] steps of all, and hands over the endings of those that are done then.
    pub fn advance(&mut self, put: &impl Fn(usize, Ending)) {
        for team in self.teams.iter_mut().filter(|team| team.members() > 0) {
            self.common.kernel.advance(&mut team.block, self.common.settings, CHUNK);
        }
        self.look(|_| true, put);
    }

    /// Looks at the descents that are `due`, and takes out those that are done.
    fn look(&mut self, due: impl Fn(&Watch) -> bool, put: &impl Fn(usize, Ending)) {
        let Common { objective, kernel, settings, landmarks, .. } = *self.common;
        let mut asking = Vec::new();
        for (place, Team { block, lanes }) in self.teams.iter_mut().enumerate() {
            if !lanes.iter().flatten().any(|(_, watch)| due(watch)) {
                continue;
            }
            let mut loss = [0.0; LANES];
            kernel.value_and_gradient(block, &mut loss);
            for (lane, slot) in lanes.iter_mut().enumerate() {
                let Some((_, watch)) = slot.as_mut().filter(|(_, watch)| due(watch)) else { continue };
                let (weights, gradient_norm) = (block.lane(lane), block.gradient_norm(lane));
                let seen = watch.look(objective, settings, landmarks, weights, loss[lane], gradient_norm);
                if matches!(seen, Seen::Asks) {
                    asking.push((place, lane));
                }
                settle(slot, seen, put);
            }
        }
        let slot = |&(place, lane): &(usize, usize)| &self.teams[place].lanes[lane];
        let here = asking.iter().map(|place| slot(place).as_ref().expect("it asked").1.here());
        let outlooks = self.foresight.look(here);
        for ((place, lane), outlook) in asking.into_iter().zip(outlooks) {
            let slot = &mut self.teams[place].lanes[lane];
            let (_, watch) = slot.as_mut().expect("it asked");
            let seen = watch.decide(objective, settings, landmarks, Some(outlook));
            settle(slot, seen, put);
        }
    }

    /// Moves descents together into as few blocks as hold them, since a block takes as long for one as for all.
    fn close_up(&mut self) {
        while let [before @ .., last] = &mut self.teams[..]
            && !before.is_empty()
            && before.iter().map(|team| LANES - team.members()).sum::<usize>() >= last.members()
        {
            let mut members = last.lanes.iter_mut().enumerate().filter(|(_, slot)| slot.is_some());
            for Team { block, lanes } in before {
                let free = lanes.iter_mut().enumerate().filter(|(_, slot)| slot.is_none());
                for ((lane, slot), (from, member)) in free.zip(members.by_ref()) {
                    block.take(lane, &last.block, from);
                    *slot = member.take();
                }
            }
            self.teams.pop();
        }
    }
}

impl Team {
    fn members(&self) -> usize {
        self.lanes.iter().flatten().count()
    }
}

/// Hands over what became of the descent of a lane, which is free then.
fn settle(slot: &mut Option<(usize, Watch)>, seen: Seen, put: &impl Fn(usize, Ending)) {
    if let Seen::Done(ending) = seen
        && let Some((index, _)) = slot.take()
    {
        put(index, ending);
    }
}
