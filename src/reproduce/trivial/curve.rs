//! How many networks are trivial.

/// How many networks of this width are trivial at each depth from 1.
pub(super) struct Curve {
    pub width: usize,
    pub trivial: Vec<usize>,
}
