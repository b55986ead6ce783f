//! What stands below a figure: where it comes from and what the descents did.

use super::format_number;
use crate::descent::{Settings, Trajectory};
use crate::preset::Preset;

/// The name of the preset, by which the figure can be made again, and its source.
#[must_use]
pub fn source_line(preset: &Preset) -> String {
    format!("Preset {}. {}", preset.name, preset.source)
}

/// What the descent from a start did.
#[must_use]
pub fn run_line(start: &str, run: &Trajectory) -> String {
    format!("From {start}, {} steps: {}", run.steps, lower_first(&run.sentence()))
}

/// How the descents ran.
#[must_use]
pub fn settings_line(settings: &Settings) -> String {
    let name = settings.optimizer.name();
    let rate = format_number(settings.learning_rate);
    let mut line = format!("Optimiser {name}, learning rate {rate}, at most {} steps", settings.steps);
    if let Some(size) = settings.batch_size {
        line += &format!(", batches of {size}, seed {}", settings.seed);
    }
    line + "."
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}
