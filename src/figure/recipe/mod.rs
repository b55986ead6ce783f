//! The recipe that every file of a figure carries: a preset file with the figure in it.
//!
//! It is a text that `basinscope` opens as it opens any preset, after four lines of comment: which
//! version drew it, the preset's name, and the SHA-256 of the numbers that were drawn; a fifth says
//! so where these were computed without fused multiply-adds. It stands where the format keeps such
//! things: a PNG, animated or not, in its text chunk `basinscope`, an SVG in its metadata, a PDF
//! and a WebP in the description of their XMP, a GIF and an MP4 in their comment, a NumPy archive
//! in the array `recipe`.

mod find;
mod numbers;

use std::path::Path;

pub use self::find::{dpi_of, format_of, numbers_in, recipe_in};
pub use self::numbers::{Numbers, digest};
use super::describe::{Description, PanelDescription};
use super::error::FigureError;
use crate::experiment::Npz;
use crate::platform::rounds_once;
use crate::preset::Preset;

/// The version that draws.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The first line of a recipe, before the version.
const BEGIN: &str = "# A figure by basinscope ";
const PRESET: &str = "# preset ";
const LANDSCAPE: &str = "# landscape ";
const NUMBERS: &str = "# SHA-256 of the numbers ";

/// Said of numbers from a machine that lacks the fused multiply-add.
const TWICE: &str = "# Products and sums were rounded twice: last digits may differ\n";

/// What a file says of how it was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The version that drew it.
    pub version: String,
    /// The digest of its numbers, in hexadecimal.
    pub numbers: String,
    /// The preset, with no figure but this one.
    pub preset: Preset,
    /// The figure.
    pub figure: Description,
}

/// The text for a figure of these numbers.
#[must_use]
pub fn recipe(preset: &Preset, figure: &Description, numbers: &str) -> String {
    let alone = Preset {
        figures: figure.to_toml(),
        written: crate::preset::Written::default(),
        ..preset.clone()
    };
    let name: String = preset.name.chars().filter(|c| !c.is_control()).collect();
    let remark = if rounds_once() { "" } else { TWICE };
    format!("{BEGIN}{VERSION}\n{PRESET}{name}\n{NUMBERS}{numbers}\n{remark}\n{}", alone.to_toml())
}

/// The same text in an archive of numbers over a plane, and nothing else: what `slice` and `basins`
/// write. `panel` says which map, of how many cells, over which ranges.
///
/// # Errors
/// If the archive's format has no room for it.
pub fn with_recipe(archive: Npz, preset: &Preset, map: PanelDescription) -> anyhow::Result<Npz> {
    let bare = PanelDescription { contours: false, points: false, starts: Some(vec![]), ..map };
    let figure = Description { panels: vec![bare], ..Description::default() };
    let text = recipe(preset, &figure, &archive.numbers());
    archive.text("recipe", &text)
}

/// What a file says that was drawn of losses computed elsewhere: it does not hold them.
#[derive(Clone, Debug, PartialEq)]
pub struct LandscapeRecipe {
    /// The name of the landscape.
    pub landscape: String,
    /// The digest of its numbers as they were drawn, in hexadecimal.
    pub numbers: String,
    /// The figure.
    pub figure: Description,
}

impl LandscapeRecipe {
    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { landscape, numbers, figure } = self;
        let name: String = landscape.chars().filter(|c| !c.is_control()).collect();
        let figure = figure.to_toml();
        format!("{BEGIN}{VERSION}\n{LANDSCAPE}{name}\n{NUMBERS}{numbers}\n\n{figure}")
    }

    /// The recipe in a picture's file, with the bytes of the file.
    ///
    /// # Errors
    /// If the file cannot be read, or has none of this kind.
    pub fn of_file(path: &Path) -> Result<(Self, Vec<u8>), FigureError> {
        let bytes = find::bytes(path)?;
        let text = recipe_in(&bytes).ok_or(FigureError::NoRecipe)?;
        let line = |number: usize, begin: &str| {
            let line = text.lines().nth(number).and_then(|line| line.strip_prefix(begin));
            line.map(str::to_owned).ok_or(FigureError::NoRecipe)
        };
        let (landscape, numbers) = (line(1, LANDSCAPE)?, line(2, NUMBERS)?);
        let figure = Description::parse(&landscape, &text)?.pop().ok_or(FigureError::NoRecipe)?;
        Ok((Self { landscape, numbers, figure }, bytes))
    }
}

impl Recipe {
    /// Reads a recipe's text.
    ///
    /// # Errors
    /// If it is none, or its preset or figure is not as they must be.
    pub fn parse(text: &str) -> Result<Self, FigureError> {
        let line = |number: usize, begin: &str| {
            let line = text.lines().nth(number).and_then(|line| line.strip_prefix(begin));
            line.map(|line| line.trim().to_owned()).ok_or(FigureError::NoRecipe)
        };
        if let Ok(landscape) = line(1, LANDSCAPE) {
            return Err(FigureError::OfLandscape(landscape));
        }
        let (version, name, numbers) = (line(0, BEGIN)?, line(1, PRESET)?, line(2, NUMBERS)?);
        let preset = Preset::parse(&name, text).map_err(FigureError::drawing)?;
        let figure = Description::all_of(&preset)?.pop().ok_or(FigureError::NoRecipe)?;
        Ok(Self { version, numbers, preset, figure })
    }

    /// The recipe in a picture's file, with the bytes of the file.
    ///
    /// # Errors
    /// If the file cannot be read, or has none.
    pub fn of_file(path: &Path) -> Result<(Self, Vec<u8>), FigureError> {
        let bytes = find::bytes(path)?;
        let recipe = Self::parse(&recipe_in(&bytes).ok_or(FigureError::NoRecipe)?)?;
        Ok((recipe, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_a_preset_file_that_says_which_figure_and_which_numbers() {
        let preset = Preset::load("relu-line-of-minima").expect("shipped");
        let figure = Description::of_map();
        let text = recipe(&preset, &figure, "abc");
        let read = Recipe::parse(&text).expect("a recipe");
        assert_eq!((read.version.as_str(), read.numbers.as_str()), (VERSION, "abc"));
        assert_eq!(read.figure, figure);
        assert_eq!(read.preset.name, preset.name);
        assert_eq!(read.preset.points, preset.points);
        // and the same again
        assert_eq!(recipe(&read.preset, &read.figure, "abc"), text);
        assert!(matches!(Recipe::parse("title = \"x\""), Err(FigureError::NoRecipe)));
    }
}
