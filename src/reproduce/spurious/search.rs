//! Minima that random starts end in.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::protocol::{Protocol, objective, problem};
use crate::basins::{Attractor, Kind, population};
use crate::experiment::evaluate;
use crate::monitor::Monitor;
use crate::network::Law;
use crate::optimizer::Settings;
use crate::proof::{Certificate, Verdict, certify};

/// A loss below is the teacher's, 0 but for rounding.
const NOTHING: f64 = 1e-10;

/// Losses and entries that differ by less are the same.
const SAME: f64 = 1e-6;

/// What was found with so many units.
#[derive(Serialize, Deserialize)]
pub(super) struct Found {
    pub units: usize,
    /// How many starts ended at loss 0.
    pub global: usize,
    /// Minima with a loss, those first in which most starts end.
    pub minima: Vec<Minimum>,
    /// How many starts ended elsewhere, or nowhere.
    pub open: usize,
}

/// A minimum that is not global.
#[derive(Serialize, Deserialize)]
pub(super) struct Minimum {
    pub loss: f64,
    pub starts: usize,
    pub gradient: f64,
    /// The least eigenvalue of the Hessian; NaN where it is not known.
    pub curvature: f64,
    /// What is proven, of those that are listed.
    pub proof: Option<Proof>,
}

/// What is told of a certificate.
#[derive(Serialize, Deserialize)]
pub(super) struct Proof {
    pub verdict: Verdict,
    /// Encloses the loss.
    pub loss: [f64; 2],
    pub reason: String,
}

/// Weights, loss, and starts that end there.
struct End {
    weights: Vec<f64>,
    loss: f64,
    starts: usize,
}

/// Whether it is the same minimum up to permutations of the units and the inputs.
fn is_same(end: &End, other: &Attractor) -> bool {
    let sorted = |weights: &[f64]| {
        let mut sorted = weights.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let (ours, theirs) = (sorted(&end.weights), sorted(&other.weights));
    let is_near = |a: f64, b: f64| (a - b).abs() <= SAME;
    is_near(end.loss, other.loss) && ours.iter().zip(&theirs).all(|(a, b)| is_near(*a, *b))
}

/// Runs the starts, and certifies what is listed; `None` when cancelled.
pub(super) fn search(
    protocol: &Protocol,
    (settings, law): (&Settings, Law),
    units: usize,
    monitor: &Monitor,
) -> Option<Found> {
    let objective = objective(units);
    let ends = population(&objective, settings, law, protocol.starts, protocol.seed, monitor)?;
    let mut found = Found { units, global: 0, minima: Vec::new(), open: 0 };
    let mut different: Vec<End> = Vec::new();
    for (attractor, &starts) in ends.attractors.iter().zip(&ends.counts) {
        if !matches!(attractor.kind, Kind::Minimum | Kind::FlatMinimum) {
            continue;
        }
        if attractor.loss < NOTHING {
            found.global += starts;
        } else if let Some(known) = different.iter_mut().find(|end| is_same(end, attractor)) {
            known.starts += starts;
        } else {
            let (weights, loss) = (attractor.weights.clone(), attractor.loss);
            different.push(End { weights, loss, starts });
        }
    }
    let spurious: usize = different.iter().map(|end| end.starts).sum();
    found.open = protocol.starts - found.global - spurious;
    different.sort_by(|a, b| b.starts.cmp(&a.starts).then(a.loss.total_cmp(&b.loss)));
    let problem = problem(units);
    found.minima = different
        .iter()
        .enumerate()
        .map(|(place, end)| {
            let here = evaluate(&objective, &end.weights);
            let exact: Vec<BigRational> =
                end.weights.iter().filter_map(|&w| BigRational::from_float(w)).collect();
            let is_listed = place < protocol.listed;
            let proof = is_listed.then(|| {
                let Certificate { verdict, loss, reason, .. } = certify(&problem, &exact, &[]);
                Proof { verdict, loss, reason }
            });
            Minimum {
                loss: here.loss,
                starts: end.starts,
                gradient: here.gradient_norm,
                curvature: here.hessian_eigenvalues.map_or(f64::NAN, |all| all[0]),
                proof,
            }
        })
        .collect();
    Some(found)
}
