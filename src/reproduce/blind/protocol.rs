//! How it is done: what is drawn and what is trained.

use anyhow::{Context, ensure};
use num_rational::BigRational;
use serde::Deserialize;

use super::chance::{Cone, Spread};
use super::data::{self, Data};
use super::sample::{Counts, Law, trained};
use crate::monitor::Monitor;
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Number;
use crate::reproduce::first_dead::{Draws, first_dead};
use crate::reproduce::kept::Kept;

/// What a protocol may ask for.
const MOST_WIDTH: usize = 1000;
const MOST_STEPS: usize = 100_000_000;

/// The protocol.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Protocol {
    pub title: String,
    /// The probability that is asked for.
    pub failure: f64,
    /// Widths of the curves, of which `told` are told in tables.
    pub widths: Vec<f64>,
    pub told: Vec<f64>,
    /// Hidden layers.
    pub depths: Vec<f64>,
    /// The standard deviation that is the same for all widths.
    pub deviation: f64,
    pub seed: u64,
    pub distances: Vec<String>,
    pub border: String,
    pub offsets: Vec<String>,
    pub start: AtStart,
    pub trained: Trained,
}

/// Networks that are drawn and not trained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtStart {
    pub width: usize,
    pub depths: Vec<usize>,
    pub networks: usize,
    /// In standard deviations.
    pub means: Vec<f64>,
}

/// Networks that are trained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trained {
    pub runs: usize,
    pub steps: usize,
    pub case: Vec<Case>,
}

/// One way of training.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub data: String,
    pub hidden: Vec<usize>,
    /// In units of the least mean that is told for the width.
    pub mean: f64,
    pub optimizer: String,
    pub learning_rate: f64,
    /// Whether the classes are exchanged, so that the outliers are of class 0, which a network of
    /// positive weights has wrong at first.
    #[serde(default)]
    pub exchanged: bool,
    /// What is added to all inputs.
    #[serde(default)]
    pub shift: f64,
}

/// How many networks see nothing of the blind spot in one of their first layers, at each depth.
pub(super) struct Blind {
    pub mean: f64,
    pub counts: Vec<usize>,
}

/// A data set with what is found of it.
pub(super) struct Set {
    pub data: Data,
    pub cone: Cone,
    pub blind: Vec<Blind>,
}

impl Protocol {
    pub fn check(&self) -> anyhow::Result<()> {
        let Self { start, trained, .. } = self;
        let is_whole = |x: &f64| *x >= 1.0 && x.fract() == 0.0;
        ensure!(
            self.failure > 0.0 && self.failure < 1.0 && self.deviation > 0.0,
            "protocol fig6: expected a probability of failure between 0 and 1 and a positive \
                deviation"
        );
        ensure!(
            [&self.widths, &self.told, &self.depths].into_iter().flatten().all(is_whole)
                && !self.widths.is_empty(),
            "protocol fig6: expected whole widths and depths from 1"
        );
        let is_width = |width: &usize| (1..=MOST_WIDTH).contains(width);
        let hidden = trained.case.iter().flat_map(|case| &case.hidden);
        ensure!(
            is_width(&start.width)
                && hidden.into_iter().all(is_width)
                && trained.case.iter().all(|case| !case.hidden.is_empty())
                && start.depths.iter().all(|depth| *depth >= 1)
                && trained.steps <= MOST_STEPS,
            "protocol fig6: expected networks of 1 to {MOST_WIDTH} hidden units a layer, depths \
                from 1, and at most {MOST_STEPS} steps"
        );
        Ok(())
    }

    /// About how much work all of it is, in sums of a unit.
    pub fn cost(&self) -> u64 {
        let of_training: u64 = self.trained.case.iter().map(|case| self.cost_of(case)).sum();
        2 * self.start.means.len() as u64 * self.cost_of_drawing() + of_training
    }

    fn cost_of_drawing(&self) -> u64 {
        let AtStart { width, networks, ref depths, .. } = self.start;
        (networks * width * depths.iter().sum::<usize>()) as u64
    }

    fn cost_of(&self, case: &Case) -> u64 {
        // forwards and backwards
        2 * (self.trained.runs * self.trained.steps * case.hidden.iter().sum::<usize>()) as u64
    }

    /// The data sets, with the networks that are drawn for them.
    pub fn sets(&self, kept: &Kept, monitor: &Monitor) -> anyhow::Result<Vec<Set>> {
        let fractions = |texts: &[String]| -> anyhow::Result<Vec<BigRational>> {
            let read = texts.iter().map(|text| Number::read(text).map(|number| number.exact));
            read.collect::<Result<_, _>>()
                .map_err(|wrong| anyhow::anyhow!("protocol fig6: expected {wrong}"))
        };
        let border = fractions(std::slice::from_ref(&self.border))?.remove(0);
        let why = "protocol fig6: expected two distances less than a square number, and a square \
            number of offsets";
        let line = data::line(&fractions(&self.offsets)?).context(why)?;
        let ray = data::ray(&fractions(&self.distances)?, &border).context(why)?;
        let mut sets = Vec::new();
        for data in [line, ray] {
            let cone = Cone::new(&data)
                .context("protocol fig6: expected a blind spot below the second diagonal")?;
            let inputs = data.blind_inputs();
            let mut blind = Vec::new();
            for &mean in &self.start.means {
                let deviation = Spread::OverWidth.deviation(self.start.width as f64, 0.0, 0.0);
                let draws = Draws {
                    deviations: &|_, _| [deviation, 0.0],
                    mean: mean * deviation,
                    depth: self.start.depths.iter().copied().max().unwrap_or(1),
                    networks: self.start.networks,
                    seed: self.seed,
                };
                let monitor = monitor.share(self.cost_of_drawing());
                let counts = kept.run(&format!("{} {mean}", data.name), 0, || {
                    let dead = first_dead(&inputs, self.start.width, &draws, &monitor)?;
                    let at =
                        |depth: &usize| dead.iter().flatten().filter(|it| *it <= depth).count();
                    Some(self.start.depths.iter().map(at).collect())
                });
                blind.push(Blind { mean, counts: counts.context("cancelled")? });
            }
            sets.push(Set { data, cone, blind });
        }
        Ok(sets)
    }

    /// The law of a case: the mean that is told for its width, or a multiple of it.
    pub fn law(&self, case: &Case, cone: &Cone) -> Law {
        let width = case.hidden[0] as f64;
        let deviation = Spread::OverWidth.deviation(width, 0.0, 0.0);
        let mean = case.mean * deviation * cone.mean_for(self.failure, width);
        Law { spread: Spread::OverWidth, mean }
    }

    pub fn train(
        &self,
        case: &Case,
        sets: &[Set],
        kept: &Kept,
        monitor: &Monitor,
    ) -> anyhow::Result<Counts> {
        let optimizer = Optimizer::from_name(&case.optimizer)
            .with_context(|| format!("protocol fig6: {} is no optimiser", case.optimizer))?;
        let set = (sets.iter().find(|set| set.data.name == case.data))
            .with_context(|| format!("protocol fig6: {} is no data set", case.data))?;
        let settings = Settings::new(optimizer, case.learning_rate, self.trained.steps);
        let how_many = [self.trained.runs as u64, self.seed];
        let law = self.law(case, &set.cone);
        let data = if case.exchanged { set.data.exchanged() } else { set.data.clone() };
        let monitor = monitor.share(self.cost_of(case));
        let counts = kept.run(&format!("{case:?}"), 0, || {
            trained(&data, case.shift, &case.hidden, law, &settings, how_many, &monitor)
        });
        counts.context("cancelled")
    }
}
