//! One try: from data drawn at random to a proven bad minimum.

use super::data::{self, Points};
use super::hit::{self, Hit};
use super::raise::raise;
use super::score::score;
use super::settings::Settings;
use crate::monitor::Monitor;

/// Data sets that a try draws and moves at most, for a network of few weights.
const DRAWS: usize = 30;

/// The cube of the number of weights up to which it draws as many; of larger networks it draws
/// fewer.
const SMALL: usize = 1_000;

/// One try; the inner `None` if it finds nothing that is proven, the outer one if it was cancelled.
///
/// # Panics
/// If the settings have no points or units, or fewer points in `from` than `points`.
#[must_use]
pub fn attempt(settings: &Settings, number: u64, monitor: &Monitor) -> Option<Option<Hit>> {
    let mut random = data::generator(settings.seed, number);
    let judge = |points: &Points, known: Option<&[f64]>| {
        let unit = points.unit(settings.loss);
        score(&points.objective(settings), unit, settings.starts, settings.seed, known)
    };
    let found = (0..draws(settings)).find_map(|draw| {
        let points = Points::draw(settings, &mut random);
        // near data with a bad minimum, and once elsewhere, there may be one already
        if draw == 0 || settings.from.is_some() {
            let best = judge(&points, None);
            if best.minimum.is_some() {
                return Some((points, best));
            }
        }
        let (points, minimum) = raise(settings, &points, &mut random, monitor)?;
        let best = judge(&points, Some(&minimum));
        best.minimum.is_some().then_some((points, best))
    });
    let Some((mut points, mut best)) = found else {
        return (!monitor.is_cancelled()).then_some(None);
    };
    for _ in 0..settings.climb {
        if monitor.is_cancelled() {
            return None;
        }
        let changed = points.changed(&mut random);
        let found = judge(&changed, best.minimum.as_deref());
        if found.value >= best.value {
            (points, best) = (changed, found);
        }
    }
    Some(hit::certified(settings, number, &points, &best))
}

fn draws(settings: &Settings) -> usize {
    let weights = settings.network().parameter_count();
    (DRAWS * SMALL / weights.saturating_pow(3).max(1)).clamp(1, DRAWS)
}
