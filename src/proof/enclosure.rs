//! Enclosures of the loss, its gradient and its Hessian over a box of weights.

use num_rational::BigRational;

use super::ExactProblem;
use crate::network::LayerLayout;
use crate::objective::LossKind;
use crate::objective::interval::{Interval, IntervalJet, jet};

/// A problem whose exact numbers are enclosed by intervals.
///
/// The formulas are those of [`Objective`](crate::objective::Objective): a backward pass for the
/// gradient, and its derivative along each axis (Pearlmutter's R-operator) for the Hessian. Every
/// operation has the inclusion property, hence so has every result: for all weights in the box and
/// the exact data, the true value lies in the enclosure.
///
/// At the kink of a piecewise-linear unit the gradient encloses the one-sided derivatives: each of
/// them is the formula with a slope between those of the two sides.
pub(super) struct Enclosure {
    layout: Vec<LayerLayout>,
    inputs: Vec<Vec<Interval>>,
    targets: Vec<Vec<Interval>>,
    kind: LossKind,
    factor: Interval,
    count: usize,
}

/// What one point's forward pass leaves behind.
struct Pass {
    /// The inputs of each layer; the last entry is the output.
    post: Vec<Vec<Interval>>,
    /// Each layer's activations and their derivatives.
    jets: Vec<Vec<IntervalJet>>,
}

impl Enclosure {
    pub fn new(problem: &ExactProblem) -> Self {
        let rows = |rows: &[Vec<BigRational>]| -> Vec<Vec<Interval>> {
            rows.iter().map(|row| row.iter().map(Interval::from_rational).collect()).collect()
        };
        Self {
            layout: problem.network.layout(),
            inputs: rows(&problem.inputs),
            targets: rows(&problem.targets),
            kind: problem.kind,
            factor: Interval::from_rational(&problem.factor()),
            count: problem.network.parameter_count(),
        }
    }

    /// `L` over the box.
    pub fn value(&self, weights: &[Interval]) -> Interval {
        let sum: Interval = (0..self.inputs.len())
            .map(|i| {
                let pass = self.forward(weights, i);
                let outputs = &pass.post[self.layout.len()];
                outputs
                    .iter()
                    .zip(&self.targets[i])
                    .map(|(&out, &y)| value(self.kind, out, y))
                    .sum()
            })
            .sum();
        self.factor * sum
    }

    /// The gradient over the box.
    pub fn gradient(&self, weights: &[Interval]) -> Vec<Interval> {
        let mut gradient = vec![Interval::ZERO; self.count];
        for i in 0..self.inputs.len() {
            let pass = self.forward(weights, i);
            let mut delta = self.output_delta(&pass, i);
            for (l, layer) in self.layout.iter().enumerate().rev() {
                let mut below = vec![Interval::ZERO; layer.inputs];
                for (unit, &above) in delta.iter().enumerate() {
                    let d = above * pass.jets[l][unit].first;
                    let start = layer.weights.start + unit * layer.inputs;
                    for input in 0..layer.inputs {
                        gradient[start + input] = gradient[start + input] + d * pass.post[l][input];
                        below[input] = below[input] + d * weights[start + input];
                    }
                    if let Some(bias) = layer.biases.clone().nth(unit) {
                        gradient[bias] = gradient[bias] + d;
                    }
                }
                delta = below;
            }
        }
        gradient.into_iter().map(|g| self.factor * g).collect()
    }

    /// The Hessian over the box, row by row; both halves are the same.
    pub fn hessian(&self, weights: &[Interval]) -> Vec<Vec<Interval>> {
        let mut hessian = vec![vec![Interval::ZERO; self.count]; self.count];
        for i in 0..self.inputs.len() {
            let pass = self.forward(weights, i);
            let deltas = self.deltas(weights, &pass, i);
            for (column, product) in hessian.iter_mut().enumerate() {
                self.add_product(weights, &pass, &deltas, column, product);
            }
        }
        // the true matrix is symmetric, so each entry lies in both enclosures
        let entry = |row: usize, column: usize| {
            let both = hessian[row][column].intersection(hessian[column][row]);
            self.factor * both.unwrap_or(Interval::ENTIRE)
        };
        (0..self.count)
            .map(|row| (0..self.count).map(|column| entry(row, column)).collect())
            .collect()
    }

    /// `sum_i δ_i f''(z_i) (d · x_i)^2` over the box, for a hidden unit of a network with one
    /// hidden layer and one output: `δ_i` is the derivative of `L` with respect to the output's
    /// pre-activation, `x_i` the input with a 1 appended for the bias, `z_i` the unit's
    /// pre-activation.
    pub fn bend(&self, weights: &[Interval], unit: usize, direction: &[f64]) -> Interval {
        let sum: Interval = (0..self.inputs.len())
            .map(|i| {
                let pass = self.forward(weights, i);
                let delta = self.output_delta(&pass, i)[0] * pass.jets[1][0].first;
                let input = self.inputs[i].iter().copied().chain([Interval::ONE]);
                let along: Interval =
                    input.zip(direction).map(|(x, &d)| x * Interval::from(d)).sum();
                delta * pass.jets[0][unit].second * along.square()
            })
            .sum();
        self.factor * sum
    }

    fn forward(&self, weights: &[Interval], i: usize) -> Pass {
        let (mut post, mut jets) = (vec![self.inputs[i].clone()], Vec::new());
        for (l, layer) in self.layout.iter().enumerate() {
            let layer_jets: Vec<IntervalJet> = (0..layer.units)
                .map(|unit| {
                    let row = &weights[layer.weights.start + unit * layer.inputs..][..layer.inputs];
                    let bias =
                        layer.biases.clone().nth(unit).map_or(Interval::ZERO, |bias| weights[bias]);
                    let z = row.iter().zip(&post[l]).fold(bias, |sum, (&w, &h)| sum + w * h);
                    jet(layer.activation, z)
                })
                .collect();
            post.push(layer_jets.iter().map(|jet| jet.value).collect());
            jets.push(layer_jets);
        }
        Pass { post, jets }
    }

    fn output_delta(&self, pass: &Pass, i: usize) -> Vec<Interval> {
        let outputs = &pass.post[self.layout.len()];
        outputs.iter().zip(&self.targets[i]).map(|(&out, &y)| first(self.kind, out, y)).collect()
    }

    /// For each layer the derivative of the point's loss with respect to the layer's activations.
    fn deltas(&self, weights: &[Interval], pass: &Pass, i: usize) -> Vec<Vec<Interval>> {
        let mut all = vec![self.output_delta(pass, i)];
        for (l, layer) in self.layout.iter().enumerate().skip(1).rev() {
            let mut below = vec![Interval::ZERO; layer.inputs];
            for (unit, &delta) in all[all.len() - 1].iter().enumerate() {
                let d = delta * pass.jets[l][unit].first;
                let row = &weights[layer.weights.start + unit * layer.inputs..][..layer.inputs];
                below.iter_mut().zip(row).for_each(|(b, &w)| *b = *b + d * w);
            }
            all.push(below);
        }
        all.reverse();
        all
    }

    /// Adds one point's part of the Hessian's column `column`.
    fn add_product(
        &self,
        weights: &[Interval],
        pass: &Pass,
        deltas: &[Vec<Interval>],
        column: usize,
        product: &mut [Interval],
    ) {
        let along = |index: usize| if index == column { Interval::ONE } else { Interval::ZERO };
        let mut changes = vec![vec![Interval::ZERO; self.layout[0].inputs]];
        let mut pre_changes = Vec::new();
        for (l, layer) in self.layout.iter().enumerate() {
            let dz: Vec<Interval> = (0..layer.units)
                .map(|unit| {
                    let start = layer.weights.start + unit * layer.inputs;
                    let bias = layer.biases.clone().nth(unit).map_or(Interval::ZERO, along);
                    (0..layer.inputs).fold(bias, |sum, input| {
                        sum + along(start + input) * pass.post[l][input]
                            + weights[start + input] * changes[l][input]
                    })
                })
                .collect();
            changes.push(dz.iter().zip(&pass.jets[l]).map(|(&dz, jet)| jet.first * dz).collect());
            pre_changes.push(dz);
        }
        let depth = self.layout.len();
        let mut d_delta: Vec<Interval> = pass.post[depth]
            .iter()
            .zip(&changes[depth])
            .map(|(&out, &change)| second(self.kind, out) * change)
            .collect();
        for (l, layer) in self.layout.iter().enumerate().rev() {
            let mut below = vec![Interval::ZERO; layer.inputs];
            for unit in 0..layer.units {
                let jet = pass.jets[l][unit];
                let d = deltas[l][unit] * jet.first;
                let dd =
                    deltas[l][unit] * jet.second * pre_changes[l][unit] + d_delta[unit] * jet.first;
                let start = layer.weights.start + unit * layer.inputs;
                for input in 0..layer.inputs {
                    let w = start + input;
                    product[w] = product[w] + dd * pass.post[l][input] + d * changes[l][input];
                    below[input] = below[input] + d * along(w) + dd * weights[w];
                }
                if let Some(bias) = layer.biases.clone().nth(unit) {
                    product[bias] = product[bias] + dd;
                }
            }
            d_delta = below;
        }
    }
}

/// `l(out, y)`.
fn value(kind: LossKind, out: Interval, y: Interval) -> Interval {
    match kind {
        LossKind::Squared => (out - y).square(),
        LossKind::CrossEntropy => (Interval::ONE - y) * out.softplus() + y * (-out).softplus(),
    }
}

/// `dl / d out`.
fn first(kind: LossKind, out: Interval, y: Interval) -> Interval {
    match kind {
        LossKind::Squared => Interval::from(2.0) * (out - y),
        LossKind::CrossEntropy => (Interval::ONE - y) * out.sigmoid() - y * (-out).sigmoid(),
    }
}

/// `d^2 l / d out^2`.
fn second(kind: LossKind, out: Interval) -> Interval {
    match kind {
        LossKind::Squared => Interval::from(2.0),
        LossKind::CrossEntropy => out.sigmoid_slope(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Law, draw};
    use crate::preset::Preset;

    /// The floating-point reference lies within its own rounding of the enclosure, which is narrow.
    #[test]
    fn the_enclosures_agree_with_the_objective_on_every_preset() {
        for preset in Preset::shipped() {
            let objective = preset.objective();
            let problem = preset.exact_problem();
            let enclosure = Enclosure::new(&problem);
            for seed in 0..3 {
                let weights = draw(&preset.network, Law::Normal { sd: 1.0 }, seed);
                let point: Vec<Interval> = weights.iter().map(|&w| Interval::from(w)).collect();
                let mut gradient = vec![0.0; weights.len()];
                let value = objective.value_and_gradient(
                    &weights,
                    &mut gradient,
                    &mut objective.workspace(),
                );
                let close = |x: f64, found: Interval, what: &str| {
                    let slack = 1e-11 * (1.0 + x.abs());
                    assert!(
                        found.lo() - slack <= x
                            && x <= found.hi() + slack
                            && found.width() <= slack,
                        "{}, {what}: {x} and {found:?}",
                        preset.name
                    );
                };
                close(value, enclosure.value(&point), "loss");
                for (p, found) in enclosure.gradient(&point).into_iter().enumerate() {
                    close(gradient[p], found, "gradient");
                }
                let hessian = objective.hessian(&weights);
                for (r, row) in enclosure.hessian(&point).into_iter().enumerate() {
                    for (c, found) in row.into_iter().enumerate() {
                        close(hessian[[r, c]], found, "Hessian");
                    }
                }
            }
        }
    }

    #[test]
    fn a_box_holds_the_gradients_and_hessians_of_its_points() {
        let preset = Preset::load("sigmoid-ten-points").unwrap();
        let enclosure = Enclosure::new(&preset.exact_problem());
        let objective = preset.objective();
        let centre = &preset.points[0].weights;
        let cube: Vec<Interval> = centre.iter().map(|&w| Interval::around(w, 1e-3)).collect();
        let (value, hessian, gradient) =
            (enclosure.value(&cube), enclosure.hessian(&cube), enclosure.gradient(&cube));
        for seed in 0..200 {
            let noise = draw(&preset.network, Law::Uniform { limit: 0.99e-3 }, seed);
            let weights: Vec<f64> = centre.iter().zip(noise).map(|(w, n)| w + n).collect();
            let mut found = vec![0.0; weights.len()];
            assert!(value.contains(objective.value_and_gradient(
                &weights,
                &mut found,
                &mut objective.workspace()
            )));
            assert!(gradient.iter().zip(&found).all(|(g, &x)| g.contains(x)));
            let found = objective.hessian(&weights);
            assert!((0..9).all(|r| (0..9).all(|c| hessian[r][c].contains(found[[r, c]]))));
        }
    }
}
