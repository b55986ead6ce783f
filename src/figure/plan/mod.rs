//! The plan of a picture: which lines and marks there are, where, in which colours, in which order.
//!
//! A [`View`] says where places of the plane are in the picture, a [`Style`] how thick things are
//! on paper or on a screen; out come [`Shape`]s, plain data from the lowest to the topmost. Figures
//! write them as SVG, the window paints them; neither decides what a path or a point looks like.

mod clip;
mod flats;
mod path;
mod point;
mod runner;
mod shape;
mod style;
mod view;

pub use self::flats::flats;
pub use self::path::{Trail, contours, path};
pub use self::point::{point, proof};
pub use self::runner::{runner, runner_color};
pub use self::shape::{Dash, Ink, Pen, Shape, dashes, length};
pub use self::style::{DISPROVED, FAINT, HIDDEN, PAGE, PROVEN, SCREEN, Style};
pub use self::view::{Area, Flat, IN_PLANE, Part, Place, View};
