//! Figures as the bytes of files.

use std::fmt::Display;
use std::sync::{Arc, LazyLock};

use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::{tiny_skia, usvg};
use thiserror::Error;

use super::heatmap::encode_png;
use super::{FONT, Figure};
use crate::experiment::Format;

/// Most pixels of a PNG.
const MAX_PIXELS: f64 = 2e8;

/// Points a pixel of usvg, which reads lengths at 96 pixels an inch.
const POINTS: f64 = 72.0 / 96.0;

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum FigureError {
    /// The picture would have too many pixels.
    #[error("a picture of {0:.0} x {1:.0} pixels is too large; choose a smaller scale")]
    TooLarge(f64, f64),
    /// The renderer or the encoder refused.
    #[error("the figure could not be drawn: {0}")]
    Drawing(String),
}

impl FigureError {
    fn drawing(error: impl Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// The bundled font, read once.
pub(super) static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    Arc::new(fonts)
});

impl Figure {
    /// Formats that a figure is written in.
    pub const FORMATS: [Format; 3] = [Format::Svg, Format::Pdf, Format::Png];

    /// The figure as the bytes of a file: SVG or PDF if that is the format, else PNG at `scale`.
    ///
    /// # Errors
    /// As [`Figure::png`] and [`Figure::pdf`].
    pub fn file(&self, format: Format, scale: f64) -> Result<Vec<u8>, FigureError> {
        match format {
            Format::Svg => Ok(self.svg().into_bytes()),
            Format::Pdf => self.pdf(),
            _ => self.png(scale),
        }
    }

    fn tree(&self) -> Result<usvg::Tree, FigureError> {
        let options = usvg::Options { fontdb: Arc::clone(&FONTS), ..Default::default() };
        usvg::Tree::from_str(&self.svg(), &options).map_err(FigureError::drawing)
    }

    /// The figure as the bytes of a PDF file of one page, drawn in lines and letters like the SVG,
    /// with its typeface embedded. The same figure gives the same bytes: no date is written.
    ///
    /// # Errors
    /// If the encoder refuses.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        let tree = self.tree()?;
        #[expect(clippy::cast_possible_truncation, reason = "0.75 is exact")]
        let points = |pixels: f32| pixels * POINTS as f32;
        let size = Size::from_wh(points(tree.size().width()), points(tree.size().height()))
            .ok_or_else(|| FigureError::drawing("an empty page"))?;
        let mut document = krilla::Document::new();
        document.set_metadata(
            Metadata::new().title(self.title.clone()).creator("basinscope".to_owned()),
        );
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        surface
            .draw_svg(&tree, size, SvgSettings::default())
            .ok_or_else(|| FigureError::drawing("an element that PDF has no counterpart of"))?;
        surface.finish();
        page.finish();
        document.finish().map_err(|error| FigureError::drawing(format!("{error:?}")))
    }

    /// The figure as the bytes of a PNG file, `scale` pixels a point (1 = 72 pixels an inch).
    ///
    /// # Errors
    /// If it would be too large.
    pub fn png(&self, scale: f64) -> Result<Vec<u8>, FigureError> {
        let tree = self.tree()?;
        // one pixel a point is meant
        let factor = scale * POINTS;
        let (width, height) = (
            (f64::from(tree.size().width()) * factor).round(),
            (f64::from(tree.size().height()) * factor).round(),
        );
        if !(width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS) {
            return Err(FigureError::TooLarge(width, height));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded above"
        )]
        let mut canvas = tiny_skia::Pixmap::new(width as u32, height as u32)
            .ok_or(FigureError::TooLarge(width, height))?;
        // the page covers its last row and column of pixels only in part
        canvas.fill(tiny_skia::Color::WHITE);
        #[expect(clippy::cast_possible_truncation, reason = "a drawing scale")]
        resvg::render(
            &tree,
            tiny_skia::Transform::from_scale(factor as f32, factor as f32),
            &mut canvas.as_mut(),
        );
        let rgb: Vec<u8> =
            canvas.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a resolution")]
        let per_metre = (scale * 72.0 / 0.0254).round() as u32;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded above"
        )]
        let size = [width as usize, height as usize];
        encode_png(size, png::ColorType::Rgb, &rgb, Some(per_metre)).map_err(FigureError::drawing)
    }
}
