//! Descents whose end is known.

mod remarks;
mod stopping;
mod timed;

use ndarray::{Array2, array};

use super::run::{EARLY, MAX_RECORDS};
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

pub(super) fn ten_points() -> Objective {
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

pub(super) fn xor(activation: Activation) -> Objective {
    let inputs = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    objective(&[2, 2, 1], activation, LossKind::CrossEntropy, inputs, &[0.0, 1.0, 1.0, 0.0])
}

pub(super) fn five_points() -> Objective {
    objective(
        &[1, 1, 1],
        Activation::Relu,
        LossKind::Squared,
        array![[5.0], [4.0], [3.0], [1.0], [-1.0]],
        &[2.0, 1.0, 0.0, -3.0, 3.0],
    )
}

/// The logistic neuron with one weight on the points 10 -> 0.55 and 0.7 -> 0.25.
pub(super) fn logistic() -> Objective {
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Identity,
        output_activation: Activation::Sigmoid,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    let data = Dataset::new(array![[10.0], [0.7]], array![[0.55], [0.25]]);
    Objective::new(network, data, loss)
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
