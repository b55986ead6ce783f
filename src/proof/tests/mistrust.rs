//! Critical points of known kinds, made to order, and numbers of any size: nothing false is proven
//! of them.

use std::ops::RangeInclusive;

use nalgebra::{DMatrix, DVector};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use rand::seq::IteratorRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::problem::floating;
use super::super::{CertificateFile, ExactProblem, SAME_LOSS, Verdict, certify, check};
use super::{fraction, random_problem, whole};
use crate::network::{Activation, Network, distance, norm};
use crate::objective::{LossKind, Objective, Reduction, eigenvalues};

/// An activation that is not made of straight pieces.
fn any_smooth(random: &mut impl Rng) -> Activation {
    let smooth = Activation::ALL.into_iter().filter(|f| !f.is_piecewise_linear());
    smooth.choose(random).unwrap()
}

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

fn uniform(count: usize, size: f64, random: &mut impl Rng) -> Vec<f64> {
    (0..count).map(|_| random.random_range(-size..size)).collect()
}

fn column(values: &[f64]) -> Vec<BigRational> {
    values.iter().map(|&x| exact(x)).collect()
}

/// A smooth network of one to three layers, with one or two outputs, at random weights.
fn smooth_problem(random: &mut impl Rng) -> (ExactProblem, Vec<f64>) {
    let shapes =
        [vec![2, 1], vec![1, 2, 1], vec![2, 2, 1], vec![1, 2, 2], vec![1, 1, 1, 1], vec![2, 2]];
    let kind = if random.random_bool(0.5) { LossKind::Squared } else { LossKind::CrossEntropy };
    let output_activation = if kind == LossKind::Squared && random.random_bool(0.3) {
        any_smooth(random)
    } else {
        Activation::Identity
    };
    let network = Network {
        layers: shapes[random.random_range(0..shapes.len())].clone(),
        activation: any_smooth(random),
        output_activation,
        bias: random.random_bool(0.8),
    };
    let (count, outputs) = (network.parameter_count(), network.output_count());
    let points = count.div_ceil(outputs) + 3;
    let inputs =
        (0..points).map(|_| column(&uniform(network.input_count(), 2.0, random))).collect();
    let scales = [fraction(1, 1), fraction(1, 3), fraction(1000, 1), fraction(1, 100_000)];
    let problem = ExactProblem {
        targets: vec![vec![BigRational::zero(); outputs]; points],
        teacher: vec![],
        network,
        inputs,
        kind,
        reduction: if random.random_bool(0.5) { Reduction::Sum } else { Reduction::Mean },
        scale: scales[random.random_range(0..4)].clone(),
    };
    (problem, uniform(count, 2.0, random))
}

fn gradient(objective: &Objective, weights: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; weights.len()];
    objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    gradient
}

/// Targets for which the weights are a critical point: the derivatives of the loss with respect to
/// the outputs are `size` times a random vector orthogonal to how the outputs move. A small one
/// makes a minimum, a large one a saddle.
fn make_critical(
    problem: &mut ExactProblem,
    weights: &[f64],
    size: f64,
    random: &mut impl Rng,
) -> bool {
    let outputs = problem.network.output_count();
    let places = problem.inputs.len() * outputs;
    let probe = ExactProblem {
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::one(),
        ..problem.clone()
    };
    let values: Vec<f64> = floating(&probe).unwrap().outputs(weights).into_iter().collect();
    // the gradient of the squared error is 2 J^T (out - y): a row of J is that of y = out - 1/2 at
    // one place
    let mut jacobian = DMatrix::zeros(places, weights.len());
    for place in 0..places {
        let mut probe = probe.clone();
        for (other, value) in values.iter().enumerate() {
            let off = if other == place { 0.5 } else { 0.0 };
            probe.targets[other / outputs][other % outputs] = exact(value - off);
        }
        let row = gradient(&floating(&probe).unwrap(), weights);
        row.iter().enumerate().for_each(|(p, x)| jacobian[(place, p)] = *x);
    }
    let drawn = DVector::from_vec(uniform(places, 1.0, random));
    let Some(factor) = (jacobian.transpose() * &jacobian).cholesky() else { return false };
    let residuals = &drawn - &jacobian * factor.solve(&(jacobian.transpose() * &drawn));
    for (place, r) in residuals.iter().enumerate() {
        let out = values[place];
        let centre =
            if problem.kind == LossKind::Squared { out } else { 1.0 / (1.0 + (-out).exp()) };
        problem.targets[place / outputs][place % outputs] = exact(centre - size * r);
    }
    true
}

/// Whether no place around the weights, at several distances, has a lower loss than rounding
/// explains.
fn is_low(objective: &Objective, weights: &[f64], random: &mut impl Rng) -> bool {
    let mut work = objective.workspace();
    let here = objective.value(weights, &mut work);
    (0..200).all(|k| {
        let step = uniform(weights.len(), 1.0, random);
        let length = [1e-2, 1e-3][k % 2] / norm(&step);
        let there: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + length * s).collect();
        // away from the critical point, but for its own rounding
        objective.value(&there, &mut work) >= here - 1e-11 * (1.0 + here.abs())
    })
}

#[test]
fn critical_points_made_to_order_are_proven_to_be_what_they_are() {
    let mut random = ChaCha8Rng::seed_from_u64(21);
    let mut counts = [0; 4];
    for _ in 0..500 {
        let (mut problem, weights) = smooth_problem(&mut random);
        let size = 10.0_f64.powf(random.random_range(-3.0..1.5));
        if !make_critical(&mut problem, &weights, size, &mut random) {
            continue;
        }
        let objective = floating(&problem).unwrap();
        let values = eigenvalues(&objective.hessian(&weights)).unwrap();
        let (least, greatest) = (values[0], values[values.len() - 1]);
        let found = certify(&problem, &column(&weights), &[]);
        let context = || format!("{problem:?} {weights:?} {values:?} {}", found.reason);
        let slack = 1e-3 * greatest.abs().max(least.abs());
        match found.verdict {
            Verdict::ProvenStrictMinimum => {
                counts[0] += 1;
                assert!(
                    least > -1e-9 * greatest && is_low(&objective, &weights, &mut random),
                    "{}",
                    context()
                );
                let file = CertificateFile::new(&problem, &column(&weights), &[]).unwrap();
                check(&file).unwrap_or_else(|error| panic!("{error}: {}", context()));
                // the same factor in front changes bounds, and no verdict
                let mut scaled = problem.clone();
                scaled.scale *= fraction(7, 2);
                assert_eq!(certify(&scaled, &column(&weights), &[]).verdict, found.verdict);
            }
            Verdict::ProvenSaddle => {
                counts[1] += 1;
                assert!(least < slack.min(1e-9) && greatest > 0.0, "{}", context());
            }
            Verdict::Unproven => counts[2] += 1,
            Verdict::Disproved => counts[3] += 1,
            verdict => panic!("{verdict:?} {}", context()),
        }
        if least < -1e-6 * greatest.abs() {
            assert!(!found.verdict.is_minimum(), "{}", context());
        }
    }
    let [strict, saddles, unproven, disproved] = counts;
    assert!(strict > 60 && saddles > 60, "{strict} {saddles} {unproven} {disproved}");
}

#[test]
fn a_point_beside_a_minimum_with_another_loss_is_never_called_one_and_is_told_of_it() {
    let mut random = ChaCha8Rng::seed_from_u64(22);
    let (mut tried, mut told) = (0, 0);
    while tried < 40 {
        let (mut problem, weights) = smooth_problem(&mut random);
        if !make_critical(&mut problem, &weights, 1e-2, &mut random) {
            continue;
        }
        let own = certify(&problem, &column(&weights), &[]);
        if own.verdict != Verdict::ProvenStrictMinimum {
            continue;
        }
        tried += 1;
        assert!(own.nearby.is_none() && own.distance.unwrap() < 1e-6, "{own:?}");
        let file = CertificateFile::new(&problem, &column(&weights), &[]).unwrap();
        let evidence = file.evidence.unwrap();
        let objective = floating(&problem).unwrap();
        let is_as_low = |at: &[f64]| {
            let loss = objective.value(at, &mut objective.workspace());
            loss - own.loss[1] < 1.1 * SAME_LOSS * (1.0 + own.loss[1])
        };
        for share in [1.01, 1.5, 5.0] {
            let index = random.random_range(0..weights.len());
            let mut off = share * evidence.radius * evidence.sides[index];
            let moved_by = |off: f64| {
                let mut moved = evidence.centre.clone();
                moved[index] += off;
                moved
            };
            // as far as it takes to have another loss, if that is near
            while is_as_low(&moved_by(off)) && off < evidence.sides[index] {
                off *= 2.0;
            }
            let moved = moved_by(off);
            let found = certify(&problem, &column(&moved), &[]);
            if is_as_low(&moved) {
                continue;
            }
            assert!(!found.verdict.is_minimum(), "{problem:?} {moved:?}");
            // the minimum is told with how far it is, by what is proven
            let Some(nearby) = found.nearby else { continue };
            if distance(&nearby.weights, &evidence.centre) < 1e-9 {
                told += 1;
                assert_eq!(nearby.verdict, Verdict::ProvenStrictMinimum, "{problem:?} {moved:?}");
                let told = off..=1.1 * off;
                assert!(told.contains(&nearby.distance), "{off} {nearby:?}");
                assert!(nearby.loss[0] <= own.loss[1] && own.loss[0] <= nearby.loss[1]);
            }
        }
    }
    assert!(told > 60, "{told}");
}

/// Fractions of any size, far beyond what floating point holds on both sides.
fn of_any_size(powers: RangeInclusive<i32>, random: &mut impl Rng) -> BigRational {
    let ten = BigRational::from_integer(10.into());
    match random.random_range(0..5) {
        0 => BigRational::zero(),
        1 => fraction(random.random_range(-3..=3), 1),
        _ => ten.pow(random.random_range(powers)) * fraction(random.random_range(-9..=9), 7),
    }
}

#[test]
fn numbers_of_any_size_are_decided_without_a_false_minimum() {
    let mut random = ChaCha8Rng::seed_from_u64(23);
    let mut disproved = 0;
    for round in 0..600 {
        let is_smooth = round % 2 == 0;
        let mut problem =
            if is_smooth { smooth_problem(&mut random).0 } else { random_problem(&mut random) };
        let powers = if round % 3 == 0 { -400..=400 } else { -20..=20 };
        let mut redraw = |rows: &mut Vec<Vec<BigRational>>| {
            rows.iter_mut().flatten().for_each(|x| *x = of_any_size(powers.clone(), &mut random));
        };
        redraw(&mut problem.inputs);
        redraw(&mut problem.targets);
        let weights: Vec<BigRational> = (0..problem.network.parameter_count())
            .map(|_| of_any_size(powers.clone(), &mut random))
            .collect();
        let found = certify(&problem, &weights, &[]);
        disproved += usize::from(found.verdict == Verdict::Disproved);
        if is_smooth {
            // nothing but units that ignore the data, or weights without effect, is level at such
            // places
            assert_ne!(
                found.verdict,
                Verdict::ProvenStrictMinimum,
                "{problem:?} {weights:?} {}",
                found.reason
            );
        }
        if let Some(file) = CertificateFile::new(&problem, &weights, &[])
            && file.loss.iter().all(|x| x.is_finite())
        {
            check(&file).unwrap_or_else(|error| {
                panic!("{error}: {problem:?} {weights:?} {}", found.reason)
            });
        }
        if !found.verdict.is_minimum() {
            continue;
        }
        // at a proven minimum no output weight or bias, moved by a share of its size, does better
        let output = problem.network.layout().pop().unwrap();
        let Some(here) = super::super::exact_loss(&problem, &weights) else { continue };
        for index in output.weights.chain(output.biases) {
            for sign in [1, -1] {
                let mut moved = weights.clone();
                moved[index] += (BigRational::one() + &weights[index]) * fraction(sign, 1 << 40);
                assert!(
                    super::super::exact_loss(&problem, &moved).unwrap() >= here,
                    "{problem:?} {weights:?}"
                );
            }
        }
    }
    assert!(disproved > 200, "{disproved}");
}

#[test]
fn a_factor_that_is_not_positive_or_no_data_prove_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(24);
    for _ in 0..50 {
        let problem = random_problem(&mut random);
        let weights = vec![BigRational::zero(); problem.network.parameter_count()];
        let mut wrong = vec![problem.clone(); 4];
        wrong[0].scale = BigRational::zero();
        wrong[1].scale = fraction(-1, 1);
        wrong[2].inputs.clear();
        wrong[2].targets.clear();
        wrong[3].targets.pop();
        for problem in wrong {
            let found = certify(&problem, &weights, &[]);
            assert_eq!(found.verdict, Verdict::Unproven);
            assert!(!found.reason.is_empty() && found.not_global.is_none());
        }
    }
}

#[test]
fn cross_entropy_of_straight_pieces_with_the_output_0_is_decided_rightly() {
    let mut random = ChaCha8Rng::seed_from_u64(25);
    let (mut minima, mut disproved) = (0, 0);
    for _ in 0..3000 {
        let mut problem = random_problem(&mut random);
        problem.kind = LossKind::CrossEntropy;
        for y in problem.targets.iter_mut().flatten() {
            *y = fraction(random.random_range(0..=4), 4);
        }
        let mut weights = whole(problem.network.parameter_count(), 2, &mut random);
        // no outgoing weights, or dead units: the output 0 everywhere
        let layout = problem.network.layout();
        layout[1].biases.clone().for_each(|index| weights[index] = BigRational::zero());
        if random.random_bool(0.5) {
            layout[1].weights.clone().for_each(|index| weights[index] = BigRational::zero());
        } else {
            layout[0].biases.clone().for_each(|index| weights[index] -= fraction(9, 1));
        }
        let found = certify(&problem, &weights, &[]);
        let objective = floating(&problem).unwrap();
        let floats: Vec<f64> = weights.iter().map(|w| w.to_f64().unwrap()).collect();
        let mut work = objective.workspace();
        let here = objective.value(&floats, &mut work);
        let mut at = |direction: &[f64], t: f64| {
            let moved: Vec<f64> = floats.iter().zip(direction).map(|(w, d)| w + t * d).collect();
            objective.value(&moved, &mut work)
        };
        match found.verdict {
            verdict if verdict.is_minimum() => {
                minima += 1;
                for _ in 0..40 {
                    let step = uniform(floats.len(), 1.0, &mut random);
                    assert!(
                        at(&step, 1e-3) >= here - 1e-14 * (1.0 + here),
                        "{problem:?} {weights:?}"
                    );
                }
            }
            Verdict::Disproved => {
                disproved += 1;
                let direction = found.direction.unwrap();
                let lower = (3..20).any(|k| at(&direction, 0.5_f64.powi(k)) < here);
                assert!(lower, "{problem:?} {weights:?} {direction:?} {}", found.reason);
            }
            _ => {}
        }
    }
    assert!(minima > 100 && disproved > 300, "{minima} {disproved}");
}
