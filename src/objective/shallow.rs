//! The Hessian of a network with one hidden layer, block by block, for a loss that is a sum over
//! outputs.
//!
//! Let `x` be a point with a 1 put before it for the bias, `z_j = w_j . x`, `a_j = f(z_j)`, `s_k =
//! b_k + sum_j v_kj a_j` and `out_k = h(s_k)`. With `d_k = dl/ds_k`, `c_k = d^2 l/ds_k^2` and `q_kj
//! = v_kj f'(z_j)` a point adds
//! - to the block of `w_j` and `w_m`: `(sum_k c_k q_kj q_km + [j = m] sum_k d_k v_kj f''(z_j)) x
//!   x'`,
//! - to that of `w_j` and `v_km`: `(c_k q_kj a_m + [j = m] d_k f'(z_j)) x`,
//! - to those among `v_km` and `b_k`: `c_k` times products of `a_m` and 1,
//!
//! and nothing to those of two different outputs. That takes about `P^2` multiplications a point,
//! some ten times fewer than `P` products of the Hessian with a vector.

use super::function::Objective;
use super::loss::LossKind;
use crate::network::{Jet, LayerLayout};

/// The upper triangle of a `P x P` matrix, row by row.
struct Upper<'h> {
    entries: &'h mut [f64],
    size: usize,
}

impl Upper<'_> {
    fn add(&mut self, p: usize, q: usize, value: f64) {
        self.entries[p.min(q) * self.size + p.max(q)] += value;
    }
}

/// Where the parameters of each unit of a layer stand: its bias first, if it has one.
fn places(layer: &LayerLayout) -> Vec<Vec<usize>> {
    (0..layer.units)
        .map(|unit| layer.bias(unit).into_iter().chain(layer.row(unit)).collect())
        .collect()
}

/// First and second derivative of a point's loss with respect to a pre-activation of the output
/// layer.
fn output_derivatives(kind: LossKind, out: Jet, y: f64) -> [f64; 2] {
    let (first, second) = (kind.first(out.value, y), kind.second(out.value));
    [first * out.first, second * out.first * out.first + first * out.second]
}

impl Objective {
    /// Adds up the upper triangle of the Hessian, without the loss's factor, in `entries` (`P x P`,
    /// row by row), for a network of two layers.
    pub(super) fn add_shallow_hessian(&self, weights: &[f64], entries: &mut [f64]) {
        let [hidden, output] = self.layout.as_slice() else { unreachable!("two layers") };
        let mut upper = Upper { entries, size: weights.len() };
        let (in_places, out_places) = (places(hidden), places(output));
        let [has_bias, output_has_bias] =
            [hidden, output].map(|layer| usize::from(!layer.biases.is_empty()));
        // the inputs of each layer, after a 1 for the bias
        let mut x = vec![1.0; has_bias + hidden.inputs];
        let mut a = vec![1.0; output_has_bias + hidden.units];
        let mut jets = vec![Jet { value: 0.0, first: 0.0, second: 0.0 }; hidden.units];
        let mut derivatives = vec![[0.0; 2]; output.units];
        let sum = |places: &[usize], inputs: &[f64]| -> f64 {
            places.iter().zip(inputs).map(|(place, input)| weights[*place] * input).sum()
        };
        for i in 0..self.dataset.len() {
            x[has_bias..].copy_from_slice(self.dataset.input(i));
            for (j, jet) in jets.iter_mut().enumerate() {
                *jet = hidden.activation.jet(sum(&in_places[j], &x));
                a[output_has_bias + j] = jet.value;
            }
            for (k, y) in self.dataset.target(i).iter().enumerate() {
                let out = output.activation.jet(sum(&out_places[k], &a));
                derivatives[k] = output_derivatives(self.loss.kind, out, *y);
            }
            let v = |k: usize, j: usize| weights[out_places[k][output_has_bias + j]];
            for (j, places) in in_places.iter().enumerate() {
                for (m, others) in in_places.iter().enumerate().skip(j) {
                    let terms = derivatives.iter().enumerate().map(|(k, [d, c])| {
                        let bend = if j == m { d * v(k, j) * jets[j].second } else { 0.0 };
                        bend + c * (v(k, j) * jets[j].first) * (v(k, m) * jets[m].first)
                    });
                    let coefficient: f64 = terms.sum();
                    for (s, (place, one)) in places.iter().zip(&x).enumerate() {
                        let from = if j == m { s } else { 0 };
                        for (other, two) in others.iter().zip(&x).skip(from) {
                            upper.add(*place, *other, coefficient * one * two);
                        }
                    }
                }
            }
            for (k, [d, c]) in derivatives.iter().enumerate() {
                for (m, (place, one)) in out_places[k].iter().zip(&a).enumerate() {
                    for (other, two) in out_places[k].iter().zip(&a).skip(m) {
                        upper.add(*place, *other, c * one * two);
                    }
                    for (j, places) in in_places.iter().enumerate() {
                        let bend = if m == output_has_bias + j { d * jets[j].first } else { 0.0 };
                        let coefficient = c * (v(k, j) * jets[j].first) * one + bend;
                        for (other, two) in places.iter().zip(&x) {
                            upper.add(*place, *other, coefficient * two);
                        }
                    }
                }
            }
        }
    }
}
