//! From a number to its place on a colour bar, its colour, and how it is written.

mod colormap;
mod number;
mod spacing;

pub use self::colormap::{Colormap, NEUTRAL};
pub use self::number::{format_number, format_significant, format_step, nice_steps};
pub use self::spacing::{Scale, ScaleKind, Tick};
