//! How fast the kernels are: gradient-descent steps and slice cells a second, on all threads.
//!
//! `cargo bench --bench kernels`; criterion prints elements a second as its throughput. The command
//! `basinscope bench` measures the same work and more, in less time.

use std::hint::black_box;

use basinscope::cli::benchmark::{multiply_adds, objective, step_blocks, steps_at_once};
use basinscope::experiment;
use basinscope::lanes::Kernel;
use basinscope::monitor::Monitor;
use basinscope::plane::{Grid, slice};
use basinscope::preset::Preset;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

/// The machine's peak, to which the others compare: floating-point operations a second, all
/// threads.
fn peak(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("peak");
    let (tasks, n) = (16, 10_000);
    group.throughput(Throughput::Elements((tasks * n * 128 * 2) as u64)).sample_size(20);
    group.bench_function("operations", |bencher| {
        bencher.iter(|| {
            (0..tasks)
                .into_par_iter()
                .map(|_| multiply_adds(n, black_box(0.999), black_box(0.001)))
                .sum::<f64>()
        });
    });
    group.finish();
}

fn gradient_steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gradient steps");
    for name in ["xor-relu", "xor-sigmoid", "xor-tanh", "sigmoid-ten-points"] {
        let objective = objective(name);
        let kernel = Kernel::new(&objective);
        let mut blocks = step_blocks(&objective, &kernel);
        let count = steps_at_once(&kernel, &mut blocks);
        group.throughput(Throughput::Elements(count as u64)).sample_size(20);
        group.bench_function(name, |bencher| bencher.iter(|| steps_at_once(&kernel, &mut blocks)));
    }
    group.finish();
}

fn slices(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slice cells");
    let (width, height) = (512, 512);
    group.throughput(Throughput::Elements((width * height) as u64)).sample_size(20);
    for name in ["sigmoid-ten-points", "relu-line-of-minima"] {
        let preset = Preset::load(name).expect("shipped");
        let view = experiment::view(&preset, &Monitor::default()).expect("a plane");
        let grid = Grid { width, height, x_range: view.x_range, y_range: view.y_range };
        let objective = preset.objective();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                slice::loss(black_box(&objective), &view.plane, &grid, &Monitor::default())
            });
        });
    }
    group.finish();
}

criterion_group!(kernels, peak, gradient_steps, slices);
criterion_main!(kernels);
