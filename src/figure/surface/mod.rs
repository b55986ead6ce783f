//! The loss over a plane as a surface in space, drawn in software: a mesh of the heatmap's own
//! values, a depth buffer, and lines that know where the surface hides them. No window is needed.

mod axes;
mod camera;
mod lines;
mod mesh;
mod raster;
mod stage;

pub use self::axes::{Axes, Mark, axes};
pub use self::camera::{Camera, Eye, HALF_HEIGHT, LOWEST, Seen};
pub use self::lines::{inside, is_hidden, pieces};
pub use self::mesh::{Frame, Mesh};
pub use self::raster::{Raster, Skin, render};
pub use self::stage::{Stage, lines};

#[cfg(test)]
mod tests;
