//! Leaps of descents that creep, a lane each.

use super::creep::{Outcome, Plan};
use super::team::Member;
use crate::lanes::{Kernel, LANES, Leaps, Memory};
use crate::network::{limits, norm};
use crate::optimizer::Settings;

/// Looks for the direction of the greatest curvature before the first leap.
const LOOKS: usize = 6;

/// Makes leaps.
pub(super) struct Pool<'a> {
    kernel: &'a Kernel,
    settings: &'a Settings,
    leaps: Leaps,
}

/// A descent after its leap, or in the place of one.
pub(super) struct Leapt {
    pub member: Member,
    pub memory: Memory,
    /// Where it landed; `None` if it stands where it stood.
    pub landing: Option<Landing>,
}

/// Where a leap ended.
pub(super) struct Landing {
    pub weights: Vec<f64>,
    pub loss: f64,
    pub gradient_norm: f64,
    /// Whether another leap may follow at once.
    pub may_leap: bool,
}

impl<'a> Pool<'a> {
    /// `None` for methods that do not follow the gradient flow, and for networks of very many
    /// weights, of whose descents few can be held at once.
    pub fn new(kernel: &'a Kernel, settings: &'a Settings, weights: usize) -> Option<Self> {
        let may_leap = weights <= limits::LEAPS && settings.time_of_step().is_some();
        may_leap.then(|| Self { kernel, settings, leaps: kernel.leaps() })
    }

    /// Has `leapers` leap, and leaves with them those that do not fill a block, unless `all` are to
    /// leap, and those that are to try again. What one does depends on it alone, not on the others.
    pub fn leap(&mut self, leapers: &mut Vec<(Member, Memory)>, all: bool) -> Vec<Leapt> {
        let mut fresh: Vec<&mut (Member, Memory)> =
            leapers.iter_mut().filter(|(member, _)| member.creep.mode.is_empty()).collect();
        fresh.chunks_mut(LANES).for_each(|some| self.find_curvature(some));
        let mut plans = Vec::new();
        let mut leapt = Vec::new();
        for (mut member, memory) in leapers.drain(..) {
            match member.creep.plan(self.settings, &member.watch) {
                Some(plan) => plans.push((plan, member, memory)),
                None => leapt.push(Leapt { member, memory, landing: None }),
            }
        }
        // a block takes as many gradients as the one of its lanes that takes most
        plans.sort_by_key(|(plan, ..)| plan.stages);
        while plans.len() >= LANES || (all && !plans.is_empty()) {
            let some = plans.drain(..plans.len().min(LANES)).collect();
            self.leap_block(some, leapers, &mut leapt);
        }
        leapers.extend(plans.into_iter().map(|(_, member, memory)| (member, memory)));
        leapt
    }

    fn find_curvature(&mut self, some: &mut [&mut (Member, Memory)]) {
        let leaps = &mut self.leaps;
        for (lane, (_, memory)) in some.iter().enumerate() {
            leaps.block.restore(lane, memory);
        }
        self.kernel.slope(&mut leaps.block, self.settings.weight_decay);
        for lane in 0..some.len() {
            // the gradient, and a little of every other direction
            let mut mode: Vec<f64> = leaps.block.gradient_of(lane).collect();
            let size = norm(&mode);
            let share = if size > 0.0 { 1.0 / size } else { 0.0 };
            mode.iter_mut()
                .enumerate()
                .for_each(|(k, m)| *m = share * *m + 0.1 * ((k + 1) as f64).sin());
            let size = norm(&mode);
            mode.iter_mut().zip(leaps.modes.iter_mut()).for_each(|(m, row)| row[lane] = *m / size);
        }
        for _ in 0..LOOKS {
            self.kernel.probe(leaps, self.settings.weight_decay);
        }
        for (lane, (member, _)) in some.iter_mut().enumerate() {
            keep_mode(member, leaps, lane);
        }
    }

    /// The leaps of as many as there are lanes, or fewer.
    fn leap_block(
        &mut self,
        some: Vec<(Plan, Member, Memory)>,
        again: &mut Vec<(Member, Memory)>,
        leapt: &mut Vec<Leapt>,
    ) {
        let leaps = &mut self.leaps;
        let time = self.settings.time_of_step().unwrap_or_default();
        leaps.stages.fill(0);
        for (lane, (plan, member, memory)) in some.iter().enumerate() {
            leaps.block.restore(lane, memory);
            leaps.stages[lane] = plan.stages;
            leaps.times[lane] = time * plan.steps as f64;
            member
                .creep
                .mode
                .iter()
                .zip(leaps.modes.iter_mut())
                .for_each(|(m, row)| row[lane] = *m);
        }
        self.kernel.leap(leaps, self.settings);
        self.kernel.probe(leaps, self.settings.weight_decay);
        for (lane, (plan, mut member, memory)) in some.into_iter().enumerate() {
            let weights = leaps.block.lane(lane);
            let figures =
                [leaps.error[lane], leaps.moved[lane], leaps.turned[lane], norm(&weights)];
            match member.creep.note(&mut member.watch, plan.steps, figures) {
                Outcome::Shorter => again.push((member, memory)),
                Outcome::Failed => leapt.push(Leapt { member, memory, landing: None }),
                outcome @ (Outcome::Made | Outcome::Again) => {
                    keep_mode(&mut member, leaps, lane);
                    let landing = Some(Landing {
                        weights,
                        loss: leaps.loss[lane],
                        gradient_norm: gradient_norm(leaps, self.settings, lane),
                        may_leap: outcome == Outcome::Again,
                    });
                    leapt.push(Leapt { member, memory: leaps.block.memory(lane), landing });
                }
            }
        }
    }
}

/// The norm of the gradient after a leap, which stands in the block with the weight decay.
fn gradient_norm(leaps: &Leaps, settings: &Settings, lane: usize) -> f64 {
    let slope = leaps.block.gradient_of(lane).zip(leaps.block.weights.iter());
    norm(&slope.map(|(slope, row)| slope - settings.weight_decay * row[lane]).collect::<Vec<_>>())
}

fn keep_mode(member: &mut Member, leaps: &Leaps, lane: usize) {
    member.creep.mode.clear();
    member.creep.mode.extend(leaps.modes.iter().map(|row| row[lane]));
    member.creep.curvature = leaps.curvature[lane];
}
