//! How fast this machine is at what the program does, measured in one run.
//!
//! Rates are those of the quickest of several repetitions: what else the machine does can only slow
//! one down. The peak is measured the same way, by multiply-adds that wait for nothing.
#![doc = include_str!("speed.md")]

mod basins;
mod bits;
mod growth;
mod kernels;
mod large;
mod peak;
mod timing;

use serde::Serialize;

pub use self::basins::BasinReport;
pub use self::bits::bits;
pub use self::growth::Growth;
pub use self::kernels::{KernelReport, ThreadReport, objective, step_blocks, steps_at_once};
pub use self::peak::{multiply_adds, operations};
use crate::basins::BasinMap;

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Threads that worked at once.
    pub threads: usize,
    /// The machine's architecture, and the vector instructions it has of those that are used.
    pub instructions: String,
    /// Billions of floating-point operations a second of independent multiply-adds, all threads.
    pub peak_gflops: f64,
    /// Slices and gradient steps.
    pub kernels: Vec<KernelReport>,
    /// Basin maps.
    pub basins: Vec<BasinReport>,
    /// Gradient steps with 1, 2, .. threads.
    pub scaling: Vec<ThreadReport>,
    /// How cost grows.
    pub growth: Vec<Growth>,
    /// Memory of a cell of a basin map, and of a slice, in bytes.
    pub bytes_per_cell: BytesPerCell,
}

/// Memory of one cell, in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BytesPerCell {
    /// Of a basin map: label, loss, steps, distance.
    pub basins: usize,
    /// Of a slice: the loss.
    pub slice: usize,
}

/// Measures everything, telling `say` what comes next. Takes about half a minute.
#[must_use]
pub fn run(mut say: impl FnMut(&str)) -> Report {
    let report = of_kernels_and_maps(&mut say);
    say("threads");
    let scaling = kernels::scaling();
    Report { scaling, growth: growth::all(&mut say), ..report }
}

/// Measures kernels and basin maps alone, which a page can too.
#[must_use]
pub fn of_kernels_and_maps(mut say: impl FnMut(&str)) -> Report {
    let (peak, kernels) = kernels::all(&mut say);
    Report {
        threads: rayon::current_num_threads(),
        instructions: instructions(),
        peak_gflops: peak / 1e9,
        kernels,
        basins: basins::all(&mut say),
        scaling: Vec::new(),
        growth: Vec::new(),
        bytes_per_cell: BytesPerCell { basins: BasinMap::BYTES_PER_CELL, slice: size_of::<f64>() },
    }
}

fn instructions() -> String {
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(unused_mut, reason = "others are not told apart")
    )]
    let mut text = std::env::consts::ARCH.to_owned();
    #[cfg(target_arch = "x86_64")]
    {
        let has_fma = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        text += match (has_fma, has_fma && is_x86_feature_detected!("avx512f")) {
            (_, true) => ", AVX-512",
            (true, _) => ", AVX2 and FMA",
            _ => ", neither AVX2 nor FMA",
        };
    }
    text
}
