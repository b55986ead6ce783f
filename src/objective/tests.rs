//! The objective against finite differences and against code written a second way.

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::network::{Activation, Dataset, Network};

fn random_objective(
    layers: &[usize],
    points: usize,
    activation: Activation,
    kind: LossKind,
    seed: u64,
) -> (Objective, Vec<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let network = Network {
        layers: layers.to_vec(),
        activation,
        output_activation: Activation::Identity,
        bias: seed.is_multiple_of(2),
    };
    let inputs = Array2::from_shape_fn((points, layers[0]), |_| rng.random_range(-2.0..2.0));
    let outputs = layers[layers.len() - 1];
    let mut targets = Array2::from_shape_fn((points, outputs), |_| rng.random_range(0.0..1.0));
    if kind == LossKind::Softmax {
        targets.rows_mut().into_iter().for_each(|mut row| row /= row.sum());
    }
    let weights = (0..network.parameter_count()).map(|_| rng.random_range(-1.5..1.5)).collect();
    let loss = Loss {
        kind,
        reduction: if seed.is_multiple_of(3) { Reduction::Mean } else { Reduction::Sum },
        scale: 0.7,
    };
    (Objective::new(network, Dataset::new(inputs, targets), loss), weights)
}

/// The loss written a second time, from the formulas, with no code shared with the objective.
fn plain_loss(o: &Objective, w: &[f64]) -> f64 {
    let net = o.network();
    let mut total = 0.0;
    for i in 0..o.dataset().len() {
        let mut h = o.dataset().inputs().row(i).to_vec();
        let mut at = 0;
        for l in 1..net.layers.len() {
            let (rows, columns) = (net.layers[l], net.layers[l - 1]);
            let mut next = vec![0.0; rows];
            for r in 0..rows {
                for c in 0..columns {
                    next[r] += w[at + r * columns + c] * h[c];
                }
                if net.bias {
                    next[r] += w[at + rows * columns + r];
                }
                let f =
                    if l + 1 == net.layers.len() { net.output_activation } else { net.activation };
                let z: f64 = next[r];
                next[r] = match f {
                    Activation::Identity => z,
                    Activation::Relu => z.max(0.0),
                    Activation::LeakyRelu => z.max(0.01 * z),
                    Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()),
                    Activation::Tanh => z.tanh(),
                    Activation::Softplus => (1.0 + z.exp()).ln(),
                    Activation::Elu => z.max(z.min(0.0).exp() - 1.0),
                    Activation::Silu => z / (1.0 + (-z).exp()),
                    Activation::Gelu => 0.5 * z * (1.0 + pxfm::f_erf(z / 2.0_f64.sqrt())),
                    Activation::Gaussian => (-(z * z)).exp(),
                };
            }
            at += rows * columns + if net.bias { rows } else { 0 };
            h = next;
        }
        if o.loss().kind == LossKind::Softmax {
            let all: f64 = h.iter().map(|z| z.exp()).sum();
            let of_class = |(z, y): (&f64, &f64)| -y * (z.exp() / all).ln();
            total += h.iter().zip(o.dataset().targets().row(i)).map(of_class).sum::<f64>();
        }
        for (z, y) in h.iter().zip(o.dataset().targets().row(i)) {
            total += match o.loss().kind {
                LossKind::Squared => (z - y).powi(2),
                LossKind::CrossEntropy => (1.0 + z.exp()).ln() - y * z,
                LossKind::Softmax => 0.0,
            };
        }
    }
    let n = o.dataset().len() as f64;
    o.loss().scale * if o.loss().reduction == Reduction::Mean { total / n } else { total }
}

#[test]
fn the_loss_agrees_with_plain_code_for_1_to_16_points_and_widths_1_to_8() {
    for points in 1..=16 {
        for width in 1..=8 {
            for (k, activation) in Activation::ALL.into_iter().enumerate() {
                let kind = LossKind::ALL[(points + width + k) % 3];
                let layers = [1 + width % 3, width, 1 + points % 4];
                let (objective, weights) = random_objective(
                    &layers,
                    points,
                    activation,
                    kind,
                    (points * 100 + width * 7 + k) as u64,
                );
                let expected = plain_loss(&objective, &weights);
                let value = objective.value(&weights, &mut objective.workspace());
                assert!(
                    (value - expected).abs() <= 1e-12 * expected.abs().max(1e-3),
                    "{activation} {points} points, width {width}: {value} vs {expected}"
                );
            }
        }
    }
}

#[test]
fn the_gradient_agrees_with_central_differences_of_the_loss() {
    for (k, activation) in Activation::ALL.into_iter().enumerate() {
        for kind in LossKind::ALL {
            for layers in [vec![2, 1], vec![1, 3, 2], vec![2, 3, 4, 1], vec![2, 2, 3]] {
                let (objective, weights) =
                    random_objective(&layers, 6, activation, kind, 31 + k as u64);
                let mut work = objective.workspace();
                let mut gradient = vec![0.0; weights.len()];
                objective.value_and_gradient(&weights, &mut gradient, &mut work);
                for i in 0..weights.len() {
                    let h = 1e-6;
                    let mut moved = weights.clone();
                    moved[i] += h;
                    let above = objective.value(&moved, &mut work);
                    moved[i] -= 2.0 * h;
                    let slope = (above - objective.value(&moved, &mut work)) / (2.0 * h);
                    assert!(
                        (gradient[i] - slope).abs() < 1e-7 * (1.0 + slope.abs()),
                        "{activation} {layers:?} entry {i}: {} vs {slope}",
                        gradient[i]
                    );
                }
            }
        }
    }
}

#[test]
fn the_hessian_agrees_with_central_differences_of_the_gradient() {
    for (k, activation) in Activation::ALL.into_iter().enumerate() {
        let sizes: [&[usize]; 5] = [&[2, 3, 2, 2], &[2, 3, 2], &[1, 4, 1], &[3, 2], &[2, 2, 4]];
        for (layers, kind) in sizes.into_iter().flat_map(|s| LossKind::ALL.map(|kind| (s, kind))) {
            let (objective, weights) = random_objective(layers, 5, activation, kind, 77 + k as u64);
            let hessian = objective.hessian(&weights);
            let mut work = objective.workspace();
            let (mut above, mut below) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
            for j in 0..weights.len() {
                let h = 1e-6;
                let mut moved = weights.clone();
                moved[j] += h;
                objective.value_and_gradient(&moved, &mut above, &mut work);
                moved[j] -= 2.0 * h;
                objective.value_and_gradient(&moved, &mut below, &mut work);
                for i in 0..weights.len() {
                    let slope = (above[i] - below[i]) / (2.0 * h);
                    assert!(
                        (hessian[[i, j]] - slope).abs() < 1e-6 * (1.0 + slope.abs()),
                        "{activation} {layers:?} {i},{j}: {} vs {slope}",
                        hessian[[i, j]]
                    );
                }
            }
        }
    }
}

#[test]
fn a_batch_of_all_points_is_the_whole_objective_and_a_mean_is_over_the_batch() {
    let (objective, weights) =
        random_objective(&[2, 3, 1], 6, Activation::Tanh, LossKind::Squared, 3);
    assert_eq!(objective.loss().reduction, Reduction::Mean);
    let mut work = objective.workspace();
    let (mut whole, mut part) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
    let value = objective.value_and_gradient(&weights, &mut whole, &mut work);
    assert_eq!(
        objective.value_and_gradient_on(&weights, &[0, 1, 2, 3, 4, 5], &mut part, &mut work),
        value
    );
    assert_eq!(whole, part);
    let halves: f64 = [[0, 1, 2], [3, 4, 5]]
        .iter()
        .map(|batch| objective.value_and_gradient_on(&weights, batch, &mut part, &mut work))
        .sum();
    assert!((halves / 2.0 - value).abs() < 1e-14);
}

#[test]
fn with_softmax_a_point_is_right_if_its_class_has_the_greatest_output_alone() {
    let (objective, _) = random_objective(&[2, 3], 4, Activation::Tanh, LossKind::Softmax, 1);
    let class = [0.0, 1.0, 0.0];
    assert!(objective.is_right(&[-3.0, -1.0, -2.0], &class));
    assert!(!objective.is_right(&[0.5, 0.5, 0.0], &class), "a tie is wrong");
    assert!(!objective.is_right(&[0.6, 0.5, 0.0], &class));
    assert!(!objective.is_right(&[0.0, f64::NAN, 0.0], &class));
}
