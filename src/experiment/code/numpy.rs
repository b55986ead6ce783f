//! NumPy alone: the gradient by backpropagation, written out.

use super::written::{batch, data, matrix};
use crate::network::{Activation, LEAKY_SLOPE};
use crate::objective::{LossKind, Reduction};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Preset;

const SIGMOID: &str = "
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e), e / (1 + e) ** 2

";

/// The program.
pub fn code(preset: &Preset, weights: &[f64]) -> String {
    let [x, y] = data(preset);
    let network = &preset.network;
    let settings = &preset.descent.settings;
    let mut values = String::new();
    for layer in network.layout() {
        values += &format!("    np.array({}, dtype=float),\n", matrix(&layer, weights));
        if network.bias {
            values += &format!("    np.array({:?}, dtype=float),\n", &weights[layer.biases]);
        }
    }
    let (each, w, b, sum, slopes) = if network.bias {
        ("2", "weights[2 * l]", " + weights[2 * l + 1]", ", delta.sum(0)", "2 * l")
    } else {
        ("1", "weights[l]", "", "", "l")
    };
    let activations: Vec<&str> =
        network.layout().iter().map(|layer| name(layer.activation)).collect();
    let functions = functions(preset);
    format!(
        "{import}import numpy as np

x = np.array(
    {x}, dtype=float)
y = np.array(
    {y}, dtype=float)

# layer by layer, a row a unit{and_biases}
weights = [
{values}]

{SIGMOID}{functions}
activations = [{activations}]


def loss_and_slope(out, y):
    factor = {factor}
    return factor * np.sum({value}), factor * ({slope})


def forward(weights, x):
    h, layers = x, []
    for l, activation in enumerate(activations):
        before = h
        h, slope = activation(before @ {w}.T{b})
        layers.append((before, slope))
    return h, layers


def loss_and_gradient(weights, x, y):
    out, layers = forward(weights, x)
    loss, delta = loss_and_slope(out, y)
    gradient = []
    for l in reversed(range(len(layers))):
        before, slope = layers[l]
        delta = delta * slope
        gradient = [delta.T @ before{sum}] + gradient
        delta = delta @ weights[{slopes}]
    return loss, gradient


print(\"loss\", float(loss_and_gradient(weights, x, y)[0]))

steps = {steps}
rate = {rate:?}
first = [np.zeros_like(w) for w in weights]
second = [np.zeros_like(w) for w in weights]
{order}for step in range(1, steps + 1):
    {batch}
    for i in range({each} * len(activations)):
        w, g, m, v = weights[i], gradient[i], first[i], second[i]
{update}
print(\"loss after\", steps, \"steps\", float(loss_and_gradient(weights, x, y)[0]))
",
        import = if functions.contains("math.") { "import math\n\n" } else { "" },
        and_biases = if network.bias { ", then its biases" } else { "" },
        activations = activations.join(", "),
        factor = factor(preset),
        value = value(preset.loss.kind),
        slope = slope(preset.loss.kind),
        steps = settings.steps,
        rate = settings.learning_rate,
        order = order(preset),
        batch = gradient_of(preset),
        update = update(settings),
    )
}

fn name(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => "identity",
        Activation::Relu => "relu",
        Activation::LeakyRelu => "leaky_relu",
        Activation::Sigmoid => "sigmoid",
        Activation::Tanh => "tanh",
        Activation::Softplus => "softplus",
        Activation::Gaussian => "gaussian",
        Activation::Elu => "elu",
        Activation::Silu => "silu",
        Activation::Gelu => "gelu",
    }
}

/// The value and the slope at `z`.
fn body(activation: Activation) -> String {
    match activation {
        Activation::Identity => "z, np.ones_like(z)".to_owned(),
        Activation::Relu => "np.maximum(z, 0), np.where(z > 0, 1.0, 0.0)".to_owned(),
        Activation::LeakyRelu => {
            format!("np.where(z > 0, z, {LEAKY_SLOPE} * z), np.where(z > 0, 1, {LEAKY_SLOPE})")
        }
        Activation::Sigmoid => "sigmoid(z)".to_owned(),
        Activation::Tanh => "np.tanh(z), 4 * sigmoid(2 * z)[1]".to_owned(),
        Activation::Softplus => "np.logaddexp(0, z), sigmoid(z)[0]".to_owned(),
        Activation::Gaussian => "np.exp(-z * z), -2 * z * np.exp(-z * z)".to_owned(),
        Activation::Elu => {
            let below = "np.minimum(z, 0)";
            format!("np.where(z > 0, z, np.expm1({below})), np.exp({below})")
        }
        Activation::Silu => "z * sigmoid(z)[0], sigmoid(z)[0] + z * sigmoid(z)[1]".to_owned(),
        Activation::Gelu => {
            let share = "np.vectorize(math.erfc, otypes=[float])(-z / 2 ** 0.5) / 2";
            let density = "np.exp(-z * z / 2) / (2 * np.pi) ** 0.5";
            format!("z * {share}, {share} + z * {density}")
        }
    }
}

/// The activations that the network has, once each; the sigmoid is there.
fn functions(preset: &Preset) -> String {
    let network = &preset.network;
    let mut all = vec![network.output_activation];
    if network.layers.len() > 2 && network.activation != network.output_activation {
        all.push(network.activation);
    }
    let functions = all.into_iter().filter(|f| *f != Activation::Sigmoid);
    let each = functions.map(|f| format!("\ndef {}(z):\n    return {}\n\n", name(f), body(f)));
    each.collect::<Vec<String>>().concat()
}

fn factor(preset: &Preset) -> String {
    match preset.loss.reduction {
        Reduction::Sum => format!("{:?}", preset.loss.scale),
        Reduction::Mean => format!("{:?} / len(y)", preset.loss.scale),
    }
}

fn value(kind: LossKind) -> &'static str {
    match kind {
        LossKind::Squared => "(out - y) ** 2",
        LossKind::CrossEntropy => "(1 - y) * np.logaddexp(0, out) + y * np.logaddexp(0, -out)",
        LossKind::Softmax => "y * (np.logaddexp.reduce(out, axis=1, keepdims=True) - out)",
    }
}

fn slope(kind: LossKind) -> &'static str {
    match kind {
        LossKind::Squared => "2 * (out - y)",
        LossKind::CrossEntropy => "(1 - y) * sigmoid(out)[0] - y * sigmoid(-out)[0]",
        LossKind::Softmax => "np.exp(out - np.logaddexp.reduce(out, axis=1, keepdims=True)) - y",
    }
}

fn order(preset: &Preset) -> String {
    if batch(preset).is_none() {
        return String::new();
    }
    let seed = preset.descent.settings.seed;
    format!(
        "# an epoch visits every point once; the order is NumPy's own\n\
            random = np.random.default_rng({seed})\norder = np.array([], dtype=int)\n"
    )
}

fn gradient_of(preset: &Preset) -> String {
    match batch(preset) {
        None => "_, gradient = loss_and_gradient(weights, x, y)".to_owned(),
        Some(size) => format!(
            "if len(order) == 0:\n        order = random.permutation(len(x))\n    \
                batch, order = order[:{size}], order[{size}:]\n    \
                _, gradient = loss_and_gradient(weights, x[batch], y[batch])"
        ),
    }
}

/// The lines that change the weights `w` in place.
fn update(settings: &Settings) -> String {
    let (mu, epsilon) = (settings.momentum, settings.epsilon);
    let (beta1, beta2, alpha) = (settings.beta1, settings.beta2, settings.alpha);
    let mut lines = Vec::new();
    if settings.weight_decay != 0.0 {
        let decay = settings.weight_decay;
        lines.push(match settings.optimizer {
            Optimizer::Adamw | Optimizer::Lion => format!("w *= 1 - rate * {decay:?}"),
            Optimizer::GradientDescent
            | Optimizer::Momentum
            | Optimizer::Nesterov
            | Optimizer::Adagrad
            | Optimizer::Rmsprop
            | Optimizer::Adam
            | Optimizer::Nadam => format!("g = g + {decay:?} * w"),
        });
    }
    match settings.optimizer {
        Optimizer::GradientDescent => lines.push("w -= rate * g".to_owned()),
        Optimizer::Momentum => {
            lines.push(format!("m[...] = {mu:?} * m + g"));
            lines.push("w -= rate * m".to_owned());
        }
        Optimizer::Nesterov => {
            lines.push(format!("m[...] = {mu:?} * m + g"));
            lines.push(format!("w -= rate * (g + {mu:?} * m)"));
        }
        Optimizer::Adagrad => {
            lines.push("v += g * g".to_owned());
            lines.push(format!("w -= rate * g / (np.sqrt(v) + {epsilon:?})"));
        }
        Optimizer::Rmsprop => {
            lines.push(format!("v[...] = {alpha:?} * v + (1 - {alpha:?}) * g * g"));
            lines.push(format!("w -= rate * g / (np.sqrt(v) + {epsilon:?})"));
        }
        Optimizer::Lion => {
            lines.push(format!("w -= rate * np.sign({beta1:?} * m + (1 - {beta1:?}) * g)"));
            lines.push(format!("m[...] = {beta2:?} * m + (1 - {beta2:?}) * g"));
        }
        Optimizer::Nadam => {
            lines.push(format!("m[...] = {beta1:?} * m + (1 - {beta1:?}) * g"));
            lines.push(format!("v[...] = {beta2:?} * v + (1 - {beta2:?}) * g * g"));
            lines.push(format!(
                "mu = {beta1:?} * (1 - 0.96 ** (0.004 * np.arange(1, step + 2)) / 2)"
            ));
            lines.push(format!("root = np.sqrt(v / (1 - {beta2:?}**step)) + {epsilon:?}"));
            lines.push("w -= rate * (1 - mu[-2]) / (1 - np.prod(mu[:-1])) * g / root".to_owned());
            lines.push("w -= rate * mu[-1] / (1 - np.prod(mu)) * m / root".to_owned());
        }
        Optimizer::Adam | Optimizer::Adamw => {
            lines.push(format!("m[...] = {beta1:?} * m + (1 - {beta1:?}) * g"));
            lines.push(format!("v[...] = {beta2:?} * v + (1 - {beta2:?}) * g * g"));
            lines.push(format!("root = np.sqrt(v / (1 - {beta2:?}**step)) + {epsilon:?}"));
            lines.push(format!("w -= rate * m / (1 - {beta1:?}**step) / root"));
        }
    }
    let lines = lines.iter().map(|line| format!("        {line}\n"));
    lines.collect::<Vec<String>>().concat()
}
