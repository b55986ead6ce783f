//! Rkc against the steps that they stand for.

use ndarray::{Array2, array};

use super::*;
use crate::lanes::{Level, longest, stages};
use crate::network::{Activation, Dataset, Network, norm};
use crate::objective::{Loss, LossKind, Objective, Reduction, eigenvalues};
use crate::optimizer::Optimizer;

/// The ten points of the paper with two hidden units.
fn ten_points(activation: Activation) -> Objective {
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
    let targets = Array2::from_shape_fn((10, 1), |(k, _)| if k < 5 { 1.0 } else { 0.0 });
    let network = Network {
        layers: vec![2, 2, 1],
        activation,
        output_activation: Activation::Identity,
        bias: true,
    };
    let kind = LossKind::CrossEntropy;
    let loss = Loss { kind, reduction: Reduction::Sum, scale: 1.0 };
    Objective::new(network, Dataset::new(inputs, targets), loss)
}

/// 32 descents of so many steps from starts around zero.
fn under_way(kernel: &Kernel, settings: &Settings, parameters: usize, steps: usize) -> Block {
    let mut block = kernel.block();
    for lane in 0..LANES {
        let start: Vec<f64> = (1..=parameters)
            .map(|k| (lane + 1) as f64 * k as f64 * 0.618_033_988_7)
            .map(|x| 3.0 * (x - x.floor()) - 1.5)
            .collect();
        block.load(lane, &start);
    }
    kernel.advance(&mut block, settings, steps);
    block
}

/// A leap over so many steps from where `block` stands, along the greatest curvature there.
fn leap(kernel: &Kernel, settings: &Settings, block: &Block, steps: usize) -> Rkc {
    let mut rkc = kernel.rkc();
    rkc.block = block.clone();
    rkc.modes.iter_mut().enumerate().for_each(|(k, row)| *row = [f64::from(k == 0); LANES]);
    kernel.slope(&mut rkc.block, settings.weight_decay);
    (0..30).for_each(|_| kernel.probe(&mut rkc, settings.weight_decay));
    let time = settings.time_of_step().expect("it follows the flow") * steps as f64;
    rkc.times = [time; LANES];
    rkc.stages = rkc.curvature.map(|curvature| {
        assert!(time < longest(1.2 * curvature), "{curvature}");
        stages(time, 1.2 * curvature).expect("it is stable")
    });
    kernel.rkc_step(&mut rkc, settings);
    rkc
}

#[test]
fn a_leap_ends_where_the_steps_that_it_stands_for_end() {
    let decays =
        Settings { weight_decay: 1e-3, ..Settings::new(Optimizer::GradientDescent, 0.05, 0) };
    for (activation, settings) in [
        (Activation::Tanh, Settings::new(Optimizer::GradientDescent, 0.005, 0)),
        (Activation::Sigmoid, Settings::new(Optimizer::GradientDescent, 0.05, 0)),
        (Activation::Sigmoid, Settings::new(Optimizer::Momentum, 0.005, 0)),
        (Activation::Sigmoid, Settings::new(Optimizer::Nesterov, 0.005, 0)),
        (Activation::Sigmoid, decays),
    ] {
        let objective = ten_points(activation);
        let kernel = Kernel::new(&objective);
        let mut block = under_way(&kernel, &settings, objective.parameter_count(), 4000);
        let before = block.clone();
        let rkc = leap(&kernel, &settings, &block, 200);
        kernel.advance(&mut block, &settings, 200);
        let mut made = 0;
        for lane in 0..LANES {
            let apart = |a: &Block, b: &Block| {
                let (a, b) = (a.lane(lane), b.lane(lane));
                a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
            };
            let way = apart(&rkc.block, &before);
            assert!((way - rkc.moved[lane]).abs() <= 1e-12 * (1.0 + way), "{activation:?}");
            let loss = objective.value(&rkc.block.lane(lane), &mut objective.workspace());
            assert!((rkc.loss[lane] - loss).abs() <= 1e-12 * (1.0 + loss), "{activation:?}");
            let off = apart(&rkc.block, &block);
            // the steps lag behind the flow a little, the more with momentum
            if rkc.error[lane] <= 0.02 * way {
                made += 1;
                let allowed = 0.02 * way + 2.0 * rkc.error[lane] + 1e-9;
                assert!(off <= allowed, "{activation:?}, lane {lane}: {off} of {way}");
            }
        }
        assert!(made >= LANES / 3, "{activation:?}: {made}");
    }
}

#[test]
fn the_velocity_after_a_leap_is_that_of_a_descent_that_creeps() {
    let objective = ten_points(Activation::Sigmoid);
    let kernel = Kernel::new(&objective);
    for settings in
        [Settings::new(Optimizer::Momentum, 0.005, 0), Settings::new(Optimizer::Nesterov, 0.005, 0)]
    {
        let block = under_way(&kernel, &settings, objective.parameter_count(), 4000);
        let mut rkc = leap(&kernel, &settings, &block, 200);
        let before = rkc.block.clone();
        let mut gradient = vec![0.0; objective.parameter_count()];
        kernel.advance(&mut rkc.block, &settings, 1);
        for lane in 0..LANES {
            let (was, is) = (before.lane(lane), rkc.block.lane(lane));
            objective.value_and_gradient(&was, &mut gradient, &mut objective.workspace());
            let time = settings.time_of_step().unwrap();
            let off: Vec<f64> = was
                .iter()
                .zip(&is)
                .zip(&gradient)
                .map(|((was, is), g)| is - was + time * g)
                .collect();
            assert!(norm(&off) <= 1e-9 * (1.0 + norm(&is)), "lane {lane}");
        }
    }
}

#[test]
fn looks_for_the_greatest_curvature_find_it() {
    let objective = ten_points(Activation::Sigmoid);
    let kernel = Kernel::new(&objective);
    let settings = Settings::new(Optimizer::GradientDescent, 0.05, 0);
    let block = under_way(&kernel, &settings, objective.parameter_count(), 500);
    let mut rkc = kernel.rkc();
    rkc.block = block.clone();
    rkc.modes.iter_mut().enumerate().for_each(|(k, row)| *row = [f64::from(k == 0); LANES]);
    kernel.slope(&mut rkc.block, 0.0);
    (0..60).for_each(|_| kernel.probe(&mut rkc, 0.0));
    let near = (0..LANES).filter(|&lane| {
        let values = eigenvalues(&objective.hessian(&block.lane(lane))).expect("finite");
        let greatest = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        assert!(rkc.curvature[lane] <= 1.01 * greatest, "{} of {greatest}", rkc.curvature[lane]);
        rkc.curvature[lane] >= 0.99 * greatest
    });
    assert!(near.count() >= LANES - 3);
}

#[test]
fn neither_other_lanes_nor_the_instructions_change_a_bit_of_a_leap() {
    let objective = ten_points(Activation::Sigmoid);
    let settings = Settings::new(Optimizer::Momentum, 0.005, 0);
    let ends = |level| {
        let kernel = Kernel::with_level(&objective, level);
        let block = under_way(&kernel, &settings, objective.parameter_count(), 1000);
        let rkc = leap(&kernel, &settings, &block, 100);
        (0..LANES)
            .map(|lane| (rkc.block.lane(lane), rkc.loss[lane], rkc.error[lane]))
            .collect::<Vec<_>>()
    };
    let best = ends(Level::Best);
    assert_eq!(best, ends(Level::Avx2));
    assert_eq!(best, ends(Level::Plain));

    let kernel = Kernel::new(&objective);
    let mut rkc = kernel.rkc();
    rkc.block = under_way(&kernel, &settings, objective.parameter_count(), 1000);
    // one as before; the others take more gradients, or are nowhere
    rkc.times = [100.0 * settings.time_of_step().unwrap(); LANES];
    rkc.times[1] = f64::NAN;
    let alone = leap(&kernel, &settings, &rkc.block, 100);
    rkc.stages = [128; LANES];
    rkc.stages[0] = alone.stages[0];
    kernel.rkc_step(&mut rkc, &settings);
    assert_eq!((rkc.block.lane(0), rkc.loss[0], rkc.error[0]), best[0]);
    assert!(rkc.loss[1].is_nan());
}
