//! From one start to the bottom, by Newton's method in a trust region: in floating point, for
//! searching only.

use crate::network::norm;
use crate::objective::{Objective, eigenpairs};

/// Most steps.
const STEPS: usize = 200;

/// A gradient below this, against `1 + loss`, counts as 0.
const FLAT: f64 = 1e-11;

/// The smallest eigenvalue from which a minimum is called strict: below it no proof is likely to
/// work.
const STRICT: f64 = 1e-6;

/// Weights longer than this are on their way to infinity.
const FAR: f64 = 60.0;

/// Where a search for a minimum ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ending {
    pub weights: Vec<f64>,
    pub loss: f64,
    /// Whether it is a strict minimum (as far as floating point tells); otherwise it went far away,
    /// or nowhere.
    pub is_strict: bool,
}

/// Goes down from `start`; a step is kept only if the loss falls.
///
/// The step is `-sum_k (g · v_k) / |lambda_k| v_k` over the Hessian's eigenvectors, cut to the
/// radius of the trust region, which doubles where the quadratic model predicts well and shrinks
/// where it does not (Nocedal, Wright 2006, "Numerical Optimization", Section 4.1). The absolute
/// value leads away from saddles.
pub(super) fn minimise(objective: &Objective, start: &[f64]) -> Ending {
    let count = start.len();
    let mut work = objective.workspace();
    let (mut gradient, mut next_gradient) = (vec![0.0; count], vec![0.0; count]);
    let mut at = start.to_vec();
    let mut loss = objective.value_and_gradient(&at, &mut gradient, &mut work);
    let mut radius = 1.0_f64;
    let ending =
        |weights: Vec<f64>, loss: f64, is_strict: bool| Ending { weights, loss, is_strict };
    for _ in 0..STEPS {
        let Some(pairs) = eigenpairs(&objective.hessian(&at)) else { break };
        if norm(&gradient) < FLAT * (1.0 + loss) {
            let is_strict = pairs[0].0 > STRICT;
            return ending(at, loss, is_strict);
        }
        let mut step = vec![0.0; count];
        for (value, vector) in &pairs {
            let slope: f64 = gradient.iter().zip(vector).map(|(g, v)| g * v).sum();
            let length = slope / value.abs().max(1e-8);
            step.iter_mut().zip(vector).for_each(|(s, v)| *s -= length * v);
        }
        let size = norm(&step);
        let cut = (radius / size).min(1.0);
        step.iter_mut().for_each(|s| *s *= cut);
        let predicted: f64 = pairs
            .iter()
            .map(|(value, vector)| {
                let s: f64 = step.iter().zip(vector).map(|(s, v)| s * v).sum();
                0.5 * value * s * s
            })
            .sum::<f64>()
            + gradient.iter().zip(&step).map(|(g, s)| g * s).sum::<f64>();
        let next: Vec<f64> = at.iter().zip(&step).map(|(w, s)| w + s).collect();
        let next_loss = objective.value_and_gradient(&next, &mut next_gradient, &mut work);
        // in the last digits the loss is rounding, but the gradient still shrinks
        let falls = next_loss < loss
            || (next_loss <= loss + 1e-13 * (1.0 + loss) && norm(&next_gradient) < norm(&gradient));
        let ratio = (next_loss - loss) / predicted;
        if falls {
            at = next;
            loss = next_loss;
            gradient.copy_from_slice(&next_gradient);
        }
        if !falls || ratio < 0.25 {
            radius = 0.25 * size.min(radius);
        } else if ratio > 0.75 && cut < 1.0 {
            radius = (2.0 * radius).min(20.0);
        }
        if norm(&at) > FAR || radius < 1e-12 {
            break;
        }
    }
    ending(at, loss, false)
}
