//! `slice`: the loss, or the norm of its gradient, on a grid of the preset's plane.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ndarray::{Array1, Array2};

use super::arguments::{PresetArgument, ProfileArgument, RangesArgument, size};
use super::terminal::print;
use crate::experiment::{Format, Npz, write_csv};
use crate::figure::{Colormap, Scale, ScaleKind, format_number};
use crate::monitor::Monitor;
use crate::plane::profile::LEAST_LOSS;
use crate::plane::slice::Quantity;
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
    /// What to compute: loss, or gradient-norm, the Euclidean norm of the gradient over all weights
    #[arg(long, value_name = "Q", default_value = "loss", value_parser = quantity)]
    quantity: Quantity,
    #[command(flatten)]
    profile: ProfileArgument,
    /// File to write: .npz (arrays `loss` or `gradient_norm`, H x W with row 0 at the lowest y,
    /// `x`, `y`), .csv or .png (a pixel a cell)
    #[arg(long, value_name = "FILE")]
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
    let column = quantity.name().replace('-', "_");
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
        Format::Npz | Format::Svg | Format::Pdf => Npz::new()
            .add(&column, &values)?
            .add("x", &Array1::from(grid.xs()))?
            .add("y", &Array1::from(grid.ys()))?
            .write(&arguments.out)?,
    }
    print(&format!(
        "{}: {} x {} cells, {}",
        arguments.out.display(),
        grid.width,
        grid.height,
        extremes(quantity, &values)
    ))
}

fn quantity(text: &str) -> Result<Quantity, String> {
    let all = Quantity::ALL.into_iter();
    all.clone().find(|quantity| quantity.name() == text).ok_or_else(|| {
        let names: Vec<&str> = all.map(Quantity::name).collect();
        format!("expected {}", names.join(" or "))
    })
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
