//! What tells where a descent ends, by name: each can be left out, to see what it is worth.

/// What it rests on that a descent is said to end somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// It lies in a region that it cannot leave, or at rest; see [`super::trapped`].
    Trapped,
    /// Its limit is told ahead; see [`super::extrapolated`].
    Extrapolated,
}

impl Ground {
    /// A word for legends and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Trapped => "trapped",
            Self::Extrapolated => "extrapolated",
        }
    }
}

/// One way to tell where a descent ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decider {
    /// The gradient is exactly zero.
    Rest,
    /// A trapping region of a known minimum.
    Region,
    /// Every point is right for good.
    LastMistake,
    /// Beside the infimum of a pattern of active units.
    Pattern,
    /// A cycle of two steps.
    Cycle,
    /// The point that what is left of the way leads to.
    Point,
    /// The loss that a run to infinity falls towards.
    Infinity,
}

impl Decider {
    /// All, in the order in which they are asked.
    pub const ALL: [Self; 7] = [
        Self::Region,
        Self::Rest,
        Self::LastMistake,
        Self::Pattern,
        Self::Cycle,
        Self::Point,
        Self::Infinity,
    ];

    /// A name for tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "at rest",
            Self::Region => "trapping region",
            Self::LastMistake => "last mistake",
            Self::Pattern => "pattern",
            Self::Cycle => "cycle",
            Self::Point => "point",
            Self::Infinity => "infinity",
        }
    }

    /// What it rests on.
    #[must_use]
    pub fn ground(self) -> Ground {
        match self {
            Self::Rest | Self::Region | Self::LastMistake | Self::Pattern | Self::Cycle => {
                Ground::Trapped
            }
            Self::Point | Self::Infinity => Ground::Extrapolated,
        }
    }
}
