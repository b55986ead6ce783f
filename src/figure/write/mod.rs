//! A figure as the bytes of a file; each format that is not the drawing itself has a source file.

mod drawing;
mod pdf;
mod png;

pub(in crate::figure) use self::png::KEYWORD;
pub use self::png::svg_pixels;
use super::error::FigureError;
use super::glyphs;
use super::picture::Figure;
use crate::experiment::Format;

impl Figure {
    /// Formats that a figure is written in.
    pub const FORMATS: [Format; 3] = [Format::Svg, Format::Pdf, Format::Png];

    /// One sentence on characters of its texts that no font on this system has; `None` if there
    /// are none.
    #[must_use]
    pub fn missing_characters(&self) -> Option<String> {
        let svg = self.svg().ok()?;
        // what is kept beside the drawing is not drawn; nothing else in it is beyond ASCII
        glyphs::missing(svg.split_once("</metadata>").map_or(&svg[..], |(_, drawn)| drawn))
    }

    /// The figure as the bytes of a file, of `dpi` pixels an inch where it has pixels.
    ///
    /// # Errors
    /// As [`Figure::png`] and [`Figure::pdf`], and for formats of tables.
    pub fn file(&self, format: Format, dpi: f64) -> Result<Vec<u8>, FigureError> {
        match format {
            Format::Svg => Ok(self.svg()?.into_bytes()),
            Format::Pdf => self.pdf(),
            Format::Png => self.png(dpi),
            Format::Csv | Format::Json | Format::Npz | Format::Safetensors => {
                Err(FigureError::NoPicture(format.ending()))
            }
        }
    }
}
