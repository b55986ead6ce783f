//! Eigenvalues and eigenvectors of symmetric matrices.

use nalgebra::DMatrix;
use ndarray::Array2;

/// The eigenvalues of a symmetric matrix, ascending; `None` if an entry is not finite.
#[must_use]
pub fn eigenvalues(symmetric: &Array2<f64>) -> Option<Vec<f64>> {
    let mut values: Vec<f64> =
        to_nalgebra(symmetric)?.symmetric_eigenvalues().iter().copied().collect();
    values.sort_by(f64::total_cmp);
    Some(values)
}

/// Eigenvalues (ascending) and unit eigenvectors of a symmetric matrix; `None` if an entry is not
/// finite.
///
/// Each eigenvector's sign is chosen so that its largest entry (the first of them) is positive.
#[must_use]
pub fn eigenpairs(symmetric: &Array2<f64>) -> Option<Vec<(f64, Vec<f64>)>> {
    let eigen = to_nalgebra(symmetric)?.symmetric_eigen();
    let mut pairs: Vec<(f64, Vec<f64>)> = eigen
        .eigenvalues
        .iter()
        .copied()
        .zip(eigen.eigenvectors.column_iter().map(|v| v.iter().copied().collect()))
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, vector) in &mut pairs {
        let largest = vector.iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            vector.iter_mut().for_each(|x| *x = -*x);
        }
    }
    Some(pairs)
}

/// The same matrix; `None` if an entry is not finite.
fn to_nalgebra(symmetric: &Array2<f64>) -> Option<DMatrix<f64>> {
    let (rows, columns) = symmetric.dim();
    symmetric
        .iter()
        .all(|x| x.is_finite())
        .then(|| DMatrix::from_fn(rows, columns, |i, j| symmetric[[i, j]]))
}
