//! Optimisers: the update rules with PyTorch's formulas and defaults (`torch.optim`, version 2; for
//! Lion its authors'), and what changes from step to step with any of them.
//!
//! What comes in are [`Settings`] and gradients; what goes out are updated weights. Each rule
//! stands in a file of its own under `rules/` and is written once, for one weight in `N` lanes, so
//! that the same arithmetic, fused multiply-adds and all, runs one weight vector ([`State::step`])
//! or a block of them. Who runs them, and for how long, is not known here.

// the functions below must be inlined into their multiversioned callers to get their instructions
#![allow(clippy::inline_always, clippy::needless_range_loop)]

mod batches;
mod clock;
mod noise;
mod row;
mod rule;
mod rules;
mod schedule;
mod settings;
mod state;
mod update;

pub use self::batches::Batches;
pub use self::clock::Clock;
pub use self::noise::Noise;
pub use self::row::Row;
pub use self::rule::Optimizer;
pub use self::schedule::{Schedule, Shape};
pub use self::settings::Settings;
pub use self::state::State;
