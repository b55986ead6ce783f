//! The one extrapolation: where a sequence goes, by its last two differences.
//!
//! Aitken's delta-squared process (Aitken 1926, Proc. R. Soc. Edinburgh 46, 289): if each
//! difference is the same share `r` of the one before, then `d r / (1 - r)` is left after the last
//! difference `d`. Descents are looked at at shares of their time, half octaves or octaves apart:
//! an approach to a point that is exponential or like a power of `1/t` shrinks by a fixed share
//! with each at most, and so does a loss that falls towards its limit.

use super::record::Record;
use super::tolerance::SLOWING;

/// Half octaves of time, as shares of the run.
const TIMES: [f64; 4] =
    [0.25 * std::f64::consts::SQRT_2, 0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0];

/// The records at the last half octaves of time.
pub(crate) fn half_octaves(records: &[Record]) -> [&Record; 4] {
    TIMES.map(|share| at(records, share))
}

/// The record nearest to `share` of the way in steps.
pub(crate) fn at(records: &[Record], share: f64) -> &Record {
    let wanted = share * records[records.len() - 1].step as f64;
    let after = records.partition_point(|record| (record.step as f64) < wanted);
    &records[after.min(records.len() - 1)]
}

/// What is left after a difference that follows another, if each is the same share of the one
/// before; negative or infinite where they do not shrink.
pub(crate) fn remainder(before: f64, last: f64) -> f64 {
    last * last / (before - last)
}

/// Where three losses on end level out, if they fall and slow down; the last of them if they do
/// not.
pub(crate) fn levelled([before, middle, last]: [f64; 3]) -> f64 {
    let (fall, last_fall) = (before - middle, middle - last);
    let is_steady = last_fall > 0.0 && last_fall <= SLOWING * fall;
    if is_steady { last - remainder(fall, last_fall) } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_that_leave_the_same_share_at_every_step_level_out_at_their_limit() {
        let losses = [0, 1, 2].map(|k| 0.25 + 3.0 * 0.4_f64.powi(k));
        assert!((levelled(losses) - 0.25).abs() < 1e-15);
    }

    #[test]
    fn losses_that_hardly_level_out_or_are_nothing_but_rounding_say_no_more_than_the_last_of_them()
    {
        for losses in [[3.0, 2.0, 1.0], [1.0, 1.0, 1.0], [1.0, 0.9, 0.95], [f64::NAN, 2.0, 1.0]] {
            assert_eq!(levelled(losses).to_bits(), losses[2].to_bits(), "{losses:?}");
        }
    }
}
