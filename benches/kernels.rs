//! How fast the kernels are: gradient-descent steps and slice cells a second, on all threads.
//!
//! `cargo bench --bench kernels`; criterion prints elements a second as its throughput.

use std::hint::black_box;

use basinscope::descent::{Optimizer, Settings};
use basinscope::experiment;
use basinscope::lanes::{Kernel, LANES};
use basinscope::monitor::Monitor;
use basinscope::preset::Preset;
use basinscope::slice::{self, Grid};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

/// Gradient-descent steps of one block in a measurement.
const STEPS: usize = 1000;
const BLOCKS: usize = 64;

fn gradient_steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gradient steps");
    group.throughput(Throughput::Elements((STEPS * BLOCKS * LANES) as u64)).sample_size(10);
    for name in ["xor-relu", "xor-sigmoid", "sigmoid-ten-points"] {
        let objective = Preset::load(name).expect("shipped").objective();
        let kernel = Kernel::new(&objective);
        let settings = Settings::new(Optimizer::GradientDescent, 1e-3, 0);
        let mut blocks = vec![kernel.block(); BLOCKS];
        for (seed, block) in blocks.iter_mut().enumerate() {
            for lane in 0..LANES {
                let seed = (seed * LANES + lane) as u64;
                block.load(
                    lane,
                    &basinscope::initialisation::draw(objective.network(), experiment::DEFAULT_LAW, seed),
                );
            }
        }
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                blocks.par_iter_mut().for_each(|block| kernel.advance(black_box(block), &settings, STEPS));
            });
        });
    }
    group.finish();
}

fn slices(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slice cells");
    let (width, height) = (512, 512);
    group.throughput(Throughput::Elements((width * height) as u64)).sample_size(10);
    for name in ["sigmoid-ten-points", "relu-line-of-minima"] {
        let preset = Preset::load(name).expect("shipped");
        let view = experiment::view(&preset, &Monitor::default()).expect("a plane");
        let grid = Grid { width, height, x_range: view.x_range, y_range: view.y_range };
        let objective = preset.objective();
        group.bench_function(name, |bencher| {
            bencher.iter(|| slice::loss(black_box(&objective), &view.plane, &grid, &Monitor::default()));
        });
    }
    group.finish();
}

criterion_group!(kernels, gradient_steps, slices);
criterion_main!(kernels);
