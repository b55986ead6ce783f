//! A descent of the scheduler, in its lane and out of it.

use super::engine::Held;
use super::rkc_control::RkcControl;
use super::underway::Underway;

/// A descent with the number of its start.
pub(super) struct Member {
    pub index: usize,
    pub underway: Underway,
    pub control: RkcControl,
}

/// One that is out of its lane.
pub(super) struct Parked {
    pub member: Member,
    pub held: Held,
}
