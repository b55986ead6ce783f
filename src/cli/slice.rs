//! `slice`: the loss, or another quantity, on a grid of the preset's plane.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ndarray::{Array1, Array2};

use super::arguments::{PresetArgument, ProfileArgument, RangesArgument, size};
use super::choice::{list, named};
use super::terminal::print;
use crate::experiment::{Format, Npz, write_csv};
use crate::figure::describe::{Map, PanelDescription};
use crate::figure::recipe::with_recipe;
use crate::figure::{Colormap, Scale, ScaleKind, format_number};
use crate::monitor::Monitor;
use crate::plane::profile::LEAST_LOSS;
use crate::plane::{Grid, Quantity};
use crate::preset::Preset;
use crate::{experiment, figure};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Cells across and up
    #[arg(long, value_name = "WxH", default_value = "512x512", value_parser = size)]
    size: [usize; 2],
    #[command(flatten)]
    ranges: RangesArgument,
    #[arg(long, value_name = "Q", default_value = Quantity::Loss.name(), value_parser = quantity,
        help = quantities())]
    quantity: Quantity,
    #[command(flatten)]
    profile: ProfileArgument,
    #[arg(long, value_name = "FILE", help = files())]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = Format::of(&arguments.out, &[Format::Npz, Format::Csv, Format::Png])?;
    let preset = arguments.preset.load()?;
    let view = experiment::view(&preset, &Monitor::default())?;
    let grid = arguments.ranges.grid(&view, arguments.size);
    let objective = preset.objective();
    let quantity = arguments.quantity;
    let values = arguments.profile.values(quantity, &objective, &view.plane, &grid)?;
    let column = column(quantity);
    match format {
        Format::Csv => {
            let column = if arguments.profile.profile { LEAST_LOSS.to_owned() } else { column };
            let header = [view.plane.x.label.clone(), view.plane.y.label.clone(), column];
            let rows = values.indexed_iter().map(|((j, i), value)| {
                [grid.x(i).to_string(), grid.y(j).to_string(), value.to_string()].to_vec()
            });
            write_csv(&arguments.out, &header, rows)?;
        }
        Format::Png => {
            let scale = Scale::fit(values.iter().copied(), ScaleKind::Log);
            let rgb = figure::pixels(&values, &scale, Colormap::Viridis);
            figure::write_png(&arguments.out, grid.width, grid.height, &rgb)
                .with_context(|| format!("cannot write {}", arguments.out.display()))?;
        }
        // the only other format that was allowed
        _ => {
            let panel = PanelDescription {
                map: Map::Values(quantity),
                profile: arguments.profile.profile,
                ..PanelDescription::over(&grid)
            };
            archive(&preset, panel, &grid, &values)?.write(&arguments.out)?;
        }
    }
    print(&format!(
        "{}: {} x {} cells, {}",
        arguments.out.display(),
        grid.width,
        grid.height,
        extremes(quantity, &values)
    ))
}

/// What is written for NumPy: the `values` over the cells of `grid`, which `panel` shows.
///
/// # Errors
/// If the archive's format has no room for it.
pub fn archive(
    preset: &Preset,
    panel: PanelDescription,
    grid: &Grid,
    values: &Array2<f64>,
) -> anyhow::Result<Npz> {
    let Map::Values(quantity) = panel.map else { unreachable!("the map of a quantity") };
    let archive = Npz::new()
        .add(&column(quantity), values)?
        .add("x", &Array1::from(grid.xs()))?
        .add("y", &Array1::from(grid.ys()))?;
    with_recipe(archive, preset, panel)
}

fn quantity(text: &str) -> Result<Quantity, String> {
    named(text, &Quantity::ALL.map(|quantity| (quantity.name(), quantity)))
}

/// What may be computed, in a line of help.
fn quantities() -> String {
    let told = Quantity::ALL.map(|quantity| {
        let definition = quantity.definition().map(|text| format!(", {text}"));
        format!("{}{}", quantity.name(), definition.unwrap_or_default())
    });
    format!("What to compute: {}", list(&told, ", or "))
}

/// What the numbers are called in a file.
fn column(quantity: Quantity) -> String {
    quantity.name().replace('-', "_")
}

/// The files that can be written, in a line of help.
fn files() -> String {
    let arrays = Quantity::ALL.map(|quantity| format!("`{}`", column(quantity)));
    format!(
        "File to write: .npz (arrays {}, H x W with row 0 at the lowest y, `x`, `y`), .csv or .png \
            (a pixel a cell)",
        list(&arrays, " or ")
    )
}

fn extremes(quantity: Quantity, values: &Array2<f64>) -> String {
    let name = quantity.name().replace('-', " ");
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let (low, high) =
        (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return format!("no finite {name}");
    }
    format!("{name} from {} to {}", format_number(low), format_number(high))
}
