//! When a descent is looked at, checked, and must not be leapt over.
//!
//! A descent is looked at every [`CHUNK`] steps, and checked at steps that grow by half each time.
//! Checks look back at shares of the time since the start, so that leaps land there.

/// Steps between two looks at a descent.
pub(super) const CHUNK: usize = 64;

/// The times that checks look back at, as shares of the time of a check: those between a check and
/// the one before are looked back at by that check, the next one, and so on.
const LOOKED_BACK_AT: [f64; 4] =
    [std::f64::consts::FRAC_1_SQRT_2, 0.5, 0.25 * std::f64::consts::SQRT_2, 0.25];

/// The schedule of one descent.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// Steps made at the last look, if there was one.
    made: Option<usize>,
    /// Steps made at the next look.
    next: usize,
    next_check: usize,
}

impl Schedule {
    /// Before the first look.
    pub fn new() -> Self {
        Self { made: None, next: 0, next_check: CHUNK }
    }

    /// Whether there was no look yet.
    pub fn is_fresh(&self) -> bool {
        self.made.is_none()
    }

    /// Steps made at the last look.
    pub fn steps_made(&self) -> usize {
        self.made.unwrap_or(0)
    }

    /// Steps made at the next look.
    pub fn steps_next(&self) -> usize {
        self.next
    }

    /// A look: the steps made, and whether it is a check.
    pub fn look(&mut self) -> (usize, bool) {
        let steps = self.next;
        self.made = Some(steps);
        self.next = steps + CHUNK;
        let is_check = steps == self.next_check;
        if is_check {
            self.next_check = check_after(steps);
        }
        (steps, is_check)
    }

    /// Steps from the last look to where a leap of a descent of `budget` steps must land at the
    /// latest: the next time that checks will look back at, or the next check.
    pub fn steps_to_landing(&self, budget: usize) -> usize {
        let made = self.steps_made();
        let end = self.next_check.min(budget.next_multiple_of(CHUNK));
        self.landings().filter(|step| *step > made).fold(end, usize::min).saturating_sub(made)
    }

    /// So many steps are made at once since the last look, instead of [`CHUNK`]; whether checks
    /// will look back at where they lead.
    pub fn leap(&mut self, steps: usize) -> bool {
        self.next = self.steps_made() + steps;
        self.landings().any(|landing| landing == self.next)
    }

    /// The times between the check before and the next one that checks will look back at.
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
}

/// The check after that after `steps`.
fn check_after(steps: usize) -> usize {
    steps + (steps / 2).next_multiple_of(CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaps_land_wherever_a_check_will_look_back_and_at_the_end_of_the_budget() {
        let budget = 1_000_000;
        let mut schedule = Schedule::new();
        let (mut landed, mut checks) = (Vec::new(), Vec::new());
        loop {
            let (steps, is_check) = schedule.look();
            if is_check {
                checks.push(steps);
            }
            if steps > 0 {
                landed.push(steps);
            }
            if steps >= budget {
                break;
            }
            let steps = schedule.steps_to_landing(budget);
            assert!(steps > 0 && steps.is_multiple_of(CHUNK));
            schedule.leap(steps);
        }
        assert_eq!(landed.last(), Some(&budget));
        assert!(checks.len() > 15);
        for (check, share) in
            checks.iter().skip(8).flat_map(|check| LOOKED_BACK_AT.map(|share| (check, share)))
        {
            let wanted = share * *check as f64;
            let next = landed.iter().map(|step| *step as f64).find(|step| *step >= wanted);
            let is_near = next.is_some_and(|step| step < wanted + CHUNK as f64);
            assert!(is_near, "{share} of {check}: {next:?}");
        }
    }
}
