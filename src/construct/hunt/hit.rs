//! From a bad minimum that a try found to a preset with its proof.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::data::Points;
use super::score::{Score, leads_to};
use super::settings::Settings;
use crate::construct::Source;
use crate::construct::build::{self, Words};
use crate::experiment;
use crate::objective::Reduction;
use crate::preset::{Number, PlaneKind, Preset};
use crate::proof::{Certificate, Verdict};

/// A data set with a proven bad minimum.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The number of the try.
    pub number: u64,
    /// The data with the points "bad minimum", "better" and "start".
    pub preset: Preset,
    /// What is proven of the bad minimum.
    pub certificate: Certificate,
    /// How far the minimum's loss is above that of "better", as a share of the loss of the best
    /// constant.
    pub gap: f64,
    /// The share of random starts that end in it.
    pub share: f64,
}

/// The shortest decimals that stand for the numbers.
fn exact(weights: &[f64]) -> Option<Vec<BigRational>> {
    weights
        .iter()
        .map(|w| Number::read(&format!("{w:?}")).ok().map(|number| number.exact))
        .collect()
}

/// How many of the starts end in the minimum, in words.
fn ended(share: f64, starts: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of starts are small")]
    let count = (share * starts as f64).round();
    if count > 0.0 { format!("{count}") } else { "none".to_owned() }
}

/// The hit, if the minimum is proven to be strict and not global.
pub(super) fn certified(
    settings: &Settings,
    number: u64,
    points: &Points,
    score: &Score,
) -> Option<Hit> {
    let minimum = score.minimum.as_ref()?;
    let [inputs, targets] = points.exact();
    let source = Source {
        name: format!("hunt-{number}"),
        notes: String::new(),
        inputs,
        targets,
        kind: settings.loss,
        reduction: Reduction::Sum,
        scale: BigRational::from_integer(BigInt::one()),
        network: None,
    };
    let words = Words {
        title: format!(
            "{} points, {} {} units: found by search",
            settings.points,
            settings.hidden,
            settings.activation.name()
        ),
        source: format!("basinscope hunt, seed {}, try {number}", settings.seed),
        notes: format!(
            "A strict local minimum in which {} of {} random starts end, although another point \
                has a lower \
                loss.\nFound by a random search over data sets of this size.\n",
            ended(score.share, settings.starts),
            settings.starts
        ),
    };
    let mut preset = build::preset(&source, settings.network(), words).ok()?;
    let objective = preset.objective();
    let bad = experiment::loss(&objective, minimum);
    let floats = |weights: &[BigRational]| -> Vec<f64> {
        weights.iter().map(|w| num_traits::ToPrimitive::to_f64(w).unwrap_or(f64::NAN)).collect()
    };
    let lowest = exact(&score.lowest)?;
    let gap = bad - experiment::loss(&objective, &score.lowest);
    // rounding may cost a tenth of the gap
    let better = build::shortened(&lowest, |short| {
        experiment::loss(&objective, &floats(short)) < bad - 0.9 * gap
    });
    let start = build::shortened(&exact(&score.start)?, |short| {
        leads_to(&objective, &floats(short), minimum)
    });
    build::add_point(&mut preset, "bad minimum", exact(minimum)?).ok()?;
    build::add_point(&mut preset, "better", better).ok()?;
    build::add_point(&mut preset, "start", start).ok()?;
    let certificate = experiment::certify(&preset, &preset.points[0].exact);
    if certificate.verdict != Verdict::ProvenStrictMinimum || certificate.not_global != Some(true) {
        return None;
    }
    let better = experiment::loss(&objective, &preset.points[1].weights);
    let notes = [
        format!("A strict local minimum, proven, and not global: loss {bad:.6}."),
        format!("Loss {better:.6}, and perhaps lower nearby."),
        "A second-order descent from here ends in the bad minimum.".to_owned(),
    ];
    preset.points.iter_mut().zip(notes).for_each(|(point, note)| point.note = note);
    preset.plane.kind =
        PlaneKind::Points { points: ["bad minimum", "better", "start"].map(str::to_owned) };
    preset.descent.starts = vec!["start".to_owned()];
    build::choose_learning_rate(&mut preset, minimum);
    Some(Hit { number, preset, certificate, gap: score.gap, share: score.share })
}
