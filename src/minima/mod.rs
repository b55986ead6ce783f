//! Critical points: found from many starts, refined, merged up to symmetry, and told by their kind.
//!
//! From each start two searches are made. A descent by regularised Newton steps
//! ([`continued`](crate::descent::continued)) finds minima, runs to infinity and dead regions; a
//! root finder on the gradient (Levenberg and Marquardt's) finds saddles too. What they find is
//! refined to the last digits, classified by the eigenvalues of the Hessian and by walks along
//! directions in which those are zero, and merged up to the network's [symmetries](crate::network).
//! More root searches start half way between the minima that were found, where saddles are, and
//! beside every critical point along its eigenvectors, as long as they find more. Points at
//! infinity, however small the gradient far out, are none.
//!
//! These are findings in floating point. [`certificate`](crate::proof) proves.

mod beside;
mod classify;
mod descent;
mod flat;
mod merge;
mod point;
mod root;
mod search;

pub use self::point::{CriticalKind, CriticalPoint};
pub use self::search::{Findings, Limit, Settings, critical_point, search};

#[cfg(test)]
mod tests;
