//! `weights`: a weight vector as a file that other programs read.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{PresetArgument, StartArgument};
use super::terminal::print;
use crate::experiment;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    start: StartArgument,
    /// The file to write: .safetensors, .npz or .json
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let weights = arguments.start.of(&preset)?;
    experiment::write_weights(&arguments.out, &preset.network, &weights)?;
    print(&format!(
        "wrote {} weights of a {} network to {}",
        weights.len(),
        preset.network.shape_name(),
        arguments.out.display()
    ))
}
