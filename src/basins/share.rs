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
    fn the_interval_is_wilsons() {
        // 24 of 100, from the closed form with z = 1.96: 0.1669 to 0.3323
        let Share { share: p, low, high } = share(24, 100);
        assert_eq!(p, 0.24);
        assert!((low - 0.1669).abs() < 1e-4 && (high - 0.3323).abs() < 1e-4, "{low} {high}");
        assert_eq!((share(0, 50).low, share(50, 50).high), (0.0, 1.0));
        assert!(share(0, 50).high > 0.05 && share(0, 0).high == 1.0);
    }
}
