//! Basin maps.

use std::hint::black_box;

use rayon::prelude::*;
use serde::Serialize;

use crate::basins::UNDECIDED;
use crate::experiment;
use crate::lanes::{Kernel, LANES};
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::plane::{Grid, Plane};
use crate::platform::Instant;
use crate::preset::Preset;

/// Cells along one side.
const SIDE: usize = 64;

/// Presets, and how many times their budget each descent may take.
const MAPS: [(&str, usize); 6] = [
    ("logistic-neuron-2d", 1),
    ("relu-line-of-minima", 1),
    ("gaussian-stripe", 1),
    ("gaussian-stripe", 10),
    ("sigmoid-ten-points", 1),
    ("sigmoid-ten-points", 10),
];

/// How long a basin map took.
#[derive(Clone, Debug, Serialize)]
pub struct BasinReport {
    /// The preset.
    pub name: String,
    /// Cells of the map.
    pub cells: usize,
    /// Steps that each cell may take.
    pub budget: usize,
    /// Seconds until the first, coarse picture of the whole plane.
    pub first_picture_seconds: f64,
    /// Seconds until every cell had its label.
    pub seconds: f64,
    /// Seconds that the same kernel takes to run every cell to the full budget.
    pub full_budget_seconds: f64,
    /// How many times quicker the map was.
    pub times_faster: f64,
    /// Share of cells without a verdict within the budget.
    pub undecided: f64,
}

pub(super) fn all(say: &mut impl FnMut(&str)) -> Vec<BasinReport> {
    MAPS.into_iter()
        .map(|(name, times)| {
            say(&format!("basins of {name}"));
            measure(name, times)
        })
        .collect()
}

/// The map of a preset with so many times its budget.
fn measure(name: &str, times: usize) -> BasinReport {
    let preset = Preset::load(name).expect("shipped");
    let view = experiment::view(&preset, &Monitor::default()).expect("a plane");
    let grid = Grid { width: SIDE, height: SIDE, x_range: view.x_range, y_range: view.y_range };
    let objective = preset.objective();
    let mut settings = preset.descent.settings;
    settings.steps *= times;
    let (start, mut first) = (Instant::now(), None);
    let map = experiment::basins(
        &objective,
        &view.plane,
        &grid,
        &settings,
        false,
        &Monitor::default(),
        |_| {
            first.get_or_insert_with(|| start.elapsed().as_secs_f64());
        },
    )
    .expect("nobody cancels it");
    let seconds = start.elapsed().as_secs_f64();
    let full = full_budget(&objective, &view.plane, &grid, &settings);
    BasinReport {
        name: name.to_owned(),
        cells: map.label.len(),
        budget: settings.steps,
        first_picture_seconds: first.unwrap_or(seconds),
        seconds,
        full_budget_seconds: full,
        times_faster: full / seconds,
        undecided: map.count(UNDECIDED) as f64 / map.label.len() as f64,
    }
}

/// Seconds to run every cell to the full budget; measured over a share of the steps, since each
/// takes as long as the others.
fn full_budget(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &crate::optimizer::Settings,
) -> f64 {
    let steps = settings.steps.min(1000);
    let kernel = Kernel::new(objective);
    let cells: Vec<(usize, usize)> =
        (0..grid.height).flat_map(|j| (0..grid.width).map(move |i| (j, i))).collect();
    let start = Instant::now();
    cells.par_chunks(LANES).for_each(|cells| {
        let mut block = kernel.block();
        for (lane, &(j, i)) in cells.iter().enumerate() {
            block.load(lane, &plane.point(grid.x(i), grid.y(j)));
        }
        kernel.advance(&mut block, settings, steps);
        black_box(&block);
    });
    start.elapsed().as_secs_f64() * settings.steps as f64 / steps.max(1) as f64
}
