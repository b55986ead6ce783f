//! What moves in a film that the sheet of figures makes, if it is to make one.

use std::path::{Path, PathBuf};

use eframe::egui::Ui;

use crate::app::number::number;
use crate::app::panels::rows::choice;
use crate::app::state::shown::Shown;
use crate::figure::Description;
use crate::figure::describe::{Film, Kind, Map, Motion};
use crate::figure::film::{FilmFormat, film};
use crate::monitor::Monitor;
use crate::output::write_atomically;
use crate::preset::{DataEdit, DataRow};

/// How names of films end.
pub const FILM_ENDINGS: [&str; 4] = ["gif", "webp", "png", "mp4"];

/// The choices for a film; they stay from one to the next.
#[derive(Default)]
pub struct FilmChoice {
    what: Option<Motion>,
    film: Film,
}

impl FilmChoice {
    /// Draws the rows of a grid; says whether a picture has become a film, or a film a picture.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> bool {
        let was_film = self.what(shown).is_some();
        ui.label("Film");
        let all: Vec<Option<Motion>> =
            [None].into_iter().chain(motions(shown).into_iter().map(Some)).collect();
        let name = |what: Option<Motion>| what.map_or("no, a picture", Motion::name).to_owned();
        ui.horizontal(|ui| {
            if let Some(what) = choice(ui, "Film", self.what(shown), &all, name) {
                self.what = what;
            }
            if self.what.is_some() {
                ui.add(number("Seconds", &mut self.film.seconds, |field| {
                    field.range(0.5..=60.0).speed(0.1).max_decimals(1).suffix(" s")
                }));
            }
        });
        ui.end_row();
        was_film != self.what(shown).is_some()
    }

    /// What moves, as far as it can in what is shown.
    fn what(&self, shown: &Shown) -> Option<Motion> {
        self.what.filter(|what| motions(shown).contains(what))
    }

    /// The film of a figure of what is shown, from the playhead on; the figure itself if there is
    /// to be none.
    pub fn of(&self, figure: Description, shown: &Shown) -> Description {
        let Some(what) = self.what(shown) else { return figure };
        let mut film = Film { what, begin: shown.map.step.unwrap_or(0), ..self.film.clone() };
        if let (Motion::Data, Some((point, _))) = (what, &shown.moved) {
            let DataRow { inputs, targets } = shown.preset.data_row(*point);
            (film.point, film.to) = (*point, [inputs, targets].concat());
        }
        let Description { theme, names, .. } = figure;
        Description { theme, names, ..Description::of_film(film, figure.panels) }
    }
}

/// What can move in what is shown, without asking for more.
fn motions(shown: &Shown) -> Vec<Motion> {
    let (map, preset) = (&shown.map, &shown.preset);
    let has_run = map.starts.is_some() || !preset.descent.starts.is_empty();
    let has_basins = matches!(map.map, Map::Basins(_)) && preset.has_plane();
    let can = |what: &Motion| match what {
        Motion::Descent => has_run,
        Motion::Race => has_run && !map.race.is_empty(),
        Motion::Basins => has_basins,
        Motion::Slide => preset.plane.slide_or_first(&preset.network).is_some(),
        Motion::Orbit => map.kind == Kind::Surface,
        Motion::Rate | Motion::Decay => has_run || has_basins,
        Motion::Data => shown.moved.is_some(),
    };
    Motion::ALL.into_iter().filter(can).collect()
}

/// A path that names a film's format; `.gif` is added where it does not.
pub fn with_film_ending(path: &str) -> PathBuf {
    let path = PathBuf::from(path);
    if FilmFormat::of(&path).is_some() {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".gif");
    name.into()
}

/// Writes a film whole or not at all.
pub fn write_film(
    shown: &Shown,
    figure: &Description,
    path: &Path,
    monitor: &Monitor,
) -> Result<(), String> {
    let format = FilmFormat::of(path).ok_or("a film is a .gif, .webp, .png or .mp4")?;
    let mut preset = shown.preset.clone();
    if let (Some(Motion::Data), Some((point, from))) =
        (figure.film.as_ref().map(|film| film.what), &shown.moved)
    {
        // it goes from where it stood to where it stands
        preset.edit_data(&DataEdit::Set(*point, from.clone()));
    }
    let mut told = None;
    let written = write_atomically(path, |file| {
        film(&preset, figure, format, monitor, file).map(|_| ()).map_err(|error| {
            told = Some(error.to_string());
            std::io::Error::other("no film")
        })
    });
    written.map_err(|error| told.unwrap_or_else(|| error.to_string()))
}
