//! What the motion of a run says: how much of its way is left, and whether it only rattles.

use super::Record;
use crate::network::distance;

/// What is left of the way, as a share of the weights' size, below which a run has arrived.
pub(super) const ARRIVED: f64 = 1e-4;

/// Gain in loss still to be expected, as a share of `1 + loss`, below which a run has arrived.
const GAIN: f64 = 1e-7;

/// Motion, and gradient, as a share of the weights' size and of `1 + loss`, that is next to none.
pub(super) const NOTHING: f64 = 1e-9;

/// Drift of the mean between the last two quarters, as a share of the weights' size, that is none.
const DRIFT: f64 = 0.01 * BALL;

/// Greatest ratio of motion between two doublings of time that counts as slowing down.
const SLOWING: f64 = 0.9;

/// Radius of the ball, as a share of the weights' size, in which a run that rattles has arrived.
pub(super) const BALL: f64 = 5e-3;

/// The record nearest to `share` of the way in steps.
pub(super) fn at(records: &[Record], share: f64) -> &Record {
    let wanted = share * records[records.len() - 1].step as f64;
    let after = records.partition_point(|record| (record.step as f64) < wanted);
    &records[after.min(records.len() - 1)]
}

pub(super) fn distance_of(a: &Record, b: &Record) -> f64 {
    distance(&a.weights, &b.weights)
}

/// What motion says is left of the way to a point of rest; `None` if it shows none within reach.
pub(super) fn way_left(records: &[Record], size: f64) -> Option<f64> {
    let end = at(records, 1.0);
    let (d0, d1) =
        (distance_of(at(records, 0.5), at(records, 0.25)), distance_of(end, at(records, 0.5)));
    if d0 <= NOTHING * size && d1 <= NOTHING * size {
        // no motion: at rest if the gradient is nothing but rounding, otherwise the steps are too
        // short
        return (end.gradient_norm <= NOTHING * (1.0 + end.loss.abs())).then_some(d1);
    }
    let ratio = d1 / d0;
    let left = d1 * ratio / (1.0 - ratio);
    let is_little =
        left <= ARRIVED * size && left.max(d1) * end.gradient_norm <= GAIN * (1.0 + end.loss.abs());
    (ratio < SLOWING && is_little).then_some(left)
}

/// Whether the last half of the run stays in a small ball without drifting and without gaining, as
/// plain descent does across a kink and Adam does around a minimum.
///
/// A drift shows in the means of the last two quarters: they are 1.7 standard deviations apart for
/// a steady one, and less than one for a rattle. Records an even number of steps apart may all be
/// from one side of a kink and hide the rattle, so a drift that is small beside the ball is none
/// either.
pub(super) fn rattles(records: &[Record], size: f64) -> bool {
    let end = at(records, 1.0);
    let start_of =
        |share: f64| records.partition_point(|record| record.step < at(records, share).step);
    let (half, three_quarters) = (start_of(0.5), start_of(0.75));
    let (third, fourth, late) =
        (&records[half..three_quarters], &records[three_quarters..], &records[half..]);
    if third.len() < 8 || late.iter().any(|record| distance_of(record, end) > BALL * size) {
        return false;
    }
    let lowest =
        |records: &[Record]| records.iter().map(|record| record.loss).fold(f64::INFINITY, f64::min);
    let gain = lowest(third) - lowest(fourth);
    let drift = distance(&mean(fourth), &mean(third));
    gain <= GAIN * (1.0 + end.loss.abs()) && drift <= deviation(late).max(DRIFT * size)
}

fn mean(records: &[Record]) -> Vec<f64> {
    let mut mean = vec![0.0; records[0].weights.len()];
    for record in records {
        mean.iter_mut().zip(&record.weights).for_each(|(m, w)| *m += w / records.len() as f64);
    }
    mean
}

/// Root mean square distance of the weights from their mean.
fn deviation(records: &[Record]) -> f64 {
    let mean = mean(records);
    let squares = records.iter().map(|record| distance(&record.weights, &mean).powi(2));
    (squares.sum::<f64>() / records.len() as f64).sqrt()
}
