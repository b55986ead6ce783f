//! Points of weight space that have a name.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use num_rational::BigRational;

/// What is said of a point that was named before data, loss or activation were changed.
pub const BEFORE_EDIT: &str = "Named before the edit: the name tells what it was then.";

/// A point of weight space that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPoint {
    /// Its name, unique in the preset.
    pub name: String,
    /// What it is, in a sentence.
    pub note: String,
    /// The flat parameter vector, each entry the `f64` nearest to the number written.
    pub weights: Vec<f64>,
    /// The flat parameter vector as written; shared between copies of the preset, of which the
    /// window keeps hundreds.
    pub exact: Arc<Vec<BigRational>>,
}

impl NamedPoint {
    /// Whether it was named before data, loss or activation were changed, so that its name may
    /// claim what holds no more.
    #[must_use]
    pub fn is_from_before_edit(&self) -> bool {
        self.note == BEFORE_EDIT
    }
}

/// The named points of a preset, of which the window makes a copy with every frame: copies are one
/// until one of them is changed.
#[derive(Clone, Debug, Default)]
pub struct Points(Arc<Vec<NamedPoint>>);

impl Points {
    /// Whether they are in one place with those of a copy.
    #[must_use]
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for Points {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || self.0 == other.0
    }
}

impl Deref for Points {
    type Target = Vec<NamedPoint>;

    fn deref(&self) -> &Vec<NamedPoint> {
        &self.0
    }
}

impl DerefMut for Points {
    fn deref_mut(&mut self) -> &mut Vec<NamedPoint> {
        Arc::make_mut(&mut self.0)
    }
}

impl FromIterator<NamedPoint> for Points {
    fn from_iter<I: IntoIterator<Item = NamedPoint>>(points: I) -> Self {
        Self(Arc::new(points.into_iter().collect()))
    }
}

impl<'a> IntoIterator for &'a Points {
    type Item = &'a NamedPoint;
    type IntoIter = std::slice::Iter<'a, NamedPoint>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Points {
    type Item = &'a mut NamedPoint;
    type IntoIter = std::slice::IterMut<'a, NamedPoint>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Preset;

    #[test]
    fn copies_share_their_points_until_one_is_changed() {
        let preset = Preset::load("xor-relu").unwrap();
        let mut copy = preset.clone();
        assert!(preset.points.is_shared_with(&copy.points));
        copy.points[0].weights[0] += 1.0;
        assert_ne!(copy.points, preset.points);
        copy.points[0].weights[0] = preset.points[0].weights[0];
        assert_eq!(copy.points, preset.points);
        assert!(!Arc::ptr_eq(&preset.points.0, &copy.points.0));
    }
}
