//! Smooth networks, decided by outward-rounded intervals.

pub(super) mod constant;
pub(super) mod critical;
pub(super) mod enclosure;
pub(super) mod evidence;
pub(super) mod fold;
pub(super) mod krawczyk;
pub(super) mod twin;
