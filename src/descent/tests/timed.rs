//! Descents whose steps depend on their number: schedules of the rate, and noise.

use super::*;
use crate::optimizer::{Noise, Schedule, Shape};

/// Beside the strict bad minimum of the ten points.
const BESIDE: [f64; 9] = [1.1, 0.0, -0.1, 1.0, 0.0, 0.0, 3.5, -3.5, 0.1];

const NOISE: Noise = Noise { deviation: 0.5, decay: 0.0, seed: 3 };

fn scheduled(warm_up: usize, shape: Shape, settings: Settings) -> Settings {
    Settings { schedule: Schedule { warm_up, shape }, ..settings }
}

fn cosine(steps: usize) -> Shape {
    Shape::Cosine { steps: Some(steps), floor: 0.0 }
}

fn all_timed(optimizer: Optimizer) -> [Settings; 3] {
    let plain = Settings::new(optimizer, 0.02, 640);
    let cosine = Shape::Cosine { steps: None, floor: 0.1 };
    let step = Shape::Step { every: Some(100), factor: 0.5 };
    [
        scheduled(50, cosine, plain.clone()),
        scheduled(0, step, Settings { noise: NOISE, ..plain.clone() }),
        Settings { noise: Noise { decay: 0.55, ..NOISE }, ..plain },
    ]
}

#[test]
fn endings_do_not_depend_on_threads_nor_on_who_else_descends() {
    let objective = ten_points();
    let start = |k: usize, weights: &mut [f64]| {
        weights.copy_from_slice(&draw(objective.network(), Law::Normal { sd: 1.0 }, k as u64));
    };
    for optimizer in [Optimizer::GradientDescent, Optimizer::Adam] {
        for settings in all_timed(optimizer) {
            let dynamics = Dynamics { leaps: true, ..Dynamics::plain(&objective, &settings) };
            let run = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| dynamics.endings(80, start, &Monitor::default())).unwrap()
            };
            let endings = run(1);
            assert_eq!(endings, run(2));
            let mut weights = vec![0.0; objective.parameter_count()];
            start(70, &mut weights);
            assert_eq!(dynamics.ending(&weights), endings[70], "alone");
            let recorded = dynamics.trajectory(&weights, &Monitor::default()).unwrap();
            assert_eq!(recorded.end().weights, endings[70].weights, "{settings:?}");
        }
    }
}

#[test]
fn one_after_the_other_descents_are_those_in_lanes_but_for_rounding() {
    let objective = ten_points();
    for settings in all_timed(Optimizer::Momentum) {
        let lanes = Dynamics::plain(&objective, &settings);
        let plain = Dynamics { in_lanes: false, ..lanes };
        let (a, b) = (lanes.ending(&BESIDE).weights, plain.ending(&BESIDE).weights);
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-10), "{a:?} {b:?}");
    }
}

#[test]
fn starts_that_are_one_point_stay_one_point_under_noise() {
    let objective = ten_points();
    let settings = Settings { noise: NOISE, ..plain(0.02, 640) };
    let same = |_, weights: &mut [f64]| weights.copy_from_slice(&BESIDE);
    let endings = Dynamics::plain(&objective, &settings).endings(40, same, &Monitor::default());
    let endings = endings.unwrap();
    assert!(endings.iter().all(|ending| *ending == endings[0]));
    let other = Settings { noise: Noise { seed: 4, ..NOISE }, ..settings };
    assert_ne!(Dynamics::plain(&objective, &other).ending(&BESIDE), endings[0]);
}

#[test]
fn a_run_with_noise_comes_to_no_end_however_small_the_gradient() {
    // plain descent converges at the minimum, and is dead in a dead region
    let minimum = [1.0, -3.0, 1.0, 0.0];
    let dead = [-1.0, -20.0, 1.0, 0.6];
    for (start, told) in [(minimum, Termination::Converged), (dead, Termination::Dead)] {
        let settings = plain(1e-3, 6400);
        assert_eq!(run(&five_points(), &start, &settings).termination, told);
        let noise = Noise { deviation: 1e-9, ..NOISE };
        let noisy = run(&five_points(), &start, &Settings { noise, ..settings });
        assert_eq!(noisy.termination, Termination::Undecided);
        assert_ne!(noisy.end().weights, start);
    }
    // nor does one whose loss falls to 0 at infinity, where leaps are off as well
    let weights = [6.0, 6.0, 6.0, 6.0, -3.0, -9.0, 9.0, -9.0, -4.0];
    let objective = xor(Activation::Sigmoid);
    let settings = Settings { noise: NOISE, ..plain(0.5, 40_000) };
    let dynamics = Dynamics { leaps: true, ..Dynamics::plain(&objective, &settings) };
    let ending = dynamics.ending(&weights);
    assert_eq!((ending.termination, ending.steps), (Termination::Undecided, 40_000));
}

#[test]
fn a_run_whose_rate_went_to_zero_first_is_still_moving() {
    let settings = scheduled(0, cosine(500), plain(0.2, 20_000));
    let end = run(&ten_points(), &BESIDE, &settings);
    assert!(end.end().gradient_norm > 1e-6, "{}", end.sentence());
    assert_eq!(end.termination, Termination::Undecided, "{}", end.sentence());
    // at a constant rate it comes to the minimum
    let constant = run(&ten_points(), &BESIDE, &plain(0.2, 60_000));
    assert_eq!(constant.termination, Termination::Converged, "{}", constant.sentence());
    // a rate that falls by steps too fast is no better
    let step = Shape::Step { every: Some(500), factor: 0.1 };
    let end = run(&ten_points(), &BESIDE, &scheduled(0, step, plain(0.2, 20_000)));
    assert_eq!(end.termination, Termination::Undecided, "{}", end.sentence());
}

#[test]
fn a_run_under_a_schedule_that_came_to_a_point_says_so_by_its_gradient() {
    for (shape, warm_up) in [(cosine(60_000), 0), (cosine(60_000), 1000)] {
        for settings in [plain(0.2, 60_000), Settings::new(Optimizer::Momentum, 0.02, 60_000)] {
            let end = run(&ten_points(), &BESIDE, &scheduled(warm_up, shape, settings));
            assert_eq!(end.termination, Termination::Converged, "{}", end.sentence());
            assert_eq!(end.ending.decider, Some(Decider::Point));
            assert!((end.ending.loss - 5.777_378_449).abs() < 1e-8, "{}", end.ending.loss);
        }
    }
    // a dead region is one whatever the rate
    let end =
        run(&five_points(), &[-1.0, -20.0, 1.0, 0.6], &scheduled(5, cosine(9), plain(1.0, 9)));
    assert_eq!(end.termination, Termination::Dead);
}

#[test]
fn at_a_saddle_a_rate_of_zero_is_no_rest() {
    // v (w x + b) + c on the points -1 -> -1 and 1 -> 1 has a saddle at 0, along v = w downhill
    let line = array![[-1.0], [1.0]];
    let objective =
        objective(&[1, 1, 1], Activation::Identity, LossKind::Squared, line, &[-1.0, 1.0]);
    let start = [1e-11; 4];
    assert!(run(&objective, &start, &plain(0.1, 2000)).end().loss < 1e-9, "it leaves in the end");
    let end = run(&objective, &start, &scheduled(0, cosine(10), plain(0.1, 2000)));
    assert!(end.end().gradient_norm < 1e-9, "{}", end.sentence());
    assert_eq!(end.termination, Termination::Undecided, "{}", end.sentence());
}

#[test]
fn after_a_warm_up_all_is_told_that_is_told_without_one() {
    let ten = ten_points();
    for (objective, start, rate) in [
        (&ten, &BESIDE[..], 0.2),
        (&xor(Activation::Sigmoid), &[6.0, 6.0, 6.0, 6.0, -3.0, -9.0, 9.0, -9.0, -4.0][..], 0.5),
        (&five_points(), &[1.0, -2.8, 1.0, 0.1][..], 0.005),
    ] {
        let plain = plain(rate, 200_000);
        let warm = scheduled(100, Shape::Constant, plain.clone());
        let [plain, warm] = [plain, warm].map(|settings| {
            Dynamics { leaps: true, ..Dynamics::plain(objective, &settings) }.ending(start)
        });
        assert_eq!(warm.decider, plain.decider);
        match (warm.termination, plain.termination) {
            (Termination::Escaping { limit: a }, Termination::Escaping { limit: b }) => {
                assert!((a - b).abs() < 1e-3, "{a} {b}");
            }
            (a, b) => assert!(a == b && (warm.loss - plain.loss).abs() < 1e-6, "{a:?} {b:?}"),
        }
        assert!(warm.steps >= 400 || warm.decider == Some(Decider::Rest), "{}", warm.steps);
        assert!(warm.steps < 200_000, "{}", warm.steps);
    }
}

#[test]
fn a_warm_up_gets_down_where_the_full_rate_at_once_diverges() {
    let (start, settings) = ([2.0, 1.0, 2.0, 0.0], plain(0.03, 20_000));
    assert_eq!(run(&five_points(), &start, &settings).termination, Termination::Diverged);
    let warm = run(&five_points(), &start, &scheduled(200, Shape::Constant, settings));
    assert_ne!(warm.termination, Termination::Diverged, "{}", warm.sentence());
}
