//! Cheap signs of where a run goes: whether to a limit at infinity that is known already, and
//! whether it slows down at all.

use super::Record;
use super::motion::at;
use crate::network::{distance, norm};

/// Times looked at, as shares of the run: half octaves.
pub(super) const TIMES: [f64; 4] =
    [0.25 * std::f64::consts::SQRT_2, 0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0];

/// What is left to fall, as a share of the whole fall, when it begins to tell.
const LEFT: f64 = 0.02;

/// Greatest share of what is left that half an octave may leave.
const KEPT: f64 = 0.95;

/// Difference between the shares that half octaves leave, as a share of them, that is none.
const STEADY: f64 = 0.1;

/// Whether the weights of the run grow while its loss falls steadily towards `limit`: over the last
/// one and a half octaves of time each half octave leaves the same share of what is left to fall,
/// and little of it is.
///
/// A loss that falls like `t^-a` towards another limit than this one leaves ever greater shares if
/// `limit` is too low, and ever smaller ones if it is too high.
pub(crate) fn approaches(records: &[Record], limit: f64) -> bool {
    let times = TIMES.map(|share| at(records, share));
    if times.windows(2).any(|pair| pair[0].step == pair[1].step) {
        return false;
    }
    let greatest = records.iter().map(|record| record.loss).fold(f64::NEG_INFINITY, f64::max);
    let grows = times.windows(2).all(|pair| norm(&pair[1].weights) > norm(&pair[0].weights));
    grows && falls_steadily(times, limit, greatest, [LEFT, KEPT, STEADY])
}

/// Whether half octaves of time leave the same share of what is left to fall to `limit`: of a fall
/// from `greatest` at most the share `most` is left, each leaves at most `kept` of it, and the
/// shares differ by at most `steady` of them.
pub(super) fn falls_steadily(
    times: [&Record; 4],
    limit: f64,
    greatest: f64,
    [most, kept, steady]: [f64; 3],
) -> bool {
    let [a, b, c, d] = times.map(|record| record.loss - limit);
    let shares = [b / a, c / b, d / c];
    let (low, high) =
        (shares[0].min(shares[1]).min(shares[2]), shares[0].max(shares[1]).max(shares[2]));
    d > 0.0
        && a > 0.0
        && d <= most * (greatest - limit)
        && high <= kept
        && high - low <= steady * high
}

/// Whether the run has gone less far in the last half of its time than in the quarter before, as
/// none does that drifts or runs to infinity, or has hardly begun.
pub(crate) fn slows_down(records: &[Record]) -> bool {
    let [a, b, c] = [0.25, 0.5, 1.0].map(|share| at(records, share));
    let way = |a: &Record, b: &Record| distance(&a.weights, &b.weights);
    a.step == b.step || way(b, c) < way(a, b)
}
