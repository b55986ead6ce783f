//! From a loss to a place on the colour bar and back.

use serde::{Deserialize, Serialize};

use super::number::{format_number, format_significant, format_step, nice_steps};

/// How a [`Scale`] is spaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleKind {
    /// Equal ratios take equal room.
    #[default]
    Log,
    /// Equal differences take equal room.
    Linear,
}

/// A map from values to `[0, 1]`; values beyond an end take that end's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The spacing.
    pub kind: ScaleKind,
    /// The value at 0; positive on a log scale.
    pub low: f64,
    /// The value at 1; above `low`.
    pub high: f64,
    /// Whether the data go below `low`, so that its mark reads `≤`.
    pub clips_below: bool,
    /// Whether the data go above `high`, so that its mark reads `≥`.
    pub clips_above: bool,
}

/// A mark on the colour bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands, in `[0, 1]`.
    pub position: f64,
    /// What is written there.
    pub label: String,
}

/// The log scale spans at most this ratio: a loss that is 0 but for rounding must not stretch it.
const LARGEST_RATIO: f64 = 1e12;
/// Ranges below this fraction of the values are rounding noise, and drawn as a constant.
const NOISE: f64 = 1e-14;
/// A range below this fraction of the values is marked by distances from its lower end.
const NARROW: f64 = 1e-4;
/// The exponent of the smallest positive double as a power of ten.
const SMALLEST_EXPONENT: i32 = -324;
/// A tick nearer than this to the mark of a clipped end gives way to it.
const TICK_ROOM: f64 = 0.05;

impl Scale {
    /// A scale from `low` to `high`, with no data beyond.
    #[must_use]
    pub const fn new(kind: ScaleKind, low: f64, high: f64) -> Self {
        Self { kind, low, high, clips_below: false, clips_above: false }
    }

    /// A scale for these values. Non-finite ones are ignored.
    ///
    /// - **Linear**: from the least value to the greatest, unless the top 5 % of the values
    ///   would take more than half of the room: then up to the 95th percentile. Minima are never
    ///   cut off.
    /// - **Log**: from the smallest positive value to the greatest, over at most twelve decades,
    ///   with the greatest taken as at most 1000 times the 99th percentile. Zero and negative
    ///   values take the place of the lower end, whose mark then reads `≤`.
    /// - An end beyond which there are data is a round number near that: 1, 2 or 5 times a power of
    ///   ten below, two digits above.
    /// - Constant data stand in the middle of a scale around their value; no data give `[1, 10]`
    ///   (log) or `[0, 1]`.
    #[must_use]
    pub fn fit(values: impl Iterator<Item = f64>, kind: ScaleKind) -> Self {
        let mut values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
        let shown = |v: &f64| kind == ScaleKind::Linear || *v > 0.0;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let smallest = values.iter().copied().filter(shown).fold(f64::INFINITY, f64::min);
        let low = smallest;
        let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if low > greatest {
            let (low, high) = if kind == ScaleKind::Log { (1.0, 10.0) } else { (0.0, 1.0) };
            return Self { clips_below: least < low, ..Self::new(kind, low, high) };
        }
        let (low, high) = match kind {
            ScaleKind::Linear => {
                let bulk = quantile(&mut values, 0.95);
                let corner = greatest / 2.0 - low / 2.0 > bulk - low && bulk > low;
                (low, if corner { bulk } else { greatest })
            }
            ScaleKind::Log => {
                let high = greatest.min((1000.0 * quantile(&mut values, 0.99)).max(low));
                (low.max(high / LARGEST_RATIO), high)
            }
        };
        let (low, high) = if high - low <= NOISE * low.abs().max(high.abs()) {
            around(low, kind)
        } else {
            (low, high)
        };
        // an end beyond which there are data is a choice, and may as well be read with ease
        let low = if kind == ScaleKind::Log && least < low {
            round_low(low, low > smallest)
        } else {
            low
        };
        let high = if greatest > high { round_high(low, high) } else { high };
        Self { kind, low, high, clips_below: least < low, clips_above: greatest > high }
    }

    /// The scale of the same values between other ends, `low` below `high`, on a log scale above 0.
    #[must_use]
    pub fn within(self, [low, high]: [f64; 2]) -> Self {
        let clips_below = self.clips_below || self.low < low;
        let clips_above = self.clips_above || self.high > high;
        Self { low, high, clips_below, clips_above, ..self }
    }

    /// Where a value stands, in `[0, 1]`; NaN for NaN.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        // Also keeps the logarithm off zero and negative values.
        let value = value.clamp(self.low, self.high);
        let fraction = match self.kind {
            // Halves, so that the range may exceed the largest number.
            ScaleKind::Linear => {
                (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
            }
            ScaleKind::Log => {
                (pxfm::f_log(value) - pxfm::f_log(self.low))
                    / (pxfm::f_log(self.high) - pxfm::f_log(self.low))
            }
        };
        fraction.clamp(0.0, 1.0)
    }

    /// The value at position `t`, which is clamped to `[0, 1]`; NaN for NaN.
    #[must_use]
    pub fn value_at(&self, t: f64) -> f64 {
        if t.is_nan() {
            return f64::NAN;
        }
        let t = t.clamp(0.0, 1.0);
        let mix = |low: f64, high: f64| low * (1.0 - t) + high * t;
        let value = match self.kind {
            ScaleKind::Linear => mix(self.low, self.high),
            ScaleKind::Log => pxfm::f_exp(mix(pxfm::f_log(self.low), pxfm::f_log(self.high))),
        };
        value.clamp(self.low, self.high)
    }

    /// Round values of the scale, ascending, about `count` of them: multiples of 1, 2 or 5 times
    /// a power of ten on a linear scale; on a log scale powers of ten, or 1-3 or 1-2-5 a decade,
    /// or linear steps where it spans little.
    #[must_use]
    pub fn round_values(&self, count: usize) -> Vec<f64> {
        self.round_marks(count).0
    }

    /// The values, and their step where they are evenly spaced.
    fn round_marks(&self, count: usize) -> (Vec<f64>, Option<f64>) {
        let (even, step) = nice_steps(self.low, self.high, count);
        if self.kind == ScaleKind::Linear {
            return (even, Some(step));
        }
        let missed = |values: &[f64]| values.len().abs_diff(count);
        let mut best = self.powers(&[1.0], 1);
        for stride in [2, 3, 5, 10, 20, 50, 100] {
            best = std::cmp::min_by_key(best, self.powers(&[1.0], stride), |values| missed(values));
        }
        for digits in [&[1.0, 3.0][..], &[1.0, 2.0, 5.0], &[1.0, 2.0, 3.0, 5.0, 7.0]] {
            best = std::cmp::min_by_key(best, self.powers(digits, 1), |values| missed(values));
        }
        let narrow = self.high / self.low < 10.0;
        if narrow && missed(&even) < missed(&best) { (even, Some(step)) } else { (best, None) }
    }

    /// The numbers `d 10^e` in the range, `d` in `digits` and `e` a multiple of `stride`.
    #[allow(clippy::cast_possible_truncation, reason = "exponents of a double")]
    fn powers(&self, digits: &[f64], stride: i32) -> Vec<f64> {
        // the ends may have run over to 0 and infinity, which lie a world of exponents away
        let exponent = |end: f64| (end as i32).clamp(SMALLEST_EXPONENT, f64::MAX_10_EXP);
        let first = exponent(pxfm::f_log10(self.low).floor()).div_euclid(stride) * stride;
        let last = exponent(pxfm::f_log10(self.high).ceil());
        let exponents = (first..=last).step_by(stride.unsigned_abs() as usize);
        let numbers = exponents.flat_map(|e| digits.iter().map(move |&digit| decimal(digit, e)));
        numbers.filter(|v| (self.low..=self.high).contains(v)).collect()
    }

    /// About six marks for the colour bar, ascending. The mark of an end beyond which there are
    /// data says so: `≤ 1e-12`, `≥ 450`.
    ///
    /// A range that is narrow for its numbers is marked by the distance from its lower end:
    /// `18.0271..`, `+2e-9`, `+4e-9`.
    #[must_use]
    pub fn ticks(&self) -> Vec<Tick> {
        if self.high - self.low < NARROW * self.low.abs().max(self.high.abs()) {
            return self.narrow_ticks();
        }
        let (values, step) = self.round_marks(6);
        let label =
            |value| step.map_or_else(|| format_number(value), |step| format_step(value, step));
        let tick = |value| Tick { position: self.position(value), label: label(value) };
        let mut ticks: Vec<Tick> = values.into_iter().map(tick).collect();
        if self.clips_below {
            ticks.retain(|tick| tick.position > TICK_ROOM);
            ticks
                .insert(0, Tick { position: 0.0, label: format!("≤ {}", format_number(self.low)) });
        }
        if self.clips_above {
            ticks.retain(|tick| tick.position < 1.0 - TICK_ROOM);
            ticks.push(Tick { position: 1.0, label: format!("≥ {}", format_number(self.high)) });
        }
        ticks
    }
}

impl Scale {
    /// Marks at the lower end and at round distances from it.
    fn narrow_ticks(&self) -> Vec<Tick> {
        let (distances, step) = nice_steps(0.0, self.high - self.low, 6);
        let mark = |distance: &f64| Tick {
            position: self.position(self.low + distance),
            label: format!("+{}", format_step(*distance, step)),
        };
        let mut ticks: Vec<Tick> =
            distances.iter().filter(|distance| **distance > 0.0).map(mark).collect();
        ticks.insert(
            0,
            Tick { position: 0.0, label: format!("{}..", format_significant(self.low, 6)) },
        );
        ticks
    }
}

/// `digit 10^exponent`, correctly rounded: through the parser, since `3 * 0.001` is not `0.003`.
fn decimal(digit: f64, exponent: i32) -> f64 {
    format!("{digit}e{exponent}").parse().expect("a number")
}

/// The next number 1, 2 or 5 times a power of ten, upwards or downwards; the number itself if it is
/// one.
fn round_low(low: f64, is_up: bool) -> f64 {
    #[allow(clippy::cast_possible_truncation, reason = "the exponent of a double")]
    let exponent = pxfm::f_log10(low).floor() as i32;
    // one more on each side, as the logarithm may be rounded over a power of ten
    let nearby =
        (exponent - 1..=exponent + 1).flat_map(|e| [1.0, 2.0, 5.0].map(|digit| decimal(digit, e)));
    let mut nearby = nearby.filter(|v| *v > 0.0 && v.is_finite());
    let found = if is_up { nearby.find(|v| *v >= low) } else { nearby.rfind(|v| *v <= low) };
    found.unwrap_or(low)
}

/// `high` in two digits, where that is much the same range.
fn round_high(low: f64, high: f64) -> f64 {
    let rounded: f64 = format!("{high:.1e}").parse().unwrap_or(high);
    if (rounded - high).abs() <= 0.1 * (high - low) { rounded } else { high }
}

/// The value that a fraction `q` of the values do not exceed. Reorders the values.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
fn quantile(values: &mut [f64], q: f64) -> f64 {
    let rank = (q * (values.len() - 1) as f64).ceil() as usize;
    *values.select_nth_unstable_by(rank, f64::total_cmp).1
}

/// A range with a constant in its middle.
fn around(value: f64, kind: ScaleKind) -> (f64, f64) {
    match kind {
        ScaleKind::Log => ((value / 2.0).max(f64::from_bits(1)), (value * 2.0).min(f64::MAX)),
        ScaleKind::Linear => {
            let half = if value == 0.0 { 1.0 } else { (value.abs() / 10.0).max(f64::MIN_POSITIVE) };
            ((value - half).max(-f64::MAX), (value + half).min(f64::MAX))
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
