//! The linear fit as a bad minimum of a network that could do better.
//!
//! # The theorem
//! Let the units be ReLU-like (slope `s+ = 1` right of 0 and `0 <= s- < 1` left of it), the loss
//! the squared error, and the data such that no affine function of the inputs gives the mean of the
//! targets at every input. At weights for which every unit's pre-activation is positive on every
//! data point and the outputs are those of the least-squares fit by an affine function, the network
//! has a local minimum, and it is not global as soon as one unit more than the fit needs is there.
//!
//! *Proof.* Near these weights all units stay on their right piece, so that the outputs are affine
//! functions of the inputs, of which the least-squares fit is the best: a local minimum. The
//! residuals are not 0 in the sum over the points of some input, so that some hinge lowers the loss
//! (`fit.rs`); the unit that is left over becomes this hinge. ∎
//!
//! Source: Yun, Sra, Jadbabaie 2019, "Small nonlinearities in activation functions create bad local
//! minima in neural networks" (ICLR, arXiv 1802.03487), Theorem 1, there for one output and
//! distinct inputs.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::build::{self, Words};
use super::fit::{Hinge, is_best, least_squares, residuals, with_hinges};
use super::source::{GenerateError, Source, check_size};
use crate::network::{Activation, Network};
use crate::preset::Preset;
use crate::proof::dot;

const THEOREM: &str = "Theorem 1 of Yun, Sra and Jadbabaie";

/// What may be chosen besides the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Yun {
    /// Number of hidden units; otherwise the source's, or one more than the linear fit needs.
    pub hidden: Option<usize>,
    /// Activation of the hidden units; otherwise the source's, or ReLU.
    pub activation: Option<Activation>,
    /// Seed of the directions among which the better point's hinges are looked for.
    pub seed: u64,
}

/// Weights of a network with one hidden layer that is linear on the data, up to some hinges.
struct Layers<'s> {
    source: &'s Source,
    network: &'s Network,
}

/// A network with one hidden layer, stuck at the linear fit of the data; and a better point of it.
///
/// # Errors
/// If the theorem does not apply to data, loss or network.
pub fn yun(source: &Source, options: &Yun) -> Result<Preset, GenerateError> {
    source.check(THEOREM)?;
    let network = network(source, options)?;
    check_size(&network)?;
    let affine: Vec<Vec<BigRational>> = source
        .inputs
        .iter()
        .map(|x| x.iter().cloned().chain([BigRational::one()]).collect())
        .collect();
    let line = least_squares(&affine, &source.targets);
    let left = residuals(&affine, &line, &source.targets);
    if left.iter().flatten().all(Zero::is_zero) {
        return Err(GenerateError::new(format!(
            "a linear model fits the data of {} exactly, so that its fit is no bad minimum; \
                {THEOREM} needs data \
                that no linear model fits",
            source.name
        )));
    }
    if is_best(&source.inputs, &left) {
        return Err(GenerateError::new(format!(
            "a linear model gives the mean of the targets at every input of {}, so that no \
                network does better",
            source.name
        )));
    }
    let spare = network.layers[1] - linear_units(source);
    let better = with_hinges(
        &source.inputs,
        &source.targets,
        &affine,
        network.activation,
        [spare as u64, options.seed],
    );
    let layers = Layers { source, network: &network };
    let fit = layers.weights(&line, &[], &[]);
    let (linear, outgoing) = better.coefficients.split_at(affine[0].len());
    let better = layers.weights(linear, &better.hinges, outgoing);
    let mut start = fit.clone();
    let first_outgoing = network.layout()[1].weights.start;
    start[first_outgoing] = BigRational::new(BigInt::from(1), BigInt::from(2));

    let words = Words {
        title: format!("{}: stuck at the linear fit", source.name),
        source: "Yun, Sra, Jadbabaie 2019 (ICLR, arXiv 1802.03487), Theorem 1; \
            generated"
            .to_owned(),
        notes: "Every unit is on its right piece at every data point, so that all nearby networks \
            are linear on the \
                data, and this one is the best of those: a local minimum.\nOne unit with its kink \
                among the data \
                would do better.\n"
            .to_owned(),
    };
    build::stuck(
        source,
        network.clone(),
        words,
        [
            ("linear fit", fit, "The outputs of the linear fit"),
            ("better", better, "With the kinks of other units among the data"),
            ("start", start, "The linear fit with half the outgoing weight of its first unit"),
        ],
    )
}

/// How many units carry a linear map from inputs to outputs.
fn linear_units(source: &Source) -> usize {
    source.input_count().min(source.target_count())
}

fn network(source: &Source, options: &Yun) -> Result<Network, GenerateError> {
    let own = source.network.as_ref();
    let activation = options.activation.or(own.map(|n| n.activation)).unwrap_or(Activation::Relu);
    if !activation.has_kink() {
        return Err(GenerateError::new(format!(
            "{THEOREM} is about relu and leaky-relu units, not {}; --activation chooses others \
                than those of {}",
            activation.name(),
            source.name
        )));
    }
    let needed = linear_units(source) + 1;
    let hidden = match (options.hidden, own) {
        (Some(hidden), _) => hidden,
        (None, None) => needed,
        (None, Some(own)) if own.layers.len() == 3 => own.layers[1],
        (None, Some(own)) => {
            return Err(GenerateError::new(format!(
                "{THEOREM} is about one hidden layer, but the network of {} is {}; --hidden \
                    chooses another",
                source.name,
                own.shape_name()
            )));
        }
    };
    if options.hidden.is_none() && own.is_some_and(|own| !own.bias) {
        return Err(GenerateError::new(format!(
            "{THEOREM} needs biases, but the network of {} has none; --hidden chooses a network \
                with biases",
            source.name
        )));
    }
    if hidden < needed {
        return Err(GenerateError::new(format!(
            "expected at least {needed} hidden units ({} for the linear fit and one for a better \
                point), found \
                {hidden}",
            needed - 1
        )));
    }
    Ok(Network {
        layers: vec![source.input_count(), hidden, source.target_count()],
        activation,
        output_activation: Activation::Identity,
        bias: true,
    })
}

impl Layers<'_> {
    /// The flat weights whose outputs are the affine function with the coefficients `linear`
    /// (`[input or constant][output]`) plus the hinges times their `outgoing` weights.
    ///
    /// The affine function goes through the first units, one for each output (or for each input, if
    /// there are fewer), lifted so far that their pre-activations are at least 1 on all data. Units
    /// that nothing is left for are 1 everywhere and go nowhere.
    fn weights(
        &self,
        linear: &[Vec<BigRational>],
        hinges: &[Hinge],
        outgoing: &[Vec<BigRational>],
    ) -> Vec<BigRational> {
        let (inputs, outputs) = (self.source.input_count(), self.source.target_count());
        let [hidden, output] = [0, 1].map(|l| self.network.layout()[l].clone());
        let (zero, one) = (BigRational::zero(), BigRational::one());
        let mut weights = vec![zero.clone(); self.network.parameter_count()];
        let mut constants = linear[inputs].clone();
        for unit in 0..hidden.units {
            let row = hidden.weights.start + unit * inputs;
            let bias = hidden.biases.start + unit;
            let out = |k: usize| output.weights.start + k * hidden.units + unit;
            if unit < linear_units(self.source) {
                let by_output = outputs <= inputs;
                let incoming: Vec<BigRational> = (0..inputs)
                    .map(|i| match by_output {
                        true => linear[i][unit].clone(),
                        false if i == unit => one.clone(),
                        false => zero.clone(),
                    })
                    .collect();
                let values: Vec<BigRational> =
                    self.source.inputs.iter().map(|x| dot(&incoming, x)).collect();
                let lift = build::lift(values.iter());
                weights[row..row + inputs].clone_from_slice(&incoming);
                weights[bias] = lift.clone();
                for k in 0..outputs {
                    let v = match by_output {
                        true if k == unit => one.clone(),
                        true => zero.clone(),
                        false => linear[unit][k].clone(),
                    };
                    constants[k] -= &v * &lift;
                    weights[out(k)] = v;
                }
            } else if let Some(hinge) = hinges.get(unit - linear_units(self.source)) {
                weights[row..row + inputs].clone_from_slice(&hinge.direction);
                weights[bias] = -&hinge.threshold;
                for (k, v) in outgoing[unit - linear_units(self.source)].iter().enumerate() {
                    weights[out(k)] = v.clone();
                }
            } else {
                weights[bias] = one.clone();
            }
        }
        weights[output.biases].clone_from_slice(&constants);
        weights
    }
}
