use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::*;
use crate::network::{Activation, Dataset, Network};
use crate::objective::interval::Interval;
use crate::objective::{Loss, LossKind, Objective, Reduction};

/// A network of `units` before a teacher with these units; half the expected square.
fn objective(teacher: Array2<f64>, units: usize) -> Objective {
    let network = Network {
        layers: vec![teacher.ncols(), units],
        activation: Activation::Identity,
        output_activation: Activation::Relu,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Mean, scale: 0.5 };
    Objective::new(network, Dataset::population(teacher, units), loss)
}

fn drawn(count: usize, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| StandardNormal.sample(&mut rng)).collect()
}

/// Two inputs, three units of a network, and a teacher of two that are not orthogonal.
fn small() -> (Objective, Vec<f64>) {
    (objective(ndarray::array![[1.0, 0.0], [0.6, -0.8]], 3), drawn(6, 1))
}

/// A matrix of `k x k` with the first diagonal entry, the rest of the first row and of the first
/// column, the other diagonal entries and all others.
fn patterned(k: usize, [corner, row, column, diagonal, other]: [f64; 5]) -> Vec<f64> {
    let entry = |i: usize, j: usize| match (i, j) {
        (0, 0) => corner,
        (0, _) => row,
        (_, 0) => column,
        _ if i == j => diagonal,
        _ => other,
    };
    (0..k * k).map(|n| entry(n / k, n % k)).collect()
}

#[test]
fn the_closed_form_is_the_mean_over_drawn_inputs_to_within_its_standard_error() {
    let (objective, weights) = small();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let teacher = objective.dataset().teacher().unwrap().clone();
    let count = 200_000;
    let relu = |w: &[f64], x: [f64; 2]| (w[0] * x[0] + w[1] * x[1]).max(0.0);
    let squares: Vec<f64> = (0..count)
        .map(|_| {
            let x: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut rng));
            let ours: f64 = weights.chunks(2).map(|w| relu(w, x)).sum();
            let right: f64 = teacher.rows().into_iter().map(|v| relu(&v.to_vec(), x)).sum();
            0.5 * (ours - right).powi(2)
        })
        .collect();
    let mean = squares.iter().sum::<f64>() / f64::from(count);
    let variance = squares.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(count - 1);
    let error = (variance / f64::from(count)).sqrt();
    let found = objective.value(&weights, &mut objective.workspace());
    assert!(error < 0.01 * mean, "the estimate tells something: {mean} ± {error}");
    assert!((found - mean).abs() < 4.0 * error, "{found} against {mean} ± {error}");
}

#[test]
fn gradient_and_hessian_are_those_of_differences() {
    for (objective, weights) in [small(), (objective(Array2::eye(4), 4), drawn(16, 3))] {
        let (mut work, count) = (objective.workspace(), weights.len());
        let mut gradient = vec![0.0; count];
        let loss = objective.value_and_gradient(&weights, &mut gradient, &mut work);
        assert!((loss - objective.value(&weights, &mut work)).abs() < 1e-14);
        let hessian = objective.hessian(&weights);
        let h = 1e-5;
        for k in 0..count {
            let [mut ahead, mut behind] = [weights.clone(), weights.clone()];
            ahead[k] += h;
            behind[k] -= h;
            let [above, below] = [&ahead, &behind].map(|at| {
                let mut slopes = vec![0.0; count];
                (objective.value_and_gradient(at, &mut slopes, &mut work), slopes)
            });
            let slope = (above.0 - below.0) / (2.0 * h);
            assert!((gradient[k] - slope).abs() < 1e-9, "{} against {slope}", gradient[k]);
            for j in 0..count {
                let curvature = (above.1[j] - below.1[j]) / (2.0 * h);
                let found = hessian[[j, k]];
                assert!((found - curvature).abs() < 1e-8, "{found} against {curvature}");
                assert_eq!(found, hessian[[k, j]]);
            }
        }
        let direction = drawn(count, 5);
        let mut product = vec![0.0; count];
        objective.hessian_vector(&weights, &direction, &mut product);
        let expected = hessian.dot(&ndarray::Array1::from(direction));
        product.iter().zip(&expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-12));
    }
}

#[test]
fn the_published_spurious_minima_have_their_losses_to_all_printed_digits() {
    // Safran and Shamir 2018: the entries and the losses as printed
    let seven = [-0.632_703_904_9, 0.185_991_046_3, 0.261_691_075_8, 0.996_922_798_8];
    let eight = [-0.658_256_262, 0.159_816_042_9, 0.228_089_016_4, 1.001_434_253_5];
    for (k, [corner, row, column, diagonal], other, loss) in
        [(7, seven, -0.035_080_155_9, "0.02320271"), (8, eight, -0.025_883_628, "0.02150804")]
    {
        let objective = objective(Array2::eye(k), k);
        let weights = patterned(k, [corner, row, column, diagonal, other]);
        let mut gradient = vec![0.0; k * k];
        let found =
            objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
        assert_eq!(format!("{found:.8}"), loss);
        let slope = crate::network::norm(&gradient);
        assert!(slope < 1e-8, "{slope}");
    }
}

#[test]
fn the_teacher_itself_has_no_loss_no_slope_and_curvatures_above_0() {
    let objective = objective(Array2::eye(5), 5);
    let teacher = patterned(5, [1.0, 0.0, 0.0, 1.0, 0.0]);
    let mut gradient = vec![1.0; 25];
    let mut work = objective.workspace();
    let loss = objective.value_and_gradient(&teacher, &mut gradient, &mut work);
    assert!((0.0..1e-14).contains(&loss));
    assert!(gradient.iter().all(|g| g.abs() < 1e-15));
    let ascending = crate::objective::eigenvalues(&objective.hessian(&teacher)).unwrap();
    assert!(ascending[0] > 0.01, "{ascending:?}");
    // the same units in another order are the same network, and others are not
    let mut other: Vec<f64> = teacher.chunks(5).rev().flatten().copied().collect();
    assert!(objective.are_copies(&other, &teacher, 1e-9));
    let heard = |weights: &[f64]| objective.heard_outputs(weights);
    let apart = |a: Vec<f64>, b: Vec<f64>| crate::network::distance(&a, &b);
    assert!(apart(heard(&teacher), heard(&other)) < 1e-13);
    other[3] = 0.5;
    assert!(!objective.are_copies(&other, &teacher, 1e-9));
    assert!(apart(heard(&teacher), heard(&other)) > 0.1);
}

#[test]
fn a_unit_of_nothing_has_no_slope_and_no_curvature_that_is_a_number() {
    let (objective, mut weights) = small();
    weights[2..4].fill(0.0);
    let mut gradient = vec![0.0; 6];
    let loss = objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
    assert!(loss.is_finite() && gradient.iter().all(|g| g.is_finite()));
    assert_eq!(gradient[2..4], [0.0; 2]);
    assert!(objective.hessian(&weights).iter().any(|h| !h.is_finite()));
}

#[test]
fn intervals_hold_value_gradient_and_hessian_of_every_point_of_a_box_also_at_parallel_units() {
    let teacher = ndarray::array![[1.0, 0.0], [0.6, -0.8]];
    let (objective, _) = small();
    let rows = teacher.rows().into_iter().map(|v| v.iter().map(|&x| Interval::from(x)).collect());
    let enclosed = Population::new(rows, Interval::from(0.5));
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    // in general position; two units parallel, one of them to a unit of the teacher; opposite ones
    for centre in
        [drawn(6, 2), vec![2.0, 0.0, 0.5, 0.0, 0.3, 1.0], vec![0.6, 0.8, -1.2, -1.6, 0.6, -0.8]]
    {
        for radius in [1e-12, 1e-3, 0.05] {
            let cuboid: Vec<Interval> =
                centre.iter().map(|&c| Interval::around(c, radius)).collect();
            let value = enclosed.value(&cuboid);
            let mut gradient = vec![Interval::ZERO; 6];
            enclosed.add_gradient(&cuboid, &mut gradient);
            let hessian = enclosed.hessian(&cuboid);
            assert!(value.width() < 200.0 * radius + 1e-12, "{value:?}");
            assert!(hessian.iter().all(|h| h.width() < 2000.0 * radius + 1e-6), "{hessian:?}");
            for _ in 0..50 {
                let at: Vec<f64> =
                    centre.iter().map(|c| c + radius * rng.random_range(-0.999..0.999)).collect();
                // floating point is off by a few roundings
                let holds = |interval: Interval, x: f64| {
                    Interval::around(x, 1e-13).intersection(interval).is_some()
                };
                let mut slopes = vec![0.0; 6];
                let loss =
                    objective.value_and_gradient(&at, &mut slopes, &mut objective.workspace());
                assert!(holds(value, loss), "{value:?} {loss}");
                assert!(gradient.iter().zip(&slopes).all(|(g, s)| holds(*g, *s)));
                let curvatures = objective.hessian(&at);
                assert!(hessian.iter().zip(&curvatures).all(|(h, c)| holds(*h, *c)));
            }
        }
    }
}

#[test]
fn a_box_with_a_unit_of_nothing_in_it_has_a_loss_and_no_slopes_to_prove_anything_by() {
    let rows = [vec![Interval::ONE, Interval::ZERO]].into_iter();
    let enclosed = Population::new(rows, Interval::ONE);
    let cuboid: Vec<Interval> = [0.0, 0.0, 1.0, 1.0].map(|c| Interval::around(c, 1e-6)).to_vec();
    assert!(enclosed.value(&cuboid).width() < 1e-3);
    let mut gradient = vec![Interval::ZERO; 4];
    enclosed.add_gradient(&cuboid, &mut gradient);
    assert!(gradient[..2].iter().all(|g| *g == Interval::ENTIRE), "{gradient:?}");
    let exactly = [0.0, 0.0, 1.0, 1.0].map(Interval::from);
    gradient.fill(Interval::ZERO);
    enclosed.add_gradient(&exactly, &mut gradient);
    assert!(gradient[..2].iter().all(|g| g.contains(1e9) && g.contains(-1e9)), "{gradient:?}");
}
