//! Where a descent went, and how it ended.

use super::decider::{Decider, Ground};
use super::newton::strict_minimum;
use super::record::Record;
use super::remark::Remark;
use super::termination::Termination;
use crate::network::distance;
use crate::objective::Objective;

/// Where a descent went.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The start, all early steps, evenly thinned later ones, and the end.
    pub records: Vec<Record>,
    /// Number of updates made.
    pub steps: usize,
    /// What became of it.
    pub termination: Termination,
    /// How it ended; it may have gone on for some steps after that was told.
    pub ending: Ending,
    /// What has to be said beside that.
    pub remark: Option<Remark>,
}

impl Trajectory {
    /// The last record.
    #[must_use]
    pub fn end(&self) -> &Record {
        &self.records[self.records.len() - 1]
    }

    /// The termination in words, with what has to be said beside it.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.remark {
            Some(remark) => remark.sentence(self.termination, self.end()),
            None => self.termination.sentence(self.end()),
        }
    }
}

/// How one descent ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What became of it; [`Termination::Undecided`] when the budget was spent first.
    pub termination: Termination,
    /// The weights at the end: the minimum, where one was sure to be reached, otherwise where it
    /// was left.
    pub weights: Vec<f64>,
    /// The loss there.
    pub loss: f64,
    /// Steps made until that was certain.
    pub steps: usize,
    /// Euclidean distance of the end from the start.
    pub distance: f64,
    /// Whether `weights` are a strict minimum, exact to rounding.
    pub is_strict: bool,
    /// What told so; `None` for one that is undecided or diverged.
    pub decider: Option<Decider>,
}

impl Ending {
    /// What it rests on that it ends so; `None` for one that is undecided or diverged.
    #[must_use]
    pub fn ground(&self) -> Option<Ground> {
        self.decider.map(Decider::ground)
    }

    /// Of a descent from `start` that was left at `end`; where it converged beside a strict
    /// minimum, that minimum counts as reached.
    pub(crate) fn at(
        objective: &Objective,
        start: &[f64],
        end: &Record,
        termination: Termination,
        decider: Option<Decider>,
    ) -> Self {
        if termination == Termination::Converged
            && let Some(minimum) = strict_minimum(objective, &end.weights)
        {
            return Self::at_minimum(start, end.step, decider, minimum);
        }
        Self {
            termination,
            weights: end.weights.clone(),
            loss: end.loss,
            steps: end.step,
            distance: distance(start, &end.weights),
            is_strict: false,
            decider,
        }
    }

    /// Of a descent from `start` that comes to a strict minimum (weights and loss), as is told
    /// after so many steps.
    pub(crate) fn at_minimum(
        start: &[f64],
        steps: usize,
        decider: Option<Decider>,
        (weights, loss): (Vec<f64>, f64),
    ) -> Self {
        let distance = distance(start, &weights);
        let termination = Termination::Converged;
        Self { termination, weights, loss, steps, distance, is_strict: true, decider }
    }
}
