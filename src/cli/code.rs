//! `code`: a preset as a program for another library.

use clap::Args;

use super::arguments::{PresetArgument, StartArgument};
use super::choice::named;
use super::terminal::print;
use crate::experiment::{self, Library};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    start: StartArgument,
    /// The library: pytorch, keras or numpy
    #[arg(long = "for", value_name = "LIBRARY", value_parser = library)]
    library: Library,
}

fn library(text: &str) -> Result<Library, String> {
    named(text, &Library::ALL.map(|library| (library.name(), library)))
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let weights = arguments.start.of(&preset)?;
    print(experiment::code(&preset, &weights, arguments.library)?.trim_end())
}
