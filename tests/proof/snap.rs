//! Minima in fractions, found again from floating-point weights nearby.

use basinscope::network::{Activation, Network};
use basinscope::objective::{LossKind, Reduction};
use basinscope::preset::Preset;
use basinscope::proof::{ExactProblem, Verdict, exact_loss, snap};
use num_rational::BigRational;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::whole;

/// A numerator and a denominator.
type Ratio = (i64, i64);

/// Inputs and targets of a data point.
type Sample<'a> = (&'a [Ratio], &'a [Ratio]);

#[test]
fn minima_with_data_on_kinks_are_found_again_from_weights_that_are_a_little_off() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for (name, point) in [
        ("relu-line-of-minima", "line of minima"),
        ("two-relu-units", "bad minimum"),
        ("two-relu-units", "global minimum"),
        ("three-relu-units", "worse minimum"),
        ("three-relu-units", "better minimum"),
    ] {
        let preset = Preset::load(name).unwrap();
        let (problem, point) = (preset.exact_problem(), preset.point(point).unwrap());
        for _ in 0..6 {
            let off = |w: &f64| {
                let noise: f64 = StandardNormal.sample(&mut random);
                w + 1e-7 * noise
            };
            let near: Vec<f64> = point.weights.iter().map(off).collect();
            let (exact, found) =
                snap(&problem, &near).unwrap_or_else(|| panic!("{name} {}", point.name));
            assert_eq!(found.verdict, Verdict::ProvenFlatMinimum);
            assert_eq!(exact_loss(&problem, &exact), exact_loss(&problem, &point.exact), "{name}");
        }
    }
}

#[test]
fn the_printed_points_that_are_no_minima_are_not_made_ones_nearby() {
    let preset = Preset::load("two-relu-units").unwrap();
    let problem = preset.exact_problem();
    for point in preset.points.iter().filter(|point| point.name.contains("printed")) {
        assert!(snap(&problem, &point.weights).is_none(), "{}", point.name);
    }
    assert!(snap(&problem, &[f64::NAN; 7]).is_none() && snap(&problem, &[1.0]).is_none());
    let smooth = Preset::load("sigmoid-ten-points").unwrap();
    assert!(snap(&smooth.exact_problem(), &smooth.points[0].weights).is_none());
}

#[test]
fn in_a_dead_region_only_the_output_bias_is_moved() {
    let preset = Preset::load("dead-layer").unwrap();
    let problem = preset.exact_problem();
    let mut near = preset.point("dead").unwrap().weights.clone();
    *near.last_mut().unwrap() += 1e-9;
    let (exact, found) = snap(&problem, &near).unwrap();
    assert_eq!((found.verdict, exact.last()), (Verdict::ProvenDeadRegion, Some(&whole(1))));
}

fn problem(activation: Activation, layers: &[usize], data: &[Sample<'_>]) -> ExactProblem {
    let rows = |of: fn(&Sample<'_>) -> Vec<Ratio>| {
        let row = |row: Vec<Ratio>| {
            row.into_iter().map(|(n, d)| BigRational::new(n.into(), d.into())).collect()
        };
        data.iter().map(|point| row(of(point))).collect()
    };
    ExactProblem {
        network: Network {
            layers: layers.to_vec(),
            activation,
            output_activation: Activation::Identity,
            bias: true,
        },
        inputs: rows(|point| point.0.to_vec()),
        targets: rows(|point| point.1.to_vec()),
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: whole(1),
    }
}

/// Every point near `weights` is led to a proven minimum of this loss.
fn assert_is_found(problem: &ExactProblem, weights: &[f64], loss: i64) {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    for _ in 0..6 {
        let off = |w: &f64| {
            let noise: f64 = StandardNormal.sample(&mut random);
            w + 1e-7 * noise
        };
        let near: Vec<f64> = weights.iter().map(off).collect();
        let (exact, found) = snap(problem, &near).expect("a minimum");
        assert_eq!(found.verdict, Verdict::ProvenFlatMinimum);
        assert_eq!(exact_loss(problem, &exact), Some(whole(loss)));
    }
}

#[test]
fn a_leaky_unit_is_solved_on_both_of_its_pieces() {
    // z = x - 3; the residuals (1, -1, 0, -50, 50) are orthogonal to (s x), (s) and (1) with slopes
    // s of 1 and 1/100
    let targets = [(3, 1), (0, 1), (1, 2), (-5002, 100), (4996, 100)];
    let inputs = [(5, 1), (4, 1), (7, 2), (1, 1), (-1, 1)];
    let points: Vec<([Ratio; 1], [Ratio; 1])> =
        inputs.iter().zip(&targets).map(|(x, y)| ([*x], [*y])).collect();
    let data: Vec<Sample<'_>> = points.iter().map(|(x, y)| (&x[..], &y[..])).collect();
    let leaky = problem(Activation::LeakyRelu, &[1, 1, 1], &data);
    assert_is_found(&leaky, &[1.0, -3.0, 1.0, 0.0], 2 + 2 * 50 * 50);
}

#[test]
fn two_outputs_of_one_unit_are_solved_one_by_one() {
    // both outputs are multiples of x plus residuals (1, -2, 1), which are orthogonal to x and 1
    let data: [Sample<'_>; 3] = [
        (&[(1, 1)], &[(2, 1), (4, 1)]),
        (&[(2, 1)], &[(0, 1), (0, 1)]),
        (&[(3, 1)], &[(4, 1), (8, 1)]),
    ];
    let two = problem(Activation::Relu, &[1, 1, 2], &data);
    assert_is_found(&two, &[1.0, 0.0, 1.0, 2.0, 0.0, 0.0], 6 + 4 * 6);
}

#[test]
fn two_outputs_through_two_units_on_the_same_pieces_are_solved_together() {
    // all units are on at all four points, so that the outputs are affine: 1 + 2 a - b and a + b,
    // plus residuals (1, -1, -1, 1) and twice those, which are orthogonal to 1, a and b
    let data: [Sample<'_>; 4] = [
        (&[(0, 1), (0, 1)], &[(2, 1), (2, 1)]),
        (&[(0, 1), (1, 1)], &[(-1, 1), (-1, 1)]),
        (&[(1, 1), (0, 1)], &[(2, 1), (-1, 1)]),
        (&[(1, 1), (1, 1)], &[(3, 1), (4, 1)]),
    ];
    let two = problem(Activation::Relu, &[2, 2, 2], &data);
    // units 2 a - b + 3 and a + b + 1, to the outputs by the matrix (1 0; 0 1) and the constants -2
    // and -1; turned a little, so that no weight is a short number
    let (u, c, s) = ([[2.0, -1.0, 3.0], [1.0, 1.0, 1.0]], 0.96_f64, 0.28_f64);
    let turned = |row: [f64; 2]| [c * row[0] + s * row[1], c * row[1] - s * row[0]];
    let mixed = |k: usize| turned([u[0][k], u[1][k]]);
    let ([a0, a1], [b0, b1], [d0, d1]) = (mixed(0), mixed(1), mixed(2));
    assert!([d0, d1, d0 + b0, d1 + b1, d0 + a0, d1 + a1].iter().all(|z| *z > 0.1));
    let weights = [a0, b0, a1, b1, d0, d1, c, -s, s, c, -2.0, -1.0];
    assert_is_found(&two, &weights, 4 + 4 * 4);
}
