//! One wide hidden layer of ReLU units between one input and one output, trained in plain steps: a
//! step costs points times units, some at a time by the machine's vectors.

// what the multiversioned caller must have inside to get its instructions
#![allow(clippy::inline_always)]

use multiversion::multiversion;

use crate::monitor::Monitor;
use crate::optimizer::{Settings, State};

/// Units that go side by side. The order of the sums does not depend on the machine.
const SIDE: usize = 8;

/// Steps between two looks at whether somebody cancels.
const CHUNK: usize = 512;

/// Numbers in one dimension with what is wanted of them.
#[derive(Clone, Debug)]
pub(super) struct Points {
    pub inputs: Vec<f64>,
    pub targets: Vec<f64>,
}

/// Trains from `start` in `settings.steps` steps on all points, by the mean of the squared errors;
/// the weights are the flat parameter vector of a network `1-h-1` with biases. Out come the weights
/// and their loss; `None` when cancelled.
pub(super) fn train(
    points: &Points,
    start: &[f64],
    settings: &Settings,
    monitor: &Monitor,
) -> Option<(Vec<f64>, f64)> {
    let mut state = State::new(start);
    let mut work = Work::new(points, start.len());
    let (units, mut made) = (parts(start)[0].len(), 0);
    while made < settings.steps {
        if monitor.is_cancelled() {
            return None;
        }
        let some = CHUNK.min(settings.steps - made);
        advance(points, &mut state, settings, some, &mut work);
        made += some;
        monitor.advance((some * units) as u64);
    }
    let loss = gradient(points, &state.weights, &mut work);
    Some((state.weights, loss))
}

/// The output at a number.
pub(super) fn output(weights: &[f64], x: f64) -> f64 {
    let [w, b, v, c] = parts(weights);
    let units = w.iter().zip(b).zip(v);
    units.map(|((w, b), v)| v * (w * x + b).max(0.0)).sum::<f64>() + c[0]
}

/// Room that is used again.
struct Work {
    gradient: Vec<f64>,
    /// Of each point the parts of its output.
    sums: Vec<[f64; SIDE]>,
    /// Derivatives of the loss by the outputs.
    slopes: Vec<f64>,
}

impl Work {
    fn new(points: &Points, weights: usize) -> Self {
        let count = points.inputs.len();
        Self {
            gradient: vec![0.0; weights],
            sums: vec![[0.0; SIDE]; count],
            slopes: vec![0.0; count],
        }
    }
}

#[multiversion(targets("x86_64+avx2+fma"))]
fn advance(points: &Points, state: &mut State, settings: &Settings, steps: usize, work: &mut Work) {
    for _ in 0..steps {
        gradient(points, &state.weights, work);
        state.step(settings, &mut work.gradient);
    }
}

/// The mean squared error, its gradient left in `work`.
#[inline(always)]
fn gradient(points: &Points, weights: &[f64], work: &mut Work) -> f64 {
    let Points { inputs, targets } = points;
    let [w, b, v, c] = parts(weights);
    let units = w.len();
    work.sums.fill([0.0; SIDE]);
    for first in (0..units).step_by(SIDE) {
        let [w, b, v] = [w, b, v].map(|all| side(all, first));
        for (sum, x) in work.sums.iter_mut().zip(inputs) {
            for k in 0..SIDE {
                sum[k] += v[k] * (w[k] * x + b[k]).max(0.0);
            }
        }
    }
    let count = inputs.len() as f64;
    let mut loss = 0.0;
    for ((sum, target), slope) in work.sums.iter().zip(targets).zip(&mut work.slopes) {
        let off = sum.iter().sum::<f64>() + c[0] - target;
        loss += off * off;
        *slope = 2.0 * off / count;
    }
    let (of_w, rest) = work.gradient.split_at_mut(units);
    let (of_b, rest) = rest.split_at_mut(units);
    let (of_v, of_c) = rest.split_at_mut(units);
    of_c[0] = work.slopes.iter().sum();
    for first in (0..units).step_by(SIDE) {
        let [w, b, v] = [w, b, v].map(|all| side(all, first));
        let [mut by_w, mut by_b, mut by_v] = [[0.0; SIDE]; 3];
        for (slope, x) in work.slopes.iter().zip(inputs) {
            for k in 0..SIDE {
                let z = w[k] * x + b[k];
                let fires = if z > 0.0 { *slope } else { 0.0 };
                by_v[k] += slope * z.max(0.0);
                by_b[k] += fires;
                by_w[k] += fires * x;
            }
        }
        for k in 0..SIDE.min(units - first) {
            of_w[first + k] = v[k] * by_w[k];
            of_b[first + k] = v[k] * by_b[k];
            of_v[first + k] = by_v[k];
        }
    }
    loss / count
}

/// First weights, biases, second weights, and the output's bias.
#[inline(always)]
fn parts(weights: &[f64]) -> [&[f64]; 4] {
    let units = weights.len() / 3;
    let (w, rest) = weights.split_at(units);
    let (b, rest) = rest.split_at(units);
    let (v, c) = rest.split_at(units);
    [w, b, v, c]
}

/// Numbers side by side, with zeros behind the last: units that add nothing.
#[inline(always)]
fn side(all: &[f64], first: usize) -> [f64; SIDE] {
    let mut side = [0.0; SIDE];
    let there = &all[first..all.len().min(first + SIDE)];
    side[..there.len()].copy_from_slice(there);
    side
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::descent::descend;
    use crate::network::{Activation, Dataset, Law, Network, draw};
    use crate::objective::{Loss, LossKind, Objective, Reduction};
    use crate::optimizer::Optimizer;

    #[test]
    fn it_trains_as_the_objective_of_the_program_does() {
        let points = Points {
            inputs: vec![-1.0, -0.4, 0.1, 0.5, 1.0],
            targets: vec![1.0, -1.0, 1.0, -1.0, 1.0],
        };
        for (units, optimizer) in
            [(3, Optimizer::GradientDescent), (8, Optimizer::Adam), (21, Optimizer::Momentum)]
        {
            let network = Network {
                layers: vec![1, units, 1],
                activation: Activation::Relu,
                output_activation: Activation::Identity,
                bias: true,
            };
            let column = |all: &[f64]| Array2::from_shape_fn((all.len(), 1), |(i, _)| all[i]);
            let data = Dataset::new(column(&points.inputs), column(&points.targets));
            let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Mean, scale: 1.0 };
            let objective = Objective::new(network.clone(), data, loss);
            let start = draw(&network, Law::Pytorch, 7);
            let settings = Settings { stop: false, ..Settings::new(optimizer, 0.01, 700) };
            let monitor = Monitor::default();
            let (weights, loss) = train(&points, &start, &settings, &monitor).expect("trained");
            let run = descend(&objective, &start, &settings, &monitor).expect("trained");
            let end = run.end();
            assert!((end.loss - loss).abs() < 1e-9, "{units}: {loss} for {}", end.loss);
            for (found, other) in weights.iter().zip(&end.weights) {
                assert!((found - other).abs() < 1e-9, "{units}: {found} for {other}");
            }
            let first = points.inputs.iter().zip(&points.targets);
            let by_output: f64 = first.map(|(x, y)| (output(&weights, *x) - y).powi(2)).sum();
            assert!((by_output / 5.0 - loss).abs() < 1e-12);
        }
        let cancelled = Monitor::default();
        cancelled.cancel();
        let settings = Settings::new(Optimizer::Adam, 0.01, 5);
        assert!(train(&points, &[0.0; 4], &settings, &cancelled).is_none());
    }
}
