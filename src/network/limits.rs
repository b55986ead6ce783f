//! How many weights `P` a network may have for what grows with a power of `P`, all in one place.
//!
//! Beyond a limit the work is refused in one sentence before memory is taken, or left out where it
//! only adds to something, and the outcome says so; nothing else depends on them.

/// Weights of a network that is read from a file or made of data.
pub const READ: usize = 1_000_000;

/// Newton steps and eigenpairs of the Hessian at every one of many places (continuations of
/// descents, critical points, endings of a basin map, the spectrum shown): `P` gradients and `P^3`
/// operations each.
pub const NEWTON: usize = 64;

/// Newton steps in lanes: beyond, the matrices of a block leave the cache.
pub const NEWTON_IN_LANES: usize = 24;

/// Descents in lanes: a block takes 1 kB a weight, and a larger one leaves the cache.
pub const LANES: usize = 16_384;

/// Descents that leap over many steps at once: a leap keeps some gradients of each.
pub const LEAPS: usize = 1024;

/// A Hessian for each attractor of a map, to tell flat minima from strict ones.
pub const HESSIAN_OF_ATTRACTOR: usize = 200;

/// A Hessian for each view of a slice, to find its flattest direction off the plane.
pub const HESSIAN_OF_VIEW: usize = 400;

/// One Hessian with its eigenvalues, for one weight vector: those that are evaluated, the plane
/// along eigenvectors, the learning rate of a generated preset.
pub const HESSIAN: usize = 1_500;

/// An interval Hessian for each of many boxes, with products of `P x P` matrices.
pub const PROOF: usize = 150;
