//! What the window shows, as text and numbers: for those who ask without looking.

use eframe::egui;

use crate::app::App;
use crate::app::files::keeper::Keeper;
use crate::app::files::landscape::LandscapeView;
use crate::app::jobs::basin_picture::BasinPicture;
use crate::app::jobs::outcome::Run;
use crate::app::map::{self, strokes};
use crate::app::panels::frames::FrameTimes;
use crate::app::state::command::Message;
use crate::app::state::session;
use crate::experiment::Held;
use crate::platform::Instant;

impl App {
    /// Whether nothing is being computed or played.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let is_kept = self.keeper.as_ref().is_none_or(Keeper::is_idle);
        self.jobs().is_empty() && is_kept && self.wanted_file.is_none() && !self.player.is_playing
    }

    /// What the last descent ended in, in words; empty before the first.
    #[must_use]
    pub fn verdict(&self) -> String {
        self.live.run.as_ref().map(|run| run.trajectory.sentence()).unwrap_or_default()
    }

    /// What the map says of the descent from another start before the last one; `None` if there is
    /// none on it.
    #[must_use]
    pub fn fate_before(&self) -> Option<String> {
        self.live.run_before(&self.session).map(map::told_before)
    }

    /// The step of the descent under the playhead.
    #[must_use]
    pub fn shown_step(&self) -> Option<usize> {
        self.live.run.as_ref().map(|_| self.live.step(&self.player))
    }

    /// The last step of the descent.
    #[must_use]
    pub fn last_step(&self) -> Option<usize> {
        Some(self.live.timeline().last()?.step)
    }

    /// The weights that the last descent started from.
    #[must_use]
    pub fn start_weights(&self) -> Option<Vec<f64>> {
        self.session.start.as_ref().map(|start| start.weights.clone())
    }

    /// The visible ranges of the plane.
    #[must_use]
    pub fn ranges(&self) -> Option<[[f64; 2]; 2]> {
        self.session.ranges
    }

    /// From where the surface is looked at.
    #[must_use]
    pub fn camera(&self) -> crate::figure::surface::Camera {
        self.session.surface.camera
    }

    /// The coordinates of the plane under the pointer.
    #[must_use]
    pub fn hovered(&self) -> Option<[f64; 2]> {
        self.hover.as_ref().map(|hover| hover.at)
    }

    /// The names of the points on the map.
    #[must_use]
    pub fn point_names(&self) -> Vec<String> {
        self.session.preset.points.iter().map(|point| point.name.clone()).collect()
    }

    /// The lines of the basin map's legend; empty while basins are not shown.
    #[must_use]
    pub fn basin_legend(&self) -> Vec<String> {
        let is_shown = self.session.layer == session::Layer::Basins;
        let picture = self.live.basins.shown().filter(|_| is_shown);
        picture
            .map(|p| p.pixels.legend.iter().map(|entry| entry.text.clone()).collect())
            .unwrap_or_default()
    }

    /// How many basin maps were set out to be computed so far.
    #[must_use]
    pub fn basin_maps_begun(&self) -> usize {
        self.live.basins.maps_begun()
    }

    /// How many basins were shown so far that were not shown before: of other data, another plane
    /// or optimiser.
    #[must_use]
    pub fn basins_shown(&self) -> usize {
        self.live.basins.shown_so_far()
    }

    /// Cells of the basin map, across and up.
    #[must_use]
    pub fn basin_cells(&self) -> Option<[usize; 2]> {
        let picture = self.live.basins.current()?;
        Some([picture.named.map.grid.width, picture.named.map.grid.height])
    }

    /// What the basin map says of the cell at coordinates of the plane, as its tooltip has it;
    /// `None` where nothing is computed.
    #[must_use]
    pub fn cell_verdict(&self, at: [f64; 2]) -> Option<String> {
        let named = &self.live.basins.current()?.named;
        named.verdict(named.cell(at)?)
    }

    /// Where the basin map says that the cell's descent ends, and where its recorded descent ended.
    #[must_use]
    pub fn replay(&self) -> Option<[String; 2]> {
        let run = self.live.run.as_ref()?;
        let cell = run.cell.as_ref()?;
        let (map, copies) = (&cell.named.map, cell.named.of.tells_copies_apart);
        let label = map.label_of(&run.objective, &run.trajectory.ending, copies);
        Some([cell.fate()?, cell.named.fate(label)?])
    }

    /// What the numbers of the newest picture of the plane are, whatever layer lies over it.
    #[must_use]
    pub fn map_quantity(&self) -> Option<&'static str> {
        self.live.loss.picture.as_ref().map(|picture| picture.of.quantity.label())
    }

    /// What the colours of the basin map stand for, where they stand for numbers.
    #[must_use]
    pub fn basin_quantity(&self) -> Option<&'static str> {
        let picture = self.live.basins.current()?;
        picture.wish.view.quantity()
    }

    /// Named points with the verdict of what could be proven of them.
    #[must_use]
    pub fn proofs(&self) -> Vec<(String, &'static str)> {
        let proofs = self
            .live
            .proofs
            .iter()
            .map(|proof| proof.as_ref().map_or("", |p| p.certificate.verdict.name()));
        self.point_names().into_iter().zip(proofs).collect()
    }

    /// The flat sets of proven minima on the map: each named point that has one, with its number of
    /// patches.
    #[must_use]
    pub fn flat_sets(&self) -> Vec<(String, usize)> {
        let names = self.point_names();
        let shown = self.live.flats.sets().iter().filter(|set| !set.patches.is_empty());
        shown.map(|set| (names[set.point].clone(), set.patches.len())).collect()
    }

    /// How many data sets the hunt has found so far.
    #[must_use]
    pub fn hunted(&self) -> usize {
        self.make.hits()
    }

    /// How many data sets the hunt has tried.
    #[must_use]
    pub fn hunt_tries(&self) -> u64 {
        self.make.tries()
    }

    /// The lines of the count of random starts: what they end in, and how many do.
    #[must_use]
    pub fn random_starts(&self) -> Vec<(String, usize)> {
        let tally = self.live.sample.answer();
        tally
            .map(|t| t.lines.iter().map(|l| (l.name.clone(), l.count)).collect())
            .unwrap_or_default()
    }

    /// The colour of each attractor in the legend of the basin map, by its name.
    #[must_use]
    pub fn basin_colors(&self) -> Vec<(String, [u8; 3])> {
        self.live.basins.current().map(BasinPicture::colors).unwrap_or_default()
    }

    /// Where coordinates of the plane are in the window.
    #[must_use]
    pub fn place_on_screen(&self, at: [f64; 2]) -> Option<egui::Pos2> {
        let (map, [x, y]) = self.map.as_ref().zip(self.session.ranges)?;
        if self.session.shows_surface() {
            let picture = self.live.surface.picture.as_ref()?;
            return Some(strokes::place(picture.place_on_screen(at, strokes::area(map.frame))?));
        }
        #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
        let share = |at: f64, [low, high]: [f64; 2]| ((at - low) / (high - low)) as f32;
        Some(map.frame.lerp_inside(egui::vec2(share(at[0], x), 1.0 - share(at[1], y))))
    }

    /// The inputs and the targets of a data point.
    #[must_use]
    pub fn data_point(&self, index: usize) -> Option<(&[f64], &[f64])> {
        let data = &self.session.preset.dataset;
        (index < data.len()).then(|| (data.input(index), data.target(index)))
    }

    /// Where numbers of the data are in the window: input and target, or both inputs.
    #[must_use]
    pub fn data_on_screen(&self, at: [f64; 2]) -> Option<egui::Pos2> {
        self.data.place_on_screen(at)
    }

    /// The loss of each named point.
    #[must_use]
    pub fn point_losses(&self) -> Vec<f64> {
        let model = self.live.model.as_ref();
        model.map(|model| model.points.iter().map(|point| point.loss).collect()).unwrap_or_default()
    }

    /// The message that is shown.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref().map(|(message, _)| message)
    }

    /// The times of the last frames; `None` before the first.
    #[must_use]
    pub fn frame_times(&self) -> Option<FrameTimes> {
        self.frames.times()
    }

    /// How many landscapes, or basins, were shown for the first time in the last second: what a
    /// hand sees that moves data.
    #[must_use]
    pub fn new_maps(&self) -> usize {
        let shown = if self.session.layer == session::Layer::Basins {
            &self.live.basins.news
        } else {
            &self.live.loss.shown
        };
        shown.per_second(Instant::now())
    }

    /// What is being computed or written, each with its progress from 0 to 1.
    #[must_use]
    pub fn jobs(&self) -> Vec<(&'static str, f64)> {
        let own = [
            ("reading or writing a file", self.files.work()),
            ("finding minima", self.search.progress()),
            ("making a counter-example", self.make.work()),
            ("drawing thumbnails", self.gallery.progress()),
            ("running experiments", self.experiments.work()),
            ("saving a picture", self.export.progress()),
            ("drawing a landscape", self.landscape.as_ref().and_then(LandscapeView::work)),
        ];
        let running = own.into_iter().filter_map(|(name, progress)| Some((name, progress?)));
        running.chain(self.live.jobs()).collect()
    }

    /// Whether the presenter's mode is on.
    #[must_use]
    pub fn is_presenting(&self) -> bool {
        self.presenter.is_on()
    }

    /// Who is in the race, the descent itself among them: each with the loss under the playhead and
    /// with where it ended.
    #[must_use]
    pub fn runners(&self) -> Vec<(&'static str, f64, &str)> {
        let told = |run: &Run| -> f64 { self.live.record(run, &self.player).loss };
        let is_on = self.session.race.is_on;
        let runs = self.live.runs().filter(|_| is_on);
        runs.map(|run| (run.settings.optimizer.name(), told(run), run.fate.as_str())).collect()
    }

    /// What the optimiser holds at the playhead, if that is shown and known.
    #[must_use]
    pub fn held(&self) -> Option<&Held> {
        let (model, run) = (self.live.model.as_ref()?, self.live.run.as_ref()?);
        let held = self.live.held.at(model, run, self.live.step(&self.player));
        held.filter(|_| self.session.shows_held)
    }
}
