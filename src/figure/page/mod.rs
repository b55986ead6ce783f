//! A figure on a page: where everything stands so that no text is clipped or covered, and the whole
//! as an SVG document.

mod axes;
mod caption;
mod chart;
mod diagram;
mod draw;
mod frame;
mod layout;
mod map;
mod marks;
mod math;
mod notes;
mod place;
mod relief;
mod share;
mod svg;
mod text;

pub use self::caption::{
    edge_line, profile_line, run_line, runner_line, settings_line, source_line,
};
pub(in crate::figure) use self::marks::path_colors;
pub(in crate::figure) use self::math::tex;
pub use self::svg::{escaped, is_printable};
pub use self::text::{FONT, family, font_file, has_glyph, set_typeface};

#[cfg(test)]
mod tests;
