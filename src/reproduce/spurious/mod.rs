//! Spurious minima of ReLU units before an orthonormal teacher under standard normal inputs (Safran
//! and Shamir 2018): the published ones certified as printed, and others found from random starts.

mod protocol;
mod published;
mod search;

use anyhow::Context;

use self::protocol::Protocol;
use self::search::{Found, search};
use super::part::Part;
use super::sentence::share_words;
use super::task::Task;
use crate::basins::share;
use crate::figure::format_significant;
use crate::platform::Instant;
use crate::proof::Verdict;

/// Digits of losses.
const DIGITS: usize = 10;

/// Searches, proves and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let mut protocol = Protocol::shipped()?;
    protocol.seed = task.choices.seed.unwrap_or(protocol.seed);
    let mut part = Part::new(&format!("safran-shamir: {}", protocol.title));
    part.text(
        "k ReLU units whose outputs are summed learn an orthonormal teacher of k such units under \
            standard normal inputs. Half the expected squared error is a formula (the arc-cosine \
            kernel of Cho and Saul 2009), so that there are no data and no chance in it. Safran \
            and Shamir (arXiv 1712.08968) found minima of it that are not global, and proved some. \
            Here \"proven\" is said of our own interval test: Krawczyk's, and a positive definite \
            Hessian all over the box, in outward-rounded arithmetic. The formula has two \
            continuous derivatives wherever no unit's weights are all 0.",
    );
    part.open(&protocol.preset);
    published::told(&mut part, &protocol)?;
    let begun = Instant::now();
    let mut all = Vec::new();
    let how = (&protocol.settings()?, protocol.law()?);
    let kept = task.kept(&protocol, &[])?;
    // of a gradient: every unit against every other and every input
    let cost = |units: usize| units.pow(3) as u64;
    task.monitor.set_total(protocol.units.iter().map(|units| cost(*units)).sum());
    for &units in &protocol.units {
        let monitor = task.monitor.share(cost(units));
        let found = kept.run(&units.to_string(), 0, || search(&protocol, how, units, &monitor));
        all.push(found.context("cancelled")?);
    }
    told(&mut part, &protocol, &all, begun.elapsed().as_secs_f64());
    Ok(part)
}

fn told(part: &mut Part, protocol: &Protocol, all: &[Found], seconds: f64) {
    part.heading("From random starts");
    part.text(&format!(
        "Protocol: for each k, {} starts by the law {}, seed {}, {} at the rate {}, at most {} \
            steps; minima with the same loss and the same entries in another order are one, as the \
            teacher's units and the inputs may be permuted. Intervals are Wilson's, at 95 %. \
            {seconds:.1} s in all.",
        protocol.starts,
        protocol.law,
        protocol.seed,
        protocol.optimizer,
        protocol.learning_rate,
        protocol.steps
    ));
    let percent = |count: usize| share_words(share(count, protocol.starts));
    let counts = all.iter().map(|found| {
        vec![
            found.units.to_string(),
            percent(found.global),
            percent(found.minima.iter().map(|minimum| minimum.starts).sum()),
            found.minima.len().to_string(),
            found.open.to_string(),
        ]
    });
    part.text("Where they end, per cent:");
    let head = ["k", "teacher's loss 0", "spurious minimum", "different ones", "elsewhere"];
    part.table(&head, &counts.collect::<Vec<_>>());
    let rows = all.iter().flat_map(|found| {
        let listed = found.minima.iter().filter_map(|it| Some((it, it.proof.as_ref()?)));
        listed.map(|(minimum, proof)| {
            let [low, high] = proof.loss;
            vec![
                found.units.to_string(),
                format_significant(minimum.loss, DIGITS),
                minimum.starts.to_string(),
                format!("{:.1e}", minimum.gradient),
                format_significant(minimum.curvature, 4),
                proof.verdict.name().to_owned(),
                if proof.verdict == Verdict::Unproven {
                    "–".to_owned()
                } else {
                    format!("{low:.10} to {high:.10}")
                },
            ]
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let listed = protocol.listed;
    part.text(&format!("The spurious minima that most starts end in, at most {listed} of each k:"));
    let head = ["k", "loss", "starts", "|gradient|", "least curvature", "verdict", "loss between"];
    part.table(&head, &rows);
    part.list(&remarks(protocol, all));
}

/// What was not found, and what was not proven, with the reasons.
fn remarks(protocol: &Protocol, all: &[Found]) -> Vec<String> {
    let mut remarks = Vec::new();
    for found in all {
        let units = found.units;
        if found.minima.is_empty() {
            let most = 100.0 * share(0, protocol.starts).high;
            remarks.push(format!(
                "k = {units}: none of {} starts ended in a spurious minimum. That is no proof that \
                    there is none; at 95 % fewer than {most:.1} % of starts end in one.",
                protocol.starts
            ));
        }
        for minimum in &found.minima {
            if let Some(proof) = &minimum.proof
                && proof.verdict != Verdict::ProvenStrictMinimum
            {
                let loss = format_significant(minimum.loss, DIGITS);
                let reason = &proof.reason;
                remarks.push(format!("k = {units}, loss {loss}: not proven, as {reason}."));
            }
        }
        if found.open > 0 {
            remarks.push(format!(
                "k = {units}: {} of {} starts ended in no minimum within the budget.",
                found.open, protocol.starts
            ));
        }
    }
    remarks
}

#[cfg(test)]
mod tests;
