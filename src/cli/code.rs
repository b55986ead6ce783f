//! `code`: a preset as a program for another library.

use clap::Args;

use super::arguments::{PresetArgument, WeightsArgument, seeded};
use super::choice::named;
use super::terminal::print;
use crate::experiment::{self, Library};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    weights: WeightsArgument,
    /// Draw the weights from the standard normal law with this seed
    #[arg(long, value_name = "N", conflicts_with_all = ["point", "weights"])]
    seed: Option<u64>,
    /// The library: pytorch, keras or numpy
    #[arg(long = "for", value_name = "LIBRARY", value_parser = library)]
    library: Library,
}

fn library(text: &str) -> Result<Library, String> {
    named(text, &Library::ALL.map(|library| (library.name(), library)))
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let weights = match (arguments.weights.read(&preset)?, arguments.seed) {
        (Some(weights), _) => weights,
        (None, Some(seed)) => seeded(&preset, seed),
        (None, None) => experiment::default_start(&preset)?,
    };
    print(experiment::code(&preset, &weights, arguments.library)?.trim_end())
}
