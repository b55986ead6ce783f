//! Slices and gradient steps.

use std::hint::black_box;
use std::time::Duration;

use rayon::prelude::*;
use serde::Serialize;

use super::timing::{BUDGET, shortest};
use super::{large, peak};
use crate::experiment::{self, DEFAULT_LAW};
use crate::lanes::{Block, Kernel, LANES};
use crate::monitor::Monitor;
use crate::network;
use crate::network::{Activation, Network};
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Grid, slice};
use crate::preset::Preset;

/// Blocks of lanes that run at once.
const BLOCKS: usize = 16;
/// Gradient-descent steps of one repetition.
const STEPS: usize = 500;
/// Cells along one side of a slice.
const SIDE: usize = 512;
/// The same for the machine's peak.
const PEAK_BUDGET: Duration = Duration::from_millis(500);

/// The rate of one kernel.
#[derive(Clone, Debug, Serialize)]
pub struct KernelReport {
    /// What was computed: the work and the preset.
    pub name: String,
    /// Cells or gradient steps a second, all threads.
    pub per_second: f64,
    /// Floating-point operations of each, counted from the formulas ([`Kernel::operations`]).
    pub flops_each: u64,
    /// The share of the machine's peak that this arithmetic makes.
    pub peak_fraction: f64,
}

/// The rate of gradient steps with so many threads.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ThreadReport {
    /// Threads.
    pub threads: usize,
    /// Gradient steps a second.
    pub per_second: f64,
    /// Against one thread.
    pub speedup: f64,
}

/// The objective of a shipped preset; `xor-tanh` is `xor-sigmoid` with the other activation.
#[must_use]
pub fn objective(name: &str) -> Objective {
    if name == "xor-tanh" {
        let xor = objective("xor-sigmoid");
        let network = Network { activation: Activation::Tanh, ..xor.network().clone() };
        return Objective::new(network, xor.dataset().clone(), xor.loss());
    }
    Preset::load(name).expect("shipped").objective()
}

/// Blocks of seeded random weights, to be stepped by [`steps_at_once`].
#[must_use]
pub fn step_blocks(objective: &Objective, kernel: &Kernel) -> Vec<Block> {
    let mut blocks = vec![kernel.block(); BLOCKS];
    for (k, block) in blocks.iter_mut().enumerate() {
        for lane in 0..LANES {
            let seed = (k * LANES + lane) as u64;
            block.load(lane, &network::draw(objective.network(), DEFAULT_LAW, seed));
        }
    }
    blocks
}

/// Plain gradient-descent steps of all blocks on all threads; returns how many.
pub fn steps_at_once(kernel: &Kernel, blocks: &mut [Block]) -> usize {
    let settings = Settings::new(Optimizer::GradientDescent, 1e-3, 0);
    blocks.par_iter_mut().for_each(|block| kernel.advance(black_box(block), &settings, STEPS));
    STEPS * LANES * blocks.len()
}

/// The rates of all kernels, and the peak that they are held against.
pub(super) fn all(say: &mut impl FnMut(&str)) -> (f64, Vec<KernelReport>) {
    let mut rates = Vec::new();
    let mut add = |name: String, per_second: f64, flops: u64| {
        rates.push((name, per_second, flops));
    };
    // before and after, since other work on the machine may disturb one of them
    say("peak");
    let before = peak::operations(PEAK_BUDGET);
    for name in ["xor-relu", "xor-sigmoid", "xor-tanh", "sigmoid-ten-points"] {
        say(&format!("gradient steps of {name}"));
        let objective = objective(name);
        add(
            format!(
                "gradient steps \
            {name}"
            ),
            steps_rate(&objective),
            Kernel::operations(&objective).step,
        );
    }
    for name in ["sigmoid-ten-points", "relu-line-of-minima"] {
        say(&format!("slices of {name}"));
        let preset = Preset::load(name).expect("shipped");
        let view = experiment::view(&preset, &Monitor::default()).expect("a plane");
        let grid = Grid { width: SIDE, height: SIDE, x_range: view.x_range, y_range: view.y_range };
        let objective = preset.objective();
        let time = shortest(BUDGET, || {
            black_box(slice::loss(&objective, &view.plane, &grid, &Monitor::default()));
        });
        let flops = Kernel::operations(&objective).cell;
        add(format!("slice cells {name}"), (SIDE * SIDE) as f64 / time.as_secs_f64(), flops);
    }
    rates.extend(large::rates(say));
    say("peak");
    let peak = before.max(peak::operations(PEAK_BUDGET));
    let report = |(name, per_second, flops_each): (String, f64, u64)| {
        let peak_fraction = per_second * flops_each as f64 / peak;
        KernelReport { name, per_second, flops_each, peak_fraction }
    };
    (peak, rates.into_iter().map(report).collect())
}

fn steps_rate(objective: &Objective) -> f64 {
    let kernel = Kernel::new(objective);
    let mut blocks = step_blocks(objective, &kernel);
    let mut count = 0;
    let time = shortest(BUDGET, || count = steps_at_once(&kernel, &mut blocks));
    count as f64 / time.as_secs_f64()
}

/// Gradient steps of `xor-relu` with 1 thread, 2, 4 and so on, and all.
pub(super) fn scaling() -> Vec<ThreadReport> {
    let all = rayon::current_num_threads();
    let mut counts: Vec<usize> =
        std::iter::successors(Some(1), |n| Some(2 * n)).take_while(|n| *n < all).collect();
    counts.push(all);
    let objective = objective("xor-relu");
    let mut reports: Vec<ThreadReport> = Vec::new();
    for threads in counts {
        // a machine that gives no more threads has no further figures
        let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else { break };
        let per_second = pool.install(|| steps_rate(&objective));
        let first = reports.first().map_or(per_second, |report| report.per_second);
        reports.push(ThreadReport { threads, per_second, speedup: per_second / first });
    }
    reports
}
