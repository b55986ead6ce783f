//! A plane with its points and paths, as data.

use std::sync::Arc;

use ndarray::Array2;

use super::chart::Axis;
use crate::basins::BasinMap;
use crate::experiment::FlatPatch;
use crate::figure::map::{BasinPixels, BasinView, shown_values};
use crate::figure::plan::{Area, Flat};
use crate::figure::scale::{Colormap, Scale, ScaleKind};
use crate::figure::surface::Camera;
use crate::optimizer::Optimizer;
use crate::plane::{Grid, Projection};

/// A named point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointMark {
    /// Where it is, and how far from the plane.
    pub at: Projection,
    /// Its loss, which a surface needs.
    pub loss: f64,
    /// Its name.
    pub label: String,
    /// Whether it is a start, drawn as a triangle.
    pub is_start: bool,
}

/// The path of a descent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathMark {
    /// Its points, projected onto the plane.
    pub points: Vec<Projection>,
    /// The loss at each of them, which a surface needs.
    pub losses: Vec<f64>,
    /// How many of the points are drawn, from the first; names keep clear of all of them, so that
    /// they stay where they are while a path grows.
    pub shown: usize,
    /// Which of several it is.
    pub role: PathRole,
}

/// What a path is among others.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PathRole {
    /// One of the descents that the figure is about; each has a colour of its own.
    #[default]
    Descent,
    /// That of an optimiser in a race, and what the key says of it.
    Runner(Optimizer, String),
}

/// A slice, profile or basin map with what lies on it, from above or as a surface.
///
/// A grid of a single row is the loss along a line and is drawn as a curve.
#[derive(Clone, Debug)]
pub struct MapPanel {
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
    /// Range of the vertical axis, where the grid does not give it (a curve).
    pub y_range: [f64; 2],
    /// The cells.
    pub grid: Grid,
    /// Their numbers (losses, for one), row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// What the numbers are called.
    pub quantity: String,
    /// Number to position on the colour bar.
    pub scale: Scale,
    /// Position to colour.
    pub colormap: Colormap,
    /// Pixels and a legend in place of the numbers, where colours stand for attractors.
    pub labels: Option<BasinPixels>,
    /// Where descent from each cell ends, where the map is of that.
    pub basins: Option<Arc<BasinMap>>,
    /// Contour lines in plane coordinates.
    pub contours: Vec<Vec<[f64; 2]>>,
    /// Whether they are not levels of the numbers but the one line that matters.
    pub is_edge: bool,
    /// Proven flat minima, in plane coordinates.
    pub flats: Vec<FlatPatch>,
    /// Named points.
    pub points: Vec<PointMark>,
    /// Paths of descents.
    pub paths: Vec<PathMark>,
    /// Whether names stand where they would without paths, which are others in the next frame of a
    /// film.
    pub has_fixed_names: bool,
    /// Pixels of a surface along a unit of the page's layout, where the picture is known to have
    /// no more; enough for print without.
    pub detail: Option<f64>,
    /// How it is looked at as a surface, in the place of a flat map.
    pub surface: Option<Camera>,
}

impl MapPanel {
    /// The panel with a basin map, painted as `pixels`, in place of the loss.
    #[must_use]
    pub fn with_basins(
        mut self,
        map: &Arc<BasinMap>,
        view: BasinView,
        pixels: BasinPixels,
    ) -> Self {
        self.basins = Some(map.clone());
        self.grid = map.grid.clone();
        self.contours = Vec::new();
        self.is_edge = false;
        if let (Some(quantity), Some(scale)) = (view.quantity(), pixels.scale) {
            self.values = Arc::new(shown_values(map, |cell| view.number(map, cell)));
            quantity.clone_into(&mut self.quantity);
            self.scale = scale;
        } else {
            if self.surface.is_some() {
                // the height still is the loss, which may have been computed on other cells of the
                // same ranges
                (self.grid.height, self.grid.width) = self.values.dim();
            }
            self.labels = Some(pixels);
        }
        self
    }

    /// The axes of the plane.
    pub(in crate::figure) fn axes(&self) -> [Axis; 2] {
        let axis = |label: &String, range| Axis {
            label: label.clone(),
            range,
            spacing: ScaleKind::Linear,
        };
        [axis(&self.x_label, self.grid.x_range), axis(&self.y_label, self.y_range)]
    }

    /// Whether it is the loss along a line.
    pub(in crate::figure) fn is_curve(&self) -> bool {
        self.grid.height == 1
    }

    /// The plane from above, in this area of a page.
    pub(in crate::figure) fn flat(&self, area: Area) -> Flat {
        Flat { ranges: [self.grid.x_range, self.y_range], area }
    }

    /// The curve of a single row on the page.
    pub(in crate::figure) fn curve(&self, area: Area) -> Vec<[f64; 2]> {
        let cells = self.values.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        cells.map(|(i, &loss)| self.flat(area).position([self.grid.x(i), loss])).collect()
    }
}

impl PathMark {
    /// The points that are drawn.
    pub(in crate::figure) fn drawn(&self) -> &[Projection] {
        &self.points[..self.shown.min(self.points.len())]
    }

    /// Who runs along it in a race, and what the key says of it.
    pub(in crate::figure) fn runner(&self) -> Option<(Optimizer, &str)> {
        match &self.role {
            PathRole::Runner(who, text) => Some((*who, text)),
            PathRole::Descent => None,
        }
    }
}
