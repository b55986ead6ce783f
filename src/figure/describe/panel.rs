//! What one panel of a figure shows.

use serde::{Deserialize, Serialize};

use crate::figure::map::BasinView;
use crate::figure::scale::{Colormap, ScaleKind};
use crate::figure::surface::Camera;
use crate::optimizer::Optimizer;
use crate::plane::{Grid, Quantity};

/// Most cells of a map.
const MOST_CELLS: usize = 1 << 24;

/// What a panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The plane from above, coloured by [`PanelDescription::map`].
    #[default]
    Map,
    /// The loss over the plane as a surface in space, in the colours of the map.
    Surface,
    /// What the network computes at a point: a fit over one input, regions over two.
    Data,
    /// The loss of descents against their steps.
    Curve,
    /// The eigenvalues of the Hessian at a point.
    Spectrum,
    /// The shares of a basin map's attractors, with their 95 % intervals.
    Shares,
    /// The network with its weights at a point.
    Network,
}

impl Kind {
    /// Every kind, in the order in which menus list them.
    pub const ALL: [Self; 7] = [
        Self::Map,
        Self::Surface,
        Self::Data,
        Self::Curve,
        Self::Spectrum,
        Self::Shares,
        Self::Network,
    ];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Surface => "surface",
            Self::Data => "data",
            Self::Curve => "curve",
            Self::Spectrum => "spectrum",
            Self::Shares => "shares",
            Self::Network => "network",
        }
    }
}

/// What a plane is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Map {
    /// A number of each cell.
    Values(Quantity),
    /// Where descent from it ends.
    Basins(BasinView),
}

impl Default for Map {
    fn default() -> Self {
        Self::Values(Quantity::Loss)
    }
}

impl Map {
    /// Every map, by its name.
    #[must_use]
    pub fn all() -> Vec<(&'static str, Self)> {
        let values = Quantity::ALL.map(|quantity| (quantity.name(), Self::Values(quantity)));
        let basins = BasinView::ALL.map(|view| (view.name(), Self::Basins(view)));
        [&values[..], &basins[..]].concat()
    }

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Values(quantity) => quantity.name(),
            Self::Basins(view) => view.name(),
        }
    }
}

impl From<Map> for String {
    fn from(map: Map) -> Self {
        map.name().to_owned()
    }
}

impl TryFrom<String> for Map {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let all = Self::all();
        all.iter().find(|(known, _)| *known == name).map(|(_, map)| *map).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
            format!("map: expected one of {}, found {name:?}", names.join(", "))
        })
    }
}

/// A point of weight space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Start {
    /// A named point.
    Point(String),
    /// A flat parameter vector.
    Weights(Vec<f64>),
}

/// One who runs against the preset's optimiser.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    /// The optimiser.
    pub optimizer: Optimizer,
    /// Its learning rate; without one that of the race's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<f64>,
}

/// A panel. A key that its kind has no use for does nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent choices, each a key of a file")]
pub struct PanelDescription {
    /// What it shows.
    pub kind: Kind,
    /// What the plane is coloured by.
    pub map: Map,
    /// Whether the loss is minimised over the directions off the plane.
    pub profile: bool,
    /// Cells across and up.
    pub cells: [usize; 2],
    /// Ends of the first axis; the preset's without.
    pub x_range: Option<[f64; 2]>,
    /// Ends of the second axis.
    pub y_range: Option<[f64; 2]>,
    /// Whether contour lines are drawn.
    pub contours: bool,
    /// Whether named points are drawn.
    pub points: bool,
    /// Where descents begin; the preset's starts without.
    pub starts: Option<Vec<Start>>,
    /// Steps after which paths are cut off.
    pub step: Option<usize>,
    /// Who runs from the first start as well.
    pub race: Vec<Rival>,
    /// Whether basins of copies under the network's symmetries are told apart.
    pub tells_copies_apart: bool,
    /// The colours of numbers.
    pub colormap: Colormap,
    /// The scale of numbers.
    pub scale: ScaleKind,
    /// Ends of the scale; those that suit the numbers without.
    pub limits: Option<[f64; 2]>,
    /// Steps within which a cell's descent must have been decided for its basin to be shown.
    pub decided_by: Option<usize>,
    /// From where a surface is looked at.
    pub camera: Option<Camera>,
    /// The point whose function, spectrum or weights are shown; the end of the first descent
    /// without.
    pub at: Option<Start>,
    /// Words for the first axis in place of its own.
    pub x_label: Option<String>,
    /// Words for the second.
    pub y_label: Option<String>,
}

impl Default for PanelDescription {
    fn default() -> Self {
        Self {
            kind: Kind::Map,
            map: Map::default(),
            profile: false,
            cells: [400, 328],
            x_range: None,
            y_range: None,
            contours: true,
            points: true,
            starts: None,
            step: None,
            race: Vec::new(),
            tells_copies_apart: false,
            colormap: Colormap::default(),
            scale: ScaleKind::Log,
            limits: None,
            decided_by: None,
            camera: None,
            at: None,
            x_label: None,
            y_label: None,
        }
    }
}

impl PanelDescription {
    /// A map over these cells.
    #[must_use]
    pub fn over(grid: &Grid) -> Self {
        Self {
            cells: [grid.width, grid.height],
            x_range: Some(grid.x_range),
            y_range: Some(grid.y_range),
            ..Self::default()
        }
    }

    /// Why no panel is like this, if none is.
    ///
    /// # Errors
    /// What was found and what was expected, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        let [width, height] = self.cells;
        if width == 0 || height == 0 || width.saturating_mul(height) > MOST_CELLS {
            return Err(format!(
                "cells: expected numbers from 1 across and up with at most {MOST_CELLS} in all, \
                    found {width} and {height}"
            ));
        }
        let ranges =
            [("x_range", self.x_range), ("y_range", self.y_range), ("limits", self.limits)];
        for (key, range) in ranges {
            if let Some([low, high]) = range
                && !(low < high && (high - low).is_finite())
            {
                return Err(format!(
                    "{key}: expected a lower and a higher number, found {low} \
                    and {high}"
                ));
            }
        }
        match self.limits {
            Some([low, _]) if low <= 0.0 && self.scale == ScaleKind::Log => Err(format!(
                "limits: expected positive numbers on a logarithmic scale, found {low}"
            )),
            _ => Ok(()),
        }
    }
}
