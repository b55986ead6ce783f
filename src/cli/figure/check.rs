//! Whether a file has the numbers that this version computes.

use std::path::Path;

use anyhow::ensure;

use super::file::recipe_of;
use crate::cli::terminal::{Bars, print, with_bar};
use crate::experiment::Format;
use crate::figure::film::{self, FilmFormat};
use crate::figure::recipe::{Recipe, VERSION, digest, dpi_of, format_of, numbers_in};
use crate::figure::{export, make};

/// Pixels an inch that a picture has where nobody says.
pub const USUAL_DPI: f64 = 300.0;

/// What was found of the bytes of a file.
enum Bytes {
    Same,
    Other,
    /// They are not this program's, or an archive's, which may be packed anew.
    NotCompared(&'static str),
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
    let bytes = match bytes {
        Bytes::Same => ", and every byte of the file is as this version draws it",
        Bytes::Other => {
            ", but the file is not byte for byte as this version draws it: its picture was \
                altered, or drawn by another version"
        }
        Bytes::NotCompared(why) => why,
    };
    print(&format!("{shown}: the numbers are the same{bytes}"))
}
