//! Pictures as data: numbers and results in, a page as SVG, PDF or PNG out, and what the window
//! paints of the same things.
//!
//! Bottom up: [`scale`] turns numbers into places, colours and words; [`map`] turns grids and
//! basins into pixels, contours and legends, and is where an attractor's number becomes its colour
//! and pattern; [`plan`] turns paths, points and flat minima into strokes and marks, which figures
//! write as text and the window paints; [`surface`] does the same for the loss as a surface in
//! space; [`data`] is what the network computes over its data. A [`Description`] says what a figure
//! shows, [`make()`] computes it from a preset, a [`Figure`] is all of its panels with their
//! numbers, `page` lays them out, and `write` makes files of it, a source file a format, each with
//! the [`recipe`] from which it can be drawn again.
//!
//! Promised: no window is needed, the same figure gives the same bytes, and no text is cut off.
//!
#![doc = include_str!("figures.md")]

pub mod data;
pub mod describe;
pub mod export;
mod error;
pub mod film;
pub mod glyphs;
mod image;
mod make;
pub mod map;
mod page;
mod picture;
pub mod plan;
pub mod recipe;
pub mod scale;
pub mod surface;
mod write;

pub use self::describe::Description;
pub use self::error::FigureError;
pub use self::image::write_png;
pub use self::make::{make, make_of_landscape};
pub use self::map::{
    BasinPixels, BasinView, LegendLine, Swatch, basin_legend, basin_pixels, contour, label_color,
    label_pixels, pixels, shaded_pixels, share_text, shown_values,
};
pub use self::page::{
    FONT, edge_line, escaped, family, profile_line, run_line, runner_line, set_typeface,
    settings_line, source_line,
};
pub use self::picture::{
    Axis, Bar, Chart, Diagram, Edge, Figure, Image, Key, Line, MapPanel, Mark, MarkShape, Panel,
    PathMark, PathRole, PointMark,
};
pub use self::scale::{
    Colormap, NEUTRAL, Scale, ScaleKind, Tick, format_number, format_significant, format_step,
    nice_steps,
};
pub use self::write::svg_pixels;
