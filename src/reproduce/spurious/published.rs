//! The points as printed, certified.

use num_traits::ToPrimitive;

use super::protocol::{Protocol, objective, problem};
use crate::experiment::evaluate;
use crate::proof::certify;
use crate::reproduce::part::Part;

/// A row for each, with what is proven of it.
pub(super) fn told(part: &mut Part, protocol: &Protocol) -> anyhow::Result<()> {
    part.heading("The published minima, as printed");
    let (mut rows, mut reasons) = (Vec::new(), Vec::new());
    for printed in &protocol.published {
        let (exact, problem) = (printed.weights()?, problem(printed.units));
        let certificate = certify(&problem, &exact, &[problem.teacher.concat()]);
        let nearest: Vec<f64> = exact.iter().filter_map(ToPrimitive::to_f64).collect();
        let here = evaluate(&objective(printed.units), &nearest);
        let digits = printed.loss.split_once('.').map_or(0, |(_, digits)| digits.len());
        let found = format!("{:.digits$}", here.loss);
        let least = here.hessian_eigenvalues.and_then(|all| all.first().copied());
        let [low, high] = certificate.loss;
        rows.push(vec![
            printed.units.to_string(),
            printed.loss.clone(),
            if found == printed.loss { format!("{found}, the same") } else { found },
            format!("{:.1e}", here.gradient_norm),
            least.map_or_else(|| "–".to_owned(), |least| format!("{least:.6}")),
            certificate.verdict.name().to_owned(),
            certificate.distance.map_or_else(|| "–".to_owned(), |far| format!("{far:.1e}")),
            format!("{low:.12} to {high:.12}"),
            if certificate.not_global == Some(true) { "no" } else { "not known" }.to_owned(),
        ]);
        reasons.push(format!("k = {}: {}.", printed.units, certificate.reason));
    }
    part.table(
        &[
            "k",
            "printed loss",
            "loss here",
            "|gradient|",
            "least curvature",
            "verdict",
            "minimum within",
            "loss between",
            "global",
        ],
        &rows,
    );
    part.list(&reasons);
    part.text(
        "A printed point counts as the minimum in the box if it lies in it and has its loss; the \
            minimum lies within the distance told of every printed entry. That it is not global is \
            proven by the teacher itself, whose loss is exactly 0. A proof that another program \
            can check is written by: basinscope certify safran-shamir-7 --point \"spurious \
            minimum\" --out proof.json",
    );
    Ok(())
}
