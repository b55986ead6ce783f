//! The flat sets of proven minima that the plane meets, computed off the window's thread.

use std::sync::Arc;

use eframe::egui::Context;

use crate::app::jobs::keyed::{Keyed, Same};
use crate::app::jobs::model::Model;
use crate::experiment::{self, FlatPatch, FlatSet};
use crate::preset::Preset;

/// How far they are followed, as a multiple of the ranges seen at first.
const REACH: f64 = 8.0;

/// The flat sets in the plane of a model, once they are computed.
pub type Flats = Keyed<Same<Model>, Vec<FlatSet>>;

impl Flats {
    /// Computes them for a model of `preset`.
    pub fn want(&mut self, context: &Context, model: &Arc<Model>, preset: &Preset) {
        if model.is_line() {
            *self = Self::default();
            return;
        }
        let request = Same::of(model);
        let (model, preset) = (Arc::clone(model), preset.clone());
        self.ask(context, request, move |monitor, outbox| {
            let view = &model.view;
            let ranges = [view.x_range, view.y_range].map(|[low, high]| {
                let (middle, half) = (0.5 * (low + high), 0.5 * REACH * (high - low));
                [middle - half, middle + half]
            });
            if let Some(sets) = experiment::flat_sets(&preset, &view.plane, ranges, monitor) {
                outbox.send(sets);
            }
        });
    }

    /// The flat sets of the named points that have one in the plane.
    pub fn sets(&self) -> &[FlatSet] {
        self.answer().map_or(&[], Vec::as_slice)
    }

    /// What the map shows of a named point's flat set, in a sentence.
    pub fn sentence(&self, point: usize) -> Option<&'static str> {
        let set = self.sets().iter().find(|set| set.point == point)?;
        Some(if set.patches.is_empty() {
            "A curve or more of minima of the same loss, proven in the same arithmetic, goes \
                through these weights, but \
                leaves the plane of the map: it only crosses it at this point."
        } else if set.patches.iter().any(FlatPatch::is_region) {
            "All weights in the hatched region are minima of the same loss, proven in the same \
                arithmetic."
        } else {
            "All weights on the green line are minima of the same loss, proven in the same \
                arithmetic."
        })
    }
}
