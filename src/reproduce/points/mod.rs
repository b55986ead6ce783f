//! Points of weight space of which the paper claims something: proved, or shown to be misprinted.
//!
//! What the paper prints stands in `claims.toml`; everything else is computed from the presets.

mod claim;
mod erratum;
mod row;

use anyhow::ensure;

use super::part::Part;
use super::task::Task;
use claim::{Claim, claims};
pub(super) use row::{HEAD, of_preset};

use crate::platform::Instant;
use crate::preset::Preset;

/// What is said of the points of an item; one of `theorem1` and `propositions`.
///
/// # Errors
/// If a claim names what its preset does not have, or it was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let item = task.item;
    let claims: Vec<Claim> = claims()?.into_iter().filter(|claim| claim.item == item).collect();
    let mut part = Part::new(&format!("{item}, checked again"));
    part.text(
        "Losses and gradients are computed in double precision at the nearest numbers, verdicts \
            are proven in exact fractions or by intervals rounded outwards: no seed and no chance \
            is in them. Printed weights are those of Swirszcz, Czarnecki, Pascanu 2017 (arXiv \
            1611.06310).",
    );
    let mut names: Vec<&str> = Vec::new();
    for claim in &claims {
        if !names.contains(&claim.preset.as_str()) {
            names.push(&claim.preset);
        }
    }
    let mut errata = Vec::new();
    let mut of_presets = Part::default();
    task.monitor.set_total(names.len() as u64);
    for name in names {
        ensure!(!task.monitor.is_cancelled(), "cancelled");
        let of_preset: Vec<&Claim> = claims.iter().filter(|claim| claim.preset == name).collect();
        errata.extend(section(&mut of_presets, &Preset::load(name)?, &of_preset)?);
        task.monitor.advance(1);
    }
    part.heading("Errata");
    if errata.is_empty() {
        part.text("None: the weights are printed as they are proven.");
    }
    part.list(&errata);
    part.append(of_presets);
    Ok(part)
}

/// One preset; out come its errata.
fn section(part: &mut Part, preset: &Preset, claims: &[&Claim]) -> anyhow::Result<Vec<String>> {
    let begun = Instant::now();
    let rows = of_preset(preset);
    let seconds = begun.elapsed().as_secs_f64();
    let place = claims.first().map_or("", |claim| &claim.place);
    part.heading(&format!("{place}: {}", preset.title));
    part.open(&preset.name);
    part.table(&HEAD, &rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>());
    part.text(&format!(
        "Loss: {}. Computed and proven in {seconds:.2} s. A proof that another program can check \
            is written by: basinscope certify {} --point NAME --out proof.json",
        loss_words(preset),
        preset.name
    ));
    part.list(&rows.iter().map(|row| format!("{}: {}", row.name, row.reason)).collect::<Vec<_>>());
    let mut errata = Vec::new();
    let mut table = Vec::new();
    for claim in claims {
        let ours = rows.iter().find(|row| row.name == claim.point);
        let verdict = ours.map_or("not a point of this preset", |row| row.verdict.name());
        let known = ours.map_or("–", |row| row.global);
        let words = [&claim.place, &claim.point, &claim.says].map(Clone::clone);
        table.push([&words[..], &[verdict.to_owned(), known.to_owned()]].concat());
    }
    part.text("What the paper claims, and what is proven here:");
    part.table(&["place", "point", "the paper", "here", "global"], &table);
    for claim in claims {
        let Some(printed) = claim.weights()? else { continue };
        errata.extend(erratum::told(part, preset, claim, &printed)?);
    }
    Ok(errata)
}

/// The loss in words.
fn loss_words(preset: &Preset) -> String {
    let loss = preset.loss;
    format!("{}, {} over the points, times {}", loss.kind.name(), loss.reduction.name(), loss.scale)
}
