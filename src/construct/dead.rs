//! A dead layer as a bad minimum of a ReLU network of any depth.
//!
//! # The theorem
//! Let every unit of one hidden ReLU layer have a negative pre-activation on every data point, and
//! let the output be the mean of the targets. The same holds for all nearby weights but for the
//! output's constant, of which the mean is the best: a local minimum of the squared error on an
//! open set of the weights up to that layer. It is not global unless the mean is already the best
//! function of the inputs.
//!
//! *Proof of the last sentence.* Otherwise the residuals do not add up to 0 at some input, so that
//! a hinge added to the constant lowers the loss (`fit.rs`). One unit in each hidden layer carries
//! it: in the first it is the hinge, in each later one it hands the non-negative value on. ∎
//!
//! Source: Swirszcz, Czarnecki, Pascanu 2017 (arXiv 1611.06310), Section 4.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::build::{self, Words};
use super::fit::{Fit, is_best, least_squares, residuals, with_hinges};
use super::source::{GenerateError, Source, check_size};
use crate::network::{Activation, Network};
use crate::preset::Preset;
use crate::proof::dot;

const THEOREM: &str = "the theorem on dead layers";

/// What may be chosen besides the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dead {
    /// Units of the hidden layers; otherwise the source's, or one layer of two.
    pub hidden: Option<Vec<usize>>,
    /// The hidden layer that is dead, from 1; otherwise the last.
    pub layer: Option<usize>,
    /// Seed of the other weights, and of the directions among which the better point's hinges are
    /// looked for.
    pub seed: u64,
}

/// A ReLU network with a dead layer; and a better point of it.
///
/// # Errors
/// If the theorem does not apply to data, loss or network.
pub fn dead(source: &Source, options: &Dead) -> Result<Preset, GenerateError> {
    source.check(THEOREM)?;
    let network = network(source, options)?;
    check_size(&network)?;
    let depth = network.layers.len() - 2;
    let layer = options.layer.unwrap_or(depth);
    if !(1..=depth).contains(&layer) {
        return Err(GenerateError::new(format!(
            "expected a hidden layer from 1 to {depth} to be dead, found {layer}"
        )));
    }
    let constant = vec![vec![BigRational::one()]; source.inputs.len()];
    let mean = least_squares(&constant, &source.targets);
    if is_best(&source.inputs, &residuals(&constant, &mean, &source.targets)) {
        return Err(GenerateError::new(format!(
            "the mean of all targets of {} is already the best output at every input, so that a \
                dead layer is no bad \
                minimum",
            source.name
        )));
    }
    let point = dead_weights(source, &network, [layer, depth], &mean[0], options.seed);
    let width = network.layers[1..=depth].iter().min().copied().unwrap_or(1);
    let fit = with_hinges(
        &source.inputs,
        &source.targets,
        &constant,
        Activation::Relu,
        [width as u64, options.seed],
    );
    let better = hinge_weights(&network, &fit);
    let mut start = point.clone();
    for bias in network.layout()[depth].biases.clone() {
        start[bias] += BigRational::one();
    }

    let words = Words {
        title: format!("{}: a dead layer", source.name),
        source: "Swirszcz, Czarnecki, Pascanu 2017 (arXiv 1611.06310), Section 4; generated"
            .to_owned(),
        notes: format!(
            "No data point switches on any unit of hidden layer {layer}, here and all around, so \
                that the output is one \
                constant for all of them, at best the mean of the targets.\nNo descent leaves the \
                region; units that \
                are awake would do better.\n"
        ),
    };
    build::stuck(
        source,
        network,
        words,
        [
            ("dead", point, "The layer is dead and the output is the mean of the targets"),
            ("better", better, "With kinks among the data"),
            (
                "start",
                start,
                "The dead point with the output off the mean, to which descent leads it back",
            ),
        ],
    )
}

fn network(source: &Source, options: &Dead) -> Result<Network, GenerateError> {
    let name = &source.name;
    let hidden = match (&options.hidden, &source.network) {
        (Some(hidden), _) => hidden.clone(),
        (None, None) => vec![2],
        (None, Some(own)) => {
            let missing = if own.layers.len() < 3 {
                format!("needs a hidden layer, but the network of {name} has none")
            } else if own.activation.dead_below().is_none() {
                format!("is about relu units, but those of {name} are {}", own.activation.name())
            } else if !own.bias {
                format!("needs biases, but the network of {name} has none")
            } else {
                String::new()
            };
            if !missing.is_empty() {
                return Err(GenerateError::new(format!(
                    "{THEOREM} {missing}; --hidden chooses a relu network with biases"
                )));
            }
            own.layers[1..own.layers.len() - 1].to_vec()
        }
    };
    if hidden.is_empty() || hidden.contains(&0) {
        return Err(GenerateError::new(
            "expected one hidden layer or more, each of at least one unit",
        ));
    }
    let mut layers = vec![source.input_count()];
    layers.extend(hidden);
    layers.push(source.target_count());
    Ok(Network {
        layers,
        activation: Activation::Relu,
        output_activation: Activation::Identity,
        bias: true,
    })
}

/// Weights drawn from the quarters between -1 and 1, but for the biases of the dead layer, which
/// keep its pre-activations at most -1 on all data, and of the output, which make it `mean`.
fn dead_weights(
    source: &Source,
    network: &Network,
    [dead, depth]: [usize; 2],
    mean: &[BigRational],
    seed: u64,
) -> Vec<BigRational> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut weights: Vec<BigRational> = (0..network.parameter_count())
        .map(|_| BigRational::new(BigInt::from(random.random_range(-4..=4)), BigInt::from(4)))
        .collect();
    let mut values = source.inputs.clone();
    for (l, layer) in network.layout().into_iter().enumerate() {
        let mut next = vec![Vec::new(); values.len()];
        for unit in 0..layer.units {
            let row = &weights[layer.weights.start + unit * layer.inputs..][..layer.inputs];
            let mut sums: Vec<BigRational> = values.iter().map(|h| dot(row, h)).collect();
            let bias = layer.biases.start + unit;
            if l == depth {
                // after the dead layer all points have the same values
                weights[bias] = &mean[unit] - &sums[0];
            } else if l + 1 == dead {
                sums.iter_mut().for_each(|sum| *sum = -&*sum);
                weights[bias] = -build::lift(sums.iter());
                sums.iter_mut().for_each(|sum| *sum = BigRational::from_integer(BigInt::from(-1)));
            } else {
                sums.iter_mut().for_each(|sum| *sum += &weights[bias]);
            }
            for (next, sum) in next.iter_mut().zip(sums) {
                next.push(if sum.is_negative() { BigRational::zero() } else { sum });
            }
        }
        values = next;
    }
    weights
}

/// Weights whose outputs are the constant and the hinges of the fit; every hidden layer is wide
/// enough.
fn hinge_weights(network: &Network, fit: &Fit) -> Vec<BigRational> {
    let mut weights = vec![BigRational::zero(); network.parameter_count()];
    let layout = network.layout();
    let (first, last) = (&layout[0], &layout[layout.len() - 1]);
    for (unit, hinge) in fit.hinges.iter().enumerate() {
        let row = first.weights.start + unit * first.inputs;
        weights[row..row + first.inputs].clone_from_slice(&hinge.direction);
        weights[first.biases.start + unit] = -&hinge.threshold;
        for layer in &layout[1..layout.len() - 1] {
            weights[layer.weights.start + unit * layer.inputs + unit] = BigRational::one();
        }
        for (k, v) in fit.coefficients[unit + 1].iter().enumerate() {
            weights[last.weights.start + k * last.inputs + unit] = v.clone();
        }
    }
    weights[last.biases.clone()].clone_from_slice(&fit.coefficients[0]);
    weights
}
