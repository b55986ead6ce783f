//! The softmax cross-entropy of a point, which its outputs have in common.
//!
//! With `p_k = exp z_k / sum_j exp z_j` and `T = sum_k y_k` (1, but for rounding) it is `l = sum_k
//! y_k (log sum_j exp z_j - z_k)`, with the gradient `T p - y` and the Hessian `T (diag p - p p')`.
//! All exponents have the greatest output taken off, so that none overflows, and what the others
//! add to its 1 is kept apart, so that a point that is told apart well keeps its relative accuracy.

use crate::network::{exp, ln_1p};

/// The greatest of the outputs `z`, and `sum_j exp(z_j - max) - 1`.
fn greatest(out: &[f64]) -> (f64, f64) {
    let top = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut rest, mut equals) = (0.0, 0.0);
    for &z in out {
        // not through the exponential: the greatest may be infinite
        if z == top {
            equals += 1.0;
        } else {
            rest += exp(z - top);
        }
    }
    (top, rest + (equals - 1.0))
}

/// `exp(z - max)` of one output, and the sum of that of all others.
fn parts(z: f64, (top, rest): (f64, f64)) -> [f64; 2] {
    if z == top {
        return [1.0, rest];
    }
    let own = exp(z - top);
    [own, 1.0 + rest - own]
}

/// `p_k = exp z_k / sum_j exp z_j` for each output `z_k` of a point.
#[must_use]
pub fn softmax(out: &[f64]) -> Vec<f64> {
    let greatest = greatest(out);
    out.iter().map(|&z| parts(z, greatest)[0] / (1.0 + greatest.1)).collect()
}

/// `l`, for outputs and targets of the same length.
pub fn value(out: &[f64], y: &[f64]) -> f64 {
    let (top, rest) = greatest(out);
    let below = |(z, y): (&f64, &f64)| if *y == 0.0 || *z == top { 0.0 } else { y * (top - z) };
    y.iter().sum::<f64>() * ln_1p(rest) + out.iter().zip(y).map(below).sum::<f64>()
}

/// `dl / dz_k`, written without cancellation as `((T - y_k) e_k - y_k sum_(j != k) e_j) / sum_j
/// e_j` with `e_k = exp(z_k - max)`.
pub fn slopes(out: &[f64], y: &[f64], slopes: &mut [f64]) {
    let (greatest, total) = (greatest(out), y.iter().sum::<f64>());
    for ((slope, &z), y) in slopes.iter_mut().zip(out).zip(y) {
        let [own, others] = parts(z, greatest);
        *slope = ((total - y) * own - y * others) / (1.0 + greatest.1);
    }
}

/// `d^2 l / dz_k dz_j`, row by row.
pub fn curvatures(out: &[f64], y: &[f64], curvatures: &mut [f64]) {
    let (greatest, total) = (greatest(out), y.iter().sum::<f64>());
    let scale = total / (1.0 + greatest.1) / (1.0 + greatest.1);
    for (k, (row, &z)) in curvatures.chunks_exact_mut(out.len()).zip(out).enumerate() {
        let [own, others] = parts(z, greatest);
        for (j, (entry, &other)) in row.iter_mut().zip(out).enumerate() {
            *entry = scale * own * if j == k { others } else { -parts(other, greatest)[0] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slopes_at(out: &[f64], y: &[f64]) -> Vec<f64> {
        let mut found = vec![0.0; out.len()];
        slopes(out, y, &mut found);
        found
    }

    #[test]
    fn three_equal_outputs_share_one_evenly() {
        let (out, y) = ([2.0; 3], [0.0, 1.0, 0.0]);
        assert!((value(&out, &y) - 3.0_f64.ln()).abs() < 1e-15);
        assert_eq!(slopes_at(&out, &y), [1.0 / 3.0, -2.0 / 3.0, 1.0 / 3.0]);
        let mut entries = [0.0; 9];
        curvatures(&out, &y, &mut entries);
        for (entry, expected) in entries.into_iter().zip([2.0, -1.0, -1.0, -1.0, 2.0]) {
            assert!((entry - expected / 9.0).abs() < 1e-16, "{entries:?}");
        }
    }

    #[test]
    fn a_confident_point_keeps_its_relative_accuracy() {
        // log(1 + exp(-50) + exp(-60)), and its derivatives
        let (out, y) = ([-10.0, 40.0, -20.0], [0.0, 1.0, 0.0]);
        let rest = (-50.0_f64).exp() + (-60.0_f64).exp();
        assert!((value(&out, &y) / rest - 1.0).abs() < 1e-15);
        assert!((slopes_at(&out, &y)[1] / -rest - 1.0).abs() < 1e-15);
        let mut entries = [0.0; 9];
        curvatures(&out, &y, &mut entries);
        assert!((entries[4] / rest - 1.0).abs() < 1e-15);
    }

    #[test]
    fn outputs_of_any_size_give_what_is_right_or_its_limit() {
        assert_eq!(value(&[1e308, 0.0], &[1.0, 0.0]), 0.0);
        assert_eq!(value(&[-8e307, 8e307, 0.0], &[1.0, 0.0, 0.0]), 1.6e308);
        assert_eq!(slopes_at(&[-8e307, 8e307, 0.0], &[1.0, 0.0, 0.0]), [-1.0, 1.0, 0.0]);
        assert_eq!(value(&[f64::INFINITY, 0.0], &[1.0, 0.0]), 0.0);
        assert_eq!(value(&[f64::INFINITY, 0.0], &[0.0, 1.0]), f64::INFINITY);
        assert_eq!(slopes_at(&[f64::NEG_INFINITY, 3.0], &[0.0, 1.0]), [0.0, 0.0]);
        assert!(value(&[f64::NAN, 0.0], &[0.0, 1.0]).is_nan());
        assert!(slopes_at(&[0.0, f64::NAN], &[0.0, 1.0]).iter().all(|slope| slope.is_nan()));
        // a shift of all outputs changes nothing
        let (out, y) = ([0.5, -1.0, 0.25], [0.25, 0.5, 0.25]);
        let shifted = out.map(|z| z + 1024.0);
        assert!((value(&out, &y) - value(&shifted, &y)).abs() < 1e-15);
    }

    #[test]
    fn derivatives_agree_with_central_differences() {
        let (out, h) = ([0.5, -1.0, 2.0, 0.1], 1e-5);
        for y in [[0.0, 1.0, 0.0, 0.0], [0.25, 0.5, 0.0, 0.25]] {
            let mut entries = [0.0; 16];
            curvatures(&out, &y, &mut entries);
            for j in 0..4 {
                let moved = |by: f64| {
                    let mut moved = out;
                    moved[j] += by;
                    moved
                };
                let first = (value(&moved(h), &y) - value(&moved(-h), &y)) / (2.0 * h);
                assert!((slopes_at(&out, &y)[j] - first).abs() < 1e-9);
                let ends = [slopes_at(&moved(h), &y), slopes_at(&moved(-h), &y)];
                for k in 0..4 {
                    let second = (ends[0][k] - ends[1][k]) / (2.0 * h);
                    assert!((entries[4 * k + j] - second).abs() < 1e-9);
                }
            }
        }
    }
}
