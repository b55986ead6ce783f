//! What became of a descent, told from its records and from the objective around its end.
//!
//! The yardstick is motion per doubling of time. Let `d0 = |w(T/2) - w(T/4)|` and
//! `d1 = |w(T) - w(T/2)|`. Approach to a point, be it exponential or like a power of `1/t`, makes
//! `d1 < d0`; then what is left of the way is about `d1 r / (1 - r)` with `r = d1/d0`. Weights that
//! run to infinity on separable data grow like `log t` (Soudry et al. 2018, arXiv 1710.10345), which
//! makes `d1` about equal to `d0` for ever. A steady drift makes `d1 = 2 d0`.
//!
//! Motion alone is deceived by plateaus, where a descent rests for long before it goes on, and by the
//! start of any descent, where all is drift. So what it suggests must agree with where the descent
//! [would end](super::outlook). These are judgements in floating point, not proofs.

use super::Record;
use super::outlook::{Outlook, outlook};
use super::pattern::{infimum_at_infinity, limit_in_pattern};
use crate::objective::{LossKind, Objective, distance, norm};

/// What is left of the way, as a share of the weights' size, below which a run has arrived.
const ARRIVED: f64 = 1e-4;

/// The same for a run that may stop there.
const SETTLED: f64 = 1e-6;

/// Gain in loss still to be expected, as a share of `1 + loss`, below which a run has arrived.
const GAIN: f64 = 1e-7;

/// Motion, and gradient, as a share of the weights' size and of `1 + loss`, that is next to none.
const NOTHING: f64 = 1e-9;

/// Drift of the mean between the last two quarters, as a share of the weights' size, that is none.
const DRIFT: f64 = 0.01 * BALL;

/// Greatest ratio of motion between two doublings of time that counts as slowing down.
const SLOWING: f64 = 0.9;

/// Radius of the ball, as a share of the weights' size, in which a run that rattles has arrived.
const BALL: f64 = 5e-3;

/// Gradient, as a share of `1 + loss`, above which a run that has arrived only rattles about a point.
const UNEVEN: f64 = 1e-3;

/// Growth of the norm per half octave of time, as a share of it, that counts as running away.
const GROWTH: f64 = 0.002;

/// The same where nothing but the growth and the trend of the loss speak for it.
const PLAIN_GROWTH: f64 = 0.01;

/// A run to infinity is past its twists when at most the first share is left of its fall to the limit,
/// and half an octave of time leaves at most the second share of that. Where the loss falls like `1/t`
/// it leaves 0.71; where it falls like a small power of `1/t`, nearly all.
const PAST_TWISTS: [f64; 2] = [0.1, 0.95];

/// The same for a run that may stop there.
const FAR_OUT: [f64; 2] = [0.02, 0.87];

/// Distance between the limit of a run's own trend and the one found ahead, as a share of what is left to
/// fall.
const OFF_TREND: f64 = 0.65;

/// What is left to fall to the limit, as a share of `1 + limit`, where the trend alone must do.
const BESIDE_LIMIT: f64 = 2e-3;

/// The same beside the infimum that a pattern of active units allows, where nothing else is left.
const IN_PATTERN: f64 = 1e-4;

/// Error of a limit that was estimated from a trend, as a share of `1 +` it, that is to be reckoned with.
const ESTIMATE: f64 = 5e-3;

/// How far the ray test looks, in multiples of `1 + |w|`.
const FAR: i32 = 6;

/// What became of a descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It has come to rest at a point.
    Converged,
    /// It was still on its way when the steps ran out.
    Moving,
    /// The weights run to infinity while the loss falls.
    Escaping {
        /// The loss that it falls towards: its value far out along the direction of travel.
        limit: f64,
    },
    /// It rests where some layer is dead: no unit of it passes any gradient on any point.
    Dead,
    /// A loss or weight is no longer finite.
    Diverged,
}

impl Verdict {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Moving => "moving",
            Self::Escaping { .. } => "escaping",
            Self::Dead => "dead",
            Self::Diverged => "diverged",
        }
    }

    /// A sentence for the person looking, about a run that ended at `end`.
    #[must_use]
    pub fn sentence(self, end: &Record) -> String {
        let loss = short(end.loss);
        let gradient = short(end.gradient_norm);
        match self {
            Self::Converged if end.gradient_norm > UNEVEN * (1.0 + end.loss.abs()) => format!(
                "Settled in a small ball, where the loss has stopped falling: loss {loss}. The gradient, \
                 {gradient}, does not vanish: it hops across a kink, or the steps are too long to go nearer."
            ),
            Self::Converged => format!("Converged to a point: loss {loss}, gradient {gradient}."),
            Self::Moving => {
                format!("Still moving after {} steps: loss {loss}, gradient {gradient}.", end.step)
            }
            Self::Escaping { limit } => format!(
                "Running to infinity: loss {loss}, falling towards {}, while the weights grow (norm {}).",
                short(limit),
                short(norm(&end.weights))
            ),
            Self::Dead => {
                format!("Stuck at loss {loss}: a whole layer is dead on every point and passes no gradient.")
            }
            Self::Diverged => format!("Diverged at step {}: the numbers are no longer finite.", end.step),
        }
    }

    /// Whether a run under way may be left with this verdict: every one but [`Self::Moving`].
    #[must_use]
    pub fn is_certain(self) -> bool {
        self != Self::Moving
    }

    /// Judges a run by its records, the last of which is its end.
    #[must_use]
    pub fn judge(objective: &Objective, records: &[Record]) -> Self {
        Ahead::from(objective, records).judge(PAST_TWISTS).0
    }

    /// As [`Self::judge`], with whether the run has settled: more steps would change neither the verdict
    /// nor, beyond a millionth of the weights' size, the point. A run to infinity that has not settled counts
    /// as moving.
    #[must_use]
    pub fn judge_with_certainty(objective: &Objective, records: &[Record]) -> (Self, bool) {
        Ahead::from(objective, records).judge(FAR_OUT)
    }

    /// As [`Self::judge_with_certainty`], for one who takes looks ahead himself, since that is what takes time.
    pub(crate) fn judge_by(objective: &Objective, records: &[Record], look: Look) -> Judgement {
        let mut ahead = Ahead { objective, records, look, has_asked: false, has_looked: false };
        let (verdict, is_certain) = ahead.judge(FAR_OUT);
        Judgement { verdict, is_certain, has_asked: ahead.has_asked, has_looked: ahead.has_looked }
    }
}

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
struct Ahead<'a> {
    objective: &'a Objective,
    records: &'a [Record],
    look: Look,
    has_asked: bool,
    has_looked: bool,
}

impl<'a> Ahead<'a> {
    fn from(objective: &'a Objective, records: &'a [Record]) -> Self {
        Self { objective, records, look: Look::AtOnce, has_asked: false, has_looked: false }
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

    fn judge(&mut self, past: [f64; 2]) -> (Verdict, bool) {
        let (objective, records, end) = (self.objective, self.records, self.end());
        if !end.is_finite() {
            return (Verdict::Diverged, true);
        }
        let at_rest =
            || if has_dead_layer(objective, &end.weights) { Verdict::Dead } else { Verdict::Converged };
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
                    return (if stands && end.step > 0 { at_rest() } else { Verdict::Moving }, false);
                }
                Outlook::Kink { distance } if distance <= ARRIVED * size => return (at_rest(), false),
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
        match self.escape(told, past) {
            Some(limit) => (Verdict::Escaping { limit }, true),
            None => (Verdict::Moving, false),
        }
    }

    /// The loss towards which a run to infinity falls; `None` if it does not run away, or is not `past` its
    /// twists ([`PAST_TWISTS`], [`FAR_OUT`]).
    ///
    /// The norm must grow by steps that hardly shrink from one half octave of time to the next, and the loss must
    /// be past its twists: most of the way down to the limit, and nearer by a fixed share with each half octave.
    /// The limit is `told` where the pattern of active units tells it; otherwise there must be no finite point
    /// ahead.
    fn escape(&mut self, told: Option<f64>, past: [f64; 2]) -> Option<f64> {
        let records = self.records;
        let [first, middle, end] = [0.5, 0.5_f64.sqrt(), 1.0].map(|share| at(records, share));
        let [n0, n1, n2] = [first, middle, end].map(|record| norm(&record.weights));
        let grows = n2 > n1 && n1 > n0 && n2 - n1 >= GROWTH * n2 && n2 - n1 >= 0.5 * (n1 - n0);
        if !(grows && end.loss < middle.loss && middle.loss < first.loss) {
            return None;
        }
        // cheap and first: what the last doublings say of the limit, if each leaves the same share
        let greatest = records.iter().map(|record| record.loss).fold(end.loss, f64::max);
        let (fall, last_fall) = (first.loss - middle.loss, middle.loss - end.loss);
        let guess = end.loss - last_fall * last_fall / (fall - last_fall);
        if last_fall > past[1] * fall || end.loss - guess > 3.0 * past[0] * (greatest - guess) {
            return None;
        }
        // where the pattern of active units tells the limit there is nothing to guess
        let limit = match told {
            Some(limit) => limit,
            None => self.limit_ahead([at(records, 0.5 * 0.5_f64.sqrt()), first, middle, end], guess)?,
        };
        let [g0, g1, g2] = [first, middle, end].map(|record| record.loss - limit);
        let [left, kept] = past;
        let is_past = g2 <= left * (greatest - limit) && g2 <= kept * g1 && g1 <= kept * g0;
        // an estimate gives way to the number that it is an estimate of
        let exact = || infimum_at_infinity(self.objective, &end.weights).filter(|exact| *exact < end.loss);
        let is_close = |exact: &f64| (exact - limit).abs() <= ESTIMATE * (1.0 + limit.abs());
        is_past.then(|| told.or_else(|| exact().filter(is_close)).unwrap_or(limit))
    }

    /// The limit that the trend of the last three half octaves, the `guess`, and a look ahead agree on.
    fn limit_ahead(&mut self, [before, first, middle, end]: [&Record; 4], guess: f64) -> Option<f64> {
        let objective = self.objective;
        // the trend is the run's own; a limit that it does not point to is where another method would go
        let agrees = |limit: &f64| (limit - guess).abs() <= OFF_TREND * (end.loss - limit.min(guess));
        let is_beside = |limit: f64| (0.0..=BESIDE_LIMIT * (1.0 + limit.abs())).contains(&(end.loss - limit));
        // a trend is one when it has pointed to the same limit before
        let (fall_before, fall) = (before.loss - first.loss, first.loss - middle.loss);
        let has_trend = agrees(&(middle.loss - fall * fall / (fall_before - fall)));
        // across kinks the loss falls by fits and starts: there the growth must be plain to see, and the loss one
        // that has its infimum at infinity as a rule
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

/// Four digits, in powers of ten where that is shorter.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e5).contains(&size) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6")]
        let decimals = (3 - size.log10().floor() as i32).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.1e}")
    }
}

/// The record nearest to `share` of the way in steps.
pub(super) fn at(records: &[Record], share: f64) -> &Record {
    let wanted = share * records[records.len() - 1].step as f64;
    let after = records.partition_point(|record| (record.step as f64) < wanted);
    &records[after.min(records.len() - 1)]
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn distance_of(a: &Record, b: &Record) -> f64 {
    distance(&a.weights, &b.weights)
}

/// What motion says is left of the way to a point of rest; `None` if it shows none within reach.
fn way_left(records: &[Record], size: f64) -> Option<f64> {
    let end = at(records, 1.0);
    let (d0, d1) = (distance_of(at(records, 0.5), at(records, 0.25)), distance_of(end, at(records, 0.5)));
    if d0 <= NOTHING * size && d1 <= NOTHING * size {
        // no motion: at rest if the gradient is nothing but rounding, otherwise the steps are too short
        return (end.gradient_norm <= NOTHING * (1.0 + end.loss.abs())).then_some(d1);
    }
    let ratio = d1 / d0;
    let left = d1 * ratio / (1.0 - ratio);
    let is_little =
        left <= ARRIVED * size && left.max(d1) * end.gradient_norm <= GAIN * (1.0 + end.loss.abs());
    (ratio < SLOWING && is_little).then_some(left)
}

/// Whether the gradient would vanish within `reach`, as far as the curvature along it tells: a small
/// gradient on a plateau, where the curvature is as small, is no sign of a minimum.
fn is_near(objective: &Objective, end: &Record, reach: f64) -> bool {
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

/// Whether the last half of the run stays in a small ball without drifting and without gaining, as
/// plain descent does across a kink and Adam does around a minimum.
///
/// A drift shows in the means of the last two quarters: they are 1.7 standard deviations apart for a
/// steady one, and less than one for a rattle. Records an even number of steps apart may all be from one
/// side of a kink and hide the rattle, so a drift that is small beside the ball is none either.
fn rattles(records: &[Record], size: f64) -> bool {
    let end = at(records, 1.0);
    let start_of = |share: f64| records.partition_point(|record| record.step < at(records, share).step);
    let (half, three_quarters) = (start_of(0.5), start_of(0.75));
    let (third, fourth, late) =
        (&records[half..three_quarters], &records[three_quarters..], &records[half..]);
    if third.len() < 8 || late.iter().any(|record| distance_of(record, end) > BALL * size) {
        return false;
    }
    let lowest = |records: &[Record]| records.iter().map(|record| record.loss).fold(f64::INFINITY, f64::min);
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

/// The loss far out along the direction of travel, if it falls all the way and levels out with the same
/// points on the right side: a run that still changes sides has not shown where it goes.
fn limit_along_ray(objective: &Objective, middle: &Record, end: &Record) -> Option<f64> {
    let travel = difference(&end.weights, &middle.weights);
    let unit = (1.0 + norm(&end.weights)) / norm(&travel);
    let mut work = objective.workspace();
    let sides = |weights: &[f64]| -> Vec<bool> {
        objective.outputs(weights).iter().map(|out| *out > objective.threshold()).collect()
    };
    let mut losses = vec![end.loss];
    for power in -3..=FAR {
        let step = 2.0_f64.powi(power) * unit;
        let ahead: Vec<f64> = end.weights.iter().zip(&travel).map(|(w, t)| w + step * t).collect();
        let (loss, before) = (objective.value(&ahead, &mut work), losses[losses.len() - 1]);
        // rounding may lift a loss that has reached its floor
        if loss.is_nan() || loss > before + 1e-12 * (1.0 + before.abs()) {
            return None;
        }
        if power == FAR && objective.dataset().is_binary() && sides(&ahead) != sides(&end.weights) {
            return None;
        }
        losses.push(loss.min(before));
    }
    let (last, before) = (losses[losses.len() - 1], losses[losses.len() - 2]);
    (before - last <= 1e-3 * (end.loss - last)).then_some(last)
}

/// Whether some layer's units all have derivative 0 at every data point.
fn has_dead_layer(objective: &Objective, weights: &[f64]) -> bool {
    let mut work = objective.workspace();
    let layout = objective.layout();
    let mut is_dead = vec![true; layout.len()];
    for i in 0..objective.dataset().len() {
        let pre = objective.pre_activations(weights, objective.dataset().input(i), &mut work);
        for (l, layer) in layout.iter().enumerate() {
            is_dead[l] &= pre[l].iter().all(|&z| layer.activation.jet(z).first == 0.0);
        }
    }
    is_dead.contains(&true)
}
