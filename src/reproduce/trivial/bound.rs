//! How probable a trivial network is at least and at most, derived.

/// Why, of layers with `n` units and data of `P` points.
pub(super) const WHY: &str = "Behind the first hidden layer all numbers are at least 0, whatever \
    the layers before. A unit there is silent on all P points with a probability of at least p: \
    2^-(n + 1) where all its n weights and its bias are at most 0, which needs their symmetry \
    alone; and 2^-P, since its P sums are normal, centred and correlated by no less than 0, so \
    that they are all at most 0 no less often than if they were independent (Slepian 1962, The \
    one-sided barrier problem for Gaussian noise, Bell System Technical Journal 41). Units are \
    independent, so each layer after the first is dead with at least p^n given those before, and a \
    network of d layers is trivial with at least 1 - (1 - p^n)^(d - 1).";

/// How probable it is, whatever the layers before, that a hidden layer after the first is dead on
/// all points, at least: see [`WHY`]. `width` units in it and in the layer before, weights (and
/// biases, or none) from one centred normal law.
pub(super) fn dead_at_least(width: usize, points: usize, has_biases: bool) -> f64 {
    let signs = points.min(width + usize::from(has_biases));
    pxfm::f_pow(0.5_f64, width as f64 * signs as f64)
}

/// How probable a trivial network of this depth is at least, if a layer after the first is dead
/// with at least this probability.
pub(super) fn trivial_at_least(dead: f64, depth: usize) -> f64 {
    -pxfm::f_expm1((depth.saturating_sub(1)) as f64 * pxfm::f_log1p(-dead))
}

/// How probable it is at most: a unit's chance to be silent on one point is 1/2, given the layers
/// before.
pub(super) fn trivial_at_most(width: usize, depth: usize) -> f64 {
    -pxfm::f_expm1(depth as f64 * pxfm::f_log1p(-pxfm::f_pow(0.5_f64, width as f64)))
}

/// The least depth at which [`trivial_at_least`] is `share`.
pub(super) fn depth_for(dead: f64, share: f64) -> f64 {
    1.0 + (pxfm::f_log1p(-share) / pxfm::f_log1p(-dead)).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basins::share;
    use crate::monitor::Monitor;
    use crate::reproduce::first_dead::{Draws, first_dead};

    /// Shares of trivial networks among those drawn lie between the bounds, but for chance.
    #[test]
    fn networks_that_are_drawn_are_trivial_as_often_as_is_derived() {
        let points = [[1.0, 0.0], [0.2, 0.6], [0.0, 1.0], [-0.6, 0.2], [0.3, 0.3]];
        let mut nearest = f64::INFINITY;
        for (width, count, bias) in
            [(1, 2, 0.0), (1, 5, 1.0), (2, 3, 0.0), (2, 5, 1.0), (3, 1, 1.0)]
        {
            let inputs = ndarray::Array2::from_shape_fn((count, 2), |(i, j)| points[i][j]);
            let draws = Draws {
                deviations: &|_, _| [1.0, bias],
                mean: 0.0,
                depth: 40,
                networks: 2000,
                seed: 1,
            };
            let dead = first_dead(&inputs, width, &draws, &Monitor::default()).expect("drawn");
            for depth in [1, 2, 5, 10, 20, 40] {
                let trivial = dead.iter().flatten().filter(|first| **first <= depth).count();
                let found = share(trivial, 2000);
                let least = trivial_at_least(dead_at_least(width, count, bias > 0.0), depth);
                let most = trivial_at_most(width, depth);
                let what = format!("{width} units, {count} points, depth {depth}");
                assert!(least <= found.high, "{what}: {found:?}, at least {least}");
                assert!(found.low <= most, "{what}: {found:?}, at most {most}");
                nearest = nearest.min(found.high - least);
            }
        }
        // one unit: the bound is what happens, so a larger one would have been seen to be wrong
        assert!(nearest < 0.03, "{nearest}");
    }

    #[test]
    fn the_depth_that_is_told_is_the_first_at_which_the_bound_is_reached() {
        let dead = dead_at_least(2, 4, true);
        assert_eq!(dead, 1.0 / 64.0);
        let depth = depth_for(dead, 0.99);
        assert_eq!(depth, 294.0);
        assert!(trivial_at_least(dead, 294) >= 0.99 && trivial_at_least(dead, 293) < 0.99);
        // 2^-1100 is 0 here, and no depth is enough
        assert!(depth_for(dead_at_least(40, 100, true), 0.99).is_infinite());
    }
}
