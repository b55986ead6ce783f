use num_rational::BigRational;

use super::{Certificate, ExactProblem, Verdict, certify};
use crate::preset::Preset;

/// The exact problem of a shipped preset.
pub(super) fn problem(preset: &Preset) -> ExactProblem {
    ExactProblem {
        network: preset.network.clone(),
        inputs: preset.exact.inputs.clone(),
        targets: preset.exact.targets.clone(),
        kind: preset.loss.kind,
        reduction: preset.loss.reduction,
        scale: preset.exact.scale.clone(),
    }
}

#[test]
fn print_all() {
    for preset in Preset::shipped() {
        let problem = problem(&preset);
        let all: Vec<Vec<BigRational>> = preset.points.iter().map(|p| p.exact.clone()).collect();
        for point in &preset.points {
            let now = std::time::Instant::now();
            let c: Certificate = certify(&problem, &point.exact, &all);
            println!("{} | {} -> {:?} {:?} r={:?} e={:?} ng={:?} d={:?}\n     {} [{:?}]", preset.name, point.name, c.verdict, c.loss, c.radius, c.smallest_eigenvalue, c.not_global, c.direction, c.reason, now.elapsed());
        }
    }
    let _ = Verdict::Unproven;
}
