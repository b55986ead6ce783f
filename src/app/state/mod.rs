//! What the person at the window has chosen, and what can be asked for: plain data.
//!
//! A [`session`] is one TOML file away from a restart; a [`command`] is what a panel asks for;
//! [`history`] goes back and forward through either. It knows nothing of jobs, of the screen or of
//! what was computed.

pub mod arrival;
pub mod command;
pub mod counterexample;
pub mod draw;
pub mod experiments;
pub mod history;
pub mod link;
pub mod player;
pub mod race;
pub mod session;
pub mod session_file;
pub mod shown;
