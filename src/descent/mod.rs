//! Descents, one or many: an optimiser run from a start, recorded, until it is told where it ends.
//!
//! What comes in is an objective, settings and starts; what goes out is an [`Ending`] a start, or a
//! recorded [`Trajectory`]. One driver ([`Dynamics`]) runs both, so that one descent is what it
//! would be among many. Where it ends is told in three ways, each with its reasons at the top of
//! its file: it is [`trapped`], or its limit is [`extrapolated`], or it is undecided. An ending
//! says which of the first two it rests on ([`Ground`]).
//!
//! Promised: an ending depends on its own start alone, bit for bit, not on threads or on the other
//! descents; and nothing here fails, an outcome that cannot be told is [`Termination::Undecided`].
//!
#![doc = include_str!("ablation.md")]

mod decider;
pub mod extrapolated;
mod extrapolation;
pub mod newton;
mod record;
mod remark;
mod run;
mod termination;
mod tolerance;
mod trajectory;
pub mod trapped;

pub use self::decider::{Decider, Ground};
pub use self::newton::{Limit, continued};
pub use self::record::Record;
pub use self::remark::Remark;
pub(crate) use self::run::Queue;
pub use self::run::{Dynamics, StateAt, descend};
pub use self::termination::{Termination, known_limit};
pub use self::trajectory::{Ending, Trajectory};
pub use self::trapped::region::TrappingRegions;

#[cfg(test)]
mod tests;
