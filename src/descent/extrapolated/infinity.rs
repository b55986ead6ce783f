//! Runs to infinity: weights that grow for ever while the loss falls towards a limit.

use super::sharpness::stays_stable;
use super::told::{Told, continues};
use crate::descent::decider::Decider;
use crate::descent::extrapolation::{half_octaves, remainder};
use crate::descent::newton::Limit;
use crate::descent::record::Record;
use crate::descent::termination::Termination;
use crate::network::norm;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Growth of the norm per half octave of time, as a share of it, that counts as running away;
/// across kinks, where nothing but the growth and the trend of the loss speak for it, five times
/// that.
const GROWTH: f64 = 0.002;

/// Distance between the limit of a run's own trend and the one found ahead, as a share of what is
/// left to fall.
const OFF_TREND: f64 = 0.65;

/// What is left to fall to the limit, as a share of `1 + limit`, where the trend alone must do.
const BESIDE_LIMIT: f64 = 2e-3;

/// A run whose loss falls like a small power of `1/t`, for which being far out takes longer than
/// anyone waits, has settled as well when at most the first share is left of its fall, half an
/// octave leaves at most the second of that, the last three have left the same share but for the
/// third, and its own trend points to the limit found ahead but for the first.
const SELF_SIMILAR: [f64; 3] = [0.2, 0.95, 0.03];

/// What a run to infinity must be past.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Past {
    /// The share of its fall to the limit that is left at most.
    left: f64,
    /// The share of what is left that half an octave of time leaves at most. Where the loss falls
    /// like `1/t` it leaves 0.71; where it falls like a small power of `1/t`, nearly all.
    kept: f64,
}

impl Past {
    /// Its twists: for a run whose budget is spent.
    pub const TWISTS: Self = Self { left: 0.1, kept: 0.95 };
    /// Far out: for a run that may stop there.
    pub const FAR_OUT: Self = Self { left: 0.02, kept: 0.87 };
}

/// The loss towards which a run to infinity falls.
///
/// The norm must grow by steps that hardly shrink from one half octave of time to the next, and the
/// loss must be [past](Past) its twists. There must be no finite point ahead.
pub(super) fn limit(
    objective: &Objective,
    settings: &Settings,
    records: &[Record],
    past: Past,
    continued: Option<Limit>,
) -> Told {
    let times = half_octaves(records);
    let [before, first, middle, end] = times;
    let [n0, n1, n2] = [first, middle, end].map(|record| norm(&record.weights));
    let grows = n2 > n1 && n1 > n0 && n2 - n1 >= GROWTH * n2 && n2 - n1 >= 0.5 * (n1 - n0);
    if !(grows && end.loss < middle.loss && middle.loss < first.loss) {
        return Told::Nothing;
    }
    // cheap and first: what the last half octaves say of the limit, if each leaves the same share
    let greatest = records.iter().map(|record| record.loss).fold(end.loss, f64::max);
    let (fall, last_fall) = (first.loss - middle.loss, middle.loss - end.loss);
    let guess = end.loss - remainder(fall, last_fall);
    let has_little_left = |limit: f64, share: f64| end.loss - limit <= share * (greatest - limit);
    let may_be_past = last_fall <= past.kept * fall && has_little_left(guess, 3.0 * past.left);
    let is_self_similar = |limit: f64| falls_steadily(times, limit, greatest);
    if !may_be_past && !is_self_similar(guess) {
        return Told::Nothing;
    }
    // a limit that the run's own trend does not point to is where another method would go
    let agrees = |limit: f64| (limit - guess).abs() <= OFF_TREND * (end.loss - limit.min(guess));
    let fall_before = before.loss - first.loss;
    // a trend is one when it has pointed to the same limit before
    let has_trend = agrees(middle.loss - remainder(fall_before, fall));
    // across kinks the loss falls by fits and starts: there the growth must be plain to see, and
    // the loss one that has its infimum at infinity as a rule
    let is_beside = (0.0..=BESIDE_LIMIT * (1.0 + guess.abs())).contains(&(end.loss - guess));
    let is_plain = objective.has_kinks()
        && objective.loss().kind.has_logits()
        && is_beside
        && n2 - n1 >= 5.0 * GROWTH * n2;
    let limit = if is_plain || (has_trend && !objective.has_kinks() && !continues(objective)) {
        guess
    } else if has_trend && continues(objective) {
        match continued {
            None => return Told::Asks,
            Some(Limit::Infinity { limit }) if agrees(limit) => limit,
            Some(_) => return Told::Nothing,
        }
    } else {
        return Told::Nothing;
    };
    let [g0, g1, g2] = [first, middle, end].map(|record| record.loss - limit);
    let is_far_out =
        has_little_left(limit, past.left) && g2 <= past.kept * g1 && g1 <= past.kept * g0;
    let is_on_trend = (limit - guess).abs() <= SELF_SIMILAR[0] * g2;
    let is_past = is_far_out || (is_on_trend && is_self_similar(limit));
    if is_past && stays_stable(objective, settings, records) {
        let limit = limit.max(objective.lower_bound());
        Told::End(Decider::Infinity, Termination::Escaping { limit })
    } else {
        Told::Nothing
    }
}

/// Whether half octaves of time leave the same share of what is left to fall to `limit`, and little
/// is, of a fall from `greatest`; see [`SELF_SIMILAR`].
fn falls_steadily(times: [&Record; 4], limit: f64, greatest: f64) -> bool {
    let [most, kept, steady] = SELF_SIMILAR;
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
