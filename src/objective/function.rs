//! The objective function in floating point.

use ndarray::Array2;

use super::loss::{Loss, LossKind};
use super::pass::Pass;
use super::population::{Population, samples};
use crate::network::{Activation, Dataset, LayerLayout, Network, are_copies};

/// A network, a data set and a loss: `L(w) = factor * sum_i l_i`, where
/// `l_i` is `sum_k l(out_k(w, x_i), y_ik)` or, with softmax, a function of all outputs.
///
/// Over a [population](Dataset::population) it is `L(W) = scale * E_x (sum_i relu(w_i . x) - sum_j
/// relu(v_j . x))^2` in closed form (`population.rs`).
#[derive(Clone, Debug)]
pub struct Objective {
    pub(super) network: Network,
    pub(super) dataset: Dataset,
    pub(super) loss: Loss,
    pub(super) layout: Vec<LayerLayout>,
    pub(super) population: Option<Population<f64>>,
}

/// Scratch memory for evaluating an [`Objective`]; make one a thread and use it again.
pub type Workspace = Pass<f64>;

impl Objective {
    /// Puts a network, a data set and a loss together.
    ///
    /// # Panics
    /// If the network's input or output size is not that of the data, or a population is not for
    /// such a network and squared errors.
    #[must_use]
    pub fn new(network: Network, dataset: Dataset, loss: Loss) -> Self {
        assert_eq!(network.input_count(), dataset.input_count(), "network inputs");
        assert_eq!(network.output_count(), dataset.target_count(), "network outputs");
        assert_eq!(dataset.expected_network(&network), None, "network of a population");
        let population = dataset.teacher().map(|teacher| {
            assert_eq!(loss.kind, LossKind::Squared, "loss of a population");
            Population::new(teacher.rows().into_iter().map(|row| row.to_vec()), loss.scale)
        });
        let layout = network.layout();
        Self { network, dataset, loss, layout, population }
    }

    /// Whether the loss is one over a population, which has no points.
    #[must_use]
    pub fn is_population(&self) -> bool {
        self.population.is_some()
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The data set.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The loss function.
    #[must_use]
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// Where each layer's parameters stand.
    #[must_use]
    pub fn layout(&self) -> &[LayerLayout] {
        &self.layout
    }

    /// Length `P` of the flat parameter vector.
    #[must_use]
    pub fn parameter_count(&self) -> usize {
        self.network.parameter_count()
    }

    /// A number that the loss is nowhere below: the sum over the points of the
    /// [infimum](super::LossKind::infimum) over any outputs.
    #[must_use]
    pub fn lower_bound(&self) -> f64 {
        if self.is_population() {
            return 0.0;
        }
        let points = (0..self.dataset.len()).map(|i| self.dataset.target(i));
        let sum: f64 = points.map(|target| self.loss.kind.infimum(target)).sum();
        self.loss.factor(self.dataset.len()) * sum
    }

    /// Whether the loss has kinks: whether some unit's activation has one. Over a population it has
    /// two derivatives wherever no unit's weights are all zero.
    #[must_use]
    pub fn has_kinks(&self) -> bool {
        !self.is_population() && self.layout.iter().any(|layer| layer.activation.has_kink())
    }

    /// Scratch memory of the right size.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Pass::new(&self.layout)
    }

    /// `L(w)`, for `w` of length `P`.
    #[must_use]
    pub fn value(&self, weights: &[f64], work: &mut Workspace) -> f64 {
        if let Some(population) = &self.population {
            return population.value(weights);
        }
        let sum: f64 = (0..self.dataset.len())
            .map(|i| {
                work.forward(&self.layout, weights, self.dataset.input(i));
                work.loss(self.loss.kind, self.dataset.target(i))
            })
            .sum();
        self.loss.factor(self.dataset.len()) * sum
    }

    /// `L(w)`, and its gradient in `gradient` (length `P`, overwritten).
    pub fn value_and_gradient(
        &self,
        weights: &[f64],
        gradient: &mut [f64],
        work: &mut Workspace,
    ) -> f64 {
        self.accumulate(weights, 0..self.dataset.len(), self.dataset.len(), gradient, work)
    }

    /// As [`Self::value_and_gradient`] on a batch: the points `batch`, with a mean taken over them.
    pub fn value_and_gradient_on(
        &self,
        weights: &[f64],
        batch: &[usize],
        gradient: &mut [f64],
        work: &mut Workspace,
    ) -> f64 {
        self.accumulate(weights, batch.iter().copied(), batch.len(), gradient, work)
    }

    fn accumulate(
        &self,
        weights: &[f64],
        points: impl Iterator<Item = usize>,
        count: usize,
        gradient: &mut [f64],
        work: &mut Workspace,
    ) -> f64 {
        assert_eq!(gradient.len(), weights.len(), "gradient length");
        gradient.fill(0.0);
        if let Some(population) = &self.population {
            return population.add_gradient(weights, gradient);
        }
        let mut sum = 0.0;
        for i in points {
            work.forward(&self.layout, weights, self.dataset.input(i));
            let (kind, target) = (self.loss.kind, self.dataset.target(i));
            sum += work.loss(kind, target);
            work.begin_with_loss(kind, target);
            work.backward(&self.layout, weights, gradient);
        }
        let factor = self.loss.factor(count);
        gradient.iter_mut().for_each(|g| *g *= factor);
        factor * sum
    }

    /// The network's outputs at input `x` (length `d`); the slice lives in `work`.
    pub fn output<'w>(&self, weights: &[f64], x: &[f64], work: &'w mut Workspace) -> &'w [f64] {
        work.forward(&self.layout, weights, x);
        work.outputs()
    }

    /// The network's outputs on every point of the data set, `n x m`.
    #[must_use]
    pub fn outputs(&self, weights: &[f64]) -> Array2<f64> {
        let mut work = self.workspace();
        let mut all = Array2::zeros(self.dataset.targets().dim());
        for (i, mut row) in all.rows_mut().into_iter().enumerate() {
            let out = self.output(weights, self.dataset.input(i), &mut work);
            row.iter_mut().zip(out).for_each(|(to, from)| *to = *from);
        }
        all
    }

    /// The outputs on the data, point after point, as far as the loss knows them: those of softmax,
    /// which may all be shifted alike, without the mean of each point's; over a population, their
    /// sum at a few of its inputs.
    #[must_use]
    pub fn heard_outputs(&self, weights: &[f64]) -> Vec<f64> {
        if self.is_population() {
            return self.heard_samples(weights);
        }
        let mut outputs = self.outputs(weights);
        if !self.loss.kind.is_separable() {
            for mut row in outputs.rows_mut() {
                let mean = row.sum() / row.len() as f64;
                row -= mean;
            }
        }
        outputs.into_iter().collect()
    }

    fn heard_samples(&self, weights: &[f64]) -> Vec<f64> {
        let mut work = self.workspace();
        let samples = samples(self.network.input_count());
        samples.map(|x| self.output(weights, &x, &mut work).iter().sum()).collect()
    }

    /// Whether the network's symmetries lead from `a` to `b` (see [`are_copies`]); over a
    /// population, whose outputs are summed, they may be permuted as well.
    #[must_use]
    pub fn are_copies(&self, a: &[f64], b: &[f64], tolerance: f64) -> bool {
        if !self.is_population() {
            return are_copies(&self.network, a, b, tolerance);
        }
        // the same with the sum as an output, whose weights are 1
        let [inputs, units] = [self.network.input_count(), self.network.output_count()];
        let network = Network {
            layers: vec![inputs, units, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: false,
        };
        let [a, b] = [a, b].map(|rows| [rows, &vec![1.0; units]].concat());
        are_copies(&network, &a, &b, tolerance)
    }

    /// The pre-activations of every layer at input `x`, first layer first; they live in `work`.
    pub fn pre_activations<'w>(
        &self,
        weights: &[f64],
        x: &[f64],
        work: &'w mut Workspace,
    ) -> &'w [Vec<f64>] {
        work.forward(&self.layout, weights, x);
        &work.pre
    }

    /// The share of points that are [right](Self::is_right).
    ///
    /// `None` unless every target is 0 or 1.
    #[must_use]
    pub fn accuracy(&self, weights: &[f64]) -> Option<f64> {
        if !self.dataset.is_binary() {
            return None;
        }
        let mut work = self.workspace();
        let is_right = |i: &usize| {
            let out = self.output(weights, self.dataset.input(*i), &mut work);
            self.is_right(out, self.dataset.target(*i))
        };
        let right = (0..self.dataset.len()).filter(is_right).count();
        Some(right as f64 / self.dataset.len() as f64)
    }

    /// Whether outputs agree with targets of 0 and 1: every output is on the right side of the
    /// threshold (0 for logits, 1/2 for squared error); with softmax, that of the class is the
    /// greatest. An output on the threshold, and a greatest one that another equals, are wrong.
    #[must_use]
    pub fn is_right(&self, out: &[f64], targets: &[f64]) -> bool {
        let mut pairs = out.iter().zip(targets);
        let threshold = match self.loss.kind {
            LossKind::Softmax => {
                return pairs
                    .clone()
                    .filter(|(_, y)| **y > 0.5)
                    .all(|(own, _)| pairs.clone().all(|(other, y)| *y > 0.5 || other < own));
            }
            LossKind::CrossEntropy => 0.0,
            LossKind::Squared => 0.5,
        };
        pairs.all(|(&out, &y)| if y > 0.5 { out > threshold } else { out < threshold })
    }
}
