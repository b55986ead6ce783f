//! What became of a descent.

use super::Record;
use super::judge::{FAR_OUT, Judge, Judgement, Look, PAST_TWISTS};
use crate::network::norm;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Gradient, as a share of `1 + loss`, above which a run that has arrived only rattles about a
/// point.
const UNEVEN: f64 = 1e-3;

/// What became of a descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It has come to rest at a point.
    Converged,
    /// It was still on its way when the steps ran out.
    Moving,
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

impl Verdict {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Moving => "moving",
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
                "Settled in a small ball, where the loss has stopped falling: loss {loss}. The \
                    gradient, \
                    {gradient}, does not vanish: it hops across a kink, or the steps are too long to \
                    go nearer."
            ),
            Self::Converged => format!("Converged to a point: loss {loss}, gradient {gradient}."),
            Self::Moving => {
                format!("Still moving after {} steps: loss {loss}, gradient {gradient}.", end.step)
            }
            Self::Escaping { limit } => format!(
                "Running to infinity: loss {loss}, falling towards {}, while the weights grow \
                    (norm {}).",
                short(limit),
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

    /// Whether a run under way may be left with this verdict: every one but [`Self::Moving`].
    #[must_use]
    pub fn is_certain(self) -> bool {
        self != Self::Moving
    }

    /// Judges a run made with `settings` by its records, the last of which is its end.
    #[must_use]
    pub fn judge(objective: &Objective, settings: &Settings, records: &[Record]) -> Self {
        Judge::new(objective, settings, records, Look::AtOnce).judge(PAST_TWISTS).0
    }

    /// As [`Self::judge`], with whether the run has settled: more steps would change neither the
    /// verdict nor, beyond a millionth of the weights' size, the point. A run to infinity that has
    /// not settled counts as moving.
    #[must_use]
    pub fn judge_with_certainty(
        objective: &Objective,
        settings: &Settings,
        records: &[Record],
    ) -> (Self, bool) {
        Judge::new(objective, settings, records, Look::AtOnce).judge(FAR_OUT)
    }

    /// As [`Self::judge_with_certainty`], for one who takes looks ahead himself, since that is what
    /// takes time.
    pub(crate) fn judge_by(
        objective: &Objective,
        settings: &Settings,
        records: &[Record],
        look: Look,
    ) -> Judgement {
        let mut judge = Judge::new(objective, settings, records, look);
        let (verdict, is_certain) = judge.judge(FAR_OUT);
        Judgement { verdict, is_certain, has_asked: judge.has_asked, has_looked: judge.has_looked }
    }
}

/// Four digits, in powers of ten where that is shorter.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e5).contains(&size) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 6"
        )]
        let decimals = (3 - size.log10().floor() as i32).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.1e}")
    }
}
