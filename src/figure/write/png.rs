//! Figures as PNG.

use resvg::tiny_skia;

use super::drawing::{FigureError, MAX_PIXELS, POINTS, tree};
use crate::figure::image::encode_png;
use crate::figure::picture::Figure;

impl Figure {
    /// The figure as the bytes of a PNG file, `scale` pixels a point (1 = 72 pixels an inch).
    ///
    /// # Errors
    /// If it would have no pixel or too many.
    pub fn png(&self, scale: f64) -> Result<Vec<u8>, FigureError> {
        let tree = tree(self)?;
        // one pixel a point is meant
        let factor = scale * POINTS;
        let (width, height) = (
            (f64::from(tree.size().width()) * factor).round(),
            (f64::from(tree.size().height()) * factor).round(),
        );
        if !(width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS) {
            return Err(FigureError::Size(width, height));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded above"
        )]
        let mut canvas = tiny_skia::Pixmap::new(width as u32, height as u32)
            .ok_or(FigureError::Size(width, height))?;
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
        encode_png(size, ::png::ColorType::Rgb, &rgb, Some(per_metre)).map_err(FigureError::drawing)
    }
}
