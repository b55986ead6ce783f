//! From the text of a file to a [`Preset`](super::Preset), with every mistake told by its place.

mod document;
mod population;
mod schedule;
mod sections;
mod tour;
mod walk;

pub use self::document::{document, preset};
pub(crate) use self::walk::{Node, Source};
