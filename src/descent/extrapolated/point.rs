//! Runs that come to a point: by what is left of their way, or because they only rattle about it.

use super::told::{Told, continues};
use crate::descent::decider::Decider;
use crate::descent::extrapolation::{at, remainder};
use crate::descent::newton::Limit;
use crate::descent::record::Record;
use crate::descent::tolerance::{NEAR, NOTHING, SLOWING};
use crate::descent::trapped::at_rest;
use crate::network::{distance, norm};
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Gain in loss still to be expected below which a run has arrived: a thousandth of what is near.
const GAIN: f64 = 1e-7;

/// Radius of the ball, as a share of the weights' size, in which a run that rattles has arrived.
pub(crate) const BALL: f64 = 5e-3;

/// The point that a run has come to, if it lies where the Newton continuation leads.
pub(super) fn limit(
    objective: &Objective,
    settings: &Settings,
    records: &[Record],
    continued: Option<Limit>,
) -> Told {
    let end = at(records, 1.0);
    let size = 1.0 + norm(&end.weights);
    let is_steady = settings.is_steady(end.step);
    let slows = if is_steady {
        slows_down(records, size)
    } else {
        // as long as the rate rises a point may cease to hold those that came to it
        end.has_no_gradient() && end.step >= settings.schedule.warm_up
    };
    let rattles = || is_steady && rattles(records, size);
    if !slows && !rattles() {
        return Told::Nothing;
    }
    let is_there = if continues(objective) {
        let is_within = |way: f64| {
            (slows && way <= NEAR * size) || (way <= 2.0 * BALL * size && (!slows || rattles()))
        };
        match continued {
            None => return Told::Asks,
            // rounding leads away from a saddle, unless it has stopped all motion
            Some(Limit::Point { distance: way, is_saddle: true }) if way <= NEAR * size => {
                let stands = is_steady && distance(&end.weights, &at(records, 0.25).weights) == 0.0;
                if !stands || end.step == 0 {
                    return Told::Nowhere;
                }
                true
            }
            Some(Limit::Point { distance, is_saddle }) => !is_saddle && is_within(distance),
            Some(Limit::Kink { distance }) => is_within(distance),
            Some(Limit::Infinity { .. } | Limit::Unclear | Limit::Unknown) => false,
        }
    } else {
        !slows || vanishes_within(objective, end, 10.0 * NEAR * size)
    };
    if is_there { Told::End(Decider::Point, at_rest(objective, end)) } else { Told::Nothing }
}

/// Whether motion says that little is left of the way to a point of rest.
fn slows_down(records: &[Record], size: f64) -> bool {
    let [first, middle, end] = [0.25, 0.5, 1.0].map(|share| at(records, share));
    let way = |a: &Record, b: &Record| distance(&a.weights, &b.weights);
    let (before, last) = (way(first, middle), way(middle, end));
    let scale = 1.0 + end.loss.abs();
    if before <= NOTHING * size && last <= NOTHING * size {
        // no motion: at rest if the gradient is nothing but rounding, otherwise the steps are too
        // short
        return end.has_no_gradient();
    }
    let left = remainder(before, last);
    last < SLOWING * before
        && left <= NEAR * size
        && left.max(last) * end.gradient_norm <= GAIN * scale
}

/// Whether the last half of the run stays in a small ball without drifting and without gaining, as
/// plain descent does across a kink and Adam does around a minimum.
///
/// A drift shows in the means of the last two quarters: they are 1.7 standard deviations apart for
/// a steady one, and less than one for a rattle. Records an even number of steps apart may all be
/// from one side of a kink and hide the rattle, so a drift that is small beside the ball is none
/// either.
fn rattles(records: &[Record], size: f64) -> bool {
    let end = at(records, 1.0);
    let start_of =
        |share: f64| records.partition_point(|record| record.step < at(records, share).step);
    let (half, three_quarters) = (start_of(0.5), start_of(0.75));
    let (third, fourth, late) =
        (&records[half..three_quarters], &records[three_quarters..], &records[half..]);
    let leaves = |record: &Record| distance(&record.weights, &end.weights) > BALL * size;
    if third.len() < 8 || late.iter().any(leaves) {
        return false;
    }
    let lowest =
        |records: &[Record]| records.iter().map(|record| record.loss).fold(f64::INFINITY, f64::min);
    let gain = lowest(third) - lowest(fourth);
    let drift = distance(&mean(fourth), &mean(third));
    gain <= GAIN * (1.0 + end.loss.abs()) && drift <= deviation(late).max(0.01 * BALL * size)
}

fn mean(records: &[Record]) -> Vec<f64> {
    let mut mean = vec![0.0; records[0].weights.len()];
    for record in records {
        let each = mean.iter_mut().zip(&record.weights);
        each.for_each(|(m, w)| *m += w / records.len() as f64);
    }
    mean
}

/// Root mean square distance of the weights from their mean.
fn deviation(records: &[Record]) -> f64 {
    let mean = mean(records);
    let squares = records.iter().map(|record| distance(&record.weights, &mean).powi(2));
    (squares.sum::<f64>() / records.len() as f64).sqrt()
}

/// Whether the gradient would vanish within `reach`, as far as the curvature along it tells: a
/// small gradient on a plateau, where the curvature is as small, is no sign of a minimum.
fn vanishes_within(objective: &Objective, end: &Record, reach: f64) -> bool {
    let mut gradient = vec![0.0; end.weights.len()];
    objective.value_and_gradient(&end.weights, &mut gradient, &mut objective.workspace());
    let size = norm(&gradient);
    if size == 0.0 {
        return true;
    }
    gradient.iter_mut().for_each(|g| *g /= size);
    let mut change = vec![0.0; gradient.len()];
    objective.hessian_vector(&end.weights, &gradient, &mut change);
    size <= reach * norm(&change)
}
