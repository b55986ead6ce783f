//! Descents whose end is known.

use ndarray::{Array2, array};

use super::run::{EARLY, MAX_RECORDS};
use super::trapped::cycle::other_point;
use super::*;
use crate::monitor::Monitor;
use crate::network::{Activation, Dataset, Law, Network, draw, norm};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::optimizer::{Optimizer, Settings};

fn objective(
    layers: &[usize],
    activation: Activation,
    kind: LossKind,
    inputs: Array2<f64>,
    targets: &[f64],
) -> Objective {
    let network = Network {
        layers: layers.to_vec(),
        activation,
        output_activation: Activation::Identity,
        bias: true,
    };
    let targets = Array2::from_shape_vec((targets.len(), 1), targets.to_vec()).unwrap();
    let loss = Loss { kind, reduction: Reduction::Sum, scale: 1.0 };
    Objective::new(network, Dataset::new(inputs, targets), loss)
}

fn ten_points() -> Objective {
    let inputs = array![
        [2.8, 0.4],
        [3.1, 4.3],
        [0.1, -3.4],
        [-4.2, -3.3],
        [-0.5, 0.2],
        [-2.7, -0.4],
        [-3.0, -4.3],
        [-0.1, 3.4],
        [4.2, 3.2],
        [0.4, -0.1]
    ];
    let targets = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    objective(&[2, 2, 1], Activation::Sigmoid, LossKind::CrossEntropy, inputs, &targets)
}

fn xor(activation: Activation) -> Objective {
    let inputs = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    objective(&[2, 2, 1], activation, LossKind::CrossEntropy, inputs, &[0.0, 1.0, 1.0, 0.0])
}

fn five_points() -> Objective {
    objective(
        &[1, 1, 1],
        Activation::Relu,
        LossKind::Squared,
        array![[5.0], [4.0], [3.0], [1.0], [-1.0]],
        &[2.0, 1.0, 0.0, -3.0, 3.0],
    )
}

fn run(objective: &Objective, start: &[f64], settings: &Settings) -> Trajectory {
    descend(objective, start, settings, &Monitor::default()).expect("nobody cancels")
}

fn plain(rate: f64, steps: usize) -> Settings {
    Settings::new(Optimizer::GradientDescent, rate, steps)
}

#[test]
fn descent_near_the_strict_bad_minimum_converges_to_it() {
    let start = [1.1, 0.0, -0.1, 1.0, 0.0, 0.0, 3.5, -3.5, 0.1];
    for settings in [plain(0.2, 60_000), Settings::new(Optimizer::Adam, 0.01, 20_000)] {
        let end = run(&ten_points(), &start, &settings);
        assert_eq!(
            end.termination,
            Termination::Converged,
            "{}: {}",
            settings.optimizer.name(),
            end.sentence()
        );
        assert!((end.end().loss - 5.777_378_449).abs() < 1e-8);
    }
}

#[test]
fn separable_data_send_the_weights_to_infinity_with_the_loss_going_to_zero() {
    let objective = xor(Activation::Sigmoid);
    let weights = [6.0, 6.0, 6.0, 6.0, -3.0, -9.0, 9.0, -9.0, -4.0];
    assert_eq!(objective.accuracy(&weights), Some(1.0));
    let end = run(&objective, &weights, &plain(0.5, 40_000));
    let Termination::Escaping { limit } = end.termination else {
        panic!("{:?}: {}", end.termination, end.sentence())
    };
    assert!(limit.abs() < 1e-3, "{limit}");
}

#[test]
fn a_run_to_infinity_that_keeps_errors_names_the_loss_it_falls_towards() {
    // one input, one weight and a bias: 0 and 1 are apart but for one point on the wrong side twice
    let objective = objective(
        &[1, 1],
        Activation::Identity,
        LossKind::CrossEntropy,
        array![[-1.0], [1.0]],
        &[0.0, 1.0],
    );
    let end = run(&objective, &[0.5, 0.0], &plain(0.5, 20_000));
    assert!(
        matches!(end.termination, Termination::Escaping { limit } if limit < 1e-3),
        "{:?}",
        end.termination
    );
}

#[test]
fn one_relu_unit_ends_on_its_line_of_minima() {
    let end = run(&five_points(), &[0.5, -1.0, 1.2, 0.1], &plain(0.01, 20_000));
    assert_eq!(end.termination, Termination::Converged, "{}", end.sentence());
    assert!((end.end().loss - 18.0).abs() < 1e-6, "{}", end.end().loss);
}

#[test]
fn a_unit_that_is_off_on_every_point_is_dead_and_the_output_still_finds_the_mean() {
    // w x + b < 0 for all x; the best constant is the mean 0.6, its loss 21.2
    let end = run(&five_points(), &[-1.0, -20.0, 1.0, 0.0], &plain(0.01, 20_000));
    assert_eq!(end.termination, Termination::Dead);
    assert!((end.end().loss - 21.2).abs() < 1e-9);
    let at_once = run(&five_points(), &[-1.0, -20.0, 1.0, 0.6], &plain(0.01, 10));
    assert_eq!(at_once.termination, Termination::Dead);
}

#[test]
fn a_rate_that_is_too_large_diverges_and_says_at_which_step() {
    let end = run(&five_points(), &[2.0, 1.0, 2.0, 0.0], &plain(1.0, 1000));
    assert_eq!(end.termination, Termination::Diverged);
    assert!(end.steps < 1000);
    assert!(end.sentence().contains(&format!("step {}", end.steps)));
}

#[test]
fn too_few_steps_leave_it_moving() {
    assert_eq!(
        run(&ten_points(), &[1.1, 0.0, -0.1, 1.0, 0.0, 0.0, 3.0, -3.0, 0.1], &plain(0.01, 100))
            .termination,
        Termination::Undecided
    );
    assert_eq!(
        run(&ten_points(), &[0.3; 9], &plain(1e-9, 1000)).termination,
        Termination::Undecided
    );
}

#[test]
fn no_step_at_all_judges_the_start() {
    let trajectory = run(&five_points(), &[0.5, 0.0, 1.0, 0.0], &plain(0.01, 0));
    assert_eq!(
        (trajectory.steps, trajectory.records.len(), trajectory.termination),
        (0, 1, Termination::Undecided)
    );
    // w=1, b=-3, v=1, c=0 is the minimum itself
    assert_eq!(
        run(&five_points(), &[1.0, -3.0, 1.0, 0.0], &plain(0.01, 0)).termination,
        Termination::Converged
    );
}

#[test]
fn no_minimum_is_called_an_escape_and_no_escape_a_minimum_for_random_starts() {
    // every start of the ten points either stays finite with a small gradient, or loses all
    // finiteness: verdicts must agree with what ten times as many steps say
    let objective = ten_points();
    for seed in 0..12 {
        let start = draw(objective.network(), Law::Normal { sd: 1.0 }, seed);
        let short = run(&objective, &start, &plain(0.2, 20_000));
        let long = run(&objective, &start, &plain(0.2, 200_000));
        if let Termination::Escaping { limit } = short.termination {
            assert!(norm(&long.end().weights) > norm(&short.end().weights), "seed {seed}");
            assert!(
                limit <= long.end().loss + 1e-9 || (limit - long.end().loss).abs() < 0.2,
                "seed {seed}: {limit} {}",
                long.end().loss
            );
        }
        if short.termination == Termination::Converged {
            let moved: Vec<f64> =
                long.end().weights.iter().zip(&short.end().weights).map(|(a, b)| a - b).collect();
            assert!(
                norm(&moved) < 1e-2 * (1.0 + norm(&start)),
                "seed {seed} moved on by {}",
                norm(&moved)
            );
        }
    }
}

#[test]
fn a_run_that_may_stop_ends_early_with_the_same_verdict() {
    let start = [1.1, 0.0, -0.1, 1.0, 0.0, 0.0, 3.5, -3.5, 0.1];
    let stopping = Settings { stop: true, ..plain(0.2, 1_000_000) };
    let end = run(&ten_points(), &start, &stopping);
    assert_eq!(end.termination, Termination::Converged);
    assert!(end.steps < 200_000, "{}", end.steps);
    assert!((end.ending.loss - 5.777_378_449).abs() < 1e-6);
    assert_eq!(end.end().step, end.steps);
}

#[test]
fn a_long_run_keeps_its_start_its_end_and_a_bounded_number_of_even_steps() {
    let trajectory = run(&five_points(), &[0.5, -1.0, 1.2, 0.1], &plain(1e-4, 100_001));
    let steps: Vec<usize> = trajectory.records.iter().map(|record| record.step).collect();
    assert!(steps.len() <= MAX_RECORDS + 1 && steps.len() > MAX_RECORDS / 4);
    assert_eq!((steps[0], steps[steps.len() - 1], trajectory.steps), (0, 100_001, 100_001));
    assert!(steps[..EARLY].iter().enumerate().all(|(i, step)| i == *step));
    let late = &steps[EARLY + 1..steps.len() - 1];
    let gap = late[1] - late[0];
    assert!(gap > 1 && late.windows(2).all(|pair| pair[1] - pair[0] == gap));
}

#[test]
fn batches_are_repeated_by_their_seed_and_a_full_batch_is_plain_descent() {
    let start = [1.1, 0.0, -0.1, 1.0, 0.0, 0.0, 3.5, -3.5, 0.1];
    let batched = |size, seed| {
        let settings = Settings { batch_size: Some(size), seed, ..plain(0.01, 500) };
        run(&ten_points(), &start, &settings).end().weights.clone()
    };
    assert_eq!(batched(3, 1), batched(3, 1));
    assert_ne!(batched(3, 1), batched(3, 2));
    assert_eq!(batched(10, 1), run(&ten_points(), &start, &plain(0.01, 500)).end().weights);
}

#[test]
fn a_cancelled_descent_is_nothing_and_progress_ends_at_the_number_of_steps() {
    let monitor = Monitor::default();
    let start = [0.5, -1.0, 1.2, 0.1];
    assert!(descend(&five_points(), &start, &plain(1e-4, 5000), &monitor).is_some());
    assert_eq!((monitor.done(), monitor.total()), (5000, 5000));
    monitor.cancel();
    assert!(descend(&five_points(), &start, &plain(1e-4, 5000), &monitor).is_none());
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
