//! Figures of the paper that presets describe, drawn again.

use anyhow::Context;

use super::part::Part;
use super::points::{HEAD, of_preset};
use crate::figure::describe::{Description, Theme};
use crate::figure::make;
use crate::monitor::Monitor;
use crate::platform::Instant;
use crate::preset::Preset;

/// Draws the figures of an item, each a preset and the name of its figure, with the numbers of the
/// points in them and what the descents did.
///
/// # Errors
/// If a figure cannot be drawn, or was cancelled.
pub(super) fn part(
    item: &str,
    figures: &[(&str, &str)],
    on_part: &dyn Fn(&'static str) -> Monitor,
) -> anyhow::Result<Part> {
    let mut part = Part::new(&format!("{item}, drawn again"));
    part.text(
        "Every number is computed here. Each is \
            drawn from a preset, which also says how its descents run.",
    );
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
        let figure = make(&preset, &light, on_part)?;
        let on_dark = make(&preset, &dark, on_part)?;
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
    }
    Ok(part)
}
