//! The basin map as a layer of the weight-space view, computed coarse to fine off the window's thread.

use std::sync::Arc;

use eframe::egui::{self, Color32, ColorImage, TextureHandle, TextureOptions};

use super::job::Slot;
use super::live::Model;
use crate::basins::{self, BasinMap, DIVERGED, NOT_COMPUTED, UNDECIDED};
use crate::descent::Settings;
use crate::experiment;
use crate::figure::{format_number, label_color, label_pixels};
use crate::plane::Grid;

/// Pixels of the screen along one side of a cell.
const CELL: usize = 3;

/// A basin map on screen.
pub struct BasinPicture {
    /// The labels.
    pub map: BasinMap,
    /// The labels as colours.
    pub texture: TextureHandle,
    /// What the legend says, best attractor first.
    pub legend: Vec<Entry>,
}

/// A line of the legend.
pub struct Entry {
    /// The colour, or none for cells without an attractor.
    pub color: Option<Color32>,
    /// What it is and how large.
    pub text: String,
}

/// A map that was asked for.
#[derive(Clone, PartialEq)]
struct Wanted {
    grid: Grid,
    settings: Settings,
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct BasinLayer {
    job: Slot<(BasinMap, ColorImage)>,
    wanted: Option<Wanted>,
    /// The newest map of the model.
    pub picture: Option<BasinPicture>,
}

impl BasinLayer {
    /// Forgets everything, as another model or another layer is shown.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Asks for the basins over these ranges, unless that is what was asked for last.
    pub fn want(
        &mut self,
        context: &egui::Context,
        model: &Arc<Model>,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        settings: &Settings,
    ) {
        let [width, height] = pixels.map(|p| p.div_ceil(CELL));
        let grid = Grid { width, height, x_range: ranges[0], y_range: ranges[1] };
        let wanted = Wanted { grid: grid.clone(), settings: settings.clone() };
        if self.wanted.as_ref() == Some(&wanted) {
            return;
        }
        // another optimiser has other basins; another place only needs more of the same
        if self.wanted.as_ref().is_some_and(|before| before.settings != *settings) {
            self.picture = None;
        }
        self.wanted = Some(wanted);
        let (model, settings) = (Arc::clone(model), settings.clone());
        self.job.start(context, move |monitor, outbox| {
            let send = |map: &BasinMap| {
                let size = [map.grid.width, map.grid.height];
                outbox.send((map.clone(), ColorImage::from_rgb(size, &label_pixels(map, false))));
            };
            // the last pass is the finished map
            let _ = experiment::basins(
                &model.objective,
                &model.view.plane,
                &grid,
                &settings,
                false,
                monitor,
                send,
            );
        });
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self, context: &egui::Context) {
        if let Some((map, image)) = self.job.take_newest() {
            let texture = context.load_texture("basins", image, TextureOptions::NEAREST);
            self.picture = Some(BasinPicture { legend: legend(&map), map, texture });
        }
    }

    /// Stops the computation; what there is stays.
    pub fn stop(&mut self) {
        self.job.stop();
    }

    /// Progress of the running computation.
    pub fn progress(&self) -> Option<f64> {
        self.job.running().map(super::job::Job::fraction)
    }
}

fn legend(map: &BasinMap) -> Vec<Entry> {
    let computed = map.computed();
    let percent =
        |count: usize| format_number((1000.0 * count as f64 / computed.max(1) as f64).round() / 10.0);
    let counts = experiment::counts(map);
    let mut entries: Vec<Entry> = map
        .attractors
        .iter()
        .zip(&counts)
        .enumerate()
        .filter(|(_, (_, count))| **count > 0)
        .map(|(place, (attractor, &count))| {
            let [r, g, b] = label_color(place);
            let share = basins::share(count, computed);
            let accuracy = attractor
                .accuracy
                .map_or(String::new(), |a| format!(", accuracy {} %", format_number(100.0 * a)));
            let half = format_number((500.0 * (share.high - share.low)).round() / 10.0);
            let text = format!("{}{accuracy}: {} % ± {half}", attractor.name(format_number), percent(count));
            Entry { color: Some(Color32::from_rgb(r, g, b)), text }
        })
        .collect();
    for (label, name) in [(UNDECIDED, "undecided (hatched)"), (DIVERGED, "diverged (light grey)")] {
        let count = map.count(label);
        if count > 0 {
            entries.push(Entry { color: None, text: format!("{name}: {} %", percent(count)) });
        }
    }
    if map.count(NOT_COMPUTED) > 0 {
        entries.push(Entry {
            color: None,
            text: "being refined: cells between computed ones are filled in".to_owned(),
        });
    }
    entries
}
