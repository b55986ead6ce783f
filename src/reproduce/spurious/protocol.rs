//! The protocol, and what the paper prints.

use anyhow::{Context, ensure};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use serde::Deserialize;

use crate::network::{Activation, Dataset, Law, Network};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Number;
use crate::proof::ExactProblem;

/// Most units: pairs of them cost time.
const MOST_UNITS: usize = 64;

/// How starts are drawn and descend, and what is published.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Protocol {
    pub title: String,
    pub preset: String,
    pub units: Vec<usize>,
    pub listed: usize,
    pub starts: usize,
    pub seed: u64,
    pub law: String,
    pub optimizer: String,
    pub learning_rate: f64,
    pub steps: usize,
    pub published: Vec<Published>,
}

/// A point that the paper prints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Published {
    pub units: usize,
    first: String,
    rest_of_row: String,
    rest_of_column: String,
    diagonal: String,
    other: String,
    pub loss: String,
}

impl Protocol {
    /// That of the program.
    pub fn shipped() -> anyhow::Result<Self> {
        let text = include_str!("../protocols/safran-shamir.toml");
        let protocol: Self = toml::from_str(text).context("protocol safran-shamir")?;
        let in_reach = |units: &usize| (1..=MOST_UNITS).contains(units);
        ensure!(
            protocol.units.iter().all(in_reach),
            "protocol safran-shamir: expected 1 to {MOST_UNITS} units"
        );
        Ok(protocol)
    }

    pub fn law(&self) -> anyhow::Result<Law> {
        Law::from_name(&self.law)
            .with_context(|| format!("protocol safran-shamir: there is no law {}", self.law))
    }

    pub fn settings(&self) -> anyhow::Result<Settings> {
        let optimizer = Optimizer::ALL.into_iter().find(|known| known.name() == self.optimizer);
        let optimizer = optimizer.with_context(|| {
            format!("protocol safran-shamir: there is no optimizer {}", self.optimizer)
        })?;
        Ok(Settings { stop: true, ..Settings::new(optimizer, self.learning_rate, self.steps) })
    }
}

impl Published {
    /// The weights in exact fractions, a unit after the other.
    pub fn weights(&self) -> anyhow::Result<Vec<BigRational>> {
        let entry = |i: usize, j: usize| match (i, j) {
            (0, 0) => &self.first,
            (0, _) => &self.rest_of_row,
            (_, 0) => &self.rest_of_column,
            _ if i == j => &self.diagonal,
            _ => &self.other,
        };
        let places = (0..self.units).flat_map(|i| (0..self.units).map(move |j| (i, j)));
        let read = |(i, j)| Ok(Number::read(entry(i, j)).map_err(anyhow::Error::msg)?.exact);
        places.map(read).collect()
    }
}

/// So many units before an orthonormal teacher, in exact fractions.
pub(super) fn problem(units: usize) -> ExactProblem {
    let entry = |i, j| if i == j { BigRational::one() } else { BigRational::zero() };
    ExactProblem {
        network: Network {
            layers: vec![units, units],
            activation: Activation::Identity,
            output_activation: Activation::Relu,
            bias: false,
        },
        inputs: Vec::new(),
        targets: Vec::new(),
        teacher: (0..units).map(|i| (0..units).map(|j| entry(i, j)).collect()).collect(),
        kind: LossKind::Squared,
        reduction: Reduction::Mean,
        scale: BigRational::new(1.into(), 2.into()),
    }
}

/// The same in floating point.
pub(super) fn objective(units: usize) -> Objective {
    let problem = problem(units);
    let dataset = Dataset::population(ndarray::Array2::eye(units), units);
    let scale = problem.scale.to_f64().expect("a half");
    let loss = Loss { kind: problem.kind, reduction: problem.reduction, scale };
    Objective::new(problem.network, dataset, loss)
}
