//! What is asked for by key or by name: one table for keyboard, palette and tooltips.
//!
//! In come keys and what can be done now, out come commands. It knows nothing of how they are done.

pub mod escape;
pub mod keys;
pub mod method;
pub mod palette;
