//! Figures as PNG.

use resvg::{tiny_skia, usvg};

use super::drawing::{POINTS, tree};
use crate::figure::error::{FigureError, MAX_PIXELS};
use crate::figure::glyphs;
use crate::figure::image::{Extras, encode_png};
use crate::figure::picture::Figure;

/// The keyword of the text chunk that holds the recipe.
pub(in crate::figure) const KEYWORD: &str = "basinscope";

impl Figure {
    /// The figure as the bytes of a PNG file of `dpi` pixels an inch, which it records.
    ///
    /// # Errors
    /// If the page has no room, or the picture would have no pixel or too many.
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>, FigureError> {
        let (size, rgb) = self.pixels(dpi)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a resolution")]
        let per_metre = (dpi / 0.0254).round() as u32;
        let extras = Extras {
            pixels_per_metre: Some(per_metre),
            text: (!self.recipe.is_empty()).then_some((KEYWORD, &self.recipe)),
        };
        encode_png(size, ::png::ColorType::Rgb, &rgb, &extras).map_err(FigureError::drawing)
    }

    /// The pixels of the figure across and down at `dpi` pixels an inch, and three bytes for each,
    /// the top row first.
    ///
    /// # Errors
    /// As [`Self::png`].
    pub fn pixels(&self, dpi: f64) -> Result<([usize; 2], Vec<u8>), FigureError> {
        let [r, g, b] = self.page.theme.paper();
        let paper = tiny_skia::Color::from_rgba8(r, g, b, 255);
        painted(&tree(self)?, dpi / 72.0 * POINTS, paper)
    }
}

/// The pixels of an SVG document, `width` of them across, and how many down; three bytes each, the
/// top row first, on ground of this colour.
///
/// # Errors
/// If it is no drawing, or the picture would have no pixel or too many.
pub fn svg_pixels(
    svg: &str,
    width: usize,
    [r, g, b]: [u8; 3],
) -> Result<([usize; 2], Vec<u8>), FigureError> {
    let tree = glyphs::tree(svg).map_err(FigureError::drawing)?;
    let factor = width as f64 / f64::from(tree.size().width());
    painted(&tree, factor, tiny_skia::Color::from_rgba8(r, g, b, 255))
}

/// A drawing, so many pixels for each of its own.
fn painted(
    tree: &usvg::Tree,
    factor: f64,
    paper: tiny_skia::Color,
) -> Result<([usize; 2], Vec<u8>), FigureError> {
    let (width, height) = (
        (f64::from(tree.size().width()) * factor).round(),
        (f64::from(tree.size().height()) * factor).round(),
    );
    if !(width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS) {
        return Err(FigureError::Size(width, height));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    let mut canvas = tiny_skia::Pixmap::new(width as u32, height as u32)
        .ok_or(FigureError::Size(width, height))?;
    // the page covers its last row and column of pixels only in part
    canvas.fill(paper);
    #[expect(clippy::cast_possible_truncation, reason = "a drawing scale")]
    resvg::render(
        tree,
        tiny_skia::Transform::from_scale(factor as f32, factor as f32),
        &mut canvas.as_mut(),
    );
    let rgb = canvas.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    Ok(([width as usize, height as usize], rgb))
}
