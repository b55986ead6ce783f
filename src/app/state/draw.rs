//! Which random starts are counted.

use crate::experiment;
use crate::network::Law;

/// What is drawn, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The law of the initial weights.
    pub law: Law,
    /// How many starts.
    pub runs: usize,
    /// The seed of the first.
    pub seed: u64,
}

impl Default for Draw {
    fn default() -> Self {
        Self { law: experiment::DEFAULT_LAW, runs: 2000, seed: 0 }
    }
}
