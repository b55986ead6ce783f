//! **Extrapolated**: the limit of the descent is told ahead, from its records and from where a
//! Newton continuation of its end leads.
//!
//! The yardstick is motion per doubling of time. Let `d0 = |w(T/2) - w(T/4)|` and `d1 = |w(T) -
//! w(T/2)|`. Approach to a point, be it exponential or like a power of `1/t`, makes `d1 < d0`; what
//! is left of the way is extrapolated (`descent/extrapolation.rs`). Weights that run to infinity on
//! separable data grow like `log t` (Soudry et al. 2018, arXiv 1710.10345), which makes `d1` about
//! equal to `d0` for ever. A steady drift makes `d1 = 2 d0`.
//!
//! Motion alone is deceived by plateaus, where a descent rests for long before it goes on, and by
//! the start of any descent, where all is drift. So what it suggests must agree with where the
//! [Newton continuation](super::newton) leads. These are judgements in floating point, not proofs.
//!
//! All of that takes what was for what will be. While the rate follows a schedule
//! ([`Settings::is_steady`]) motion says nothing, since a run may stand for want of a rate: there
//! the gradient alone decides, which must be nothing but rounding, and only once the rate rises no
//! more. A run with noise comes to no end.

mod infinity;
mod point;
mod sharpness;
mod told;

use super::newton::Limit;
use super::record::Record;
use crate::objective::Objective;
use crate::optimizer::Settings;

pub(crate) use self::infinity::Past;
pub(crate) use self::point::BALL;
pub(crate) use self::told::Told;

/// The limit of a run with these records, the last of which is its end; `continued` is where the
/// Newton continuation leads from there, if that is known.
pub(crate) fn limit(
    objective: &Objective,
    settings: &Settings,
    records: &[Record],
    past: Past,
    continued: Option<Limit>,
) -> Told {
    if settings.noise.is_on() {
        return Told::Nothing;
    }
    let is_steady = records.last().is_some_and(|end| settings.is_steady(end.step));
    match point::limit(objective, settings, records, continued) {
        Told::Nothing if is_steady => {
            infinity::limit(objective, settings, records, past, continued)
        }
        told => told,
    }
}
