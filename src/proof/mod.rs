//! Proofs about a point of weight space: "local minimum" as a theorem, not as a hope.
//!
//! [`certify`] proves, disproves, or says honestly that it did neither:
//!
//! - networks of straight pieces with one hidden layer, in exact fractions: theorem and proof in
//!   `straight/piecewise.rs`;
//! - ReLU networks of any depth with a dead layer, in exact fractions: `straight/dead.rs`;
//! - smooth networks, with outward-rounded [`interval`](crate::objective::interval) arithmetic: one
//!   critical point in a box (`smooth/critical.rs`), also of a loss over a population, a flat set
//!   of constant outputs (`smooth/constant.rs`), or units that are copies of one another
//!   (`smooth/twin.rs`).
//!
//! A proof can be written as a [`CertificateFile`], which [`check`] verifies without any search.
//!
//! "Proven" and "disproved" are said of nothing else. What the interval proofs rest on is listed in
//! [`interval`](crate::objective::interval); the exact ones rest on this module's code and the big
//! fractions of `num-rational`.
#![doc = include_str!("trust.md")]

mod certificate;
mod flat;
mod problem;
mod smooth;
mod snap;
mod straight;
mod verdict;

pub use self::certificate::certify::{Certificate, certify};
pub use self::certificate::check::{CheckError, check};
pub use self::certificate::file::{CertificateFile, NetworkRecord};
pub use self::flat::parts::flat_parts;
pub use self::flat::window::{FlatParts, Patch, Window};
pub use self::problem::{ExactProblem, MAX_WORK};
pub use self::smooth::constant::CONSTANT_REACH;
pub use self::smooth::enclosure::Enclosure;
pub use self::smooth::evidence::{Evidence, MAX_RADIUS, SAME_LOSS};
pub use self::smooth::twin::TwinEvidence;
pub use self::snap::snap;
pub(crate) use self::straight::elimination::{dot, reduced};
pub use self::straight::exact::exact_loss;
pub use self::straight::moves::{Move, moves};
pub use self::verdict::{Nearby, Verdict};

#[cfg(test)]
mod tests;
