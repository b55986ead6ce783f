//! The headless commands, and what is asked of the window.
//!
//! A mistake of the person at the keyboard ends with one sentence on the error output and exit code
//! 2.
#![doc = include_str!("commands.md")]

mod animate;
mod arguments;
mod basins;
mod bench;
pub mod benchmark;
mod certify;
mod choice;
mod code;
mod command;
mod descend;
mod evaluate;
mod figure;
mod generate;
mod hunt;
mod merge;
mod minima;
mod mistake;
mod optimizer;
mod presets;
mod reproduce;
mod schedule;
mod shares;
mod signals;
mod slice;
mod study;
mod table;
mod terminal;
mod weights;

pub use self::command::{Opening, Window, main};
