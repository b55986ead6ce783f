//! Critical points and their kinds.

use num_rational::BigRational;

/// What kind of critical point it is, as far as floating point tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CriticalKind {
    /// The Hessian is positive definite.
    StrictMinimum,
    /// One of a manifold of minima: the loss stays put along the directions in which the Hessian is
    /// zero, and curves up in all others.
    FlatMinimum,
    /// A ReLU layer passes no gradient on any point; the region is open, and the loss stays put in
    /// it.
    DeadRegion,
    /// The loss falls in some direction and rises in another, or the eigenvalues leave open whether
    /// it does.
    Saddle,
    /// The loss curves up in no direction, and down in at least one.
    Maximum,
    /// The Hessian does not tell: see [`CriticalPoint::reason`].
    DegenerateUnknown,
}

impl CriticalKind {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StrictMinimum => "strict-minimum",
            Self::FlatMinimum => "flat-minimum",
            Self::DeadRegion => "dead-region",
            Self::Saddle => "saddle",
            Self::Maximum => "maximum",
            Self::DegenerateUnknown => "degenerate-unknown",
        }
    }

    /// Whether it is a local minimum.
    #[must_use]
    pub fn is_minimum(self) -> bool {
        matches!(self, Self::StrictMinimum | Self::FlatMinimum | Self::DeadRegion)
    }
}

/// A critical point, or a flat set of them represented by one.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalPoint {
    /// What it is.
    pub kind: CriticalKind,
    /// Number of negative eigenvalues.
    pub index: usize,
    /// Dimension of the flat set that it belongs to; 0 for an isolated point.
    pub flat_dimensions: usize,
    /// Its loss.
    pub loss: f64,
    /// Share of data points on the right side, where targets are 0 and 1.
    pub accuracy: Option<f64>,
    /// Euclidean norm of the gradient.
    pub gradient_norm: f64,
    /// Eigenvalues of the Hessian, ascending. At a kink they are those of one side.
    pub eigenvalues: Vec<f64>,
    /// The weights; for smooth networks in [canonical form](crate::network::canonical).
    pub weights: Vec<f64>,
    /// The exact weights that those stand for, where a minimum was proven there; `None` from
    /// [`search`](super::search).
    pub exact: Option<Vec<BigRational>>,
    /// A unit vector along which the loss falls, at a saddle or maximum.
    pub escape: Option<Vec<f64>>,
    /// Number of starts from which it was reached by one search or the other; 0 if it was met only
    /// from what they found: half way between minima, or beside another critical point.
    pub starts: usize,
    /// Which of the known starts are this point, or one of its copies or of its flat set.
    pub known: Vec<usize>,
    /// Number of copies under the network's symmetries that were met; 1 for a flat set.
    pub copies: usize,
    /// What the Hessian leaves open.
    pub reason: Option<&'static str>,
}

impl CriticalPoint {
    /// Whether no other critical points are near, as far as the Hessian tells.
    pub(super) fn is_isolated(&self) -> bool {
        self.flat_dimensions == 0 && self.reason.is_none() && self.kind != CriticalKind::DeadRegion
    }
}
