//! The checks behind the proofs for smooth networks. They trust nothing that was found by search.
//!
//! # Exactly one critical point
//! For the gradient `G`, a box `X` with a point `c` in it, any matrix `Y` and an enclosure `H` of
//! the Hessian over `X`, Krawczyk's operator is `K = c - Y G(c) + (I - Y H)(X - c)`. If `K` lies in
//! the interior of `X`, then `X` holds exactly one zero of `G` (and `Y` and every matrix in `H` are
//! regular). It takes no more than `G(x) - G(y) = A (x - y)` with some `A` in `H` for all `x` and
//! `y` in `X`. Source: Krawczyk 1969; Neumaier 1990, "Interval Methods for Systems of Equations",
//! Theorem 5.1.8.
//!
//! # Bounds of the smallest eigenvalue
//! For a symmetric `A` and a square matrix `Q` whose `S = Q^T Q` has all eigenvalues in `[s-, s+]`,
//! let `M = Q^T A Q` have all eigenvalues at least `m`. Let `s- > 0`, or `m > 0`: then `Q` is
//! regular (`Q y = 0` would make `y · M y` zero). Every `x` is `Q y` with `s- |y|^2 <= |x|^2 <= s+
//! |y|^2` and `x · A x = y · M y >= m |y|^2`, so the smallest eigenvalue of `A` is at least `m /
//! s+` if `m >= 0` and `m / s-` otherwise. `m`, `s-` and `s+` come from Gershgorin's discs, which
//! are narrow if the columns of `Q` are close to eigenvectors; where `A` is badly scaled, `M` is
//! close to diagonal for a scaled `Q`. From above it is
//! bounded by any Rayleigh quotient `x · A x / x · x`. In intervals all this holds for every
//! symmetric `A` in the interval matrix at once.

use super::enclosure::Enclosure;
use crate::objective::interval::Interval;

/// Whether the box `cube` provably holds exactly one critical point; `hessian` is its Hessian, and
/// `inverse` should be close to the inverse of the Hessian at the centre.
pub(crate) fn holds_one_critical_point(
    enclosure: &Enclosure,
    centre: &[f64],
    cube: &[Interval],
    hessian: &[Vec<Interval>],
    inverse: &[Vec<f64>],
) -> bool {
    let point: Vec<Interval> = centre.iter().map(|&c| Interval::from(c)).collect();
    let gradient = enclosure.gradient(&point);
    let offsets: Vec<Interval> = cube.iter().zip(&point).map(|(&x, &c)| x - c).collect();
    inverse.iter().enumerate().all(|(i, row)| {
        let step: Interval = row.iter().zip(&gradient).map(|(&y, &g)| Interval::from(y) * g).sum();
        let spread: Interval = (0..cube.len())
            .map(|j| {
                let product: Interval =
                    row.iter().zip(hessian).map(|(&y, h)| Interval::from(y) * h[j]).sum();
                let identity = if i == j { Interval::ONE } else { Interval::ZERO };
                (identity - product) * offsets[j]
            })
            .sum();
        let image = point[i] - step + spread;
        cube[i].lo() < image.lo() && image.hi() < cube[i].hi()
    }) && inverse.len() == cube.len()
}

/// Encloses the smallest eigenvalue of every symmetric matrix in `matrix`; the columns of `vectors`
/// (`vectors[k]` is the `k`-th) should be close to eigenvectors. `None` if they are not
/// independent.
pub(crate) fn smallest_eigenvalue(
    matrix: &[Vec<Interval>],
    vectors: &[Vec<f64>],
) -> Option<[f64; 2]> {
    let count = matrix.len();
    if vectors.len() != count || vectors.iter().any(|v| v.len() != count) {
        return None;
    }
    let columns: Vec<Vec<Interval>> =
        vectors.iter().map(|v| v.iter().map(|&x| Interval::from(x)).collect()).collect();
    let images: Vec<Vec<Interval>> =
        columns.iter().map(|v| matrix.iter().map(|row| dot(row, v)).collect()).collect();
    let [s_low, s_high] = discs(count, |i, j| dot(&columns[i], &columns[j]));
    let [m_low, _] = discs(count, |i, j| dot(&columns[i], &images[j]));
    // not `<= 0`: a NaN proves nothing
    let is_regular = s_low > 0.0 || m_low > 0.0;
    if !(is_regular && s_high.is_finite() && m_low > f64::NEG_INFINITY) {
        return None;
    }
    let divisor = if m_low >= 0.0 { s_high } else { s_low };
    let low = (Interval::from(m_low) / Interval::from(divisor)).lo();
    let high = vectors.iter().map(|v| rayleigh(matrix, v).hi()).fold(f64::INFINITY, f64::min);
    (low <= high).then_some([low, high])
}

/// The Rayleigh quotient `x · A x / x · x` of every symmetric matrix in `matrix`.
pub(crate) fn rayleigh(matrix: &[Vec<Interval>], vector: &[f64]) -> Interval {
    let x: Vec<Interval> = vector.iter().map(|&x| Interval::from(x)).collect();
    let image: Vec<Interval> = matrix.iter().map(|row| dot(row, &x)).collect();
    let squares: Interval = x.iter().map(|x| x.square()).sum();
    dot(&x, &image) / squares
}

fn dot(a: &[Interval], b: &[Interval]) -> Interval {
    a.iter().zip(b).map(|(&a, &b)| a * b).sum()
}

/// Bounds of all eigenvalues of a symmetric matrix by Gershgorin's discs.
fn discs(count: usize, entry: impl Fn(usize, usize) -> Interval) -> [f64; 2] {
    let mut bounds = [f64::INFINITY, f64::NEG_INFINITY];
    for i in 0..count {
        let centre = entry(i, i);
        let radius: Interval =
            (0..count).filter(|&j| j != i).map(|j| Interval::from(entry(i, j).magnitude())).sum();
        bounds[0] = bounds[0].min((centre - radius).lo());
        bounds[1] = bounds[1].max((centre + radius).hi());
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Vec<Vec<Interval>> {
        rows.iter().map(|row| row.iter().map(|&x| Interval::from(x)).collect()).collect()
    }

    #[test]
    fn eigenvalue_bounds_hold_also_for_vectors_that_are_not_quite_orthogonal() {
        // eigenvalues 1 and 3, eigenvectors (1, -1) and (1, 1)
        let a = matrix(&[&[2.0, 1.0], &[1.0, 2.0]]);
        for vectors in
            [[[1.0, -1.0], [1.0, 1.0]], [[1.0, -0.99], [1.1, 1.0]], [[3.0, -3.1], [0.9, 1.0]]]
        {
            let vectors: Vec<Vec<f64>> = vectors.iter().map(|v| v.to_vec()).collect();
            let [low, high] = smallest_eigenvalue(&a, &vectors).unwrap();
            assert!(low <= 1.0 && 1.0 <= high, "{low} {high}");
        }
        let [low, high] = smallest_eigenvalue(&a, &[vec![1.0, -1.0], vec![1.0, 1.0]]).unwrap();
        assert!(high - low < 1e-14);
        // indefinite: -1 and 3
        let b = matrix(&[&[1.0, 2.0], &[2.0, 1.0]]);
        let [low, high] = smallest_eigenvalue(&b, &[vec![2.0, -2.0], vec![1.0, 1.0]]).unwrap();
        assert!(low <= -1.0 && -1.0 <= high && high - low < 4.0);
    }

    #[test]
    fn dependent_vectors_bound_nothing() {
        let a = matrix(&[&[2.0, 1.0], &[1.0, 2.0]]);
        assert_eq!(smallest_eigenvalue(&a, &[vec![1.0, 1.0], vec![1.0, 1.0]]), None);
        assert_eq!(smallest_eigenvalue(&a, &[vec![1.0, 1.0]]), None);
        assert_eq!(smallest_eigenvalue(&a, &[vec![f64::NAN, 1.0], vec![1.0, 1.0]]), None);
        let unknown = vec![vec![Interval::ENTIRE; 2]; 2];
        assert_eq!(smallest_eigenvalue(&unknown, &[vec![1.0, -1.0], vec![1.0, 1.0]]), None);
    }
}
