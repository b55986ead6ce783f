//! Pictures as data: colour maps, scales, contour lines, heatmaps.

mod basin_map;
mod caption;
mod colormap;
pub mod contour;
mod draw;
mod flats;
mod heatmap;
mod labels;
mod layout;
mod legend;
mod marks;
mod number;
mod pattern;
mod place;
mod relief;
mod runner;
mod scale;
mod simplify;
pub mod surface;
mod svg;
mod text;
mod write;

pub use self::basin_map::{
    BasinPixels, BasinView, LegendLine, Swatch, basin_legend, basin_pixels, share_text,
};
pub use self::caption::{
    pale_line, profile_line, run_line, runner_line, settings_line, source_line,
};
pub use self::colormap::{Colormap, NEUTRAL};
pub use self::draw::{Figure, PathMark, PathRole, PointMark};
pub use self::heatmap::{pixels, write_png};
pub use self::labels::{label_color, label_pixels, shaded_pixels, shown_values};
pub use self::number::{format_number, format_significant, format_step, nice_steps};
pub use self::pattern::patterned;
pub use self::runner::{runner_color, runner_mark};
pub use self::scale::{Scale, ScaleKind, Tick};
pub use self::write::FigureError;

/// DejaVu Sans, the typeface of figures and of the window; its licence stands beside it.
pub const FONT: &[u8] = include_bytes!("fonts/DejaVuSans.ttf");
