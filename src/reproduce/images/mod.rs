//! Figures 1 and 2: networks that are trained on images from a bad beginning or on scaled inputs.
//!
//! A protocol says which networks: every number of hidden layers, mean of the initial weights and
//! biases, scale of the inputs, and kind of labels, from several seeds each. A run is trained by
//! mini-batches and looked at on all points at some steps; runs are shared out among the threads,
//! each depends on its own numbers alone, and each is kept as it ends.

mod chart;
mod data;
mod protocol;
mod spread;
mod told;
mod train;

use anyhow::Context;

use self::data::Pictures;
use self::protocol::{Labels, Protocol};
use self::told::Story;
use super::part::Part;
use super::task::Task;
use crate::network::Dataset;
use crate::platform::Instant;

/// The 1,797 digits that come with the program: 64 inputs from 0 to 1, a target a class.
#[must_use]
pub fn digits() -> Dataset {
    Pictures::digits().dataset(1.0, Labels::True, 0)
}

/// Trains and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let Task { item, choices, monitor, .. } = task;
    let protocol = Protocol::of(item, choices)?;
    let pictures = match &choices.images {
        Some(images) => Pictures::of_images(images),
        None => Pictures::digits(),
    };
    let begun = Instant::now();
    let kept = task.kept(&protocol, &pictures.bytes())?;
    let groups = train::all(&protocol, &pictures, &kept, monitor).context("cancelled")?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Story { item, protocol: &protocol, pictures: &pictures, groups: &groups, seconds }.part())
}
