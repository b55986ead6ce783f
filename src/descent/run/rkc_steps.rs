//! Stabilised Runge-Kutta steps of descents that creep along the gradient flow, a lane each.

use super::member::{Member, Parked};
use super::rkc_control::{Outcome, Plan};
use crate::lanes::{Kernel, LANES, Rkc};
use crate::network::{limits, norm};
use crate::optimizer::Settings;

/// Looks for the direction of the greatest curvature before the first step.
const LOOKS: usize = 6;

/// Makes stabilised steps.
pub(super) struct RkcSteps<'a> {
    kernel: &'a Kernel,
    settings: &'a Settings,
    rkc: Rkc,
}

/// A descent after its step, or in the place of one.
pub(super) struct Stepped {
    pub parked: Parked,
    /// Where it landed; `None` if it stands where it stood.
    pub landing: Option<Landing>,
}

/// Where a step ended.
pub(super) struct Landing {
    pub weights: Vec<f64>,
    pub loss: f64,
    pub gradient_norm: f64,
    /// Whether another step may follow at once.
    pub may_go_on: bool,
}

impl<'a> RkcSteps<'a> {
    /// `None` for methods that do not follow the gradient flow, and for networks of very many
    /// weights, of whose descents few can be held at once.
    pub fn new(kernel: &'a Kernel, settings: &'a Settings, weights: usize) -> Option<Self> {
        let may_step = weights <= limits::LEAPS && settings.time_of_step().is_some();
        may_step.then(|| Self { kernel, settings, rkc: kernel.rkc() })
    }

    /// Makes the steps of those that are `waiting`, and leaves there those that do not fill a
    /// block, unless `all` are to be made, and those that are to try again. What one does depends
    /// on it alone, not on the others.
    pub fn make(&mut self, waiting: &mut Vec<Parked>, all: bool) -> Vec<Stepped> {
        let mut fresh: Vec<&mut Parked> =
            waiting.iter_mut().filter(|it| it.member.control.mode.is_empty()).collect();
        fresh.chunks_mut(LANES).for_each(|some| self.find_curvature(some));
        let mut plans = Vec::new();
        let mut stepped = Vec::new();
        for mut parked in waiting.drain(..) {
            let Member { control, underway, .. } = &mut parked.member;
            match control.plan(self.settings, underway) {
                Some(plan) => plans.push((plan, parked)),
                None => stepped.push(Stepped { parked, landing: None }),
            }
        }
        // a block takes as many gradients as the one of its lanes that takes most
        plans.sort_by_key(|(plan, _)| plan.stages);
        while plans.len() >= LANES || (all && !plans.is_empty()) {
            let some = plans.drain(..plans.len().min(LANES)).collect();
            self.step_block(some, waiting, &mut stepped);
        }
        waiting.extend(plans.into_iter().map(|(_, parked)| parked));
        stepped
    }

    fn find_curvature(&mut self, some: &mut [&mut Parked]) {
        let rkc = &mut self.rkc;
        for (lane, parked) in some.iter().enumerate() {
            rkc.block.restore(lane, &parked.held.state);
        }
        self.kernel.slope(&mut rkc.block, self.settings.weight_decay);
        for lane in 0..some.len() {
            // the gradient, and a little of every other direction
            let mut mode: Vec<f64> = rkc.block.gradient_of(lane).collect();
            let size = norm(&mode);
            let share = if size > 0.0 { 1.0 / size } else { 0.0 };
            let each = mode.iter_mut().enumerate();
            each.for_each(|(k, m)| *m = share * *m + 0.1 * pxfm::f_sin((k + 1) as f64));
            let size = norm(&mode);
            mode.iter_mut().zip(rkc.modes.iter_mut()).for_each(|(m, row)| row[lane] = *m / size);
        }
        for _ in 0..LOOKS {
            self.kernel.probe(rkc, self.settings.weight_decay);
        }
        for (lane, parked) in some.iter_mut().enumerate() {
            keep_mode(&mut parked.member, rkc, lane);
        }
    }

    /// The steps of as many as there are lanes, or fewer.
    fn step_block(
        &mut self,
        some: Vec<(Plan, Parked)>,
        again: &mut Vec<Parked>,
        stepped: &mut Vec<Stepped>,
    ) {
        let rkc = &mut self.rkc;
        let time = self.settings.time_of_step().unwrap_or_default();
        rkc.stages.fill(0);
        for (lane, (plan, parked)) in some.iter().enumerate() {
            rkc.block.restore(lane, &parked.held.state);
            rkc.stages[lane] = plan.stages;
            rkc.times[lane] = time * plan.steps as f64;
            let mode = parked.member.control.mode.iter();
            mode.zip(rkc.modes.iter_mut()).for_each(|(m, row)| row[lane] = *m);
        }
        self.kernel.rkc_step(rkc, self.settings);
        self.kernel.probe(rkc, self.settings.weight_decay);
        for (lane, (plan, mut parked)) in some.into_iter().enumerate() {
            let weights = rkc.block.lane(lane);
            let figures = [rkc.error[lane], rkc.moved[lane], rkc.turned[lane], norm(&weights)];
            let Member { control, underway, .. } = &mut parked.member;
            match control.note(underway, plan.steps, figures) {
                Outcome::Shorter => again.push(parked),
                Outcome::Failed => stepped.push(Stepped { parked, landing: None }),
                outcome @ (Outcome::Made | Outcome::Again) => {
                    keep_mode(&mut parked.member, rkc, lane);
                    parked.held.state = rkc.block.state(lane);
                    parked.held.state.clock.steps[0] += plan.steps;
                    let landing = Some(Landing {
                        weights,
                        loss: rkc.loss[lane],
                        gradient_norm: gradient_norm(rkc, self.settings, lane),
                        may_go_on: outcome == Outcome::Again,
                    });
                    stepped.push(Stepped { parked, landing });
                }
            }
        }
    }
}

/// The norm of the gradient after a step, which stands in the block with the weight decay.
fn gradient_norm(rkc: &Rkc, settings: &Settings, lane: usize) -> f64 {
    let slope = rkc.block.gradient_of(lane).zip(rkc.block.weights.iter());
    norm(&slope.map(|(slope, row)| slope - settings.weight_decay * row[lane]).collect::<Vec<_>>())
}

fn keep_mode(member: &mut Member, rkc: &Rkc, lane: usize) {
    member.control.mode.clear();
    member.control.mode.extend(rkc.modes.iter().map(|row| row[lane]));
    member.control.curvature = rkc.curvature[lane];
}
