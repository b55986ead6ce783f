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

/// A critical point about which something is proven, and which is not the point given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nearby {
    /// What is proven of it.
    pub verdict: Verdict,
    /// No coordinate of it is further than this from the point given.
    pub distance: f64,
    /// Encloses its loss.
    pub loss: [f64; 2],
    /// Floating-point weights next to it.
    pub weights: Vec<f64>,
}

impl Nearby {
    /// What it is and where, as a clause.
    #[must_use]
    pub fn sentence(&self) -> String {
        let what = match self.verdict {
            Verdict::ProvenStrictMinimum => "a strict minimum",
            Verdict::ProvenSaddle => "a saddle",
            _ => "a critical point that is no minimum",
        };
        let (loss, distance) = (0.5 * (self.loss[0] + self.loss[1]), self.distance);
        format!("{what} lies within {distance:.1e} of this point, with a loss of {loss:.6e}")
    }
}

/// A verdict with what belongs to it, before the loss is compared with other points.
pub(crate) struct Finding {
    pub verdict: Verdict,
    pub direction: Option<Vec<BigRational>>,
    pub reason: String,
    pub nearby: Option<Nearby>,
}

impl Finding {
    pub fn new(verdict: Verdict, direction: Option<Vec<BigRational>>, reason: String) -> Self {
        Self { verdict, direction, reason, nearby: None }
    }

    pub fn unproven(reason: &str) -> Self {
        Self::new(Verdict::Unproven, None, reason.to_owned())
    }

    pub fn disproved(direction: Vec<BigRational>, reason: String) -> Self {
        Self::new(Verdict::Disproved, Some(direction), reason)
    }
}
