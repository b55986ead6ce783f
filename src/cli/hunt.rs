//! `hunt`: a search for small data sets with bad minima, which can be interrupted and resumed.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::Args;

use super::arguments::{seed, whole};
use super::choice::{list, named};
use super::terminal::{print, print_json};
use crate::construct::hunt::{Origin, Row, Settings, State};
use crate::monitor::Monitor;
use crate::network::{Activation, limits};
use crate::objective::LossKind;
use crate::platform::Instant;
use crate::preset::Preset;

/// Tries where neither --tries nor --seconds says when to stop.
const TRIES: u64 = 100;

#[derive(Args)]
pub struct Arguments {
    /// The folder for the presets found and the state; a hunt that is there already goes on
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Number of data points
    #[arg(
        long, value_name = "N", default_value_t = 10,
        value_parser = whole(2_u64..=200)
    )]
    points: u64,
    /// Number of inputs of a data point [default: 2, or that of --from]
    #[arg(
        long, value_name = "N", conflicts_with = "from",
        value_parser = whole(1_u64..=50)
    )]
    inputs: Option<u64>,
    /// Number of hidden units
    #[arg(
        long, value_name = "N", default_value_t = 2,
        value_parser = whole(1_u64..=50)
    )]
    hidden: u64,
    #[arg(
        long, value_name = "A", default_value = "sigmoid", value_parser = activation,
        help = list(&smooth().map(|(name, _)| name).collect::<Vec<_>>(), " or ")
    )]
    activation: Activation,
    /// squared or cross-entropy
    #[arg(long, value_name = "L", default_value = "squared", value_parser = loss)]
    loss: LossKind,
    /// Begin near the data of a preset with targets 0 and 1 (some of its points, if it has more)
    #[arg(long, value_name = "PRESET")]
    from: Option<String>,
    /// Starts of descents on each data set
    #[arg(
        long, value_name = "N", default_value_t = 24,
        value_parser = whole(1_u64..=10_000)
    )]
    starts: u64,
    /// Changes of the data by which a try makes a bad minimum worse and wider
    #[arg(
        long, value_name = "N", default_value_t = 20,
        value_parser = whole(0_u32..=100_000)
    )]
    climb: u32,
    /// Seed of everything
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Stop after this many tries, those of earlier runs included [default: 100, or no limit with
    /// --seconds]
    #[arg(long, value_name = "N", value_parser = whole(0..=u64::MAX))]
    tries: Option<u64>,
    /// Stop after this many seconds, once the tries under way are done
    #[arg(long, value_name = "T", value_parser = seconds)]
    seconds: Option<Duration>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let settings = settings(arguments)?;
    let begun = Instant::now();
    let mut state = State::resume(&arguments.out, settings)?;
    let last =
        arguments.tries.unwrap_or(if arguments.seconds.is_some() { u64::MAX } else { TRIES });
    // a few tries a thread: many of them end at once, and the state is written after each batch
    let batch = 4 * rayon::current_num_threads() as u64;
    while state.tries < last && arguments.seconds.is_none_or(|limit| begun.elapsed() < limit) {
        let end = last.min(state.tries + batch);
        let Some(hits) = state.hunt(end, &Monitor::default()) else { break };
        state.keep(&arguments.out, &hits)?;
        for hit in hits.iter().filter(|_| !arguments.json) {
            print(&line(&Row::of(hit)))?;
        }
    }
    if arguments.json {
        return print_json(&state);
    }
    let (tries, hits, folder) = (state.tries, state.hits.len(), arguments.out.display());
    print(&format!("{tries} tries, {hits} data sets with a proven bad minimum in {folder}"))
}

fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    let points = usize::try_from(arguments.points)?;
    let from = match &arguments.from {
        None => None,
        Some(name) => {
            let preset = Preset::load(name)?;
            let Some(origin) = Origin::of(&preset) else {
                bail!(
                    "expected --from a preset with one target, 0 or 1, a data point and inputs up \
                        to 1e9, found {name}"
                );
            };
            if origin.inputs.len() < points {
                let has = origin.inputs.len();
                bail!(
                    "expected --points of at most {has}, the number that {name} has, found {points}"
                );
            }
            Some(origin)
        }
    };
    let own = from.as_ref().map(|origin| origin.inputs[0].len());
    let settings = Settings {
        points,
        inputs: own.map_or_else(|| usize::try_from(arguments.inputs.unwrap_or(2)), Ok)?,
        hidden: usize::try_from(arguments.hidden)?,
        activation: arguments.activation,
        loss: arguments.loss,
        starts: arguments.starts,
        climb: arguments.climb,
        seed: arguments.seed,
        from,
    };
    let count = settings.network().parameter_count();
    if count > limits::PROOF {
        bail!(
            "a network of {count} weights is too large for a proof; at most {} are \
                possible",
            limits::PROOF
        );
    }
    Ok(settings)
}

fn line(row: &Row) -> String {
    format!(
        "{:<16} loss {:.6}, {:.1} % of the best constant's above a better point, {:.1} % of the \
            starts",
        row.file,
        row.loss[0],
        100.0 * row.gap,
        100.0 * row.share
    )
}

fn activation(text: &str) -> Result<Activation, String> {
    named(text, &smooth().collect::<Vec<_>>())
}

/// The activations of hidden units that are not made of straight pieces.
fn smooth() -> impl Iterator<Item = (&'static str, Activation)> {
    Activation::ALL.into_iter().filter(|f| !f.is_piecewise_linear()).map(|f| (f.name(), f))
}

fn loss(text: &str) -> Result<LossKind, String> {
    // a hunt's networks have one output
    let kinds = LossKind::ALL.into_iter().filter(|kind| kind.is_separable());
    named(text, &kinds.map(|kind| (kind.name(), kind)).collect::<Vec<_>>())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a number of seconds above 0".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if seconds > 0.0 => Ok(duration),
        _ => Err(wrong()),
    }
}
