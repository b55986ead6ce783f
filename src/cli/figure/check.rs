//! Whether a file has the numbers that this version computes.

use std::path::Path;

use anyhow::{Context, ensure};

use super::file::recipe_of;
use crate::cli::terminal::{Bars, print, with_bar};
use crate::experiment::Format;
use crate::figure::film::{self, FilmFormat};
use crate::figure::recipe::{
    LandscapeRecipe, Recipe, VERSION, digest, dpi_of, format_of, numbers_in,
};
use crate::figure::{export, make, make_of_landscape};
use crate::preset::import::Landscape;

/// Pixels an inch that a picture has where nobody says.
pub const USUAL_DPI: f64 = 300.0;

/// What was found of the bytes of a file.
enum Bytes {
    Same,
    Other,
    /// They are not this program's, or an archive's, which may be packed anew.
    NotCompared(&'static str),
}

impl Bytes {
    fn told(&self) -> &'static str {
        match self {
            Self::Same => ", and every byte of the file is as this version draws it",
            Self::Other => {
                ", but the file is not byte for byte as this version draws it: its picture was \
                    altered, or drawn by another version"
            }
            Self::NotCompared(why) => why,
        }
    }
}

/// Whether the numbers of a file are those that this version computes.
pub fn check(path: &Path) -> anyhow::Result<()> {
    let (recipe, drawn) = recipe_of(path)?;
    if recipe.figure.film.is_some() {
        return check_film(path, &recipe, &drawn);
    }
    let bars = Bars::default();
    let figure = make(&recipe.preset, &recipe.figure, &|what| bars.begin(what))?;
    drop(bars);
    if format_of(&drawn) == Format::Npz {
        ensure!(
            numbers_in(&drawn).is_some_and(|found| found == recipe.numbers),
            "{}: its arrays are not those of its recipe, which says SHA-256 {}: the file was \
                altered",
            path.display(),
            recipe.numbers
        );
        // of the cells alone, as `slice` writes them, or of all that the panel shows
        let [cells, all] = export::numbers(&figure, 0)?;
        let own = if cells == recipe.numbers { cells } else { all };
        return tell_check(path, &recipe, &own, &Bytes::NotCompared(""));
    }
    let dpi = dpi_of(&drawn).unwrap_or(USUAL_DPI);
    let is_same = figure.file(format_of(&drawn), dpi)? == drawn;
    let bytes = if is_same { Bytes::Same } else { Bytes::Other };
    tell_check(path, &recipe, &digest(&figure), &bytes)
}

/// The same of a figure of losses that were computed elsewhere.
pub fn check_of_landscape(path: &Path, landscape: &Landscape) -> anyhow::Result<()> {
    let (recipe, drawn) =
        LandscapeRecipe::of_file(path).with_context(|| path.display().to_string())?;
    let figure = make_of_landscape(landscape, &recipe.figure)?;
    let (shown, own) = (path.display(), digest(&figure));
    ensure!(
        own == recipe.numbers,
        "{shown}: its numbers are not those of {}: it says SHA-256 {}, these are {own}",
        landscape.name,
        recipe.numbers
    );
    let dpi = dpi_of(&drawn).unwrap_or(USUAL_DPI);
    let is_same = figure.file(format_of(&drawn), dpi)? == drawn;
    let bytes = if is_same { Bytes::Same } else { Bytes::Other };
    print(&format!("{shown}: the numbers are the same{}", bytes.told()))
}

/// The same of a film.
fn check_film(path: &Path, recipe: &Recipe, drawn: &[u8]) -> anyhow::Result<()> {
    let format = FilmFormat::of_bytes(drawn);
    let (own, is_same) = with_bar("frames", |monitor| {
        Some(film::check(&recipe.preset, &recipe.figure, format, drawn, monitor))
    })??;
    let bytes = match is_same {
        Some(true) => Bytes::Same,
        Some(false) => Bytes::Other,
        None => Bytes::NotCompared(", and the bytes, which are ffmpeg's, were not compared"),
    };
    tell_check(path, recipe, &own, &bytes)
}

/// Says whether a file has these numbers and, where they were compared, these bytes.
fn tell_check(path: &Path, recipe: &Recipe, own: &str, bytes: &Bytes) -> anyhow::Result<()> {
    let shown = path.display();
    ensure!(
        own == recipe.numbers,
        "{shown}: the numbers are not those of its recipe: it says SHA-256 {}, basinscope \
            {VERSION} computes {own}; the file was altered, or drawn by another version ({})",
        recipe.numbers,
        recipe.version
    );
    print(&format!("{shown}: the numbers are the same{}", bytes.told()))
}
