//! Arguments that several commands share.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{bail, ensure};
use clap::Args;
use ndarray::Array2;

use super::choice::named;
use super::table::TableArguments;
use super::terminal::{tell, with_bar};
use crate::experiment::{self, DEFAULT_LAW, View};
use crate::network;
use crate::objective::Objective;
use crate::plane::profile;
use crate::plane::{Grid, Plane, Quantity, slice};
use crate::preset::import::{Mapping, Orientation, Tensors};
use crate::preset::{NamedPoint, Preset};

/// Most cells of a map.
pub const MAX_CELLS: usize = 1 << 26;

/// Most steps of one descent.
pub const MAX_STEPS: usize = 1_000_000_000;

/// The preset a command works on.
#[derive(Args, Clone)]
pub struct PresetArgument {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    pub preset: String,
    #[command(flatten)]
    pub table: TableArguments,
}

impl PresetArgument {
    /// Reads the preset, and the data that take the place of its own.
    pub fn load(&self) -> anyhow::Result<Preset> {
        self.table.put_into(Preset::load(&self.preset)?)
    }
}

/// The weight vector a command works on.
#[derive(Args)]
pub struct WeightsArgument {
    /// A named point of the preset
    #[arg(long, value_name = "NAME", conflicts_with = "weights")]
    point: Option<String>,
    /// A file with weights: .json, .npz, .npy or .safetensors
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// How matrices in the file are written, where names and shapes do not tell: out-in (PyTorch)
    /// or in-out (Keras, Flax)
    #[arg(long, value_name = "O", requires = "weights", value_parser = orientation)]
    orientation: Option<Orientation>,
    /// The names of the file's layers, the first layer first, where the file does not tell
    #[arg(long, value_name = "A,B,..", requires = "weights", value_delimiter = ',')]
    layers: Vec<String>,
}

impl WeightsArgument {
    /// The named point asked for, if one was.
    pub fn named<'p>(&self, preset: &'p Preset) -> anyhow::Result<Option<&'p NamedPoint>> {
        Ok(self.point.as_deref().map(|name| preset.point(name)).transpose()?)
    }

    /// The weights asked for, or those of the preset's default start.
    pub fn of(&self, preset: &Preset) -> anyhow::Result<Vec<f64>> {
        match self.read(preset)? {
            Some(weights) => Ok(weights),
            None => Ok(experiment::default_start(preset)?),
        }
    }

    /// The weights asked for, or `None` if neither a point nor a file was named.
    pub fn read(&self, preset: &Preset) -> anyhow::Result<Option<Vec<f64>>> {
        if let Some(point) = self.named(preset)? {
            return Ok(Some(point.weights.clone()));
        }
        let Some(path) = &self.weights else { return Ok(None) };
        let mapping = Mapping { orientation: self.orientation, layers: self.layers.clone() };
        let tensors = Tensors::read(path)?;
        let mapped = tensors.weights(&preset.network, &mapping)?;
        tell(&tensors.sentence(&mapped));
        Ok(Some(mapped.weights))
    }
}

fn orientation(text: &str) -> Result<Orientation, String> {
    named(text, &Orientation::ALL.map(|orientation| (orientation.name(), orientation)))
}

/// The weight vector a command works on, which may also be drawn.
#[derive(Args)]
pub struct StartArgument {
    #[command(flatten)]
    weights: WeightsArgument,
    /// Draw the weights from the standard normal law with this seed
    #[arg(
        long, value_name = "N", conflicts_with_all = ["point", "weights"], value_parser = seed
    )]
    seed: Option<u64>,
}

impl StartArgument {
    /// The weights asked for, or those of the preset's default start.
    pub fn of(&self, preset: &Preset) -> anyhow::Result<Vec<f64>> {
        match self.seed {
            Some(seed) => Ok(network::draw(&preset.network, DEFAULT_LAW, seed)),
            None => self.weights.of(preset),
        }
    }
}

/// The part of the plane that is seen, where it differs from the preset's.
#[derive(Args)]
pub struct RangesArgument {
    /// Ends of the horizontal axis [default: the preset's]
    #[arg(long, value_name = "a,b", allow_hyphen_values = true, value_parser = range)]
    x_range: Option<[f64; 2]>,
    /// Ends of the vertical axis [default: the preset's]
    #[arg(long, value_name = "a,b", allow_hyphen_values = true, value_parser = range)]
    y_range: Option<[f64; 2]>,
}

impl RangesArgument {
    /// The ranges asked for.
    pub fn asked(&self) -> [Option<[f64; 2]>; 2] {
        [self.x_range, self.y_range]
    }

    /// A grid of `size` cells, across and up, over these ranges or else those of `view`.
    pub fn grid(&self, view: &View, [width, height]: [usize; 2]) -> Grid {
        Grid {
            width,
            height,
            x_range: self.x_range.unwrap_or(view.x_range),
            y_range: self.y_range.unwrap_or(view.y_range),
        }
    }
}

/// Whether the loss is that of the plane itself or minimised over what lies off it.
#[derive(Args)]
pub struct ProfileArgument {
    /// The smallest loss found over the directions off the plane in place of the loss in the plane:
    /// an upper bound of the true profile, never above the slice
    #[arg(long)]
    pub profile: bool,
}

impl ProfileArgument {
    /// The numbers over a grid.
    pub fn values(
        &self,
        quantity: Quantity,
        objective: &Objective,
        plane: &Plane,
        grid: &Grid,
    ) -> anyhow::Result<Array2<f64>> {
        if let Some(refusal) = quantity.refusal(objective.parameter_count()) {
            bail!(refusal);
        }
        if !self.profile {
            return with_bar("slicing", |monitor| {
                slice::values(quantity, objective, plane, grid, monitor)
            });
        }
        ensure!(
            quantity == Quantity::Loss,
            "--profile is of the loss: leave out {}",
            quantity.name()
        );
        let found = with_bar("minimising", |monitor| {
            profile::profile(objective, plane, grid, monitor, |_| {})
        })?;
        Ok(found.values)
    }
}

/// A finite number that is as `what` says.
pub fn number(text: &str, what: &str, is_right: impl Fn(f64) -> bool) -> Result<f64, String> {
    let value = text.parse().ok().filter(|value: &f64| value.is_finite() && is_right(*value));
    value.ok_or_else(|| format!("expected {what}"))
}

/// Reads a whole number of a range.
pub fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        let [low, high] = [range.start(), range.end()];
        number.ok_or_else(|| format!("expected a whole number from {low} to {high}"))
    }
}

/// Reads a seed.
pub fn seed(text: &str) -> Result<u64, String> {
    whole(0..=u64::MAX)(text)
}

/// Reads a number of steps.
pub fn steps(text: &str) -> Result<usize, String> {
    whole(0..=MAX_STEPS)(text)
}

/// `WxH`, cells across and up.
pub fn size(text: &str) -> Result<[usize; 2], String> {
    let expected =
        || format!("expected WIDTHxHEIGHT, such as 512x512, with at most {MAX_CELLS} cells");
    let (width, height) = text.split_once(['x', 'X']).ok_or_else(expected)?;
    let width: usize = width.trim().parse().map_err(|_| expected())?;
    let height: usize = height.trim().parse().map_err(|_| expected())?;
    match width.checked_mul(height) {
        Some(cells) if cells > 0 && cells <= MAX_CELLS => Ok([width, height]),
        _ => Err(expected()),
    }
}

/// `a,b`, the ends of an axis.
pub fn range(text: &str) -> Result<[f64; 2], String> {
    let expected = || "expected two numbers LOW,HIGH with LOW < HIGH, such as -3,3".to_owned();
    let (low, high) = text.split_once(',').ok_or_else(expected)?;
    let low: f64 = low.trim().parse().map_err(|_| expected())?;
    let high: f64 = high.trim().parse().map_err(|_| expected())?;
    // the width must be finite too
    if low < high && (high - low).is_finite() { Ok([low, high]) } else { Err(expected()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_width_by_height_and_bounded() {
        assert_eq!(size("640x480"), Ok([640, 480]));
        for wrong in ["640", "0x5", "x", "-1x5", "99999999x99999999", "1000000x1000000", "5x5x5"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ranges_go_from_low_to_high() {
        assert_eq!(range("-3,3"), Ok([-3.0, 3.0]));
        assert_eq!(range(" -3 , 1e2"), Ok([-3.0, 100.0]));
        for wrong in ["3,-3", "1,1", "nan,1", "-inf,1", "1", "a,b", "-1.7e308,1.7e308"] {
            assert!(range(wrong).is_err(), "{wrong}");
        }
    }
}
