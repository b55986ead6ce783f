//! How fast the kernels are: gradient-descent steps and slice cells a second, on all threads.
//!
//! `cargo bench --bench kernels`; criterion prints elements a second as its throughput.

use std::hint::black_box;

use basinscope::activation::Activation;
use basinscope::descent::{Optimizer, Settings};
use basinscope::experiment;
use basinscope::lanes::{Kernel, LANES};
use basinscope::monitor::Monitor;
use basinscope::network::Network;
use basinscope::objective::Objective;
use basinscope::preset::Preset;
use basinscope::slice::{self, Grid};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use multiversion::multiversion;
use rayon::prelude::*;

/// The objective of a shipped preset; `xor-tanh` is `xor-sigmoid` with the other activation.
fn objective(name: &str) -> Objective {
    if name == "xor-tanh" {
        let xor = objective("xor-sigmoid");
        let network = Network { activation: Activation::Tanh, ..xor.network().clone() };
        return Objective::new(network, xor.dataset().clone(), xor.loss());
    }
    Preset::load(name).expect("shipped").objective()
}

/// `n` times 128 multiply-adds that do not wait for each other.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma", "aarch64+neon"))]
#[expect(clippy::needless_range_loop, reason = "the loop over lanes, which becomes vector instructions")]
fn multiply_adds(n: usize, factor: f64, term: f64) -> f64 {
    let mut rows = [[1.0_f64; 16]; 8];
    for _ in 0..n {
        for i in 0..16 {
            // written out, or the loop over lanes is not the one that becomes vector instructions
            rows[0][i] = rows[0][i].mul_add(factor, term);
            rows[1][i] = rows[1][i].mul_add(factor, term);
            rows[2][i] = rows[2][i].mul_add(factor, term);
            rows[3][i] = rows[3][i].mul_add(factor, term);
            rows[4][i] = rows[4][i].mul_add(factor, term);
            rows[5][i] = rows[5][i].mul_add(factor, term);
            rows[6][i] = rows[6][i].mul_add(factor, term);
            rows[7][i] = rows[7][i].mul_add(factor, term);
        }
    }
    rows.iter().flatten().sum()
}

/// The machine's peak, to which the others compare: floating-point operations a second, all threads.
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

/// Gradient-descent steps of one block in a measurement.
const STEPS: usize = 500;
const BLOCKS: usize = 16;

fn gradient_steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gradient steps");
    group.throughput(Throughput::Elements((STEPS * BLOCKS * LANES) as u64)).sample_size(20);
    for name in ["xor-relu", "xor-sigmoid", "xor-tanh", "sigmoid-ten-points"] {
        let objective = objective(name);
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
    group.throughput(Throughput::Elements((width * height) as u64)).sample_size(20);
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

criterion_group!(kernels, peak, gradient_steps, slices);
criterion_main!(kernels);
