//! What can be run again.

use super::part::Part;
use super::points;

/// An item of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Shares of random starts that end well, a study.
    Table1,
    /// The ten points of Theorem 1.
    Theorem1,
    /// The points of Propositions 1 to 3 and of the dead layers.
    Propositions,
}

impl Item {
    /// Every item, in the order of a report of all.
    pub const ALL: [Self; 3] = [Self::Theorem1, Self::Propositions, Self::Table1];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table1 => "table1",
            Self::Theorem1 => "theorem1",
            Self::Propositions => "propositions",
        }
    }

    /// Its part of the report; `None` for one that is a study, whose part its
    /// [`Report`](super::Report) makes.
    ///
    /// # Errors
    /// If it asks for what a preset does not have, or was cancelled.
    pub fn part(self) -> anyhow::Result<Option<Part>> {
        match self {
            Self::Table1 => Ok(None),
            Self::Theorem1 | Self::Propositions => points::part(self.name()).map(Some),
        }
    }
}
