//! The basin map as a layer of the weight-space view, computed coarse to fine off the window's thread. What is
//! painted of it can change without computing it again.

mod painting;
mod seen;
mod swatch;

use std::sync::{Arc, Mutex};

use eframe::egui::{self, TextureHandle, TextureOptions};

pub use self::painting::Wish;
use self::painting::{Painted, paint};
pub use self::seen::{Seen, begin, locked};
pub use self::swatch::swatch_ui;
use super::job::Slot;
use super::model::Model;
use super::session::Look;
use crate::basins::{BasinMap, DIVERGED, NOT_COMPUTED, Registry, UNDECIDED};
use crate::descent::Settings;
use crate::experiment;
use crate::figure::{BasinPixels, BasinView, format_number, label_color};
use crate::plane::Grid;

/// Pixels of the screen along one side of a cell.
const CELL: usize = 3;

/// A basin map with what its attractors are called, here and on other maps.
pub struct Named {
    /// The map.
    pub map: BasinMap,
    /// The place of each of the map's attractors among all that were seen.
    pub places: Vec<usize>,
    /// The name of each of the map's attractors.
    pub names: Vec<String>,
    /// Whether the map was computed with copies told apart.
    pub tells_copies_apart: bool,
}

impl Named {
    /// The cell that holds coordinates of the plane: its column and row.
    pub fn cell(&self, at: [f64; 2]) -> Option<[usize; 2]> {
        self.map.grid.column(at[0]).zip(self.map.grid.row(at[1])).map(|(i, j)| [i, j])
    }

    /// What a label means; `None` for cells that are not computed.
    pub fn fate(&self, label: i32) -> Option<String> {
        match label {
            NOT_COMPUTED => None,
            UNDECIDED => Some("undecided within the steps".to_owned()),
            DIVERGED => Some("diverged".to_owned()),
            label => self.names.get(usize::try_from(label).ok()?).cloned(),
        }
    }

    /// All that is known of the cell in column `i` and row `j`, once it is computed.
    pub fn verdict(&self, [i, j]: [usize; 2]) -> Option<String> {
        let map = &self.map;
        let fate = self.fate(map.label[[j, i]])?;
        Some(format!(
            "{fate}\nreached loss {} after {} steps, {} away",
            format_number(map.loss[[j, i]]),
            super::theme::whole(map.steps[[j, i]] as usize),
            format_number(map.distance[[j, i]]),
        ))
    }
}

/// A basin map on screen.
pub struct BasinPicture {
    /// What is shown.
    pub named: Arc<Named>,
    /// How it is painted.
    pub wish: Wish,
    /// The pixels and what they mean.
    pub pixels: BasinPixels,
    /// The pixels on the screen.
    pub texture: TextureHandle,
}

impl BasinPicture {
    /// The name of each attractor with its colour.
    pub fn colors(&self) -> Vec<(String, [u8; 3])> {
        let colors = self.wish.colors.iter().map(|&color| label_color(color));
        self.named.names.iter().cloned().zip(colors).collect()
    }

    /// The number that the colour at coordinates of the plane stands for.
    pub fn number(&self, at: [f64; 2]) -> Option<f64> {
        let [i, j] = self.named.cell(at)?;
        let map = &self.named.map;
        Some(self.wish.view.number(map, map.shown_cell(i, j)?))
    }
}

/// A map that was asked for.
#[derive(Clone, PartialEq)]
struct Wanted {
    grid: Grid,
    settings: Settings,
    tells_copies_apart: bool,
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct BasinLayer {
    job: Slot<Named>,
    wanted: Option<Wanted>,
    /// The model whose basins those are.
    model: Option<Arc<Model>>,
    named: Option<Arc<Named>>,
    painting: Slot<Painted>,
    painted: Option<Wish>,
    maps_begun: usize,
    /// The newest map of the model.
    pub picture: Option<BasinPicture>,
}

impl BasinLayer {
    /// Keeps a finished map for later, as another layer is shown, and gives up an unfinished one.
    pub fn rest(&mut self) {
        if self.job.running().is_some() {
            self.clear();
        }
    }

    /// Forgets everything, as another model is shown.
    pub fn clear(&mut self) {
        *self = Self { maps_begun: self.maps_begun, ..Self::default() };
    }

    /// Asks for the basins over these ranges, unless that is what was asked for last.
    #[expect(clippy::too_many_arguments, reason = "what to compute, where and how")]
    pub fn want(
        &mut self,
        context: &egui::Context,
        model: &Arc<Model>,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        settings: &Settings,
        tells_copies_apart: bool,
        registry: Arc<Mutex<Registry>>,
    ) {
        let [width, height] = pixels.map(|p| p.div_ceil(CELL));
        let grid = Grid { width, height, x_range: ranges[0], y_range: ranges[1] };
        let wanted = Wanted { grid: grid.clone(), settings: settings.clone(), tells_copies_apart };
        let is_same_model = self.model.as_ref().is_some_and(|before| Arc::ptr_eq(before, model));
        if self.wanted.as_ref() == Some(&wanted) && is_same_model {
            return;
        }
        self.model = Some(Arc::clone(model));
        // another optimiser has other basins; another place only needs more of the same
        if self
            .wanted
            .as_ref()
            .is_some_and(|before| Wanted { grid: grid.clone(), ..before.clone() } != wanted)
        {
            self.clear();
        }
        self.wanted = Some(wanted);
        self.maps_begun += 1;
        let (model, settings) = (Arc::clone(model), settings.clone());
        self.job.start(context, move |monitor, outbox| {
            begin(&registry, &model, &settings, tells_copies_apart, monitor);
            let send = |map: &BasinMap| {
                let counts = experiment::counts(map);
                let mut registry = locked(&registry);
                let places = registry.register(&model.objective, &map.attractors, &counts);
                let all = registry.names(format_number);
                let names = places.iter().map(|&place| all[place].clone()).collect();
                drop(registry);
                outbox.send(Named { map: map.clone(), places, names, tells_copies_apart });
            };
            // the last pass is the finished map
            let _ = experiment::basins(
                &model.objective,
                &model.view.plane,
                &grid,
                &settings,
                tells_copies_apart,
                monitor,
                send,
            );
        });
    }

    /// Sees to it that the newest map is painted as `view` with these colours.
    pub fn want_painted(
        &mut self,
        context: &egui::Context,
        view: BasinView,
        look: &Look,
        registry: &Mutex<Registry>,
    ) {
        let Some(named) = &self.named else { return };
        let registry = locked(registry);
        let colors = named.places.iter().map(|&place| registry.color(place)).collect();
        drop(registry);
        let wish =
            Wish { named: Arc::clone(named), view, scale: look.scale, colormap: look.colormap, colors };
        if self.painted.as_ref() == Some(&wish) {
            return;
        }
        self.painted = Some(wish.clone());
        self.painting.start(context, move |_, outbox| outbox.send(paint(wish)));
    }

    /// Takes in what has been computed and painted.
    pub fn poll(&mut self, context: &egui::Context) {
        if let Some(named) = self.job.take_newest() {
            self.named = Some(Arc::new(named));
        }
        if let Some(Painted { wish, pixels, image }) = self.painting.take_newest() {
            let texture = context.load_texture("basins", image, TextureOptions::NEAREST);
            self.picture = Some(BasinPicture { named: Arc::clone(&wish.named), wish, pixels, texture });
        }
    }

    /// Stops the computation; what there is stays.
    pub fn stop(&mut self) {
        self.job.stop();
    }

    /// Progress of the running computation.
    pub fn progress(&self) -> Option<f64> {
        self.job.progress()
    }

    /// Progress of what is being computed or painted.
    pub fn work(&self) -> Option<f64> {
        self.job.progress().or_else(|| self.painting.progress())
    }

    /// How many maps were set out to be computed so far.
    pub fn maps_begun(&self) -> usize {
        self.maps_begun
    }
}
