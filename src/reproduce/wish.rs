//! What a person asks of items, before any file of it is read.

use std::path::PathBuf;

use anyhow::bail;
use serde::{Deserialize, Serialize};

use super::choices::{Budget, Choices};
use super::item::Item;
use super::protocol::Protocol;
use crate::preset::import::idx::Images;

/// A wish; what is not said is as the protocols say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// Seed of all that is drawn.
    pub seed: Option<u64>,
    /// How many networks or starts are drawn of each kind.
    pub runs: Option<u64>,
    /// Names or paths of a study's protocols, or the path of another item's.
    pub protocols: Vec<String>,
    /// How much work is done on images.
    pub budget: Budget,
    /// The folder with MNIST's files.
    pub mnist: Option<PathBuf>,
}

impl Wish {
    /// Reads what is named.
    ///
    /// # Errors
    /// If a file cannot be read, something in it is wrong, or what is asked does not fit `items`.
    pub fn load(&self, items: &[Item]) -> anyhow::Result<Choices> {
        let Self { seed, runs, budget, .. } = *self;
        let is_study = items.contains(&Item::Table1);
        let protocol = match (items, &self.protocols[..]) {
            (_, []) => None,
            _ if is_study => None,
            ([item], [path]) if item.has_own_protocol() => Some(PathBuf::from(path)),
            _ => bail!("expected --protocol with table1, or once with prop5, fig5 or fig6 alone"),
        };
        let protocols = if is_study { self.protocols()? } else { Vec::new() };
        let images = self.mnist.as_deref().map(Images::load).transpose()?;
        let choices = Choices { seed, runs, protocol, protocols, budget, images };
        if is_study {
            // what is wrong with one is told before anything is made
            choices.studies()?;
        }
        Ok(choices)
    }

    fn protocols(&self) -> anyhow::Result<Vec<Protocol>> {
        let mut all: Vec<Protocol> = Vec::new();
        for name in self.study_names() {
            let protocol = Protocol::load(name)?;
            if all.iter().any(|other| other.name == protocol.name) {
                bail!("expected protocols with names of their own, found {} twice", protocol.name);
            }
            all.push(protocol);
        }
        Ok(all)
    }

    /// The protocols of a study.
    #[must_use]
    pub fn study_names(&self) -> Vec<&str> {
        let named: Vec<&str> = self.protocols.iter().map(String::as_str).collect();
        if named.is_empty() { Protocol::USUAL.into() } else { named }
    }

    /// The options of the command that ask for the same; a person's own folder is not told.
    #[must_use]
    pub fn options(&self) -> String {
        let mut line = String::new();
        for name in &self.protocols {
            line += &format!(" --protocol {name}");
        }
        line += &self.runs.map_or_else(String::new, |runs| format!(" --runs {runs}"));
        line += &self.seed.map_or_else(String::new, |seed| format!(" --seed {seed}"));
        if self.budget != Budget::default() {
            line += &format!(" --budget {}", self.budget.name());
        }
        line + if self.mnist.is_some() { " --mnist DIR" } else { "" }
    }
}
