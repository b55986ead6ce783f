//! The hunt for small data sets with bad minima.
//!
//! A try draws data sets of a given size at random, in one of a few layouts. If no descent on one
//! ends in a bad strict minimum, the points are moved, together with the weights of a critical
//! point, so that it becomes one (`raise.rs`). From the first bad minimum the try climbs: it moves
//! a point or swaps two labels, and keeps what makes that minimum worse and wider. What it ends
//! with is certified: only a proven strict minimum with a proven better point is a [`Hit`]. A try
//! depends on nothing but the settings and its number, so that a hunt can be interrupted and
//! resumed, and gives the same hits with any number of threads.
//!
//! With cross-entropy the lowest loss of data that the network can separate is 0, at infinity;
//! "bad" is then any strict minimum, since one at finite weights has a positive loss.
//!
//! After Swirszcz, Czarnecki, Pascanu 2017 (arXiv 1611.06310), who found their ten points for two
//! sigmoid units by such a search. With cross-entropy this one has found proven ones of nine and of
//! eight points (in `tests.rs`).

mod attempt;
mod data;
mod hit;
mod joint;
mod minimise;
mod raise;
mod score;
mod settings;
mod state;

pub use self::attempt::attempt;
pub use self::hit::Hit;
pub use self::score::{Score, score};
pub use self::settings::{Origin, Settings};
pub use self::state::{Row, State, StateError};

#[cfg(test)]
mod tests;
