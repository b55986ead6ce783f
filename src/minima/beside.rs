//! Critical points beside those that were found.
//!
//! Saddles hang together: the unstable direction of one of index `k` leads to points of a lower
//! index, and along a direction in which the loss curves up but little there is often one of index
//! `k + 1` (Wales 2003, "Energy Landscapes", Section 6; Henkelman, Jonsson 1999, J. Chem. Phys.
//! 111, 7010). So root searches start a few lengths away from each critical point along its
//! eigenvectors, and go on from what they find.

use rayon::prelude::*;

use super::classify::classify;
use super::merge::Classes;
use super::point::{CriticalKind, CriticalPoint};
use super::root::{End, Spot, root_within};
use crate::monitor::Monitor;
use crate::objective::Objective;

/// How far away they start, as shares of `1 + |w|`.
const LENGTHS: [f64; 3] = [0.3, 0.1, 0.8];

/// Most steps of a search: those that find a point are quick.
const STEPS: usize = 30;

/// Searches between which what was found is sorted in, whatever the number of threads.
const CHUNK: usize = 96;

/// Makes `searches` root searches at most, and adds what they find; `None` when cancelled.
pub(super) fn search_beside(
    objective: &Objective,
    classes: &mut Classes,
    searches: usize,
    monitor: &Monitor,
) -> Option<()> {
    let (mut seen, mut left) = (0, searches);
    while seen < classes.list.len() && left > 0 {
        let fresh: Vec<Vec<Vec<f64>>> =
            classes.list[seen..].iter().map(|class| around(objective, &class.point)).collect();
        seen = classes.list.len();
        // the most promising starts of each point come first, should there be too many
        let most = fresh.iter().map(Vec::len).max().unwrap_or(0);
        let starts: Vec<&Vec<f64>> = (0..most)
            .flat_map(|k| fresh.iter().filter_map(move |starts| starts.get(k)))
            .take(left)
            .collect();
        left -= starts.len();
        for chunk in starts.chunks(CHUNK) {
            let known = &*classes;
            let one = |start: &&Vec<f64>| {
                (!monitor.is_cancelled()).then(|| news(objective, known, start))
            };
            let found: Option<Vec<Option<CriticalPoint>>> = chunk.par_iter().map(one).collect();
            found?.into_iter().flatten().for_each(|point| classes.add(None, point));
            monitor.advance(chunk.len() as u64);
        }
    }
    monitor.advance(left as u64);
    Some(())
}

/// What a search ends in, unless it is of a flat set that is known: to classify it takes longer
/// than to find it.
fn news(objective: &Objective, known: &Classes, start: &[f64]) -> Option<CriticalPoint> {
    match root_within(objective, start, STEPS)? {
        (End::Point, spot) if !known.knows_flat_set_of(&spot) => classify(objective, &spot),
        _ => None,
    }
}

/// Starts around a critical point: along eigenvectors, those of negative eigenvalues before the
/// others.
fn around(objective: &Objective, point: &CriticalPoint) -> Vec<Vec<f64>> {
    if point.kind == CriticalKind::DeadRegion {
        return Vec::new();
    }
    let Some(spot) = Spot::at(objective, point.weights.clone()) else { return Vec::new() };
    let mut starts = Vec::new();
    for (_, vector) in &spot.pairs {
        for length in LENGTHS {
            for sign in [1.0, -1.0] {
                let step = sign * length * spot.size;
                starts.push(spot.weights.iter().zip(vector).map(|(w, v)| w + step * v).collect());
            }
        }
    }
    starts
}
