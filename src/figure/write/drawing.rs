//! The drawing that other formats are made from, and why that may fail.

use std::fmt::Display;

use resvg::usvg;
use thiserror::Error;

use crate::figure::glyphs;
use crate::figure::picture::Figure;

/// Points a pixel of usvg, which reads lengths at 96 pixels an inch.
pub(super) const POINTS: f64 = 72.0 / 96.0;

/// Most pixels of a picture.
pub(super) const MAX_PIXELS: f64 = 2e8;

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum FigureError {
    /// The picture would have no pixel or too many.
    #[error(
        "expected a picture of at least one pixel and at most {MAX_PIXELS}, found one of {0:.0} x \
            {1:.0}: choose another scale"
    )]
    Size(f64, f64),
    /// A format of tables.
    #[error("a figure is no .{0}")]
    NoPicture(&'static str),
    /// The renderer or the encoder refused.
    #[error("the figure could not be drawn: {0}")]
    Drawing(String),
}

impl FigureError {
    pub(super) fn drawing(error: impl Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// The figure as it is read from its SVG document.
pub(super) fn tree(figure: &Figure) -> Result<usvg::Tree, FigureError> {
    glyphs::tree(&figure.svg()).map_err(FigureError::drawing)
}
