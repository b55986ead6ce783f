//! Panels of lines, marks and bars, as data.

use serde::{Deserialize, Serialize};

use crate::figure::map::Swatch;
use crate::figure::scale::ScaleKind;
use crate::optimizer::Optimizer;

/// An axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Its name.
    pub label: String,
    /// Its ends, positive on a log scale.
    pub range: [f64; 2],
    /// Whether equal ratios or equal differences take equal room.
    pub spacing: ScaleKind,
}

impl Axis {
    /// An axis.
    #[must_use]
    pub fn new(label: &str, range: [f64; 2], spacing: ScaleKind) -> Self {
        Self { label: label.to_owned(), range, spacing }
    }

    /// The place of a value, from 0 at the lower end to 1; not finite where it has none.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let [low, high] = self.range;
        match self.spacing {
            ScaleKind::Linear => (value - low) / (high - low),
            ScaleKind::Log => pxfm::f_log(value / low) / pxfm::f_log(high / low),
        }
    }
}

/// A line through points in the units of the axes; it is broken where one is not finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The points.
    pub points: Vec<[f64; 2]>,
    /// Its colour.
    pub color: [u8; 3],
    /// Its width in points at type of 9.5.
    pub width: f64,
    /// Lengths drawn and left out.
    pub dash: Option<[f64; 2]>,
}

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkShape {
    /// A disc.
    Disc,
    /// A triangle that points up.
    Triangle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// The mark of an optimiser in a race.
    Runner(Optimizer),
}

impl MarkShape {
    /// The shape of a class, in the order of classes.
    #[must_use]
    pub fn of_class(class: usize) -> Self {
        const SHAPES: [MarkShape; 4] =
            [MarkShape::Disc, MarkShape::Triangle, MarkShape::Square, MarkShape::Diamond];
        SHAPES[class % SHAPES.len()]
    }
}

/// A mark at a place in the units of the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where it is.
    pub at: [f64; 2],
    /// Its shape.
    pub shape: MarkShape,
    /// Its colour.
    pub color: [u8; 3],
    /// Whether a cross lies on it: a point on the wrong side.
    pub is_crossed: bool,
}

/// An entry of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What stands before the words: the line, or the mark.
    pub color: [u8; 3],
    /// The mark, on a line if there is none.
    pub shape: Option<MarkShape>,
    /// The dashes of the line.
    pub dash: Option<[f64; 2]>,
    /// The words.
    pub text: String,
}

/// Pixels between the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Pixels across and down.
    pub size: [usize; 2],
    /// Three bytes a pixel, the highest row on top.
    pub rgb: Vec<u8>,
}

/// Lines and marks between two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The axis across.
    pub x: Axis,
    /// The axis up.
    pub y: Axis,
    /// What lies below everything.
    pub image: Option<Image>,
    /// The lines, the lowest first.
    pub lines: Vec<Line>,
    /// The marks, the lowest first.
    pub marks: Vec<Mark>,
    /// What they mean.
    pub key: Vec<Key>,
}

/// A share with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// How it is marked.
    pub swatch: Swatch,
    /// What it is a share of.
    pub text: String,
    /// The share, 0 to 1.
    pub share: f64,
    /// The ends of its 95 % interval.
    pub interval: [f64; 2],
}

/// A weight between two units of neighbouring layers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The layer that it comes from, 0 for the inputs.
    pub layer: usize,
    /// The unit there.
    pub from: usize,
    /// The unit of the next layer.
    pub to: usize,
    /// The weight.
    pub weight: f64,
}

/// A network with its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// Units of the layers, inputs first.
    pub layers: Vec<usize>,
    /// The weights.
    pub edges: Vec<Edge>,
    /// Biases of the units behind the inputs, a list a layer; empty lists for networks without.
    pub biases: Vec<Vec<f64>>,
}
