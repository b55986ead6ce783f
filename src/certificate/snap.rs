//! From weights that a descent came to, to the minimum in exact fractions that they are meant for.
//!
//! Minima of networks of straight pieces are rarely floating-point numbers, and data points on kinks are on them
//! only to rounding. With one hidden layer, one output and the squared error the minimum is the solution of a
//! linear problem, once it is known which pieces the data points are on and which of them sit on kinks: with
//! `P_j = V_j U_j` the outputs `sum_j s_ij P_j · x_i + c` are linear in `(P, c)`, and a data point on the kink of
//! unit `j` means `P_j · x_i = 0`. So least squares under these constraints, solved in fractions, gives `P` and
//! `c`, of which `U_j = P_j / V_j` with the `V_j` as they are. Of several solutions one next to the weights is
//! taken. In a dead region of a network of any depth the output biases are moved to the mean of the targets.
//!
//! Nothing of this is trusted: what comes out is a minimum only if the proof about it says so.

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::elimination::reduced;
use super::exact::{ExactNetwork, dot, slopes};
use super::{Certificate, ExactProblem, certify, dead, exact_network};
use crate::objective::{LossKind, norm};

/// Pre-activations up to this share of `|U_j| |x_i|` are taken for kinks, in turn.
const KINKS: [f64; 4] = [0.0, 1e-8, 1e-5, 1e-3];

/// Most unknowns and constraints of the linear problem.
const MAX_UNKNOWNS: usize = 60;

/// Distance, as a share of `1 + |w|`, and difference of loss, as a share of `1 +` it, up to which the exact
/// point is what was meant.
const NEAR: f64 = 1e-2;
const SAME_LOSS: f64 = 1e-6;

/// A proven minimum in exact fractions next to `weights`, with its certificate (which knows no better point);
/// `None` if there is none to be found.
#[must_use]
pub fn snap(problem: &ExactProblem, weights: &[f64]) -> Option<(Vec<BigRational>, Certificate)> {
    let start = weights.iter().map(|&w| BigRational::from_float(w)).collect::<Option<Vec<_>>>()?;
    problem.check(&start).ok()?;
    let network = exact_network(problem, &start)?;
    let loss = network.loss()?.to_f64()?;
    let is_meant = |exact: &[BigRational]| {
        let moved: Option<Vec<f64>> = exact.iter().zip(weights).map(|(e, w)| Some(e.to_f64()? - w)).collect();
        let near = moved.is_some_and(|moved| norm(&moved) <= NEAR * (1.0 + norm(weights)));
        let its_loss = || super::exact_loss(problem, exact).and_then(|loss| loss.to_f64());
        near && its_loss().is_some_and(|its| (its - loss).abs() <= SAME_LOSS * (1.0 + loss))
    };
    let mut candidates: Vec<Vec<BigRational>> = Vec::new();
    let settled = dead::dead_layer(problem, &network).and_then(|_| centred(problem, &network, &start));
    let solved = || KINKS.iter().filter_map(|&kink| solved(problem, &network, &start, kink));
    for candidate in std::iter::once(start.clone()).chain(settled).chain(solved()) {
        if candidates.contains(&candidate) || !is_meant(&candidate) {
            continue;
        }
        let found = certify(problem, &candidate, &[]);
        if found.verdict.is_minimum() {
            return Some((candidate, found));
        }
        candidates.push(candidate);
    }
    None
}

/// The weights with output biases that make constant outputs the means of the targets.
fn centred(
    problem: &ExactProblem,
    network: &ExactNetwork,
    start: &[BigRational],
) -> Option<Vec<BigRational>> {
    let mut weights = start.to_vec();
    let count = BigRational::from_integer(problem.targets.len().into());
    let layout = problem.network.layout();
    for (k, bias) in layout.last()?.biases.clone().enumerate() {
        let mean = problem.targets.iter().map(|y| &y[k]).sum::<BigRational>() / &count;
        weights[bias] += mean - &network.output(0)[k];
    }
    Some(weights)
}

/// The least squares on the pieces and kinks that `start` is on, or within `kink` of.
fn solved(
    problem: &ExactProblem,
    network: &ExactNetwork,
    start: &[BigRational],
    kink: f64,
) -> Option<Vec<BigRational>> {
    let [hidden, output] = problem.network.layout().try_into().ok()?;
    let (left, right) = slopes(problem.network.activation)?;
    if output.units != 1 || problem.kind != LossKind::Squared {
        return None;
    }
    let inputs: Vec<Vec<BigRational>> = problem
        .inputs
        .iter()
        .map(|x| x.iter().cloned().chain((!hidden.biases.is_empty()).then(|| whole(1))).collect())
        .collect();
    let width = inputs[0].len();
    let incoming = |unit: usize| {
        let first = hidden.weights.start + unit * hidden.inputs;
        (first..first + hidden.inputs).chain(hidden.biases.clone().nth(unit)).collect::<Vec<_>>()
    };
    // units without outgoing weight stay as they are
    let units: Vec<usize> =
        (0..hidden.units).filter(|unit| !start[output.weights.start + unit].is_zero()).collect();
    let bias = output.biases.clone().next();
    let count = units.len() * width + usize::from(bias.is_some());
    if count > MAX_UNKNOWNS {
        return None;
    }

    let mut now: Vec<BigRational> = Vec::new();
    for &unit in &units {
        let v = &start[output.weights.start + unit];
        now.extend(incoming(unit).into_iter().map(|index| v * &start[index]));
    }
    now.extend(bias.map(|bias| start[bias].clone()));

    let mut features = vec![vec![BigRational::zero(); count]; inputs.len()];
    let mut constraints: Vec<Vec<BigRational>> = Vec::new();
    for (i, x) in inputs.iter().enumerate() {
        for (place, &unit) in units.iter().enumerate() {
            let own = place * width..(place + 1) * width;
            let z = &network.pre[i][0][unit];
            let size = size(incoming(unit).iter().map(|&index| &start[index])) * size(x.iter());
            if problem.network.activation.has_kink() && z.to_f64()?.abs() <= kink * size {
                let mut row = vec![BigRational::zero(); count];
                row[own].clone_from_slice(x);
                constraints.push(row);
            } else {
                let slope = if *z < BigRational::zero() { &left } else { &right };
                features[i][own].iter_mut().zip(x).for_each(|(to, x)| *to = slope * x);
            }
        }
        if bias.is_some() {
            features[i][count - 1] = whole(1);
        }
    }
    if count + constraints.len() > MAX_UNKNOWNS {
        return None;
    }

    // the step d: F^T F d + C^T m = F^T (y - F now), C d = -C now
    let left_over: Vec<BigRational> =
        features.iter().zip(&problem.targets).map(|(row, y)| &y[0] - dot(row, &now)).collect();
    let column = |c: usize| features.iter().map(|row| row[c].clone()).collect::<Vec<_>>();
    let columns: Vec<Vec<BigRational>> = (0..count).map(column).collect();
    let mut equations: Vec<Vec<BigRational>> = Vec::new();
    for (c, own) in columns.iter().enumerate() {
        let row = columns.iter().map(|other| dot(own, other));
        let multipliers = constraints.iter().map(|constraint| constraint[c].clone());
        equations.push(row.chain(multipliers).chain([dot(own, &left_over)]).collect());
    }
    for constraint in &constraints {
        let zeros = vec![BigRational::zero(); constraints.len()];
        let right_side = -dot(constraint, &now);
        equations.push(constraint.iter().cloned().chain(zeros).chain([right_side]).collect());
    }
    let unknowns = count + constraints.len();
    for (pivot, row) in reduced(&equations) {
        if pivot < count {
            now[pivot] += &row[unknowns];
        }
    }

    let mut weights = start.to_vec();
    for (place, &unit) in units.iter().enumerate() {
        let v = &start[output.weights.start + unit];
        for (index, p) in incoming(unit).into_iter().zip(&now[place * width..]) {
            weights[index] = p / v;
        }
    }
    if let Some(bias) = bias {
        weights[bias].clone_from(&now[count - 1]);
    }
    Some(weights)
}

fn whole(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

fn size<'x>(vector: impl Iterator<Item = &'x BigRational>) -> f64 {
    norm(&vector.map(|x| x.to_f64().unwrap_or(f64::NAN)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{Verdict, exact_loss};
    use crate::preset::Preset;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn minima_with_data_on_kinks_are_found_again_from_weights_that_are_a_little_off() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        for (name, point) in [
            ("relu-line-of-minima", "line of minima"),
            ("two-relu-units", "bad minimum"),
            ("two-relu-units", "global minimum"),
            ("three-relu-units", "worse minimum"),
            ("three-relu-units", "better minimum"),
        ] {
            let preset = Preset::load(name).unwrap();
            let (problem, point) = (preset.exact_problem(), preset.point(point).unwrap());
            for _ in 0..6 {
                let off = |w: &f64| {
                    let noise: f64 = StandardNormal.sample(&mut random);
                    w + 1e-7 * noise
                };
                let near: Vec<f64> = point.weights.iter().map(off).collect();
                let (exact, found) = snap(&problem, &near).unwrap_or_else(|| panic!("{name} {}", point.name));
                assert_eq!(found.verdict, Verdict::ProvenFlatMinimum);
                assert_eq!(exact_loss(&problem, &exact), exact_loss(&problem, &point.exact), "{name}");
            }
        }
    }

    #[test]
    fn the_printed_points_that_are_no_minima_are_not_made_ones_nearby() {
        let preset = Preset::load("two-relu-units").unwrap();
        let problem = preset.exact_problem();
        for point in preset.points.iter().filter(|point| point.name.contains("printed")) {
            assert!(snap(&problem, &point.weights).is_none(), "{}", point.name);
        }
        assert!(snap(&problem, &[f64::NAN; 7]).is_none() && snap(&problem, &[1.0]).is_none());
        let smooth = Preset::load("sigmoid-ten-points").unwrap();
        assert!(snap(&smooth.exact_problem(), &smooth.points[0].weights).is_none());
    }

    #[test]
    fn in_a_dead_region_only_the_output_bias_is_moved() {
        let preset = Preset::load("dead-layer").unwrap();
        let problem = preset.exact_problem();
        let mut near = preset.point("dead").unwrap().weights.clone();
        *near.last_mut().unwrap() += 1e-9;
        let (exact, found) = snap(&problem, &near).unwrap();
        assert_eq!((found.verdict, exact.last()), (Verdict::ProvenDeadRegion, Some(&whole(1))));
    }
}
