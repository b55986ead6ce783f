//! Files: opened, dropped, saved as presets and pictures, and the session kept between starts.
//!
//! In come paths and contents, out come commands. It knows nothing of what is on screen.

pub mod browse;
pub mod drop;
pub mod export;
mod film;
pub mod figure;
pub mod keeper;
pub mod landscape;
pub mod open;
pub mod read;
pub mod sheet;
