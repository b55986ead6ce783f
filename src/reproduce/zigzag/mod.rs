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
use super::choices::Choices;
use super::part::Part;
use crate::monitor::Monitor;
use crate::platform::Instant;

/// Trains and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(
    choices: &Choices,
    on_part: &dyn Fn(&'static str) -> Monitor,
) -> anyhow::Result<Part> {
    let mut protocol: Protocol = choices.protocol(include_str!("../protocols/fig5.toml"))?;
    protocol.seed = choices.seed.unwrap_or(protocol.seed);
    protocol.runs = choices.runs_or(protocol.runs);
    let (law, settings) = protocol.checked()?;
    let begun = Instant::now();
    let monitor = on_part("training");
    let cells = protocol.cells(law, &settings, &monitor).context("cancelled")?;
    Ok(told::part(&protocol, &cells, begun.elapsed().as_secs_f64()))
}
