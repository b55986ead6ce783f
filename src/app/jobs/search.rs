//! The search for critical points: what it finds becomes named points, each with its proof.

use eframe::egui::Context;
use num_rational::BigRational;

use crate::app::App;
use crate::app::jobs::job::Slot;
use crate::app::state::command::{Command, Message};
use crate::experiment;
use crate::figure::format_number;
use crate::minima::{CriticalPoint, Findings, Kind};
use crate::preset::Preset;

/// Random starts of a search.
const STARTS: usize = 200;

/// Most points that are put on the map: the lowest minima, then the lowest saddles.
const MOST: usize = 16;

/// A critical point that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is, and its loss.
    pub name: String,
    /// More of it, in a sentence.
    pub note: String,
    /// The flat parameter vector.
    pub weights: Vec<f64>,
    /// The same in exact fractions, where a proof made it so.
    pub exact: Option<Vec<BigRational>>,
}

/// The running search.
#[derive(Default)]
pub struct Search {
    job: Slot<Result<Findings, String>>,
    /// What it searches.
    preset: Option<Preset>,
}

impl Search {
    /// Starts it in place of the one before.
    pub fn start(&mut self, context: &Context, preset: &Preset) {
        self.preset = Some(preset.clone());
        let preset = preset.clone();
        self.job.start(context, move |monitor, outbox| {
            let found = experiment::minima(&preset, STARTS, 0, monitor);
            outbox.send(found.map_err(|error| error.to_string()));
        });
    }

    /// Stops it; says whether there was anything to stop.
    pub fn stop(&mut self) -> bool {
        let was_running = self.job.running().is_some();
        self.job.stop();
        was_running
    }

    /// Progress from 0 to 1 while it runs.
    pub fn progress(&self) -> Option<f64> {
        self.job.progress()
    }

    /// What to do with what was found in `preset`, once it is there. What was found in another
    /// network or other data is not asked for any more.
    pub fn poll(&mut self, preset: &Preset) -> Option<Command> {
        let result = self.job.take_newest()?;
        let searched = self.preset.take()?;
        let is_same = searched.network == preset.network
            && searched.dataset == preset.dataset
            && searched.loss == preset.loss;
        if !is_same {
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

/// The points that are not known yet, minima first.
fn points(findings: &Findings) -> Vec<Found> {
    let fresh = findings.points.iter().filter(|point| point.known.is_empty());
    let (minima, others): (Vec<&CriticalPoint>, Vec<&CriticalPoint>) =
        fresh.partition(|point| point.kind.is_minimum());
    minima.into_iter().chain(others).take(MOST).map(found).collect()
}

fn found(point: &CriticalPoint) -> Found {
    let kind = match point.kind {
        Kind::StrictMinimum => "strict minimum".to_owned(),
        Kind::FlatMinimum if point.flat_dimensions == 0 => {
            "flat minimum, by the exact proof".to_owned()
        }
        Kind::FlatMinimum => format!("flat minimum of {} dimensions", point.flat_dimensions),
        Kind::DeadRegion => "dead region".to_owned(),
        Kind::Saddle => format!("saddle of index {}", point.index),
        Kind::Maximum => "maximum".to_owned(),
        Kind::DegenerateUnknown => "critical point that the Hessian does not settle".to_owned(),
    };
    let short = match point.kind {
        Kind::StrictMinimum | Kind::FlatMinimum => "minimum",
        Kind::DeadRegion => "dead",
        Kind::Saddle => "saddle",
        Kind::Maximum => "maximum",
        Kind::DegenerateUnknown => "critical",
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
    let count =
        |wanted: fn(Kind) -> bool| findings.points.iter().filter(|p| wanted(p.kind)).count();
    let infinite: usize = findings.limits.iter().map(|limit| limit.starts).sum();
    format!(
        "{} starts: {} minima, {} saddles and maxima, {} open cases, up to symmetry; {infinite} \
            ran to infinity.",
        findings.starts,
        count(Kind::is_minimum),
        count(|kind| matches!(kind, Kind::Saddle | Kind::Maximum)),
        count(|kind| kind == Kind::DegenerateUnknown),
    )
}

impl App {
    /// Puts found points on the map.
    pub(in crate::app) fn keep_found(
        &mut self,
        context: &Context,
        points: Vec<Found>,
        summary: String,
    ) {
        for point in &points {
            self.session.preset.add_free_point(
                &point.name,
                &point.note,
                &point.weights,
                point.exact.as_deref(),
            );
        }
        if !points.is_empty() {
            self.live.prepare(context, &self.session.preset, true);
        }
        self.tell(context, Message::done(summary));
    }
}
