//! What the numbers say, in sentences.

use super::outcome::{Cell, Criterion, Group, Outcome};
use crate::basins::Share;
use crate::experiment::study::{Cell as Variant, Key, Until};
use crate::figure::settings_line;
use crate::network::Law;
use crate::optimizer::Settings;

/// A share in per cent with its interval.
pub(super) fn share_words(share: Share) -> String {
    let [share, low, high] = [share.share, share.low, share.high].map(|x| 100.0 * x);
    format!("{share:.1} [{low:.1}, {high:.1}]")
}

/// How many cells overlap.
pub(super) fn overlap_words(outcome: &Outcome) -> String {
    let overlaps = Criterion::ALL.map(|criterion| (criterion, outcome.overlaps(criterion)));
    if overlaps.iter().all(|(_, [_, all])| *all == 0) {
        return format!("Of what protocol {} runs the paper has no numbers.", outcome.name);
    }
    let told = overlaps.map(|(criterion, [yes, all])| {
        format!("{yes} of {all} by {}", criterion.words(outcome.study.threshold))
    });
    format!(
        "Intervals that overlap the paper's under protocol {}: {}.",
        outcome.name,
        told.join(", ")
    )
}

/// How the cells of a group were run.
pub(super) fn protocol_words(cell: &Variant) -> String {
    let stop = cell.until == Until::Told;
    let settings = settings_line(&Settings { stop, ..cell.preset.descent.settings.clone() });
    let until = match cell.until {
        Until::Budget => "Every step is made, and a run is judged where it stands then.",
        Until::Told => {
            "A run is left as soon as its end can be told, and judged by that end; one whose end \
                cannot be told is judged where it stands when the steps are spent."
        }
    };
    let noise: f64 = cell.value(Key::DataNoise).parse().unwrap_or(0.0);
    let data = if noise > 0.0 {
        format!(
            " Inputs with Gaussian noise of standard deviation {noise}, seed {}.",
            cell.value(Key::DataSeed)
        )
    } else {
        String::new()
    };
    format!("Initially {}. {settings}{data} {until}", law_words(cell.law))
}

fn law_words(law: Law) -> String {
    match law {
        Law::Normal { sd: 1.0 } => "weights and biases from N(0, 1)".to_owned(),
        Law::Normal { sd } => format!("weights and biases from N(0, {sd}²)"),
        Law::Uniform { limit } => format!("weights and biases uniform in ±{limit}"),
        Law::Lecun => "weights from N(0, 1/fan-in), biases 0 (LeCun)".to_owned(),
        Law::Xavier => "weights from N(0, 2/(fan-in + fan-out)), biases 0 (Xavier)".to_owned(),
        Law::He => "weights from N(0, 2/fan-in), biases 0 (He)".to_owned(),
        Law::Pytorch => "weights and biases uniform in ±1/√fan-in (PyTorch)".to_owned(),
    }
}

/// What is to be said of a group's cells that do not overlap the paper's; `None` if all do.
pub(super) fn difference(group: &Group, criterion: Criterion, threshold: f64) -> Option<String> {
    let apart = |is_more: bool| -> Vec<(&Cell, f64)> {
        let cells = group.cells.iter().filter(|cell| cell.overlaps(criterion) == Some(false));
        let gaps = cells.filter_map(|cell| {
            let (ours, other) = cell.both(criterion)?;
            Some((cell, 100.0 * (ours.share - other.share)))
        });
        gaps.filter(|(_, gap)| (*gap > 0.0) == is_more).collect()
    };
    let told = [(true, "more"), (false, "fewer")].map(|(is_more, word)| {
        let cells = apart(is_more);
        let widths: Vec<&str> = cells.iter().map(|(cell, _)| cell.hidden.as_str()).collect();
        let gaps = || cells.iter().map(|(_, gap)| gap.abs());
        let (least, most) = (gaps().fold(f64::INFINITY, f64::min), gaps().fold(0.0, f64::max));
        let by = if most - least < 1.0 {
            format!("{most:.0} points")
        } else {
            format!("{least:.0} to {most:.0} points")
        };
        (!cells.is_empty()).then(|| {
            format!("with {} hidden units {word} starts succeed here, by {by}", and(&widths))
        })
    });
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() {
        return None;
    }
    Some(format!(
        "{}, {}, by {}: {}.",
        group.preset,
        group.method,
        criterion.words(threshold),
        told.join("; ")
    ))
}

/// `2, 3 and 4`.
fn and(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => words.concat(),
    }
}
