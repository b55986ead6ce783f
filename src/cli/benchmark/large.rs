//! A network whose points are taken at once: 64-100-10 on the digits, with ReLU units and softmax.

use std::hint::black_box;

use super::timing::{BUDGET, shortest};
use crate::experiment::DEFAULT_LAW;
use crate::lanes::{Gradients, Kernel, Threads};
use crate::monitor::Monitor;
use crate::network::{Activation, Network, draw};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::optimizer::{Optimizer, Settings, State};
use crate::plane::{Grid, Plane, slice};
use crate::reproduce::digits;

/// Hidden units.
const HIDDEN: usize = 100;
/// Steps of one repetition.
const STEPS: usize = 20;
/// Cells along one side of a slice.
const SIDE: usize = 16;

/// Work, how often it is done in a second, and operations of each.
pub fn rates(say: &mut impl FnMut(&str)) -> [(String, f64, u64); 2] {
    let data = digits();
    let network = Network {
        layers: vec![data.input_count(), HIDDEN, data.target_count()],
        activation: Activation::Relu,
        output_activation: Activation::Identity,
        bias: true,
    };
    let loss = Loss { kind: LossKind::Softmax, reduction: Reduction::Mean, scale: 1.0 };
    let start = draw(&network, DEFAULT_LAW, 0);
    let name = format!("digits {}", network.shape_name());
    let objective = Objective::new(network, data, loss);
    let operations = Kernel::operations(&objective);
    say(&format!("gradient steps of {name}"));
    let settings = Settings::new(Optimizer::GradientDescent, 1e-3, 0);
    let mut gradients = Gradients::new(&objective, Threads::All);
    let (mut state, mut gradient) = (State::new(&start), vec![0.0; start.len()]);
    let time = shortest(BUDGET, || {
        for _ in 0..STEPS {
            gradients.value_and_gradient(&state.weights, None, &mut gradient);
            state.step(&settings, black_box(&mut gradient));
        }
    });
    let steps = STEPS as f64 / time.as_secs_f64();
    say(&format!("slices of {name}"));
    let plane = Plane::random(&start, 1).expect("directions");
    let ends = [-1.0, 1.0];
    let grid = Grid { width: SIDE, height: SIDE, x_range: ends, y_range: ends };
    let time = shortest(BUDGET, || {
        black_box(slice::loss(&objective, &plane, &grid, &Monitor::default()));
    });
    let cells = (SIDE * SIDE) as f64 / time.as_secs_f64();
    [
        (format!("gradient steps {name}"), steps, operations.step),
        (format!("slice cells {name}"), cells, operations.cell),
    ]
}
