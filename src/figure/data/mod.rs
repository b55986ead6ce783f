//! The function that a network computes over its data, as curves or colours.

mod color;

use std::sync::Arc;

pub use self::color::{HIGH, LOW, OutputScale, blend, class_blend, greatest};
use super::picture::Image;
use crate::network::Network;
use crate::objective::Objective;

/// Samples of a fitted curve, and cells along each side of a decision map.
const CURVE: usize = 400;
const CELLS: usize = 72;

/// Above this many multiplications the view samples more coarsely.
const BUDGET: usize = 40_000_000;

/// A horizontal and a vertical range.
pub type Frame = [[f64; 2]; 2];

/// The function that a network computes, over the data.
pub enum DataModel {
    /// One input: a curve an output.
    Curve {
        /// Sampled inputs, ascending.
        x: Vec<f64>,
        /// For each output its values at `x`.
        outputs: Vec<Vec<f64>>,
        /// Inputs at which a first-layer unit changes its side: `w x + b = 0`.
        kinks: Vec<f64>,
    },
    /// Two inputs: the first output, or the class, over a rectangle.
    Regions {
        /// The coloured rectangle, its first row at the highest second input.
        image: Image,
        /// Lines `w · x + b = 0` of the first-layer units, as segments across the rectangle.
        lines: Vec<[[f64; 2]; 2]>,
    },
    /// More inputs: outputs beside targets.
    Table,
    /// No points but a population, of which nothing is drawn.
    Population,
}

/// The function on the data, and the outputs at the points themselves.
pub struct DataPicture {
    /// The weights it belongs to.
    pub weights: Vec<f64>,
    /// Network, data and loss that it belongs to.
    pub objective: Arc<Objective>,
    /// The ranges that are drawn: of the input and the targets, or of both inputs.
    pub frame: Frame,
    /// The function.
    pub model: DataModel,
    /// Outputs at the data points, a row a point.
    pub outputs: Vec<Vec<f64>>,
}

impl DataPicture {
    /// Evaluates the network of `objective` over its data, in the ranges `frame`.
    #[must_use]
    pub fn new(objective: &Arc<Objective>, weights: &[f64], frame: Frame) -> Self {
        let network = objective.network();
        let model = match network.input_count() {
            _ if objective.is_population() => DataModel::Population,
            1 => curve(objective, weights, frame[0]),
            2 => regions(objective, weights, frame),
            _ => DataModel::Table,
        };
        let outputs =
            objective.outputs(weights).rows().into_iter().map(|row| row.to_vec()).collect();
        Self { weights: weights.to_vec(), objective: Arc::clone(objective), frame, model, outputs }
    }
}

/// How many of `wanted` samples the budget allows, at least 16.
fn affordable(objective: &Objective, wanted: usize) -> usize {
    (BUDGET / objective.parameter_count().max(1)).clamp(16, wanted)
}

/// The ranges that show all data with a margin, so that the frame does not jump while the curve
/// moves.
#[must_use]
pub fn frame(objective: &Objective) -> Frame {
    let data = objective.dataset();
    match data.input_count() {
        _ if objective.is_population() => [[0.0, 1.0]; 2],
        1 => [padded(data.inputs().iter(), 0.15), padded(data.targets().iter(), 0.3)],
        2 => [0, 1].map(|input| padded(data.inputs().column(input).iter(), 0.2)),
        _ => [[0.0, 1.0]; 2],
    }
}

fn curve(objective: &Objective, weights: &[f64], [low, high]: [f64; 2]) -> DataModel {
    let samples = affordable(objective, CURVE);
    let mut kinks = kinks(objective.network(), weights);
    kinks.retain(|k| (low..=high).contains(k));
    let mut x: Vec<f64> =
        (0..samples).map(|i| low + (high - low) * i as f64 / (samples - 1) as f64).collect();
    // corners are drawn as corners
    x.extend(&kinks);
    x.sort_by(f64::total_cmp);
    let mut work = objective.workspace();
    let mut outputs = vec![Vec::with_capacity(x.len()); objective.network().output_count()];
    for &x in &x {
        for (k, &out) in objective.output(weights, &[x], &mut work).iter().enumerate() {
            outputs[k].push(out);
        }
    }
    DataModel::Curve { x, outputs, kinks }
}

/// `-b / w` of each first-layer unit of a piecewise-linear network with one input.
fn kinks(network: &Network, weights: &[f64]) -> Vec<f64> {
    let layer = &network.layout()[0];
    if !layer.activation.is_piecewise_linear() || network.layers.len() < 3 {
        return Vec::new();
    }
    layer
        .weights
        .clone()
        .enumerate()
        .map(|(unit, w)| -layer.biases.clone().nth(unit).map_or(0.0, |b| weights[b]) / weights[w])
        .filter(|x| x.is_finite())
        .collect()
}

fn regions(objective: &Objective, weights: &[f64], [x_range, y_range]: Frame) -> DataModel {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the root of a small count"
    )]
    let side = (affordable(objective, CELLS * CELLS) as f64).sqrt() as usize;
    let at = |range: [f64; 2], i: usize| {
        range[0] + (range[1] - range[0]) * (i as f64 + 0.5) / side as f64
    };
    let mut work = objective.workspace();
    let spread = OutputScale::of(objective);
    let mut pixels = Vec::with_capacity(3 * side * side);
    for row in 0..side {
        let y = at(y_range, side - 1 - row);
        for column in 0..side {
            let out = objective.output(weights, &[at(x_range, column), y], &mut work);
            pixels.extend(spread.color(out));
        }
    }
    let image = Image { size: [side, side], rgb: pixels };
    DataModel::Regions { image, lines: unit_lines(objective.network(), weights, x_range, y_range) }
}

/// The range of some numbers, wider by the share `margin` on each side.
fn padded<'a>(values: impl Iterator<Item = &'a f64>, margin: f64) -> [f64; 2] {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
    // beside a huge number 1 is nothing
    let pad = if high > low { (high - low) * margin } else { (1e-9 * high.abs()).max(1.0) };
    [low - pad, high + pad]
}

/// Where each first-layer unit's line `w · x + b = 0` crosses a rectangle.
fn unit_lines(network: &Network, weights: &[f64], x: [f64; 2], y: [f64; 2]) -> Vec<[[f64; 2]; 2]> {
    let layer = &network.layout()[0];
    if network.layers.len() < 3 {
        return Vec::new();
    }
    (0..layer.units)
        .filter_map(|unit| {
            let (a, b) = (
                weights[layer.weights.start + 2 * unit],
                weights[layer.weights.start + 2 * unit + 1],
            );
            let c = layer.biases.clone().nth(unit).map_or(0.0, |b| weights[b]);
            crossing(a, b, c, x, y)
        })
        .collect()
}

/// The segment of `a x + b y + c = 0` inside a rectangle.
fn crossing(a: f64, b: f64, c: f64, x: [f64; 2], y: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let mut ends: Vec<[f64; 2]> = Vec::new();
    for side in x {
        let at = -(a * side + c) / b;
        if (y[0]..=y[1]).contains(&at) {
            ends.push([side, at]);
        }
    }
    for side in y {
        let at = -(b * side + c) / a;
        if (x[0]..=x[1]).contains(&at) {
            ends.push([at, side]);
        }
    }
    // a line through a corner meets two sides there: take the two ends farthest apart
    let first = *ends.first()?;
    let far = |end: &[f64; 2]| (end[0] - first[0]).abs() + (end[1] - first[1]).abs();
    let last = ends.iter().copied().max_by(|p, q| far(p).total_cmp(&far(q)))?;
    (far(&last) > 0.0).then_some([first, last])
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::figure::map::label_color;
    use crate::network::{Activation, Dataset};
    use crate::objective::{Loss, LossKind, Reduction};

    #[test]
    fn with_softmax_regions_have_the_colour_of_the_most_probable_class_and_fade_at_their_borders() {
        // the outputs are (3 x, -3 x, 3 y - 3)
        let network = Network {
            layers: vec![2, 3],
            activation: Activation::Identity,
            output_activation: Activation::Identity,
            bias: true,
        };
        let weights = [3.0, 0.0, -3.0, 0.0, 0.0, 3.0, 0.0, 0.0, -3.0];
        let data = Dataset::new(array![[0.0, 0.0]], array![[1.0, 0.0, 0.0]]);
        let loss = Loss { kind: LossKind::Softmax, reduction: Reduction::Sum, scale: 1.0 };
        let objective = Objective::new(network, data, loss);
        let DataModel::Regions { image, .. } = regions(&objective, &weights, [[-9.0, 9.0]; 2])
        else {
            panic!("two inputs are drawn as regions");
        };
        let [width, height] = image.size;
        // in eighteenths from the left and from below
        let at = |x: usize, y: usize| {
            let at = 3 * ((height - 1 - height * y / 18) * width + width * x / 18);
            [image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]]
        };
        let classes = [at(17, 9), at(1, 9), at(9, 17)];
        assert_eq!(classes, [0, 1, 2].map(label_color));
        let pale = at(9, 1);
        assert!(classes[0][0] == 0 && pale[0] > 100, "{pale:?}");
        assert_eq!(OutputScale::of(&objective).color_of_targets(&[0.0, 1.0, 0.0]), classes[1]);
    }

    #[test]
    fn a_units_line_is_cut_at_the_rectangle() {
        assert_eq!(
            crossing(1.0, 0.0, -0.5, [0.0, 1.0], [0.0, 2.0]),
            Some([[0.5, 0.0], [0.5, 2.0]])
        );
        assert_eq!(
            crossing(1.0, -1.0, 0.0, [0.0, 1.0], [0.0, 1.0]),
            Some([[0.0, 0.0], [1.0, 1.0]])
        );
        assert_eq!(crossing(1.0, 1.0, 5.0, [0.0, 1.0], [0.0, 1.0]), None);
        assert_eq!(crossing(0.0, 0.0, 1.0, [0.0, 1.0], [0.0, 1.0]), None);
    }
}
