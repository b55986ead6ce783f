//! The basin map as a layer of the weight-space view, computed coarse to fine off the window's
//! thread. What is painted of it can change without computing it again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use eframe::egui::{self, TextureOptions};

use crate::app::jobs::basin_map::{Named, Wanted};
use crate::app::jobs::basin_picture::{BasinPicture, Painted, Wish, paint};
use crate::app::jobs::keyed::{Keyed, Same};
use crate::app::jobs::model::Model;
use crate::app::jobs::rate::Rate;
use crate::app::jobs::seen::{begin, locked};
use crate::app::state::session::Look;
use crate::basins::{BasinMap, Registry};
use crate::experiment;
use crate::figure::{BasinView, format_number};
use crate::optimizer::Settings;
use crate::plane::Grid;
use crate::platform::Instant;

/// Pixels of the screen along one side of a cell: of a first map, and of a finer one after it.
const CELLS: [usize; 2] = [3, 1];

/// Most seconds that the finer map may take, by what the first one took.
const MOST_SECONDS: f64 = 12.0;

/// How long a map is shown of data, plane or optimiser that are others by now, while its successor
/// is computed.
const YOUNG: Duration = Duration::from_millis(200);

/// While the hand moves what a map is of, passes that come within these seconds are passed over for
/// finer ones: each pass takes about [`PASS`] times as long as all before it.
const QUICK: f64 = 0.09;
const PASS: f64 = 4.0;

/// Whether two grids have about as many cells across and up.
fn is_as_fine(a: &Grid, b: &Grid) -> bool {
    let is_near = |a: usize, b: usize| 5 * a.abs_diff(b) <= a.min(b);
    is_near(a.width, b.width) && is_near(a.height, b.height)
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct BasinLayer {
    asked: Keyed<Wanted, Named>,
    /// Whether anything of it has been shown, and whether a whole map has.
    is_seen: bool,
    is_whole: bool,
    /// Whether it was stopped before its end.
    was_stopped: bool,
    named: Option<Arc<Named>>,
    painting: Keyed<Wish, Painted>,
    maps_begun: usize,
    maps_shown: usize,
    picture: Option<BasinPicture>,
    /// How often basins were shown that were not before.
    pub news: Rate,
}

impl BasinLayer {
    /// Keeps a finished map for later, as another layer is shown, and gives up an unfinished one.
    pub fn rest(&mut self) {
        if self.is_whole {
            self.asked.job.stop();
        } else if self.asked.job.running().is_some() || self.was_stopped {
            self.clear();
        }
    }

    /// Forgets everything, as another model is shown.
    pub fn clear(&mut self) {
        *self =
            Self { maps_begun: self.maps_begun, maps_shown: self.maps_shown, ..Self::default() };
    }

    /// The newest map, if it is of what was asked for last: what one may ask about cells.
    pub fn current(&self) -> Option<&BasinPicture> {
        let is_of =
            |of: &Wanted| self.asked.request().is_some_and(|wanted| wanted.has_basins_of(of));
        self.picture.as_ref().filter(|picture| is_of(&picture.named.of))
    }

    /// What may be drawn: the present map, or for a moment the one before, so that nothing flickers
    /// while the hand moves data or plane.
    pub fn shown(&self) -> Option<&BasinPicture> {
        let young = || self.picture.as_ref().filter(|picture| picture.arrived.elapsed() < YOUNG);
        self.current().or_else(young)
    }

    /// Whether the computation was stopped before there was anything to see.
    pub fn was_stopped_early(&self) -> bool {
        self.was_stopped && self.current().is_none()
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
        let [grid, fine] = CELLS.map(|cell| {
            let [width, height] = pixels.map(|p| p.div_ceil(cell));
            Grid { width, height, x_range: ranges[0], y_range: ranges[1] }
        });
        let wanted =
            Wanted { model: Same::of(model), grid, settings: settings.clone(), tells_copies_apart };
        let before = self.asked.request();
        let has_same_basins = before.is_some_and(|before| before.has_basins_of(&wanted));
        // a map that is a little larger or smaller on the screen is the same map, and one who
        // stopped it does not want it because the window has another size
        let is_the_same = |before: &Wanted| {
            before.grid.has_ranges_of(&wanted.grid)
                && (self.was_stopped || is_as_fine(&before.grid, &wanted.grid))
        };
        if has_same_basins && before.is_some_and(is_the_same) {
            return;
        }
        let is_moved =
            before.is_some() && !has_same_basins && context.input(|input| input.pointer.any_down());
        if is_moved && self.work().is_some() && !self.is_seen {
            // a map that is cut short with every move of the hand never comes to anything
            context.request_repaint();
            return;
        }
        if !has_same_basins && self.picture.is_some() {
            context.request_repaint_after(YOUNG);
        }
        (self.is_seen, self.is_whole, self.was_stopped) = (false, false, false);
        self.maps_begun += 1;
        let began = Instant::now();
        self.asked.ask_again(context, wanted.clone(), move |monitor, outbox| {
            let Wanted { model, settings, .. } = &wanted;
            begin(&registry, model, settings, tells_copies_apart, monitor);
            let send = |map: &BasinMap| {
                let counts = experiment::counts(map);
                let mut known = locked(&registry);
                let places = known.register(&model.objective, &map.attractors, &counts);
                let all = known.names(format_number);
                let names = places.iter().map(|&place| all[place].clone()).collect();
                drop(known);
                let registry = Arc::clone(&registry);
                let of = Wanted { grid: map.grid.clone(), ..wanted.clone() };
                outbox.send(Named { map: map.clone(), places, names, of, registry });
            };
            // the last pass is the finished map
            let compute = |grid: &Grid, on_pass: &mut (dyn FnMut(&BasinMap) + Send)| {
                let (objective, plane) = (&model.objective, &model.view.plane);
                experiment::basins(
                    objective,
                    plane,
                    grid,
                    settings,
                    tells_copies_apart,
                    monitor,
                    on_pass,
                )
            };
            let map = compute(&wanted.grid, &mut |map| {
                let is_too_coarse =
                    is_moved && !map.is_whole() && PASS * began.elapsed().as_secs_f64() < QUICK;
                if !is_too_coarse {
                    send(map);
                }
            });
            let Some(first) = map else { return };
            let ratio = (fine.width * fine.height) as f64 / first.label.len() as f64;
            if ratio * began.elapsed().as_secs_f64() <= MOST_SECONDS {
                compute(&fine, &mut |map| {
                    if map.computed() > first.label.len() {
                        send(map);
                    }
                });
            }
        });
    }

    /// Sees to it that the newest map is painted as `view` with these colours.
    pub fn want_painted(&mut self, context: &egui::Context, view: BasinView, look: &Look) {
        let Some(named) = &self.named else { return };
        let registry = locked(&named.registry);
        let colors = named.places.iter().map(|&place| registry.color(place)).collect();
        drop(registry);
        let wish = Wish {
            named: Arc::clone(named),
            view,
            scale: look.scale,
            colormap: look.colormap,
            colors,
        };
        self.painting.ask(context, wish.clone(), move |_, outbox| outbox.send(paint(wish)));
    }

    /// Takes in what has been computed and painted.
    pub fn poll(&mut self, context: &egui::Context) {
        if let Some(named) = self.asked.job.take_newest() {
            self.is_whole |= named.map.is_whole();
            self.named = Some(Arc::new(named));
        }
        if let Some(Painted { wish, pixels, legend, image }) = self.painting.job.take_newest() {
            let texture = context.load_texture("basins", image, TextureOptions::NEAREST);
            let is_news = |before: &BasinPicture| !before.named.of.has_basins_of(&wish.named.of);
            let arrived = Instant::now();
            self.is_seen |=
                self.asked.request().is_some_and(|wanted| wanted.has_basins_of(&wish.named.of));
            if self.picture.as_ref().is_none_or(is_news) {
                self.news.note(arrived);
                self.maps_shown += 1;
            }
            let named = Arc::clone(&wish.named);
            self.picture = Some(BasinPicture { named, wish, pixels, legend, texture, arrived });
        }
    }

    /// Stops the computation; what there is stays.
    pub fn stop(&mut self) {
        self.was_stopped |= self.asked.job.running().is_some() && !self.is_whole;
        self.asked.job.stop();
    }

    /// Progress of the running computation.
    pub fn progress(&self) -> Option<f64> {
        self.asked.job.progress()
    }

    /// Progress of what is being computed or painted.
    pub fn work(&self) -> Option<f64> {
        self.asked.job.progress().or_else(|| self.painting.job.progress())
    }

    /// How many maps were set out to be computed so far.
    pub fn maps_begun(&self) -> usize {
        self.maps_begun
    }

    /// How many basins were shown so far that were not shown before.
    pub fn shown_so_far(&self) -> usize {
        self.maps_shown
    }
}
