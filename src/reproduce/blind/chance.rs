//! The probability that the first layer sees nothing of the blind spot, through the normal law.
//!
//! A first-layer unit has the weights `w` from `N(mu, s^2)` and no bias. On `x` it sums to a normal
//! number of mean `mu (x_1 + x_2)` and standard deviation `s |x|`, so it fires on `x` with
//! `Phi(-r mu/s)`, `r = -(x_1 + x_2)/|x|`. It fires on no point of the blind spot exactly if it
//! does not on the two outermost, whose cone holds the others. So, with `F(x) = Phi(-r mu/s)`,
//!
//! - for points on one ray it fires with `q = F(x)`, exactly;
//! - otherwise `F(x) + F(y) - F(z) <= q <= F(x) + F(y)` for the outermost `x` and `y` and the
//!   direction `z` between them, since a unit that fires on both fires on `z` too.
//!
//! Units are independent: none of `h` fires with `(1 - q)^h`.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use num_traits::ToPrimitive;

use super::data::Data;

/// Means beyond so many standard deviations are not looked for.
const MOST: f64 = 1e6;

/// How weights spread around their mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spread {
    /// Variance `1/h` in every layer, `h` the width.
    OverWidth,
    /// Variance `1/h_in` (LeCun et al. 1998), in the first layer one over the inputs.
    Lecun,
    /// Variance `2/(h_in + h_out)` (Glorot and Bengio 2010).
    Xavier,
    /// This standard deviation.
    Fixed(f64),
}

impl Spread {
    /// Standard deviation in a layer of a network of this width.
    pub fn deviation(self, width: f64, fan_in: f64, fan_out: f64) -> f64 {
        match self {
            Self::OverWidth => (1.0 / width).sqrt(),
            Self::Lecun => (1.0 / fan_in).sqrt(),
            Self::Xavier => (2.0 / (fan_in + fan_out)).sqrt(),
            Self::Fixed(sd) => sd,
        }
    }

    /// In words.
    pub fn name(self) -> String {
        match self {
            Self::OverWidth => "LeCun as variance 1/h".to_owned(),
            Self::Lecun => "LeCun, variance 1/h_in".to_owned(),
            Self::Xavier => "Xavier, 2/(h_in + h_out)".to_owned(),
            Self::Fixed(sd) => format!("sigma = {sd}"),
        }
    }
}

/// The cone of the blind spot: `r` of the outermost directions and of that between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cone {
    outermost: [f64; 2],
    between: f64,
    is_a_ray: bool,
}

impl Cone {
    /// That of the data; `None` if a point of the blind spot is not below the diagonal.
    pub fn new(data: &Data) -> Option<Self> {
        let [low, high] = data.slopes()?.map(|slope| slope.to_f64());
        let (low, high) = (low?, high?);
        // of (-1 + t, -1 - t)
        let ratio = |t: f64| SQRT_2 / (1.0 + t * t).sqrt();
        let between = ratio(0.5 * (low + high));
        Some(Self { outermost: [ratio(low), ratio(high)], between, is_a_ray: low == high })
    }

    /// Bounds on the probability that a unit fires on a point of the blind spot, where weights have
    /// a mean of so many of their standard deviations.
    pub fn fires(&self, mean: f64) -> [f64; 2] {
        let [x, y] = self.outermost.map(|ratio| normal(-ratio * mean));
        if self.is_a_ray {
            return [x, x];
        }
        [(x + y - normal(-self.between * mean)).max(x.max(y)), (x + y).min(1.0)]
    }

    /// Bounds on the probability that none of `width` units fires there.
    pub fn blind(&self, mean: f64, width: f64) -> [f64; 2] {
        let [low, high] = self.fires(mean);
        [high, low].map(|fires| pxfm::f_exp(width * pxfm::f_log1p(-fires)))
    }

    /// The least mean, in standard deviations, for which that is proven to be `share` at least.
    pub fn mean_for(&self, share: f64, width: f64) -> f64 {
        least(|mean| self.blind(mean, width)[0] >= share)
    }
}

/// The probability that every weight of a network with `depth` hidden layers of `width` units, 2
/// inputs and 1 output is positive, so that every point whose coordinates are at most 0, and not
/// both 0, is in the blind spot of every unit.
pub(super) fn all_positive(mean: f64, spread: Spread, width: f64, depth: f64) -> f64 {
    let between = (depth - 1.0) * width * width;
    let layers = [(2.0, width, 2.0 * width), (width, width, between), (width, 1.0, width)];
    let logarithm: f64 = layers
        .into_iter()
        .filter(|(_, _, count)| *count > 0.0)
        .map(|(fan_in, fan_out, count)| {
            let deviation = spread.deviation(width, fan_in, fan_out);
            count * pxfm::f_log1p(-normal(-mean / deviation))
        })
        .sum();
    pxfm::f_exp(logarithm)
}

/// The least mean for which [`all_positive`] is `share`.
pub(super) fn mean_for_all_positive(share: f64, spread: Spread, width: f64, depth: f64) -> f64 {
    least(|mean| all_positive(mean, spread, width, depth) >= share)
}

/// The least number from 0 at which what stays true from there is true, to the last bits.
fn least(is_enough: impl Fn(f64) -> bool) -> f64 {
    let [mut low, mut high] = [0.0, MOST];
    if is_enough(low) {
        return low;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if is_enough(middle) { high = middle } else { low = middle }
    }
}

/// The standard normal distribution function.
fn normal(z: f64) -> f64 {
    0.5 * pxfm::f_erfc(-z * FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::super::data::tests::{on_the_line, on_the_ray};
    use super::*;
    use crate::basins::share;
    use crate::monitor::Monitor;
    use crate::reproduce::first_dead::{Draws, first_dead};

    #[test]
    fn networks_that_are_drawn_are_blind_as_often_as_is_derived() {
        for (data, means) in [(on_the_ray(), [0.0, 0.5, 1.5]), (on_the_line(), [0.5, 4.0, 7.0])] {
            let cone = Cone::new(&data).expect("below the diagonal");
            for mean in means {
                for width in [1_u8, 2, 9] {
                    let draws = Draws {
                        deviations: &|_, _| [0.3, 0.0],
                        mean: 0.3 * mean,
                        depth: 1,
                        networks: 20_000,
                        seed: 3,
                    };
                    let inputs = data.blind_inputs();
                    let found =
                        first_dead(&inputs, usize::from(width), &draws, &Monitor::default());
                    let blind = found.expect("drawn").iter().flatten().count();
                    let found = share(blind, 20_000);
                    let [low, high] = cone.blind(mean, f64::from(width));
                    assert!(
                        // five standard deviations, where an interval has two
                        low <= found.share + 2.5 * (found.high - found.share) + 1e-3
                            && found.share - 2.5 * (found.share - found.low) <= high + 1e-3,
                        "{}, {mean}, {width}: {found:?}, {low} to {high}",
                        data.name
                    );
                    // at a mean of half a deviation the bounds are apart, and nowhere else
                    assert!(high - low < 1e-6 || mean < 1.0, "{low} to {high}");
                }
            }
        }
    }

    #[test]
    fn the_mean_that_is_told_is_the_least_and_the_bounds_leave_no_digit_open() {
        for data in [on_the_ray(), on_the_line()] {
            let cone = Cone::new(&data).expect("below the diagonal");
            for width in [1.0, 30.0, 10_000.0] {
                let mean = cone.mean_for(0.99, width);
                let [low, high] = cone.blind(mean, width);
                assert!(low >= 0.99 && high - 0.99 < 1e-12, "{low} to {high}");
                assert!(cone.blind(0.999_999 * mean, width)[1] < 0.99);
            }
        }
    }

    #[test]
    fn the_number_that_the_paper_has_for_a_fixed_deviation_is_that_of_positive_weights() {
        // 100 layers of 10,000 units: 9.9e9 weights, each positive but with 1.0e-12
        let mean = mean_for_all_positive(0.99, Spread::Fixed(0.01), 10_000.0, 100.0);
        assert!((mean - 0.0703).abs() < 5e-5, "{mean}");
        // one unit: two weights in and one out, by hand: Phi(z)^3 = 0.99
        let mean = mean_for_all_positive(0.99, Spread::Fixed(1.0), 1.0, 1.0);
        assert!((normal(mean).powi(3) - 0.99).abs() < 1e-12);
        assert!((normal(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
    }
}
