//! Minima of networks of straight pieces, which a search meets to rounding, in exact fractions.

use num_rational::BigRational;
use num_traits::ToPrimitive;
use rayon::prelude::*;

use super::evaluation;
use crate::minima::{CriticalKind, CriticalPoint, Findings};
use crate::network::{Activation, norm};
use crate::objective::LossKind;
use crate::preset::Preset;
use crate::proof::{Verdict, certify, snap};

/// Most descents without an end that are looked at.
const MAX_STUCK: usize = 400;

/// Most multiplications of one pass over the data.
const MAX_WORK: usize = 5_000;

/// What is said of a minimum where floating point tells nothing, as with a data point on a kink.
const BY_PROOF: &str = "what the Hessian leaves open, the exact proof tells: it is a minimum";

/// Losses that differ by less, relative to `1 +` their size, may be one.
const SAME_LOSS: f64 = 1e-9;

/// Why minima at kinks of this preset's network are not looked for in exact fractions, in a
/// sentence; `None` if they are, or if the network has no kinks.
#[must_use]
pub fn left_open(preset: &Preset) -> Option<&'static str> {
    let network = &preset.network;
    if !preset.objective().has_kinks() {
        None
    } else if preset.loss.kind != LossKind::Squared {
        Some(
            "minima at kinks are solved in exact fractions for the squared error only: with \
                cross-entropy or softmax their weights are no fractions",
        )
    } else if network.layers.len() != 3 || network.output_activation != Activation::Identity {
        Some(
            "minima at kinks are solved in exact fractions for one hidden layer and linear \
                outputs only (of deeper \
                networks, dead regions are)",
        )
    } else if is_too_large(preset) {
        Some(
            "the network and the data are too large for minima at kinks to be solved in exact \
                fractions",
        )
    } else {
        None
    }
}

fn is_too_large(preset: &Preset) -> bool {
    preset.network.parameter_count().saturating_mul(preset.dataset.len()) > MAX_WORK
}

/// Replaces minima, and open cases that prove to be minima, by the exact weights next to them, and
/// adds the minima at which descents came to no end.
pub(super) fn in_fractions(preset: &Preset, found: &mut Findings) {
    let has_kinks = preset.dataset.teacher().is_none();
    let is_straight = preset.network.activation.is_piecewise_linear() && has_kinks;
    if !is_straight || is_too_large(preset) {
        return;
    }
    let problem = preset.exact_problem();
    found.points.par_iter_mut().for_each(|point| {
        let is_open = point.kind == CriticalKind::DegenerateUnknown;
        if !is_open && !point.kind.is_minimum() {
            return;
        }
        // of a named point the fractions are written down
        let mut known = point.known.iter().filter_map(|&index| preset.points.get(index));
        let named = known.find_map(|named| {
            let is_same =
                same_loss(point.loss, evaluation::loss(&preset.objective(), &named.weights));
            let verdict = is_same.then(|| certify(&problem, &named.exact, &[]).verdict)?;
            verdict.is_minimum().then(|| (named.exact.to_vec(), verdict))
        });
        let snapped =
            || snap(&problem, &point.weights).map(|(exact, found)| (exact, found.verdict));
        if let Some((exact, verdict)) = named.or_else(snapped) {
            settle(preset, point, exact, verdict, is_open);
        }
    });
    let stuck: Vec<Vec<f64>> = found.stuck.iter().take(MAX_STUCK).cloned().collect();
    let minima: Vec<_> = stuck.par_iter().map(|weights| snap(&problem, weights)).collect();
    for (exact, certificate) in minima.into_iter().flatten() {
        found.unfinished = found.unfinished.saturating_sub(1);
        add(preset, found, exact, certificate.verdict);
    }
    found.points.sort_by(|a, b| a.loss.total_cmp(&b.loss));
}

/// Puts the exact weights in place of those that were found.
fn settle(
    preset: &Preset,
    point: &mut CriticalPoint,
    exact: Vec<BigRational>,
    verdict: Verdict,
    is_open: bool,
) {
    let Some(weights) = exact.iter().map(ToPrimitive::to_f64).collect::<Option<Vec<f64>>>() else {
        return;
    };
    if is_open {
        point.kind = kind(verdict);
        point.index = 0;
        point.reason = Some(BY_PROOF);
    }
    let evaluation = evaluation::evaluate(&preset.objective(), &weights);
    point.loss = evaluation.loss;
    point.weights = weights;
    point.exact = Some(exact);
}

/// Adds a minimum, or counts it to one that has the same outputs.
fn add(preset: &Preset, found: &mut Findings, exact: Vec<BigRational>, verdict: Verdict) {
    let objective = preset.objective();
    let Some(weights) = exact.iter().map(ToPrimitive::to_f64).collect::<Option<Vec<f64>>>() else {
        return;
    };
    let outputs = objective.outputs(&weights);
    let is_same = |point: &CriticalPoint| {
        let off: Vec<f64> = (&objective.outputs(&point.weights) - &outputs).into_iter().collect();
        point.exact.is_some()
            && same_loss(point.loss, evaluation::loss(&objective, &weights))
            && norm(&off) <= SAME_LOSS * (1.0 + norm(&outputs.iter().copied().collect::<Vec<_>>()))
    };
    if let Some(known) = found.points.iter_mut().find(|point| is_same(point)) {
        known.starts += 1;
        return;
    }
    let evaluation = evaluation::evaluate(&objective, &weights);
    found.points.push(CriticalPoint {
        kind: kind(verdict),
        index: 0,
        flat_dimensions: 0,
        loss: evaluation.loss,
        accuracy: evaluation.accuracy,
        gradient_norm: evaluation.gradient_norm,
        eigenvalues: evaluation.hessian_eigenvalues.unwrap_or_default(),
        weights,
        exact: Some(exact),
        escape: None,
        starts: 1,
        known: Vec::new(),
        copies: 1,
        reason: Some(BY_PROOF),
    });
}

fn kind(verdict: Verdict) -> CriticalKind {
    if verdict == Verdict::ProvenDeadRegion {
        CriticalKind::DeadRegion
    } else {
        CriticalKind::FlatMinimum
    }
}

fn same_loss(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME_LOSS * (1.0 + a.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_whose_minima_at_kinks_are_not_solved_comes_with_a_reason() {
        let of = |name: &str| left_open(&Preset::load(name).unwrap());
        assert!(of("xor-relu").unwrap().contains("squared error"));
        assert!(of("dead-layer").unwrap().contains("one hidden layer"));
        for name in
            ["two-relu-units", "relu-line-of-minima", "sigmoid-ten-points", "logistic-neuron"]
        {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
