//! A report of protocols that were run.

use super::outcome::Outcome;

/// What was run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The item of the paper, as the command calls it.
    pub item: String,
    /// Protocol by protocol.
    pub outcomes: Vec<Outcome>,
    /// Threads that ran it.
    pub threads: usize,
}

impl Report {
    /// The program that made it.
    pub(super) fn version() -> String {
        format!("basinscope {}", env!("CARGO_PKG_VERSION"))
    }

    /// How long an outcome took, and what was there before.
    pub(super) fn took(&self, outcome: &Outcome) -> String {
        let (rows, threads) = (outcome.study.rows(), self.threads);
        let threads =
            if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        let made = rows - outcome.found;
        let seconds = outcome.took.as_secs_f64();
        match outcome.found {
            0 => format!("{rows} runs in {seconds:.1} s by {threads}."),
            found => format!(
                "{rows} runs, {found} of them from an earlier call; the other {made} took \
                    {seconds:.1} s by {threads}."
            ),
        }
    }
}
