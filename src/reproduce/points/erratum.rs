//! Weights as printed beside ours, and what is wrong with them.

use num_rational::BigRational;

use super::claim::Claim;
use super::row::Row;
use crate::figure::format_significant;
use crate::preset::{Number, Preset};
use crate::proof::Verdict;
use crate::reproduce::part::Part;

/// Digits of weights.
const DIGITS: usize = 10;

/// Tells the printed weights beside ours where they differ; the erratum, if it is one.
pub(super) fn told(
    part: &mut Part,
    preset: &Preset,
    claim: &Claim,
    printed: &[Number],
) -> anyhow::Result<Option<String>> {
    let ours = preset.point(&claim.point)?;
    anyhow::ensure!(
        printed.len() == ours.exact.len(),
        "{}: expected {} weights as printed, found {}",
        claim.place,
        ours.exact.len(),
        printed.len()
    );
    let exact: Vec<BigRational> = printed.iter().map(|number| number.exact.clone()).collect();
    if exact == *ours.exact {
        return Ok(None);
    }
    let nearest: Vec<f64> = printed.iter().map(|number| number.nearest).collect();
    let named = preset.points.iter().find(|point| *point.exact == exact);
    let name = named.map_or("as printed", |point| &point.name);
    let there = Row::new(preset, name, &exact, &nearest);
    let here = Row::new(preset, &ours.name, &ours.exact, &ours.weights);

    let apart: Vec<f64> = nearest.iter().zip(&ours.weights).map(|(a, b)| (a - b).abs()).collect();
    let mut differing = Vec::new();
    let mut rows = Vec::new();
    for (index, weight) in preset.network.parameter_names().into_iter().enumerate() {
        if exact[index] == ours.exact[index] {
            continue;
        }
        let [print, own] =
            [nearest[index], ours.weights[index]].map(|value| format_significant(value, DIGITS));
        differing.push(format!("{weight} = {print} (here {own})"));
        rows.push(vec![weight, print, own, format!("{:.1e}", apart[index])]);
    }
    part.text(&format!(
        "{}, {}: weights as printed that differ from ours:",
        claim.place, ours.name
    ));
    part.table(&["weight", "printed", "here", "apart"], &rows);
    let numbers = format!(
        "As printed the loss is {} and the gradient's norm {:.1e} ({}); here the loss is {} and \
            the gradient's norm {:.1e} ({}).",
        there.loss,
        there.gradient,
        there.verdict.name(),
        here.loss,
        here.gradient,
        here.verdict.name()
    );
    let shown = named.map_or_else(String::new, |point| format!(", point \"{}\"", point.name));
    let shown = format!("In the window: basinscope open {}{shown}.", preset.name);
    Ok(Some(if there.verdict == Verdict::Disproved {
        format!(
            "{}, {}: misprinted {}. {numbers} So the printed point is no minimum: {}. {shown}",
            claim.place,
            ours.name,
            differing.join(", "),
            there.reason.trim_end_matches('.')
        )
    } else {
        let most = apart.iter().fold(0.0_f64, |most, gap| most.max(*gap));
        format!(
            "{}, {}: printed weights are up to {most:.1e} from the minimum that they stand for. \
                {numbers} {shown}",
            claim.place, ours.name
        )
    }))
}
