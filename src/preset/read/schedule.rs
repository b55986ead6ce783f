//! The keys of `[descent]` that say what changes from step to step: the learning rate's schedule,
//! and noise.

use super::walk::Table;
use crate::optimizer::{Noise, Schedule, Shape};
use crate::preset::error::PresetError;
use crate::preset::limits::MAX_STEPS;

/// The keys `schedule`, `schedule_steps`, `schedule_factor`, `schedule_floor` and `warm_up`.
pub(super) fn schedule(table: &Table) -> Result<Schedule, PresetError> {
    let count = |key, least| table.get(key).map(|node| node.count(least, MAX_STEPS)).transpose();
    let named = table.get("schedule").map(|node| node.choice("a schedule", &Shape::ALL));
    let mut shape = named.transpose()?.unwrap_or_default();
    match &mut shape {
        Shape::Constant => {
            let others = Shape::ALL.map(|(name, _)| name);
            refused(table, "schedule_steps", &others[1..])?;
            refused(table, "schedule_factor", &["step"])?;
            refused(table, "schedule_floor", &["cosine"])?;
        }
        Shape::Step { every, factor } => {
            *every = count("schedule_steps", 1)?;
            *factor = share(table, "schedule_factor", *factor)?;
            if let Some(node) = table.get("schedule_factor").filter(|_| *factor == 0.0) {
                return Err(node.expected("a number above 0"));
            }
            refused(table, "schedule_floor", &["cosine"])?;
        }
        Shape::Cosine { steps, floor } => {
            *steps = count("schedule_steps", 1)?;
            *floor = share(table, "schedule_floor", *floor)?;
            refused(table, "schedule_factor", &["step"])?;
        }
    }
    Ok(Schedule { warm_up: count("warm_up", 0)?.unwrap_or(0), shape })
}

/// The keys `noise`, `noise_decay` and `noise_seed`.
pub(super) fn noise(table: &Table) -> Result<Noise, PresetError> {
    Ok(Noise {
        deviation: at_least_0(table, "noise", 0.0)?,
        decay: at_least_0(table, "noise_decay", 0.0)?,
        seed: table.get("noise_seed").map_or(Ok(0), |node| node.whole(0, u64::MAX))?,
    })
}

/// A number of at least 0.
pub(super) fn at_least_0<'a>(
    table: &Table<'a>,
    key: &'a str,
    default: f64,
) -> Result<f64, PresetError> {
    let Some(node) = table.get(key) else { return Ok(default) };
    let value = node.number()?.nearest;
    if value < 0.0 { Err(node.expected("a number of at least 0")) } else { Ok(value) }
}

/// A number from 0 to 1.
fn share<'a>(table: &Table<'a>, key: &'a str, default: f64) -> Result<f64, PresetError> {
    let value = at_least_0(table, key, default)?;
    match table.get(key) {
        Some(node) if value > 1.0 => Err(node.expected("a number of at most 1")),
        _ => Ok(value),
    }
}

/// That `key`, which belongs to other schedules, is not there.
fn refused<'a>(table: &Table<'a>, key: &'a str, of: &[&str]) -> Result<(), PresetError> {
    let Some(node) = table.get(key) else { return Ok(()) };
    let names: Vec<String> = of.iter().map(|name| format!("schedule = {name:?}")).collect();
    Err(node.error(format!("expected {} beside it", names.join(" or "))))
}
