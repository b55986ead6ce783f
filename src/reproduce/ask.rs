//! What may be asked of an item besides its protocol.

use crate::preset::import::idx::Images;

/// Choices of who runs an item.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// A seed in place of the protocol's.
    pub seed: Option<u64>,
    /// How much work is done on images.
    pub budget: Budget,
    /// Images in place of the digits that come with the program.
    pub images: Option<Images>,
}

/// How much work is done: a section of the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
}
