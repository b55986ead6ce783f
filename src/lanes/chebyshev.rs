//! Stabilised Runge-Kutta-Chebyshev methods of second order (Sommeijer, Shampine and Verwer 1998,
//! RKC: an explicit solver for parabolic PDEs): their coefficients, and how far they are stable.

/// Numbers of stages, each a gradient, of the methods that are used.
const STAGES: [usize; 13] = [8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256, 362, 512];

/// Damping, as recommended by the authors.
const DAMPING: f64 = 2.0 / 13.0;

/// For each stage the factors of the first weights, the last ones and those before them, and of
/// `-time` times the last slope and the first one.
pub(super) type Method = Vec<[f64; 5]>;

/// The method of the least stages that is stable over `time` along `curvature`, if there is one.
#[must_use]
pub fn stages(time: f64, curvature: f64) -> Option<usize> {
    STAGES.into_iter().find(|stages| reach(*stages) >= time * curvature)
}

/// The longest time over which there is a stable method along `curvature`.
#[must_use]
pub fn longest(curvature: f64) -> f64 {
    reach(STAGES[STAGES.len() - 1]) / curvature
}

/// Time times curvature up to which a method is stable.
fn reach(stages: usize) -> f64 {
    (stages * stages - 1) as f64 * 2.0 / 3.0 * (1.0 - 2.0 / 15.0 * DAMPING)
}

/// All methods, by their place in [`STAGES`].
pub(super) fn methods() -> Vec<Method> {
    STAGES.into_iter().map(method).collect()
}

/// The place of the method of so many stages among [`methods`].
pub(super) fn place(stages: usize) -> usize {
    STAGES.partition_point(|known| *known < stages).min(STAGES.len() - 1)
}

/// In the authors' notation `[1 - mu - nu, mu, nu, mu~, gamma~]`.
fn method(stages: usize) -> Method {
    let s = stages as f64;
    let w0 = 1.0 + DAMPING / (s * s);
    // Chebyshev polynomials at `w0`, with two derivatives
    let mut t = vec![[1.0, 0.0, 0.0], [w0, 1.0, 0.0]];
    for j in 2..=stages {
        let ([a0, a1, a2], [b0, b1, b2]) = (t[j - 1], t[j - 2]);
        t.push([2.0 * w0 * a0 - b0, 2.0 * (w0 * a1 + a0) - b1, 2.0 * (w0 * a2 + 2.0 * a1) - b2]);
    }
    let w1 = t[stages][1] / t[stages][2];
    let b = |j: usize| {
        let [_, first, second] = t[j.max(2)];
        second / (first * first)
    };
    let a = |j: usize| 1.0 - b(j) * t[j][0];
    let first = [1.0, 0.0, 0.0, b(1) * w1, 0.0];
    let later = (2..=stages).map(|j| {
        let (mu, nu, slope) =
            (2.0 * b(j) * w0 / b(j - 1), -b(j) / b(j - 2), 2.0 * b(j) * w1 / b(j - 1));
        [1.0 - mu - nu, mu, nu, slope, -a(j - 1) * slope]
    });
    std::iter::once(first).chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a method makes of `w = 1` under `dw/dt = -w` over `time`.
    fn decay(method: &Method, time: f64) -> f64 {
        let (mut before, mut last) = (1.0, 1.0);
        for [of_base, of_last, of_before, of_slope, of_first] in method {
            let new =
                of_base + of_last * last + of_before * before - time * (of_slope * last + of_first);
            (before, last) = (last, new);
        }
        last
    }

    #[test]
    fn every_method_is_of_second_order() {
        for method in methods() {
            let error = |time: f64| (decay(&method, time) - (-time).exp()).abs();
            let (coarse, fine) = (error(0.02), error(0.01));
            assert!(coarse < 2e-6, "{coarse}");
            assert!(
                (7.0..9.0).contains(&(coarse / fine)),
                "of third order in one step: {}",
                coarse / fine
            );
        }
    }

    #[test]
    fn every_method_damps_all_that_is_within_its_reach_and_no_more() {
        for (method, stages) in methods().iter().zip(STAGES) {
            assert_eq!(method.len(), stages);
            let greatest =
                (1..=1000).map(|k| decay(method, f64::from(k) / 1000.0 * reach(stages)).abs());
            assert!(greatest.fold(0.0, f64::max) < 1.0, "{stages}");
            assert!(decay(method, 1.05 * reach(stages)).abs() > 1.0, "{stages}");
        }
    }

    #[test]
    fn the_least_method_that_will_do_is_taken() {
        assert_eq!(stages(1.0, 0.0), Some(8));
        assert_eq!(stages(1.0, reach(16)), Some(16));
        assert_eq!(stages(1.0, 1.001 * reach(16)), Some(23));
        assert_eq!(stages(1.0, 1e9), None);
        assert_eq!(stages(1.0, f64::NAN), None);
        assert_eq!(stages(longest(7.0), 7.0), Some(512));
        assert_eq!(place(23), 3);
    }
}
