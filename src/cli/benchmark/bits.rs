//! The bits of results, to be held against those of another machine.

use sha2::{Digest, Sha256};

use super::kernels::objective;
use crate::basins;
use crate::cli::{basins as basins_command, slice as slice_command};
use crate::experiment::{self, DEFAULT_LAW, Npz, hexadecimal};
use crate::figure::describe::{Map, PanelDescription};
use crate::lanes::{Kernel, LANES};
use crate::monitor::Monitor;
use crate::network::{self, Activation};
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Grid, Quantity, slice};
use crate::preset::Preset;

/// Cells along one side of a slice.
const SIDE: usize = 64;

/// Steps from each start.
const STEPS: usize = 1000;

/// Presets whose archives are told.
const ARCHIVES: [&str; 5] =
    ["xor-relu", "xor-sigmoid", "relu-line-of-minima", "two-relu-units", "yun-tanh"];

/// Cells along one side of an archive's map.
const ARCHIVE_SIDE: usize = 32;

/// What was computed with the digest of the numbers that came out: a line each, in the end of the
/// files that `slice` and `basins` write with `--size 32x32`.
#[must_use]
pub fn bits() -> String {
    let maps = ["sigmoid-ten-points", "relu-line-of-minima"];
    let maps = maps.into_iter().flat_map(|name| Quantity::ALL.map(|quantity| map(name, quantity)));
    let steps = ["xor-relu", "xor-sigmoid", "xor-tanh", "sigmoid-ten-points"].map(steps);
    let activations = Activation::ALL.map(activation);
    let archives = ARCHIVES.into_iter().flat_map(archives);
    maps.chain(steps).chain(activations).chain(archives).collect()
}

/// An activation with its derivatives, at numbers evenly apart.
fn activation(activation: Activation) -> String {
    let jets = (-4000..=4000).map(|k| activation.jet(f64::from(k) / 100.0));
    let numbers = jets.flat_map(|jet| [jet.value, jet.first, jet.second]);
    line(&format!("activation {}", activation.name()), numbers)
}

/// The archives of a preset's slice and basin map.
fn archives(name: &str) -> [String; 2] {
    let monitor = Monitor::default();
    let preset = Preset::load(name).expect("shipped");
    let view = experiment::view(&preset, &monitor).expect("a plane");
    let [width, height] = [ARCHIVE_SIDE; 2];
    let grid = Grid { width, height, x_range: view.x_range, y_range: view.y_range };
    let objective = preset.objective();
    let values = slice::values(Quantity::Loss, &objective, &view.plane, &grid, &monitor);
    let values = values.expect("nobody cancels it");
    let panel =
        PanelDescription { map: Map::Values(Quantity::Loss), ..PanelDescription::over(&grid) };
    let slice = slice_command::archive(&preset, panel, &grid, &values);
    let settings = &preset.descent.settings;
    let map = basins::compute(&objective, &view.plane, &grid, settings, &monitor);
    let basins = basins_command::archive(&map.expect("nobody cancels it"), &preset, false);
    let digest = |command: &str, archive: anyhow::Result<Npz>| {
        let bytes = archive.and_then(Npz::bytes).expect("a small archive");
        let digest = Sha256::new_with_prefix(bytes);
        format!("{command} {name}: {}\n", hexadecimal(&digest))
    };
    [digest("slice", slice), digest("basins", basins)]
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
