//! Random starts: which share of them ends where, counted while they run.

use std::sync::{Arc, Mutex};

use eframe::egui::Context;

use crate::app::jobs::keyed::Keyed;
use crate::app::jobs::model::Model;
use crate::app::jobs::seen::{begin, locked};
use crate::app::state::draw::Draw;
use crate::basins::{self, Population, Registry};
use crate::figure::{Swatch, format_number};
use crate::optimizer::Settings;

/// Most attractors that get a line; the rest share one.
const MOST: usize = 10;

/// A line of the table.
pub struct Line {
    /// How its basin is marked on the map.
    pub swatch: Swatch,
    /// What the starts end in.
    pub name: String,
    /// How many do.
    pub count: usize,
}

/// Where the starts so far have ended.
pub struct Tally {
    /// The table, best attractor first.
    pub lines: Vec<Line>,
    /// How many starts were run.
    pub runs: usize,
}

/// The running count and its newest state.
pub type Sample = Keyed<(Draw, Settings, bool), Tally>;

impl Sample {
    /// Counts anew unless this is what is being counted. Dropping it stops the count.
    pub fn want(
        &mut self,
        context: &Context,
        model: &Arc<Model>,
        draw: &Draw,
        settings: &Settings,
        tells_copies_apart: bool,
        registry: Arc<Mutex<Registry>>,
    ) {
        let request = (draw.clone(), settings.clone(), tells_copies_apart);
        let (model, draw, settings) = (Arc::clone(model), draw.clone(), settings.clone());
        self.ask(context, request, move |monitor, outbox| {
            begin(&registry, &model, &settings, tells_copies_apart, monitor);
            let report = |population: &Population| {
                let mut registry = locked(&registry);
                let places =
                    registry.register(&model.objective, &population.attractors, &population.counts);
                let names = registry.names(format_number);
                let called: Vec<(String, usize)> = places
                    .iter()
                    .map(|&place| (names[place].clone(), registry.color(place)))
                    .collect();
                drop(registry);
                outbox.send(tally(population, &called));
            };
            // the last report is the result
            let _ = basins::population_with(
                &model.objective,
                &settings,
                draw.law,
                draw.runs,
                draw.seed,
                tells_copies_apart,
                monitor,
                report,
            );
        });
    }
}

/// The lines of a population whose attractors have these names and colours.
fn tally(population: &Population, called: &[(String, usize)]) -> Tally {
    let attractors = called.iter().zip(&population.counts).map(|((name, color), &count)| Line {
        swatch: Swatch::Basin(*color),
        name: name.clone(),
        count,
    });
    let mut lines: Vec<Line> = attractors.filter(|line| line.count > 0).collect();
    // one more is shown rather than called "1 other"
    if lines.len() > MOST + 1 {
        // the largest stay, in their order
        let mut counts: Vec<usize> = lines.iter().map(|line| line.count).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let least = counts[MOST - 1];
        let (kept, rest): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.count >= least);
        lines = kept;
        if !rest.is_empty() {
            let name = format!("{} other attractors", rest.len());
            let count = rest.iter().map(|line| line.count).sum();
            lines.push(Line { swatch: Swatch::None, name, count });
        }
    }
    for (swatch, name, count) in [
        (Swatch::Hatched, "undecided", population.undecided),
        (Swatch::Diverged, "diverged", population.diverged),
    ] {
        if count > 0 {
            lines.push(Line { swatch, name: name.to_owned(), count });
        }
    }
    Tally { lines, runs: population.runs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_shares_get_a_line_and_the_others_one_together() {
        let population = Population {
            attractors: Vec::new(),
            counts: (1..=14).collect(),
            undecided: 3,
            diverged: 0,
        };
        let called: Vec<(String, usize)> = (1..=14).map(|k| (k.to_string(), k)).collect();
        let tally = tally(&population, &called);
        let lines: Vec<(&str, usize)> =
            tally.lines.iter().map(|l| (l.name.as_str(), l.count)).collect();
        assert_eq!(lines[..2], [("5", 5), ("6", 6)]);
        assert_eq!(lines[10..], [("4 other attractors", 1 + 2 + 3 + 4), ("undecided", 3)]);
        assert_eq!(tally.runs, 105 + 3);
    }
}
