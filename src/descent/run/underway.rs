//! One descent under way, and whether it is done.

use super::schedule::{CHUNK, Schedule};
use super::thinning::Thinned;
use crate::descent::decider::Decider;
use crate::descent::extrapolated::{self, BALL, Past, Told};
use crate::descent::newton::Limit;
use crate::descent::record::Record;
use crate::descent::termination::Termination;
use crate::descent::trajectory::Ending;
use crate::descent::trapped::region::TrappingRegions;
use crate::descent::trapped::{at_rest, cycle, is_past_the_last_mistake, pattern};
use crate::network::{distance, norm};
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Most records kept of one descent, but for those where leaps landed: enough to look back at
/// quarters.
const MAX_RECORDS: usize = 64;

/// What all descents of one run have in common.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    pub objective: &'a Objective,
    pub settings: &'a Settings,
    pub regions: Option<&'a TrappingRegions>,
    /// Whether steps are made on all points, so that the loss falls along the gradient flow.
    pub is_whole: bool,
    /// A decider that is left out.
    pub without: Option<Decider>,
}

impl Common<'_> {
    fn asks(&self, decider: Decider) -> bool {
        self.without != Some(decider)
    }
}

/// A descent under way.
pub(super) struct Underway {
    start: Vec<f64>,
    pub schedule: Schedule,
    kept: Thinned,
    pattern: pattern::Known,
    /// Whether the last check saw it run to infinity: early on weights that merely grow seem to.
    ran_to_infinity: bool,
}

/// What a look at a descent says.
pub(super) enum Status {
    /// It goes on.
    Going,
    /// It is done.
    Done(Ending),
    /// Where the Newton continuation leads from [`Underway::here`] must be known first, and is to
    /// be told to [`Underway::extrapolate`].
    Asks,
}

impl Underway {
    pub fn new(start: &[f64]) -> Self {
        Self {
            start: start.to_vec(),
            schedule: Schedule::new(),
            kept: Thinned::new(0, CHUNK, MAX_RECORDS),
            pattern: pattern::Known::default(),
            ran_to_infinity: false,
        }
    }

    /// To be called when so many steps are made at once since the last look.
    pub fn leap(&mut self, steps: usize) {
        if self.schedule.leap(steps) {
            self.kept.land(self.schedule.steps_next());
        }
    }

    /// To be called when as many steps are made as the schedule says, with the state then.
    ///
    /// At every look a descent may turn out to be in a trapping region, at every check it may turn
    /// out to be trapped otherwise or its limit may be told ahead, and when the steps of `settings`
    /// are spent it is undecided.
    pub fn look(
        &mut self,
        common: &Common,
        weights: Vec<f64>,
        loss: f64,
        gradient_norm: f64,
    ) -> Status {
        let (step, is_check) = self.schedule.look();
        let now = Record { step, weights, loss, gradient_norm };
        let is_finite = now.is_finite();
        if is_finite
            && common.is_whole
            && common.settings.is_steady(step)
            && common.asks(Decider::Region)
            && let Some(regions) = common.regions
            && let Some((minimum, value)) = regions.minimum(&now.weights, loss)
        {
            let minimum = (minimum.to_vec(), value);
            let decider = Some(Decider::Region);
            return Status::Done(Ending::at_minimum(&self.start, step, decider, minimum));
        }
        let is_looked_at = !is_finite || step >= common.settings.steps || is_check;
        if self.kept.has_room(step) || is_looked_at {
            self.kept.records.push(now);
        }
        if !is_looked_at {
            return Status::Going;
        }
        if !is_finite {
            return self.done(common, Termination::Diverged, None);
        }
        match self.trapped(common) {
            Some((decider, termination)) => self.done(common, termination, Some(decider)),
            None => self.extrapolate(common, None),
        }
    }

    /// What the last record is trapped in, and who tells.
    fn trapped(&mut self, common: &Common) -> Option<(Decider, Termination)> {
        let Common { objective, settings, is_whole, .. } = *common;
        let end = self.kept.end();
        // noise moves weights that have no gradient
        if common.asks(Decider::Rest) && end.gradient_norm == 0.0 && !settings.noise.is_on() {
            return Some((Decider::Rest, at_rest(objective, end)));
        }
        if !settings.is_steady(end.step) {
            return None;
        }
        if common.asks(Decider::LastMistake)
            && is_whole
            && end.step > 0
            && is_past_the_last_mistake(objective, settings, end.loss)
        {
            return Some((Decider::LastMistake, Termination::Escaping { limit: 0.0 }));
        }
        let records = &self.kept.records;
        if common.asks(Decider::Pattern)
            && let Some(limit) = pattern::beside_infimum(objective, records, &mut self.pattern)
        {
            return Some((Decider::Pattern, Termination::Escaping { limit }));
        }
        let size = 1.0 + norm(&end.weights);
        if common.asks(Decider::Cycle) && cycle::has_settled(records, size) {
            let (other, _) = cycle::other_point(objective, settings, &end.weights)?;
            // across a kink a short hop is all the rest that there is
            let is_rest = objective.has_kinks() && distance(&other, &end.weights) <= BALL * size;
            let termination = if is_rest { at_rest(objective, end) } else { Termination::Cycling };
            return Some((Decider::Cycle, termination));
        }
        None
    }

    /// Where the Newton continuation that was asked for is to begin.
    pub fn here(&self) -> &[f64] {
        &self.kept.end().weights
    }

    /// Says of the last record whether the descent's limit can be told, by where the Newton
    /// continuation leads; without that it may ask for it, and is to be called again.
    pub fn extrapolate(&mut self, common: &Common, continued: Option<Limit>) -> Status {
        let Common { objective, settings, .. } = *common;
        let records = &self.kept.records;
        let mut told = extrapolated::limit(objective, settings, records, Past::FAR_OUT, continued);
        if let Told::Asks = told {
            return Status::Asks;
        }
        let runs_to_infinity = matches!(told, Told::End(Decider::Infinity, _));
        if let Told::End(_, Termination::Escaping { limit }) = &mut told {
            *limit = pattern::exact(objective, self.kept.end(), *limit, &mut self.pattern);
        }
        let is_confirmed = !runs_to_infinity || self.ran_to_infinity;
        self.ran_to_infinity = runs_to_infinity;
        match told {
            Told::End(decider, termination) if common.asks(decider) && is_confirmed => {
                self.done(common, termination, Some(decider))
            }
            _ if self.kept.end().step >= settings.steps => {
                self.done(common, Termination::Undecided, None)
            }
            _ => {
                self.kept.drop_last();
                Status::Going
            }
        }
    }

    /// The ending where the descent was left.
    fn done(&self, common: &Common, termination: Termination, decider: Option<Decider>) -> Status {
        let Common { objective, settings, .. } = *common;
        let end = self.kept.end();
        let mut ending = Ending::at(objective, &self.start, end, termination, decider);
        if termination == Termination::Cycling
            && let Some((weights, loss)) = cycle::other_point(objective, settings, &end.weights)
            && loss < end.loss
        {
            // a cycle is known by its lower point
            let lower = Record { weights, loss, ..end.clone() };
            ending = Ending::at(objective, &self.start, &lower, termination, decider);
        }
        Status::Done(ending)
    }
}
