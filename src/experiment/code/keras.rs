//! Keras, version 3, on TensorFlow or JAX; its PyTorch backend multiplies matrices in 32 bits.

use super::written::{batch, data, rows};
use crate::network::{Activation, LEAKY_SLOPE, LayerLayout};
use crate::objective::{LossKind, Reduction};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Preset;

/// The program.
pub fn code(preset: &Preset, weights: &[f64]) -> String {
    let [x, y] = data(preset);
    let network = &preset.network;
    let settings = &preset.descent.settings;
    let (mut layers, mut values) = (String::new(), String::new());
    for layer in network.layout() {
        let (units, f) = (layer.units, activation(layer.activation));
        let more = format!("{}{}", bias(network.bias), decay(settings, network.bias));
        layers += &format!("    keras.layers.Dense({units}, activation={f}{more}),\n");
        values += &format!("    numpy.array({}),\n", kernel(&layer, weights));
        if network.bias {
            values += &format!("    numpy.array({:?}),\n", &weights[layer.biases]);
        }
    }
    let (loss, size) = (loss(preset), batch(preset));
    let over = match preset.loss.reduction {
        Reduction::Sum => "",
        Reduction::Mean => " / len(x)",
    };
    let part = match (preset.loss.reduction, size) {
        (Reduction::Mean, _) => "loss".to_owned(),
        (Reduction::Sum, None) => "lambda y, out: len(x) * loss(y, out)".to_owned(),
        (Reduction::Sum, Some(size)) => format!("lambda y, out: {size} * loss(y, out)"),
    };
    let (batch, epochs, order) = match size {
        None => ("len(x)".to_owned(), "steps".to_owned(), String::new()),
        Some(size) => {
            let a_pass = preset.dataset.len().div_ceil(size);
            let seed = settings.seed;
            let order = format!(
                "# an epoch visits every point once, in {a_pass} steps; the order is Keras's own\n\
                    keras.utils.set_random_seed({seed})\n"
            );
            (size.to_string(), format!("-(-steps // {a_pass})"), order)
        }
    };
    format!(
        "import os

os.environ.setdefault(\"JAX_ENABLE_X64\", \"1\")

import keras
import numpy
from keras import ops

keras.config.set_floatx(\"float64\")

x = numpy.array(
    {x}, dtype=\"float64\")
y = numpy.array(
    {y}, dtype=\"float64\")


def softplus(z):
    return ops.logaddexp(ops.zeros_like(z), z)


network = keras.Sequential([
    keras.Input(({inputs},)),
{layers}])
network.set_weights([
{values}])


# of each point; Keras takes the mean over points
def loss(y, out):
    return {loss}


def whole_loss():
    points = loss(ops.convert_to_tensor(y, \"float64\"), network(x))
    return float(ops.sum(points)){over}


print(\"loss\", whole_loss())

steps = {steps}
network.compile(
    optimizer=keras.optimizers.{optimizer},
    loss={part},
)
{order}network.fit(x, y, batch_size={batch}, epochs={epochs}, shuffle={shuffle}, verbose=0)
print(\"loss after\", steps, \"steps\", whole_loss())
",
        inputs = network.input_count(),
        steps = settings.steps,
        optimizer = optimizer(settings),
        shuffle = if size.is_some() { "True" } else { "False" },
    )
}

fn bias(has_bias: bool) -> &'static str {
    if has_bias { "" } else { ", use_bias=False" }
}

/// A layer's weight matrix as Keras has it, a column a unit.
fn kernel(layer: &LayerLayout, weights: &[f64]) -> String {
    let columns: Vec<Vec<f64>> = (0..layer.inputs)
        .map(|input| layer.outgoing(input).map(|at| weights[at]).collect())
        .collect();
    rows(columns.iter().map(Vec::as_slice))
}

fn activation(activation: Activation) -> String {
    match activation {
        Activation::Identity => "\"linear\"".to_owned(),
        Activation::Relu => "\"relu\"".to_owned(),
        // some backends keep a slope in 32 bits
        Activation::LeakyRelu => format!("lambda z: ops.where(z > 0, z, {LEAKY_SLOPE} * z)"),
        Activation::Sigmoid => "\"sigmoid\"".to_owned(),
        Activation::Tanh => "\"tanh\"".to_owned(),
        // some backends' own is z itself for a large z
        Activation::Softplus => "softplus".to_owned(),
        Activation::Gaussian => "lambda z: ops.exp(-z * z)".to_owned(),
        Activation::Elu => "\"elu\"".to_owned(),
        Activation::Silu => "\"silu\"".to_owned(),
        // by erf, not by the tanh that comes near it
        Activation::Gelu => "lambda z: ops.gelu(z, approximate=False)".to_owned(),
    }
}

fn loss(preset: &Preset) -> String {
    let terms = match preset.loss.kind {
        LossKind::Squared => "ops.square(out - y)",
        LossKind::CrossEntropy => "(1 - y) * softplus(out) + y * softplus(-out)",
        LossKind::Softmax => "y * (ops.logsumexp(out, axis=-1, keepdims=True) - out)",
    };
    format!("{:?} * ops.sum({terms}, axis=-1)", preset.loss.scale)
}

/// Weight decay that is added to the gradient; an optimiser's own is decoupled.
fn decay(settings: &Settings, has_bias: bool) -> String {
    let decay = settings.weight_decay;
    if decay == 0.0 || settings.optimizer == Optimizer::Adamw {
        return String::new();
    }
    let l2 = format!("keras.regularizers.L2({:?})", 0.5 * decay);
    let of_bias = if has_bias { format!(", bias_regularizer={l2}") } else { String::new() };
    format!(", kernel_regularizer={l2}{of_bias}")
}

fn optimizer(settings: &Settings) -> String {
    let (epsilon, momentum) = (settings.epsilon, settings.momentum);
    let rate = format!("learning_rate={:?}", settings.learning_rate);
    let betas = format!("beta_1={:?}, beta_2={:?}", settings.beta1, settings.beta2);
    // Keras adds epsilon inside the root, or before the correction of the bias
    match settings.optimizer {
        Optimizer::GradientDescent => format!("SGD({rate})"),
        Optimizer::Momentum => format!("SGD({rate}, momentum={momentum:?})"),
        Optimizer::Nesterov => format!("SGD({rate}, momentum={momentum:?}, nesterov=True)"),
        Optimizer::Adagrad => {
            format!("Adagrad({rate}, initial_accumulator_value=0.0, epsilon={epsilon:?})")
        }
        Optimizer::Rmsprop => {
            format!("RMSprop({rate}, rho={:?}, epsilon={epsilon:?})", settings.alpha)
        }
        Optimizer::Adam => format!("Adam({rate}, {betas}, epsilon={epsilon:?})"),
        Optimizer::Nadam => format!("Nadam({rate}, {betas}, epsilon={epsilon:?})"),
        Optimizer::Lion => format!("Lion({rate}, {betas})"),
        Optimizer::Adamw => {
            let decay = settings.weight_decay;
            format!("AdamW({rate}, {betas}, epsilon={epsilon:?}, weight_decay={decay:?})")
        }
    }
}
