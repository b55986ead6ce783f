//! Figures as PDF.

use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};

use super::drawing::{POINTS, tree};
use crate::figure::error::FigureError;
use crate::figure::page::is_printable;
use crate::figure::picture::Figure;

impl Figure {
    /// The figure as the bytes of a PDF file of one page, drawn in lines and letters like the SVG,
    /// with its typeface embedded. The same figure gives the same bytes: no date is written.
    ///
    /// # Errors
    /// If the page has no room, or the encoder refuses.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        let tree = tree(self)?;
        #[expect(clippy::cast_possible_truncation, reason = "0.75 is exact")]
        let points = |pixels: f32| pixels * POINTS as f32;
        let size = Size::from_wh(points(tree.size().width()), points(tree.size().height()))
            .ok_or_else(|| FigureError::drawing("an empty page"))?;
        // they stand in XML too
        let printable = |text: &str| -> String {
            text.chars().filter(|&c| is_printable(c) || c == '\n').collect()
        };
        let mut document = krilla::Document::new();
        document.set_metadata(
            Metadata::new()
                .title(printable(&self.title))
                .description(printable(&self.recipe))
                .authors(self.page.author.iter().map(|author| printable(author)).collect())
                .creator(concat!("basinscope ", env!("CARGO_PKG_VERSION")).to_owned()),
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
}
