//! Hessians and Newton steps in lanes against the plain ones.

use super::super::Kernel;
use super::super::kernel::Level;
use super::super::kernel::tests::{filled, random};
use super::*;
use crate::network::{Activation, norm};
use crate::objective::{LossKind, Objective, eigenpairs};

fn cases() -> impl Iterator<Item = (Objective, Vec<Vec<f64>>)> {
    let layers: [&[usize]; 9] = [
        &[2, 1],
        &[1, 1, 1],
        &[2, 2, 1],
        &[2, 3, 1],
        &[3, 2, 2],
        &[1, 4, 3],
        &[1, 3, 2, 1],
        &[2, 2, 1, 2],
        &[1, 1, 2, 2, 1],
    ];
    Activation::ALL.into_iter().enumerate().flat_map(move |(k, activation)| {
        layers.into_iter().enumerate().flat_map(move |(n, layers)| {
            LossKind::ALL.map(|kind| {
                let output = if n % 2 == 0 {
                    Activation::Identity
                } else {
                    Activation::ALL[(k + n) % Activation::ALL.len()]
                };
                // with and without biases; one turn of points, and one and a bit
                random(layers, 5 + 9 * (n % 2), activation, output, kind, (10 * k + n) as u64)
            })
        })
    })
}

fn step(objective: &Objective, starts: &[Vec<f64>], level: Level) -> (Block, Newton) {
    let kernel = Kernel::with_level(objective, level);
    let mut newton = kernel.newton().expect("few weights");
    let mut block = filled(&kernel, starts);
    kernel.newton_step(&mut block, &mut newton);
    (block, newton)
}

fn column(rows: &[Lane], lane: usize) -> Vec<f64> {
    rows.iter().map(|row| row[lane]).collect()
}

#[test]
fn losses_gradients_and_hessians_are_those_of_the_plain_objective() {
    for (objective, starts) in cases() {
        let kernel = Kernel::new(&objective);
        let mut newton = kernel.newton().expect("few weights");
        let mut block = filled(&kernel, &starts);
        let losses = kernel.prepared.survey(&mut block, &mut newton.hessian);
        for (lane, start) in starts.iter().enumerate() {
            let mut gradient = vec![0.0; start.len()];
            let loss =
                objective.value_and_gradient(start, &mut gradient, &mut objective.workspace());
            let hessian = objective.hessian(start);
            let size = hessian.iter().fold(1.0_f64, |most, h| most.max(h.abs()));
            assert!((losses[lane] - loss).abs() <= 1e-12 * (1.0 + loss));
            for (i, g) in gradient.iter().enumerate() {
                assert!((block.gradient[i][lane] - g).abs() <= 1e-12 * (1.0 + norm(&gradient)));
                for j in i..start.len() {
                    let (found, expected) =
                        (newton.hessian.entries[i * start.len() + j][lane], hessian[[i, j]]);
                    let name =
                        format!("{:?} {:?} ({i}, {j})", objective.network(), objective.loss());
                    assert!((found - expected).abs() <= 1e-12 * size, "{name}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn a_step_divides_the_slope_along_each_eigenvector_by_the_modulus_of_its_curvature() {
    let mut saddles = 0;
    for (objective, starts) in cases() {
        let (_, newton) = step(&objective, &starts, Level::Best);
        for (lane, start) in starts.iter().enumerate() {
            let mut gradient = vec![0.0; start.len()];
            objective.value_and_gradient(start, &mut gradient, &mut objective.workspace());
            if norm(&gradient) == 0.0 {
                assert_eq!(column(&newton.step, lane), gradient);
                continue;
            }
            let pairs = eigenpairs(&objective.hessian(start)).expect("a finite Hessian");
            let shift = 2.0 * norm(&gradient) / (1.0 + norm(start));
            let mut expected = vec![0.0; start.len()];
            for (curvature, vector) in &pairs {
                let slope: f64 = vector.iter().zip(&gradient).map(|(v, g)| v * g).sum();
                expected
                    .iter_mut()
                    .zip(vector)
                    .for_each(|(e, v)| *e -= slope / (curvature.abs() + shift) * v);
            }
            let found = column(&newton.step, lane);
            let off: Vec<f64> = found.iter().zip(&expected).map(|(a, b)| a - b).collect();
            // a flat direction magnifies rounding by the greatest curvature over the shift
            let greatest = pairs.iter().fold(0.0_f64, |most, (c, _)| most.max(c.abs()));
            let rounding = 1e-13 * (1.0 + greatest / shift);
            assert!(norm(&off) <= rounding * norm(&expected), "{found:?} {expected:?}");
            let least = pairs[0].0;
            if least < -1e-9 * greatest {
                saddles += 1;
                assert!((newton.least[lane] - least).abs() <= 1e-12 * greatest);
                assert!((newton.greatest[lane] - greatest).abs() <= 1e-12 * greatest);
            }
        }
    }
    assert!(saddles > 500, "{saddles}");
}

#[test]
fn no_instruction_changes_a_bit_of_a_step_and_lanes_do_not_know_each_other() {
    for (objective, starts) in cases().step_by(3) {
        let bits = |(block, newton): &(Block, Newton)| {
            let numbers = [newton.loss[5], newton.gain[5], newton.greatest[5], newton.least[5]];
            let rows = column(&newton.step, 5).into_iter().chain(column(&block.gradient, 5));
            rows.chain(numbers).map(f64::to_bits).collect::<Vec<_>>()
        };
        let best = bits(&step(&objective, &starts, Level::Best));
        assert_eq!(best, bits(&step(&objective, &starts, Level::Avx2)));
        assert_eq!(best, bits(&step(&objective, &starts, Level::Plain)));
        let mut others = starts.clone();
        for (lane, start) in others.iter_mut().enumerate().filter(|(lane, _)| *lane != 5) {
            // 0 has the most degenerate Hessian of all
            start.fill([f64::NAN, 1e200, 0.0][lane % 3]);
        }
        assert_eq!(best, bits(&step(&objective, &others, Level::Best)));
    }
}

#[test]
fn networks_of_more_weights_are_left_to_plain_code() {
    let newton = |layers: &[usize]| {
        let (objective, _) =
            random(layers, 3, Activation::Tanh, Activation::Identity, LossKind::Squared, 2);
        Kernel::new(&objective).newton()
    };
    assert!(newton(&[2, 2, 2, 1]).is_some());
    assert!(newton(&[1, 8, 1]).is_none());
    assert!(newton(&[1, 7, 1]).is_some());
}
