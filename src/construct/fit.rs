//! Least squares in exact fractions, and hinges that lower what it leaves over.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::network::Activation;
use crate::objective::Number;
use crate::proof::{dot, reduced};

/// How many thresholds are tried along a direction at first; all of them only if none of those
/// helps.
const THRESHOLDS: usize = 200;

/// How many random directions are tried for a hinge, besides the axes.
const DIRECTIONS: usize = 8;

/// One unit `f(direction · x - threshold)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hinge {
    pub direction: Vec<BigRational>,
    pub threshold: BigRational,
}

impl Hinge {
    fn value(&self, activation: Activation, input: &[BigRational]) -> BigRational {
        (dot(&self.direction, input) - &self.threshold).activated(activation)
    }
}

/// Coefficients `C` (`[feature][target]`) that minimise `sum_ik (y_ik - sum_f F_if C_fk)^2`; those
/// that the others can replace are 0.
///
/// Solves the normal equations `F^T F C = F^T Y`, which always have a solution.
pub(super) fn least_squares(
    features: &[Vec<BigRational>],
    targets: &[Vec<BigRational>],
) -> Vec<Vec<BigRational>> {
    let (count, outputs) = (features[0].len(), targets[0].len());
    let column = |rows: &[Vec<BigRational>], c: usize| {
        rows.iter().map(|row| row[c].clone()).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<BigRational>> = (0..count)
        .map(|c| column(features, c))
        .chain((0..outputs).map(|k| column(targets, k)))
        .collect();
    let equations: Vec<Vec<BigRational>> = columns[..count]
        .iter()
        .map(|f| columns.iter().map(|other| dot(f, other)).collect())
        .collect();
    let mut coefficients = vec![vec![BigRational::zero(); outputs]; count];
    for (pivot, row) in reduced(&equations) {
        coefficients[pivot] = row[count..].to_vec();
    }
    coefficients
}

/// `y_ik - sum_f F_if C_fk`.
pub(super) fn residuals(
    features: &[Vec<BigRational>],
    coefficients: &[Vec<BigRational>],
    targets: &[Vec<BigRational>],
) -> Vec<Vec<BigRational>> {
    let predict = |row: &[BigRational], k: usize| {
        row.iter().zip(coefficients).fold(BigRational::zero(), |sum, (f, c)| sum + f * &c[k])
    };
    let off = |(row, y): (&Vec<BigRational>, &Vec<BigRational>)| {
        y.iter().enumerate().map(|(k, y)| y - predict(row, k)).collect()
    };
    features.iter().zip(targets).map(off).collect()
}

/// Whether no function of the inputs has a lower squared error: the residuals add up to 0 over the
/// points of each input.
pub(super) fn is_best(inputs: &[Vec<BigRational>], residuals: &[Vec<BigRational>]) -> bool {
    let mut sums: std::collections::BTreeMap<&[BigRational], Vec<BigRational>> =
        std::collections::BTreeMap::new();
    for (input, residual) in inputs.iter().zip(residuals) {
        let sum = sums.entry(input).or_insert_with(|| vec![BigRational::zero(); residual.len()]);
        sum.iter_mut().zip(residual).for_each(|(s, r)| *s += r);
    }
    sums.values().flatten().all(Zero::is_zero)
}

/// A fit of the targets by some features and hinges.
pub(super) struct Fit {
    pub hinges: Vec<Hinge>,
    /// `[feature][target]`, first those of the features, then those of the hinges.
    pub coefficients: Vec<Vec<BigRational>>,
}

/// Adds up to `count` hinges, one after the other, each the one of many that lowers the squared
/// error most.
///
/// # That it always succeeds
/// Let `e` be the residuals of the fit so far, which are orthogonal to its features; a constant is
/// among them. Along a direction that tells all inputs apart let `p_1 < ... < p_m` be the
/// projections of the inputs, `e_j` the sum of the residuals there, and `t_j` the middle between
/// `p_j` and `p_(j+1)`. If `e` is orthogonal to every `max(0, p - t_j)`, then from `j = m - 1` down
/// `e_(j+1) (p_(j+1) - t_j) = 0`, hence all `e_j` are 0: the fit is already the best one. A leaky
/// hinge is a multiple of that hinge plus an affine function, and does the same where all affine
/// functions are features.
pub(super) fn with_hinges(
    inputs: &[Vec<BigRational>],
    targets: &[Vec<BigRational>],
    features: &[Vec<BigRational>],
    activation: Activation,
    [count, seed]: [u64; 2],
) -> Fit {
    let few = candidates(inputs, seed, THRESHOLDS);
    let mut features = features.to_vec();
    let mut fit = Fit { hinges: Vec::new(), coefficients: least_squares(&features, targets) };
    for _ in 0..count {
        let left = residuals(&features, &fit.coefficients, targets);
        if is_best(inputs, &left) {
            break;
        }
        let pick = |candidates: &[Hinge]| choose(candidates, inputs, &features, &left, activation);
        let Some(hinge) = pick(&few).or_else(|| pick(&candidates(inputs, seed, usize::MAX))) else {
            break;
        };
        for (row, input) in features.iter_mut().zip(inputs) {
            row.push(hinge.value(activation, input));
        }
        fit.hinges.push(hinge);
        fit.coefficients = least_squares(&features, targets);
    }
    fit
}

/// The candidate that lowers the squared error most (judged in floating point), provided that it
/// does lower it (judged in fractions).
fn choose(
    candidates: &[Hinge],
    inputs: &[Vec<BigRational>],
    features: &[Vec<BigRational>],
    residuals: &[Vec<BigRational>],
    activation: Activation,
) -> Option<Hinge> {
    let basis = orthonormal(features);
    let left: Vec<Vec<f64>> = (0..residuals[0].len())
        .map(|k| residuals.iter().map(|r| nearest(&r[k])).collect())
        .collect();
    let points: Vec<Vec<f64>> = inputs.iter().map(|x| x.iter().map(nearest).collect()).collect();
    let gain = |hinge: &Hinge| {
        let direction: Vec<f64> = hinge.direction.iter().map(nearest).collect();
        let threshold = nearest(&hinge.threshold);
        let mut f: Vec<f64> =
            points.iter().map(|x| activation.value(product(&direction, x) - threshold)).collect();
        let whole = product(&f, &f);
        for q in &basis {
            let part = product(q, &f);
            f.iter_mut().zip(q).for_each(|(f, q)| *f -= part * q);
        }
        let rest = product(&f, &f);
        // what is left of a feature that the others replace is rounding
        if rest > 1e-12 * whole {
            left.iter().map(|e| product(e, &f).powi(2)).sum::<f64>() / rest
        } else {
            0.0
        }
    };
    let mut ranked: Vec<(f64, &Hinge)> =
        candidates.iter().map(|hinge| (gain(hinge), hinge)).collect();
    // a stable sort: equal gains stay in the order of the candidates
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let lowers = |hinge: &Hinge| {
        let values: Vec<BigRational> = inputs.iter().map(|x| hinge.value(activation, x)).collect();
        (0..residuals[0].len()).any(|k| {
            let sum = residuals
                .iter()
                .zip(&values)
                .fold(BigRational::zero(), |sum, (r, f)| sum + &r[k] * f);
            !sum.is_zero()
        })
    };
    ranked.into_iter().map(|(_, hinge)| hinge).find(|hinge| lowers(hinge)).cloned()
}

/// Hinges between neighbours along the axes and some random directions, both ways round; about
/// `most` of them along each, or all.
fn candidates(inputs: &[Vec<BigRational>], seed: u64, most: usize) -> Vec<Hinge> {
    let dimension = inputs[0].len();
    let whole = |x: i64| BigRational::from_integer(BigInt::from(x));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = |size: i64| -> Vec<BigRational> {
        (0..dimension).map(|_| whole(random.random_range(-size..=size))).collect()
    };
    let axis = |axis: usize| (0..dimension).map(|i| whole(i64::from(i == axis))).collect();
    let mut directions: Vec<Vec<BigRational>> = (0..dimension).map(axis).collect();
    if dimension > 1 {
        directions.extend((0..DIRECTIONS).map(|_| drawn(9)));
        // one that tells all inputs apart: almost every one does, so that a wider draw soon finds
        // it
        let distinct = projections(inputs, None).len();
        let tells = |d: &Vec<BigRational>| projections(inputs, Some(d)).len() == distinct;
        if !directions.iter().any(tells) {
            directions.extend((4..62).map(|bits| drawn(1 << bits)).find(tells));
        }
    }
    let mut hinges = Vec::new();
    for direction in directions {
        let places: Vec<BigRational> =
            projections(inputs, Some(&direction)).into_iter().flatten().collect();
        for pair in places.windows(2).step_by(places.len().div_ceil(most)) {
            let threshold = (&pair[0] + &pair[1]) / whole(2);
            let opposite =
                Hinge { direction: direction.iter().map(|x| -x).collect(), threshold: -&threshold };
            hinges.extend([Hinge { direction: direction.clone(), threshold }, opposite]);
        }
    }
    hinges
}

/// The distinct projections of the inputs onto a direction, or the distinct inputs, in ascending
/// order.
fn projections(
    inputs: &[Vec<BigRational>],
    direction: Option<&Vec<BigRational>>,
) -> Vec<Vec<BigRational>> {
    let project = |x: &Vec<BigRational>| direction.map_or_else(|| x.clone(), |d| vec![dot(d, x)]);
    inputs.iter().map(project).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// An orthonormal basis of the features' columns, in floating point.
fn orthonormal(features: &[Vec<BigRational>]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in 0..features[0].len() {
        let mut f: Vec<f64> = features.iter().map(|row| nearest(&row[column])).collect();
        let whole = product(&f, &f).sqrt();
        // twice, against rounding
        for _ in 0..2 {
            for q in &basis {
                let part = product(q, &f);
                f.iter_mut().zip(q).for_each(|(f, q)| *f -= part * q);
            }
        }
        let length = product(&f, &f).sqrt();
        if length > 1e-9 * whole {
            basis.push(f.iter().map(|f| f / length).collect());
        }
    }
    basis
}

fn nearest(x: &BigRational) -> f64 {
    x.to_f64().unwrap_or(f64::NAN)
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[i64]]) -> Vec<Vec<BigRational>> {
        rows.iter()
            .map(|row| row.iter().map(|&x| BigRational::from_integer(x.into())).collect())
            .collect()
    }

    fn fraction(n: i64, d: i64) -> BigRational {
        BigRational::new(n.into(), d.into())
    }

    #[test]
    fn least_squares_are_exact_also_where_a_feature_repeats_another() {
        // y = 0, 0, 3 at x = 0, 1, 2: slope 3/2, intercept -1/2
        let targets = rows(&[&[0], &[0], &[3]]);
        let line = least_squares(&rows(&[&[0, 1], &[1, 1], &[2, 1]]), &targets);
        assert_eq!(line, [[fraction(3, 2)], [fraction(-1, 2)]]);
        let twice = rows(&[&[0, 0, 1], &[1, 2, 1], &[2, 4, 1]]);
        let fit = least_squares(&twice, &targets);
        let left: Vec<BigRational> = residuals(&twice, &fit, &targets).concat();
        assert_eq!(left, [fraction(1, 2), fraction(-1, 1), fraction(1, 2)]);
    }

    #[test]
    fn enough_hinges_fit_any_data_that_no_input_contradicts() {
        let inputs = rows(&[&[0, 0], &[1, 1], &[0, 1], &[1, 0], &[2, 1]]);
        let targets = rows(&[&[0, 1], &[0, 0], &[1, 0], &[1, 5], &[-7, 2]]);
        let constant = vec![vec![fraction(1, 1)]; 5];
        let fit = with_hinges(&inputs, &targets, &constant, Activation::Relu, [4, 1]);
        let features: Vec<Vec<BigRational>> = inputs
            .iter()
            .map(|x| {
                std::iter::once(fraction(1, 1))
                    .chain(fit.hinges.iter().map(|h| h.value(Activation::Relu, x)))
                    .collect()
            })
            .collect();
        let left = residuals(&features, &fit.coefficients, &targets);
        assert!(left.iter().flatten().all(Zero::is_zero), "{left:?}");
    }
}
