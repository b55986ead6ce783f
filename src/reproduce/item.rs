//! What can be run again.

use super::part::Part;
use super::task::Task;
use super::{blind, drawing, images, points, spurious, trivial, xor, zigzag};
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
    /// Networks on images from weights with a shifted mean.
    Fig1,
    /// Networks on images whose inputs are scaled.
    Fig2,
    /// The outcomes on the jellyfish.
    Fig3,
    /// The three regression examples.
    Fig4,
    /// Regression on a zig-zag whose points lie closer and closer.
    Fig5,
    /// Means of the initial weights that blind the first layer.
    Fig6,
    /// Trivial networks against depth.
    Prop5,
    /// Spurious minima before an orthonormal teacher, of Safran and Shamir 2018.
    SafranShamir,
    /// What is known of the XOR networks 2-2-1 and 2-3-1 with sigmoids and squared errors.
    XorLiterature,
}

impl Item {
    /// Every item, in the order of a report of all.
    pub const ALL: [Self; 12] = [
        Self::Theorem1,
        Self::Propositions,
        Self::Fig1,
        Self::Fig2,
        Self::Fig3,
        Self::Fig4,
        Self::Fig5,
        Self::Fig6,
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
            Self::Fig1 => "fig1",
            Self::Fig2 => "fig2",
            Self::Fig3 => "fig3",
            Self::Fig4 => "fig4",
            Self::Fig5 => "fig5",
            Self::Fig6 => "fig6",
            Self::Prop5 => "prop5",
            Self::SafranShamir => "safran-shamir",
            Self::XorLiterature => "xor-literature",
        }
    }

    /// What it is, for a list.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Table1 => "Table 1: how often training ends well",
            Self::Theorem1 => "Theorem 1: ten points, a strict bad minimum",
            Self::Propositions => "Propositions 1 to 3: minima in fractions",
            Self::Fig1 => "Figure 1: images from a shifted beginning",
            Self::Fig2 => "Figure 2: images scaled",
            Self::Fig3 => "Figure 3: ends on the jellyfish",
            Self::Fig4 => "Figure 4: three regressions",
            Self::Fig5 => "Figure 5: a zig-zag that is squeezed",
            Self::Fig6 => "Figure 6: initial means that blind a network",
            Self::Prop5 => "Proposition 5: trivial networks against depth",
            Self::SafranShamir => "Safran and Shamir: minima before a teacher",
            Self::XorLiterature => "XOR with sigmoids: what is proven",
        }
    }

    /// Whether it reads the protocol of its `Choices`.
    #[must_use]
    pub fn has_own_protocol(self) -> bool {
        matches!(self, Self::Fig5 | Self::Fig6 | Self::Prop5)
    }

    /// Whether it draws as many runs as are asked for.
    #[must_use]
    pub fn has_runs(self) -> bool {
        matches!(self, Self::Table1 | Self::Fig5 | Self::Fig6 | Self::Prop5)
    }

    /// Whether chance is in it.
    #[must_use]
    pub fn has_seed(self) -> bool {
        !matches!(self, Self::Theorem1 | Self::Propositions | Self::Fig3 | Self::Fig4)
    }

    /// Whether its networks are trained on images, with a [`Budget`](super::choices::Budget).
    #[must_use]
    pub fn has_images(self) -> bool {
        matches!(self, Self::Fig1 | Self::Fig2)
    }

    /// Its part of the report; `None` for one that is a study; see [`Self::run`].
    ///
    /// # Errors
    /// If it asks for what a preset does not have, or was cancelled.
    pub(super) fn part(self, task: &Task) -> anyhow::Result<Option<Part>> {
        let part = match self {
            Self::Table1 => return Ok(None),
            Self::Theorem1 | Self::Propositions => points::part(task),
            Self::Fig1 | Self::Fig2 => images::part(task),
            Self::Fig3 => drawing::part(&FIGURE_3, task),
            Self::Fig4 => drawing::part(&FIGURE_4, task),
            Self::Fig5 => zigzag::part(task),
            Self::Fig6 => blind::part(task),
            Self::Prop5 => trivial::part(task),
            Self::SafranShamir => spurious::part(task),
            Self::XorLiterature => xor::part(task),
        };
        part.map(Some)
    }
}
