//! What differs between a desktop and a page in a browser, and nothing else does.
//!
//! Everything else of the program is the same source on both. A page has no files and no threads of
//! its own making: its jobs run on workers that the page starts, and where it may not start any, on
//! the one thread there is, between two frames. Its arithmetic may lack the fused multiply-add.

// the multiply-add must be inlined into multiversioned callers to get their instructions
#![allow(clippy::inline_always)]

mod fused;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod request;
#[cfg(target_arch = "wasm32")]
mod web;

pub use web_time::Instant;

pub use self::fused::{Fused, rounds_once};
#[cfg(not(target_arch = "wasm32"))]
pub use self::native::*;
pub use self::request::Request;
#[cfg(target_arch = "wasm32")]
pub use self::web::*;
