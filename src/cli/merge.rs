//! `merge`: the shards of a study put together again.

use std::path::PathBuf;

use clap::Args;

use super::study::show;
use crate::experiment::study;

#[derive(Args)]
pub struct Arguments {
    /// Files that `study --shard` wrote
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The file to write, in the same format
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    show(&study::merge(&arguments.files, &arguments.out)?, arguments.json)
}
