//! Losses, gradients, Hessian eigenvalues and descents agree with `PyTorch` (reference values in
//! `pytorch.json` and, under schedules of the learning rate, in `schedules.json`).

use basinscope::descent::descend;
use basinscope::monitor::Monitor;
use basinscope::network::{Activation, Dataset, Network};
use basinscope::objective::{Loss, LossKind, Objective, Reduction, eigenvalues};
use basinscope::optimizer::{Optimizer, Schedule, Settings, Shape};
use ndarray::Array2;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    inputs: Vec<Vec<f64>>,
    targets: Vec<Vec<f64>>,
    sizes: Vec<usize>,
    activation: Activation,
    loss: LossKind,
    reduction: Reduction,
    params: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian_eigenvalues: Vec<f64>,
    descent: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    optimizer: String,
    learning_rate: f64,
    steps: usize,
    params: Vec<f64>,
    value: f64,
}

/// A hundred steps of the second case at the rate 0.01.
#[derive(Deserialize)]
struct Scheduled {
    optimizer: String,
    schedule: String,
    steps: Option<usize>,
    #[serde(default)]
    factor: f64,
    #[serde(default)]
    floor: f64,
    #[serde(default)]
    warm_up: usize,
    params: Vec<f64>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("pytorch.json"))
        .expect("the reference file is as it was written")
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).expect("equal rows")
}

impl Case {
    fn objective(&self) -> Objective {
        let network = Network {
            layers: self.sizes.clone(),
            activation: self.activation,
            output_activation: Activation::Identity,
            bias: true,
        };
        let loss = Loss { kind: self.loss, reduction: self.reduction, scale: 1.0 };
        Objective::new(network, Dataset::new(matrix(&self.inputs), matrix(&self.targets)), loss)
    }
}

/// Within 1e-10 of the largest reference entry: an entry near 0 is a difference of large ones.
fn assert_close(ours: &[f64], reference: &[f64], what: &str) {
    let size = reference.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    assert_eq!(ours.len(), reference.len(), "{what}");
    for (a, b) in ours.iter().zip(reference) {
        assert!((a - b).abs() <= 1e-10 * size, "{what}: {a} against {b}");
    }
}

#[test]
fn losses_gradients_and_curvatures_agree_with_the_reference() {
    let cases = cases();
    assert_eq!(cases.len(), 24);
    for case in cases {
        let objective = case.objective();
        let name = format!("{:?} {}", case.sizes, case.activation);
        let mut gradient = vec![0.0; case.params.len()];
        let value =
            objective.value_and_gradient(&case.params, &mut gradient, &mut objective.workspace());
        assert_close(&[value], &[case.value], &format!("{name} loss"));
        assert_close(&gradient, &case.gradient, &format!("{name} gradient"));
        let values = eigenvalues(&objective.hessian(&case.params)).expect("finite");
        assert_close(&values, &case.hessian_eigenvalues, &format!("{name} eigenvalues"));
    }
}

#[test]
fn a_hundred_steps_of_every_optimiser_agree_with_the_reference() {
    for case in cases() {
        let objective = case.objective();
        for run in &case.descent {
            let optimizer = match run.optimizer.as_str() {
                "gd" => Optimizer::GradientDescent,
                name => Optimizer::from_name(name).expect("a known optimiser"),
            };
            let settings = Settings::new(optimizer, run.learning_rate, run.steps);
            let trajectory = descend(&objective, &case.params, &settings, &Monitor::default())
                .expect("not cancelled");
            let name = format!("{:?} {} {}", case.sizes, case.activation, optimizer.name());
            assert_eq!(trajectory.steps, 100);
            assert_close(&trajectory.end().weights, &run.params, &format!("{name} weights"));
            assert_close(&[trajectory.end().loss], &[run.value], &format!("{name} loss"));
        }
        assert_eq!(case.descent.len(), Optimizer::ALL.len(), "every optimiser once");
    }
}

#[test]
fn a_hundred_steps_of_every_optimiser_agree_with_the_reference_under_every_schedule() {
    let runs: Vec<Scheduled> = serde_json::from_str(include_str!("schedules.json"))
        .expect("the reference file is as it was written");
    let case = &cases()[1];
    let objective = case.objective();
    for run in &runs {
        let Scheduled { steps, factor, floor, warm_up, .. } = *run;
        let shape = match run.schedule.as_str() {
            "constant" => Shape::Constant,
            "step" => Shape::Step { every: steps, factor },
            "cosine" => Shape::Cosine { steps, floor },
            other => panic!("no schedule {other}"),
        };
        let optimizer = Optimizer::from_name(&run.optimizer).expect("a known optimiser");
        let schedule = Schedule { warm_up, shape };
        let settings = Settings { schedule, ..Settings::new(optimizer, 0.01, 100) };
        let trajectory = descend(&objective, &case.params, &settings, &Monitor::default())
            .expect("not cancelled");
        let name = format!("{} {schedule:?}", optimizer.name());
        assert_eq!(trajectory.steps, 100);
        assert_close(&trajectory.end().weights, &run.params, &name);
    }
    for optimizer in Optimizer::ALL {
        let count = runs.iter().filter(|run| run.optimizer == optimizer.name()).count();
        assert_eq!(count, 6, "{}", optimizer.name());
    }
}
