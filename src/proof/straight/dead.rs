//! Dead layers: a ReLU layer that no data point switches on.
//!
//! # The theorem
//! Let some hidden layer of ReLU units have every pre-activation strictly negative on every data
//! point. The same holds for all nearby weights, so that the output there is one constant `C` for
//! all points, and the loss is `F(C)` with `F` convex. If `dF/dC_k = sum_i dl/d out_ik = 0` for
//! every output `k` (for the squared error: `C` is the mean of the targets), then no constant does
//! better, hence no nearby weights do: a local minimum, and all weights up to and including the
//! dead layer move freely in an open set without changing the loss. ∎
//!
//! Without biases the layers behind the dead one send 0 to 0 (their activations do), the output is
//! 0 whatever they are, and the loss does not change at all near the point. With output biases and
//! a sum that is not 0, moving that bias is a direction of descent.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::exact::ExactNetwork;
use crate::proof::problem::ExactProblem;
use crate::proof::verdict::{Finding, Verdict};

/// The first hidden layer, from 0, of ReLU units with negative pre-activations on all data points.
pub(crate) fn dead_layer(problem: &ExactProblem, network: &ExactNetwork) -> Option<usize> {
    let is_dead =
        |l: &usize| network.pre.iter().all(|pre| pre[*l].iter().all(BigRational::is_negative));
    let hidden = 0..problem.network.layers.len() - 2;
    // the dead side of a unit of straight pieces is that of the negative numbers
    problem.network.activation.dead_below().and_then(|_| hidden.into_iter().find(is_dead))
}

/// The verdict if a hidden layer is dead, else `None`.
pub(crate) fn decide(problem: &ExactProblem, network: &ExactNetwork) -> Option<Finding> {
    let layout = problem.network.layout();
    let dead = dead_layer(problem, network)?;
    let proven = |what: &str| Finding {
        verdict: Verdict::ProvenDeadRegion,
        nearby: None,
        direction: None,
        reason: format!(
            "every pre-activation of hidden layer {} is negative on every data point, in exact \
                fractions, so that \
                the output is constant here and nearby; {what}",
            dead + 1
        ),
    };
    let biases = layout[layout.len() - 1].biases.clone();
    if biases.is_empty() {
        return Some(proven(
            "without biases that constant is 0 and the loss does not change at all",
        ));
    }
    let (g, _) = network.loss_derivatives()?;
    for (k, bias) in biases.enumerate() {
        let sum = g.iter().fold(BigRational::zero(), |sum, row| sum + &row[k]);
        if !sum.is_zero() {
            let mut direction = vec![BigRational::zero(); problem.network.parameter_count()];
            direction[bias] = -sum.signum();
            let slope = -sum.abs();
            return Some(Finding::disproved(
                direction,
                format!(
                    "hidden layer {} is dead, but its constant output {k} is not the best one: \
                        the loss falls along \
                        that output's bias with the exact derivative {slope}",
                    dead + 1
                ),
            ));
        }
    }
    Some(proven(
        "no other constant has a lower loss (for the squared error it is the mean of the targets)",
    ))
}
