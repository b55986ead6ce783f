//! What the paper measured, run again: a table at a time, with its protocol written down,
//! intervals, and the paper's numbers beside ours.
//!
//! A [`Protocol`] comes in: a study in a file, one of the shipped or one's own. Its rows are made
//! by [`Study::work`](crate::experiment::study::Study::work), so that what was cut off goes on
//! where it was; [`Outcome`] sets them beside what is published, and a [`Report`] of it is written
//! as one HTML file without any other and as Markdown.
//!
//! What needs no study is an [`Item`] that makes its [`Part`] of the report itself: points that the
//! paper claims to be minima, with proofs and errata; its figures; networks that are trained on
//! images; trivial networks; zig-zags; means that blind a layer. What a person may ask of it is a
//! [`Wish`].
//!
//! Promised: agreement is interval against interval, and every sentence about it is computed from
//! the numbers.

mod blind;
pub mod chart;
mod choices;
mod drawing;
mod first_dead;
mod html;
mod images;
mod kept;
mod markdown;
mod outcome;
mod item;
mod part;
mod points;
mod protocol;
mod published;
mod report;
mod run;
mod sentence;
mod spurious;
mod task;
mod trivial;
mod wish;
mod write;
mod xor;
mod zigzag;

pub use self::choices::{Budget, Choices};
pub use self::images::digits;
pub use self::item::Item;
pub use self::outcome::{Cell, Criterion, Group, Outcome};
pub use self::part::{Block, Part};
pub use self::protocol::Protocol;
pub use self::published::PUBLISHED_RUNS;
pub use self::report::Report;
pub use self::run::{Made, Watch};
pub use self::wish::Wish;
pub use self::write::{load, write};
