//! Small symmetric matrices, a lane a matrix: factorisation, solution, and eigenpairs.
//!
//! A matrix of size `P` is kept as the upper triangle of a `P x P` table of rows, entry `(i, j)` in
//! row `i P + j` for `i <= j`.

use super::{LANES, Lane};
use crate::platform::Fused as _;

/// Sweeps of Jacobi's method at most; each, once it converges, squares what is left beside the
/// diagonal.
const SWEEPS: usize = 30;

/// Off-diagonal entry, as a share of the matrix's norm, that is nothing.
const NOTHING: f64 = 1e-17;

#[inline(always)]
pub(super) fn place(size: usize, i: usize, j: usize) -> usize {
    i.min(j) * size + i.max(j)
}

/// The Frobenius norm.
#[inline(always)]
pub(super) fn frobenius(size: usize, matrix: &[Lane]) -> Lane {
    let mut squares = [0.0; LANES];
    for i in 0..size {
        for j in i..size {
            let (row, times) = (&matrix[i * size + j], if i == j { 1.0 } else { 2.0 });
            for l in 0..LANES {
                squares[l] = (times * row[l]).fused(row[l], squares[l]);
            }
        }
    }
    squares.map(f64::sqrt)
}

/// The factor `U` of `matrix + shift = U' U`, with the inverses of its diagonal in place of the
/// diagonal; 1 for each lane whose matrix is positive definite, otherwise 0, and then its factor is
/// without meaning.
#[inline(always)]
pub(super) fn cholesky(size: usize, matrix: &[Lane], shift: &Lane, factor: &mut [Lane]) -> Lane {
    let mut is_definite = [1.0; LANES];
    for i in 0..size {
        for j in i..size {
            let mut sum = matrix[i * size + j];
            if i == j {
                for l in 0..LANES {
                    sum[l] += shift[l];
                }
            }
            for k in 0..i {
                let (a, b) = (&factor[k * size + i], &factor[k * size + j]);
                for l in 0..LANES {
                    sum[l] = (-a[l]).fused(b[l], sum[l]);
                }
            }
            if i == j {
                for l in 0..LANES {
                    // false for NaN too
                    let is_positive = sum[l] > 0.0;
                    is_definite[l] = if is_positive { is_definite[l] } else { 0.0 };
                    sum[l] = 1.0 / (if is_positive { sum[l] } else { 1.0 }).sqrt();
                }
            } else {
                let inverse = &factor[i * size + i];
                for l in 0..LANES {
                    sum[l] *= inverse[l];
                }
            }
            factor[i * size + j] = sum;
        }
    }
    is_definite
}

/// Solves `U' U x = b` for a factor of [`cholesky`]; `x` holds `b` before.
#[inline(always)]
pub(super) fn solve(size: usize, factor: &[Lane], x: &mut [Lane]) {
    for i in 0..size {
        let mut sum = x[i];
        for k in 0..i {
            let (u, before) = (&factor[k * size + i], &x[k]);
            for l in 0..LANES {
                sum[l] = (-u[l]).fused(before[l], sum[l]);
            }
        }
        for l in 0..LANES {
            x[i][l] = sum[l] * factor[i * size + i][l];
        }
    }
    for i in (0..size).rev() {
        let mut sum = x[i];
        for k in i + 1..size {
            let (u, after) = (&factor[i * size + k], &x[k]);
            for l in 0..LANES {
                sum[l] = (-u[l]).fused(after[l], sum[l]);
            }
        }
        for l in 0..LANES {
            x[i][l] = sum[l] * factor[i * size + i][l];
        }
    }
}

/// Turns `matrix` into its eigenvalues, on the diagonal, and `vectors` into its eigenvectors,
/// vector `j` in rows `i size + j`; by Jacobi's cyclic rotations (Golub and Van Loan, Matrix
/// Computations, 4th ed., 8.5).
///
/// A lane that has converged is rotated by nothing, so that it does not depend on how long others
/// take.
#[inline(always)]
pub(super) fn eigenpairs(size: usize, matrix: &mut [Lane], vectors: &mut [Lane]) {
    for i in 0..size {
        for j in 0..size {
            vectors[i * size + j] = [if i == j { 1.0 } else { 0.0 }; LANES];
        }
    }
    let nothing = frobenius(size, matrix).map(|norm| NOTHING * norm);
    for _ in 0..SWEEPS {
        let mut greatest = [0.0; LANES];
        for p in 0..size {
            for q in p + 1..size {
                rotate(size, matrix, vectors, [p, q], &nothing, &mut greatest);
            }
        }
        if greatest.iter().all(|turned| *turned == 0.0) {
            break;
        }
    }
}

/// One rotation, which makes entry `(p, q)` vanish; 1 in `turned` for each lane that it turned.
#[inline(always)]
fn rotate(
    size: usize,
    matrix: &mut [Lane],
    vectors: &mut [Lane],
    [p, q]: [usize; 2],
    nothing: &Lane,
    turned: &mut Lane,
) {
    let (mut cosine, mut sine) = ([1.0; LANES], [0.0; LANES]);
    let (first, last, beside) = (p * size + p, q * size + q, p * size + q);
    let (mut top, mut bottom, mut off) = (matrix[first], matrix[last], matrix[beside]);
    // what turns no lane may be left out for all
    if !off.iter().zip(nothing).any(|(off, nothing)| off.abs() > *nothing) {
        return;
    }
    for l in 0..LANES {
        let is_turned = off[l].abs() > nothing[l];
        let by = if is_turned { off[l] } else { 1.0 };
        let angle = (bottom[l] - top[l]) / (2.0 * by);
        let tangent = (1.0 / (angle.abs() + angle.fused(angle, 1.0).sqrt())).copysign(angle);
        let tangent = if is_turned { tangent } else { 0.0 };
        cosine[l] = 1.0 / tangent.fused(tangent, 1.0).sqrt();
        sine[l] = tangent * cosine[l];
        top[l] = (-tangent).fused(off[l], top[l]);
        bottom[l] = tangent.fused(off[l], bottom[l]);
        off[l] = if is_turned { 0.0 } else { off[l] };
        turned[l] = if is_turned { 1.0 } else { turned[l] };
    }
    (matrix[first], matrix[last], matrix[beside]) = (top, bottom, off);
    for k in (0..size).filter(|&k| k != p && k != q) {
        turn(matrix, [place(size, k, p), place(size, k, q)], &cosine, &sine);
    }
    for k in 0..size {
        turn(vectors, [k * size + p, k * size + q], &cosine, &sine);
    }
}

#[inline(always)]
fn turn(rows: &mut [Lane], [p, q]: [usize; 2], cosine: &Lane, sine: &Lane) {
    let (a, b) = (rows[p], rows[q]);
    for l in 0..LANES {
        rows[p][l] = cosine[l].fused(a[l], -(sine[l] * b[l]));
    }
    for l in 0..LANES {
        rows[q][l] = sine[l].fused(a[l], cosine[l] * b[l]);
    }
}
