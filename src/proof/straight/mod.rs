//! Networks of straight pieces, decided in exact fractions.

pub(super) mod dead;
pub(super) mod deep;
pub(super) mod elimination;
pub(super) mod exact;
pub(super) mod moves;
pub(super) mod piecewise;
pub(super) mod rays;
