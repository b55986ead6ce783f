//! What a few scouts have found, for the descents after them.

use crate::descent::{Ending, TrappingRegions};
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Around the strict minima that scouts ended in.
pub(super) fn regions(
    objective: &Objective,
    settings: &Settings,
    scouts: &[Ending],
) -> TrappingRegions {
    let minima = scouts.iter().filter(|ending| ending.is_strict);
    let minima = minima.map(|ending| (ending.weights.as_slice(), ending.loss));
    TrappingRegions::around(objective, settings, minima)
}
