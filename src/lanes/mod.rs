//! Many weight vectors at once: value, gradient, optimiser and Newton steps in structure-of-arrays
//! form, a lane a weight vector.
//!
//! Loops over fixed-size arrays are what the compiler turns into vector instructions;
//! `multiversion` compiles them for several instruction sets and chooses at run time. A lane's
//! result depends on that lane alone, and is the same bits on every instruction set, since all
//! arithmetic is IEEE with the fused multiply-adds that are written.
//!
//! Where one network is large enough to fill vectors by itself, [`Matrices`] take its points at
//! once instead of many weight vectors.

// the functions below must be inlined into their multiversioned callers to get their instructions
#![allow(clippy::inline_always, clippy::needless_range_loop, clippy::unreadable_literal)]

mod activation;
mod buffer;
mod chebyshev;
mod cost;
mod deep;
mod hessian;
mod kernel;
mod rkc;
mod linear;
mod loss;
mod matrices;
mod network;
mod newton;
mod small;
mod sweep;
mod update;

pub use self::buffer::Rows;
pub use self::chebyshev::{longest, stages};
pub use self::cost::Operations;
pub use self::kernel::{Kernel, Level, Slicer};
pub use self::matrices::{CellWork, Cells, Gradients, Matrices, Threads, Work};
pub use self::newton::Newton;
pub use self::rkc::Rkc;
pub use self::sweep::{Raster, centre};
pub use self::update::Block;

/// Weight vectors a block.
pub const LANES: usize = 32;

/// One number for each weight vector of a block.
pub type Lane = [f64; LANES];
