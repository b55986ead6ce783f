//! What has to be said of a run beside how it ended: that it stopped where nothing ends, or why the
//! numbers grew.

use super::record::Record;
use super::termination::{Termination, short};
use super::tolerance::NOTHING;
use crate::network::{limits, norm};
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;

/// What has to be said of a run beside how it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remark {
    /// The gradient is zero to rounding, and the Hessian curves down along some direction.
    Saddle {
        /// The least and the greatest eigenvalue.
        eigenvalues: [f64; 2],
    },
    /// The weights stay the same, bit for bit, although the gradient is not zero.
    Standstill,
    /// The gradient is zero in double precision only: some unit whose slope vanishes nowhere is so
    /// far out that its slope is below the smallest number.
    Saturated,
    /// The loss grew until it was no longer finite.
    Growth {
        /// The step since which it did.
        since: usize,
        /// The learning rate below which the curvature at that step would not have made it grow.
        rate: Option<f64>,
    },
}

impl Remark {
    /// What there is to be said of a run with these records.
    pub(super) fn of(
        objective: &Objective,
        settings: &Settings,
        records: &[Record],
        termination: Termination,
    ) -> Option<Self> {
        let end = records.last()?;
        match termination {
            Termination::Diverged => Some(growth(objective, settings, records)),
            Termination::Undecided if stands_still(records) => Some(Self::Standstill),
            Termination::Undecided | Termination::Converged => {
                saddle(objective, end).or_else(|| saturated(objective, end))
            }
            Termination::Dead => saturated(objective, end),
            Termination::Escaping { .. } | Termination::Cycling => None,
        }
    }

    /// What became of a run that ended at `end`, in words.
    pub(super) fn sentence(self, termination: Termination, end: &Record) -> String {
        let (loss, gradient) = (short(end.loss), short(end.gradient_norm));
        let told = termination.sentence(end);
        match self {
            Self::Saddle { eigenvalues: [least, greatest] } => format!(
                "At rest at a saddle, which is no minimum: loss {loss}, gradient {gradient}, \
                    curvatures from {} to {}. The least disturbance leads away.",
                short(least),
                short(greatest)
            ),
            Self::Standstill => format!(
                "Stands still after {} steps although the gradient, {gradient}, is not zero: the \
                    steps are too short to change the weights in double precision. Loss {loss}.",
                end.step
            ),
            Self::Saturated => format!(
                "Stuck at loss {loss}, with a gradient that is zero in double precision only: \
                    units are so far saturated that their slope is below the smallest number."
            ),
            Self::Growth { since, rate: None } => {
                format!("{told} The loss grew from step {since} on.")
            }
            Self::Growth { since, rate: Some(rate) } => format!(
                "{told} The loss grew from step {since} on; for the curvature there the learning \
                    rate would have to be below {}.",
                short(rate)
            ),
        }
    }
}

/// A saddle, if `end` rests at one.
fn saddle(objective: &Objective, end: &Record) -> Option<Remark> {
    let is_small = end.weights.len() <= limits::NEWTON;
    if !is_small || !end.has_no_gradient() {
        return None;
    }
    let ascending = eigenvalues(&objective.hessian(&end.weights))?;
    let (least, greatest) = (*ascending.first()?, *ascending.last()?);
    // less is what rounding makes of a flat direction
    let falls = least < -NOTHING.sqrt() * greatest.abs().max(least.abs());
    (falls && greatest > 0.0).then_some(Remark::Saddle { eigenvalues: [least, greatest] })
}

/// Whether some slope that vanishes nowhere is zero at `end`.
fn saturated(objective: &Objective, end: &Record) -> Option<Remark> {
    if end.gradient_norm > 0.0 {
        return None;
    }
    let mut work = objective.workspace();
    let layout = objective.layout();
    let is_saturated = (0..objective.dataset().len()).any(|i| {
        let pre = objective.pre_activations(&end.weights, objective.dataset().input(i), &mut work);
        layout.iter().zip(pre).any(|(layer, pre)| {
            let activation = layer.activation;
            !activation.is_piecewise_linear()
                && pre.iter().any(|&z| z != 0.0 && activation.jet(z).first == 0.0)
        })
    });
    is_saturated.then_some(Remark::Saturated)
}

/// Whether the second half of the records is at one place while the gradient is no rounding.
fn stands_still(records: &[Record]) -> bool {
    let [.., end] = records else { return false };
    let late = &records[records.len() / 2..];
    let moved = |record: &Record| record.weights != end.weights;
    late.len() > 1 && late[0].step < end.step && !late.iter().any(moved) && !end.has_no_gradient()
}

/// Since when the loss of a diverged run grew, and the rate that would not have made it grow.
fn growth(objective: &Objective, settings: &Settings, records: &[Record]) -> Remark {
    let grows = |pair: &&[Record]| !pair[1].is_finite() || pair[1].loss > pair[0].loss;
    let grown = records.windows(2).rev().take_while(grows).count();
    let first = &records[records.len() - 1 - grown];
    let rate = || {
        let edge = settings.edge_of_stability(objective.dataset().len())?;
        let is_small = first.weights.len() <= limits::NEWTON && norm(&first.weights).is_finite();
        let ascending = eigenvalues(&objective.hessian(&first.weights)).filter(|_| is_small)?;
        // weight decay adds to both
        let [edge, sharpness] = [edge, *ascending.last()?].map(|l| l + settings.weight_decay);
        let rate = settings.learning_rate * edge / sharpness;
        (sharpness > 0.0 && rate < settings.learning_rate).then_some(rate)
    };
    Remark::Growth { since: first.step, rate: rate() }
}
