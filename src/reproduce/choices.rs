//! What a person chooses of an item in place of its shipped protocol.

use std::path::PathBuf;

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::protocol::Protocol;
use crate::experiment::study::Study;
use crate::input;
use crate::preset::import::idx::Images;

/// The largest protocol that is read.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Choices; what is `None` is as the protocol says.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Seed of all that is drawn.
    pub seed: Option<u64>,
    /// How many networks or starts are drawn of each kind.
    pub runs: Option<u64>,
    /// A file to be read as the protocol of an item that is no study.
    pub protocol: Option<PathBuf>,
    /// The protocols of a study; the usual ones if there are none.
    pub protocols: Vec<Protocol>,
    /// How much work is done on images.
    pub budget: Budget,
    /// Images in place of the digits that come with the program.
    pub images: Option<Images>,
}

/// How much work is done: a section of the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// Seconds: to see that it runs.
    Small,
    /// Minutes.
    #[default]
    Usual,
    /// Hours.
    Large,
}

impl Budget {
    /// Every budget.
    pub const ALL: [Self; 3] = [Self::Small, Self::Usual, Self::Large];

    /// The name on the command line and in protocols.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Usual => "usual",
            Self::Large => "large",
        }
    }

    /// About how long it takes.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Small => "seconds",
            Self::Usual => "minutes",
            Self::Large => "hours",
        }
    }
}

impl Choices {
    /// The studies with the names of their protocols.
    ///
    /// # Errors
    /// If the values of one do not go together.
    pub fn studies(&self) -> anyhow::Result<Vec<(String, Study)>> {
        let usual;
        let mut protocols = &self.protocols;
        if protocols.is_empty() {
            usual = Protocol::USUAL.map(Protocol::load).into_iter().collect::<Result<_, _>>()?;
            protocols = &usual;
        }
        let study = |protocol: &Protocol| {
            Ok((protocol.name.clone(), protocol.study(self.runs, self.seed)?))
        };
        protocols.iter().map(study).collect()
    }

    /// The protocol: that of the file, or else the shipped one.
    ///
    /// # Errors
    /// If the file cannot be read, or something in it is wrong.
    pub(super) fn protocol<T: DeserializeOwned>(&self, shipped: &str) -> anyhow::Result<T> {
        let Some(path) = &self.protocol else {
            return toml::from_str(shipped).context("a shipped protocol");
        };
        let text = input::text(path, MAX_FILE_BYTES)
            .with_context(|| format!("protocol {}", path.display()))?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            anyhow::anyhow!("{}, line {line}: {}", path.display(), error.message())
        })
    }

    /// How many are drawn.
    pub(super) fn runs_or(&self, protocol: usize) -> usize {
        self.runs.map_or(protocol, |runs| usize::try_from(runs).unwrap_or(usize::MAX))
    }
}
