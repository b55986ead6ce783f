//! What is told of a run, and whether Newton continuations are to be asked.

use crate::descent::decider::Decider;
use crate::descent::termination::Termination;
use crate::network::limits;
use crate::objective::Objective;

/// What is told of a run.
pub(crate) enum Told {
    /// Where it ends, and who told.
    End(Decider, Termination),
    /// That nothing more is to be asked: it stands beside a saddle.
    Nowhere,
    /// Nothing.
    Nothing,
    /// Where the Newton continuation of its end leads must be known first.
    Asks,
}

/// Whether Newton continuations tell where descents end: not across kinks, where their steps are
/// cut to nothing, nor for very many weights. There the trend of the run alone must do.
pub(super) fn continues(objective: &Objective) -> bool {
    !objective.has_kinks() && objective.parameter_count() <= limits::NEWTON
}
