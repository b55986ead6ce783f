//! What the map draws, and what is known of a place on it.

use eframe::egui::{Rect, Ui};

use crate::app::jobs::hover::Hover;
use crate::app::jobs::live::Live;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::{Run, index_at};
use crate::app::state::session::{Layer, Session};
use crate::experiment::{self, Held};
use crate::figure::plan::Place;
use crate::plane::Projection;

/// What the map draws.
pub struct MapView<'a> {
    /// The choices.
    pub session: &'a Session,
    /// The results.
    pub live: &'a Live,
    /// The place under the pointer.
    pub hover: Option<&'a Hover>,
    /// The step under the playhead.
    pub step: usize,
    /// What the optimiser holds there, if that is shown.
    pub held: Option<&'a Held>,
    /// Why there is no model, if so.
    pub failure: Option<&'a str>,
    /// Whether there are ranges to go back and forward to.
    pub can_go: [bool; 2],
}

/// Where the map is.
pub struct MapOutput {
    /// Its place in the window.
    pub frame: Rect,
    /// Pixels of the map, across and up.
    pub pixels: [usize; 2],
    /// The layer for which it was laid out: the row above it is higher for some.
    pub layer: Layer,
}

impl MapView<'_> {
    /// The number that the loss map shows under the pointer: of a profile that of the cell.
    pub(super) fn number(&self, hover: &Hover) -> Option<f64> {
        self.profile_at(hover.at).or(hover.loss)
    }

    /// The smallest loss found over a place of the plane, if a profile is shown.
    pub(super) fn profile_at(&self, at: [f64; 2]) -> Option<f64> {
        self.live.loss.picture.as_ref().filter(|picture| picture.of.look.profile)?.value_at(at)
    }

    /// Where the start of the descent is; without a run its loss is known on a line only.
    pub(super) fn start(&self, model: &Model) -> Option<Place> {
        let start = self.session.start.as_ref()?;
        if start.weights.len() != model.objective.parameter_count() {
            return None;
        }
        let known = self.live.run.as_ref().filter(|run| run.start.weights == start.weights);
        Some(if let Some(run) = known {
            place_of(run, 0)
        } else if model.is_line() {
            let loss = experiment::loss(&model.objective, &start.weights);
            let at = experiment::place(&model.view.plane, &start.weights, loss);
            Place { at: [at.x, at.y], loss }
        } else {
            let at = model.view.plane.project(&start.weights);
            Place { at: [at.x, at.y], loss: f64::NAN }
        })
    }

    /// The path of a run up to the playhead.
    pub(super) fn shown_path<'r>(&self, run: &'r Run) -> &'r [Projection] {
        &run.path[..=index_at(&run.trajectory.records, self.step)]
    }

    /// The cell of the basin map at coordinates of the plane, if that map is shown.
    pub(super) fn cell(&self, at: [f64; 2]) -> Option<[usize; 2]> {
        let picture = self.live.basins.current().filter(|_| self.session.layer == Layer::Basins)?;
        picture.named.cell(at)
    }

    /// Where descent from the cell under the pointer ends, if the basins are shown and it is
    /// computed.
    pub(super) fn fate(&self, at: [f64; 2]) -> Option<String> {
        let [i, j] = self.cell(at)?;
        let named = &self.live.basins.current()?.named;
        named.fate(named.map.label[[j, i]])
    }
}

/// Where a record of a run is drawn.
pub(super) fn place_of(run: &Run, record: usize) -> Place {
    let at = &run.path[record];
    Place { at: [at.x, at.y], loss: run.trajectory.records[record].loss }
}

/// Most pixels of a picture along one side: beyond this a projector shows no more.
const MAX_PIXELS: usize = 2048;

/// Pixels of the map, across and up.
pub(super) fn pixels(frame: Rect, ui: &Ui) -> [usize; 2] {
    let (size, pixels_per_point) = (frame.size(), ui.ctx().pixels_per_point());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 8..=2048 first"
    )]
    [size.x, size.y]
        .map(|points| (points * pixels_per_point).clamp(8.0, MAX_PIXELS as f32).round() as usize)
}
