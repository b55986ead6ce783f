//! What is said of runs that stop where nothing ends, and of those that diverge.

use ndarray::array;

use super::stopping::product;
use super::*;

/// One weight: `(f(w x) - y)^2`.
fn neuron(activation: Activation, x: f64, y: f64) -> Objective {
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Identity,
        output_activation: activation,
        bias: false,
    };
    let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    Objective::new(network, Dataset::new(array![[x]], array![[y]]), loss)
}

#[test]
fn a_run_that_stops_at_a_saddle_says_so_and_one_that_only_passes_it_does_not() {
    let settings = Settings::new(Optimizer::GradientDescent, 0.05, 20_000);
    // with v = -w it stays so for ever, and goes to 0
    let on = run(&product(), &[0.5, -0.5], &settings);
    let Some(Remark::Saddle { eigenvalues: [least, greatest] }) = on.remark else {
        panic!("{}", on.sentence())
    };
    assert!((least + 2.0).abs() < 1e-12 && (greatest - 2.0).abs() < 1e-12);
    assert!(on.sentence().starts_with("At rest at a saddle"), "{}", on.sentence());
    let beside = run(&product(), &[0.5, -0.499], &settings);
    assert_eq!(beside.remark, None);
    assert!(beside.end().loss < 1e-20, "{}", beside.sentence());
}

#[test]
fn a_run_that_diverges_says_since_when_and_at_which_rate_it_would_not_have() {
    // L = 4 w^2 has the curvature 8: from 0.25 on it diverges
    let bowl = neuron(Activation::Identity, 2.0, 0.0);
    let settings = Settings::new(Optimizer::GradientDescent, 3.0, 5_000);
    let run = run(&bowl, &[1.0], &settings);
    let Some(Remark::Growth { since: 0, rate: Some(rate) }) = run.remark else {
        panic!("{}", run.sentence())
    };
    assert!((rate - 0.25).abs() < 1e-15);
    assert!(run.sentence().contains("grew from step 0 on"), "{}", run.sentence());
    assert!(run.sentence().contains("below 0.2500"), "{}", run.sentence());
}

#[test]
fn where_nothing_moves_or_slopes_are_lost_in_double_precision_it_is_said() {
    // exp(-w^2) far out: exactly 0 in double precision, and so is its slope
    let bump = neuron(Activation::Gaussian, 1.0, 1.0);
    let settings = Settings::new(Optimizer::GradientDescent, 0.1, 3_000);
    let lost = run(&bump, &[40.0], &settings);
    assert_eq!(lost.remark, Some(Remark::Saturated), "{}", lost.sentence());
    // a rate so small that no digit of the weights changes
    let settings = Settings::new(Optimizer::GradientDescent, 1e-18, 3_000);
    let still = run(&product(), &[0.5, 0.25], &settings);
    assert_eq!(still.remark, Some(Remark::Standstill), "{}", still.sentence());
    assert_eq!(still.end().weights, [0.5, 0.25]);
}
