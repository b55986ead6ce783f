//! `study`: random restarts of every combination of varied values.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::arguments::{number, seed, whole};
use super::terminal::{print, print_json, tell, with_bar};
use crate::basins::Share;
use crate::experiment::study::{MAX_ROWS, Plan, Shard, Summary, Tally};

#[derive(Args)]
pub struct Arguments {
    /// A shipped preset's name, the path of a preset, or of a study
    #[arg(value_name = "PRESET|STUDY.toml")]
    study: String,
    /// What is varied, such as hidden=2..7 or optimizer=adam,momentum; may be given again for
    /// another key: preset, data_noise, data_seed, activation, hidden, depth, init, optimizer,
    /// learning_rate, momentum, weight_decay, batch_size, schedule, warm_up, noise, steps, until
    #[arg(long, value_name = "KEY=VALUES")]
    vary: Vec<String>,
    /// Runs of each combination [default: the study's, or 1000]
    #[arg(long, value_name = "N", value_parser = whole(1..=MAX_ROWS))]
    runs: Option<u64>,
    /// Seed of all runs [default: the study's, or 0]
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: Option<u64>,
    /// Mean loss below which a run counts as a success by its loss [default: the study's, or 0.01]
    #[arg(long, value_name = "X", value_parser = threshold)]
    threshold: Option<f64>,
    /// The file to write, a row a run: .csv, or .json with an object a line; one that was cut off
    /// goes on where it was
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Make only part I of N, from 1, to be merged
    #[arg(long, value_name = "I/N", value_parser = shard, default_value = "1/1")]
    shard: Shard,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut plan = Plan::load(&arguments.study)?;
    for text in &arguments.vary {
        plan.vary(text).map_err(|error| error.context(format!("--vary {text}")))?;
    }
    plan.runs = arguments.runs.unwrap_or(plan.runs);
    plan.seed = arguments.seed.unwrap_or(plan.seed);
    plan.threshold = arguments.threshold.unwrap_or(plan.threshold);
    let study = plan.study()?;
    let work = with_bar("descending", |monitor| {
        study.work(&arguments.out, arguments.shard, monitor, &mut |_| {}).transpose()
    })??;
    if work.found > 0 {
        let (found, rows) = (work.found, work.rows);
        tell(&format!("{found} of {rows} runs were there already"));
    }
    show(&Summary::read(&arguments.out)?, arguments.json)
}

/// Prints how often the runs of each cell ended well.
pub fn show(summary: &Summary, as_json: bool) -> anyhow::Result<()> {
    if as_json { print_json(&json(summary)) } else { print(&table(summary)) }
}

fn json(summary: &Summary) -> Vec<Json> {
    let shares = |count: usize, share: Share| {
        let interval = [share.low, share.high];
        json!({ "runs": count, "share": share.share, "interval": interval })
    };
    let cell = |(values, tally): &(Vec<String>, Tally)| {
        let names = summary.keys.iter().map(|key| key.name().to_owned());
        let mut map: Map<String, Json> =
            names.zip(values.iter().map(|value| json!(value))).collect();
        map.insert("runs".to_owned(), json!(tally.runs));
        let right = tally.right.zip(tally.right_share());
        map.insert("all_right".to_owned(), json!(right.map(|(n, share)| shares(n, share))));
        map.insert("low_loss".to_owned(), shares(tally.low, tally.low_share()));
        map.insert("diverged".to_owned(), json!(tally.diverged));
        map.insert("moving".to_owned(), json!(tally.moving));
        Json::Object(map)
    };
    summary.cells.iter().map(cell).collect()
}

fn table(summary: &Summary) -> String {
    let shown = |share: Share| {
        let [share, low, high] = [share.share, share.low, share.high].map(|x| 100.0 * x);
        format!("{share:.1} [{low:.1}, {high:.1}]")
    };
    let names = summary.keys.iter().map(|key| key.name());
    let others = ["runs", "all right, %", "low loss, %", "diverged", "moving"];
    let mut rows: Vec<Vec<String>> = vec![names.chain(others).map(str::to_owned).collect()];
    for (values, tally) in &summary.cells {
        let mut row = values.clone();
        row.push(tally.runs.to_string());
        row.push(tally.right_share().map_or_else(|| "-".to_owned(), shown));
        row.push(shown(tally.low_share()));
        row.extend([tally.diverged.to_string(), tally.moving.to_string()]);
        rows.push(row);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..rows[0].len()).filter_map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn threshold(text: &str) -> Result<f64, String> {
    number(text, "a mean loss above 0", |loss| loss > 0.0)
}

fn shard(text: &str) -> Result<Shard, String> {
    let read = || -> anyhow::Result<Shard> {
        let Some((index, count)) = text.split_once('/') else { bail!("no slash") };
        let (index, count) = (index.parse()?, count.parse()?);
        if index == 0 || index > count || count > MAX_ROWS {
            bail!("out of range")
        }
        Ok(Shard { index, count })
    };
    read().map_err(|_| {
        format!("expected I/N with I from 1 to N and N of at most {MAX_ROWS}, such as 1/8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_number_from_one_of_so_many() {
        assert_eq!(shard("3/8"), Ok(Shard { index: 3, count: 8 }));
        for wrong in ["", "3", "0/8", "9/8", "1/0", "a/8", "1/99999999999"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
