//! One weight vector on many points at once: layers as products of matrices, points their rows.
//!
//! What lanes are for many small networks, this is for one that is large: the products are those of
//! the crate `matrixmultiply`, by way of `ndarray`, and everything between them is done as in
//! lanes. [`Matrices::new`] says by the size of an objective alone whether it is faster.
//!
//! Points are cut into parts and turns by their number alone, a part is summed turn by turn and the
//! parts in their order, so that the bits do not depend on how many threads share them. They depend
//! on the machine in one respect: one without fused multiply-adds rounds products differently.

mod cells;
mod evaluate;
mod gradients;
mod loss;
mod pass;
mod prepared;
#[cfg(test)]
mod tests;

pub use self::cells::{CellWork, Cells};
pub use self::evaluate::{Matrices, Threads, Work};
pub use self::gradients::Gradients;
