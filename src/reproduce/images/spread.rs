//! What runs that differ in their seeds alone have in common.

use super::train::{Look, Run};

/// The median of some runs, and the lowest and highest.
///
/// For `n` independent runs the interval from the lowest to the highest holds the median of their
/// law with the probability `1 - 2^(1-n)`, whatever the law: it fails if all are on one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// Of a number of each run at one look; what is not a number counts as the highest.
    pub fn of(runs: &[Run], look: usize, number: impl Fn(&Look) -> f64) -> Self {
        let at = |run: &Run| Some(number(&run.0[look])).filter(|x| !x.is_nan());
        let mut all: Vec<f64> = runs.iter().map(|run| at(run).unwrap_or(f64::INFINITY)).collect();
        all.sort_by(f64::total_cmp);
        let middle = all.len() / 2;
        let median = if all.len().is_multiple_of(2) {
            0.5 * (all[middle - 1] + all[middle])
        } else {
            all[middle]
        };
        Self { low: all[0], median, high: all[all.len() - 1] }
    }

    /// Whether all of these are above all of the others.
    pub fn is_above(self, other: Self) -> bool {
        self.low > other.high
    }
}

/// The probability that the interval of so many runs holds the median.
pub(super) fn confidence(runs: usize) -> f64 {
    1.0 - 2.0 * pxfm::f_pow(0.5_f64, runs as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_median_between_the_lowest_and_the_highest() {
        let runs = |losses: &[f64]| -> Vec<Run> {
            let look = |loss: &f64| Run(vec![Look { loss: *loss, mistakes: 0.0 }]);
            losses.iter().map(look).collect()
        };
        let of = |losses: &[f64]| Spread::of(&runs(losses), 0, |look| look.loss);
        let three = of(&[3.0, 1.0, 2.0]);
        assert_eq!(three, Spread { low: 1.0, median: 2.0, high: 3.0 });
        assert_eq!(of(&[4.0, 1.0]).median, 2.5);
        assert_eq!(of(&[1.0, f64::NAN, 2.0]).high, f64::INFINITY);
        assert!(of(&[4.0, 5.0]).is_above(three) && !of(&[3.0, 5.0]).is_above(three));
        assert_eq!(confidence(6), 0.96875);
    }
}
