//! Figure 6 and Proposition 4: means of the initial weights for which a ReLU network does not see
//! most of its data, and so cannot learn them.
//!
//! Two data sets in two dimensions are made in exact fractions ([`data`]), whitened, separable and
//! of full rank. How probable it is that no unit of the first layer fires in the blind spot is
//! derived ([`chance`]); deeper networks are drawn, and networks are trained ([`sample`]).
//!
//! **Theorem.** Let `x_o . x_b = -1` for every point `x_b` in the blind spot and every `x_o`
//! outside, and let no first-layer unit fire in the blind spot. Then none ever does under gradient
//! descent, whatever the loss, the depth, the rates, the batches, or the momentum; the output there
//! is one number at every step, and both classes are never right.
//!
//! *Proof.* A unit's weights and bias `(w, b)` have gradients from the points that it fires on
//! alone, those outside: a combination of the vectors `(x_o, 1)`. So is every step, and with
//! momentum every velocity. It changes the sum on `x_b` by that combination of `x_o . x_b + 1 = 0`.
//!
//! Weight decay only shrinks those sums. In whitened data with such a blind spot, points of it whose
//! inner products with each other are all above -1 are one point: the block of the hat matrix
//! `(1 + x_i . x_j)/N` that belongs to them is then a positive matrix, a projection, and its rows
//! sum to 1, so by Perron's theorem its rank is 1. So no blind spot whose coordinates are all below
//! 0, as in the paper's construction, can hold both classes and be proven to stay blind in this way;
//! there training is sampled.

mod chance;
mod data;
mod sample;
mod told;

use std::time::Instant;

use anyhow::{Context, ensure};
use num_rational::BigRational;
use serde::Deserialize;

use self::chance::{Cone, Spread};
use self::data::Data;
use self::sample::{Counts, Law, blind_inputs, trained};
use super::choices::Choices;
use super::first_dead::{Draws, first_dead};
use super::part::Part;
use crate::monitor::Monitor;
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Number;

/// What a protocol may ask for.
const MOST_WIDTH: usize = 1000;
const MOST_STEPS: usize = 100_000_000;

/// The protocol.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocol {
    title: String,
    /// The probability that is asked for.
    failure: f64,
    /// Widths of the curves, of which `told` are told in tables.
    widths: Vec<f64>,
    told: Vec<f64>,
    /// Hidden layers.
    depths: Vec<f64>,
    /// The standard deviation that is the same for all widths.
    deviation: f64,
    seed: u64,
    distances: Vec<String>,
    border: String,
    offsets: Vec<String>,
    start: AtStart,
    trained: Trained,
}

/// Networks that are drawn and not trained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtStart {
    width: usize,
    depths: Vec<usize>,
    networks: usize,
    /// In standard deviations.
    means: Vec<f64>,
}

/// Networks that are trained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trained {
    runs: usize,
    steps: usize,
    case: Vec<Case>,
}

/// One way of training.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    data: String,
    hidden: Vec<usize>,
    /// In units of the least mean that is told for the width.
    mean: f64,
    optimizer: String,
    learning_rate: f64,
    /// Whether the classes are exchanged, so that the outliers are of class 0, which a network of
    /// positive weights has wrong at first.
    #[serde(default)]
    exchanged: bool,
    /// What is added to all inputs.
    #[serde(default)]
    shift: f64,
}

/// How many networks see nothing of the blind spot in one of their first layers, at each depth.
struct Blind {
    mean: f64,
    counts: Vec<usize>,
}

/// A data set with what is found of it.
struct Set {
    data: Data,
    cone: Cone,
    blind: Vec<Blind>,
}

/// Derives, draws, trains and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(
    choices: &Choices,
    on_part: &dyn Fn(&'static str) -> Monitor,
) -> anyhow::Result<Part> {
    let mut protocol: Protocol = choices.protocol(include_str!("../protocols/fig6.toml"))?;
    protocol.seed = choices.seed.unwrap_or(protocol.seed);
    protocol.start.networks = choices.runs_or(protocol.start.networks);
    protocol.trained.runs = choices.runs_or(protocol.trained.runs);
    protocol.check()?;
    let begun = Instant::now();
    let sets = protocol.sets(on_part)?;
    let mut counts = Vec::new();
    for case in &protocol.trained.case {
        counts.push(protocol.train(case, &sets, &on_part("training"))?);
    }
    Ok(told::part(&protocol, &sets, &counts, begun.elapsed().as_secs_f64()))
}

impl Protocol {
    fn check(&self) -> anyhow::Result<()> {
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

    /// The data sets, with the networks that are drawn for them.
    fn sets(&self, on_part: &dyn Fn(&'static str) -> Monitor) -> anyhow::Result<Vec<Set>> {
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
            let inputs = blind_inputs(&data);
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
                let monitor = on_part("random networks");
                let dead =
                    first_dead(&inputs, self.start.width, &draws, &monitor).context("cancelled")?;
                let at = |depth: &usize| dead.iter().flatten().filter(|it| *it <= depth).count();
                blind.push(Blind { mean, counts: self.start.depths.iter().map(at).collect() });
            }
            sets.push(Set { data, cone, blind });
        }
        Ok(sets)
    }

    /// The law of a case: the mean that is told for its width, or a multiple of it.
    fn law(&self, case: &Case, cone: &Cone) -> Law {
        let width = case.hidden[0] as f64;
        let deviation = Spread::OverWidth.deviation(width, 0.0, 0.0);
        let mean = case.mean * deviation * cone.mean_for(self.failure, width);
        Law { spread: Spread::OverWidth, mean }
    }

    fn train(&self, case: &Case, sets: &[Set], monitor: &Monitor) -> anyhow::Result<Counts> {
        let optimizer = Optimizer::from_name(&case.optimizer)
            .with_context(|| format!("protocol fig6: {} is no optimiser", case.optimizer))?;
        let set = (sets.iter().find(|set| set.data.name == case.data))
            .with_context(|| format!("protocol fig6: {} is no data set", case.data))?;
        let settings = Settings::new(optimizer, case.learning_rate, self.trained.steps);
        let how_many = [self.trained.runs as u64, self.seed];
        let law = self.law(case, &set.cone);
        let data = if case.exchanged { set.data.exchanged() } else { set.data.clone() };
        trained(&data, case.shift, &case.hidden, law, &settings, how_many, monitor)
            .context("cancelled")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Preset;

    #[test]
    fn the_preset_has_the_points_of_the_line() {
        let preset = Preset::load("blind-spot").expect("it is shipped");
        let data = data::tests::on_the_line();
        let inputs: Vec<Vec<BigRational>> = data.inputs.iter().map(|x| x.to_vec()).collect();
        assert_eq!(preset.exact.inputs, inputs);
        let classes: Vec<bool> =
            (0..data.inputs.len()).map(|i| preset.dataset.target(i) == [1.0]).collect();
        assert_eq!(classes, data.classes);
    }
}
