//! What is asked for by key or by name: one table for keyboard, palette and tooltips.

pub mod escape;
pub mod keys;
pub mod palette;
