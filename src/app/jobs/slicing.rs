//! Computes the loss over the plane, or the norm of its gradient, coarse to fine, with its colours
//! and contours.

use std::sync::Arc;

use eframe::egui::ColorImage;
use ndarray::Array2;

use crate::app::jobs::job::Outbox;
use crate::app::jobs::keyed::Same;
use crate::app::jobs::model::Model;
use crate::app::state::session::Look;
use crate::figure::{self, Scale, contour};
use crate::monitor::Monitor;
use crate::plane::Grid;
use crate::plane::profile::{self, Profile};
use crate::plane::{Quantity, slice};
use crate::platform::Instant;

/// Number of contour levels.
const CONTOURS: usize = 12;

/// Pixels of the screen along one side of a cell of a profile, each of which is a minimisation.
const PROFILE_CELL: usize = 3;

/// Numbers over the plane, and how they are to be seen.
#[derive(Clone)]
pub struct Landscape {
    /// Whose loss it is.
    pub model: Arc<Model>,
    /// What the numbers are.
    pub quantity: Quantity,
    /// The one level of them that is drawn as a line, in place of contours.
    pub edge: Option<f64>,
    /// The grid.
    pub grid: Grid,
    /// The numbers, row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// Number to colour.
    pub scale: Scale,
    /// What it is drawn with.
    pub look: Look,
}

/// A landscape with its colours; drawn by [`Picture`](super::loss_layer::Picture).
pub struct Sliced {
    pub of: Landscape,
    pub image: ColorImage,
    pub contours: Vec<Vec<[f64; 2]>>,
    pub is_final: bool,
    /// Seconds that a cell took, with its colour, where that was measured.
    pub pace: Option<f64>,
}

/// A picture that was asked for.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    pub model: Same<Model>,
    pub quantity: Quantity,
    pub edge: Option<f64>,
    pub ranges: [[f64; 2]; 2],
    pub pixels: [usize; 2],
    pub look: Look,
}

/// Computes a picture coarse to fine, of which an earlier one may be `known`; each stage is sent as
/// it is ready.
pub fn slice(
    wanted: &Wanted,
    known: Option<Landscape>,
    stages: &[usize],
    monitor: &Monitor,
    outbox: &Outbox<Sliced>,
) {
    let (model, [width, height]) = (&wanted.model.0, wanted.pixels);
    // along a single weight one row of cells is the whole curve
    let height = if model.is_line() { 1 } else { height };
    let cell = if wanted.look.profile { PROFILE_CELL } else { 1 };
    let (width, height) = (width.div_ceil(cell), height.div_ceil(cell));
    let full = Grid { width, height, x_range: wanted.ranges[0], y_range: wanted.ranges[1] };
    let is_of_this = |known: &Landscape| {
        known.quantity == wanted.quantity
            && Arc::ptr_eq(&known.model, model)
            && known.look.profile == wanted.look.profile
    };
    if let Some(known) = known.as_ref().filter(|known| known.grid == full && is_of_this(known)) {
        // the same cells in other colours
        if let Some(sliced) = colour(wanted, full, Arc::clone(&known.values), None, true, monitor) {
            outbox.send(sliced);
        }
        return;
    }
    // a coarse stage keeps the colours of the picture before it, so that panning does not flicker
    let fits = |known: &Landscape| known.look.scale == wanted.look.scale && is_of_this(known);
    let scale = known.filter(fits).map(|known| known.scale);
    if wanted.look.profile {
        let send = |profile: &Profile, is_final: bool| {
            let (grid, values) = (profile.grid.clone(), Arc::new(profile.values.clone()));
            let kept = if is_final { None } else { scale };
            if let Some(sliced) = colour(wanted, grid, values, kept, is_final, monitor) {
                outbox.send(sliced);
            }
        };
        let (objective, plane) = (&model.objective, &model.view.plane);
        let profile =
            profile::profile(objective, plane, &full, monitor, |stage| send(stage, false));
        if let Some(profile) = profile {
            send(&profile, true);
        }
        return;
    }
    for &divisor in stages {
        let started = Instant::now();
        let grid = Grid {
            width: width.div_ceil(divisor),
            height: height.div_ceil(divisor),
            ..full.clone()
        };
        let (objective, plane) = (&model.objective, &model.view.plane);
        let Some(values) = slice::values(wanted.quantity, objective, plane, &grid, monitor) else {
            return;
        };
        let kept = if divisor == 1 { None } else { scale };
        let cells = values.len() as f64;
        let Some(sliced) = colour(wanted, grid, Arc::new(values), kept, divisor == 1, monitor)
        else {
            return;
        };
        // contours would count as cells
        let pace = (divisor > 1).then(|| started.elapsed().as_secs_f64() / cells);
        outbox.send(Sliced { pace, ..sliced });
    }
}

/// Values as colours and contours; `None` when cancelled.
fn colour(
    wanted: &Wanted,
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Option<Scale>,
    is_final: bool,
    monitor: &Monitor,
) -> Option<Sliced> {
    let look = &wanted.look;
    let scale = scale.unwrap_or_else(|| Scale::fit(values.iter().copied(), look.scale));
    let rgb = figure::pixels(&values, &scale, look.colormap);
    let image = ColorImage::from_rgb([grid.width, grid.height], &rgb);
    let mut contours = Vec::new();
    if (look.contours || wanted.edge.is_some()) && is_final && grid.height > 1 {
        let levels = wanted.edge.map_or_else(|| contour::levels(&scale, CONTOURS), |at| vec![at]);
        for level in levels {
            if monitor.is_cancelled() {
                return None;
            }
            contours.extend(contour::drawn_lines(&values, &grid, level));
        }
    }
    let (quantity, edge) = (wanted.quantity, wanted.edge);
    let (model, look) = (Arc::clone(&wanted.model.0), look.clone());
    Some(Sliced {
        of: Landscape { model, quantity, edge, grid, values, scale, look },
        image,
        contours,
        is_final,
        pace: None,
    })
}
