//! How large a share of the starts ends in each attractor, with its uncertainty.

/// The 97.5 % quantile of the standard normal law.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// `count / total`.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// The share of all others, with its interval.
    #[must_use]
    pub fn rest(self) -> Self {
        Self { share: 1.0 - self.share, low: 1.0 - self.high, high: 1.0 - self.low }
    }
}

/// The share `count / total` with Wilson's 95 % score interval (Wilson 1927, J. Am. Stat. Assoc.
/// 22, 209), which stays inside `[0, 1]` and is honest for small counts. `[0, 1]` without any
/// trial.
///
/// It takes the trials as independent draws; the cells of a regular grid are at least as even as
/// that.
#[must_use]
pub fn share(count: usize, total: usize) -> Share {
    if total == 0 {
        return Share { share: 0.0, low: 0.0, high: 1.0 };
    }
    let (n, p) = (total as f64, count as f64 / total as f64);
    let z2 = Z * Z / n;
    let centre = (p + z2 / 2.0) / (1.0 + z2);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    // the ends are exactly 0 and 1 there, but for rounding
    let low = if count == 0 { 0.0 } else { centre - half };
    let high = if count == total { 1.0 } else { centre + half };
    Share { share: p, low, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_an_independent_library() {
        // SciPy 1.17.1, binomtest(count, total).proportion_ci(method="wilson"); statsmodels 0.15.0
        // has the same to the last digit but one
        for (count, total, low, high) in [
            (0, 1, 0.0, 0.793_450_685_622_762_6),
            (1, 2, 0.094_531_205_734_230_74, 0.905_468_794_265_769_2),
            (0, 100, 0.0, 0.036_993_498_206_985_68),
            (1, 100, 0.001_767_432_064_140_647, 0.054_486_196_178_705_315),
            (24, 100, 0.166_913_255_569_487_77, 0.332_323_363_498_144_8),
            (99, 100, 0.945_513_803_821_294_6, 0.998_232_567_935_859_3),
            (100, 100, 0.963_006_501_793_014_3, 1.0),
            (28, 1000, 0.019_442_276_812_770_93, 0.040_170_183_197_593_114),
            (997, 1000, 0.991_216_985_946_496_8, 0.998_979_216_118_861_3),
            (123_456, 10_000_000, 0.012_277_347_608_366_313, 0.012_414_227_052_349_028),
        ] {
            let found = share(count, total);
            assert_eq!(found.share, count as f64 / total as f64);
            let is_near = |a: f64, b: f64| (a - b).abs() <= 1e-14 * b;
            assert!(is_near(found.low, low) && is_near(found.high, high), "{count}: {found:?}");
        }
        assert_eq!((share(0, 0).low, share(0, 0).high), (0.0, 1.0));
    }
}
