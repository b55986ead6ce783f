//! Deep networks of straight pieces without a dead layer: no theorem here proves a minimum, but an
//! exact one-sided derivative below 0 disproves one, and the least loss that any network can have
//! is a minimum where it is reached.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::elimination::dot;
use super::exact::ExactNetwork;
use crate::proof::problem::{ExactProblem, MAX_WORK};
use crate::proof::verdict::{Finding, Verdict};

/// The parameter, moved up or down, along which the loss falls fastest; unproven if there is none.
pub(crate) fn decide(problem: &ExactProblem, network: &ExactNetwork) -> Finding {
    if network.loss().is_some_and(|loss| problem.least_loss() == Some(loss)) {
        return Finding {
            verdict: Verdict::ProvenFlatMinimum,
            nearby: None,
            direction: None,
            reason: "no network whatever has a lower loss on these data (each output is the mean \
                of the targets of \
                     its input, in exact fractions); the minimum is flat since scaling a layer up \
                     and the next \
                     one's weights down changes nothing"
                .to_owned(),
        };
    }
    let reason = "no theorem covers a deep network of straight pieces without a dead layer, and \
        no single weight \
                  moved up or down makes the loss fall";
    let Some((g, _)) = network.loss_derivatives() else { return Finding::unproven(reason) };
    let count = problem.network.parameter_count();
    let work = count.saturating_mul(count).saturating_mul(problem.inputs.len());
    if work > MAX_WORK {
        return Finding::unproven(
            "no theorem covers a deep network of straight pieces without a dead layer",
        );
    }
    let mut best: Option<(BigRational, Vec<BigRational>)> = None;
    for index in 0..2 * count {
        let mut direction = vec![BigRational::zero(); count];
        direction[index / 2] = BigRational::from(BigInt::from(if index % 2 == 0 { 1 } else { -1 }));
        let derivative = derivative(problem, network, &g, &direction);
        if derivative.is_negative() && best.as_ref().is_none_or(|(least, _)| derivative < *least) {
            best = Some((derivative, direction));
        }
    }
    match best {
        Some((derivative, direction)) => Finding::disproved(
            direction,
            format!(
                "the loss falls along the direction shown: its one-sided derivative there is \
                    exactly {derivative}"
            ),
        ),
        None => Finding::unproven(reason),
    }
}

/// The one-sided derivative of the loss along `direction`.
pub(crate) fn derivative(
    problem: &ExactProblem,
    network: &ExactNetwork,
    g: &[Vec<BigRational>],
    direction: &[BigRational],
) -> BigRational {
    (0..problem.inputs.len())
        .map(|i| dot(&g[i], &network.output_derivative(i, direction)))
        .fold(BigRational::zero(), |sum, term| sum + term)
}
