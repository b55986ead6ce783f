//! From weights that a descent came to, to the minimum in exact fractions that they are meant for.
//!
//! Minima of networks of straight pieces are rarely floating-point numbers, and data points on
//! kinks are on them only to rounding. With one hidden layer (ReLU, leaky ReLU or identity) and the
//! squared error the minimum is often the solution of a linear problem, once it is known which
//! pieces the data points are on and which of them sit on kinks: with `P_j = V_j U_j` the outputs
//! `sum_j s_ij P_j · x_i + c` are linear in `(P, c)`, and a data point on the kink of unit `j`
//! means `P_j · x_i = 0`. So least squares under these constraints, solved in fractions, gives `P`
//! and `c`, of which `U_j = P_j / V_j` with the `V_j` as they are. Of several solutions one next to
//! the weights is taken.
//!
//! With several outputs the theorem of `piecewise.rs` asks that each output be orthogonal to the
//! features by itself. So either the outputs are solved one by one, where the pieces tell all
//! `P_kj` (and the minimum's products `V_kj U_j` have `P_kj` that are multiples of one another), or
//! with all `V` as they are, where there are as many units on the same pieces as outputs. A minimum
//! that is neither has weights that are no fractions, or no proof by that theorem.
//!
//! In a dead region of a network of any depth the output biases are moved to the mean of the
//! targets.
//!
//! Nothing of this is trusted: what comes out is a minimum only if the proof about it says so.

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::certificate::certify::{Certificate, certify};
use super::problem::ExactProblem;
use super::straight::dead;
use super::straight::elimination::{dot, reduced, whole};
use super::straight::exact::{ExactNetwork, exact_network};
use crate::network::{LayerLayout, norm};
use crate::objective::LossKind;

/// Pre-activations up to this share of `|U_j| |x_i|` are taken for kinks, in turn.
const KINKS: [f64; 4] = [0.0, 1e-8, 1e-5, 1e-3];

/// Most unknowns and constraints of the linear problem.
const MAX_UNKNOWNS: usize = 60;

/// Distance, as a share of `1 + |w|`, and difference of loss, as a share of `1 +` it, up to which
/// the exact point is what was meant.
const NEAR: f64 = 1e-2;
const SAME_LOSS: f64 = 1e-6;

/// A proven minimum in exact fractions next to `weights`, with its certificate (which knows no
/// better point); `None` if there is none to be found.
#[must_use]
pub fn snap(problem: &ExactProblem, weights: &[f64]) -> Option<(Vec<BigRational>, Certificate)> {
    let start = weights.iter().map(|&w| BigRational::from_float(w)).collect::<Option<Vec<_>>>()?;
    problem.check(&start).ok()?;
    let network = exact_network(problem, &start)?;
    let loss = network.loss()?.to_f64()?;
    let is_meant = |exact: &[BigRational]| {
        let moved: Option<Vec<f64>> =
            exact.iter().zip(weights).map(|(e, w)| Some(e.to_f64()? - w)).collect();
        let near = moved.is_some_and(|moved| norm(&moved) <= NEAR * (1.0 + norm(weights)));
        let its_loss = || super::exact_loss(problem, exact).and_then(|loss| loss.to_f64());
        near && its_loss().is_some_and(|its| (its - loss).abs() <= SAME_LOSS * (1.0 + loss))
    };
    let mut candidates: Vec<Vec<BigRational>> = Vec::new();
    let settled =
        dead::dead_layer(problem, &network).and_then(|_| centred(problem, &network, &start));
    let solved = || KINKS.iter().flat_map(|&kink| solved(problem, &network, &start, kink));
    for candidate in std::iter::once(start.clone()).chain(settled).chain(solved()) {
        if candidates.contains(&candidate) || !is_meant(&candidate) {
            continue;
        }
        let found = certify(problem, &candidate, &[]);
        if found.verdict.is_minimum() {
            return Some((candidate, found));
        }
        candidates.push(candidate);
    }
    None
}

/// The weights with output biases that make constant outputs the means of the targets.
fn centred(
    problem: &ExactProblem,
    network: &ExactNetwork,
    start: &[BigRational],
) -> Option<Vec<BigRational>> {
    let mut weights = start.to_vec();
    let count = BigRational::from_integer(problem.targets.len().into());
    let layout = problem.network.layout();
    for (k, bias) in layout.last()?.biases.clone().enumerate() {
        let mean = problem.targets.iter().map(|y| &y[k]).sum::<BigRational>() / &count;
        weights[bias] += mean - &network.output(0)[k];
    }
    Some(weights)
}

/// What is known of a network with one hidden layer when it is solved.
struct Linear<'a> {
    problem: &'a ExactProblem,
    start: &'a [BigRational],
    hidden: LayerLayout,
    output: LayerLayout,
    /// The inputs with a 1 appended where there are biases.
    inputs: Vec<Vec<BigRational>>,
    /// The slope of each unit on each point, `[i][j]`; `None` on a kink.
    pieces: Vec<Vec<Option<BigRational>>>,
}

/// The weights on the pieces and kinks that `start` is on, or within `kink` of, which may be a
/// minimum.
fn solved(
    problem: &ExactProblem,
    network: &ExactNetwork,
    start: &[BigRational],
    kink: f64,
) -> Vec<Vec<BigRational>> {
    let Some(linear) = Linear::new(problem, network, start, kink) else { return Vec::new() };
    let products = linear.products_solved();
    let mut found: Vec<Vec<BigRational>> = products.clone().into_iter().collect();
    if linear.output.units > 1 {
        // the products give each unit's outgoing weights their ratios, with which there are
        // solutions for all outputs
        let starts = products.iter().map(Vec::as_slice).chain([start]);
        found.extend(starts.filter_map(|start| linear.incoming_solved(start)));
    }
    found
}

impl<'a> Linear<'a> {
    fn new(
        problem: &'a ExactProblem,
        network: &ExactNetwork,
        start: &'a [BigRational],
        kink: f64,
    ) -> Option<Self> {
        let [hidden, output] = problem.network.layout().try_into().ok()?;
        let [left, right] = problem.network.activation.exact_slopes()?;
        if problem.kind != LossKind::Squared {
            return None;
        }
        let with_one = |x: &Vec<BigRational>| {
            x.iter().cloned().chain((!hidden.biases.is_empty()).then(|| whole(1))).collect()
        };
        let inputs: Vec<Vec<BigRational>> = problem.inputs.iter().map(with_one).collect();
        let mut linear = Self { problem, start, hidden, output, inputs, pieces: Vec::new() };
        let lengths: Vec<f64> = (0..linear.hidden.units)
            .map(|unit| size(linear.incoming(unit).into_iter().map(|index| &start[index])))
            .collect();
        for (i, x) in linear.inputs.iter().enumerate() {
            let length = size(x.iter());
            let piece = |unit: usize| {
                let z = &network.pre[i][0][unit];
                let is_on_kink = problem.network.activation.has_kink()
                    && z.to_f64().is_some_and(|z| z.abs() <= kink * lengths[unit] * length);
                (!is_on_kink).then(|| if z.is_negative() { left.clone() } else { right.clone() })
            };
            linear.pieces.push((0..linear.hidden.units).map(piece).collect());
        }
        Some(linear)
    }

    /// Indices of a unit's incoming weights and bias.
    fn incoming(&self, unit: usize) -> Vec<usize> {
        self.hidden.incoming(unit).collect()
    }

    fn outgoing(&self, k: usize, unit: usize) -> usize {
        self.output.weights.start + k * self.output.inputs + unit
    }

    fn width(&self) -> usize {
        self.inputs[0].len()
    }

    /// Each output's least squares for itself: the products `P_kj = V_kj U_j` of the units, which
    /// are taken apart with the largest `V_kj` of each unit as it is. (With several outputs the
    /// products of a unit are multiples of one another at what is looked for.)
    fn products_solved(&self) -> Option<Vec<BigRational>> {
        let (width, start) = (self.width(), self.start);
        let mut weights = start.to_vec();
        // for each unit the output with the largest weight, and its product
        let mut largest: Vec<Option<(usize, Vec<BigRational>)>> = vec![None; self.hidden.units];
        let mut products = vec![vec![None; self.hidden.units]; self.output.units];
        for k in 0..self.output.units {
            // units without outgoing weight stay as they are
            let units: Vec<usize> = (0..self.hidden.units)
                .filter(|&unit| !start[self.outgoing(k, unit)].is_zero())
                .collect();
            let now = self.least_squares(k, &units)?;
            for (place, &unit) in units.iter().enumerate() {
                let product = now[place * width..(place + 1) * width].to_vec();
                let size = |k: usize| start[self.outgoing(k, unit)].abs();
                if largest[unit].as_ref().is_none_or(|(other, _)| size(k) > size(*other)) {
                    largest[unit] = Some((k, product.clone()));
                }
                products[k][unit] = Some(product);
            }
            if let Some(bias) = self.output.bias(k) {
                weights[bias].clone_from(&now[units.len() * width]);
            }
        }
        for (unit, largest) in largest.into_iter().enumerate() {
            let Some((own, product)) = largest else { continue };
            let v = &start[self.outgoing(own, unit)];
            for (index, p) in self.incoming(unit).into_iter().zip(&product) {
                weights[index] = p / v;
            }
            let Some(entry) = (0..width).max_by(|&a, &b| product[a].abs().cmp(&product[b].abs()))
            else {
                continue;
            };
            for (k, products) in products.iter().enumerate() {
                if let (Some(other), false) = (&products[unit], product[entry].is_zero()) {
                    weights[self.outgoing(k, unit)] = v * &other[entry] / &product[entry];
                }
            }
        }
        Some(weights)
    }

    /// The products and the bias of output `k` that fit its targets best, next to those at the
    /// start.
    fn least_squares(&self, k: usize, units: &[usize]) -> Option<Vec<BigRational>> {
        let (width, bias) = (self.width(), self.output.bias(k));
        let count = units.len() * width + usize::from(bias.is_some());
        if count > MAX_UNKNOWNS {
            return None;
        }
        let mut now: Vec<BigRational> = Vec::new();
        for &unit in units {
            let v = &self.start[self.outgoing(k, unit)];
            now.extend(self.incoming(unit).into_iter().map(|index| v * &self.start[index]));
        }
        now.extend(bias.map(|bias| self.start[bias].clone()));

        let mut features = vec![vec![BigRational::zero(); count]; self.inputs.len()];
        let mut constraints: Vec<Vec<BigRational>> = Vec::new();
        for (i, x) in self.inputs.iter().enumerate() {
            for (place, &unit) in units.iter().enumerate() {
                let own = place * width..(place + 1) * width;
                if let Some(slope) = &self.pieces[i][unit] {
                    features[i][own].iter_mut().zip(x).for_each(|(to, x)| *to = slope * x);
                } else {
                    let mut row = vec![BigRational::zero(); count];
                    row[own].clone_from_slice(x);
                    constraints.push(row);
                }
            }
            if bias.is_some() {
                features[i][count - 1] = whole(1);
            }
        }
        if count + constraints.len() > MAX_UNKNOWNS {
            return None;
        }

        // the step d: F^T F d + C^T m = F^T (y - F now), C d = -C now
        let left_over: Vec<BigRational> = features
            .iter()
            .zip(&self.problem.targets)
            .map(|(row, y)| &y[k] - dot(row, &now))
            .collect();
        let column = |c: usize| features.iter().map(|row| row[c].clone()).collect::<Vec<_>>();
        let columns: Vec<Vec<BigRational>> = (0..count).map(column).collect();
        let mut equations: Vec<Vec<BigRational>> = Vec::new();
        for (c, own) in columns.iter().enumerate() {
            let row = columns.iter().map(|other| dot(own, other));
            let multipliers = constraints.iter().map(|constraint| constraint[c].clone());
            equations.push(row.chain(multipliers).chain([dot(own, &left_over)]).collect());
        }
        for constraint in &constraints {
            let zeros = vec![BigRational::zero(); constraints.len()];
            let right_side = -dot(constraint, &now);
            equations.push(constraint.iter().cloned().chain(zeros).chain([right_side]).collect());
        }
        add_solution(&mut now, &equations, count + constraints.len()).then_some(now)
    }

    /// With all `V` as at `start`: the `U` and `c` with which every output is orthogonal to every
    /// unit's features by itself, as the theorem asks, but for multiples of the points on the
    /// unit's kink.
    fn incoming_solved(&self, start: &[BigRational]) -> Option<Vec<BigRational>> {
        let (width, outputs) = (self.width(), self.output.units);
        let has_weight =
            |unit: &usize| (0..outputs).any(|k| !start[self.outgoing(k, *unit)].is_zero());
        let units: Vec<usize> = (0..self.hidden.units).filter(has_weight).collect();
        let has_bias = !self.output.biases.is_empty();
        let count = units.len() * width + if has_bias { outputs } else { 0 };
        let kinks: Vec<(usize, usize)> = (0..self.inputs.len())
            .flat_map(|i| (0..units.len()).map(move |place| (i, place)))
            .filter(|&(i, place)| self.pieces[i][units[place]].is_none())
            .collect();
        let unknowns = count + outputs * kinks.len();
        if unknowns > MAX_UNKNOWNS {
            return None;
        }
        let places: Vec<usize> = units
            .iter()
            .flat_map(|&unit| self.incoming(unit))
            .chain(self.output.biases.clone())
            .collect();
        let mut now: Vec<BigRational> = places.iter().map(|&index| start[index].clone()).collect();

        // output k at point i is F_ik · (U, c)
        let feature = |i: usize, k: usize| {
            let mut row = vec![BigRational::zero(); count];
            for (place, &unit) in units.iter().enumerate() {
                if let Some(slope) = &self.pieces[i][unit] {
                    let factor = slope * &start[self.outgoing(k, unit)];
                    let own = place * width..(place + 1) * width;
                    row[own].iter_mut().zip(&self.inputs[i]).for_each(|(to, x)| *to = &factor * x);
                }
            }
            if has_bias {
                row[units.len() * width + k] = whole(1);
            }
            row
        };
        let mut equations: Vec<Vec<BigRational>> = Vec::new();
        for k in 0..outputs {
            let rows: Vec<Vec<BigRational>> =
                (0..self.inputs.len()).map(|i| feature(i, k)).collect();
            let left_over: Vec<BigRational> = rows
                .iter()
                .zip(&self.problem.targets)
                .map(|(row, y)| &y[k] - dot(row, &now))
                .collect();
            let mut orthogonal_to =
                |of: &dyn Fn(usize) -> BigRational, multiplier: &dyn Fn(usize) -> BigRational| {
                    let mut row = vec![BigRational::zero(); unknowns + 1];
                    for (i, feature) in rows.iter().enumerate() {
                        let factor = of(i);
                        if !factor.is_zero() {
                            row.iter_mut().zip(feature).for_each(|(to, x)| *to += &factor * x);
                            row[unknowns] += &factor * &left_over[i];
                        }
                    }
                    for (place, to) in
                        row[count + k * kinks.len()..][..kinks.len()].iter_mut().enumerate()
                    {
                        *to = multiplier(place);
                    }
                    equations.push(row);
                };
            for (place, &unit) in units.iter().enumerate() {
                for c in 0..width {
                    orthogonal_to(
                        &|i| {
                            self.pieces[i][unit]
                                .as_ref()
                                .map_or_else(BigRational::zero, |s| s * &self.inputs[i][c])
                        },
                        &|kink| match kinks[kink] {
                            (i, of) if of == place => self.inputs[i][c].clone(),
                            _ => BigRational::zero(),
                        },
                    );
                }
            }
            if has_bias {
                orthogonal_to(&|_| whole(1), &|_| BigRational::zero());
            }
        }
        for &(i, place) in &kinks {
            let mut row = vec![BigRational::zero(); unknowns + 1];
            row[place * width..(place + 1) * width].clone_from_slice(&self.inputs[i]);
            row[unknowns] = -dot(&self.inputs[i], &now[place * width..(place + 1) * width]);
            equations.push(row);
        }
        if !add_solution(&mut now, &equations, unknowns) {
            return None;
        }
        let mut weights = start.to_vec();
        for (index, value) in places.into_iter().zip(now) {
            weights[index] = value;
        }
        Some(weights)
    }
}

/// Adds to `now` the first unknowns of the equations (coefficients, then the right side); those
/// that they leave free are 0. False if there is no solution.
fn add_solution(now: &mut [BigRational], equations: &[Vec<BigRational>], unknowns: usize) -> bool {
    let rows = reduced(equations);
    let has_solution = rows.iter().all(|(pivot, _)| *pivot < unknowns);
    for (pivot, row) in rows {
        if let Some(value) = now.get_mut(pivot) {
            *value += &row[unknowns];
        }
    }
    has_solution
}

fn size<'x>(vector: impl Iterator<Item = &'x BigRational>) -> f64 {
    norm(&vector.map(|x| x.to_f64().unwrap_or(f64::NAN)).collect::<Vec<_>>())
}
