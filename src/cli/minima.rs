//! `minima`: critical points of every kind.

use clap::Args;
use num_rational::BigRational;
use serde::Serialize;

use super::arguments::{PresetArgument, seed, whole};
use super::terminal::{print, print_json, with_bar};
use crate::experiment;
use crate::figure::format_number;
use crate::minima::{CriticalPoint, Findings};
use crate::preset::Preset;
use crate::proof::{Certificate, Nearby, Verdict};

/// Most starts.
const MAX_STARTS: u64 = 1_000_000;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Number of random starts; the preset's points are starts too
    #[arg(
        long, value_name = "N", default_value_t = 200,
        value_parser = whole(0..=MAX_STARTS)
    )]
    starts: u64,
    /// Seed of the first start; the others follow
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = seed)]
    seed: u64,
    /// Prove what can be proven about each point
    #[arg(long)]
    certify: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One critical point in JSON.
#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    kind: &'static str,
    index: usize,
    flat_dimensions: usize,
    loss: f64,
    accuracy: Option<f64>,
    gradient_norm: f64,
    eigenvalues: Vec<f64>,
    starts: usize,
    copies: usize,
    weights: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact_weights: Option<Vec<String>>,
    escape: Option<Vec<f64>>,
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Proof>,
}

/// What was proven about it.
#[derive(Serialize)]
struct Proof {
    verdict: &'static str,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearby: Option<Nearby>,
}

#[derive(Serialize)]
struct Limit {
    loss: f64,
    starts: usize,
}

#[derive(Serialize)]
struct Summary {
    points: Vec<Row>,
    starts: usize,
    to_infinity: usize,
    limits: Vec<Limit>,
    dead: usize,
    unfinished: usize,
    /// Why some may be open: minima at kinks that are not solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_open: Option<&'static str>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let starts = usize::try_from(arguments.starts)?;
    let found = with_bar("searching", |monitor| {
        Some(experiment::minima(&preset, starts, arguments.seed, monitor))
    })??;
    let certificates: Option<Vec<Certificate>> = arguments
        .certify
        .then(|| found.points.iter().map(|point| certify(&preset, point)).collect());
    let summary = summary(&preset, &found, certificates);
    if arguments.json { print_json(&summary) } else { print(&table(&summary)) }
}

fn certify(preset: &Preset, point: &CriticalPoint) -> Certificate {
    if let Some(exact) = &point.exact {
        return experiment::certify(preset, exact);
    }
    let exact: Vec<BigRational> =
        point.weights.iter().filter_map(|weight| BigRational::from_float(*weight)).collect();
    experiment::certify(preset, &exact)
}

fn summary(preset: &Preset, found: &Findings, certificates: Option<Vec<Certificate>>) -> Summary {
    let mut proofs = certificates.unwrap_or_default().into_iter();
    let row = |point: &CriticalPoint| {
        let named = point.known.first().map(|k| &preset.points[*k]);
        Row {
            name: named.map(|named| named.name.clone()),
            kind: point.kind.name(),
            index: point.index,
            flat_dimensions: point.flat_dimensions,
            loss: point.loss,
            accuracy: point.accuracy,
            gradient_norm: point.gradient_norm,
            eigenvalues: point.eigenvalues.clone(),
            starts: point.starts,
            copies: point.copies,
            weights: point.weights.clone(),
            exact_weights: point
                .exact
                .as_ref()
                .map(|exact| exact.iter().map(ToString::to_string).collect()),
            escape: point.escape.clone(),
            reason: point.reason,
            certificate: proofs.next().map(|c| Proof {
                verdict: c.verdict.name(),
                reason: c.reason,
                nearby: c.nearby,
            }),
        }
    };
    Summary {
        points: found.points.iter().map(row).collect(),
        starts: found.starts,
        to_infinity: found.to_infinity(),
        limits: found.limits.iter().map(|l| Limit { loss: l.loss, starts: l.starts }).collect(),
        dead: found.dead,
        unfinished: found.unfinished,
        left_open: experiment::left_open(preset).filter(|_| found.unfinished > 0),
    }
}

fn table(summary: &Summary) -> String {
    let mut text = String::new();
    if !summary.points.is_empty() {
        text += "kind                        loss          right  gradient   smallest eigenvalue  \
            starts  copies\n";
    }
    for row in &summary.points {
        let kind = match (row.kind, row.index, row.flat_dimensions) {
            ("saddle", index, 0) => format!("saddle, index {index}"),
            ("saddle", index, flat) => format!("saddle, index {index}, flat {flat}"),
            (kind, _, 0) => kind.to_owned(),
            (kind, _, flat) => format!("{kind}, dim {flat}"),
        };
        let accuracy =
            row.accuracy.map_or("-".to_owned(), |a| format!("{} %", format_number(100.0 * a)));
        let smallest = row.eigenvalues.first().map_or("-".to_owned(), |l| format_number(*l));
        let loss = format_number(row.loss);
        text += &format!(
            "{kind:<27} {loss:<13} {accuracy:<6} {:<10.1e} {smallest:<20} {:<7} {}\n",
            row.gradient_norm, row.starts, row.copies
        );
        let details = [
            row.name.clone(),
            row.reason.map(str::to_owned),
            row.certificate.as_ref().map(|proof| match proof.verdict {
                verdict if verdict == Verdict::Unproven.name() => {
                    format!("{verdict}: {}", proof.reason)
                }
                verdict if verdict == Verdict::Disproved.name() => {
                    let beside = proof.nearby.as_ref();
                    let beside = beside.map(|it| format!("; {}", it.sentence()));
                    format!("{verdict}: not a local minimum{}", beside.unwrap_or_default())
                }
                verdict => verdict.to_owned(),
            }),
        ];
        for detail in details.into_iter().flatten() {
            text += &format!("    {detail}\n");
        }
    }
    text += &format!("{} starts\n", summary.starts);
    for limit in &summary.limits {
        text += &format!(
            "{} ran to infinity with loss towards {}\n",
            limit.starts,
            format_number(limit.loss)
        );
    }
    text +=
        &format!("{} ended in a dead region, {} came to no end", summary.dead, summary.unfinished);
    match summary.left_open {
        Some(why) => text + ": " + why,
        None => text,
    }
}
