//! From exact weights to a preset.

use std::sync::Arc;

use ndarray::Array2;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::source::{GenerateError, Source};
use crate::experiment;
use crate::network::{Dataset, Network};
use crate::objective::{Loss, Objective, eigenvalues};
use crate::optimizer::{Optimizer, Settings};
use crate::preset::{DescentSpec, ExactData, PlaneKind, PlaneSpec, Points, Preset, Written};
use crate::proof::exact_loss;

/// Steps of the descent in a generated preset.
const STEPS: usize = 20_000;

/// What is said in a preset.
pub(crate) struct Words {
    pub title: String,
    pub source: String,
    pub notes: String,
}

/// A preset without points whose plane is still to be chosen; an error if a number of the data is
/// too large.
pub(crate) fn preset(
    source: &Source,
    network: Network,
    words: Words,
) -> Result<Preset, GenerateError> {
    let array = |rows: &[Vec<BigRational>]| {
        let flat = floats(&rows.concat())?;
        Array2::from_shape_vec((rows.len(), rows[0].len()), flat)
            .map_err(|error| GenerateError::new(error.to_string()))
    };
    let scale = floats(std::slice::from_ref(&source.scale))?[0];
    Ok(Preset {
        name: source.name.clone(),
        title: words.title,
        source: words.source,
        notes: words.notes + &source.notes,
        dataset: Dataset::new(array(&source.inputs)?, array(&source.targets)?),
        network,
        loss: Loss { kind: source.kind, reduction: source.reduction, scale },
        points: Points::default(),
        plane: PlaneSpec::of_kind(PlaneKind::Random { seed: 0 }, None),
        descent: DescentSpec {
            settings: Settings::new(Optimizer::GradientDescent, 0.01, STEPS),
            starts: Vec::new(),
        },
        tour: Vec::new(),
        figures: String::new(),
        exact: Arc::new(ExactData {
            inputs: source.inputs.clone(),
            targets: source.targets.clone(),
            teacher: Vec::new(),
            scale: source.scale.clone(),
        }),
        written: Written::default(),
    })
}

/// A preset of a network that is stuck at the first of three points, each with its name and what is
/// said of it. The second one does better, and keeps as few digits as it can; from the third,
/// descent leads to the first. The plane goes through all three.
pub(crate) fn stuck(
    source: &Source,
    network: Network,
    words: Words,
    points: [(&str, Vec<BigRational>, &str); 3],
) -> Result<Preset, GenerateError> {
    let mut preset = preset(source, network, words)?;
    let problem = preset.exact_problem();
    let [stuck, better, start] = points;
    let loss = exact_loss(&problem, &stuck.1);
    let short = shortened(&better.1, |short| exact_loss(&problem, short) < loss);
    let (names, said) = ([stuck.0, better.0, start.0], [stuck.2, better.2, start.2]);
    for (name, exact) in names.into_iter().zip([stuck.1, short, start.1]) {
        add_point(&mut preset, name, exact)?;
    }
    note(&mut preset, said)?;
    preset.plane.kind = PlaneKind::Points { points: names.map(str::to_owned) };
    preset.descent.starts = vec![start.0.to_owned()];
    let weights = preset.points[0].weights.clone();
    choose_learning_rate(&mut preset, &weights);
    Ok(preset)
}

/// Adds a named point; an error if a weight is too large.
pub(crate) fn add_point(
    preset: &mut Preset,
    name: &str,
    exact: Vec<BigRational>,
) -> Result<(), GenerateError> {
    floats(&exact)?;
    preset.add_exact_point(name, "", &exact);
    Ok(())
}

/// Writes the notes of the preset's points: what is said of each, its loss, and what is proven of
/// the first.
///
/// An error unless the first one is proven to be a minimum that is not global.
pub(crate) fn note(preset: &mut Preset, said: [&str; 3]) -> Result<(), GenerateError> {
    let certificate = experiment::certify(preset, &preset.points[0].exact);
    if !certificate.verdict.is_minimum() || certificate.not_global != Some(true) {
        return Err(GenerateError::new(format!(
            "the point was built, but not proven to be a bad minimum ({}): {}",
            certificate.verdict.name(),
            certificate.reason
        )));
    }
    let problem = preset.exact_problem();
    for (index, (point, said)) in preset.points.iter_mut().zip(said).enumerate() {
        let loss = exact_loss(&problem, &point.exact).map_or_else(String::new, |loss| shown(&loss));
        let proven = match index {
            0 => format!(", {}, and not global", certificate.verdict.name()),
            _ => String::new(),
        };
        point.note = format!("{said}: loss {loss}{proven}.");
    }
    Ok(())
}

/// Steps of gradient descent that the curvature at a point allows: the reciprocal of the largest
/// eigenvalue, rounded down to one digit.
pub(crate) fn choose_learning_rate(preset: &mut Preset, weights: &[f64]) {
    let objective: Objective = preset.objective();
    let largest =
        eigenvalues(&objective.hessian(weights)).and_then(|values| values.last().copied());
    if let Some(rate) = largest.map(f64::recip).filter(|rate| *rate > 0.0 && rate.is_finite()) {
        // through text, so that 0.3 is 0.3
        let digits = format!("{:.0e}", 0.9 * rate);
        preset.descent.settings.learning_rate = digits.parse().unwrap_or(rate);
    }
}

/// The weights with as few digits as `holds` allows; the exact ones if it allows none.
pub(crate) fn shortened(
    weights: &[BigRational],
    holds: impl Fn(&[BigRational]) -> bool,
) -> Vec<BigRational> {
    [2, 4, 8, 12]
        .into_iter()
        .map(|digits| weights.iter().map(|w| rounded(w, digits)).collect::<Vec<_>>())
        .find(|short| holds(short))
        .unwrap_or_else(|| weights.to_vec())
}

/// The fraction to so many decimal places, but none of them if it is short already.
fn rounded(x: &BigRational, places: usize) -> BigRational {
    let power = BigRational::from_integer(num_traits::pow(BigInt::from(10), places));
    (x * &power).round() / power
}

/// The smallest whole number that makes all of `values` at least 1 when it is added to them; 1 for
/// none.
pub(crate) fn lift<'v>(values: impl Iterator<Item = &'v BigRational>) -> BigRational {
    let least = values.min().cloned().unwrap_or_else(BigRational::zero);
    BigRational::from_integer(BigInt::from(1)) - least.floor()
}

/// `4/3`, and about how much that is where the fraction is long.
pub(crate) fn shown(x: &BigRational) -> String {
    let text = x.to_string();
    if text.len() <= 12 { text } else { format!("about {:.6}", x.to_f64().unwrap_or(f64::NAN)) }
}

fn floats(exact: &[BigRational]) -> Result<Vec<f64>, GenerateError> {
    let float = |x: &BigRational| {
        x.to_f64().filter(|x| x.is_finite()).ok_or_else(|| {
            let side = if x.is_negative() { "below -1.8e308" } else { "above 1.8e308" };
            GenerateError::new(format!(
                "a number of the data or the weights is {side}, too large for a preset"
            ))
        })
    };
    exact.iter().map(float).collect()
}
