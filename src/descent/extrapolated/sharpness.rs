//! Whether a run to infinity can go on with steps of the length that it makes.
//!
//! The gradient flow may lead to infinity along a valley that grows ever steeper. Descent follows
//! it only as far as the loss curves less than its steps can bear, `2 / rate` for plain descent,
//! and from there on hops from wall to wall (Cohen et al. 2021, arXiv 2103.00065). So the curvature
//! must level out below that, or fall.

use crate::descent::extrapolation::{at, remainder};
use crate::descent::record::Record;
use crate::descent::tolerance::SLOWING;
use crate::network::limits;
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;

/// Growth in the last doubling of time, as a share of the curvature, that is none.
const STEADY: f64 = 1e-3;

/// Whether the greatest curvature along a run stays below what `settings` can bear, as far as its
/// last two doublings of time tell; also where that cannot be told: for methods that scale their
/// steps by what the gradients were, and for more than 64 weights.
pub(super) fn stays_stable(objective: &Objective, settings: &Settings, records: &[Record]) -> bool {
    let Some(most) = settings.greatest_stable_curvature() else { return true };
    if objective.parameter_count() > limits::NEWTON {
        return true;
    }
    let curvatures = [0.25, 0.5, 1.0].map(|share| {
        let values = eigenvalues(&objective.hessian(&at(records, share).weights));
        values.and_then(|values| values.last().copied()).unwrap_or(f64::INFINITY)
    });
    let [first, middle, last] = curvatures;
    let (growth_before, growth) = (middle - first, last - middle);
    let ahead = if growth <= STEADY * last {
        last
    } else if growth <= SLOWING * growth_before {
        last + remainder(growth_before, growth)
    } else {
        f64::INFINITY
    };
    ahead < most
}
