//! The drawing that other formats are made from.

use resvg::usvg;

use crate::figure::error::FigureError;
use crate::figure::glyphs;
use crate::figure::picture::Figure;

/// Points a pixel of usvg, which reads lengths at 96 pixels an inch.
pub(super) const POINTS: f64 = 72.0 / 96.0;

/// The figure as it is read from its SVG document.
pub(super) fn tree(figure: &Figure) -> Result<usvg::Tree, FigureError> {
    glyphs::tree(&figure.svg()?).map_err(FigureError::drawing)
}
