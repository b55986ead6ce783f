//! The legend of a basin map: what its colours mean, and how much of it each of them covers.

use super::swatch::Swatch;
use crate::basins::{BasinMap, DIVERGED, Kind, NOT_COMPUTED, UNDECIDED, share};
use crate::figure::scale::format_number;

/// A line of a legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LegendLine {
    /// How it is marked.
    pub swatch: Swatch,
    /// What it is and how large.
    pub text: String,
    /// How many cells it stands for; none for a line about the map itself.
    pub cells: usize,
}

/// A share in words: `24 % ± 6`, half the width of its 95 % interval.
#[must_use]
pub fn share_text(count: usize, total: usize) -> String {
    if count > 0 && 2000 * count < total {
        return "below 0.1 %".to_owned();
    }
    let tenths = |share: f64| format_number((1000.0 * share).round() / 10.0);
    let share = share(count, total);
    match tenths(0.5 * (share.high - share.low)).as_str() {
        "0" => format!("{} %", tenths(share.share)),
        half => format!("{} % ± {half}", tenths(share.share)),
    }
}

/// The attractors with their shares of the computed cells, and what else there is on the map.
/// `names` and `colors` are as in [`basin_pixels`](super::basin_pixels).
#[must_use]
pub fn basin_legend(map: &BasinMap, names: &[String], colors: &[usize]) -> Vec<LegendLine> {
    let computed = map.computed();
    let mut lines = Vec::new();
    let mut add = |swatch, label: i32, name: &str| {
        let count = map.count(label);
        if count > 0 {
            // the cells of a set without area are where the grid happens to meet it
            let is_saddle = usize::try_from(label)
                .is_ok_and(|place| map.attractors[place].kind == Kind::Saddle);
            let text = if is_saddle && map.is_whole() && map.is_thin(label) {
                format!("{name}: on a boundary")
            } else {
                format!("{name}: {}", share_text(count, computed))
            };
            lines.push(LegendLine { swatch, text, cells: count });
        }
    };
    for ((label, attractor), (name, color)) in
        (0..).zip(&map.attractors).zip(names.iter().zip(colors))
    {
        let accuracy = attractor
            .accuracy
            .map(|share| format!(", accuracy {} %", format_number(100.0 * share)));
        add(Swatch::Basin(*color), label, &format!("{name}{}", accuracy.unwrap_or_default()));
    }
    add(Swatch::Hatched, UNDECIDED, &format!("undecided{}", undecided_losses(map)));
    add(Swatch::Diverged, DIVERGED, "diverged");
    if map.count(NOT_COMPUTED) > 0 {
        let text = "coarse so far: cells between are filled in".to_owned();
        lines.push(LegendLine { swatch: Swatch::None, text, cells: 0 });
    }
    lines
}

/// Where undecided cells stood when their steps were spent: ` at loss 0.2 to 0.3`.
fn undecided_losses(map: &BasinMap) -> String {
    let losses = map.loss.iter().zip(&map.label).filter(|(_, label)| **label == UNDECIDED);
    let [low, high] = losses.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], (loss, _)| {
        [low.min(*loss), high.max(*loss)]
    });
    let [low, high] = [low, high].map(format_number);
    if low == high { format!(" at loss {low}") } else { format!(" at loss {low} to {high}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_with_half_their_interval_where_it_is_not_next_to_nothing() {
        assert_eq!(share_text(24, 100), "24 % ± 8.3");
        assert_eq!(share_text(1, 100_000), "below 0.1 %");
        assert_eq!(share_text(100_000, 100_000), "100 %");
    }
}
