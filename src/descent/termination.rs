//! What became of a descent.

use super::record::Record;
use crate::network::norm;

/// Gradient, as a share of `1 + loss`, above which a run that has arrived only rattles about a
/// point.
const UNEVEN: f64 = 1e-3;

/// What became of a descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Termination {
    /// It has come to rest at a point.
    Converged,
    /// It was still on its way when the steps ran out.
    Undecided,
    /// The weights run to infinity while the loss falls.
    Escaping {
        /// The loss that it falls towards: its value far out along the direction of travel.
        limit: f64,
    },
    /// It hops to and fro between two points for ever: its steps are too long to settle.
    Cycling,
    /// It rests where some layer is dead: no unit of it passes any gradient on any point.
    Dead,
    /// A loss or weight is no longer finite.
    Diverged,
}

impl Termination {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Undecided => "moving",
            Self::Escaping { .. } => "escaping",
            Self::Cycling => "cycling",
            Self::Dead => "dead",
            Self::Diverged => "diverged",
        }
    }

    /// A sentence for the person looking, about a run that ended at `end`.
    #[must_use]
    pub fn sentence(self, end: &Record) -> String {
        let loss = short(end.loss);
        let gradient = short(end.gradient_norm);
        match self {
            Self::Converged if end.gradient_norm > UNEVEN * (1.0 + end.loss.abs()) => format!(
                "Settled in a small ball, where the loss has stopped falling: loss {loss}. \
                    The gradient, {gradient}, does not vanish: it hops across a kink, or the \
                    steps are too long to go nearer."
            ),
            Self::Converged => format!("Converged to a point: loss {loss}, gradient {gradient}."),
            Self::Undecided => {
                format!("Still moving after {} steps: loss {loss}, gradient {gradient}.", end.step)
            }
            Self::Escaping { limit } => format!(
                "Running to infinity: loss {loss}, falling towards {}, while the weights grow \
                    (norm {}).",
                short(known_limit(limit, end.loss - limit)),
                short(norm(&end.weights))
            ),
            Self::Cycling => format!(
                "Hops to and fro for ever: loss {loss}, gradient {gradient}. The steps are too \
                    long to settle."
            ),
            Self::Dead => {
                format!(
                    "Stuck at loss {loss}: a whole layer is dead on every point and passes no \
                        gradient."
                )
            }
            Self::Diverged => {
                format!("Diverged at step {}: the numbers are no longer finite.", end.step)
            }
        }
    }
}

/// A limit with the digits of it that are known where `left` is left to fall to it: those down to
/// a tenth of that, which is about what an extrapolation from there is good for.
#[must_use]
pub fn known_limit(limit: f64, left: f64) -> f64 {
    let unit = pxfm::f_pow(10f64, pxfm::f_log10(0.1 * left.abs()).floor());
    let rounded = (limit / unit).round();
    // dividing by a whole power of ten gives 0.3, where 3 * 0.1 is not
    let known = if unit < 1.0 { rounded / unit.recip().round() } else { rounded * unit };
    if known.is_finite() { known } else { limit }
}

/// Four digits, in powers of ten where that is shorter.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e5).contains(&size) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 6"
        )]
        let decimals = (3 - pxfm::f_log10(size).floor() as i32).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.1e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_with_the_digits_that_what_is_left_to_fall_lets_one_know() {
        assert_eq!(known_limit(0.593_147, 0.02), 0.593);
        assert_eq!(known_limit(0.593_147, 2e-5), 0.593_147);
        assert_eq!(known_limit(-1.6e-12, 3e-9), 0.0);
        assert_eq!(known_limit(123.4, 5000.0), 100.0);
        assert_eq!(known_limit(0.25, 0.0), 0.25);
        assert_eq!(known_limit(0.25, f64::INFINITY), 0.25);
    }
}
