//! `weights`: a weight vector as a file that other programs read.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{PresetArgument, WeightsArgument, seeded};
use super::terminal::print;
use crate::experiment;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    weights: WeightsArgument,
    /// Draw the weights from the standard normal law with this seed
    #[arg(long, value_name = "N", conflicts_with_all = ["point", "weights"])]
    seed: Option<u64>,
    /// The file to write: .safetensors, .npz or .json
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let weights = match (arguments.weights.read(&preset)?, arguments.seed) {
        (Some(weights), _) => weights,
        (None, Some(seed)) => seeded(&preset, seed),
        (None, None) => experiment::default_start(&preset)?,
    };
    experiment::write_weights(&arguments.out, &preset.network, &weights)?;
    print(&format!(
        "wrote {} weights of a {} network to {}",
        weights.len(),
        preset.network.shape_name(),
        arguments.out.display()
    ))
}
