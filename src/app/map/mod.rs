//! The weight-space map: the loss or another layer over a plane, seen from above or as a surface,
//! with named points and descents on it.
//!
//! In come the session and the results of jobs ([`MapView`]), out go pictures on the screen and
//! [`Command`](crate::app::Command)s of the mouse and the keyboard. `ui` and `surface` lay out the
//! two ways of looking, `flat` and `surface_paint` paint what is below, `marks` what lies on it,
//! the same on both: what a mark looks like says [`plan`](crate::figure::plan), `strokes` paints
//! it. Nothing is computed here that could be felt.

mod colour_bar;
mod flat;
mod gestures;
mod held;
mod label;
mod layers;
mod legend;
mod marks;
mod points;
pub mod share_bar;
mod status;
pub mod strokes;
mod summary;
mod surface;
mod surface_paint;
pub mod swatch;
pub mod ticks;
mod ui;
mod view;

pub use self::gestures::moved;
pub use self::marks::told_before;
pub use self::surface::turned;
pub use self::view::{MapOutput, MapView};
