//! What the card of counter-examples asks for, and what is chosen on it.

use std::path::{Path, PathBuf};

use crate::construct::hunt::Settings;
use crate::network::Activation;
use crate::objective::LossKind;

/// What the card asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Show the card, or close it.
    Show(bool),
    /// Other numbers in its fields.
    Choose(Choice),
    /// A network that fits no better than a linear model.
    LinearFit,
    /// A dead layer.
    DeadLayer,
    /// A unit made two.
    Split,
    /// Hunt, or stop hunting.
    Hunt,
    /// Open what the hunt found, by its place in the list.
    OpenHit(usize),
}

/// The fields of the card.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The place of the point whose unit is split.
    pub point: usize,
    /// That unit.
    pub unit: usize,
    /// The share of its outgoing weights that it keeps, in hundredths.
    pub share: i32,
    /// What is hunted for.
    pub quarry: Quarry,
}

impl Default for Choice {
    fn default() -> Self {
        Self { point: 0, unit: 0, share: 50, quarry: Quarry::default() }
    }
}

/// What a hunt is for, as far as it is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarry {
    /// Data points.
    pub points: usize,
    /// Hidden units.
    pub hidden: usize,
    /// Loss.
    pub loss: LossKind,
    /// Seed of everything.
    pub seed: u64,
    /// The folder that was chosen; where empty, one for these settings beside the session's file.
    pub folder: String,
}

impl Default for Quarry {
    fn default() -> Self {
        Self { points: 10, hidden: 2, loss: LossKind::Squared, seed: 0, folder: String::new() }
    }
}

impl Quarry {
    /// Those of the command `hunt` with the same numbers.
    pub fn settings(&self) -> Settings {
        Settings {
            points: self.points,
            inputs: 2,
            hidden: self.hidden,
            activation: Activation::Sigmoid,
            loss: self.loss,
            starts: 24,
            climb: 20,
            seed: self.seed,
            from: None,
        }
    }

    /// Where the hunt is kept; `base` is the folder of the session's file.
    pub fn place(&self, base: Option<&Path>) -> Option<PathBuf> {
        if !self.folder.trim().is_empty() {
            return Some(PathBuf::from(self.folder.trim()));
        }
        let Self { points, hidden, loss, seed, .. } = self;
        let own = format!("{points}-points-{hidden}-units-{}-seed-{seed}", loss.name());
        base.map(|base| base.join("hunts").join(own))
    }
}
