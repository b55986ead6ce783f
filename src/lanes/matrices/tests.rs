//! Matrices against the plain objective and against differences of the loss.

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Gradients, Matrices, Threads};
use crate::lanes::{Kernel, Raster};
use crate::monitor::Monitor;
use crate::network::{Activation, Dataset, Law, Network, draw, norm};
use crate::objective::{Loss, LossKind, Objective, Reduction};

/// A network with random data, classes or shares as the loss takes them, and its weights.
fn objective(
    layers: &[usize],
    points: usize,
    activation: Activation,
    kind: LossKind,
    bias: bool,
) -> (Objective, Vec<f64>) {
    let network = Network {
        layers: layers.to_vec(),
        activation,
        output_activation: Activation::Identity,
        bias,
    };
    let mut random = ChaCha8Rng::seed_from_u64((layers.len() * points) as u64);
    let inputs = Array2::from_shape_fn((points, layers[0]), |_| random.random_range(-1.0..1.0));
    let outputs = layers[layers.len() - 1];
    let targets = Array2::from_shape_fn((points, outputs), |(i, k)| f64::from(i % outputs == k));
    let reduction = if bias { Reduction::Mean } else { Reduction::Sum };
    let loss = Loss { kind, reduction, scale: 0.7 };
    let weights = draw(&network, Law::Pytorch, 3);
    (Objective::new(network, Dataset::new(inputs, targets), loss), weights)
}

/// Depths, activations, losses, and points of one turn, of a turn and a bit, and of several parts.
fn objectives() -> Vec<(Objective, Vec<f64>)> {
    let shapes: [&[usize]; 5] =
        [&[7, 3], &[5, 40, 3], &[64, 100, 10], &[6, 20, 30, 4], &[9, 20, 20, 20, 20, 5]];
    let mut all = Vec::new();
    for (k, activation) in Activation::ALL.into_iter().enumerate() {
        for (l, layers) in shapes.into_iter().enumerate() {
            let points = [1, 31, 257, 300, 1031][(k + l) % 5];
            let kind = LossKind::ALL[(k + 2 * l) % 3];
            all.push(objective(layers, points, activation, kind, (k + l) % 4 != 0));
        }
    }
    all
}

fn assert_near(found: f64, expected: f64, size: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-12 * size, "{what}: {found} against {expected}");
}

#[test]
fn loss_gradient_and_outputs_are_those_of_the_plain_objective() {
    for (objective, weights) in objectives() {
        let what = format!("{:?} {:?}", objective.network(), objective.loss().kind);
        let matrices = Matrices::of(&objective);
        let mut work = matrices.work(Threads::One);
        let (mut found, mut expected) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let plain = &mut objective.workspace();
        let loss = objective.value_and_gradient(&weights, &mut expected, plain);
        assert_near(matrices.value(&weights, &mut work), loss, loss, &what);
        let value = matrices.value_and_gradient(&weights, None, &mut found, &mut work);
        assert_near(value, loss, loss, &what);
        let size = norm(&expected);
        found.iter().zip(&expected).for_each(|(f, e)| assert_near(*f, *e, size, &what));
        let outputs = objective.outputs(&weights);
        for (f, e) in matrices.outputs(&weights, &mut work).iter().zip(&outputs) {
            assert_near(*f, *e, 1.0 + e.abs(), &what);
        }
    }
}

#[test]
fn a_batch_is_that_of_the_plain_objective_and_leaves_nothing_behind() {
    for (objective, weights) in objectives() {
        let points = objective.dataset().len();
        let matrices = Matrices::of(&objective);
        let mut work = matrices.work(Threads::One);
        let (mut found, mut expected) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let before = matrices.value_and_gradient(&weights, None, &mut found, &mut work);
        for size in [1, 2, 100, 600].map(|size: usize| size.min(points)) {
            // points in another order, and some twice
            let batch: Vec<usize> = (0..size).map(|i| (i * 7 + 3) % points).collect();
            let plain = &mut objective.workspace();
            let loss = objective.value_and_gradient_on(&weights, &batch, &mut expected, plain);
            let value = matrices.value_and_gradient(&weights, Some(&batch), &mut found, &mut work);
            assert_near(value, loss, loss, "loss");
            let size = norm(&expected);
            found.iter().zip(&expected).for_each(|(f, e)| assert_near(*f, *e, size, "slope"));
        }
        let after = matrices.value_and_gradient(&weights, None, &mut found, &mut work);
        assert_eq!(before.to_bits(), after.to_bits());
    }
}

#[test]
fn gradients_agree_with_central_differences_of_the_loss() {
    let kinds = LossKind::ALL.into_iter().zip([Activation::Tanh, Activation::Silu]);
    for (kind, activation) in kinds {
        let (objective, weights) = objective(&[8, 12, 9, 3], 280, activation, kind, true);
        let matrices = Matrices::of(&objective);
        let mut work = matrices.work(Threads::One);
        let mut gradient = vec![0.0; weights.len()];
        let _ = matrices.value_and_gradient(&weights, None, &mut gradient, &mut work);
        for k in (0..weights.len()).step_by(7) {
            let mut at = |by: f64| {
                let mut moved = weights.clone();
                moved[k] += by;
                matrices.value(&moved, &mut work)
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((gradient[k] - slope).abs() < 1e-8, "{k}: {} against {slope}", gradient[k]);
        }
    }
}

#[test]
fn the_bits_are_the_same_for_any_number_of_threads() {
    let (objective, weights) =
        objective(&[64, 100, 10], 1797, Activation::Relu, LossKind::Softmax, true);
    let matrices = Matrices::new(&objective).expect("large enough");
    let by = |threads: Threads, count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
        pool.install(|| {
            let (mut work, mut gradient) = (matrices.work(threads), vec![0.0; weights.len()]);
            let batch: Vec<usize> = (0..900).map(|i| 2 * i % 1797).collect();
            let mut bits = vec![matrices.value(&weights, &mut work).to_bits()];
            for batch in [None, Some(&batch[..])] {
                let loss = matrices.value_and_gradient(&weights, batch, &mut gradient, &mut work);
                bits.extend(gradient.iter().chain([&loss]).map(|number| number.to_bits()));
            }
            bits
        })
    };
    let one = by(Threads::One, 1);
    for count in [1, 2, 3] {
        assert_eq!(by(Threads::All, count), one, "{count} threads");
    }
}

#[test]
fn rows_of_a_slice_are_those_of_the_plain_objective() {
    for (objective, weights) in objectives() {
        let axis = |frequency: f64| -> Vec<f64> {
            (0..weights.len()).map(|k| 0.1 * (k as f64 * frequency).cos()).collect()
        };
        let (x, y, monitor) = (axis(2.3), axis(1.1), Monitor::default());
        let raster = Raster { origin: &weights, x: &x, y: &y, width: 3, range: [-1.0, 2.0] };
        let matrices = Matrices::of(&objective);
        let cells = matrices.cells(raster);
        let (mut work, mut row) = (cells.work(), [0.0; 3]);
        let mut norms = [0.0; 3];
        let b = -0.6;
        cells.row(b, &mut row, &mut work, &monitor).expect("nobody cancels");
        cells.gradient_row(b, &mut norms, &mut work, &monitor).expect("nobody cancels");
        for i in 0..3 {
            let a = raster.column(i);
            let at: Vec<f64> =
                (0..weights.len()).map(|k| weights[k] + a * x[k] + b * y[k]).collect();
            let mut gradient = vec![0.0; at.len()];
            let plain = &mut objective.workspace();
            let loss = objective.value_and_gradient(&at, &mut gradient, plain);
            assert_near(row[i], loss, loss, "loss of a cell");
            assert_near(norms[i], norm(&gradient), norm(&gradient), "slope of a cell");
        }
        monitor.cancel();
        assert!(cells.row(b, &mut row, &mut work, &monitor).is_none());
    }
}

#[test]
fn small_objectives_are_left_to_lanes_and_large_ones_are_not() {
    let of = |layers: &[usize], points| {
        objective(layers, points, Activation::Relu, LossKind::Softmax, true).0
    };
    assert!(Matrices::new(&of(&[2, 7, 2], 1797)).is_none());
    assert!(Matrices::new(&of(&[64, 100, 10], 4)).is_none());
    assert!(Matrices::new(&of(&[64, 100, 10], 1797)).is_some());
    // where lanes are not, the plain objective takes their place
    let (small, weights) = objective(&[2, 3, 2], 9, Activation::Tanh, LossKind::Squared, true);
    let (mut found, mut expected) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
    let loss = Gradients::new(&small, Threads::All).value_and_gradient(&weights, None, &mut found);
    let plain = small.value_and_gradient(&weights, &mut expected, &mut small.workspace());
    assert_eq!((loss, found), (plain, expected));
}

#[test]
#[ignore = "measures: where matrices begin to be faster than full lanes"]
fn where_matrices_are_faster_than_full_lanes() {
    use crate::optimizer::{Optimizer, Settings};
    use std::time::Instant;
    let settings = Settings::new(Optimizer::GradientDescent, 1e-6, 0);
    let best = |work: &mut dyn FnMut()| {
        let times = (0..7).map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    };
    for activation in [Activation::Relu, Activation::Tanh] {
        for layers in [[16, 8, 4], [16, 20, 4], [32, 24, 4], [64, 16, 10], [64, 100, 10]] {
            for points in [8, 32, 100, 400, 1797] {
                let (objective, weights) =
                    objective(&layers, points, activation, LossKind::Softmax, true);
                let (matrices, kernel) = (Matrices::of(&objective), Kernel::new(&objective));
                let mut block = kernel.block();
                (0..crate::lanes::LANES).for_each(|lane| block.load(lane, &weights));
                let lanes = best(&mut || kernel.advance(&mut block, &settings, 2)) / 64.0;
                let mut gradient = vec![0.0; weights.len()];
                let mut work = matrices.work(Threads::One);
                let alone = best(&mut || {
                    for _ in 0..8 {
                        let _ =
                            matrices.value_and_gradient(&weights, None, &mut gradient, &mut work);
                    }
                }) / 8.0;
                println!(
                    "{activation} {layers:?} P {} n {points}: lanes {:.1} us, matrices {:.1} us",
                    weights.len(),
                    1e6 * lanes,
                    1e6 * alone
                );
            }
        }
    }
}
