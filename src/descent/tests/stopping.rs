//! Runs that may stop, runs that cannot settle, and what must not be mistaken for an end.

use ndarray::array;

use super::*;
use crate::descent::trapped::cycle::other_point;
use crate::optimizer::{Schedule, Shape};

/// `(v w - 1)^2`: a saddle at 0 between two curves of minima. On the line `v = w = x` plain descent
/// with rate `eta` is `x -> x (1 - 2 eta (x^2 - 1))`.
pub(super) fn product() -> Objective {
    let network = Network {
        layers: vec![1, 1, 1],
        activation: Activation::Identity,
        output_activation: Activation::Identity,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    Objective::new(network, Dataset::new(array![[1.0]], array![[1.0]]), loss)
}

fn stopping(optimizer: Optimizer, rate: f64, steps: usize) -> Settings {
    Settings { stop: true, ..Settings::new(optimizer, rate, steps) }
}

fn starts(objective: &Objective, sd: f64, count: u64) -> Vec<Vec<f64>> {
    (0..count).map(|seed| draw(objective.network(), Law::Normal { sd }, seed)).collect()
}

#[test]
fn the_drift_of_a_small_start_towards_a_far_minimum_is_no_escape() {
    // a straight line through five points: strictly convex, the only minimum is finite
    let data = five_points().dataset().clone();
    let targets: Vec<f64> = data.targets().iter().map(|y| 100.0 * y).collect();
    let line = objective(
        &[1, 1],
        Activation::Identity,
        LossKind::Squared,
        data.inputs().clone(),
        &targets,
    );
    for steps in [10, 64, 100, 300, 1000] {
        assert_eq!(
            run(&line, &[0.01, 0.01], &plain(1e-6, steps)).termination,
            Termination::Undecided,
            "{steps}"
        );
    }
    let end = run(&line, &[0.01, 0.01], &stopping(Optimizer::GradientDescent, 1e-3, 1_000_000));
    assert_eq!(end.termination, Termination::Converged, "{}", end.sentence());
    assert!(end.end().gradient_norm < 1e-2 && end.steps < 100_000, "{}", end.sentence());
}

#[test]
fn a_run_that_may_stop_does_not_stop_on_the_plateau_around_a_saddle() {
    let inputs = xor(Activation::Tanh).dataset().inputs().clone();
    let xor =
        objective(&[2, 2, 1], Activation::Tanh, LossKind::Squared, inputs, &[0.0, 1.0, 1.0, 0.0]);
    for start in starts(&xor, 0.05, 6) {
        for (optimizer, rate) in [
            (Optimizer::GradientDescent, 0.05),
            (Optimizer::Momentum, 0.005),
            (Optimizer::Adam, 0.01),
        ] {
            let end = run(&xor, &start, &stopping(optimizer, rate, 200_000));
            assert_eq!(
                end.termination,
                Termination::Converged,
                "{}: {}",
                optimizer.name(),
                end.sentence()
            );
            assert!(end.end().loss < 1e-6, "{}: {}", optimizer.name(), end.sentence());
        }
    }
}

#[test]
fn every_escape_of_the_exclusive_or_names_one_of_its_two_limits() {
    // all four points right, or two of them at even odds: 2 ln 2
    let objective = xor(Activation::Sigmoid);
    for start in starts(&objective, 1.0, 8) {
        for (optimizer, rate) in [(Optimizer::GradientDescent, 0.3), (Optimizer::Adam, 0.01)] {
            let end = run(&objective, &start, &stopping(optimizer, rate, 150_000));
            let Termination::Escaping { limit } = end.termination else {
                panic!("{}", end.sentence())
            };
            let least = [0.0, 2.0 * 2.0_f64.ln()].map(|known| (limit - known).abs());
            assert!(least[0].min(least[1]) < 1e-3, "{}", end.sentence());
            assert!(limit <= end.end().loss);
        }
    }
}

#[test]
fn the_ten_points_have_an_infimum_at_infinity_where_four_points_stay_at_even_odds() {
    let start = draw(ten_points().network(), Law::Normal { sd: 0.05 }, 2);
    let end = run(&ten_points(), &start, &Settings::new(Optimizer::Adam, 0.01, 150_000));
    let Termination::Escaping { limit } = end.termination else { panic!("{}", end.sentence()) };
    assert!((limit - 4.0 * 2.0_f64.ln()).abs() < 0.05, "{}", end.sentence());
}

#[test]
fn one_neuron_ends_in_either_of_its_two_minima() {
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Identity,
        output_activation: Activation::Sigmoid,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    let neuron =
        Objective::new(network, Dataset::new(array![[10.0], [0.7]], array![[0.55], [0.25]]), loss);
    for (start, weight, value) in [(0.5, 0.012_925, 0.063_950_5), (-1.0, -1.569_394, 0.302_499_8)] {
        let end = run(&neuron, &[start], &stopping(Optimizer::GradientDescent, 0.05, 1_000_000));
        assert_eq!(end.termination, Termination::Converged, "{}", end.sentence());
        assert!(
            (end.end().weights[0] - weight).abs() < 1e-5 && (end.end().loss - value).abs() < 1e-6
        );
    }
    // far out on the negative side the output is 0 on both points: a plateau, and no minimum
    let lost = run(&neuron, &[-30.0], &plain(0.05, 10_000));
    assert_eq!(lost.termination, Termination::Undecided, "{}", lost.sentence());
}

#[test]
fn plain_descent_across_a_kink_settles_and_says_that_the_gradient_does_not_vanish() {
    // right of 0 the loss is (w + 1)^2 + (1 - w/100)^2, left of it the mirror image: slopes of
    // +-1.98. plain descent hops from one side to the other, and records of even steps see one side
    // only
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Identity,
        output_activation: Activation::LeakyRelu,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    let kink =
        Objective::new(network, Dataset::new(array![[1.0], [-1.0]], array![[-1.0], [-1.0]]), loss);
    let end = run(&kink, &[0.3], &plain(1e-4, 40_000));
    assert_eq!(end.termination, Termination::Converged, "{}", end.sentence());
    assert!(end.end().gradient_norm > 1.0 && end.end().weights[0].abs() < 1e-3);
    assert!(end.sentence().contains("does not vanish"), "{}", end.sentence());
}

#[test]
fn a_network_too_large_for_newton_is_still_told_apart() {
    // 81 weights: more than the outlook takes
    let inputs = xor(Activation::Sigmoid).dataset().inputs().clone();
    let targets = [0.0, 1.0, 1.0, 0.0];
    let with = |kind| objective(&[2, 20, 1], Activation::Tanh, kind, inputs.clone(), &targets);
    let (squared, entropy) = (with(LossKind::Squared), with(LossKind::CrossEntropy));
    for start in starts(&squared, 0.5, 3) {
        let finite = run(&squared, &start, &stopping(Optimizer::GradientDescent, 0.01, 100_000));
        assert_eq!(finite.termination, Termination::Converged, "{}", finite.sentence());
        assert!(finite.end().loss < 1e-6, "{}", finite.sentence());
        let escaping = run(&entropy, &start, &stopping(Optimizer::GradientDescent, 0.05, 100_000));
        let Termination::Escaping { limit } = escaping.termination else {
            panic!("{}", escaping.sentence())
        };
        assert!(limit < 1e-6, "{}", escaping.sentence());
    }
}

/// The losses at the two points `p` and `a p` of the cycle of that map: `a^2 - (1 + 2 eta) a + 1 =
/// 0`, and `p^2 = 1 + (1 - a) / (2 eta)`.
fn losses_of_the_cycle(eta: f64) -> [f64; 2] {
    let b = 1.0 + 2.0 * eta;
    let root = (b * b - 4.0).sqrt();
    [f64::midpoint(b, root), f64::midpoint(b, -root)].map(|a| ((1.0 - a) / (2.0 * eta)).powi(2))
}

#[test]
fn steps_that_are_too_long_end_in_the_cycle_that_a_formula_tells() {
    let momentum =
        Settings { momentum: 0.2, ..Settings::new(Optimizer::Momentum, 1.2 * 0.55, 4000) };
    let nesterov =
        Settings { momentum: 0.2, ..Settings::new(Optimizer::Nesterov, 0.55 * 1.2 / 1.4, 4000) };
    for settings in [plain(0.55, 4000), momentum, nesterov] {
        let name = settings.optimizer.name();
        let end = run(&product(), &[0.9, 0.8], &settings);
        assert_eq!(end.termination, Termination::Cycling, "{name}: {}", end.sentence());
        let [a, b] = losses_of_the_cycle(0.55);
        let there = other_point(&product(), &settings, &end.end().weights).expect("a cycle").1;
        let losses = if (end.end().loss - a).abs() < 1e-6 {
            [end.end().loss, there]
        } else {
            [there, end.end().loss]
        };
        assert!(
            (losses[0] - a).abs() < 1e-6 && (losses[1] - b).abs() < 1e-6,
            "{name}: {losses:?}, {a}, {b}"
        );
        assert!(end.sentence().contains("to and fro"), "{}", end.sentence());
    }
    // it may stop there, long before its steps are spent
    let stopped = run(&product(), &[0.9, 0.8], &Settings { stop: true, ..plain(0.55, 100_000) });
    assert!(
        stopped.termination == Termination::Cycling && stopped.steps < 10_000,
        "{} steps",
        stopped.steps
    );
}

#[test]
fn neither_steps_short_enough_nor_steps_too_short_to_move_nor_a_rattle_that_drifts_are_a_cycle() {
    // the curvature at the minima is at most 2 / rate
    assert_eq!(
        run(&product(), &[0.9, 0.8], &plain(0.45, 4000)).termination,
        Termination::Converged
    );
    // nothing moves, since the steps are lost in rounding
    assert_eq!(
        run(&product(), &[0.9, 0.8], &plain(1e-30, 4000)).termination,
        Termination::Undecided
    );
    // it hops across a valley, along which it drifts to where the valley is wide enough
    let far = run(&product(), &[4.0, 0.3], &plain(0.11, 40));
    assert_ne!(far.termination, Termination::Cycling, "{}", far.sentence());
    assert_eq!(
        run(&product(), &[4.0, 0.3], &plain(0.11, 4000)).termination,
        Termination::Converged
    );
}

#[test]
fn lion_at_a_fixed_rate_ends_in_a_cycle_which_is_told_if_it_is_one_of_two_steps() {
    let lion = |rate| Settings::new(Optimizer::Lion, rate, 40_000);
    // w^2 from half a step beside its minimum
    let bowl = objective(
        &[1, 1],
        Activation::Identity,
        LossKind::Squared,
        array![[1.0], [-1.0]],
        &[0.0, 0.0],
    );
    let end = run(&bowl, &[0.05, 0.0], &lion(0.1));
    assert_eq!(end.termination, Termination::Cycling, "{}", end.sentence());
    assert!((end.ending.loss - 2.0 * 0.05 * 0.05).abs() < 1e-12, "{}", end.ending.loss);
    // in a small ball about the kink of a line of minima that is a rest
    let end = run(&five_points(), &[0.5, -1.0, 1.2, 0.1], &lion(0.003));
    assert!(end.sentence().starts_with("Settled in a small ball"), "{}", end.sentence());
    assert!((end.ending.loss - 18.0).abs() < 0.1, "{}", end.ending.loss);
    // a cycle of six steps, as a simulation by hand finds
    let end = run(&logistic(), &[0.3], &lion(0.1));
    assert_eq!(end.termination, Termination::Undecided, "{}", end.sentence());
    // with a rate that falls it comes to the minimum, on which gradients agree
    let shape = Shape::Cosine { steps: None, floor: 0.0 };
    let falling = Settings { schedule: Schedule { warm_up: 0, shape }, ..lion(0.1) };
    let end = run(&logistic(), &[0.3], &falling);
    assert!(end.end().gradient_norm < 1e-3, "{}", end.sentence());
}
