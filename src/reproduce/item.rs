//! What can be run again.

use super::part::Part;
use super::{drawing, points, spurious, trivial, xor};
use crate::monitor::Monitor;

/// Presets with the figures that they describe.
const FIGURE_3: [(&str, &str); 2] =
    [("jellyfish-relu", "3"), ("jellyfish-sigmoid", "3, with sigmoids")];
const FIGURE_4: [(&str, &str); 3] =
    [("relu-line-of-minima", "4a"), ("two-relu-units", "4b"), ("three-relu-units", "4c")];

/// An item of the paper, or of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Shares of random starts that end well, a study.
    Table1,
    /// The ten points of Theorem 1.
    Theorem1,
    /// The points of Propositions 1 to 3 and of the dead layers.
    Propositions,
    /// The outcomes on the jellyfish.
    Fig3,
    /// The three regression examples.
    Fig4,
    /// Trivial networks against depth.
    Prop5,
    /// Spurious minima before an orthonormal teacher, of Safran and Shamir 2018.
    SafranShamir,
    /// What is known of the XOR networks 2-2-1 and 2-3-1 with sigmoids and squared errors.
    XorLiterature,
}

impl Item {
    /// Every item, in the order of a report of all.
    pub const ALL: [Self; 8] = [
        Self::Theorem1,
        Self::Propositions,
        Self::Fig3,
        Self::Fig4,
        Self::Prop5,
        Self::SafranShamir,
        Self::XorLiterature,
        Self::Table1,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table1 => "table1",
            Self::Theorem1 => "theorem1",
            Self::Propositions => "propositions",
            Self::Fig3 => "fig3",
            Self::Fig4 => "fig4",
            Self::Prop5 => "prop5",
            Self::SafranShamir => "safran-shamir",
            Self::XorLiterature => "xor-literature",
        }
    }

    /// Its part of the report, with this seed in place of its own where chance is in it; `on_part`
    /// gives the handle by which a long part of the work is watched. `None` for one that is a
    /// study, whose part its [`Report`](super::Report) makes.
    ///
    /// # Errors
    /// If it asks for what a preset does not have, or was cancelled.
    pub fn part(
        self,
        seed: Option<u64>,
        on_part: &dyn Fn(&'static str) -> Monitor,
    ) -> anyhow::Result<Option<Part>> {
        match self {
            Self::Table1 => Ok(None),
            Self::Theorem1 | Self::Propositions => points::part(self.name()).map(Some),
            Self::Fig3 => drawing::part(self.name(), &FIGURE_3, on_part).map(Some),
            Self::Fig4 => drawing::part(self.name(), &FIGURE_4, on_part).map(Some),
            Self::Prop5 => trivial::part(seed, on_part).map(Some),
            Self::SafranShamir => spurious::part(seed, on_part).map(Some),
            Self::XorLiterature => xor::part(seed, on_part).map(Some),
        }
    }
}
