//! What counts as nothing, as near and as slow, for all that tells where a descent ends.
//!
//! Lengths are meant as shares of `1 + |w|`, losses and gradients as shares of `1 + |loss|`:
//! weights and losses of interest are of the size of 1, and below that an absolute measure is
//! meant.

/// Next to nothing: a tenth of the digits of a gradient is left in it after cancellation.
pub(crate) const NOTHING: f64 = 1e-9;

/// So near that a picture does not show it.
pub(crate) const NEAR: f64 = 1e-4;

/// Greatest ratio of one difference to the one before at which a sequence slows down: what is left
/// of it is then known to be at most nine times its last difference.
pub(crate) const SLOWING: f64 = 0.9;

/// Lost in the rounding of a loss that is a sum of some terms.
pub(crate) const ROUNDING: f64 = 1e-14;
