//! What helps: an experiment with one thing changed at a time, and how often its random starts end
//! well then.

use std::collections::BTreeMap;

use super::cell::{Cell, Values};
use super::plan::{Block, Plan, Study};
use super::setting::{Key, Until, Value};
use super::tally::Tally;
use crate::monitor::Monitor;
use crate::network::Law;
use crate::optimizer::{Optimizer, Shape};
use crate::preset::Preset;

/// Standard deviation of the noise on the gradient that might help (Neelakantan et al. 2015, arXiv
/// 1511.06807, begin with such ones).
const NOISE: f64 = 0.1;

/// A loss this near to the best known one, against it, is as good.
const AS_GOOD: f64 = 0.01;

/// A change that might help.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// What is changed.
    pub name: &'static str,
    /// To what, or why that cannot be.
    pub told: String,
    /// The cell of the study; `None` if that cannot be, or it is so already.
    pub cell: Option<usize>,
}

/// An experiment as it is, and with each change.
#[derive(Clone, Debug)]
pub struct Remedies {
    /// Each as a cell.
    pub study: Study,
    /// As it is first.
    pub all: Vec<Remedy>,
}

impl Remedies {
    /// Of a preset: `runs` random starts of each, which count as a success with every point right,
    /// or, where targets are not 0 and 1, with a mean loss below `threshold`.
    ///
    /// # Errors
    /// If the preset itself cannot be run.
    pub fn new(preset: &Preset, runs: u64, seed: u64, threshold: f64) -> anyhow::Result<Self> {
        let plan = Plan { runs, seed, threshold, ..Plan::of(preset.clone()) };
        let mut study = plan.study()?;
        study.cells.clear();
        let mut all: Vec<Remedy> = Vec::new();
        for (name, values) in changes(preset) {
            let (told, cell) = match Cell::new(preset, &values) {
                Err(told) => (told, None),
                Ok(cell) if study.cells.iter().any(|other| other.text() == cell.text()) => {
                    ("it is so already".to_owned(), None)
                }
                Ok(cell) => {
                    study.cells.push(cell);
                    let cell = study.cells.last().expect("it was put in");
                    let changed = values.keys().filter(|key| **key != Key::Until);
                    let words = |key: &Key| {
                        format!("{} {}", key.name().replace('_', " "), cell.value(*key))
                    };
                    (changed.map(words).collect::<Vec<_>>().join(", "), Some(study.cells.len() - 1))
                }
            };
            all.push(Remedy { name, told, cell });
        }
        study.keys = Key::ALL.to_vec();
        study.fingerprint = study.digest();
        Ok(Self { study, all })
    }
}

/// The mean loss below which a run has found what is known: a little above the least of the named
/// points, or of a plan's own where there are none.
#[must_use]
pub fn known_threshold(preset: &Preset) -> f64 {
    let objective = preset.objective();
    let points = objective.dataset().len();
    let factor = objective.loss().factor(points) * points as f64;
    let mut work = objective.workspace();
    let losses = preset
        .points
        .iter()
        .filter(|point| point.weights.len() == objective.parameter_count())
        .map(|point| objective.value(&point.weights, &mut work) / factor);
    let best = losses.filter(|loss| loss.is_finite()).fold(f64::INFINITY, f64::min);
    if best.is_finite() { best + AS_GOOD * best.max(AS_GOOD) } else { AS_GOOD }
}

/// What is changed, one thing at a time.
fn changes(preset: &Preset) -> Vec<(&'static str, Values)> {
    let network = &preset.network;
    let hidden = network.layers[1..network.layers.len() - 1].iter().max().copied().unwrap_or(0);
    let law = if network.activation.has_kink() { Law::He } else { Law::Xavier };
    let one = |name, key: Key, value: Value| {
        (name, BTreeMap::from([(key, value), (Key::Until, Value::Until(Until::Told))]))
    };
    vec![
        ("as it is", BTreeMap::from([(Key::Until, Value::Until(Until::Told))])),
        one("twice as wide", Key::Hidden, Value::Whole(2 * hidden.max(1) as u64)),
        one("momentum", Key::Optimizer, Value::Optimizer(Optimizer::Momentum)),
        one("Adam", Key::Optimizer, Value::Optimizer(Optimizer::Adam)),
        one("noise on the gradient", Key::Noise, Value::Number(NOISE)),
        one(
            "a falling rate",
            Key::Schedule,
            Value::Shape(Shape::Cosine { steps: None, floor: 0.0 }),
        ),
        one("standardised inputs", Key::Standardize, Value::Truth(true)),
        one("another initialisation", Key::Init, Value::Law(law)),
    ]
}

impl Study {
    /// Makes the runs of all cells in turns, and hands the tallies over as they grow; `None` when
    /// cancelled. The runs are those that [`Study::work`] makes.
    pub fn tallies(&self, monitor: &Monitor, mut seen: impl FnMut(&[Tally])) -> Option<Vec<Tally>> {
        let mut tallies = vec![Tally::default(); self.cells.len()];
        let mut rounds: BTreeMap<u64, Vec<Block>> = BTreeMap::new();
        for block in self.blocks(super::Shard::WHOLE) {
            rounds.entry(block.runs.start).or_default().push(block);
        }
        let blocks: Vec<Block> = rounds.into_values().flatten().collect();
        monitor.set_total(self.rows());
        for block in blocks {
            let rows = self.run(&block, monitor)?;
            rows.iter().for_each(|row| tallies[block.cell].add_row(row));
            monitor.advance(rows.len() as u64);
            seen(&tallies);
        }
        Some(tallies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_a_cell_of_its_own_and_what_cannot_be_changed_says_why() {
        let preset = Preset::load("jellyfish-relu").unwrap();
        let Remedies { study, all } = Remedies::new(&preset, 100, 0, 0.01).unwrap();
        assert_eq!(all[0].cell, Some(0));
        assert_eq!(all.iter().filter(|remedy| remedy.cell.is_some()).count(), study.cells.len());
        let wider = all.iter().find(|remedy| remedy.name == "twice as wide").unwrap();
        assert_eq!(study.cells[wider.cell.unwrap()].preset.network.layers, [2, 4, 1]);
        let tallies = study.tallies(&Monitor::default(), |_| {}).unwrap();
        assert!(tallies.iter().all(|tally| tally.runs == 100));
        // four ReLU units are stuck less often than two, by far more than the intervals
        let [two, four] = [0, wider.cell.unwrap()].map(|cell| tallies[cell].right_share().unwrap());
        assert!(two.high < four.low, "{two:?} {four:?}");

        let neuron = Preset::load("logistic-neuron").unwrap();
        let Remedies { all, .. } = Remedies::new(&neuron, 10, 0, 0.01).unwrap();
        let wider = all.iter().find(|remedy| remedy.name == "twice as wide").unwrap();
        assert!(wider.cell.is_none() && wider.told.contains("hidden layer"), "{}", wider.told);
    }

    #[test]
    fn standardised_inputs_have_mean_0_and_deviation_1() {
        let preset = Preset::load("two-relu-units").unwrap();
        let Remedies { study, all } = Remedies::new(&preset, 1, 0, 0.01).unwrap();
        let cell = all.iter().find(|remedy| remedy.name == "standardised inputs").unwrap();
        let data = &study.cells[cell.cell.unwrap()].preset.dataset;
        let inputs = data.inputs().column(0).to_owned();
        let count = inputs.len() as f64;
        assert!(inputs.sum().abs() < 1e-12);
        assert!((inputs.mapv(|x| x * x).sum() / count - 1.0).abs() < 1e-12);
    }
}
