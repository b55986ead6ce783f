//! Runs a preset end to end: what the commands print and the window shows comes from here, so that
//! a picture on screen can be made again without a screen.
//!
//! A preset comes in; out come its [`view()`] (or [`line()`]), the start that it offers,
//! evaluations, critical points in exact fractions where they have any, proofs, and the words and
//! formats in which results are told. What a room below computes without knowing of presets
//! (slices, descents, random starts) is asked of that room.

mod code;
mod edge;
mod error;
mod evaluation;
mod exact;
mod fates;
mod flat;
mod format;
mod minima;
mod npz;
mod path;
mod race;
mod start;
mod state;
pub mod study;
mod table;
mod view;
mod weights;

pub use self::code::{Library, code};
pub use self::edge::edge;
pub use self::error::ExperimentError;
pub use self::evaluation::{Evaluation, evaluate, loss};
pub use self::exact::left_open;
pub use self::fates::{attractors_from, basins, counts};
pub use self::flat::{FlatPatch, FlatSet, flat_sets};
pub use self::format::Format;
pub use self::minima::{certify, minima};
pub use self::npz::{Npz, hexadecimal};
pub use self::path::{path, place};
pub use self::race::{fate, rival, rival_rate};
pub use self::start::{DEFAULT_LAW, default_point, default_start};
pub use self::state::{Held, Shadow, held};
pub use self::table::write_csv;
pub use self::view::{View, line, slid, third, unslid_view, view};
pub use self::weights::{WEIGHT_FORMATS, write_weights};
