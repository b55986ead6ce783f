//! What differs between a desktop and a page in a browser, and nothing else does.
//!
//! Everything else of the program is the same source on both. A page has no files and no threads of
//! its own making: its jobs run on workers that the page starts, and where it may not start any, on
//! the one thread there is, between two frames. Its arithmetic may lack the fused multiply-add.

// the multiply-add must be inlined into multiversioned callers to get their instructions
#![allow(clippy::inline_always)]

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
use self::native::multiply_add;
#[cfg(not(target_arch = "wasm32"))]
pub use self::native::*;
#[cfg(target_arch = "wasm32")]
use self::web::multiply_add;
#[cfg(target_arch = "wasm32")]
pub use self::web::*;
pub use web_time::Instant;

/// The multiply-add of everything whose bits are to be the same everywhere.
pub trait Fused {
    /// `self * factor + term`, rounded once. Where [`rounds_once`] is false it is rounded twice, and
    /// last digits may differ from those of other machines.
    #[must_use]
    fn fused(self, factor: f64, term: f64) -> f64;
}

impl Fused for f64 {
    #[inline(always)]
    fn fused(self, factor: f64, term: f64) -> f64 {
        multiply_add(self, factor, term)
    }
}

/// Whether [`Fused::fused`] rounds once here: a product that needs more digits than a number has
/// tells.
#[must_use]
pub fn rounds_once() -> bool {
    let tiny = f64::EPSILON;
    let [factor, term] = std::hint::black_box([1.0 + tiny, -1.0 - 2.0 * tiny]);
    factor.fused(factor, term) == tiny * tiny
}

/// A kind of file to choose from, and its endings.
pub type Filter<'a> = (&'a str, &'a [&'a str]);
