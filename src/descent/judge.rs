//! Tells what became of a descent from its records and from the objective around its end.
//!
//! The yardstick is motion per doubling of time. Let `d0 = |w(T/2) - w(T/4)|` and `d1 = |w(T) -
//! w(T/2)|`. Approach to a point, be it exponential or like a power of `1/t`, makes `d1 < d0`; then
//! what is left of the way is about `d1 r / (1 - r)` with `r = d1/d0`. Weights that run to infinity
//! on separable data grow like `log t` (Soudry et al. 2018, arXiv 1710.10345), which makes `d1`
//! about equal to `d0` for ever. A steady drift makes `d1 = 2 d0`.
//!
//! Motion alone is deceived by plateaus, where a descent rests for long before it goes on, and by
//! the start of any descent, where all is drift. So what it suggests must agree with where the
//! descent [would end](super::outlook). These are judgements in floating point, not proofs.
use super::Record;
use super::approach::{TIMES, falls_steadily};
use super::around::{has_dead_layer, is_near, limit_along_ray};
use super::cycle::{self, other_point};
use super::motion::{ARRIVED, BALL, at, distance_of, rattles, way_left};
use super::outlook::{Outlook, outlook};
use super::pattern::{infimum_at_infinity, limit_in_pattern};
use super::sharpness::stays_stable;
use super::verdict::Verdict;
use crate::network::norm;
use crate::objective::{LossKind, Objective};
use crate::optimizer::Settings;

/// The same for a run that may stop there.
const SETTLED: f64 = 1e-6;

/// Growth of the norm per half octave of time, as a share of it, that counts as running away.
const GROWTH: f64 = 0.002;

/// The same where nothing but the growth and the trend of the loss speak for it.
const PLAIN_GROWTH: f64 = 0.01;

/// A run to infinity is past its twists when at most the first share is left of its fall to the
/// limit, and half an octave of time leaves at most the second share of that. Where the loss falls
/// like `1/t` it leaves 0.71; where it falls like a small power of `1/t`, nearly all.
pub(super) const PAST_TWISTS: [f64; 2] = [0.1, 0.95];

/// The same for a run that may stop there.
pub(super) const FAR_OUT: [f64; 2] = [0.02, 0.87];

/// Distance between the limit of a run's own trend and the one found ahead, as a share of what is
/// left to fall.
const OFF_TREND: f64 = 0.65;

/// What is left to fall to the limit, as a share of `1 + limit`, where the trend alone must do.
const BESIDE_LIMIT: f64 = 2e-3;

/// The same beside the infimum that a pattern of active units allows, where nothing else is left.
const IN_PATTERN: f64 = 1e-4;

/// A run whose loss falls like a small power of `1/t`, for which being far out takes longer than
/// anyone waits, has settled as well when at most the first share is left of its fall, the last
/// three half octaves of time have left the same share of it but for the second, and its own trend
/// points to the limit found ahead but for the third.
const SELF_SIMILAR: [f64; 3] = [0.2, 0.03, 0.2];

/// Error of a limit that was estimated from a trend, as a share of `1 +` it, that is to be reckoned
/// with.
const ESTIMATE: f64 = 5e-3;

/// What a judge may know of what lies ahead of the end of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    /// Nothing yet; to be found when it is needed.
    AtOnce,
    /// Nothing yet; the judge is to ask for it.
    OnDemand,
    /// Nothing, and nothing is to be asked: where it would be needed the run counts as moving.
    Never,
    /// This.
    Taken(Outlook),
}

/// What a judge said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judgement {
    pub verdict: Verdict,
    pub is_certain: bool,
    /// Whether a look ahead was asked for; without it the rest means nothing.
    pub has_asked: bool,
    /// Whether what lies ahead was needed, and known.
    pub has_looked: bool,
}

/// A run and what was found to lie ahead of it.
pub(super) struct Judge<'a> {
    objective: &'a Objective,
    settings: &'a Settings,
    records: &'a [Record],
    look: Look,
    pub has_asked: bool,
    pub has_looked: bool,
}

impl<'a> Judge<'a> {
    pub fn new(
        objective: &'a Objective,
        settings: &'a Settings,
        records: &'a [Record],
        look: Look,
    ) -> Self {
        Self { objective, settings, records, look, has_asked: false, has_looked: false }
    }

    fn end(&self) -> &'a Record {
        &self.records[self.records.len() - 1]
    }

    /// Where the run would end; `None` if that is not known.
    fn look(&mut self) -> Option<Outlook> {
        if let Look::AtOnce = self.look {
            self.look = Look::Taken(outlook(self.objective, &self.end().weights));
        }
        if let Look::Taken(outlook) = self.look {
            self.has_looked = true;
            return Some(outlook);
        }
        self.has_asked |= matches!(self.look, Look::OnDemand);
        None
    }

    /// The verdict, and whether the run has settled; `past` is what a run to infinity must be past
    /// ([`PAST_TWISTS`], [`FAR_OUT`]).
    pub fn judge(&mut self, past: [f64; 2]) -> (Verdict, bool) {
        let (objective, records, end) = (self.objective, self.records, self.end());
        if !end.is_finite() {
            return (Verdict::Diverged, true);
        }
        let at_rest = || {
            if has_dead_layer(objective, &end.weights) { Verdict::Dead } else { Verdict::Converged }
        };
        if end.gradient_norm == 0.0 {
            return (at_rest(), true);
        }
        let told = limit_in_pattern(objective, records);
        if let Some(limit) = told.filter(|limit| end.loss - limit <= IN_PATTERN * (1.0 + limit)) {
            return (Verdict::Escaping { limit }, true);
        }
        let size = 1.0 + norm(&end.weights);
        if let Some(left) = way_left(records, size) {
            match self.look().unwrap_or(Outlook::Unclear) {
                Outlook::Point { distance, is_saddle: false } if distance <= ARRIVED * size => {
                    return (at_rest(), distance <= SETTLED * size);
                }
                // rounding leads away from a saddle, unless it has stopped all motion
                Outlook::Point { distance, is_saddle: true } if distance <= ARRIVED * size => {
                    let stands = distance_of(end, at(records, 0.25)) == 0.0;
                    return (
                        if stands && end.step > 0 { at_rest() } else { Verdict::Moving },
                        false,
                    );
                }
                Outlook::Kink { distance } if distance <= ARRIVED * size => {
                    return (at_rest(), false);
                }
                Outlook::Unknown if is_near(objective, end, 10.0 * ARRIVED * size) => {
                    return (at_rest(), left <= SETTLED * size);
                }
                _ => {}
            }
        }
        if rattles(records, size) {
            match self.look().unwrap_or(Outlook::Unclear) {
                Outlook::Point { distance, is_saddle: false } | Outlook::Kink { distance }
                    if distance <= 2.0 * BALL * size =>
                {
                    return (at_rest(), false);
                }
                Outlook::Unknown => return (at_rest(), false),
                _ => {}
            }
        }
        if let Some(left) = cycle::way_left(records, size)
            && other_point(objective, self.settings, &end.weights).is_some()
        {
            return (Verdict::Cycling, left <= SETTLED * size);
        }
        match self.escape(told, past) {
            Some(limit) => (Verdict::Escaping { limit }, true),
            None => (Verdict::Moving, false),
        }
    }

    /// The loss towards which a run to infinity falls; `None` if it does not run away, or is not
    /// `past` its twists ([`PAST_TWISTS`], [`FAR_OUT`]).
    ///
    /// The norm must grow by steps that hardly shrink from one half octave of time to the next, and
    /// the loss must be past its twists: most of the way down to the limit, and nearer by a fixed
    /// share with each half octave. The limit is `told` where the pattern of active units tells it;
    /// otherwise there must be no finite point ahead.
    fn escape(&mut self, told: Option<f64>, past: [f64; 2]) -> Option<f64> {
        let records = self.records;
        let times = TIMES.map(|share| at(records, share));
        let [_, first, middle, end] = times;
        let [n0, n1, n2] = [first, middle, end].map(|record| norm(&record.weights));
        let grows = n2 > n1 && n1 > n0 && n2 - n1 >= GROWTH * n2 && n2 - n1 >= 0.5 * (n1 - n0);
        if !(grows && end.loss < middle.loss && middle.loss < first.loss) {
            return None;
        }
        // cheap and first: what the last doublings say of the limit, if each leaves the same share
        let greatest = records.iter().map(|record| record.loss).fold(end.loss, f64::max);
        let (fall, last_fall) = (first.loss - middle.loss, middle.loss - end.loss);
        let guess = end.loss - last_fall * last_fall / (fall - last_fall);
        let has_little_left =
            |limit: f64, share: f64| end.loss - limit <= share * (greatest - limit);
        let may_be_past = last_fall <= past[1] * fall && has_little_left(guess, 3.0 * past[0]);
        let [most, steady, off] = SELF_SIMILAR;
        let is_self_similar =
            |limit: f64| falls_steadily(times, limit, greatest, [most, PAST_TWISTS[1], steady]);
        if !may_be_past && !is_self_similar(guess) {
            return None;
        }
        // where the pattern of active units tells the limit there is nothing to guess
        let limit = match told {
            Some(limit) => limit,
            None => self.limit_ahead(times, guess)?,
        };
        let [g0, g1, g2] = [first, middle, end].map(|record| record.loss - limit);
        let [left, kept] = past;
        let is_far_out = has_little_left(limit, left) && g2 <= kept * g1 && g1 <= kept * g0;
        let is_on_trend = (limit - guess).abs() <= off * g2;
        let is_past = is_far_out || (is_on_trend && is_self_similar(limit));
        if !is_past || !stays_stable(self.objective, self.settings, records) {
            return None;
        }
        // an estimate gives way to the number that it is an estimate of
        let exact =
            || infimum_at_infinity(self.objective, &end.weights).filter(|exact| *exact < end.loss);
        let is_close = |exact: &f64| (exact - limit).abs() <= ESTIMATE * (1.0 + limit.abs());
        Some(told.or_else(|| exact().filter(is_close)).unwrap_or(limit))
    }

    /// The limit that the trend of the last three half octaves, the `guess`, and a look ahead agree
    /// on.
    fn limit_ahead(
        &mut self,
        [before, first, middle, end]: [&Record; 4],
        guess: f64,
    ) -> Option<f64> {
        let objective = self.objective;
        // the trend is the run's own; a limit that it does not point to is where another method
        // would go
        let agrees =
            |limit: &f64| (limit - guess).abs() <= OFF_TREND * (end.loss - limit.min(guess));
        let is_beside =
            |limit: f64| (0.0..=BESIDE_LIMIT * (1.0 + limit.abs())).contains(&(end.loss - limit));
        // a trend is one when it has pointed to the same limit before
        let (fall_before, fall) = (before.loss - first.loss, first.loss - middle.loss);
        let has_trend = agrees(&(middle.loss - fall * fall / (fall_before - fall)));
        // across kinks the loss falls by fits and starts: there the growth must be plain to see,
        // and the loss one that has its infimum at infinity as a rule
        let [n1, n2] = [middle, end].map(|record| norm(&record.weights));
        let is_plain = objective.has_kinks()
            && objective.loss().kind == LossKind::CrossEntropy
            && is_beside(guess)
            && n2 - n1 >= PLAIN_GROWTH * n2;
        if !(has_trend || is_plain) {
            return None;
        }
        let ahead = || limit_along_ray(objective, middle, end).filter(agrees);
        match self.look()? {
            Outlook::Infinity { limit } if agrees(&limit) => Some(limit),
            Outlook::Point { .. } => None,
            // Newton's method leaves a saddle at infinity, beside which descent stays for good
            Outlook::Infinity { .. } => ahead().filter(|limit| is_beside(*limit)),
            // many weights, or no end in sight
            Outlook::Unknown | Outlook::Unclear => ahead(),
            // kinks in the way of Newton's method, and perhaps of the ray
            Outlook::Kink { .. } => ahead().or(is_plain.then_some(guess)),
        }
    }
}
