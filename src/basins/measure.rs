//! Measures of how entangled basins are.

use ndarray::Array2;

/// Side of the boxes in which entropies are taken, in cells.
const BOX: usize = 5;

/// Cells beside a boundary, on both of its sides, for each cell of the largest scale on which it is
/// measured: a closed curve around a disc of that diameter has as many.
const LONG: usize = 6;

/// A measure and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// The entropies `-sum p ln p` of the labels in all boxes of a map, at every place.
fn box_entropies(label: &Array2<i32>) -> Vec<(f64, usize)> {
    if label.nrows() < BOX || label.ncols() < BOX {
        return Vec::new();
    }
    label
        .windows((BOX, BOX))
        .into_iter()
        .map(|cells| {
            let mut sorted: Vec<i32> = cells.iter().copied().collect();
            sorted.sort_unstable();
            let total = (BOX * BOX) as f64;
            let counts = sorted.chunk_by(|a, b| a == b).map(<[i32]>::len);
            let entropy =
                counts.clone().map(|c| c as f64 / total).map(|p| -p * pxfm::f_log(p)).sum();
            (entropy, counts.count())
        })
        .collect()
}

/// The mean, with its standard error for boxes that overlap: one in `BOX^2` is independent.
fn mean(values: &[f64]) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let independent = (n / (BOX * BOX) as f64).max(1.0);
    Some(Estimate { value: mean, error: (variance / independent).sqrt() })
}

/// Basin entropy: the mean over boxes of 5 x 5 cells of their labels' entropy, in nats (Daza et al.
/// 2016, Sci. Rep. 6, 31416). 0 for a single basin. `None` for a map smaller than a box.
#[must_use]
pub fn basin_entropy(label: &Array2<i32>) -> Option<Estimate> {
    mean(&box_entropies(label).iter().map(|(entropy, _)| *entropy).collect::<Vec<_>>())
}

/// Boundary basin entropy: as [`basin_entropy`], over boxes with more than one label only. Above
/// `ln 2` the boundary is fractal (Daza et al. 2016). `None` without a boundary.
#[must_use]
pub fn boundary_basin_entropy(label: &Array2<i32>) -> Option<Estimate> {
    let boundary = box_entropies(label).into_iter().filter(|(_, labels)| *labels > 1);
    mean(&boundary.map(|(entropy, _)| entropy).collect::<Vec<_>>())
}

/// The uncertainty exponent `alpha` of `f(eps) ~ eps^alpha`, where `f` is the share of cells that
/// have another label `eps` cells to the left, right, above or below (Grebogi, McDonald, Ott and
/// Yorke 1983, Phys. Lett. A 99, 415). A smooth boundary has 1; the boundary's dimension in the
/// plane is `2 - alpha`.
///
/// Least squares of `ln f` against `ln eps` over `eps = 1, 2, 4, ..`, up to a sixteenth of the
/// smaller side. `None` with fewer than three scales, with a boundary that is not several times
/// longer than the largest of them (single cells have no dimension to speak of), and where the
/// slope misses `0..=1`, where every exponent lies, by more than two standard errors; a slope that
/// misses it by less is the bound it misses.
#[must_use]
pub fn uncertainty_exponent(label: &Array2<i32>) -> Option<Estimate> {
    let (height, width) = label.dim();
    let largest = height.min(width) / 16;
    let mut points = Vec::new();
    let mut boundary = 0;
    let mut eps = 1;
    while eps <= largest {
        let mut uncertain = 0_usize;
        // the same cells on every scale, so that the map's edge has no say
        for j in largest..height - largest {
            for i in largest..width - largest {
                let own = label[[j, i]];
                let others = [
                    label[[j, i - eps]],
                    label[[j, i + eps]],
                    label[[j - eps, i]],
                    label[[j + eps, i]],
                ];
                uncertain += usize::from(others.iter().any(|other| *other != own));
            }
        }
        boundary = boundary.max(if eps == 1 { uncertain } else { 0 });
        let share = uncertain as f64 / ((height - 2 * largest) * (width - 2 * largest)) as f64;
        if share > 0.0 {
            points.push((pxfm::f_log(eps as f64), pxfm::f_log(share)));
        }
        eps *= 2;
    }
    let alpha = slope(&points).filter(|_| boundary >= LONG * largest)?;
    let value = alpha.value.clamp(0.0, 1.0);
    let is_possible = (alpha.value - value).abs() <= 2.0 * alpha.error + f64::EPSILON;
    is_possible.then_some(Estimate { value, ..alpha })
}

/// Least-squares slope and its standard error.
fn slope(points: &[(f64, f64)]) -> Option<Estimate> {
    if points.len() < 3 {
        return None;
    }
    let n = points.len() as f64;
    let (mx, my) = points.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let sxx: f64 = points.iter().map(|(x, _)| (x - mx).powi(2)).sum();
    let value = points.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / sxx;
    let residual: f64 = points.iter().map(|(x, y)| (y - my - value * (x - mx)).powi(2)).sum();
    Some(Estimate { value, error: (residual / (n - 2.0) / sxx).sqrt() })
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_single_basin_has_no_entropy_and_no_boundary() {
        let one = Array2::zeros((80, 80));
        assert_eq!(basin_entropy(&one).map(|e| e.value), Some(0.0));
        assert_eq!((boundary_basin_entropy(&one), uncertainty_exponent(&one)), (None, None));
        assert_eq!(basin_entropy(&Array2::zeros((3, 3))), None);
    }

    #[test]
    fn single_cells_and_shapes_that_are_small_have_no_exponent() {
        let mut label = Array2::zeros((160, 160));
        label[[80, 80]] = 1;
        assert_eq!(uncertainty_exponent(&label), None);
        // a line of cells is a boundary at every scale, but has no area: its slope is 0
        label[[40, 31]] = 1;
        assert_eq!(uncertainty_exponent(&label), None);
        let disc = |radius: usize| {
            let inside = |i: usize| i.abs_diff(80).pow(2);
            let label = Array2::from_shape_fn((160, 160), |(j, i)| {
                i32::from(inside(i) + inside(j) <= radius * radius)
            });
            uncertainty_exponent(&label)
        };
        assert_eq!(disc(3), None);
        let large = disc(50).unwrap();
        assert!(large.value > 0.9 && large.value <= 1.0, "{large:?}");
    }

    #[test]
    fn a_straight_boundary_has_exponent_one_and_less_entropy_than_a_fractal() {
        let half = Array2::from_shape_fn((400, 400), |(_, i)| i32::from(i >= 203));
        let exponent = uncertainty_exponent(&half).unwrap();
        assert!((exponent.value - 1.0).abs() < 1e-12, "{exponent:?}");
        assert!(boundary_basin_entropy(&half).unwrap().value < 2.0_f64.ln());
        // boxes on the boundary are cut after 1, 2, 3 or 4 of 5 columns, four in 396 places
        let cut = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
        let expected = f64::midpoint(cut(0.2), cut(0.4));
        assert!((boundary_basin_entropy(&half).unwrap().value - expected).abs() < 1e-12);
        assert!((basin_entropy(&half).unwrap().value - expected * 4.0 / 396.0).abs() < 1e-12);
    }

    #[test]
    fn labels_at_random_have_exponent_zero_and_nearly_full_entropy() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let noise = Array2::from_shape_fn((200, 200), |_| rng.random_range(0..2));
        let exponent = uncertainty_exponent(&noise).unwrap();
        assert!(exponent.value.abs() < 0.02, "{exponent:?}");
        let entropy = basin_entropy(&noise).unwrap();
        // ln 2 less the bias of 25 cells, (2 - 1) / (2 * 25)
        assert!(
            (entropy.value - (2.0_f64.ln() - 0.02)).abs() < 5.0 * entropy.error + 1e-3,
            "{entropy:?}"
        );
    }

    #[test]
    fn a_cantor_set_of_boundaries_has_its_dimension() {
        // stripes that are cut as the Cantor set is: dimension ln 2 / ln 3, exponent 1 - that
        let in_cantor = |mut i: usize| {
            (0..6).all(|_| {
                let digit = i % 3;
                i /= 3;
                digit != 1
            })
        };
        let mut label = Array2::zeros((729, 729));
        let mut current = 0;
        for i in 0..729 {
            current += i32::from(in_cantor(i));
            label.column_mut(i).fill(current);
        }
        let exponent = uncertainty_exponent(&label).unwrap();
        let expected = 1.0 - 2.0_f64.ln() / 3.0_f64.ln();
        assert!((exponent.value - expected).abs() < 0.1, "{exponent:?} against {expected}");
    }
}
