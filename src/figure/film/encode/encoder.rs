//! What every format of films does.

use crate::figure::describe::Film;
use crate::figure::error::FigureError;

/// A film under way.
pub(in crate::figure::film) trait Encoder {
    /// Adds a frame, three bytes a pixel.
    fn frame(&mut self, rgb: &[u8], index: usize) -> Result<(), FigureError>;

    /// Ends the file, and puts the recipe into it.
    fn finish(self: Box<Self>, recipe: &str) -> Result<(), FigureError>;
}

/// A side in the numbers of a format.
pub(super) fn side<T: TryFrom<usize>>(film: &Film, side: usize) -> Result<T, FigureError> {
    let [width, height] = film.size;
    T::try_from(side).map_err(|_| FigureError::Size(width as f64, height as f64))
}
