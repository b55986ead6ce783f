//! Presets: one TOML file is one experiment (a data set, a network, a loss, named points, a plane
//! to look at, a descent to run, the steps of a tour).
//!
//! Numbers keep their value as written next to the nearest `f64`, so that a proof can work with
//! `2.8 = 14/5` and `"13/3"`. A wrong file is told in one sentence with file, line, key and what
//! was expected ([`PresetError`]). A preset that is saved again keeps its owner's comments, order
//! and spellings ([`Preset::to_toml`]).
#![doc = include_str!("format.md")]

mod edit;
mod error;
mod file;
pub mod import;
mod limits;
mod merge;
mod model;
mod number;
mod plane;
mod points;
mod read;
mod shipped;
#[cfg(test)]
mod tests;
mod tour;
mod write;
mod written;

pub use self::edit::{DataEdit, DataRow};
pub use self::error::{PresetError, did_you_mean};
pub(crate) use self::file::text_of;
pub use self::limits::{MAX_FILE_BYTES, MAX_POINTS, MAX_STEPS};
pub use self::model::{DescentSpec, ExactData, Preset};
pub(crate) use self::number::Number;
pub use self::plane::{PlaneKind, PlaneSpec};
pub use self::points::{BEFORE_EDIT, NamedPoint, Points};
pub(crate) use self::read::{Node, Source, document};
pub use self::tour::{TourStart, TourStep};
pub use self::written::Written;
