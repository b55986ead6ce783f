//! Lanes against the plain objective.

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Reduction};
use crate::optimizer::{Noise, Optimizer, Schedule, Shape, State};

pub(in crate::lanes) fn random(
    layers: &[usize],
    points: usize,
    activation: Activation,
    output: Activation,
    kind: LossKind,
    seed: u64,
) -> (Objective, Vec<Vec<f64>>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let network = Network {
        layers: layers.to_vec(),
        activation,
        output_activation: output,
        bias: seed.is_multiple_of(2),
    };
    // one input in three is zero, as many data sets have them
    let inputs = Array2::from_shape_fn((points, layers[0]), |_| {
        if rng.random_range(0..3) == 0 { 0.0 } else { rng.random_range(-2.0..2.0) }
    });
    let mut targets = Array2::from_shape_fn((points, layers[layers.len() - 1]), |_| {
        [0.0, 1.0, 0.3][rng.random_range(0..3)]
    });
    if kind == LossKind::Softmax {
        // a class, or shares
        for mut row in targets.rows_mut() {
            let sum = row.sum();
            if sum == 0.0 {
                row[0] = 1.0;
            } else {
                row /= sum;
            }
        }
    }
    let parameters = network.parameter_count();
    let weights = (0..LANES)
        .map(|_| (0..parameters).map(|_| rng.random_range(-2.0..2.0)).collect())
        .collect();
    let reduction = if seed.is_multiple_of(3) { Reduction::Mean } else { Reduction::Sum };
    (
        Objective::new(
            network,
            Dataset::new(inputs, targets),
            Loss { kind, reduction, scale: 0.7 },
        ),
        weights,
    )
}

pub(in crate::lanes) fn filled(kernel: &Kernel, starts: &[Vec<f64>]) -> Block {
    let mut block = kernel.block();
    for (lane, start) in starts.iter().enumerate() {
        block.load(lane, start);
    }
    block
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-12 * size.max(1e-3)
}

/// Compares losses and gradients of a block with those of the plain objective.
fn check(objective: &Objective, starts: &[Vec<f64>]) {
    let kernel = Kernel::new(objective);
    let mut block = filled(&kernel, starts);
    let (mut loss, mut only_loss) = ([0.0; LANES], [0.0; LANES]);
    kernel.value(&mut block, &mut only_loss);
    kernel.value_and_gradient(&mut block, &mut loss);
    assert_eq!(loss, only_loss);
    let mut work = objective.workspace();
    let name = format!("{:?} {:?}", objective.network(), objective.loss());
    for (lane, start) in starts.iter().enumerate() {
        let mut gradient = vec![0.0; start.len()];
        let expected = objective.value_and_gradient(start, &mut gradient, &mut work);
        assert!(
            close(loss[lane], expected, expected.abs()),
            "{name}: {} against {expected}",
            loss[lane]
        );
        let size = gradient.iter().fold(expected.abs(), |m, g| m.max(g.abs()));
        for (row, g) in block.gradient.iter().zip(&gradient) {
            assert!(close(row[lane], *g, size), "{name}: {} against {g}", row[lane]);
        }
    }
}

#[test]
fn losses_and_gradients_agree_with_the_plain_objective() {
    let mut checked = 0;
    for points in 1..=16 {
        for width in 1..=8 {
            for (k, activation) in Activation::ALL.into_iter().enumerate() {
                let kind = LossKind::ALL[(points + width + k) % 3];
                let output = Activation::ALL[(points * width + k) % Activation::ALL.len()];
                let layers: &[usize] = match (points + k) % 3 {
                    0 => &[1 + width % 3, width, 1 + points % 4],
                    1 => &[2, width, 3, 1 + width % 2],
                    _ => &[width, 1 + points % 4],
                };
                let seed = (points * 100 + width * 9 + k) as u64;
                let (objective, starts) = random(layers, points, activation, output, kind, seed);
                check(&objective, &starts);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 16 * 8 * Activation::ALL.len());
}

#[test]
fn every_size_that_the_compiler_knows_agrees_with_the_plain_objective() {
    for (d, h) in [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (2, 4)] {
        for activation in Activation::ALL {
            for output in Activation::ALL {
                for kind in LossKind::ALL {
                    // even seeds: with biases; and one turn of points, one and a bit, and two
                    for (seed, points) in [(0, 5), (2, 14), (4, 24)] {
                        let (objective, starts) =
                            random(&[d, h, 1], points, activation, output, kind, seed);
                        check(&objective, &starts);
                    }
                }
            }
        }
    }
}

#[test]
fn a_loss_far_out_keeps_its_relative_accuracy() {
    // one point, one weight: loss ln(1 + exp(-w)), from ln 2 to 1e-304 and, on the wrong side, to
    // 1e5
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Relu,
        output_activation: Activation::Identity,
        bias: false,
    };
    let data = Dataset::new(ndarray::array![[1.0]], ndarray::array![[1.0]]);
    let loss = Loss { kind: LossKind::CrossEntropy, reduction: Reduction::Sum, scale: 1.0 };
    let objective = Objective::new(network, data, loss);
    let kernel = Kernel::new(&objective);
    let logits = [0.0, 1.0, 30.0, 100.0, 700.0, -1.0, -40.0, -1e5];
    let mut block = filled(&kernel, &logits.map(|z| vec![z]));
    let mut loss = [0.0; LANES];
    kernel.value_and_gradient(&mut block, &mut loss);
    let mut work = objective.workspace();
    for (lane, z) in logits.into_iter().enumerate() {
        let mut gradient = [0.0];
        let expected = objective.value_and_gradient(&[z], &mut gradient, &mut work);
        assert!(
            (loss[lane] / expected - 1.0).abs() < 1e-14,
            "{z}: {} against {expected}",
            loss[lane]
        );
        assert!((block.gradient[0][lane] / gradient[0] - 1.0).abs() < 1e-13, "{z}");
    }
}

/// Every optimiser, for 100 steps as it is, and with what changes from step to step.
fn all_settings(rate: f64) -> impl Iterator<Item = Settings> {
    Optimizer::ALL.into_iter().flat_map(move |optimizer| {
        let plain = Settings::new(optimizer, rate, 100);
        let shape = Shape::Cosine { steps: None, floor: 0.1 };
        let timed = Settings {
            schedule: Schedule { warm_up: 20, shape },
            noise: Noise { deviation: 0.3, decay: 0.55, seed: 7 },
            ..plain.clone()
        };
        [plain, timed]
    })
}

#[test]
fn the_instructions_do_not_change_a_bit_and_lanes_do_not_know_each_other() {
    for (k, activation) in Activation::ALL.into_iter().enumerate() {
        // an odd seed means no biases, so that both ways through the network are taken
        let layers: &[usize] = if k % 2 == 0 { &[2, 3, 1] } else { &[2, 5, 3, 3] };
        let kind = if k % 2 == 0 { LossKind::CrossEntropy } else { LossKind::Softmax };
        let (objective, starts) =
            random(layers, 7, activation, Activation::Identity, kind, k as u64);
        for settings in all_settings(0.02) {
            let run = |level, starts: &[Vec<f64>]| {
                let kernel = Kernel::with_level(&objective, level);
                let mut block = filled(&kernel, starts);
                kernel.advance(&mut block, &settings, 50);
                let mut loss = [0.0; LANES];
                kernel.value_and_gradient(&mut block, &mut loss);
                (block.lane(3), loss[3].to_bits())
            };
            let best = run(Level::Best, &starts);
            for level in [Level::Avx2, Level::Plain] {
                assert_eq!(best, run(level, &starts), "{activation} {settings:?} {level:?}");
            }
            let mut others = starts.clone();
            for (lane, start) in others.iter_mut().enumerate().filter(|(lane, _)| *lane != 3) {
                start.fill(if lane % 2 == 0 { f64::NAN } else { 1e200 });
            }
            assert_eq!(best, run(Level::Best, &others));
        }
    }
}

#[test]
fn every_optimiser_takes_the_steps_that_plain_descent_takes() {
    for settings in all_settings(0.01) {
        let (objective, starts) =
            random(&[2, 3, 1], 6, Activation::Tanh, Activation::Identity, LossKind::Squared, 8);
        let kernel = Kernel::new(&objective);
        let mut block = filled(&kernel, &starts);
        kernel.advance(&mut block, &settings, 40);
        // a lane that is loaded later is as fresh as the others were
        block.load(5, &starts[5]);
        kernel.advance(&mut block, &settings, 100);
        let (mut expected, mut work) = (State::new(&starts[5]), objective.workspace());
        let mut gradient = vec![0.0; starts[5].len()];
        for _ in 0..100 {
            objective.value_and_gradient(&expected.weights, &mut gradient, &mut work);
            expected.step(&settings, &mut gradient);
        }
        for (a, b) in block.lane(5).iter().zip(&expected.weights) {
            assert!((a - b).abs() < 1e-10 * (1.0 + b.abs()), "{settings:?}: {a} against {b}");
        }
    }
}

#[test]
fn weights_that_are_not_finite_give_results_that_are_not_finite() {
    for activation in Activation::ALL {
        let (objective, mut starts) =
            random(&[2, 3, 1], 4, activation, Activation::Identity, LossKind::CrossEntropy, 12);
        starts[0].fill(f64::NAN);
        starts[1].fill(f64::INFINITY);
        let kernel = Kernel::new(&objective);
        let mut block = filled(&kernel, &starts);
        let mut loss = [0.0; LANES];
        kernel.value_and_gradient(&mut block, &mut loss);
        assert!(loss[0].is_nan(), "{activation}");
        assert!(!loss[1].is_finite(), "{activation}: {}", loss[1]);
        assert!(loss[2].is_finite());
    }
}
