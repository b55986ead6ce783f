//! The bits of the kernels' results, to be held against those of another machine.

use sha2::{Digest, Sha256};

use super::kernels::objective;
use crate::experiment::{self, DEFAULT_LAW, hexadecimal};
use crate::lanes::{Kernel, LANES};
use crate::monitor::Monitor;
use crate::network;
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Grid, Quantity, slice};
use crate::preset::Preset;

/// Cells along one side of a slice.
const SIDE: usize = 64;

/// Steps from each start.
const STEPS: usize = 1000;

/// Each kernel's work with the digest of the numbers that came out: a line a kernel.
#[must_use]
pub fn bits() -> String {
    let maps = ["sigmoid-ten-points", "relu-line-of-minima"];
    let maps = maps.into_iter().flat_map(|name| Quantity::ALL.map(|quantity| map(name, quantity)));
    let steps = ["xor-relu", "xor-sigmoid", "xor-tanh", "sigmoid-ten-points"].map(steps);
    maps.chain(steps).collect()
}

/// The map of a quantity over a preset's plane.
fn map(name: &str, quantity: Quantity) -> String {
    let monitor = Monitor::default();
    let preset = Preset::load(name).expect("shipped");
    let view = experiment::view(&preset, &monitor).expect("a plane");
    let grid = Grid { width: SIDE, height: SIDE, x_range: view.x_range, y_range: view.y_range };
    let map = slice::values(quantity, &preset.objective(), &view.plane, &grid, &monitor);
    line(&format!("map {} {name}", quantity.name()), map.expect("nobody cancels it"))
}

/// The weights after gradient steps from a block of seeded starts.
fn steps(name: &str) -> String {
    let objective = objective(name);
    let kernel = Kernel::new(&objective);
    let mut block = kernel.block();
    for lane in 0..LANES {
        block.load(lane, &network::draw(objective.network(), DEFAULT_LAW, lane as u64));
    }
    let settings = Settings::new(Optimizer::GradientDescent, 1e-3, 0);
    kernel.advance(&mut block, &settings, STEPS);
    line(&format!("steps {name}"), (0..LANES).flat_map(|lane| block.lane(lane)))
}

fn line(name: &str, numbers: impl IntoIterator<Item = f64>) -> String {
    let mut digest = Sha256::new();
    numbers.into_iter().for_each(|number| digest.update(number.to_bits().to_le_bytes()));
    format!("{name}: {}\n", hexadecimal(&digest))
}
