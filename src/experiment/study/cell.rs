//! One cell of a study: an experiment with the values of the cell put in.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::setting::{Key, Until, Value};
use crate::experiment::{DEFAULT_LAW, rival};
use crate::network::{Law, limits};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::{DataEdit, DataRow, Preset};

/// Values by key, which are put in in the order of the keys.
pub(super) type Values = BTreeMap<Key, Value>;

/// An experiment that random starts are run on.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Data, network, loss and descent.
    pub preset: Preset,
    /// Law of the initial weights.
    pub law: Law,
    /// How long a descent is followed.
    pub until: Until,
    /// Standard deviation and seed of the noise that was put on the data's inputs.
    data_noise: (f64, u64),
    /// Whether the inputs are standardised.
    is_standardized: bool,
}

impl Cell {
    /// `base`, or the preset among the values, with the other values put in. The error is a
    /// sentence that begins with the key.
    pub(super) fn new(base: &Preset, values: &Values) -> Result<Self, String> {
        let preset = match values.get(&Key::Preset) {
            Some(Value::Preset(preset)) => preset,
            _ => base,
        };
        let mut cell = Self {
            preset: preset.clone(),
            law: DEFAULT_LAW,
            until: Until::default(),
            data_noise: (0.0, 0),
            is_standardized: false,
        };
        for (key, value) in values {
            cell.put(*key, value).map_err(|told| format!("{}: {told}", key.name()))?;
        }
        cell.add_data_noise();
        cell.standardize().map_err(|told| format!("{}: {told}", Key::Standardize.name()))?;
        let (network, kind) = (&cell.preset.network, cell.preset.loss.kind);
        if let Some(objection) = kind.objection(network) {
            return Err(objection.to_owned());
        }
        Ok(cell)
    }

    fn put(&mut self, key: Key, value: &Value) -> Result<(), String> {
        match (key, value) {
            (Key::Preset, _) => {}
            (Key::DataNoise, Value::Number(deviation))
                if *deviation != 0.0 && self.preset.dataset.teacher().is_some() =>
            {
                return Err(format!(
                    "expected 0, as a population has no points to add noise to, found {deviation}"
                ));
            }
            (Key::DataNoise, Value::Number(deviation)) => self.data_noise.0 = *deviation,
            (Key::DataSeed, Value::Whole(seed)) => self.data_noise.1 = *seed,
            (Key::Standardize, Value::Truth(is_wanted)) => self.is_standardized = *is_wanted,
            (Key::Init, Value::Law(law)) => self.law = *law,
            (Key::Until, Value::Until(until)) => self.until = *until,
            (Key::Activation | Key::Hidden | Key::Depth, value) => self.put_network(key, value)?,
            (key, value) => self.put_settings(key, value)?,
        }
        Ok(())
    }

    fn put_network(&mut self, key: Key, value: &Value) -> Result<(), String> {
        let mut network = self.preset.network.clone();
        let last = network.layers.len() - 1;
        if last == 1 {
            let name = &self.preset.name;
            return Err(format!("expected a network with a hidden layer, found that of {name}"));
        }
        match (key, value) {
            (_, Value::Activation(activation)) => network.activation = *activation,
            (Key::Hidden, Value::Whole(units)) => network.layers[1..last].fill(size(*units)),
            (_, Value::Whole(depth)) => {
                let hidden = vec![network.layers[1]; size(*depth)];
                network.layers.splice(1..last, hidden);
            }
            _ => {}
        }
        let (count, most) = (network.parameter_count(), limits::READ);
        if count > most {
            return Err(format!("expected a network of at most {most} weights, found {count}"));
        }
        self.preset.set_network(network);
        Ok(())
    }

    fn put_settings(&mut self, key: Key, value: &Value) -> Result<(), String> {
        let points = self.preset.dataset.len();
        let settings = &mut self.preset.descent.settings;
        match (key, value) {
            (_, Value::Optimizer(optimizer)) => *settings = rival(settings, *optimizer, None),
            (_, Value::Shape(shape)) => settings.schedule.shape = *shape,
            (Key::LearningRate, Value::Number(rate)) => settings.learning_rate = *rate,
            (Key::WeightDecay, Value::Number(decay)) => settings.weight_decay = *decay,
            (Key::Noise, Value::Number(deviation)) => settings.noise.deviation = *deviation,
            (Key::Momentum, Value::Number(momentum)) if has_momentum(settings) => {
                settings.momentum = *momentum;
            }
            (Key::Momentum, _) => {
                let name = settings.optimizer.name();
                return Err(format!("expected the optimizer momentum or nesterov, found {name}"));
            }
            (_, Value::All) => settings.batch_size = None,
            (Key::BatchSize, Value::Whole(batch)) if size(*batch) <= points => {
                settings.batch_size = Some(size(*batch)).filter(|size| *size < points);
            }
            (Key::BatchSize, Value::Whole(batch)) => {
                return Err(format!(
                    "expected at most the {points} points there are, found {batch}"
                ));
            }
            (Key::WarmUp, Value::Whole(steps)) => settings.schedule.warm_up = size(*steps),
            (Key::Steps, Value::Whole(steps)) => settings.steps = size(*steps),
            _ => {}
        }
        Ok(())
    }

    /// Adds to every input of the data a draw from `N(0, deviation^2)`, point after point.
    fn add_data_noise(&mut self) {
        let (deviation, seed) = self.data_noise;
        if deviation == 0.0 {
            return;
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for point in 0..self.preset.dataset.len() {
            let mut row = self.preset.data_row(point);
            for input in &mut row.inputs {
                let drawn: f64 = StandardNormal.sample(&mut rng);
                *input += deviation * drawn;
            }
            self.preset.edit_data(&DataEdit::Set(point, row));
        }
    }

    /// Standardises the inputs, if that is asked for.
    fn standardize(&mut self) -> Result<(), String> {
        if !self.is_standardized {
            return Ok(());
        }
        let data = self.preset.dataset.standardised().map_err(|input| {
            let name = self.preset.dataset.input_name(input);
            format!("expected inputs whose mean and deviation are finite, found those of {name}")
        })?;
        for point in 0..data.len() {
            let row = DataRow {
                inputs: data.input(point).to_vec(),
                targets: data.target(point).to_vec(),
            };
            self.preset.edit_data(&DataEdit::Set(point, row));
        }
        Ok(())
    }

    /// The value of a key as text, whether it was put in or is the preset's own; empty where it has
    /// no say.
    #[must_use]
    pub fn value(&self, key: Key) -> String {
        let (network, settings) = (&self.preset.network, &self.preset.descent.settings);
        let hidden = &network.layers[1..network.layers.len() - 1];
        match key {
            Key::Preset => self.preset.name.clone(),
            Key::DataNoise => self.data_noise.0.to_string(),
            Key::DataSeed if self.data_noise.0 == 0.0 => String::new(),
            Key::DataSeed => self.data_noise.1.to_string(),
            Key::Standardize => if self.is_standardized { "yes" } else { "no" }.to_owned(),
            Key::Activation if hidden.is_empty() => String::new(),
            Key::Activation => network.activation.name().to_owned(),
            Key::Hidden => match hidden.first() {
                Some(first) if hidden.iter().all(|units| units == first) => first.to_string(),
                // only one's own preset has layers that differ
                _ => hidden.iter().map(ToString::to_string).collect::<Vec<_>>().join("-"),
            },
            Key::Depth => hidden.len().to_string(),
            Key::Init => self.law.name(),
            Key::Optimizer => settings.optimizer.name().to_owned(),
            Key::LearningRate => settings.learning_rate.to_string(),
            Key::Momentum if !has_momentum(settings) => String::new(),
            Key::Momentum => settings.momentum.to_string(),
            Key::WeightDecay => settings.weight_decay.to_string(),
            Key::BatchSize => {
                settings.batch_size.map_or_else(|| "all".to_owned(), |size| size.to_string())
            }
            Key::Schedule => settings.schedule.shape.name().to_owned(),
            Key::WarmUp => settings.schedule.warm_up.to_string(),
            Key::Noise => settings.noise.deviation.to_string(),
            Key::Steps => settings.steps.to_string(),
            Key::Until => self.until.name().to_owned(),
        }
    }

    /// All that it depends on what a run does, besides data, loss and what no key can change.
    pub(super) fn text(&self) -> String {
        let line = |key: &Key| [key.name(), "=", &self.value(*key), "\n"].concat();
        // a key that came later says nothing where it changes nothing: seeds stay what they were
        let says = |key: &&Key| **key != Key::Standardize || self.is_standardized;
        Key::ALL.iter().filter(says).map(line).collect()
    }

    /// Whether each run draws its own noise or batches, by its own seed.
    pub(super) fn draws_on_the_way(&self) -> bool {
        let settings = &self.preset.descent.settings;
        settings.noise.is_on() || settings.has_batches(self.preset.dataset.len())
    }
}

fn has_momentum(settings: &Settings) -> bool {
    matches!(settings.optimizer, Optimizer::Momentum | Optimizer::Nesterov)
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
