//! The figure that a film shows at each time.

use super::clock;
use super::sweep::Sweep;
use crate::figure::describe::{Description, Film, Kind, Map, Motion, PanelDescription};
use crate::figure::error::FigureError;
use crate::figure::make::{Colors, Maker};
use crate::figure::picture::{Figure, Panel};
use crate::figure::surface::Camera;
use crate::monitor::Monitor;
use crate::preset::Preset;

/// Frames that are looked at beforehand, from the first to the last, for what all have in common:
/// the colours of a palette, the ends of scales and axes, the room of legends.
pub(super) const SAMPLES: usize = 5;

/// The figures of a film, frame by frame.
pub(super) struct Frames<'a> {
    preset: &'a Preset,
    film: Film,
    /// What the frames have in common.
    figure: Description,
    on_part: &'a dyn Fn(&'static str) -> Monitor,
    maker: Maker<'a>,
    /// The experiments of the frames, where they differ.
    sweep: Option<Sweep>,
    colors: Colors,
    room: Vec<Vec<String>>,
    /// The steps of the first frame and of the last.
    steps: [usize; 2],
}

impl<'a> Frames<'a> {
    /// Looks at some frames for what all have in common, and shows them to `see`.
    pub fn new(
        preset: &'a Preset,
        (figure, film): (&Description, &Film),
        on_part: &'a dyn Fn(&'static str) -> Monitor,
        see: &mut dyn FnMut(&Figure) -> Result<(), FigureError>,
    ) -> Result<Self, FigureError> {
        film.check().map_err(|message| wrong(preset, message))?;
        can_move(preset, figure, film).map_err(FigureError::Panel)?;
        let mut frames = Self {
            preset,
            film: film.clone(),
            figure: page(figure, film),
            on_part,
            maker: Maker::new(preset, on_part),
            sweep: Sweep::new(preset, film)?,
            colors: Colors::default(),
            room: Vec::new(),
            steps: [0, 0],
        };
        if frames.sweep.is_none() {
            frames.maker.figure(&frames.figure)?;
            frames.steps = [film.begin, frames.maker.longest_run()];
            if let Some([first, last]) = frames.maker.decisions()
                && film.what == Motion::Basins
            {
                // before the first cell is decided no basin grows
                let begin = if film.begin == 0 { first.saturating_sub(1) } else { film.begin };
                frames.steps = [begin, last];
            }
        }
        let mut hull = frames.figure.clone();
        for sample in 0..SAMPLES {
            let seen = frames.at(sample as f64 / (SAMPLES - 1) as f64)?;
            frames.take_in(&seen, &mut hull);
            see(&seen)?;
        }
        if frames.sweep.is_some() {
            frames.figure = hull;
        }
        frames.colors = Colors::default();
        Ok(frames)
    }

    /// The figure of a frame.
    pub fn frame(&mut self, index: usize) -> Result<Figure, FigureError> {
        self.at(index as f64 / (self.film.frames() - 1) as f64)
    }

    /// The figure at a time from 0 to 1.
    fn at(&mut self, time: f64) -> Result<Figure, FigureError> {
        let step = step_at(time, self.steps);
        let mut wanted = self.figure.clone();
        for panel in &mut wanted.panels {
            match self.film.what {
                Motion::Descent | Motion::Race => panel.step = Some(step),
                Motion::Basins => {
                    panel.step = Some(step);
                    panel.decided_by = Some(step);
                }
                Motion::Orbit if panel.kind == Kind::Surface => {
                    let home = panel.camera.unwrap_or_default();
                    // the last frame is not the first one again
                    let count = self.film.frames() as f64;
                    let turned = 360.0 * time * (count - 1.0) / count;
                    let camera = Camera { azimuth: home.azimuth + turned, ..home };
                    panel.camera = Some(camera.valid());
                }
                _ => {}
            }
        }
        let (mut figure, told) = match &self.sweep {
            None => (self.maker.figure(&wanted)?, clock::of_step(self.film.what, step)),
            Some(sweep) => {
                let preset = sweep.preset(self.preset, time);
                let colors = std::mem::take(&mut self.colors);
                let mut maker = Maker::new(&preset, self.on_part).with_colors(colors);
                let figure = maker.figure(&wanted)?;
                self.colors = maker.into_colors();
                (figure, Some(sweep.told(time)))
            }
        };
        figure.page.title = Some(wanted.title.unwrap_or(true) && told.is_some());
        figure.title = told.unwrap_or_default();
        figure.room.clone_from(&self.room);
        Ok(figure)
    }

    /// Widens what the frames have in common to what is seen of this one.
    fn take_in(&mut self, figure: &Figure, hull: &mut Description) {
        self.room.resize(figure.panels.len(), Vec::new());
        for (place, panel) in figure.panels.iter().enumerate() {
            let (own, common) = (&self.figure.panels[place], &mut hull.panels[place]);
            match panel {
                Panel::Map(panel) => {
                    let legend = panel.labels.iter().flat_map(|labels| &labels.legend);
                    let words: Vec<String> = legend.map(|line| line.text.clone()).collect();
                    keep_room(&mut self.room[place], words);
                    if own.limits.is_none() && panel.labels.is_none() {
                        let ends = [panel.scale.low, panel.scale.high];
                        common.limits = Some(widened(common.limits, ends));
                    }
                }
                Panel::Chart(chart) if matches!(own.kind, Kind::Data | Kind::Curve) => {
                    if own.x_range.is_none() {
                        common.x_range = Some(widened(common.x_range, chart.x.range));
                    }
                    if own.y_range.is_none() {
                        common.y_range = Some(widened(common.y_range, chart.y.range));
                    }
                }
                Panel::Chart(_) | Panel::Bars(_) | Panel::Diagram(_) => {}
            }
        }
    }
}

/// The figure on a page of the film's proportions.
fn page(figure: &Description, film: &Film) -> Description {
    let (width, _) = figure.size();
    let [across, down] = film.size.map(|side| side as f64);
    let width_mm = width / 72.0 * 25.4;
    let (width_mm, height_mm) = (Some(width_mm), Some(width_mm * down / across));
    Description { width_mm, height_mm, film: Some(film.clone()), ..figure.clone() }
}

/// Both ranges together.
fn widened(range: Option<[f64; 2]>, [low, high]: [f64; 2]) -> [f64; 2] {
    range.map_or([low, high], |[a, b]| [a.min(low), b.max(high)])
}

/// As many lines as the longest legend has, the longest of each place.
fn keep_room(room: &mut Vec<String>, words: Vec<String>) {
    for (line, text) in words.into_iter().enumerate() {
        match room.get_mut(line) {
            Some(kept) if kept.chars().count() >= text.chars().count() => {}
            Some(kept) => *kept = text,
            None => room.push(text),
        }
    }
}

/// The step that is shown: from `first` to `last` by equal ratios, as a descent does most at first.
fn step_at(time: f64, [first, last]: [usize; 2]) -> usize {
    let first = first.min(last);
    let [from, to] = [first, last].map(|step| pxfm::f_log(step as f64 + 1.0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "first to last")]
    let step = (pxfm::f_exp(from + (to - from) * time) - 1.0).round() as usize;
    step.clamp(first, last)
}

fn wrong(preset: &Preset, message: String) -> FigureError {
    FigureError::Description { of: preset.name.clone(), message }
}

/// Why nothing would move in the film, if so.
fn can_move(preset: &Preset, figure: &Description, film: &Film) -> Result<(), String> {
    let own = preset.descent.settings.optimizer;
    let has_rival =
        |panel: &PanelDescription| panel.race.iter().any(|rival| rival.optimizer != own);
    let is_plane = |panel: &PanelDescription| matches!(panel.kind, Kind::Map | Kind::Surface);
    let has_basins =
        |panel: &PanelDescription| is_plane(panel) && matches!(panel.map, Map::Basins(_));
    let any = |is: &dyn Fn(&PanelDescription) -> bool| figure.panels.iter().any(is);
    match film.what {
        Motion::Race if !any(&has_rival) => Err(format!(
            "a race is run against {}: expected another optimiser, such as --race {}",
            own.name(),
            if own.name() == "adam" { "momentum" } else { "adam" }
        )),
        Motion::Basins if !preset.has_plane() => {
            Err("basins are of a plane: expected a network of two weights or more".to_owned())
        }
        Motion::Basins if !any(&has_basins) => {
            Err("basins grow on a map of them: expected a panel map or surface with map basins, \
                shaded, final-loss, steps or distance"
                .to_owned())
        }
        Motion::Orbit if !any(&|panel| panel.kind == Kind::Surface) => {
            Err("a surface turns: expected a panel surface".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_shows_the_start_and_the_last_the_end() {
        let all = [0, 20_000];
        assert_eq!((step_at(0.0, all), step_at(1.0, all)), (0, 20_000));
        assert!((100..200).contains(&step_at(0.5, all)));
        let later = [99, 20_000];
        assert_eq!((step_at(0.0, later), step_at(1.0, later)), (99, 20_000));
        assert_eq!((step_at(1.0, [0, 0]), step_at(0.3, [7, 5])), (0, 5));
    }

    #[test]
    fn a_legend_has_room_for_the_longest_line_of_each_place() {
        let words = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let mut room = Vec::new();
        keep_room(&mut room, words(&["minimum: 3 %"]));
        keep_room(&mut room, words(&["one", "saddle: 12 %"]));
        assert_eq!(room, ["minimum: 3 %", "saddle: 12 %"]);
    }
}
