//! Where descents end.

use crate::basins::{self, Attractor, Attractors, BasinMap, Options};
use crate::descent::Dynamics;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::Settings;
use crate::plane::{Grid, Plane};

/// The basins of a plane; see [`basins::compute_with`].
#[must_use]
pub fn basins(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &Settings,
    tells_copies_apart: bool,
    monitor: &Monitor,
    on_pass: impl FnMut(&BasinMap) + Send,
) -> Option<BasinMap> {
    let options = Options { tells_copies_apart, ..Options::default() };
    basins::compute_with(objective, plane, grid, settings, options, monitor, on_pass)
}

/// The attractors that descents from these weight vectors end in, lowest loss first; `None` when
/// cancelled.
#[must_use]
pub fn attractors_from(
    objective: &Objective,
    starts: &[Vec<f64>],
    settings: &Settings,
    tells_copies_apart: bool,
    monitor: &Monitor,
) -> Option<Vec<Attractor>> {
    let start = |k: usize, weights: &mut [f64]| weights.copy_from_slice(&starts[k]);
    let dynamics = Dynamics { leaps: true, ..Dynamics::plain(objective, settings) };
    let endings = dynamics.endings(starts.len(), start, monitor)?;
    let mut found = Attractors::new(tells_copies_apart);
    for reached in endings.iter().filter_map(|ending| Attractor::reached(objective, ending)) {
        found.place(objective, reached);
    }
    found.sort(objective);
    Some(found.list().to_vec())
}

/// How many cells of a map each attractor has.
#[must_use]
pub fn counts(map: &BasinMap) -> Vec<usize> {
    let mut counts = vec![0; map.attractors.len()];
    map.label
        .iter()
        .filter_map(|label| usize::try_from(*label).ok())
        .for_each(|place| counts[place] += 1);
    counts
}
