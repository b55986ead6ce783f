//! The problem that a proof is about, in exact fractions.

use std::collections::BTreeMap;

use ndarray::Array2;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::network::{Dataset, Network};
use crate::objective::interval::Interval;
use crate::objective::{Loss, LossKind, Objective, Reduction};

/// A network, data and loss in exact fractions: `L(w) = scale * reduction of sum of kind`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactProblem {
    /// The network.
    pub network: Network,
    /// Inputs, one row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets, one row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// The units of the teacher, one row each; with any, the loss is one over a
    /// [population](crate::network::Dataset::population), and there are no points.
    pub teacher: Vec<Vec<BigRational>>,
    /// Loss of one output.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front, positive.
    pub scale: BigRational,
}

/// Most multiplications of one evaluation in exact fractions or intervals; above it nothing is
/// tried.
pub const MAX_WORK: usize = 2_000_000;

impl ExactProblem {
    /// Whether the parts fit together and are small enough; the error is a sentence.
    pub(crate) fn check(&self, point: &[BigRational]) -> Result<(), String> {
        let network = &self.network;
        if network.layers.len() < 2 || network.layers.contains(&0) {
            return Err("the network has no layers".to_owned());
        }
        let rows =
            |rows: &[Vec<BigRational>], width: usize| rows.iter().all(|row| row.len() == width);
        if self.is_population() {
            let is_one = self.inputs.is_empty()
                && self.targets.is_empty()
                && rows(&self.teacher, network.input_count())
                && self.kind == LossKind::Squared
                && network.sums_relus();
            if !is_one {
                return Err("the population does not fit the network".to_owned());
            }
        } else if self.inputs.is_empty()
            || self.inputs.len() != self.targets.len()
            || !rows(&self.inputs, network.input_count())
            || !rows(&self.targets, network.output_count())
        {
            return Err("the data do not fit the network".to_owned());
        }
        if point.len() != network.parameter_count() {
            return Err(format!(
                "the point holds {} weights, but the network has {}",
                point.len(),
                network.parameter_count()
            ));
        }
        if !self.scale.is_positive() {
            return Err("the factor in front of the loss is not positive".to_owned());
        }
        let work = self.inputs.len().saturating_mul(point.len());
        if work > MAX_WORK {
            return Err(format!(
                "the problem is too large: {work} products a pass, at most {MAX_WORK} are tried"
            ));
        }
        Ok(())
    }

    /// Whether the loss is one over a population.
    pub(crate) fn is_population(&self) -> bool {
        !self.teacher.is_empty()
    }

    /// The factor in front of the plain sum over the points, or of the expected value.
    pub(crate) fn factor(&self) -> BigRational {
        match self.reduction {
            _ if self.is_population() => self.scale.clone(),
            Reduction::Sum => self.scale.clone(),
            Reduction::Mean => &self.scale / BigRational::from(BigInt::from(self.inputs.len())),
        }
    }

    /// A number that no weights of any network can get below: the loss of the best outputs that
    /// agree wherever the inputs agree. `None` if targets outside `[0, 1]` leave cross-entropy
    /// or softmax without one.
    ///
    /// For the squared error these outputs are the means over repeated inputs; for these two 0
    /// is returned, which is below.
    pub(crate) fn least_loss(&self) -> Option<BigRational> {
        let zero = BigRational::zero();
        if self.kind.has_logits() {
            let is_share = |y: &BigRational| !y.is_negative() && *y <= BigRational::one();
            return self.targets.iter().flatten().all(is_share).then_some(zero);
        }
        let mut groups: BTreeMap<&[BigRational], Vec<&[BigRational]>> = BTreeMap::new();
        for (input, target) in self.inputs.iter().zip(&self.targets) {
            groups.entry(input).or_default().push(target);
        }
        let mut sum = zero.clone();
        for targets in groups.values().filter(|targets| targets.len() > 1) {
            let count = BigRational::from(BigInt::from(targets.len()));
            for k in 0..self.network.output_count() {
                let mean = targets.iter().fold(zero.clone(), |sum, y| sum + &y[k]) / &count;
                for y in targets {
                    let off = &y[k] - &mean;
                    sum += &off * &off;
                }
            }
        }
        Some(self.factor() * sum)
    }
}

/// A narrow interval around each weight.
pub(crate) fn intervals(point: &[BigRational]) -> Vec<Interval> {
    point.iter().map(Interval::from_rational).collect()
}

/// The problem in floating point; `None` if a number is too large.
pub(crate) fn floating(problem: &ExactProblem) -> Option<Objective> {
    let array = |rows: &[Vec<BigRational>]| {
        let flat = floats(&rows.concat())?;
        Array2::from_shape_vec((rows.len(), rows[0].len()), flat).ok()
    };
    let dataset = if problem.is_population() {
        Dataset::population(array(&problem.teacher)?, problem.network.output_count())
    } else {
        Dataset::new(array(&problem.inputs)?, array(&problem.targets)?)
    };
    let scale = problem.scale.to_f64().filter(|scale| scale.is_finite())?;
    let loss = Loss { kind: problem.kind, reduction: problem.reduction, scale };
    Some(Objective::new(problem.network.clone(), dataset, loss))
}

/// The nearest floating-point numbers, if all are finite.
pub(crate) fn floats(exact: &[BigRational]) -> Option<Vec<f64>> {
    exact.iter().map(|x| x.to_f64().filter(|x| x.is_finite())).collect()
}
