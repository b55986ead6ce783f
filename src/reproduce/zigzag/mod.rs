//! Figure 5: regression on a zig-zag whose points lie closer and closer together.
//!
//! The points are ours: `x_i` equally spaced from -1 to 1, `y_i` in turn -1 and 1. The inputs are
//! multiplied by `tau`, and networks of one hidden ReLU layer are trained on them ([`wide`]). A
//! mean squared error of 1 is that of the output 0.

mod protocol;
mod told;
mod wide;

use anyhow::Context;

use self::protocol::Protocol;
use super::part::Part;
use super::task::Task;
use crate::platform::Instant;

/// Trains and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let choices = task.choices;
    let mut protocol: Protocol = choices.protocol(include_str!("../protocols/fig5.toml"))?;
    protocol.seed = choices.seed.unwrap_or(protocol.seed);
    protocol.runs = choices.runs_or(protocol.runs);
    let (law, settings) = protocol.checked()?;
    let begun = Instant::now();
    let kept = task.kept(&protocol, &[])?;
    let cells = protocol.cells(law, &settings, &kept, task.monitor).context("cancelled")?;
    Ok(told::part(&protocol, &cells, begun.elapsed().as_secs_f64()))
}
