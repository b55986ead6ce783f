//! Looking parameters up by name, and adding points to a preset by hand.

use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::error::{PresetError, did_you_mean};
use super::{NamedPoint, Preset};

impl Preset {
    /// The index in the flat vector of the parameter called `name`.
    ///
    /// # Errors
    /// If the network has none of that name, with the name nearest to it.
    pub fn parameter(&self, name: &str) -> Result<usize, PresetError> {
        self.network.index_of(name).ok_or_else(|| {
            let names = self.network.parameter_names();
            let hint = did_you_mean(name, names.iter().map(String::as_str));
            PresetError {
                file: self.name.clone(),
                line: None,
                key: Some("plane".to_owned()),
                message: format!("expected a weight of the network, found {name:?}{hint}"),
            }
        })
    }

    /// Adds a named point with these weights, which stand for the exact fractions that the
    /// floating-point numbers are.
    ///
    /// # Panics
    /// If a weight is not finite, or their number is not the network's.
    pub fn add_point(&mut self, name: &str, note: &str, weights: &[f64]) {
        assert_eq!(weights.len(), self.network.parameter_count(), "weights of a point");
        let exact = weights.iter().map(|&w| BigRational::from_float(w).expect("a finite weight")).collect();
        self.points.push(NamedPoint {
            name: name.to_owned(),
            note: note.to_owned(),
            weights: weights.to_vec(),
            exact,
        });
    }

    /// The same with weights in exact fractions.
    ///
    /// # Panics
    /// If a weight is too large for a floating-point number, or their number is not the network's.
    pub fn add_exact_point(&mut self, name: &str, note: &str, exact: &[BigRational]) {
        let float = |w: &BigRational| w.to_f64().filter(|w| w.is_finite()).expect("a weight of finite size");
        self.add_point(name, note, &exact.iter().map(float).collect::<Vec<_>>());
        if let Some(point) = self.points.last_mut() {
            point.exact = exact.to_vec();
        }
    }
}
