//! `generate`: presets of bad minima for data of one's own.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use num_rational::BigRational;

use super::arguments::{seed, whole};
use super::certify::{Report, table};
use super::choice::{list, named};
use super::table::TableArguments;
use super::terminal::{print, print_json, tell};
use crate::construct::{self, Dead, Source, Split, Yun};
use crate::network::Activation;
use crate::objective::LossKind;
use crate::preset::{Number, Preset};
use crate::proof::Certificate;
use crate::{experiment, output};

/// Most units in a hidden layer that is asked for.
const MAX_UNITS: u64 = 1000;

#[derive(Subcommand)]
pub enum Command {
    /// A ReLU network that fits no better than a line, for any data that no line fits
    #[command(after_help = "Example: basinscope generate yun --data points.csv --hidden 3 --out \
         stuck.toml")]
    Yun(YunArguments),
    /// One unit of a minimum made two: a line of critical points
    #[command(after_help = "Example: basinscope generate split sigmoid-ten-points --point \"bad \
         minimum\" --unit 0 --share 1/2 \
                      --out split.toml")]
    Split(SplitArguments),
    /// A layer that no data point switches on, for any data
    #[command(
        after_help = "Example: basinscope generate dead --data points.csv --hidden 3,2 --out \
            dead.toml"
    )]
    Dead(DeadArguments),
}

#[derive(Args)]
struct DataArguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    #[arg(required_unless_present = "data", conflicts_with = "data")]
    preset: Option<String>,
    #[command(flatten)]
    table: TableArguments,
    /// So many of the last columns are targets
    #[arg(
        long, value_name = "N", requires = "data", conflicts_with = "target",
        value_parser = whole(1..=MAX_UNITS)
    )]
    targets: Option<u64>,
    /// Take the squared error instead of the preset's loss
    #[arg(long)]
    squared_error: bool,
    /// Seed of what is drawn
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = seed)]
    seed: u64,
}

#[derive(Args)]
struct OutArguments {
    /// The preset file to write
    #[arg(long, value_name = "FILE.toml")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct YunArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Number of hidden units [default: the preset's, or one more than a line needs]
    #[arg(long, value_name = "N", value_parser = whole(1..=MAX_UNITS))]
    hidden: Option<u64>,
    #[arg(long, value_name = "A", value_parser = activation, help = activations())]
    activation: Option<Activation>,
    #[command(flatten)]
    out: OutArguments,
}

#[derive(Args)]
pub struct SplitArguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    preset: String,
    /// The named point whose unit is split [default: the first]
    #[arg(long, value_name = "NAME")]
    point: Option<String>,
    /// The hidden unit, from 0 as in b1[0]
    #[arg(long, value_name = "J", value_parser = whole(0..=usize::MAX))]
    unit: usize,
    /// The share of its outgoing weights that the unit keeps, such as 0.5 or 1/3
    #[arg(
        long, value_name = "SHARE", default_value = "1/2", allow_hyphen_values = true,
        value_parser = share
    )]
    share: BigRational,
    #[command(flatten)]
    out: OutArguments,
}

#[derive(Args)]
pub struct DeadArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Units of the hidden layers, such as 3,2 [default: the preset's, or one layer of 2]
    #[arg(
        long, value_name = "N,N",
        value_delimiter = ',', value_parser = whole(1..=MAX_UNITS)
    )]
    hidden: Option<Vec<u64>>,
    /// The hidden layer that is dead, from 1 [default: the last]
    #[arg(long, value_name = "L", value_parser = whole(1..=usize::MAX))]
    layer: Option<usize>,
    #[command(flatten)]
    out: OutArguments,
}

pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Yun(arguments) => {
            let options = Yun {
                hidden: arguments.hidden.map(usize::try_from).transpose()?,
                activation: arguments.activation,
                seed: arguments.data.seed,
            };
            write(construct::yun(&arguments.data.read()?, &options)?, &arguments.out)
        }
        Command::Split(arguments) => {
            let preset = Preset::load(&arguments.preset)?;
            let point = match (&arguments.point, preset.points.first()) {
                (Some(name), _) => preset.point(name)?,
                (None, Some(point)) => point,
                (None, None) => {
                    bail!("preset {} has no named point whose unit could be split", preset.name)
                }
            };
            let options = Split { unit: arguments.unit, share: arguments.share.clone() };
            write(construct::split(&preset, point, &options)?, &arguments.out)
        }
        Command::Dead(arguments) => {
            let sizes = |sizes: &Vec<u64>| {
                sizes.iter().map(|&n| usize::try_from(n)).collect::<Result<_, _>>()
            };
            let options = Dead {
                hidden: arguments.hidden.as_ref().map(sizes).transpose()?,
                layer: arguments.layer,
                seed: arguments.data.seed,
            };
            write(construct::dead(&arguments.data.read()?, &options)?, &arguments.out)
        }
    }
}

impl DataArguments {
    fn read(&self) -> anyhow::Result<Source> {
        let targets = self.targets.map(usize::try_from).transpose()?;
        let mut source = match self.table.read(targets)? {
            Some(data) => {
                tell(&data.reading.to_string());
                Source::of_table(data)
            }
            None => Source::of(&Preset::load(self.preset.as_deref().unwrap_or_default())?),
        };
        if self.squared_error {
            source.kind = LossKind::Squared;
        }
        Ok(source)
    }
}

/// Writes the preset, provided that it can be read again, and tells what is proven of its first
/// point.
fn write(preset: Preset, out: &OutArguments) -> anyhow::Result<()> {
    let shown = out.out.display().to_string();
    if !out.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        bail!("expected --out to be a .toml file, found {shown}");
    }
    let text = preset.to_toml();
    let preset =
        Preset::parse(&shown, &text).context("the preset would be too large to be read again")?;
    output::write_atomically(&out.out, |to| to.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {shown}"))?;
    let points: Vec<(&str, Certificate)> = preset
        .points
        .iter()
        .map(|point| (point.name.as_str(), experiment::certify(&preset, &point.exact)))
        .collect();
    if out.json {
        let points: Vec<serde_json::Value> = points
            .iter()
            .map(|(name, certificate)| {
                let report = Report::new(certificate);
                serde_json::json!({ "name": name, "certificate": report })
            })
            .collect();
        return print_json(&serde_json::json!({ "file": shown, "points": points }));
    }
    let mut lines = format!("wrote {shown}\n");
    for (point, (_, certificate)) in preset.points.iter().zip(&points) {
        lines += &format!("point           \"{}\": {}\n", point.name, certificate.verdict.name());
    }
    if let Some((name, certificate)) = points.first() {
        lines += &format!("\nThe certificate of \"{name}\":\n{}", table(certificate));
    }
    print(&lines)
}

fn activation(text: &str) -> Result<Activation, String> {
    named(text, &kinked().collect::<Vec<_>>())
}

fn activations() -> String {
    let names: Vec<_> = kinked().map(|(name, _)| name).collect();
    format!("{} [default: the preset's, or relu]", list(&names, " or "))
}

/// The activations with a kink.
fn kinked() -> impl Iterator<Item = (&'static str, Activation)> {
    Activation::ALL.into_iter().filter(|f| f.has_kink()).map(|f| (f.name(), f))
}

fn share(text: &str) -> Result<BigRational, String> {
    Number::read(text).map(|number| number.exact).map_err(|what| format!("expected {what}"))
}
