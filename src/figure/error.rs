//! Why a figure could not be drawn.

use std::fmt::Display;

use thiserror::Error;

use crate::experiment::ExperimentError;
use crate::input::InputError;
use crate::preset::PresetError;

/// Most pixels of a picture.
pub(super) const MAX_PIXELS: f64 = 2e8;

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum FigureError {
    /// The picture would have no pixel or too many.
    #[error(
        "expected a picture of at least one pixel and at most {MAX_PIXELS}, found one of {0:.0} x \
            {1:.0}: choose another number of pixels an inch"
    )]
    Size(f64, f64),
    /// A format of tables.
    #[error("a figure is no .{0}")]
    NoPicture(&'static str),
    /// The page is too small for its panels.
    #[error(
        "a page of {width} mm{} has no room for {panels} panel(s) with their texts: make it \
            larger, its type smaller, or choose another number of columns",
        height.map_or(String::new(), |height| format!(" x {height} mm"))
    )]
    NoRoom {
        /// Width of the page, in millimetres.
        width: f64,
        /// Its height, where it is fixed.
        height: Option<f64>,
        /// How many panels it was to hold.
        panels: usize,
    },
    /// A description that no figure has.
    #[error("a figure of preset {of}: {message}")]
    Description {
        /// The preset.
        of: String,
        /// What was expected and what was found.
        message: String,
    },
    /// A panel asks for what the preset cannot show.
    #[error("{0}")]
    Panel(String),
    /// Nobody is there to make a video.
    #[error(
        "an .mp4 is made by the program ffmpeg, which was not found: install it, or choose a name \
            that ends in .gif, .webp or .png"
    )]
    NoProgram,
    /// Who makes a video gave up.
    #[error("ffmpeg could not make the .mp4: {0}")]
    Program(String),
    /// The file has no recipe.
    #[error(
        "the file carries no recipe of a figure: expected an .svg, .pdf, .png, .gif, .webp or .mp4 \
            that basinscope wrote, unchanged by other programs"
    )]
    NoRecipe,
    /// The file was drawn of losses that it does not hold.
    #[error(
        "the figure is of the landscape {0}, which it does not hold: name its file too, as in \
            `basinscope figure {0}.npz --from ..`"
    )]
    OfLandscape(String),
    /// A file could not be read.
    #[error(transparent)]
    Reading(InputError),
    /// The preset names something that it does not have.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// Its experiment cannot be set up.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The renderer or the encoder refused.
    #[error("the figure could not be drawn: {0}")]
    Drawing(String),
}

impl FigureError {
    pub(super) fn drawing(error: impl Display) -> Self {
        Self::Drawing(error.to_string())
    }
}
