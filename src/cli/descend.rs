//! `descend`: run an optimiser from one start.

use std::path::{Path, PathBuf};

use clap::Args;
use ndarray::{Array1, Array2};
use serde::Serialize;

use super::arguments::{PresetArgument, StartArgument};
use super::optimizer::OptimizerArgument;
use super::terminal::{print, print_json, with_bar};
use crate::descent::{self, Trajectory};
use crate::experiment::{Format, Npz, write_csv};
use crate::preset::Preset;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    start: StartArgument,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// Stop as soon as the verdict is certain
    #[arg(long)]
    stop: bool,
    /// Write the trajectory to a .csv or .npz file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Summary<'a> {
    optimizer: &'static str,
    steps: usize,
    loss: f64,
    gradient_norm: f64,
    weights: &'a [f64],
    verdict: &'static str,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = arguments
        .out
        .as_deref()
        .map(|path| Format::of(path, &[Format::Csv, Format::Npz]))
        .transpose()?;
    let preset = arguments.preset.load()?;
    let start = arguments.start.of(&preset)?;
    let mut settings = arguments.optimizer.settings(&preset)?;
    settings.stop = arguments.stop;
    let objective = preset.objective();
    let trajectory =
        with_bar("descending", |monitor| descent::descend(&objective, &start, &settings, monitor))?;
    if let (Some(path), Some(format)) = (&arguments.out, format) {
        write(path, format, &preset, &trajectory)?;
    }
    let end = trajectory.end();
    if arguments.json {
        return print_json(&Summary {
            optimizer: settings.optimizer.name(),
            steps: trajectory.steps,
            loss: end.loss,
            gradient_norm: end.gradient_norm,
            weights: &end.weights,
            verdict: trajectory.termination.name(),
        });
    }
    print(&format!(
        "{} steps of {}: loss {}, |gradient| {:e}\n{}",
        trajectory.steps,
        settings.optimizer.name(),
        end.loss,
        end.gradient_norm,
        trajectory.sentence()
    ))
}

fn write(
    path: &Path,
    format: Format,
    preset: &Preset,
    trajectory: &Trajectory,
) -> anyhow::Result<()> {
    let records = &trajectory.records;
    if format == Format::Csv {
        let mut header = vec!["step".to_owned(), "loss".to_owned(), "gradient_norm".to_owned()];
        header.extend(preset.network.parameter_names());
        let rows = records.iter().map(|record| {
            let mut row = vec![
                record.step.to_string(),
                record.loss.to_string(),
                record.gradient_norm.to_string(),
            ];
            row.extend(record.weights.iter().map(ToString::to_string));
            row
        });
        return write_csv(path, &header, rows);
    }
    let column = |value: fn(&crate::descent::Record) -> f64| {
        records.iter().map(value).collect::<Array1<f64>>()
    };
    let steps: Array1<u64> = records.iter().map(|record| record.step as u64).collect();
    let weights =
        Array2::from_shape_fn((records.len(), preset.network.parameter_count()), |(i, j)| {
            records[i].weights[j]
        });
    Npz::new()
        .add("step", &steps)?
        .add("loss", &column(|record| record.loss))?
        .add("gradient_norm", &column(|record| record.gradient_norm))?
        .add("weights", &weights)?
        .write(path)
}
