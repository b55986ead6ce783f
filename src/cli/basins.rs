//! `basins`: which attractor every start of the plane ends in.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ndarray::Array1;
use serde::Serialize;

use super::arguments::{PresetArgument, RangesArgument, size, whole};
use super::optimizer::OptimizerArgument;
use super::terminal::{print, print_json, with_bar};
use crate::basins::{self, Attractor, BasinMap, DIVERGED, Estimate, Options, Share, UNDECIDED};
use crate::experiment;
use crate::experiment::{Format, Npz, write_csv};
use crate::figure::describe::{Map, PanelDescription};
use crate::figure::recipe::with_recipe;
use crate::figure::{self, BasinView, format_number};
use crate::lanes::Level;
use crate::monitor::Monitor;
use crate::preset::Preset;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Cells across and up
    #[arg(long, value_name = "WxH", default_value = "256x256", value_parser = size)]
    size: [usize; 2],
    #[command(flatten)]
    ranges: RangesArgument,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// Tell attractors apart that compute the same function from different weights
    #[arg(long)]
    copies: bool,
    /// Make every step, also where a descent creeps; otherwise it leaps over many steps at once
    /// there, with an error of at most a thousandth of the way
    #[arg(long)]
    every_step: bool,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = whole(1_u16..=1024))]
    threads: Option<u16>,
    /// Vector instructions to use at most: best, avx2 or plain; the result is the same, bit for bit
    #[arg(long, value_name = "LEVEL", default_value = "best", value_parser = level, hide = true)]
    instructions: Level,
    /// File to write: .npz (arrays `label`, `loss`, `steps`, `distance`, `x`, `y`), .csv or .png
    /// (a pixel a cell)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One attractor in JSON.
#[derive(Serialize)]
pub struct Row {
    id: usize,
    kind: &'static str,
    loss: f64,
    accuracy: Option<f64>,
    share: f64,
    share_low: f64,
    share_high: f64,
    /// Of those the share whose descents were found trapped; the limits of the others were
    /// extrapolated.
    #[serde(skip_serializing_if = "Option::is_none")]
    trapped: Option<f64>,
}

#[derive(Serialize)]
struct Summary {
    attractors: Vec<Row>,
    cells: usize,
    undecided: usize,
    diverged: usize,
    basin_entropy: Option<f64>,
    basin_entropy_error: Option<f64>,
    boundary_basin_entropy: Option<f64>,
    boundary_basin_entropy_error: Option<f64>,
    uncertainty_exponent: Option<f64>,
    uncertainty_exponent_error: Option<f64>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let formats = [Format::Npz, Format::Csv, Format::Png];
    let format = arguments.out.as_deref().map(|path| Format::of(path, &formats)).transpose()?;
    let preset = arguments.preset.load()?;
    let view = experiment::view(&preset, &Monitor::default())?;
    let grid = arguments.ranges.grid(&view, arguments.size);
    let objective = preset.objective();
    let settings = arguments.optimizer.settings(&preset)?;
    let options = Options {
        tells_copies_apart: arguments.copies,
        level: arguments.instructions,
        leaps: !arguments.every_step,
        without: None,
    };
    let compute = || {
        with_bar("basins", |monitor| {
            basins::compute_with(
                &objective,
                &view.plane,
                &grid,
                &settings,
                options,
                monitor,
                |_| {},
            )
        })
    };
    let map = match arguments.threads {
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build();
            pool.context("cannot start the threads")?.install(compute)?
        }
        None => compute()?,
    };
    if let (Some(path), Some(format)) = (&arguments.out, format) {
        let mut preset = preset;
        preset.descent.settings = settings;
        let axes = [&*view.plane.x.label, &view.plane.y.label];
        write(path, format, &map, axes, (&preset, arguments.copies))?;
    }
    let summary = summary(&map);
    if arguments.json { print_json(&summary) } else { print(&table(&map, &summary)) }
}

fn level(text: &str) -> Result<Level, String> {
    match text {
        "best" => Ok(Level::Best),
        "avx2" => Ok(Level::Avx2),
        "plain" => Ok(Level::Plain),
        _ => Err("expected best, avx2 or plain".to_owned()),
    }
}

/// Attractors with the shares of `counts` among `total`, and of `trapped` among those.
pub fn rows(
    attractors: &[Attractor],
    counts: &[usize],
    trapped: Option<&[usize]>,
    total: usize,
) -> Vec<Row> {
    let row = |(id, (attractor, &count)): (usize, (&Attractor, &usize))| {
        let Share { share, low, high } = basins::share(count, total);
        Row {
            id,
            kind: attractor.kind.name(),
            loss: attractor.loss,
            accuracy: attractor.accuracy,
            share,
            share_low: low,
            share_high: high,
            trapped: trapped.map(|trapped| trapped[id] as f64 / count.max(1) as f64),
        }
    };
    attractors.iter().zip(counts).enumerate().map(row).collect()
}

/// One line an attractor; `ground` says what it rests on that descents end there.
pub fn lines(
    attractors: &[Attractor],
    rows: &[Row],
    ground: impl Fn(usize) -> Option<String>,
) -> String {
    let mut text = String::new();
    for (attractor, row) in attractors.iter().zip(rows) {
        let accuracy = row
            .accuracy
            .map_or(String::new(), |a| format!(", accuracy {} %", format_number(100.0 * a)));
        text += &format!(
            "{:>3}  {:>6.2} % ({:.2} to {:.2})  {}{accuracy}{}\n",
            row.id,
            100.0 * row.share,
            100.0 * row.share_low,
            100.0 * row.share_high,
            attractor.name(format_number),
            ground(row.id).map_or(String::new(), |ground| format!(", {ground}"))
        );
    }
    text
}

fn summary(map: &BasinMap) -> Summary {
    let counts: Vec<usize> = experiment::counts(map);
    let value = |e: Option<Estimate>| e.map(|e| e.value);
    let error = |e: Option<Estimate>| e.map(|e| e.error);
    let entropy = basins::basin_entropy(&map.label);
    let boundary = basins::boundary_basin_entropy(&map.label);
    let exponent = basins::uncertainty_exponent(&map.label);
    Summary {
        attractors: rows(&map.attractors, &counts, Some(&map.trapped), map.label.len()),
        cells: map.label.len(),
        undecided: map.count(UNDECIDED),
        diverged: map.count(DIVERGED),
        basin_entropy: value(entropy),
        basin_entropy_error: error(entropy),
        boundary_basin_entropy: value(boundary),
        boundary_basin_entropy_error: error(boundary),
        uncertainty_exponent: value(exponent),
        uncertainty_exponent_error: error(exponent),
    }
}

fn table(map: &BasinMap, summary: &Summary) -> String {
    let mut text = lines(&map.attractors, &summary.attractors, |id| {
        let is_saddle = map.attractors[id].kind == basins::Kind::Saddle;
        let is_thin = is_saddle && i32::try_from(id).is_ok_and(|label| map.is_thin(label));
        Some(map.ground(id) + if is_thin { ", on a boundary: no area" } else { "" })
    });
    text += &format!(
        "undecided {} of {} cells{}, diverged {}\n",
        summary.undecided,
        summary.cells,
        losses_of_undecided(map),
        summary.diverged
    );
    let measure = |name: &str, value: Option<f64>, error: Option<f64>| match value.zip(error) {
        Some((value, error)) => {
            format!("{name} {} ± {}\n", format_number(value), format_number(error))
        }
        None => format!("{name} has no meaning here: no boundary, or too few cells\n"),
    };
    text += &measure("basin entropy", summary.basin_entropy, summary.basin_entropy_error);
    text += &measure(
        "boundary basin entropy",
        summary.boundary_basin_entropy,
        summary.boundary_basin_entropy_error,
    );
    text += &measure(
        "uncertainty exponent",
        summary.uncertainty_exponent,
        summary.uncertainty_exponent_error,
    );
    text.trim_end().to_owned()
}

/// Where the losses of undecided cells stood when the budget was spent.
fn losses_of_undecided(map: &BasinMap) -> String {
    let mut losses: Vec<f64> = map
        .label
        .iter()
        .zip(&map.loss)
        .filter(|(label, _)| **label == UNDECIDED)
        .map(|(_, loss)| *loss)
        .collect();
    losses.sort_by(f64::total_cmp);
    match losses[..] {
        [] => String::new(),
        [low, .., high] => format!(
            " (losses {} to {}, half of them below {})",
            format_number(low),
            format_number(high),
            format_number(losses[losses.len() / 2])
        ),
        [only] => format!(" (loss {})", format_number(only)),
    }
}

fn write(
    path: &std::path::Path,
    format: Format,
    map: &BasinMap,
    axes: [&str; 2],
    (preset, apart): (&Preset, bool),
) -> anyhow::Result<()> {
    let grid = &map.grid;
    match format {
        Format::Csv => {
            let header = [axes[0], axes[1], "label", "loss", "steps"].map(str::to_owned);
            let rows = map.label.indexed_iter().map(|((j, i), label)| {
                vec![
                    grid.x(i).to_string(),
                    grid.y(j).to_string(),
                    label.to_string(),
                    map.loss[[j, i]].to_string(),
                    map.steps[[j, i]].to_string(),
                ]
            });
            write_csv(path, &header, rows)
        }
        Format::Png => {
            let ([width, height], rgb) = figure::label_pixels(map, |place| place);
            figure::write_png(path, width, height, &rgb)
                .with_context(|| format!("cannot write {}", path.display()))
        }
        // the only other format that was allowed
        _ => archive(map, preset, apart)?.write(path),
    }
}

/// What is written for NumPy: the map of a preset, in which copies are told `apart` or not.
///
/// # Errors
/// If the archive's format has no room for it.
pub fn archive(map: &BasinMap, preset: &Preset, apart: bool) -> anyhow::Result<Npz> {
    let archive = Npz::compressed()
        .add("label", &map.label)?
        .add("loss", &map.loss)?
        .add("steps", &map.steps)?
        .add("distance", &map.distance)?
        .add("x", &Array1::from(map.grid.xs()))?
        .add("y", &Array1::from(map.grid.ys()))?;
    let panel = PanelDescription {
        map: Map::Basins(BasinView::End),
        tells_copies_apart: apart,
        ..PanelDescription::over(&map.grid)
    };
    // a map of every step is not what a figure is drawn from
    if map.leaps { with_recipe(archive, preset, panel) } else { Ok(archive) }
}
