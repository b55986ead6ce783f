//! PyTorch, version 2.

use super::written::{batch, data, matrix};
use crate::network::{Activation, LEAKY_SLOPE};
use crate::objective::{LossKind, Reduction};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Preset;

const GAUSSIAN: &str = "\
\n
class Gaussian(torch.nn.Module):
    def forward(self, z):
        return torch.exp(-z * z)
";

/// Lion by its own paper (Chen et al. 2023).
const LION: &str = "

class Lion(torch.optim.Optimizer):
    def __init__(self, parameters, lr, weight_decay, betas):
        super().__init__(parameters, dict(lr=lr, weight_decay=weight_decay, betas=betas))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, (b1, b2) = group[\"lr\"], group[\"betas\"]
            for w in group[\"params\"]:
                m = self.state[w].setdefault(\"m\", torch.zeros_like(w))
                w.mul_(1 - lr * group[\"weight_decay\"])
                w.sub_(lr * torch.sign(b1 * m + (1 - b1) * w.grad))
                m.copy_(b2 * m + (1 - b2) * w.grad)
";

/// The program.
pub fn code(preset: &Preset, weights: &[f64]) -> String {
    let [x, y] = data(preset);
    let network = &preset.network;
    let (mut layers, mut values) = (String::new(), String::new());
    for (l, layer) in network.layout().iter().enumerate() {
        let bias = if network.bias { "" } else { ", bias=False" };
        let (inputs, units, f) = (layer.inputs, layer.units, activation(layer.activation));
        layers += &format!("    torch.nn.Linear({inputs}, {units}{bias}),\n    {f},\n");
        values += &format!("    \"{}.weight\": {},\n", 2 * l, matrix(layer, weights));
        if network.bias {
            let biases = &weights[layer.biases.clone()];
            values += &format!("    \"{}.bias\": {biases:?},\n", 2 * l);
        }
    }
    let is_gaussian = |f: Activation| f == Activation::Gaussian;
    let gaussian = if is_gaussian(network.activation) || is_gaussian(network.output_activation) {
        GAUSSIAN
    } else {
        ""
    };
    let settings = &preset.descent.settings;
    let lion = if settings.optimizer == Optimizer::Lion { LION } else { "" };
    format!(
        "import torch

torch.set_default_dtype(torch.float64)

x = torch.tensor(
    {x})
y = torch.tensor(
    {y})
{gaussian}{lion}

network = torch.nn.Sequential(
{layers})
weights = {{
{values}}}
network.load_state_dict({{name: torch.tensor(values) for name, values in weights.items()}})


def loss(out, y):
    return {loss}


print(\"loss\", loss(network(x), y).item())

steps = {steps}
optimizer = {optimizer}
{descent}
print(\"loss after\", steps, \"steps\", loss(network(x), y).item())
",
        loss = loss(preset),
        steps = settings.steps,
        optimizer = optimizer(settings),
        descent = descent(preset),
    )
}

fn activation(activation: Activation) -> String {
    match activation {
        Activation::Identity => "torch.nn.Identity()".to_owned(),
        Activation::Relu => "torch.nn.ReLU()".to_owned(),
        Activation::LeakyRelu => format!("torch.nn.LeakyReLU({LEAKY_SLOPE})"),
        Activation::Sigmoid => "torch.nn.Sigmoid()".to_owned(),
        Activation::Tanh => "torch.nn.Tanh()".to_owned(),
        // beyond the threshold it is z itself, at PyTorch's 20 with an error of 2e-9
        Activation::Softplus => "torch.nn.Softplus(threshold=40)".to_owned(),
        Activation::Gaussian => "Gaussian()".to_owned(),
        Activation::Elu => "torch.nn.ELU()".to_owned(),
        Activation::Silu => "torch.nn.SiLU()".to_owned(),
        Activation::Gelu => "torch.nn.GELU()".to_owned(),
    }
}

fn loss(preset: &Preset) -> String {
    let loss = preset.loss;
    let sum = match loss.kind {
        LossKind::Squared => "((out - y) ** 2).sum()",
        LossKind::CrossEntropy => {
            "torch.nn.functional.binary_cross_entropy_with_logits(out, y, reduction=\"sum\")"
        }
        LossKind::Softmax => "torch.nn.functional.cross_entropy(out, y, reduction=\"sum\")",
    };
    let over = match loss.reduction {
        Reduction::Sum => "",
        Reduction::Mean => " / len(y)",
    };
    format!("{:?} * {sum}{over}", loss.scale)
}

fn optimizer(settings: &Settings) -> String {
    let (rate, decay) = (settings.learning_rate, settings.weight_decay);
    let (epsilon, momentum) = (settings.epsilon, settings.momentum);
    let betas = format!("betas=({:?}, {:?})", settings.beta1, settings.beta2);
    let start = format!("network.parameters(), lr={rate:?}, weight_decay={decay:?}");
    let own = match settings.optimizer {
        Optimizer::GradientDescent => format!("SGD({start})"),
        Optimizer::Momentum => format!("SGD({start}, momentum={momentum:?})"),
        // without momentum there is nothing to look ahead by, and PyTorch refuses
        Optimizer::Nesterov if momentum == 0.0 => format!("SGD({start})"),
        Optimizer::Nesterov => format!("SGD({start}, momentum={momentum:?}, nesterov=True)"),
        Optimizer::Adagrad => format!("Adagrad({start}, eps={epsilon:?})"),
        Optimizer::Rmsprop => {
            format!("RMSprop({start}, alpha={:?}, eps={epsilon:?})", settings.alpha)
        }
        Optimizer::Adam => format!("Adam({start}, {betas}, eps={epsilon:?})"),
        Optimizer::Nadam => format!("NAdam({start}, {betas}, eps={epsilon:?})"),
        Optimizer::Lion => format!("Lion({start}, {betas})"),
        Optimizer::Adamw => format!("AdamW({start}, {betas}, eps={epsilon:?})"),
    };
    // PyTorch has no Lion
    if settings.optimizer == Optimizer::Lion { own } else { format!("torch.optim.{own}") }
}

fn descent(preset: &Preset) -> String {
    let settings = &preset.descent.settings;
    match batch(preset) {
        None => "\
for step in range(steps):
    optimizer.zero_grad()
    loss(network(x), y).backward()
    optimizer.step()
"
        .to_owned(),
        Some(size) => format!(
            "\
# an epoch visits every point once; the order is PyTorch's own
torch.manual_seed({seed})
order = torch.randperm(len(x))
for step in range(steps):
    if len(order) == 0:
        order = torch.randperm(len(x))
    batch, order = order[:{size}], order[{size}:]
    optimizer.zero_grad()
    loss(network(x[batch]), y[batch]).backward()
    optimizer.step()
",
            seed = settings.seed
        ),
    }
}
