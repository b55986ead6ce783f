//! Which plane of weight space a preset shows.

use crate::network::Network;
use crate::plane::{Slide, Third};

/// Which plane of weight space to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneSpec {
    /// How the plane lies.
    pub kind: PlaneKind,
    /// The named point it goes through. Without one: the first named point, or else the zero
    /// vector. A [`PlaneKind::Points`] plane has its own.
    pub origin: Option<String>,
    /// Range of the first coordinate; without one it is chosen from the named points.
    pub x_range: Option<[f64; 2]>,
    /// Range of the second coordinate.
    pub y_range: Option<[f64; 2]>,
    /// How far it is slid along a third direction, if it is.
    pub slide: Option<Slide>,
}

/// The ways to choose a plane.
///
/// A network of one parameter has no plane; its preset holds `Directions { x: [1], y: [0] }`, and
/// [`Preset::has_plane`](super::Preset::has_plane) is false.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaneKind {
    /// Spanned by two parameters, named such as `W1[0,0]` and `b1[0]`.
    Weights {
        /// The parameter along the first axis.
        x: String,
        /// The parameter along the second axis.
        y: String,
    },
    /// Through three named points.
    Points {
        /// Their names.
        points: [String; 3],
    },
    /// Spanned by two directions.
    Directions {
        /// The first direction, a flat parameter vector.
        x: Vec<f64>,
        /// The second.
        y: Vec<f64>,
    },
    /// Spanned by two random directions.
    Random {
        /// The seed they are drawn from.
        seed: u64,
    },
    /// Spanned by two random directions scaled filter by filter (Li et al. 2018).
    FilterNormalised {
        /// The seed they are drawn from.
        seed: u64,
        /// Whether biases move along, as parts of their filters.
        biases: bool,
    },
    /// Spanned by the two main directions of the descent from a named point.
    Trajectory {
        /// The name of the point the descent starts from.
        start: String,
    },
    /// Spanned by two Hessian eigenvectors at the origin, counted from 0 by ascending eigenvalue.
    Eigenvectors {
        /// The first eigenvector's index.
        x: usize,
        /// The second one's.
        y: usize,
    },
}

impl PlaneSpec {
    /// The plane of the first two weights, or the line of the only one.
    #[must_use]
    pub fn first_weights(network: &Network) -> Self {
        let kind = match &network.parameters()[..] {
            [x, y, ..] => PlaneKind::Weights { x: x.to_string(), y: y.to_string() },
            _ => PlaneKind::Directions { x: vec![1.0], y: vec![0.0] },
        };
        Self::of_kind(kind, None)
    }

    /// A plane of this kind through a named point, neither slid nor with ranges of its own.
    #[must_use]
    pub fn of_kind(kind: PlaneKind, origin: Option<String>) -> Self {
        Self { kind, origin, x_range: None, y_range: None, slide: None }
    }

    /// How the plane is slid, or else could be at first: along the first weight that is no axis, by
    /// 0. `None` for a network whose weights a plane exhausts.
    #[must_use]
    pub fn slide_or_first(&self, network: &Network) -> Option<Slide> {
        if network.parameter_count() < 3 {
            return None;
        }
        let is_axis = |name: &String| match &self.kind {
            PlaneKind::Weights { x, y } => name == x || name == y,
            _ => false,
        };
        let first = || network.parameter_names().into_iter().find(|name| !is_axis(name));
        self.slide.clone().or_else(|| Some(Slide { along: Third::Weight(first()?), offset: 0.0 }))
    }
}

impl PlaneKind {
    /// The names used in preset files.
    pub const NAMES: [&'static str; 7] = [
        "weights",
        "points",
        "directions",
        "random",
        "filter-normalised",
        "trajectory",
        "eigenvectors",
    ];

    /// The name used in preset files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Weights { .. } => 0,
            Self::Points { .. } => 1,
            Self::Directions { .. } => 2,
            Self::Random { .. } => 3,
            Self::FilterNormalised { .. } => 4,
            Self::Trajectory { .. } => 5,
            Self::Eigenvectors { .. } => 6,
        }]
    }
}
