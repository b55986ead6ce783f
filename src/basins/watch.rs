//! Watches one descent and says when it is done.

use super::capture::{bowl, is_past_the_last_mistake};
use super::landmark::Landmarks;
use super::polish::{Rest, polish};
use super::run::Ending;
use crate::descent::{
    Judgement, Look, Outlook, Record, Verdict, other_point, slows_down, stays_stable,
};
use crate::network::distance;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Steps between two looks at a descent.
pub(super) const CHUNK: usize = 64;

/// Most records kept of one descent, but for those where leaps landed: enough for the verdict,
/// which looks at quarters.
const MAX_RECORDS: usize = 64;

/// The times that verdicts look back at, as shares of the time of a check: those between a check
/// and the one before are looked back at by that check, the next one, and so on.
const LOOKED_BACK_AT: [f64; 4] =
    [std::f64::consts::FRAC_1_SQRT_2, 0.5, 0.25 * std::f64::consts::SQRT_2, 0.25];

/// The check after that after `steps`.
fn check_after(steps: usize) -> usize {
    steps + (steps / 2).next_multiple_of(CHUNK)
}

/// A descent under way.
pub(super) struct Watch {
    start: Vec<f64>,
    steps: usize,
    next_check: usize,
    records: Vec<Record>,
    stride: usize,
    /// The verdict of the last check.
    last: Verdict,
    /// Steps before which no look ahead is taken: the last one has shown nothing.
    next_look: usize,
    /// Whether the last record is to stay.
    is_kept: bool,
    /// Where leaps ended at times that checks look back at.
    landed: Vec<usize>,
}

/// What a look at a descent says.
pub(super) enum Seen {
    /// It goes on.
    Going,
    /// It is done.
    Done(Ending),
    /// What lies ahead of it must be known first: see [`Watch::here`] and [`Watch::decide`].
    Asks,
}

impl Watch {
    pub fn new(start: &[f64]) -> Self {
        Self {
            start: start.to_vec(),
            steps: 0,
            next_check: CHUNK,
            records: Vec::new(),
            stride: CHUNK,
            last: Verdict::Moving,
            next_look: 0,
            is_kept: false,
            landed: Vec::new(),
        }
    }

    /// One that was looked at after so many steps.
    #[cfg(test)]
    pub fn after(steps: usize) -> Self {
        Self { steps: steps + CHUNK, ..Self::new(&[0.0]) }
    }

    /// Steps made at the last look.
    pub fn steps_made(&self) -> usize {
        self.steps - CHUNK
    }

    /// Steps made at the next look.
    pub fn steps_next(&self) -> usize {
        self.steps
    }

    /// Steps from the last look to where a leap of a descent of `budget` steps must land at the
    /// latest: the next time that verdicts will look back at, or the next check.
    pub fn steps_to_landing(&self, budget: usize) -> usize {
        let made = self.steps_made();
        let end = self.next_check.min(budget.next_multiple_of(CHUNK));
        self.landings().filter(|step| *step > made).fold(end, usize::min).saturating_sub(made)
    }

    /// The times between the check before and the next one that verdicts will look back at.
    fn landings(&self) -> impl Iterator<Item = usize> {
        let checks =
            std::iter::successors(Some(self.next_check), |check| Some(check_after(*check)));
        LOOKED_BACK_AT.iter().zip(checks).map(|(share, check)| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a number"
            )]
            let step = (share * check as f64).ceil() as usize;
            step.next_multiple_of(CHUNK)
        })
    }

    /// To be called when so many steps are made at once since the last look, instead of [`CHUNK`].
    pub fn leap(&mut self, steps: usize) {
        self.steps = self.steps_made() + steps;
        if self.landings().any(|landing| landing == self.steps) {
            self.landed.push(self.steps);
        }
    }

    /// Whether it has not been looked at yet.
    pub fn is_fresh(&self) -> bool {
        self.steps == 0
    }

    /// To be called at the start and after every [`CHUNK`] steps, with the state then.
    ///
    /// A descent is done when it lies in the bowl of a strict minimum or has got every point right
    /// for good (see [`super::capture`]) or in that of a landmark, when the steps of `settings` are
    /// spent, when it has left the finite numbers or rests in a dead region, and when it has come
    /// within reach of a minimum with a well-conditioned Hessian. Anything else that looks certain
    /// must look so at two checks on end, half an octave apart: weights that creep along a valley
    /// seem to rest, and early on weights that merely grow seem to run to infinity.
    pub fn look(
        &mut self,
        objective: &Objective,
        settings: &Settings,
        landmarks: &Landmarks,
        weights: Vec<f64>,
        loss: f64,
        gradient_norm: f64,
    ) -> Seen {
        let steps = self.steps;
        self.steps += CHUNK;
        let now = Record { step: steps, weights, loss, gradient_norm };
        let is_finite = now.is_finite();
        if is_finite && let Some((minimum, value)) = landmarks.minimum(&now.weights, loss) {
            let ending =
                self.ending(Verdict::Converged, &now, Rest::Polished(minimum.to_vec(), value));
            return Seen::Done(ending);
        }
        let is_last = steps >= settings.steps;
        let is_check = steps == self.next_check;
        if is_check {
            self.next_check = check_after(steps);
        }
        self.is_kept = self.make_room(steps);
        let is_looked_at = !is_finite || is_last || is_check;
        if self.is_kept || is_looked_at {
            self.records.push(now);
        }
        if !is_looked_at {
            return Seen::Going;
        }
        if is_finite {
            let end = &self.records[self.records.len() - 1];
            if slows_down(&self.records)
                && let Some((minimum, value)) = bowl(objective, settings, &end.weights)
            {
                return Seen::Done(self.ending(
                    Verdict::Converged,
                    end,
                    Rest::Polished(minimum, value),
                ));
            }
            if steps > 0 && is_past_the_last_mistake(objective, settings, end.loss) {
                return Seen::Done(self.ending(Verdict::Escaping { limit: 0.0 }, end, Rest::Plain));
            }
        }
        self.decide(objective, settings, landmarks, None)
    }

    /// Where the look ahead that was asked for is to be taken from.
    pub fn here(&self) -> &[f64] {
        &self.records[self.records.len() - 1].weights
    }

    /// Says of the last record whether the descent is done, by what lies ahead of it; without that
    /// it may ask for it, and is to be called again.
    pub fn decide(
        &mut self,
        objective: &Objective,
        settings: &Settings,
        landmarks: &Landmarks,
        ahead: Option<Outlook>,
    ) -> Seen {
        let end = &self.records[self.records.len() - 1];
        let is_last = end.step >= settings.steps;
        let bound = landmarks.limit(objective, &self.records).filter(|_| end.is_finite());
        let limit = match (&bound, ahead) {
            (None, _) => None,
            (Some(bound), _) if bound.is_certain() => Some(bound.limit),
            (Some(_), None) => return Seen::Asks,
            (Some(bound), Some(ahead)) => {
                let is_bound =
                    bound.is_confirmed(ahead) && stays_stable(objective, settings, &self.records);
                is_bound.then_some(bound.limit)
            }
        };
        let (verdict, is_certain) = if let Some(limit) = limit {
            (Verdict::Escaping { limit }, true)
        } else {
            let step = end.step;
            let judgement = self.judge(objective, settings, landmarks, ahead);
            if judgement.has_asked {
                return Seen::Asks;
            }
            if judgement.has_looked && judgement.verdict == Verdict::Moving {
                self.next_look = 2 * step;
            }
            (judgement.verdict, judgement.is_certain)
        };
        let end = if self.is_kept { self.records.last().cloned() } else { self.records.pop() };
        let mut end = end.expect("the state was pushed");
        let rest = if verdict == Verdict::Converged {
            polish(objective, &end.weights)
        } else {
            Rest::Plain
        };
        let is_confirmed = std::mem::discriminant(&verdict) == std::mem::discriminant(&self.last);
        let is_done = match verdict {
            Verdict::Moving => false,
            Verdict::Diverged | Verdict::Dead => true,
            Verdict::Converged if rest == Rest::Creeping => false,
            Verdict::Converged => rest.is_polished() || is_confirmed || end.gradient_norm == 0.0,
            Verdict::Escaping { .. } => is_certain && is_confirmed,
            Verdict::Cycling => is_confirmed,
        };
        self.last = verdict;
        if !is_done && !is_last {
            return Seen::Going;
        }
        if is_done
            && verdict == Verdict::Cycling
            && let Some((weights, loss)) = other_point(objective, settings, &end.weights)
            && loss < end.loss
        {
            // a cycle is known by its lower point
            end = Record { weights, loss, ..end };
        }
        Seen::Done(self.ending(if is_done { verdict } else { Verdict::Moving }, &end, rest))
    }

    /// The judgement by the records and what lies ahead.
    fn judge(
        &self,
        objective: &Objective,
        settings: &Settings,
        landmarks: &Landmarks,
        ahead: Option<Outlook>,
    ) -> Judgement {
        let steps = self.records[self.records.len() - 1].step;
        // scouts look ahead as often as they can, and so does every descent towards its end
        let is_late = 2 * steps >= settings.steps;
        let may_look = is_late || !landmarks.are_scouted || steps >= self.next_look;
        let look = match ahead {
            Some(ahead) => Look::Taken(ahead),
            None if may_look => Look::OnDemand,
            None => Look::Never,
        };
        Verdict::judge_by(objective, settings, &self.records, look)
    }

    /// The ending where the descent was left; a minimum that it was sure to reach counts as
    /// reached.
    fn ending(&self, verdict: Verdict, end: &Record, rest: Rest) -> Ending {
        let (weights, loss) = match &rest {
            Rest::Polished(minimum, value) => (minimum.clone(), *value),
            Rest::Creeping | Rest::Plain => (end.weights.clone(), end.loss),
        };
        Ending {
            verdict,
            distance: distance(&self.start, &weights),
            weights,
            loss,
            steps: end.step,
            rest,
        }
    }

    /// Whether the state after `steps` is to be kept. Kept are multiples of a stride that doubles
    /// when the memory is full, and where leaps landed at a time that verdicts will look back at.
    fn make_room(&mut self, steps: usize) -> bool {
        let has_landed = self.landed.last() == Some(&steps);
        if steps.is_multiple_of(self.stride)
            && self.records.len() >= MAX_RECORDS + self.landed.len()
        {
            self.stride *= 2;
            let (stride, landed) = (self.stride, &mut self.landed);
            landed.retain(|landing| 4 * landing >= steps);
            self.records.retain(|record| {
                record.step.is_multiple_of(stride) || landed.contains(&record.step)
            });
        }
        has_landed || steps.is_multiple_of(self.stride)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaps_land_wherever_a_check_will_look_back_and_at_the_end_of_the_budget() {
        let budget = 1_000_000;
        let mut watch = Watch::after(0);
        let mut landed = Vec::new();
        let mut checks = Vec::new();
        while watch.steps_made() < budget {
            if watch.steps_made() == watch.next_check {
                checks.push(watch.next_check);
                watch.next_check = check_after(watch.next_check);
            }
            let steps = watch.steps_to_landing(budget);
            assert!(steps > 0 && steps.is_multiple_of(CHUNK));
            watch.leap(steps);
            landed.push(watch.steps);
            watch.steps += CHUNK;
        }
        assert_eq!(landed.last(), Some(&budget));
        assert!(checks.len() > 15);
        for (check, share) in
            checks.iter().skip(8).flat_map(|check| LOOKED_BACK_AT.map(|share| (check, share)))
        {
            let wanted = share * *check as f64;
            let next = landed.iter().map(|step| *step as f64).find(|step| *step >= wanted);
            assert!(
                next.is_some_and(|step| step < wanted + CHUNK as f64),
                "{share} of {check}: {next:?}"
            );
        }
    }
}
