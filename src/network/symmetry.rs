//! The symmetries of a network's weights: changes of the flat parameter vector that leave the
//! function alone.
//!
//! - The units of a hidden layer may be permuted.
//! - An odd unit (tanh, identity) may change the sign of its incoming weights and bias together
//!   with that of its outgoing weights; an even one (gaussian) that of the incoming alone. For a
//!   sigmoid, `s(-z) = 1 - s(z)` makes the change of both signs a symmetry once the outgoing
//!   weights are added to the next biases.
//! - For a unit with `f(a z) = a f(z)` for `a > 0` (relu, leaky relu, identity) the incoming
//!   weights and bias may be multiplied by `a` and the outgoing divided by it.
//!
//! For tanh networks with one hidden layer and no redundant unit these are all (Sussmann 1992,
//! Neural Networks 5, 589). Permutations, and changes of sign but a sigmoid's, are rotations of
//! weight space and keep a Hessian's eigenvalues; the others keep, at a critical point, their signs
//! only.

use std::cmp::Ordering;

use super::activation::Parity;
use super::architecture::{LayerLayout, Network};
use super::vector::norm;

/// Entries this near to the largest of a unit, as a share of it, are as large when a sign is
/// chosen.
const TIE: f64 = 1e-6;

/// One hidden unit, or one output unit when `after` is `None`, with its layer, the next one, and
/// its place.
struct Unit<'l> {
    own: &'l LayerLayout,
    after: Option<&'l LayerLayout>,
    place: usize,
}

impl Unit<'_> {
    fn incoming(&self) -> impl Iterator<Item = usize> + use<> {
        self.own.incoming(self.place)
    }

    fn outgoing(&self) -> impl Iterator<Item = usize> + use<> {
        let place = self.place;
        self.after.map(|after| after.outgoing(place)).into_iter().flatten()
    }

    /// What a change of sign of the incoming weights and bias does to the rest, if the unit allows
    /// it: nothing (even), the outgoing weights change theirs (odd), and are added to the next
    /// biases first (complement).
    fn flip_kind(&self) -> Option<Parity> {
        self.own.activation.parity().filter(|parity| match parity {
            Parity::Even => true,
            Parity::Odd => self.after.is_some(),
            Parity::Complement => self.after.is_some_and(|after| !after.biases.is_empty()),
        })
    }

    /// Whether the unit may be scaled.
    fn is_homogeneous(&self) -> bool {
        self.after.is_some() && self.own.activation.is_piecewise_linear()
    }

    fn flip(&self, kind: Parity, weights: &mut [f64]) {
        for i in self.incoming() {
            weights[i] = 0.0 - weights[i];
        }
        if kind == Parity::Even {
            return;
        }
        for (k, i) in self.outgoing().enumerate() {
            if let (Parity::Complement, Some(after)) = (kind, self.after) {
                weights[after.biases.start + k] += weights[i];
            }
            weights[i] = 0.0 - weights[i];
        }
    }

    /// Scales the incoming weights to the norm `length`, unless that is out of reach.
    fn scale(&self, length: f64, weights: &mut [f64]) {
        let own = norm(&self.incoming().map(|i| weights[i]).collect::<Vec<_>>());
        let factor = length / own;
        if factor.is_normal() && own.is_normal() {
            self.incoming().for_each(|i| weights[i] *= factor);
            self.outgoing().for_each(|i| weights[i] /= factor);
        }
    }

    fn swap(&self, other: &Self, weights: &mut [f64]) {
        let mine = self.incoming().chain(self.outgoing());
        mine.zip(other.incoming().chain(other.outgoing())).for_each(|(a, b)| weights.swap(a, b));
    }

    /// Incoming weights, bias, outgoing weights.
    fn entries(&self, weights: &[f64]) -> Vec<f64> {
        self.incoming().chain(self.outgoing()).map(|i| weights[i]).collect()
    }
}

fn units(layout: &[LayerLayout], l: usize) -> Vec<Unit<'_>> {
    let unit = |place| Unit { own: &layout[l], after: layout.get(l + 1), place };
    (0..layout[l].units).map(unit).collect()
}

/// The one that stands for all weights that the symmetries lead to from `weights` (length `P`).
///
/// Each unit that can be scaled gets incoming weights of norm 1; each that can change its sign gets
/// a positive largest weight (the first of them, incoming before outgoing; a millionth off counts
/// as equal); the units of a hidden layer are put in descending order of their weights. Weights
/// that agree only to rounding may fall to two sides of a tie and get two forms: to compare, use
/// [`are_copies`].
#[must_use]
pub fn canonical(network: &Network, weights: &[f64]) -> Vec<f64> {
    let layout = network.layout();
    let mut weights = weights.to_vec();
    for l in 0..layout.len() {
        let units = units(&layout, l);
        for unit in &units {
            if unit.is_homogeneous() {
                unit.scale(1.0, &mut weights);
            }
            if let Some(kind) = unit.flip_kind()
                && leads_with_minus(unit, kind, &weights)
            {
                unit.flip(kind, &mut weights);
            }
        }
        if l + 1 == layout.len() {
            break;
        }
        // selection sort: the units are few, and swaps are what is at hand
        for first in 0..units.len() {
            let best = (first + 1..units.len()).fold(first, |best, other| {
                let order =
                    compare(&units[other].entries(&weights), &units[best].entries(&weights));
                if order == Ordering::Greater { other } else { best }
            });
            if best != first {
                units[first].swap(&units[best], &mut weights);
            }
        }
    }
    weights
}

/// Whether the largest weight that a change of sign concerns is negative.
fn leads_with_minus(unit: &Unit<'_>, kind: Parity, weights: &[f64]) -> bool {
    let of = |entries: Vec<f64>| {
        let largest = entries.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        entries.into_iter().find(|x| *x != 0.0 && x.abs() >= (1.0 - TIE) * largest)
    };
    let incoming = of(unit.incoming().map(|i| weights[i]).collect());
    let outgoing =
        || of(unit.outgoing().map(|i| weights[i]).collect()).filter(|_| kind != Parity::Even);
    incoming.or_else(outgoing).is_some_and(|x| x < 0.0)
}

fn compare(a: &[f64], b: &[f64]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| a.total_cmp(b));
    pairs.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The copy of `weights` that is nearest to `target` (both of length `P`), sought layer by layer
/// and unit by unit, so that it finds a copy that coincides with `target` if no two units do.
#[must_use]
pub fn aligned(network: &Network, weights: &[f64], target: &[f64]) -> Vec<f64> {
    let layout = network.layout();
    let mut weights = weights.to_vec();
    for l in 0..layout.len() {
        let is_output = l + 1 == layout.len();
        // beyond the last hidden layer nothing is permuted any more, so that outgoing weights can
        // be compared, unless an even output may still change their sign
        let compares_outgoing =
            l + 2 == layout.len() && network.output_activation.parity() != Some(Parity::Even);
        let units = units(&layout, l);
        for (place, unit) in units.iter().enumerate() {
            let last = if is_output { place + 1 } else { units.len() };
            let mut best: Option<(f64, Vec<f64>)> = None;
            for candidate in &units[place..last] {
                let mut moved = weights.clone();
                if candidate.place != unit.place {
                    unit.swap(candidate, &mut moved);
                }
                if unit.is_homogeneous() {
                    unit.scale(
                        norm(&unit.incoming().map(|i| target[i]).collect::<Vec<_>>()),
                        &mut moved,
                    );
                }
                let flipped = unit.flip_kind().map(|kind| {
                    let mut flipped = moved.clone();
                    unit.flip(kind, &mut flipped);
                    flipped
                });
                for version in std::iter::once(moved).chain(flipped) {
                    let off = |i: usize| (version[i] - target[i]).powi(2);
                    let mut distance: f64 = unit.incoming().map(off).sum();
                    if compares_outgoing {
                        distance += unit.outgoing().map(off).sum::<f64>();
                    }
                    if best.as_ref().is_none_or(|(least, _)| distance < *least) {
                        best = Some((distance, version));
                    }
                }
            }
            if let Some((_, version)) = best {
                weights = version;
            }
        }
    }
    weights
}

/// Whether the symmetries lead from `a` to `b` (both of length `P`), up to a distance of
/// `tolerance` times `1 +` the norm of `b`.
#[must_use]
pub fn are_copies(network: &Network, a: &[f64], b: &[f64], tolerance: f64) -> bool {
    let copy = aligned(network, a, b);
    norm(&copy.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>()) <= tolerance * (1.0 + norm(b))
}
#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::network::{Activation, Law, draw};

    fn network(
        layers: &[usize],
        activation: Activation,
        output: Activation,
        bias: bool,
    ) -> Network {
        Network { layers: layers.to_vec(), activation, output_activation: output, bias }
    }

    fn networks() -> Vec<Network> {
        let mut all = Vec::new();
        for activation in Activation::ALL {
            for output in [Activation::Identity, Activation::Gaussian, Activation::Sigmoid] {
                for bias in [true, false] {
                    for layers in [&[2, 1][..], &[2, 3, 1], &[3, 4, 3, 2]] {
                        all.push(network(layers, activation, output, bias));
                    }
                }
            }
        }
        all
    }

    /// The network's outputs at a few inputs.
    fn outputs(network: &Network, weights: &[f64]) -> Vec<f64> {
        let layout = network.layout();
        let input = |i: usize| {
            (0..layout[0].inputs).map(move |j| ((3 * i + 5 * j) % 11) as f64 / 4.0 - 1.2)
        };
        let output = |i| {
            layout.iter().fold(input(i).collect(), |h: Vec<f64>, layer| {
                let z = |unit| -> f64 {
                    let bias = layer.bias(unit).map_or(0.0, |bias| weights[bias]);
                    bias + layer.row(unit).zip(&h).map(|(w, h)| weights[w] * h).sum::<f64>()
                };
                (0..layer.units).map(|unit| layer.activation.value(z(unit))).collect()
            })
        };
        (0..7).flat_map(output).collect()
    }

    /// A copy under symmetries drawn at random.
    fn scrambled(network: &Network, weights: &[f64], seed: u64) -> Vec<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layout = network.layout();
        let mut weights = weights.to_vec();
        for l in 0..layout.len() {
            let units = units(&layout, l);
            for unit in &units {
                if let Some(kind) = unit.flip_kind()
                    && rng.random()
                {
                    unit.flip(kind, &mut weights);
                }
                if unit.is_homogeneous() {
                    let own = norm(&unit.incoming().map(|i| weights[i]).collect::<Vec<_>>());
                    unit.scale(own * rng.random_range(0.1..10.0), &mut weights);
                }
            }
            if l + 1 < layout.len() {
                for place in 0..units.len() {
                    let other = rng.random_range(place..units.len());
                    if other != place {
                        units[place].swap(&units[other], &mut weights);
                    }
                }
            }
        }
        weights
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn every_symmetry_and_the_canonical_form_leave_the_outputs_alone() {
        for (seed, network) in (0..).zip(networks()) {
            let weights = draw(&network, Law::Normal { sd: 1.0 }, seed);
            let before = outputs(&network, &weights);
            for other in [scrambled(&network, &weights, seed), canonical(&network, &weights)] {
                let off = distance(&outputs(&network, &other), &before);
                assert!(off < 1e-11, "{network:?}: outputs moved by {off}");
            }
        }
    }

    #[test]
    fn all_copies_have_one_canonical_form_and_it_is_its_own() {
        for (seed, network) in (0..).zip(networks()) {
            let weights = draw(&network, Law::Normal { sd: 1.0 }, seed);
            let form = canonical(&network, &weights);
            for other in [form.clone(), scrambled(&network, &weights, seed + 1000)] {
                let off = distance(&canonical(&network, &other), &form);
                assert!(off < 1e-11, "{network:?}: the form moved by {off}");
            }
        }
    }

    #[test]
    fn copies_are_recognised_and_other_weights_are_not() {
        for (seed, network) in (0..).zip(networks()) {
            let weights = draw(&network, Law::Normal { sd: 1.0 }, seed);
            let copy = scrambled(&network, &weights, seed + 2000);
            assert!(are_copies(&network, &copy, &weights, 1e-10), "{network:?}");
            let mut other = copy;
            let bias_or_last = other.len() - 1;
            other[bias_or_last] += 1e-3;
            assert!(!are_copies(&network, &other, &weights, 1e-6), "{network:?}");
        }
    }

    #[test]
    fn a_sigmoid_without_a_bias_after_it_cannot_change_its_sign() {
        let with = network(&[1, 1, 1], Activation::Sigmoid, Activation::Identity, true);
        assert!(are_copies(&with, &[-1.0, -0.5, -2.0, 3.0], &[1.0, 0.5, 2.0, 1.0], 1e-12));
        let without = network(&[1, 1, 1], Activation::Sigmoid, Activation::Identity, false);
        assert!(!are_copies(&without, &[-1.0, -2.0], &[1.0, 2.0], 0.1));
    }

    #[test]
    fn weights_of_zero_have_a_form_too() {
        for network in networks() {
            let zero = vec![0.0; network.parameter_count()];
            assert_eq!(canonical(&network, &zero), zero);
            assert!(are_copies(&network, &zero, &zero, 0.0));
        }
    }
}
