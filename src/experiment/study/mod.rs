//! Random-restart studies: every combination of the values that are varied is a cell, and each cell
//! is run from many random starts.
//!
//! A [`Plan`] comes in, from a preset or a file; a [`Study`] is what it comes to: cells, and runs
//! in order. [`Study::work`] makes the runs of a [`Shard`] and writes a row a run; [`merge()`]
//! joins what shards have written; a [`Summary`] says how often each cell ended well.
//!
//! Promised: a run depends on nothing but the study's seed, what its cell's values are, and its
//! own number; shards, restarts and threads leave no trace in the rows, byte for byte.
#![doc = include_str!("studies.md")]

mod cell;
mod file;
mod journal;
mod line;
mod merge;
mod plan;
mod remedies;
mod row;
mod run;
mod setting;
mod tally;
mod work;

pub use self::cell::Cell;
pub use self::journal::journal_of;
pub use self::merge::merge;
pub use self::plan::{MAX_ROWS, Part, Plan, Shard, Study};
pub use self::remedies::{Remedies, Remedy, known_threshold};
pub use self::row::Row;
pub use self::setting::{Key, Until, Value};
pub use self::tally::{Summary, Tally};
pub use self::work::Work;
