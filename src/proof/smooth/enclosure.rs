//! Enclosures of the loss, its gradient and its Hessian over a box of weights.

use num_rational::BigRational;

use crate::network::LayerLayout;
use crate::objective::interval::Interval;
use crate::objective::{Differentiable, LossKind, Pass, Population, Tangent};
use crate::proof::problem::ExactProblem;

/// A problem whose exact numbers are enclosed by intervals.
///
/// The passes are those of [`Objective`](crate::objective::Objective), in intervals. Every
/// operation has the inclusion property, hence so has every result: for all weights in the box and
/// the exact data, the true value lies in the enclosure.
///
/// Where a unit's second derivative jumps, as elu's does at 0, the gradient is Lipschitz, and the
/// Hessian encloses its generalised derivative (Clarke's): each of its matrices has numbers between
/// those of both sides in place of `f''`. The mean value theorem and Taylor's formula hold with it
/// (Hiriart-Urruty, Strodiot, Nguyen 1984, Applied Mathematics and Optimization 11, 43), and near a
/// point it is near the one there, so that proofs with Hessians stay proofs: "the Hessian" is any
/// matrix of the generalised one.
///
/// Over a population the Hessian is continuous, except where a unit's weights are all 0: there the
/// enclosures of the gradient and the Hessian are the whole line.
///
/// At the kink of a piecewise-linear unit the gradient encloses the one-sided derivatives: each of
/// them is the formula with a slope between those of the two sides.
pub struct Enclosure {
    layout: Vec<LayerLayout>,
    inputs: Vec<Vec<Interval>>,
    targets: Vec<Vec<Interval>>,
    kind: LossKind,
    factor: Interval,
    count: usize,
    population: Option<Population<Interval>>,
}

impl Enclosure {
    /// The problem's numbers, enclosed.
    #[must_use]
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
            population: problem.is_population().then(|| {
                let factor = Interval::from_rational(&problem.factor());
                Population::new(rows(&problem.teacher).into_iter(), factor)
            }),
            count: problem.network.parameter_count(),
        }
    }

    /// `L` over the box.
    #[must_use]
    pub fn value(&self, weights: &[Interval]) -> Interval {
        if let Some(population) = &self.population {
            return population.value(weights);
        }
        let mut pass = Pass::new(&self.layout);
        let sum: Interval = self
            .points()
            .map(|(x, y)| {
                pass.forward(&self.layout, weights, x);
                pass.loss(self.kind, y)
            })
            .sum();
        self.factor * sum
    }

    /// The gradient over the box.
    #[must_use]
    pub fn gradient(&self, weights: &[Interval]) -> Vec<Interval> {
        let mut gradient = vec![Interval::ZERO; self.count];
        if let Some(population) = &self.population {
            population.add_gradient(weights, &mut gradient);
            return gradient;
        }
        let mut pass = Pass::new(&self.layout);
        for (x, y) in self.points() {
            pass.forward(&self.layout, weights, x);
            pass.begin_with_loss(self.kind, y);
            pass.backward(&self.layout, weights, &mut gradient);
        }
        gradient.into_iter().map(|g| self.factor * g).collect()
    }

    /// The Hessian over the box, row by row; both halves are the same.
    #[must_use]
    pub fn hessian(&self, weights: &[Interval]) -> Vec<Vec<Interval>> {
        if let Some(population) = &self.population {
            let entries = population.hessian(weights);
            return entries.chunks_exact(self.count).map(<[Interval]>::to_vec).collect();
        }
        let mut hessian = vec![vec![Interval::ZERO; self.count]; self.count];
        let mut direction = vec![Interval::ZERO; self.count];
        let (mut pass, mut tangent) = (Pass::new(&self.layout), Tangent::new(&self.layout));
        for (x, y) in self.points() {
            pass.forward(&self.layout, weights, x);
            tangent.linearise(&self.layout, weights, self.kind, y, &mut pass);
            for (column, product) in hessian.iter_mut().enumerate() {
                direction[column] = Interval::ONE;
                tangent.add_product(&self.layout, weights, &direction, &pass, product);
                direction[column] = Interval::ZERO;
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
    pub(crate) fn bend(&self, weights: &[Interval], unit: usize, direction: &[f64]) -> Interval {
        let mut pass = Pass::new(&self.layout);
        let jet = |pass: &Pass<Interval>, l: usize, unit: usize| {
            pass.pre[l][unit].jet(self.layout[l].activation)
        };
        let sum: Interval = self
            .points()
            .map(|(x, y)| {
                pass.forward(&self.layout, weights, x);
                pass.begin_with_loss(self.kind, y);
                let delta = pass.delta[2][0] * jet(&pass, 1, 0).first;
                let input = x.iter().copied().chain([Interval::ONE]);
                let along: Interval =
                    input.zip(direction).map(|(x, &d)| x * Interval::from(d)).sum();
                delta * jet(&pass, 0, unit).second * along.square()
            })
            .sum();
        self.factor * sum
    }

    /// Inputs and targets.
    fn points(&self) -> impl Iterator<Item = (&Vec<Interval>, &Vec<Interval>)> {
        self.inputs.iter().zip(&self.targets)
    }
}
