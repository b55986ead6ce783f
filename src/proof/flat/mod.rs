//! What a plane shows of the flat set of a proven minimum.

pub(super) mod parts;
pub(super) mod window;

mod arc;
mod orbit;
mod patches;
