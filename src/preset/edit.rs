//! Looking parameters up by name, and changing a preset by hand: its points and its data.

use std::sync::Arc;

use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::error::{PresetError, did_you_mean};
use super::limits::MAX_POINTS;
use super::model::Preset;
use super::number::Number;
use super::plane::PlaneSpec;
use super::points::{BEFORE_EDIT, NamedPoint};
use crate::network::Network;

/// One data point.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRow {
    /// Its `d` inputs, finite.
    pub inputs: Vec<f64>,
    /// Its `m` targets, finite.
    pub targets: Vec<f64>,
}

/// A change of the data.
#[derive(Clone, Debug, PartialEq)]
pub enum DataEdit {
    /// Put other numbers in the place of the point of this index.
    Set(usize, DataRow),
    /// Add a point behind the others.
    Add(DataRow),
    /// Take out the point of this index.
    Remove(usize),
}

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
        let exact: Vec<_> =
            weights.iter().map(|&w| BigRational::from_float(w).expect("a finite weight")).collect();
        self.points.push(NamedPoint {
            name: name.to_owned(),
            note: note.to_owned(),
            weights: weights.to_vec(),
            exact: Arc::new(exact),
        });
    }

    /// The same with weights in exact fractions.
    ///
    /// # Panics
    /// If a weight is too large for a floating-point number, or their number is not the network's.
    pub fn add_exact_point(&mut self, name: &str, note: &str, exact: &[BigRational]) {
        let float = |w: &BigRational| {
            w.to_f64().filter(|w| w.is_finite()).expect("a weight of finite size")
        };
        self.add_point(name, note, &exact.iter().map(float).collect::<Vec<_>>());
        if let Some(point) = self.points.last_mut() {
            point.exact = Arc::new(exact.to_vec());
        }
    }

    /// As [`Self::add_point`] or, if there are exact weights, [`Self::add_exact_point`], under this
    /// name or under it with a number if it is taken; returns its name.
    pub fn add_free_point(
        &mut self,
        name: &str,
        note: &str,
        weights: &[f64],
        exact: Option<&[BigRational]>,
    ) -> String {
        let is_free = |name: &String| self.points.iter().all(|point| &point.name != name);
        let numbered = (2..).map(|i| format!("{name} ({i})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let name = names.find(is_free).expect("a free name among endless ones");
        match exact {
            Some(exact) => self.add_exact_point(&name, note, exact),
            None => self.add_point(&name, note, weights),
        }
        name
    }

    /// Point `i` of the data.
    #[must_use]
    pub fn data_row(&self, i: usize) -> DataRow {
        DataRow { inputs: self.dataset.input(i).to_vec(), targets: self.dataset.target(i).to_vec() }
    }

    /// Changes the data. A new number stands for the shortest decimal that gives it (0.1 is 1/10);
    /// numbers that stay keep the fractions that they are written as. What was said of the named
    /// points before is taken back ([`Preset::outdate_points`]). Returns whether anything changed:
    /// nothing does if a number is not finite, the row does not fit the data, the point does not
    /// exist, or the last one would go, nor of a population.
    pub fn edit_data(&mut self, edit: &DataEdit) -> bool {
        if self.dataset.teacher().is_some() {
            return false;
        }
        let (count, widths) =
            (self.dataset.len(), [self.dataset.input_count(), self.dataset.target_count()]);
        let fits = |row: &DataRow| {
            [row.inputs.len(), row.targets.len()] == widths
                && row.inputs.iter().chain(&row.targets).all(|value| value.is_finite())
        };
        match edit {
            DataEdit::Set(i, row) if *i < count && fits(row) && self.data_row(*i) != *row => {
                let old = self.data_row(*i);
                let exact = Arc::make_mut(&mut self.exact);
                for (exact, before, now) in [
                    (&mut exact.inputs[*i], &old.inputs, &row.inputs),
                    (&mut exact.targets[*i], &old.targets, &row.targets),
                ] {
                    for ((exact, before), now) in exact.iter_mut().zip(before).zip(now) {
                        if before != now {
                            *exact = shortest(*now);
                        }
                    }
                }
                self.dataset.set(*i, &row.inputs, &row.targets);
            }
            DataEdit::Add(row) if fits(row) && count < MAX_POINTS => {
                let exact = Arc::make_mut(&mut self.exact);
                exact.inputs.push(row.inputs.iter().map(|&value| shortest(value)).collect());
                exact.targets.push(row.targets.iter().map(|&value| shortest(value)).collect());
                self.dataset.push(&row.inputs, &row.targets);
            }
            DataEdit::Remove(i) if *i < count && count > 1 => {
                let exact = Arc::make_mut(&mut self.exact);
                exact.inputs.remove(*i);
                exact.targets.remove(*i);
                self.dataset.remove(*i);
                let batch = &mut self.descent.settings.batch_size;
                *batch = batch.map(|size| size.min(count - 1));
            }
            _ => return false,
        }
        self.outdate_points();
        true
    }

    /// Puts in another network. Named points that do not fit it are dropped, and with them the
    /// starts and the plane; the map then shows the first two weights. Returns whether they were.
    /// Nothing changes if a population cannot have it.
    pub fn set_network(&mut self, network: Network) -> bool {
        if self.dataset.expected_network(&network).is_some() {
            return false;
        }
        let has_same_shape =
            network.layers == self.network.layers && network.bias == self.network.bias;
        let has_same_length = network.parameter_count() == self.network.parameter_count();
        self.network = network;
        self.outdate_points();
        if has_same_shape || has_same_length && self.points.is_empty() {
            return false;
        }
        self.points.clear();
        self.descent.starts.clear();
        self.plane = PlaneSpec::first_weights(&self.network);
        true
    }

    /// Takes back what was said of the named points, as they are points of another landscape now,
    /// and the tour, which tells of the old one.
    pub fn outdate_points(&mut self) {
        self.tour.clear();
        for point in &mut self.points {
            BEFORE_EDIT.clone_into(&mut point.note);
        }
    }
}

/// The shortest decimal that gives a finite number back.
fn shortest(value: f64) -> BigRational {
    Number::read(&format!("{value:?}")).expect("a float's own text is a number").exact
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn a_changed_number_is_its_decimal_and_the_others_stay_as_written() {
        let text =
            "[dataset]\ninputs = [[\"1/3\"], [2]]\ntargets = [1, 2]\n[network]\nlayers = [1, 1]\n";
        let mut preset = Preset::parse("thirds", text).unwrap();
        let mut row = preset.data_row(0);
        row.targets[0] = 0.1;
        assert!(preset.edit_data(&DataEdit::Set(0, row.clone())));
        assert!(!preset.edit_data(&DataEdit::Set(0, row)), "nothing changes twice");
        assert_eq!(preset.exact.inputs[0], [ratio(1, 3)]);
        assert_eq!(preset.exact.targets[0], [ratio(1, 10)]);
        assert_eq!(preset.dataset.target(0), [0.1]);
        assert_eq!(Preset::parse("again", &preset.to_toml()).unwrap().exact, preset.exact);
    }

    #[test]
    fn points_come_and_go_and_named_points_claim_nothing_any_more() {
        let mut preset = Preset::load("relu-line-of-minima").unwrap();
        let (count, names) = (preset.dataset.len(), preset.points.len());
        assert!(
            preset.edit_data(&DataEdit::Add(DataRow { inputs: vec![4.0], targets: vec![-1.0] }))
        );
        assert_eq!((preset.dataset.len(), preset.exact.inputs.len()), (count + 1, count + 1));
        assert!(preset.edit_data(&DataEdit::Remove(0)));
        assert_eq!((preset.dataset.len(), preset.exact.targets.len()), (count, count));
        assert_eq!(preset.data_row(count - 1).inputs, [4.0]);
        assert!(
            preset.points.len() == names
                && preset.points.iter().all(NamedPoint::is_from_before_edit)
        );
    }

    #[test]
    fn what_makes_no_sense_changes_nothing() {
        let mut preset = Preset::load("relu-line-of-minima").unwrap();
        let before = preset.clone();
        let row = |x: f64, targets: usize| DataRow { inputs: vec![x], targets: vec![0.0; targets] };
        for edit in [
            DataEdit::Set(0, row(f64::NAN, 1)),
            DataEdit::Set(99, row(1.0, 1)),
            DataEdit::Add(row(1.0, 2)),
            DataEdit::Remove(99),
        ] {
            assert!(!preset.edit_data(&edit), "{edit:?}");
        }
        assert_eq!(preset, before);
        while preset.edit_data(&DataEdit::Remove(0)) {}
        assert_eq!(preset.dataset.len(), 1, "the last one stays");
    }
}
