//! `slice`: the loss on a grid of the preset's plane.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ndarray::{Array1, Array2};

use super::arguments::{PresetArgument, ProfileArgument, RangesArgument, size};
use super::print;
use crate::experiment;
use crate::figure;
use crate::figure::Colormap;
use crate::figure::{Scale, ScaleKind, format_number};
use crate::monitor::Monitor;
use crate::output::{self, Format, Npz};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Cells across and up
    #[arg(long, value_name = "WxH", default_value = "512x512", value_parser = size)]
    size: [usize; 2],
    #[command(flatten)]
    ranges: RangesArgument,
    #[command(flatten)]
    profile: ProfileArgument,
    /// File to write: .npz (arrays `loss` H x W with row 0 at the lowest y, `x`, `y`), .csv or .png (a pixel a cell)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = Format::of(&arguments.out, &[Format::Npz, Format::Csv, Format::Png])?;
    let preset = arguments.preset.load()?;
    let view = experiment::view(&preset, &Monitor::default())?;
    let grid = arguments.ranges.grid(&view, arguments.size);
    let objective = preset.objective();
    let loss = arguments.profile.losses(&objective, &view.plane, &grid)?;
    match format {
        Format::Csv => {
            let quantity = arguments.profile.quantity().to_owned();
            let header = [view.plane.x.label.clone(), view.plane.y.label.clone(), quantity];
            let rows = loss.indexed_iter().map(|((j, i), value)| {
                [grid.x(i).to_string(), grid.y(j).to_string(), value.to_string()].to_vec()
            });
            output::write_csv(&arguments.out, &header, rows)?;
        }
        Format::Png => {
            let scale = Scale::fit(loss.iter().copied(), ScaleKind::Log);
            let rgb = figure::pixels(&loss, &scale, Colormap::Viridis);
            figure::write_png(&arguments.out, grid.width, grid.height, &rgb)
                .with_context(|| format!("cannot write {}", arguments.out.display()))?;
        }
        // the only other format that was allowed
        Format::Npz | Format::Svg => Npz::new()
            .add("loss", &loss)?
            .add("x", &Array1::from(grid.xs()))?
            .add("y", &Array1::from(grid.ys()))?
            .write(&arguments.out)?,
    }
    print(&format!(
        "{}: {} x {} cells, {}",
        arguments.out.display(),
        grid.width,
        grid.height,
        extremes(&loss)
    ))
}

fn extremes(loss: &Array2<f64>) -> String {
    let finite = || loss.iter().copied().filter(|v| v.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return "no finite loss".to_owned();
    }
    format!("loss from {} to {}", format_number(low), format_number(high))
}
