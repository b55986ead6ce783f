use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::problem::floating;
use super::straight::exact::ExactNetwork;
use super::{CertificateFile, ExactProblem, Verdict, certify, check};
use crate::network::{Activation, Network};
use crate::objective::{LossKind, Reduction};

mod mistrust;

fn fraction(n: i64, d: i64) -> BigRational {
    BigRational::new(BigInt::from(n), BigInt::from(d))
}

/// Small whole numbers: data points on kinks, dead units and zero weights abound.
fn whole(count: usize, size: i64, random: &mut impl Rng) -> Vec<BigRational> {
    (0..count).map(|_| fraction(random.random_range(-size..=size), 1)).collect()
}

fn random_problem(random: &mut impl Rng) -> ExactProblem {
    let activations =
        [Activation::Relu, Activation::Relu, Activation::LeakyRelu, Activation::Identity];
    let inputs = random.random_range(1..3);
    let outputs = if random.random_range(0..4) == 0 { 2 } else { 1 };
    let network = Network {
        layers: vec![inputs, random.random_range(1..4), outputs],
        activation: activations[random.random_range(0..4)],
        output_activation: Activation::Identity,
        bias: random.random_range(0..4) > 0,
    };
    let points = random.random_range(1..6);
    ExactProblem {
        inputs: (0..points).map(|_| whole(inputs, 2, random)).collect(),
        targets: (0..points).map(|_| whole(outputs, 2, random)).collect(),
        teacher: vec![],
        network,
        kind: LossKind::Squared,
        reduction: if random.random_range(0..2) == 0 { Reduction::Sum } else { Reduction::Mean },
        scale: fraction(1, 2),
    }
}

fn loss(problem: &ExactProblem, weights: &[BigRational]) -> BigRational {
    ExactNetwork::new(problem, weights).unwrap().loss().unwrap()
}

/// Weights under which many of the random problems have a minimum: the problem's own outputs become
/// its targets at most points, and where they do not, the point is often dead.
fn fit_most_targets(problem: &mut ExactProblem, weights: &[BigRational], random: &mut impl Rng) {
    let outputs: Vec<Vec<BigRational>> = {
        let network = ExactNetwork::new(problem, weights).unwrap();
        (0..problem.inputs.len()).map(|i| network.output(i).to_vec()).collect()
    };
    for (target, output) in problem.targets.iter_mut().zip(outputs) {
        if random.random_range(0..3) > 0 {
            *target = output;
        }
    }
}

#[test]
fn random_networks_of_straight_pieces_are_decided_rightly() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let (mut minima, mut disproved, mut unproven, mut with_loss) = (0, 0, 0, 0);
    for _ in 0..3000 {
        let mut problem = random_problem(&mut random);
        let weights = whole(problem.network.parameter_count(), 2, &mut random);
        fit_most_targets(&mut problem, &weights, &mut random);
        let certificate = certify(&problem, &weights, &[]);
        let here = loss(&problem, &weights);
        match certificate.verdict {
            Verdict::Disproved => {
                disproved += 1;
                // a small step along the direction must lower the loss, in exact fractions
                let direction = certificate.direction.unwrap();
                let lower = (4..40).any(|k| {
                    let t = fraction(1, 1 << k);
                    let moved: Vec<BigRational> = weights
                        .iter()
                        .zip(&direction)
                        .map(|(w, &d)| w + &t * BigRational::from_float(d).unwrap())
                        .collect();
                    loss(&problem, &moved) < here
                });
                assert!(lower, "{problem:?} {weights:?} {}", certificate.reason);
            }
            Verdict::ProvenFlatMinimum | Verdict::ProvenDeadRegion => {
                minima += 1;
                with_loss += usize::from(!here.is_zero());
                // no nearby point is better, in exact fractions, along a lattice of directions
                for _ in 0..60 {
                    let step = whole(weights.len(), 3, &mut random);
                    let moved: Vec<BigRational> = weights
                        .iter()
                        .zip(step)
                        .map(|(w, s)| w + s / fraction(1 << 12, 1))
                        .collect();
                    assert!(loss(&problem, &moved) >= here, "{problem:?} {weights:?} {moved:?}");
                }
            }
            Verdict::Unproven => {
                unproven += 1;
                // with one output every point is decided
                assert!(problem.network.output_count() > 1, "{problem:?} {weights:?}");
            }
            verdict => panic!("{verdict:?}"),
        }
    }
    assert!(
        minima > 100 && with_loss > 30 && disproved > 500,
        "{minima} {with_loss} {disproved} {unproven}"
    );
}

#[test]
fn a_unit_without_outgoing_weight_is_disproved_to_second_order() {
    // output v relu(w x), to fit the point (1, 1)
    let problem = ExactProblem {
        network: Network {
            layers: vec![1, 1, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: false,
        },
        inputs: vec![vec![fraction(1, 1)]],
        targets: vec![vec![fraction(1, 1)]],
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: fraction(1, 1),
    };
    // at w = v = 0 the gradient is 0, yet moving both lowers the loss
    let certificate = certify(&problem, &[fraction(0, 1), fraction(0, 1)], &[]);
    assert_eq!(certificate.verdict, Verdict::Disproved);
    assert!(certificate.reason.contains("second-order"), "{}", certificate.reason);
    let direction = certificate.direction.unwrap();
    assert!(direction[0] > 0.0 && direction[1] > 0.0);
}

#[test]
fn what_does_not_fit_together_is_unproven_with_a_reason() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let problem = random_problem(&mut random);
    let weights = whole(problem.network.parameter_count(), 2, &mut random);
    let short = certify(&problem, &weights[1..], &[]);
    assert_eq!(short.verdict, Verdict::Unproven);
    assert!(short.reason.contains("weights"));
    let negative =
        certify(&ExactProblem { scale: fraction(-1, 1), ..problem.clone() }, &weights, &[]);
    assert_eq!(negative.verdict, Verdict::Unproven);
    let empty =
        certify(&ExactProblem { inputs: vec![], targets: vec![], ..problem }, &weights, &[]);
    assert_eq!(
        (empty.verdict, empty.loss),
        (Verdict::Unproven, [f64::NEG_INFINITY, f64::INFINITY])
    );
}

#[test]
fn a_wide_layer_with_many_points_is_decided_without_filling_the_memory() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let network = Network {
        layers: vec![1, 400, 1],
        activation: Activation::Relu,
        output_activation: Activation::Identity,
        bias: true,
    };
    let problem = ExactProblem {
        inputs: (0..20).map(|_| whole(1, 9, &mut random)).collect(),
        targets: (0..20).map(|_| whole(1, 9, &mut random)).collect(),
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Mean,
        scale: fraction(1, 1),
        network,
    };
    let weights = whole(problem.network.parameter_count(), 3, &mut random);
    assert_eq!(certify(&problem, &weights, &[]).verdict, Verdict::Disproved);
}

/// The loss `sum_i (elu(w x_i) - y_i)^2` of one weight `w`: at 0 all data stand where the curvature
/// of elu jumps from 1 to 0.
fn at_the_jump(points: &[[i64; 2]], divisor: i64) -> ExactProblem {
    let column = |k: usize| points.iter().map(move |point| point[k]);
    ExactProblem {
        network: Network {
            layers: vec![1, 1],
            activation: Activation::Identity,
            output_activation: Activation::Elu,
            bias: false,
        },
        inputs: column(0).map(|x| vec![fraction(x, 1)]).collect(),
        targets: column(1).map(|y| vec![fraction(y, divisor)]).collect(),
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: fraction(1, 1),
    }
}

#[test]
fn where_a_curvature_jumps_a_minimum_is_proven_only_if_all_curvatures_between_the_sides_agree() {
    let origin = [fraction(0, 1)];
    // the slope is 0; the curvature is 3 on both sides, and lies between 2 and 4 whatever elu'' is
    let problem = at_the_jump(&[[1, 1], [-1, 1]], 2);
    let found = certify(&problem, &origin, &[]);
    assert_eq!(found.verdict, Verdict::ProvenStrictMinimum, "{}", found.reason);
    let [low, high] = found.smallest_eigenvalue.unwrap();
    assert!((1.9..=2.0).contains(&low) && high >= 2.0, "{low} {high}");
    check(&CertificateFile::new(&problem, &origin, &[]).unwrap()).unwrap();
    // left of 0 the curvature is -12, right of it 28; that of the formulas at 0 is 12
    let problem = at_the_jump(&[[1, 12], [-1, 32], [-2, -10]], 1);
    let loss = |w: f64| {
        floating(&problem).unwrap().value(&[w], &mut floating(&problem).unwrap().workspace())
    };
    assert!(loss(-1e-3) < loss(0.0) && loss(0.0) < loss(1e-3));
    assert_eq!(floating(&problem).unwrap().hessian(&[0.0])[[0, 0]], 12.0);
    let found = certify(&problem, &origin, &[]);
    assert_eq!(found.verdict, Verdict::Unproven, "{}", found.reason);
    assert!(found.reason.contains("curvature jumps"), "{}", found.reason);
}

#[test]
fn softmax_has_slopes_that_disprove_and_no_critical_point_that_stands_by_itself() {
    // without a hidden layer, on one point of each class at the same place: the best outputs are
    // equal, and those of all classes may be shifted alike
    let problem = |activation, layers: &[usize]| ExactProblem {
        network: Network {
            layers: layers.to_vec(),
            activation,
            output_activation: Activation::Identity,
            bias: true,
        },
        inputs: vec![vec![fraction(1, 1)]; 3],
        targets: (0..3)
            .map(|class| (0..3).map(|k| fraction(i64::from(k == class), 1)).collect())
            .collect(),
        teacher: vec![],
        kind: LossKind::Softmax,
        reduction: Reduction::Sum,
        scale: fraction(1, 1),
    };
    let flat = problem(Activation::Identity, &[1, 3]);
    let found = certify(&flat, &vec![fraction(0, 1); 6], &[]);
    assert_eq!(found.verdict, Verdict::Unproven, "{}", found.reason);
    assert!(found.reason.contains("shifted alike"), "{}", found.reason);
    assert!(found.loss[0] <= 3.0 * 3.0_f64.ln() && 3.0 * 3.0_f64.ln() <= found.loss[1]);
    for (activation, layers) in [
        (Activation::Identity, &[1, 3][..]),
        (Activation::Tanh, &[1, 1, 3]),
        (Activation::Relu, &[1, 1, 3]),
    ] {
        let problem = problem(activation, layers);
        let mut point = vec![fraction(1, 2); problem.network.parameter_count()];
        point[0] = fraction(1, 3);
        *point.last_mut().unwrap() = fraction(2, 1);
        let found = certify(&problem, &point, &[]);
        assert_eq!(found.verdict, Verdict::Disproved, "{activation}: {}", found.reason);
        check(&CertificateFile::new(&problem, &point, &[]).unwrap()).unwrap();
    }
}
