//! Runs descents: who makes the steps, when each is looked at, and who looks on.

mod driver;
mod engine;
mod member;
mod observer;
mod path;
mod queue;
mod rkc_control;
mod rkc_steps;
mod schedule;
mod scheduler;
mod states;
mod thinning;
mod underway;
mod whole;

pub use self::driver::{Dynamics, descend};
#[cfg(test)]
pub(super) use self::path::{EARLY, MAX_RECORDS};
pub(crate) use self::queue::Queue;
pub use self::states::StateAt;
