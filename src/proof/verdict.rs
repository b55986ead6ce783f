//! What is said of a point.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// What was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A box at the point holds exactly one critical point, and it is a strict local minimum.
    ProvenStrictMinimum,
    /// The point is a local minimum, and not an isolated one.
    ProvenFlatMinimum,
    /// The point is a local minimum inside an open region where a layer is dead.
    ProvenDeadRegion,
    /// A critical point (a box at the point holds no other, or its outputs are constant), and no
    /// minimum.
    ProvenSaddle,
    /// The point is not a local minimum.
    Disproved,
    /// Neither was shown.
    Unproven,
}

impl Verdict {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProvenStrictMinimum => "proven-strict-minimum",
            Self::ProvenFlatMinimum => "proven-flat-minimum",
            Self::ProvenDeadRegion => "proven-dead-region",
            Self::ProvenSaddle => "proven-saddle",
            Self::Disproved => "disproved",
            Self::Unproven => "unproven",
        }
    }

    /// Whether the point (or the critical point in its box) is a local minimum.
    #[must_use]
    pub fn is_minimum(self) -> bool {
        matches!(self, Self::ProvenStrictMinimum | Self::ProvenFlatMinimum | Self::ProvenDeadRegion)
    }
}

/// A verdict with what belongs to it, before the loss is compared with other points.
pub(crate) struct Finding {
    pub verdict: Verdict,
    pub direction: Option<Vec<BigRational>>,
    pub reason: String,
}

impl Finding {
    pub fn unproven(reason: &str) -> Self {
        Self { verdict: Verdict::Unproven, direction: None, reason: reason.to_owned() }
    }

    pub fn disproved(direction: Vec<BigRational>, reason: String) -> Self {
        Self { verdict: Verdict::Disproved, direction: Some(direction), reason }
    }
}
