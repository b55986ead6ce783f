//! What can be run again.

use super::ask::Ask;
use super::part::Part;
use super::{drawing, images, points, trivial};
use crate::monitor::Monitor;

/// Presets with the figures that they describe.
const FIGURE_3: [(&str, &str); 2] =
    [("jellyfish-relu", "3"), ("jellyfish-sigmoid", "3, with sigmoids")];
const FIGURE_4: [(&str, &str); 3] =
    [("relu-line-of-minima", "4a"), ("two-relu-units", "4b"), ("three-relu-units", "4c")];

/// An item of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Shares of random starts that end well, a study.
    Table1,
    /// The ten points of Theorem 1.
    Theorem1,
    /// The points of Propositions 1 to 3 and of the dead layers.
    Propositions,
    /// Networks on images from weights with a shifted mean.
    Fig1,
    /// Networks on images whose inputs are scaled.
    Fig2,
    /// The outcomes on the jellyfish.
    Fig3,
    /// The three regression examples.
    Fig4,
    /// Trivial networks against depth.
    Prop5,
}

impl Item {
    /// Every item, in the order of a report of all.
    pub const ALL: [Self; 8] = [
        Self::Theorem1,
        Self::Propositions,
        Self::Fig1,
        Self::Fig2,
        Self::Fig3,
        Self::Fig4,
        Self::Prop5,
        Self::Table1,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table1 => "table1",
            Self::Theorem1 => "theorem1",
            Self::Propositions => "propositions",
            Self::Fig1 => "fig1",
            Self::Fig2 => "fig2",
            Self::Fig3 => "fig3",
            Self::Fig4 => "fig4",
            Self::Prop5 => "prop5",
        }
    }

    /// Its part of the report, as it was asked for; `on_part` gives the handle by which a long part
    /// of the work is watched. `None` for one that is a study, whose part its
    /// [`Report`](super::Report) makes.
    ///
    /// # Errors
    /// If it asks for what a preset does not have, or was cancelled.
    pub fn part(
        self,
        ask: &Ask,
        on_part: &dyn Fn(&'static str) -> Monitor,
    ) -> anyhow::Result<Option<Part>> {
        match self {
            Self::Table1 => Ok(None),
            Self::Theorem1 | Self::Propositions => points::part(self.name()).map(Some),
            Self::Fig1 | Self::Fig2 => images::part(self.name(), ask, on_part).map(Some),
            Self::Fig3 => drawing::part(self.name(), &FIGURE_3, on_part).map(Some),
            Self::Fig4 => drawing::part(self.name(), &FIGURE_4, on_part).map(Some),
            Self::Prop5 => trivial::part(ask.seed, on_part).map(Some),
        }
    }
}
