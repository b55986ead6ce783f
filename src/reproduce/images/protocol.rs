//! How the networks of a figure are drawn and trained.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::network::{Activation, Law, Network};
use crate::optimizer::{Optimizer, Settings};
use crate::reproduce::choices::Choices;

/// What the labels of the images are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Labels {
    /// Their own.
    True,
    /// Those of others.
    Permuted,
}

impl Labels {
    pub fn words(self) -> &'static str {
        match self {
            Self::True => "true labels",
            Self::Permuted => "permuted labels",
        }
    }
}

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    notes: String,
    hidden_layers: Vec<usize>,
    labels: Vec<Labels>,
    law: String,
    means: Vec<f64>,
    scales: Vec<f64>,
    optimizer: String,
    learning_rate: f64,
    batch_size: usize,
    seed: u64,
    budget: BTreeMap<String, Scale>,
}

/// How much is done.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    /// Units of each hidden layer.
    pub width: usize,
    /// Updates of a run.
    pub steps: usize,
    /// Looks at a run after its beginning.
    pub looks: usize,
    /// Runs of each kind.
    pub seeds: usize,
}

/// The protocol of a figure at one scale.
#[derive(Clone, Debug)]
pub(super) struct Protocol {
    pub title: String,
    pub notes: String,
    pub hidden_layers: Vec<usize>,
    pub labels: Vec<Labels>,
    pub law: Law,
    pub variants: Vec<Variant>,
    pub optimizer: Optimizer,
    learning_rate: f64,
    batch_size: usize,
    pub seed: u64,
    pub scale: Scale,
}

/// What differs from one curve of a chart to the next; the first is what others are held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Variant {
    /// Added to every initial weight and bias.
    pub mean: f64,
    /// What inputs are multiplied by.
    pub scale: f64,
}

impl Protocol {
    /// That of an item.
    pub fn of(item: &str, choices: &Choices) -> anyhow::Result<Self> {
        let text = match item {
            "fig1" => include_str!("../protocols/fig1.toml"),
            _ => include_str!("../protocols/fig2.toml"),
        };
        let what = format!("protocol {item}");
        let file: File = toml::from_str(text).with_context(|| what.clone())?;
        let scale = file.budget.get(choices.budget.name());
        let scale = *scale.with_context(|| format!("{what}: expected each budget"))?;
        let law = Law::from_name(&file.law)
            .with_context(|| format!("{what}: expected the law {}", Law::NAMES))?;
        let optimizer = Optimizer::from_name(&file.optimizer)
            .with_context(|| format!("{what}: expected an optimizer"))?;
        let means = file.means.iter();
        let variants: Vec<Variant> = means
            .flat_map(|&mean| file.scales.iter().map(move |&scale| Variant { mean, scale }))
            .collect();
        let is_whole = scale.width > 0 && scale.steps >= scale.looks && scale.looks > 0;
        ensure!(
            is_whole && scale.seeds > 0 && !variants.is_empty() && !file.hidden_layers.contains(&0),
            "{what}: expected networks, steps, looks and seeds"
        );
        Ok(Self {
            title: file.title,
            notes: file.notes,
            hidden_layers: file.hidden_layers,
            labels: file.labels,
            law,
            variants,
            optimizer,
            learning_rate: file.learning_rate,
            batch_size: file.batch_size,
            seed: choices.seed.unwrap_or(file.seed),
            scale,
        })
    }

    /// A network of so many hidden layers on so many inputs and classes.
    pub fn network(&self, hidden: usize, inputs: usize, classes: usize) -> Network {
        let units = std::iter::repeat_n(self.scale.width, hidden);
        Network {
            layers: std::iter::once(inputs).chain(units).chain([classes]).collect(),
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: true,
        }
    }

    /// How a run with this seed is trained.
    pub fn settings(&self, seed: u64) -> Settings {
        Settings {
            batch_size: Some(self.batch_size),
            seed,
            ..Settings::new(self.optimizer, self.learning_rate, self.scale.steps)
        }
    }

    /// The steps at which runs are looked at, from 0.
    pub fn looks(&self) -> Vec<usize> {
        let Scale { steps, looks, .. } = self.scale;
        (0..=looks).map(|k| steps * k / looks).collect()
    }

    /// What a variant is called: what differs from the others.
    pub fn name(&self, variant: Variant) -> String {
        let mut words = Vec::new();
        if self.variants.iter().any(|other| other.mean != variant.mean) {
            words.push(format!("mean {}", variant.mean));
        }
        if self.variants.iter().any(|other| other.scale != variant.scale) {
            words.push(format!("τ = {}", variant.scale));
        }
        words.join(", ")
    }
}
