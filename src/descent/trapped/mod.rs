//! **Trapped**: the descent lies in a region that it cannot leave, or at rest in floating point.
//!
//! - *At rest*: the gradient is exactly zero, and no update moves the weights any more.
//! - *Dead*: it is at rest where all units of some layer have slope zero on every point; the region
//!   around is open.
//! - *In a trapping region* of a known strict minimum (`region.rs`): the loss falls, is convex in
//!   an ellipsoid around the minimum and higher on its surface than where the descent stands.
//! - *Past the last mistake*: with cross-entropy or softmax on linear outputs, targets 0 or 1, and
//!   a loss below the `ln 2` that a single wrong point costs, every point is on its right side and
//!   stays there as long as the loss falls. Scaling up the output layer by `1 + t` then changes the
//!   loss at the rate `sum_i (s(z_i) - y_i) z_i < 0` (with softmax `sum_i (p_i - y_i) · z_i`):
//!   there is no stationary point, and gradient flow ends at loss 0 at infinity. For let `v` be the
//!   output layer's weights. If the loss stayed above some `c > 0`, so would `-v . dL/dv`, and
//!   `|v|^2` would grow at least like `t`; but the integral of `|dL/dw|^2` is the loss that was
//!   lost, so that by Cauchy and Schwarz `|v| = o(sqrt t)`, a contradiction (compare Soudry et al.
//!   2018, arXiv 1710.10345).
//! - *In a pattern* of active units, beside its infimum (`pattern.rs`).
//! - *In a cycle* of two steps (`cycle.rs`).
//!
//! The arguments are exact for gradient flow and are used in floating point, so that these are
//! findings, not proofs.

pub(crate) mod cycle;
pub(crate) mod pattern;
pub(crate) mod region;
mod rest;

pub(crate) use self::rest::{at_rest, is_past_the_last_mistake};
