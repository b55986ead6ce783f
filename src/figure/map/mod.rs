//! A map as pixels and lines: numbers or basins over a grid in, colours with their legend, and
//! contours in the coordinates of the plane, out.

mod basins;
pub mod contour;
mod heatmap;
mod labels;
mod legend;
mod simplify;
mod swatch;

pub use self::basins::{BasinPixels, BasinView, basin_pixels};
pub use self::heatmap::pixels;
pub use self::labels::{label_pixels, shaded_pixels, shown_values};
pub use self::legend::{LegendLine, basin_legend, share_text};
pub use self::swatch::{HATCHES, Swatch, label_color};
