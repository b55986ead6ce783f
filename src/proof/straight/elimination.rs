//! Scalar products, and Gauss and Jordan's elimination, in exact fractions.

use num_rational::BigRational;
use num_traits::{One, Zero};

/// The vector scaled so that its first entry that is not 0 is 1; `None` for the zero vector.
pub(crate) fn direction(vector: &[BigRational]) -> Option<Vec<BigRational>> {
    let first = vector.iter().find(|x| !x.is_zero())?;
    Some(vector.iter().map(|x| x / first).collect())
}

/// The rows in reduced form, each with the column of its leading 1; rows that depend on earlier
/// ones are left out.
pub(crate) fn reduced(rows: &[Vec<BigRational>]) -> Vec<(usize, Vec<BigRational>)> {
    let mut reduced: Vec<(usize, Vec<BigRational>)> = Vec::new();
    for row in rows {
        let mut row = row.clone();
        for (column, pivot) in &reduced {
            subtract(&mut row, pivot, *column);
        }
        let Some(column) = row.iter().position(|x| !x.is_zero()) else { continue };
        let row = direction(&row).unwrap_or_default();
        for (_, other) in &mut reduced {
            subtract(other, &row, column);
        }
        reduced.push((column, row));
    }
    reduced
}

/// A basis of `{u : row · u = 0 for every row}`, by Gauss and Jordan's elimination.
pub(crate) fn null_space(rows: &[Vec<BigRational>], dimension: usize) -> Vec<Vec<BigRational>> {
    let reduced = reduced(rows);
    let is_pivot = |c: usize| reduced.iter().any(|(column, _)| *column == c);
    (0..dimension)
        .filter(|&free| !is_pivot(free))
        .map(|free| {
            let mut basis = vec![BigRational::zero(); dimension];
            basis[free] = BigRational::one();
            for (column, row) in &reduced {
                basis[*column] = -&row[free];
            }
            debug_assert!(rows.iter().all(|row| dot(row, &basis).is_zero()));
            basis
        })
        .collect()
}

/// Takes the multiple of `pivot` from `row` that makes its entry in `column` 0.
fn subtract(row: &mut [BigRational], pivot: &[BigRational], column: usize) {
    if row[column].is_zero() {
        return;
    }
    let factor = row[column].clone();
    for (x, p) in row.iter_mut().zip(pivot) {
        *x -= &factor * p;
    }
}

/// The scalar product.
pub(crate) fn dot(a: &[BigRational], b: &[BigRational]) -> BigRational {
    a.iter()
        .zip(b)
        .filter(|(a, b)| !a.is_zero() && !b.is_zero())
        .fold(BigRational::zero(), |sum, (a, b)| sum + a * b)
}

/// The whole number as a fraction.
pub(crate) fn whole(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}
