//! `shares`: where descents from random initial weights end.

use clap::Args;
use serde::Serialize;

use super::arguments::{PresetArgument, seed, whole};
use super::basins::{Row, lines, rows};
use super::optimizer::OptimizerArgument;
use super::terminal::{print, print_json, with_bar};
use crate::basins::population;
use crate::network::Law;

/// Most runs.
const MAX_RUNS: u64 = 10_000_000;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Law of the initial weights: normal, normal:SD, uniform:LIMIT, lecun, xavier, he or pytorch
    #[arg(long, value_name = "LAW", default_value = "normal", value_parser = law)]
    init: Law,
    /// Number of starts
    #[arg(
        long, value_name = "N", default_value_t = 1000,
        value_parser = whole(1..=MAX_RUNS)
    )]
    runs: u64,
    /// Seed of the first start; the others follow
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = seed)]
    seed: u64,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Summary {
    attractors: Vec<Row>,
    runs: usize,
    undecided: usize,
    diverged: usize,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let objective = preset.objective();
    let settings = arguments.optimizer.settings(&preset)?;
    let runs = usize::try_from(arguments.runs)?;
    let found = with_bar("descending", |monitor| {
        population(&objective, &settings, arguments.init, runs, arguments.seed, monitor)
    })?;
    let summary = Summary {
        attractors: rows(&found.attractors, &found.counts, None, runs),
        runs,
        undecided: found.undecided,
        diverged: found.diverged,
    };
    if arguments.json {
        return print_json(&summary);
    }
    let mut text = lines(&found.attractors, &summary.attractors, |_| None);
    text += &format!("undecided {} of {runs} runs, diverged {}", found.undecided, found.diverged);
    print(&text)
}

fn law(text: &str) -> Result<Law, String> {
    Law::from_name(text).ok_or_else(|| format!("expected {}", Law::NAMES))
}
