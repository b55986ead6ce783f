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
use crate::preset::{DataEdit, DataRow, Preset};

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

/// The preset of a film: a data point goes from where it stood to where it stands.
fn preset_of(shown: &Shown, figure: &Description) -> Preset {
    let mut preset = shown.preset.clone();
    let what = figure.film.as_ref().map(|film| film.what);
    if let (Some(Motion::Data), Some((point, from))) = (what, &shown.moved) {
        preset.edit_data(&DataEdit::Set(*point, from.clone()));
    }
    preset
}

/// Writes a film whole or not at all.
pub fn write_film(
    shown: &Shown,
    figure: &Description,
    path: &Path,
    monitor: &Monitor,
) -> Result<(), String> {
    let format = FilmFormat::of(path).ok_or("a film is a .gif, .webp, .png or .mp4")?;
    let preset = preset_of(shown, figure);
    let mut told = None;
    let written = write_atomically(path, |file| {
        film(&preset, figure, format, monitor, file).map(|_| ()).map_err(|error| {
            told = Some(error.to_string());
            std::io::Error::other("no film")
        })
    });
    written.map_err(|error| told.unwrap_or_else(|| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::session::{Look, Session};
    use crate::figure::describe::PanelDescription;

    #[test]
    fn a_dragged_point_goes_to_its_place_from_where_it_stood() {
        let before = Preset::load("two-relu-units").expect("it is shipped");
        let mut session = Session::new(before.clone(), None, Look::default());
        assert_eq!(session.moved_point(), None);
        let row = DataRow { inputs: vec![0.25], targets: vec![3.0] };
        session.preset.edit_data(&DataEdit::Set(2, row));
        let map = PanelDescription::default();
        let preset = session.preset.clone();
        let shown = Shown { preset, map: map.clone(), moved: session.moved_point() };
        let choice = FilmChoice { what: Some(Motion::Data), ..FilmChoice::default() };
        let figure = choice.of(Description { panels: vec![map], ..Description::default() }, &shown);
        let film = figure.film.clone().expect("a film");
        assert_eq!((film.point, &film.to[..]), (2, &[0.25, 3.0][..]));
        assert_eq!(preset_of(&shown, &figure).dataset, before.dataset);
    }
}
