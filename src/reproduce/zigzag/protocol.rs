//! How it is done, and the runs.

use anyhow::{Context, ensure};
use rayon::prelude::*;
use serde::Deserialize;

use super::wide::{Points, train};
use crate::monitor::Monitor;
use crate::network::{Activation, Law, Network, draw};
use crate::optimizer::{Optimizer, Settings};
use crate::reproduce::kept::Kept;

/// What a protocol may ask for.
const MOST_POINTS: usize = 1000;
const MOST_UNITS: usize = 100_000;
const MOST_STEPS: usize = 100_000_000;
const MOST_RUNS: usize = 1_000;

/// The protocol.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Protocol {
    pub title: String,
    pub points: usize,
    pub taus: Vec<f64>,
    pub widths: Vec<usize>,
    pub law: String,
    pub optimizer: String,
    pub learning_rate: f64,
    pub steps: usize,
    /// Starts of each width and each tau.
    pub runs: usize,
    pub seed: u64,
}

/// The runs of a width at a tau, the least error first.
pub(super) struct Cell {
    pub width: usize,
    pub tau: f64,
    /// The final mean squared errors.
    pub errors: Vec<f64>,
    /// The weights of the run in the middle.
    pub weights: Vec<f64>,
}

impl Protocol {
    pub fn checked(&self) -> anyhow::Result<(Law, Settings)> {
        let is_positive = |x: &f64| x.is_finite() && *x > 0.0;
        ensure!(
            !self.taus.is_empty()
                && self.taus.iter().all(is_positive)
                && is_positive(&self.learning_rate),
            "protocol fig5: expected positive taus, and a positive learning rate"
        );
        ensure!(
            (2..=MOST_POINTS).contains(&self.points)
                && !self.widths.is_empty()
                && self.widths.iter().all(|width| (1..=MOST_UNITS).contains(width))
                && (1..=MOST_RUNS).contains(&self.runs)
                && self.steps <= MOST_STEPS,
            "protocol fig5: expected 2 to {MOST_POINTS} points, widths from 1 to {MOST_UNITS}, 1 \
                to {MOST_RUNS} runs and at most {MOST_STEPS} steps"
        );
        let law = Law::from_name(&self.law).with_context(|| {
            format!("protocol fig5: expected the law {}, found {:?}", Law::NAMES, self.law)
        })?;
        let optimizer = Optimizer::from_name(&self.optimizer)
            .with_context(|| format!("protocol fig5: {:?} is no optimiser", self.optimizer))?;
        Ok((law, Settings::new(optimizer, self.learning_rate, self.steps)))
    }

    /// The points at a `tau`.
    pub fn points(&self, tau: f64) -> Points {
        let last = (self.points - 1) as f64;
        Points {
            inputs: (0..self.points).map(|i| tau * (2.0 * i as f64 / last - 1.0)).collect(),
            targets: (0..self.points).map(|i| if i % 2 == 0 { -1.0 } else { 1.0 }).collect(),
        }
    }

    /// Trains all, the widest first, since they take the longest; `None` when cancelled.
    pub fn cells(
        &self,
        law: Law,
        settings: &Settings,
        kept: &Kept,
        monitor: &Monitor,
    ) -> Option<Vec<Cell>> {
        let mut widths = self.widths.clone();
        widths.sort_unstable();
        widths.reverse();
        let mut cells: Vec<(usize, f64)> = Vec::new();
        for width in widths {
            cells.extend(self.taus.iter().map(|tau| (width, *tau)));
        }
        // a unit's step is the unit
        let units: usize = cells.iter().map(|(width, _)| width).sum();
        monitor.set_total((units * self.runs * settings.steps) as u64);
        let runs: Vec<(usize, usize)> =
            (0..cells.len()).flat_map(|cell| (0..self.runs).map(move |run| (cell, run))).collect();
        let of_run = |&(cell, run): &(usize, usize)| {
            let (width, tau) = cells[cell];
            let network = Network {
                layers: vec![1, width, 1],
                activation: Activation::Relu,
                output_activation: Activation::Identity,
                bias: true,
            };
            // the same start at each tau
            let start = draw(&network, law, self.seed.wrapping_add(run as u64));
            kept.run(&format!("{width} {tau} {run}"), width * settings.steps, || {
                train(&self.points(tau), &start, settings, monitor)
            })
        };
        let ends: Option<Vec<(Vec<f64>, f64)>> =
            runs.par_iter().with_max_len(1).map(of_run).collect();
        let ends = ends?;
        let cells = cells.into_iter().zip(ends.chunks(self.runs)).map(|((width, tau), ends)| {
            let mut ends: Vec<&(Vec<f64>, f64)> = ends.iter().collect();
            ends.sort_by(|a, b| a.1.total_cmp(&b.1));
            let weights = ends[(ends.len() - 1) / 2].0.clone();
            Cell { width, tau, errors: ends.iter().map(|end| end.1).collect(), weights }
        });
        Some(cells.collect())
    }
}

impl Cell {
    /// The error of the run in the middle, the better one of two.
    pub fn middle(&self) -> f64 {
        self.errors[(self.errors.len() - 1) / 2]
    }

    pub fn ends(&self) -> [f64; 2] {
        [self.errors[0], self.errors[self.errors.len() - 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_trains_the_same_networks_for_any_number_of_threads() {
        let text = include_str!("../protocols/fig5.toml");
        let shipped: Protocol = toml::from_str(text).expect("the shipped protocol");
        let protocol =
            Protocol { widths: vec![3, 20], taus: vec![1.0, 0.01], steps: 600, ..shipped };
        let (law, settings) = protocol.checked().expect("a protocol");
        let by = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                let (folder, monitor) =
                    (tempfile::tempdir().expect("a folder"), Monitor::default());
                let kept = Kept::open(folder.path(), "fig5", &[], &monitor).expect("a file");
                let cells = protocol.cells(law, &settings, &kept, &monitor).expect("trained");
                cells.into_iter().map(|cell| (cell.weights, cell.errors)).collect::<Vec<_>>()
            })
        };
        let found = by(1);
        assert_eq!(found, by(2));
        // the widest first, and close together is harder
        assert_eq!(found.len(), 4);
        assert!(found[0].1[0] < found[1].1[0], "{found:?}");
    }

    #[test]
    fn what_cannot_be_trained_is_refused_in_a_sentence() {
        let text = include_str!("../protocols/fig5.toml");
        let shipped: Protocol = toml::from_str(text).expect("the shipped protocol");
        let wrong = [
            Protocol { taus: vec![0.0], ..shipped.clone() },
            Protocol { points: 1, ..shipped.clone() },
            Protocol { widths: vec![], ..shipped.clone() },
            Protocol { law: "normall".to_owned(), ..shipped.clone() },
            Protocol { optimizer: "adamm".to_owned(), ..shipped },
        ];
        for protocol in wrong {
            let told = protocol.checked().expect_err("refused").to_string();
            assert!(told.starts_with("protocol fig5: ") && told.lines().count() == 1, "{told}");
        }
    }
}
