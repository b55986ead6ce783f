//! Files as people bring them, each with the answer that is right: the program is run on them as a
//! person runs it.

mod tables;

use std::alloc::System;

use cap::Cap;

/// Tells how much memory is in use, and bounds it.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);
