//! Everything an activation is, one concern a file.
//!
//! The function and its names (`function.rs`), its value and derivatives (`jet.rs`), and its shape:
//! pieces, smoothness, parity, slopes (`shape.rs`). Each is a `match` without `_`, so that the
//! compiler lists what a new activation needs; its enclosures are in
//! [`interval`](crate::objective::interval), its instructions in [`lanes`](crate::lanes).

mod function;
mod jet;
mod shape;

pub use self::function::Activation;
pub use self::jet::{Jet, LEAKY_SLOPE, sigmoid, softplus};
pub use self::shape::Parity;
