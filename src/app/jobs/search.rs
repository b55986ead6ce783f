//! The search for critical points: what it finds becomes named points, each with its proof.

use eframe::egui::Context;

use crate::app::jobs::keyed::Keyed;
use crate::app::state::command::{Command, Found, Message};
use crate::experiment;
use crate::figure::format_number;
use crate::minima::{CriticalKind, CriticalPoint, Findings};
use crate::network::{Dataset, Network};
use crate::objective::Loss;
use crate::preset::Preset;

/// Random starts of a search.
const STARTS: usize = 200;

/// Most points that are put on the map: the lowest minima, then the lowest saddles.
const MOST: usize = 16;

/// The running search.
#[derive(Default)]
pub struct Search {
    asked: Keyed<(Network, Dataset, Loss), Result<Findings, String>>,
}

impl Search {
    /// Starts it in place of the one before.
    pub fn start(&mut self, context: &Context, preset: &Preset) {
        let preset = preset.clone();
        self.asked.ask_again(context, searched(&preset), move |monitor, outbox| {
            let found = experiment::minima(&preset, STARTS, 0, monitor);
            outbox.send(found.map_err(|error| error.to_string()));
        });
    }

    /// Stops it; says whether there was anything to stop.
    pub fn stop(&mut self) -> bool {
        let was_running = self.asked.job.running().is_some();
        self.asked.job.stop();
        was_running
    }

    /// Progress from 0 to 1 while it runs.
    pub fn progress(&self) -> Option<f64> {
        self.asked.job.progress()
    }

    /// What to do with what was found in `preset`, once it is there. What was found in another
    /// network or other data is not asked for any more.
    pub fn poll(&mut self, preset: &Preset) -> Option<Command> {
        let result = self.asked.job.take_newest()?;
        if !self.asked.is_for(&searched(preset)) {
            return None;
        }
        Some(match result {
            Ok(findings) => {
                Command::KeepFound { points: points(&findings), summary: summary(&findings) }
            }
            Err(mistake) => Command::Tell(Message::error(mistake)),
        })
    }
}

/// What of a preset decides what is found.
fn searched(preset: &Preset) -> (Network, Dataset, Loss) {
    (preset.network.clone(), preset.dataset.clone(), preset.loss)
}

/// The points that are not known yet, minima first.
fn points(findings: &Findings) -> Vec<Found> {
    let fresh = findings.points.iter().filter(|point| point.known.is_empty());
    let (minima, others): (Vec<&CriticalPoint>, Vec<&CriticalPoint>) =
        fresh.partition(|point| point.kind.is_minimum());
    minima.into_iter().chain(others).take(MOST).map(found).collect()
}

fn found(point: &CriticalPoint) -> Found {
    let kind = match point.kind {
        CriticalKind::StrictMinimum => "strict minimum".to_owned(),
        CriticalKind::FlatMinimum if point.flat_dimensions == 0 => {
            "flat minimum, by the exact proof".to_owned()
        }
        CriticalKind::FlatMinimum => {
            format!("flat minimum of {} dimensions", point.flat_dimensions)
        }
        CriticalKind::DeadRegion => "dead region".to_owned(),
        CriticalKind::Saddle => format!("saddle of index {}", point.index),
        CriticalKind::Maximum => "maximum".to_owned(),
        CriticalKind::DegenerateUnknown => {
            "critical point that the Hessian does not settle".to_owned()
        }
    };
    let short = match point.kind {
        CriticalKind::StrictMinimum | CriticalKind::FlatMinimum => "minimum",
        CriticalKind::DeadRegion => "dead",
        CriticalKind::Saddle => "saddle",
        CriticalKind::Maximum => "maximum",
        CriticalKind::DegenerateUnknown => "critical",
    };
    Found {
        name: format!("{short} {}", format_number(point.loss)),
        note: format!(
            "Found by search, in floating point: {kind}, reached from {} starts.",
            point.starts
        ),
        weights: point.weights.clone(),
        exact: point.exact.clone(),
    }
}

fn summary(findings: &Findings) -> String {
    let count = |wanted: fn(CriticalKind) -> bool| {
        findings.points.iter().filter(|p| wanted(p.kind)).count()
    };
    let infinite: usize = findings.limits.iter().map(|limit| limit.starts).sum();
    format!(
        "{} starts: {} minima, {} saddles and maxima, {} open cases, up to symmetry; {infinite} \
            ran to infinity.",
        findings.starts,
        count(CriticalKind::is_minimum),
        count(|kind| matches!(kind, CriticalKind::Saddle | CriticalKind::Maximum)),
        count(|kind| kind == CriticalKind::DegenerateUnknown),
    )
}
