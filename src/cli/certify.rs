//! `certify`: proves what it can about one weight vector, and checks proofs written before.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde::Serialize;

use super::arguments::WeightsArgument;
use super::terminal::{print, print_json};
use crate::preset::Preset;
use crate::proof::{Certificate, CertificateFile, Nearby, check};
use crate::{experiment, input, output};

/// Largest certificate that is read, in bytes.
const MAX_FILE: u64 = 256 << 20;

#[derive(Args)]
pub struct Arguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    #[arg(required_unless_present = "check")]
    preset: Option<String>,
    #[command(flatten)]
    weights: WeightsArgument,
    /// Write the proof to a file that --check verifies
    #[arg(long, value_name = "FILE.json", conflicts_with = "check")]
    out: Option<PathBuf>,
    /// Verify a proof written with --out, without any search
    #[arg(long, value_name = "FILE.json", conflicts_with_all = ["preset", "point", "weights"])]
    check: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(path) = &arguments.check {
        return verify(path, arguments.json);
    }
    let preset = Preset::load(arguments.preset.as_deref().unwrap_or_default())?;
    let weights = exact_weights(&arguments.weights, &preset)?;
    if let Some(path) = &arguments.out {
        let points: Vec<Vec<BigRational>> =
            preset.points.iter().map(|point| point.exact.to_vec()).collect();
        let Some(file) = CertificateFile::new(&preset.exact_problem(), &weights, &points) else {
            let reason = experiment::certify(&preset, &weights).reason;
            bail!("nothing is proven, so there is no proof to write: {reason}");
        };
        let text = serde_json::to_string(&file)?;
        output::write_atomically(path, |to| to.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let certificate = experiment::certify(&preset, &weights);
    if arguments.json {
        print_json(&Report::new(&certificate))
    } else {
        print(&table(&certificate))
    }
}

/// The weights asked for as fractions: a named point as written, a file's numbers as they are.
fn exact_weights(argument: &WeightsArgument, preset: &Preset) -> anyhow::Result<Vec<BigRational>> {
    if let Some(point) = argument.named(preset)? {
        return Ok(point.exact.to_vec());
    }
    match (argument.read(preset)?, preset.points.first()) {
        (Some(weights), _) => Ok(weights.into_iter().filter_map(BigRational::from_float).collect()),
        // the first point of a preset is the one it is about
        (None, Some(point)) => Ok(point.exact.to_vec()),
        (None, None) => {
            bail!("preset {} has no named point; give --weights FILE.json", preset.name)
        }
    }
}

fn verify(path: &Path, json: bool) -> anyhow::Result<()> {
    let shown = path.display();
    let text = input::text(path, MAX_FILE).with_context(|| format!("the proof {shown}"))?;
    let file: CertificateFile = serde_json::from_str(&text)
        .with_context(|| format!("{shown} is no proof written by certify --out"))?;
    check(&file).with_context(|| format!("the proof {shown} does not hold"))?;
    if json {
        print_json(&serde_json::json!({
            "verdict": file.verdict.name(), "loss": file.loss, "verified": true,
        }))
    } else {
        print(&format!(
            "verified        {}\nloss            {}",
            file.verdict.name(),
            range(file.loss)
        ))
    }
}

/// A certificate as JSON; a bound that is infinite is null.
#[derive(Serialize)]
pub(super) struct Report<'c> {
    verdict: &'static str,
    loss: [f64; 2],
    exact_loss: Option<String>,
    radius: Option<f64>,
    distance: Option<f64>,
    nearby: Option<&'c Nearby>,
    smallest_eigenvalue: Option<[f64; 2]>,
    not_global: Option<bool>,
    better_point: Option<&'c [f64]>,
    direction: Option<&'c [f64]>,
    reason: &'c str,
}

impl<'c> Report<'c> {
    pub fn new(c: &'c Certificate) -> Self {
        Self {
            verdict: c.verdict.name(),
            loss: c.loss,
            exact_loss: c.exact_loss.as_ref().map(ToString::to_string),
            radius: c.radius,
            distance: c.distance,
            nearby: c.nearby.as_ref(),
            smallest_eigenvalue: c.smallest_eigenvalue,
            not_global: c.not_global,
            better_point: c.better_point.as_deref(),
            direction: c.direction.as_deref(),
            reason: &c.reason,
        }
    }
}

pub(super) fn table(c: &Certificate) -> String {
    let mut text = format!("verdict         {}\n", c.verdict.name());
    match &c.exact_loss {
        Some(loss) => text += &format!("loss            {}\n", exactly(loss)),
        None => text += &format!("loss            {}\n", range(c.loss)),
    }
    if let Some(radius) = c.radius {
        text += &format!("radius          {radius:e}\n");
    }
    if let Some(distance) = c.distance {
        text +=
            &format!("distance        at most {distance:.1e} from the point to the critical one\n");
    }
    if let Some(bounds) = c.smallest_eigenvalue {
        text += &format!("eigenvalue      smallest in {}\n", range(bounds));
    }
    let global = match c.not_global {
        Some(true) => "no, the loss is lower at the better point",
        Some(false) => "yes",
        None => "not known",
    };
    text += &format!("global          {global}\n");
    for (name, vector) in [("better point", &c.better_point), ("direction", &c.direction)] {
        if let Some(vector) = vector {
            let numbers: Vec<String> = vector.iter().map(|&x| number(x)).collect();
            text += &format!("{name:<15} {}\n", numbers.join(" "));
        }
    }
    text + &format!("reason          {}", c.reason)
}

fn range([low, high]: [f64; 2]) -> String {
    format!("[{}, {}]", number(low), number(high))
}

/// All digits that tell the number, and with an exponent where that saves a row of zeros.
fn number(x: f64) -> String {
    if x == 0.0 || (1e-5..1e16).contains(&x.abs()) { format!("{x}") } else { format!("{x:e}") }
}

/// Longest fraction that is shown with all its digits.
const MAX_FRACTION: usize = 60;

/// The fraction, or how long it is and about how much.
fn exactly(loss: &BigRational) -> String {
    let text = loss.to_string();
    if text.len() <= MAX_FRACTION {
        return format!("{text} exactly");
    }
    let near = loss.to_f64().unwrap_or(f64::NAN);
    format!("about {} (--json shows the exact fraction of {} characters)", number(near), text.len())
}
