//! How the cost of a slice grows with cells, points and weights.

use std::hint::black_box;
use std::time::Duration;

use ndarray::Array2;
use serde::Serialize;

use super::timing::shortest;
use crate::experiment::DEFAULT_LAW;
use crate::monitor::Monitor;
use crate::network;
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::plane::Plane;
use crate::plane::{Grid, slice};

/// Time for each measurement.
const BUDGET: Duration = Duration::from_millis(120);

/// Times of one task at several sizes.
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    /// What grows.
    pub of: &'static str,
    /// Its sizes.
    pub sizes: Vec<usize>,
    /// Seconds at each of them.
    pub seconds: Vec<f64>,
    /// The slope of `log seconds` over `log size` by least squares: 1 where cost grows linearly.
    pub exponent: f64,
}

pub(super) fn all(say: &mut impl FnMut(&str)) -> Vec<Growth> {
    say("growth with cells");
    let cells = measure("cells", &[100, 316, 1000], |side| {
        let (objective, plane) = task(3, 10);
        (objective, plane, [side, side])
    });
    let cells = Growth { sizes: cells.sizes.iter().map(|side| side * side).collect(), ..cells };
    say("growth with points");
    let points = measure("points", &[30, 300, 3000], |points| {
        let (objective, plane) = task(3, points);
        (objective, plane, [64, 64])
    });
    say("growth with weights");
    let hidden = measure("weights", &[8, 80, 800], |units| {
        let (objective, plane) = task(units, 10);
        (objective, plane, [64, 64])
    });
    // two inputs, an output, and biases
    let weights =
        Growth { sizes: hidden.sizes.iter().map(|units| 4 * units + 1).collect(), ..hidden };
    [cells, points, weights]
        .map(|growth| Growth { exponent: exponent(&growth.sizes, &growth.seconds), ..growth })
        .into()
}

fn measure(
    of: &'static str,
    sizes: &[usize],
    task: impl Fn(usize) -> (Objective, Plane, [usize; 2]),
) -> Growth {
    let seconds = sizes.iter().map(|&size| {
        let (objective, plane, [width, height]) = task(size);
        let grid = Grid { width, height, x_range: [-2.0, 2.0], y_range: [-2.0, 2.0] };
        let time = shortest(BUDGET, || {
            black_box(slice::loss(&objective, &plane, &grid, &Monitor::default()));
        });
        time.as_secs_f64()
    });
    Growth { of, sizes: sizes.to_vec(), seconds: seconds.collect(), exponent: f64::NAN }
}

/// A sigmoid network with two inputs and a layer of `units`, on `points` points of a spiral.
fn task(units: usize, points: usize) -> (Objective, Plane) {
    let network = Network {
        layers: vec![2, units, 1],
        activation: Activation::Sigmoid,
        output_activation: Activation::Identity,
        bias: true,
    };
    let angle = |k: usize| 0.1 + k as f64 * 0.37;
    let inputs = Array2::from_shape_fn((points, 2), |(k, i)| {
        if i == 0 { pxfm::f_cos(angle(k)) } else { pxfm::f_sin(angle(k)) }
    });
    let targets = Array2::from_shape_fn((points, 1), |(k, _)| (k % 2) as f64);
    let loss = Loss { kind: LossKind::CrossEntropy, reduction: Reduction::Mean, scale: 1.0 };
    let origin = network::draw(&network, DEFAULT_LAW, 1);
    let plane = Plane::random(&origin, 2).expect("more than two weights");
    (Objective::new(network, Dataset::new(inputs, targets), loss), plane)
}

/// Slope of the line of least squares through `(log size, log time)`.
fn exponent(sizes: &[usize], seconds: &[f64]) -> f64 {
    let points: Vec<(f64, f64)> = sizes
        .iter()
        .zip(seconds)
        .map(|(size, time)| (pxfm::f_log(*size as f64), pxfm::f_log(*time)))
        .collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>()
        / points.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_law_has_its_exponent() {
        let sizes = [10, 100, 1000];
        let seconds: Vec<f64> = sizes.iter().map(|s| 3e-9 * (*s as f64).powf(1.5)).collect();
        assert!((exponent(&sizes, &seconds) - 1.5).abs() < 1e-12);
    }
}
