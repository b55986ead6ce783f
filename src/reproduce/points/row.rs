//! A point with its loss, its gradient and what is proven of it.

use num_rational::BigRational;

use crate::experiment::{certify, evaluate};
use crate::figure::format_significant;
use crate::preset::Preset;
use crate::proof::{Certificate, Verdict};

/// Digits of what is rounded.
const DIGITS: usize = 10;

/// Longest fraction that is written out.
const MAX_FRACTION: usize = 24;

/// The columns of [`Row::cells`].
pub(crate) const HEAD: [&str; 6] = ["point", "loss", "|gradient|", "right", "verdict", "global"];

/// What is known of a point.
pub(crate) struct Row {
    /// Its name.
    pub name: String,
    /// What is proven.
    pub verdict: Verdict,
    /// The loss, as a fraction where it is one.
    pub loss: String,
    /// The norm of the gradient.
    pub gradient: f64,
    /// Whether it is a global minimum.
    pub global: &'static str,
    /// How it was proven, or why not.
    pub reason: String,
    /// All but the reason, as [`HEAD`] names them.
    pub cells: Vec<String>,
}

/// The named points of a preset but those from which descents begin.
pub(crate) fn of_preset(preset: &Preset) -> Vec<Row> {
    let points = preset.points.iter().filter(|point| !preset.descent.starts.contains(&point.name));
    points.map(|point| Row::new(preset, &point.name, &point.exact, &point.weights)).collect()
}

impl Row {
    /// The row of these weights, as fractions and as the nearest numbers.
    pub(crate) fn new(preset: &Preset, name: &str, exact: &[BigRational], weights: &[f64]) -> Self {
        let certificate = certify(preset, exact);
        let evaluation = evaluate(&preset.objective(), weights);
        let loss = loss_words(&certificate, evaluation.loss);
        let global = match certificate.not_global {
            Some(true) => "no",
            Some(false) => "yes",
            None => "not known",
        };
        let count = preset.dataset.len() as f64;
        let right = evaluation
            .accuracy
            .map_or_else(|| "–".to_owned(), |share| format!("{:.0} of {count}", share * count));
        let gradient = evaluation.gradient_norm;
        let name = name.to_owned();
        let cells = [
            name.clone(),
            loss.clone(),
            format!("{gradient:.1e}"),
            right,
            certificate.verdict.name().to_owned(),
            global.to_owned(),
        ];
        Self {
            name,
            verdict: certificate.verdict,
            loss,
            gradient,
            global,
            reason: certificate.reason,
            cells: cells.to_vec(),
        }
    }
}

fn loss_words(certificate: &Certificate, nearest: f64) -> String {
    let exact = certificate.exact_loss.as_ref().map(ToString::to_string);
    exact
        .filter(|text| text.len() <= MAX_FRACTION)
        .unwrap_or_else(|| format_significant(nearest, DIGITS))
}
