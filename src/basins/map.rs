//! The basin map: a label for every cell of a grid.

use ndarray::Array2;
use rayon::prelude::*;

use super::attractor::{Attractor, Attractors};
use super::run::{Ending, run};
use crate::descent::{Settings, Verdict};
use crate::lanes::{Kernel, Level};
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::plane::{Grid, Plane};

/// Label of a cell whose descent was still moving when the budget was spent.
pub const UNDECIDED: i32 = -1;
/// Label of a cell whose descent left the finite numbers.
pub const DIVERGED: i32 = -2;
/// Label of a cell that is not computed yet.
pub const NOT_COMPUTED: i32 = -3;

/// Distances between computed cells in each pass; a later pass keeps what the earlier ones computed.
const PASSES: [usize; 4] = [8, 4, 2, 1];

/// Cells that one task runs; tasks are independent, so that threads change nothing.
const TASK: usize = 1024;

/// Cells whose endings are held in memory at once.
const BATCH: usize = 1 << 16;

/// Which attractor each cell's descent ends in.
#[derive(Clone, Debug)]
pub struct BasinMap {
    /// The grid.
    pub grid: Grid,
    /// Place in [`Self::attractors`], or [`UNDECIDED`], [`DIVERGED`], [`NOT_COMPUTED`]; `height x width`,
    /// row 0 at the lowest `y`.
    pub label: Array2<i32>,
    /// Loss where each descent ended; NaN where not computed.
    pub loss: Array2<f64>,
    /// Steps until it ended.
    pub steps: Array2<u32>,
    /// The attractors, lowest loss first.
    pub attractors: Vec<Attractor>,
}

impl BasinMap {
    /// How many cells carry `label`.
    #[must_use]
    pub fn count(&self, label: i32) -> usize {
        self.label.iter().filter(|l| **l == label).count()
    }

    /// How many cells are computed.
    #[must_use]
    pub fn computed(&self) -> usize {
        self.label.len() - self.count(NOT_COMPUTED)
    }

    /// The label of the computed cell nearest below and to the left on the coarsest computed grid: what
    /// to show for a cell that is not computed yet.
    #[must_use]
    pub fn shown_label(&self, i: usize, j: usize) -> i32 {
        PASSES
            .iter()
            .rev()
            .map(|stride| self.label[[j - j % stride, i - i % stride]])
            .find(|label| *label != NOT_COMPUTED)
            .unwrap_or(NOT_COMPUTED)
    }
}

/// Runs `settings` from every cell of `grid`; `settings.steps` is each cell's budget. `None` when
/// cancelled.
///
/// The same map, bit for bit, comes from any number of threads.
#[must_use]
pub fn compute(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &Settings,
    monitor: &Monitor,
) -> Option<BasinMap> {
    compute_with(objective, plane, grid, settings, false, Level::Best, monitor, |_| {})
}

/// As [`compute`], telling copies of an attractor apart if asked to, with chosen instructions, and
/// handing over the map after each of its passes, coarse to fine.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "what to compute, how, and whom to tell")]
pub fn compute_with(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &Settings,
    tells_copies_apart: bool,
    level: Level,
    monitor: &Monitor,
    mut on_pass: impl FnMut(&BasinMap),
) -> Option<BasinMap> {
    let kernel = Kernel::with_level(objective, level);
    let size = (grid.height, grid.width);
    let mut map = BasinMap {
        grid: grid.clone(),
        label: Array2::from_elem(size, NOT_COMPUTED),
        loss: Array2::from_elem(size, f64::NAN),
        steps: Array2::zeros(size),
        attractors: Vec::new(),
    };
    let mut found = Attractors::new(tells_copies_apart);
    monitor.set_total(map.label.len() as u64);
    for stride in PASSES {
        let cells: Vec<[usize; 2]> = (0..grid.height)
            .step_by(stride)
            .flat_map(|j| (0..grid.width).step_by(stride).map(move |i| [j, i]))
            .filter(|cell| map.label[*cell] == NOT_COMPUTED)
            .collect();
        for batch in cells.chunks(BATCH) {
            let endings: Option<Vec<Vec<Ending>>> = batch
                .par_chunks(TASK)
                .map(|task| {
                    let start = |k: usize, weights: &mut [f64]| {
                        plane.point_into(grid.x(task[k][1]), grid.y(task[k][0]), weights);
                    };
                    run(objective, &kernel, settings, task.len(), start, monitor)
                })
                .collect();
            // attractors are told apart one cell after the other, in the same order always
            for (cell, ending) in batch.iter().zip(endings?.into_iter().flatten()) {
                map.label[*cell] = match found.place(objective, &ending) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_possible_wrap,
                        reason = "few attractors"
                    )]
                    Some(place) => place as i32,
                    None if ending.verdict == Verdict::Diverged => DIVERGED,
                    None => UNDECIDED,
                };
                map.loss[*cell] = ending.loss;
                map.steps[*cell] = u32::try_from(ending.steps).unwrap_or(u32::MAX);
            }
        }
        on_pass(&sorted(&map, &found));
    }
    Some(sorted(&map, &found))
}

/// The map with its attractors in order of their loss.
fn sorted(map: &BasinMap, found: &Attractors) -> BasinMap {
    let list = found.list();
    let order = found.order();
    let mut place = vec![0; list.len()];
    for (new, &old) in order.iter().enumerate() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "few attractors")]
        let new = new as i32;
        place[old] = new;
    }
    let label = map.label.mapv(|label| usize::try_from(label).map_or(label, |old| place[old]));
    BasinMap { label, attractors: order.iter().map(|&old| list[old].clone()).collect(), ..map.clone() }
}
