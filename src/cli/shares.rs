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
    let expected =
        || "expected normal, normal:SD, uniform:LIMIT, lecun, xavier, he or pytorch".to_owned();
    let number = |text: &str| {
        text.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite()).ok_or_else(expected)
    };
    match text.split_once(':') {
        None => match text {
            "normal" => Ok(Law::Normal { sd: 1.0 }),
            "lecun" => Ok(Law::Lecun),
            "xavier" => Ok(Law::Xavier),
            "he" => Ok(Law::He),
            "pytorch" => Ok(Law::Pytorch),
            _ => Err(expected()),
        },
        Some(("normal", sd)) => Ok(Law::Normal { sd: number(sd)? }),
        Some(("uniform", limit)) => Ok(Law::Uniform { limit: number(limit)? }),
        Some(_) => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_have_names_and_positive_numbers() {
        assert_eq!(law("normal:0.5"), Ok(Law::Normal { sd: 0.5 }));
        assert_eq!(law("he"), Ok(Law::He));
        for wrong in ["", "normal:", "normal:-1", "uniform", "uniform:inf", "gauss"] {
            assert!(law(wrong).is_err(), "{wrong}");
        }
    }
}
