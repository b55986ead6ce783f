//! Searches with known answers.

use ndarray::{Array2, array};

use super::*;
use crate::monitor::Monitor;
use crate::network::{Activation, Dataset, Network, are_copies, norm};
use crate::objective::{Loss, LossKind, Objective, Reduction};

fn objective(
    layers: &[usize],
    activations: [Activation; 2],
    kind: LossKind,
    inputs: Array2<f64>,
    targets: Array2<f64>,
) -> Objective {
    let [activation, output_activation] = activations;
    let network = Network { layers: layers.to_vec(), activation, output_activation, bias: false };
    Objective::new(
        network,
        Dataset::new(inputs, targets),
        Loss { kind, reduction: Reduction::Sum, scale: 1.0 },
    )
}

/// `(v w - 1)^2`: a saddle at 0 between two curves of minima, which are copies of each other.
fn product() -> Objective {
    let linear = [Activation::Identity; 2];
    objective(&[1, 1, 1], linear, LossKind::Squared, array![[1.0]], array![[1.0]])
}

fn found(objective: &Objective, starts: usize, seed: u64) -> Findings {
    let settings = Settings { starts, seed, known: Vec::new() };
    search(objective, &settings, &Monitor::default()).expect("nobody cancelled it")
}

fn kinds(found: &Findings) -> Vec<(CriticalKind, usize, usize)> {
    found.points.iter().map(|point| (point.kind, point.index, point.flat_dimensions)).collect()
}

#[test]
fn a_product_has_a_curve_of_minima_and_a_saddle_at_zero() {
    let objective = product();
    let found = found(&objective, 30, 1);
    assert_eq!(kinds(&found), [(CriticalKind::FlatMinimum, 0, 1), (CriticalKind::Saddle, 1, 0)]);
    let [minimum, saddle] = &found.points[..] else { unreachable!() };
    assert!(minimum.loss < 1e-24 && (minimum.weights[0] * minimum.weights[1] - 1.0).abs() < 1e-12);
    assert!(norm(&saddle.weights) < 1e-12 && (saddle.loss - 1.0).abs() < 1e-15);
    // the Hessian there is [[0, -2], [-2, 0]]
    assert!(
        (saddle.eigenvalues[0] + 2.0).abs() < 1e-12 && (saddle.eigenvalues[1] - 2.0).abs() < 1e-12
    );
    let escape = saddle.escape.as_ref().expect("a way down");
    assert!((escape[0] * escape[1] - 0.5).abs() < 1e-12, "{escape:?}");
    assert_eq!((found.to_infinity(), found.dead, found.unfinished), (0, 0, 0));
}

#[test]
fn a_few_starts_are_enough_where_each_critical_point_leads_to_the_next() {
    // sigmoid(w x) to fit (10, 0.55) and (0.7, 0.25) on each of two axes: three critical points an
    // axis, nine pairs
    let inputs = array![[10.0, 0.0], [0.7, 0.0], [0.0, 10.0], [0.0, 0.7]];
    let targets = array![[0.55], [0.25], [0.55], [0.25]];
    let logistic = [Activation::Identity, Activation::Sigmoid];
    let objective = objective(&[2, 1], logistic, LossKind::Squared, inputs, targets);
    for seed in [0, 10, 20, 30] {
        let found = found(&objective, 10, seed);
        let with = |kind| found.points.iter().filter(|point| point.kind == kind).count();
        let counts =
            [CriticalKind::StrictMinimum, CriticalKind::Saddle, CriticalKind::Maximum].map(with);
        assert_eq!(counts, [4, 4, 1], "seed {seed}");
    }
}

#[test]
fn a_convex_loss_has_one_minimum() {
    // softplus(w) + softplus(-2 w), least where s(w) = 2 s(-2 w)
    let inputs = array![[1.0], [2.0]];
    let linear = [Activation::Identity; 2];
    let convex = objective(&[1, 1], linear, LossKind::CrossEntropy, inputs, array![[0.0], [1.0]]);
    let found = found(&convex, 40, 2);
    assert_eq!(kinds(&found), [(CriticalKind::StrictMinimum, 0, 0)]);
    assert_eq!(found.points[0].starts, 40);
    let w = found.points[0].weights[0];
    let s = |z: f64| 1.0 / (1.0 + (-z).exp());
    assert!((s(w) - 2.0 * s(-2.0 * w)).abs() < 1e-14, "{w}");
}

#[test]
fn separable_data_have_no_critical_point_but_a_run_to_infinity() {
    let linear = [Activation::Identity; 2];
    let inputs = array![[1.0], [-2.0]];
    let separable =
        objective(&[1, 1], linear, LossKind::CrossEntropy, inputs, array![[1.0], [0.0]]);
    let found = found(&separable, 40, 3);
    assert!(found.points.is_empty(), "{:?}", found.points);
    assert_eq!(found.limits, [Limit { loss: 0.0, starts: 40 }]);
}

#[test]
fn a_plateau_that_only_ends_at_infinity_is_no_minimum() {
    // exp(-w^2) against 0: a maximum at 0, and the loss falls to 0 as w grows
    let output = [Activation::Identity, Activation::Gaussian];
    let hill = objective(&[1, 1], output, LossKind::Squared, array![[1.0]], array![[0.0]]);
    let known: Vec<Vec<f64>> = [0.0, 0.1, 1.0, 4.0, -5.5, 8.0, 30.0, 1e200].map(|w| vec![w]).into();
    let settings = Settings { starts: 0, seed: 0, known };
    let found = search(&hill, &settings, &Monitor::default()).unwrap();
    assert_eq!(kinds(&found), [(CriticalKind::Maximum, 1, 0)], "{found:?}");
    assert_eq!(found.points[0].known, [0]);
}

#[test]
fn a_minimum_of_fourth_order_is_left_open() {
    // tanh(w1) tanh(w1) with one weight would need a shared weight; v tanh(w x) to fit 0 gives (v
    // tanh w)^2: its zero set is the cross v w = 0, and at the crossing the Hessian is zero
    let tanh = [Activation::Tanh, Activation::Identity];
    let cross = objective(&[1, 1, 1], tanh, LossKind::Squared, array![[1.0]], array![[0.0]]);
    let settings = Settings { starts: 0, seed: 0, known: vec![vec![0.0, 0.0], vec![0.0, 2.0]] };
    let found = search(&cross, &settings, &Monitor::default()).unwrap();
    let kinds = kinds(&found);
    assert!(kinds.contains(&(CriticalKind::DegenerateUnknown, 0, 0)), "{kinds:?}");
    assert!(kinds.contains(&(CriticalKind::FlatMinimum, 0, 1)), "{kinds:?}");
}

#[test]
fn a_point_where_a_curvature_jumps_is_left_open() {
    // (elu(w) - 12)^2 + (elu(-w) - 32)^2 + (elu(-2w) + 10)^2: critical at 0, with curvature 12 by
    // the formulas, but -12 on the left
    let output = [Activation::Identity, Activation::Elu];
    let inputs = array![[1.0], [-1.0], [-2.0]];
    let targets = array![[12.0], [32.0], [-10.0]];
    let jump = objective(&[1, 1], output, LossKind::Squared, inputs, targets);
    let settings = Settings { starts: 0, seed: 0, known: vec![vec![0.0]] };
    let found = search(&jump, &settings, &Monitor::default()).unwrap();
    assert_eq!(kinds(&found), [(CriticalKind::DegenerateUnknown, 0, 0)], "{found:?}");
    assert!(found.points[0].reason.is_some_and(|reason| reason.contains("curvature jumps")));
}

#[test]
fn a_point_on_a_kink_is_left_open_and_a_dead_layer_is_named() {
    let relu = [Activation::Relu, Activation::Identity];
    let inputs = array![[1.0], [2.0]];
    let one = objective(&[1, 1, 1], relu, LossKind::Squared, inputs, array![[1.0], [2.0]]);
    let settings = Settings {
        starts: 0,
        seed: 0,
        known: vec![vec![0.0, 1.0], vec![-1.0, 1.0], vec![1.0, 1.0]],
    };
    let found = search(&one, &settings, &Monitor::default()).unwrap();
    let of = |k: usize| {
        found.points.iter().find(|point| point.known.contains(&k)).expect("the known point")
    };
    assert_eq!(of(0).kind, CriticalKind::DegenerateUnknown);
    assert!(of(0).reason.unwrap().contains("kink"));
    assert_eq!((of(1).kind, of(1).flat_dimensions), (CriticalKind::DeadRegion, 2));
    assert_eq!((of(2).kind, of(2).flat_dimensions), (CriticalKind::FlatMinimum, 1));
    assert!(found.dead >= 1);
}

#[test]
fn copies_are_counted_and_told_as_one() {
    // two tanh units that fit two odd points of which one is out of reach: copies by sign and order
    let tanh = [Activation::Tanh, Activation::Identity];
    let inputs = array![[0.5], [1.0], [3.0]];
    let fit = objective(&[1, 2, 1], tanh, LossKind::Squared, inputs, array![[1.0], [0.0], [1.0]]);
    let found = found(&fit, 120, 5);
    for (i, a) in found.points.iter().enumerate() {
        assert!((1..=8).contains(&a.copies), "2 orders times 4 signs: {}", a.copies);
        for b in &found.points[..i] {
            assert!(!are_copies(fit.network(), &a.weights, &b.weights, 1e-6), "{a:?} {b:?}");
        }
    }
    assert!(found.points.iter().any(|point| point.copies > 2), "{found:?}");
}

#[test]
fn the_same_is_found_by_one_thread_and_by_two() {
    let objective = product();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(&objective, 25, 9))
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn a_cancelled_search_finds_nothing() {
    let monitor = Monitor::default();
    monitor.cancel();
    let settings = Settings { starts: 10, ..Settings::default() };
    assert_eq!(search(&product(), &settings, &monitor), None);
}

#[test]
fn too_many_weights_and_starts_of_the_wrong_length_are_harmless() {
    let linear = [Activation::Identity; 2];
    let inputs = Array2::ones((2, 70));
    let large = objective(&[70, 1], linear, LossKind::Squared, inputs, array![[1.0], [0.0]]);
    let settings = Settings { starts: 3, seed: 0, known: vec![vec![1.0]] };
    let found = search(&large, &settings, &Monitor::default()).unwrap();
    assert_eq!((found.points.len(), found.starts, found.unfinished), (0, 3, 3));
    let settings =
        Settings { starts: 0, seed: 0, known: vec![vec![f64::NAN, 1.0], vec![f64::INFINITY, 0.0]] };
    let found = search(&product(), &settings, &Monitor::default()).unwrap();
    assert_eq!((found.points.len(), found.unfinished), (0, 2));
}

#[test]
fn a_bottom_of_fourth_order_is_one_critical_point_and_never_called_strict() {
    // exp(-w^2) to fit 1: the loss is about w^4, and its gradient has a triple root at 0
    let activations = [Activation::Identity, Activation::Gaussian];
    let objective =
        objective(&[1, 1], activations, LossKind::Squared, array![[1.0]], array![[1.0]]);
    let settings = Settings { starts: 200, seed: 0, known: vec![vec![0.0]] };
    let found = search(&objective, &settings, &Monitor::default()).unwrap();
    assert_eq!(kinds(&found), [(CriticalKind::DegenerateUnknown, 0, 0)], "{:?}", found.points);
    assert_eq!(found.points[0].known, [0]);
    assert!(found.points[0].reason.is_some());
}

#[test]
fn with_softmax_shifts_of_all_outputs_alike_are_one_flat_set() {
    // no input tells the classes apart, of which one has two points: p = (1/4, 1/4, 1/2)
    let inputs = array![[0.0], [0.0], [0.0], [0.0]];
    let targets = array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]];
    let network = Network {
        layers: vec![1, 3],
        activation: Activation::Identity,
        output_activation: Activation::Identity,
        bias: true,
    };
    let loss = Loss { kind: LossKind::Softmax, reduction: Reduction::Sum, scale: 1.0 };
    let constants = Objective::new(network, Dataset::new(inputs, targets), loss);
    let found = found(&constants, 20, 4);
    // three weights that nothing hears, and the shift
    assert_eq!(kinds(&found), [(CriticalKind::FlatMinimum, 0, 4)], "{found:?}");
    assert!((found.points[0].loss - 6.0 * 2.0_f64.ln()).abs() < 1e-12);
}
