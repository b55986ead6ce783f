//! Fully connected networks: layer sizes, the flat parameter vector, and the names of its entries.
//!
//! Layer `l` (counted from 1) computes `h_l = f_l(W_l h_{l-1} + b_l)` with `h_0 = x`; `f_l` is the
//! hidden activation for all layers but the last. The flat parameter vector holds, layer by layer,
//! the weight matrix row by row (a row per unit of that layer), then its biases.

use std::ops::Range;

use super::activation::Activation;

/// The shape of a fully connected network.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// Layer sizes `[d, h_1, .., m]`, at least two, none zero.
    pub layers: Vec<usize>,
    /// Activation of the hidden units.
    pub activation: Activation,
    /// Activation of the output units.
    pub output_activation: Activation,
    /// Whether every unit has a bias.
    pub bias: bool,
}

/// Where one layer's parameters stand in the flat vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerLayout {
    /// Number of inputs of the layer.
    pub inputs: usize,
    /// Number of units of the layer.
    pub units: usize,
    /// The weight matrix, `units x inputs`, row by row.
    pub weights: Range<usize>,
    /// The biases, one a unit; empty without biases.
    pub biases: Range<usize>,
    /// The activation of the layer's units.
    pub activation: Activation,
}

/// What one entry of the flat parameter vector is; indices count from 0, layers from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `W{layer}[{unit},{input}]`
    Weight {
        /// The layer, from 1.
        layer: usize,
        /// The unit (row).
        unit: usize,
        /// The input (column).
        input: usize,
    },
    /// `b{layer}[{unit}]`
    Bias {
        /// The layer, from 1.
        layer: usize,
        /// The unit.
        unit: usize,
    },
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Weight { layer, unit, input } => write!(f, "W{layer}[{unit},{input}]"),
            Self::Bias { layer, unit } => write!(f, "b{layer}[{unit}]"),
        }
    }
}

impl LayerLayout {
    /// Where the incoming weights of a unit stand.
    #[must_use]
    pub fn row(&self, unit: usize) -> Range<usize> {
        let start = self.weights.start + unit * self.inputs;
        start..start + self.inputs
    }

    /// Where the bias of a unit stands, if it has one.
    #[must_use]
    pub fn bias(&self, unit: usize) -> Option<usize> {
        self.biases.clone().nth(unit)
    }

    /// Where the incoming weights of a unit stand, then its bias.
    pub fn incoming(&self, unit: usize) -> impl Iterator<Item = usize> + use<> {
        self.row(unit).chain(self.bias(unit))
    }

    /// Where the weights stand that go out from a unit of the layer before.
    pub fn outgoing(&self, input: usize) -> impl Iterator<Item = usize> + use<> {
        self.weights.clone().skip(input).step_by(self.inputs)
    }
}

impl Network {
    /// Number of inputs `d`.
    #[must_use]
    pub fn input_count(&self) -> usize {
        self.layers[0]
    }

    /// Number of outputs `m`.
    #[must_use]
    pub fn output_count(&self) -> usize {
        self.layers[self.layers.len() - 1]
    }

    /// Whether it is what a [population](super::Dataset::population) sums: ReLU outputs without
    /// biases, and nothing before them.
    #[must_use]
    pub fn sums_relus(&self) -> bool {
        self.layers.len() == 2 && self.output_activation == Activation::Relu && !self.bias
    }

    /// Length of the flat parameter vector.
    #[must_use]
    pub fn parameter_count(&self) -> usize {
        self.layers
            .windows(2)
            .map(|pair| pair[1].saturating_mul(pair[0] + usize::from(self.bias)))
            .fold(0, usize::saturating_add)
    }

    /// Where each layer's weights and biases stand, first layer first.
    #[must_use]
    pub fn layout(&self) -> Vec<LayerLayout> {
        let last = self.layers.len() - 2;
        let mut next = 0;
        self.layers
            .windows(2)
            .enumerate()
            .map(|(l, pair)| {
                let (inputs, units) = (pair[0], pair[1]);
                let weights = next..next + inputs * units;
                let biases = weights.end..weights.end + if self.bias { units } else { 0 };
                next = biases.end;
                let activation = if l == last { self.output_activation } else { self.activation };
                LayerLayout { inputs, units, weights, biases, activation }
            })
            .collect()
    }

    /// What each entry of the flat vector is, in order.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut all = Vec::with_capacity(self.parameter_count());
        for (l, layer) in self.layout().iter().enumerate() {
            let number = l + 1;
            for unit in 0..layer.units {
                all.extend((0..layer.inputs).map(|input| Parameter::Weight {
                    layer: number,
                    unit,
                    input,
                }));
            }
            all.extend((0..layer.biases.len()).map(|unit| Parameter::Bias { layer: number, unit }));
        }
        all
    }

    /// The names of all parameters, in the order of the flat vector: `W1[0,0]`, .., `b1[0]`, ..
    #[must_use]
    pub fn parameter_names(&self) -> Vec<String> {
        self.parameters().iter().map(ToString::to_string).collect()
    }

    /// The index in the flat vector of the parameter called `name`; blanks are ignored.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        let wanted: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        self.parameters().iter().position(|parameter| parameter.to_string() == wanted)
    }

    /// The filters of the network: for each unit the indices of its incoming weights and its bias.
    ///
    /// One filter = one unit, as in the filter normalisation of Li et al. 2018 (arXiv 1712.09913)
    /// for fully connected layers.
    #[must_use]
    pub fn filters(&self) -> Vec<Vec<usize>> {
        self.layout()
            .iter()
            .flat_map(|layer| (0..layer.units).map(|unit| layer.incoming(unit).collect()))
            .collect()
    }

    /// The layer sizes as `2-3-1`.
    #[must_use]
    pub fn shape_name(&self) -> String {
        self.layers.iter().map(ToString::to_string).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(layers: &[usize], bias: bool) -> Network {
        Network {
            layers: layers.to_vec(),
            activation: Activation::Tanh,
            output_activation: Activation::Identity,
            bias,
        }
    }

    #[test]
    fn names_follow_the_flat_vector_layer_by_layer() {
        let names = network(&[2, 2, 1], true).parameter_names();
        assert_eq!(
            names,
            [
                "W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "W2[0,0]", "W2[0,1]",
                "b2[0]"
            ]
        );
        assert_eq!(network(&[2, 1], false).parameter_names(), ["W1[0,0]", "W1[0,1]"]);
    }

    #[test]
    fn names_lead_back_to_their_index() {
        let net = network(&[3, 4, 2], true);
        for (i, name) in net.parameter_names().iter().enumerate() {
            assert_eq!(net.index_of(name), Some(i));
        }
        assert_eq!(net.index_of("W1[0, 1]"), Some(1));
        assert_eq!(net.index_of("W9[0,0]"), None);
    }

    #[test]
    fn filters_cover_every_parameter_once() {
        let net = network(&[3, 4, 2], true);
        let mut all: Vec<usize> = net.filters().into_iter().flatten().collect();
        all.sort_unstable();
        assert_eq!(all, (0..net.parameter_count()).collect::<Vec<_>>());
        assert_eq!(net.filters()[1], [3, 4, 5, 13]);
    }
}
