//! Figures of the paper that presets describe, drawn again.

use anyhow::Context;

use super::part::Part;
use super::points::{HEAD, of_preset};
use super::task::Task;
use crate::figure::describe::{Description, Theme};
use crate::figure::make;
use crate::platform::Instant;
use crate::preset::Preset;

/// Draws the figures of an item, each a preset and the name of its figure, with the numbers of the
/// points in them and what the descents did.
///
/// # Errors
/// If a figure cannot be drawn, or was cancelled.
pub(super) fn part(figures: &[(&str, &str)], task: &Task) -> anyhow::Result<Part> {
    let mut part = Part::new(&format!("{}, drawn again", task.item));
    part.text(
        "Every number is computed here. Each is \
            drawn from a preset, which also says how its descents run.",
    );
    let begin = |_: &'static str| task.monitor.part();
    task.monitor.set_total(figures.len() as u64);
    for (preset, name) in figures {
        let begun = Instant::now();
        let preset = Preset::load(preset)?;
        let all = Description::all_of(&preset)?;
        let found = all.into_iter().find(|figure| figure.name.as_deref() == Some(name));
        let light =
            found.with_context(|| format!("preset {} has no figure {name}", preset.name))?;
        let dark = Description { theme: Theme::Dark, ..light.clone() };
        part.heading(&format!("Figure {name}: {}", preset.title));
        part.open(&preset.name);
        let figure = make(&preset, &light, &begin)?;
        let on_dark = make(&preset, &dark, &begin)?;
        part.picture(
            [&figure.svg()?, &on_dark.svg()?],
            &format!("Figure {name}. {}", preset.notes.replace('\n', " ").trim()),
        );
        let rows = of_preset(&preset);
        part.table(&HEAD, &rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>());
        part.list(&figure.caption_lines());
        part.text(&format!(
            "Computed, proven and drawn in {:.1} s. Alone: basinscope figure {} --figure \
                \"{name}\" --out figure.pdf",
            begun.elapsed().as_secs_f64(),
            preset.name
        ));
        task.monitor.advance(1);
    }
    Ok(part)
}
