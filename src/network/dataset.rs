//! The data a network is trained on: points and their targets, or a whole population.

use std::sync::Arc;

use ndarray::{Array2, ArrayView1, Axis};

use super::architecture::Network;

/// A finite data set: `n` points with `d` inputs and `m` targets each; or a population, which has
/// no points: all of `R^d` under the standard normal distribution, and a teacher that knows the
/// right answer. Copies share their numbers until one of them is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Inputs, shape `n x d`, one point a row.
    inputs: Arc<Array2<f64>>,
    /// Targets, shape `n x m`, one point a row.
    targets: Arc<Array2<f64>>,
    names: Arc<DataNames>,
    /// The units of the teacher, one a row.
    teacher: Option<Arc<Array2<f64>>>,
}

/// What inputs and classes are called, where somebody has said it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataNames {
    /// A name for each input, or none.
    pub inputs: Vec<String>,
    /// A name for each class, or none: of one target of 0 or 1 both, of several targets each.
    pub classes: Vec<String>,
}

impl Dataset {
    /// Puts inputs (`n x d`) and targets (`n x m`) together.
    ///
    /// # Panics
    /// If the two disagree on the number of points, or there is no point, input or target.
    #[must_use]
    pub fn new(inputs: Array2<f64>, targets: Array2<f64>) -> Self {
        assert_eq!(inputs.nrows(), targets.nrows(), "one target row a point");
        assert!(
            inputs.nrows() > 0 && inputs.ncols() > 0 && targets.ncols() > 0,
            "an empty data set"
        );
        Self {
            inputs: Arc::new(inputs.as_standard_layout().into_owned()),
            targets: Arc::new(targets.as_standard_layout().into_owned()),
            names: Arc::default(),
            teacher: None,
        }
    }

    /// The same targets for standardised inputs: from each its mean is subtracted, and it is
    /// divided by its standard deviation (that of all points, `sqrt(sum (x - mean)^2 / n)`), unless
    /// that is 0.
    ///
    /// # Errors
    /// The number of an input that is too large for that.
    pub fn standardised(&self) -> Result<Self, usize> {
        let mut inputs = (*self.inputs).clone();
        for (index, mut column) in inputs.axis_iter_mut(Axis(1)).enumerate() {
            let count = column.len() as f64;
            let mean = column.iter().map(|x| x / count).sum::<f64>();
            let variance = column.iter().map(|x| (x - mean) * (x - mean) / count).sum::<f64>();
            let scale = if variance > 0.0 { variance.sqrt() } else { 1.0 };
            if !(mean.is_finite() && scale.is_finite()) {
                return Err(index);
            }
            column.mapv_inplace(|x| (x - mean) / scale + 0.0);
        }
        Ok(Self { inputs: Arc::new(inputs), ..self.clone() })
    }

    /// The population of standard normal inputs, whose teacher is `sum_j relu(v_j . x)` with the
    /// rows `v_j` of `teacher`, for a network of `outputs` outputs, which are summed.
    ///
    /// # Panics
    /// If the teacher has no unit or no input, or there is no output.
    #[must_use]
    pub fn population(teacher: Array2<f64>, outputs: usize) -> Self {
        let (units, inputs) = teacher.dim();
        assert!(units > 0 && inputs > 0 && outputs > 0, "an empty population");
        Self {
            inputs: Arc::new(Array2::zeros((0, inputs))),
            targets: Arc::new(Array2::zeros((0, outputs))),
            names: Arc::default(),
            teacher: Some(Arc::new(teacher.as_standard_layout().into_owned())),
        }
    }

    /// The teacher of a population, one unit a row; `None` for points.
    #[must_use]
    pub fn teacher(&self) -> Option<&Array2<f64>> {
        self.teacher.as_deref()
    }

    /// Why a network cannot learn from these data, for an error that begins with "expected"; `None`
    /// if it can, or if it only has other sizes.
    #[must_use]
    pub fn expected_network(&self, network: &Network) -> Option<&'static str> {
        (self.teacher.is_some() && !network.sums_relus()).then_some(
            "a network of ReLU outputs alone, which a population sums: two layer sizes, \
                output_activation = \"relu\" and bias = false",
        )
    }

    /// The same data with names; a list of another length than there are inputs or classes is left
    /// out.
    #[must_use]
    pub fn with_names(mut self, mut names: DataNames) -> Self {
        if names.inputs.len() != self.input_count() {
            names.inputs.clear();
        }
        if names.classes.len() != self.class_count() {
            names.classes.clear();
        }
        self.names = Arc::new(names);
        self
    }

    /// What inputs and classes are called.
    #[must_use]
    pub fn names(&self) -> &DataNames {
        &self.names
    }

    /// What input `k` is called: its name, or `x[k]`.
    #[must_use]
    pub fn input_name(&self, k: usize) -> String {
        self.names.inputs.get(k).cloned().unwrap_or_else(|| format!("x[{k}]"))
    }

    /// What class `k` is called: its name, or `class k`.
    #[must_use]
    pub fn class_name(&self, k: usize) -> String {
        self.names.classes.get(k).cloned().unwrap_or_else(|| format!("class {k}"))
    }

    /// How many classes the targets can tell: two by one target of 0 or 1, else one each.
    #[must_use]
    pub fn class_count(&self) -> usize {
        self.target_count().max(2)
    }

    /// Number of points `n`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inputs.nrows()
    }

    /// Whether there is no point: of a population.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of inputs `d` a point.
    #[must_use]
    pub fn input_count(&self) -> usize {
        self.inputs.ncols()
    }

    /// Number of targets `m` a point.
    #[must_use]
    pub fn target_count(&self) -> usize {
        self.targets.ncols()
    }

    /// All inputs, `n x d`.
    #[must_use]
    pub fn inputs(&self) -> &Array2<f64> {
        &self.inputs
    }

    /// All targets, `n x m`.
    #[must_use]
    pub fn targets(&self) -> &Array2<f64> {
        &self.targets
    }

    /// The inputs of point `i`, `d` numbers.
    #[must_use]
    pub fn input(&self, i: usize) -> &[f64] {
        row(&self.inputs, i)
    }

    /// The targets of point `i`, `m` numbers.
    #[must_use]
    pub fn target(&self, i: usize) -> &[f64] {
        row(&self.targets, i)
    }

    /// Puts other numbers in the place of point `i`.
    ///
    /// # Panics
    /// If there is no such point, or the numbers are not `d` inputs and `m` targets.
    pub fn set(&mut self, i: usize, inputs: &[f64], targets: &[f64]) {
        Arc::make_mut(&mut self.inputs).row_mut(i).assign(&ArrayView1::from(inputs));
        Arc::make_mut(&mut self.targets).row_mut(i).assign(&ArrayView1::from(targets));
    }

    /// Adds a point behind the others.
    ///
    /// # Panics
    /// If the numbers are not `d` inputs and `m` targets.
    pub fn push(&mut self, inputs: &[f64], targets: &[f64]) {
        Arc::make_mut(&mut self.inputs)
            .push_row(ArrayView1::from(inputs))
            .expect("as many inputs as the other points");
        Arc::make_mut(&mut self.targets)
            .push_row(ArrayView1::from(targets))
            .expect("as many targets as the other points");
    }

    /// Takes out point `i`.
    ///
    /// # Panics
    /// If there is no such point, or no other.
    pub fn remove(&mut self, i: usize) {
        assert!(i < self.len() && self.len() > 1, "a point to take out, and one that stays");
        Arc::make_mut(&mut self.inputs).remove_index(Axis(0), i);
        Arc::make_mut(&mut self.targets).remove_index(Axis(0), i);
    }

    /// Whether every target is 0 or 1, so that "the right side" of a point has a meaning; a
    /// population has no targets.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        !self.is_empty() && self.targets.iter().all(|&y| y == 0.0 || y == 1.0)
    }
}

/// Row `i` of a matrix in standard layout.
fn row(matrix: &Array2<f64>, i: usize) -> &[f64] {
    let columns = matrix.ncols();
    &matrix.as_slice().expect("standard layout by construction")[i * columns..(i + 1) * columns]
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_come_back_as_given_even_from_a_transposed_matrix() {
        let data =
            Dataset::new(array![[1.0, 2.0], [3.0, 4.0]].reversed_axes(), array![[0.0], [1.0]]);
        assert_eq!(data.input(0), [1.0, 3.0]);
        assert_eq!(data.input(1), [2.0, 4.0]);
        assert_eq!(data.target(1), [1.0]);
        assert!(data.is_binary());
    }

    #[test]
    fn points_are_changed_added_and_taken_out() {
        let mut data = Dataset::new(array![[1.0, 2.0], [3.0, 4.0]], array![[0.0], [1.0]]);
        data.push(&[5.0, 6.0], &[2.0]);
        data.set(0, &[7.0, 8.0], &[3.0]);
        data.remove(1);
        assert_eq!(data, Dataset::new(array![[7.0, 8.0], [5.0, 6.0]], array![[3.0], [2.0]]));
        assert_eq!(data.input(1), [5.0, 6.0]);
    }

    #[test]
    #[should_panic(expected = "one target row a point")]
    fn refuses_targets_that_do_not_match_the_points() {
        let _ = Dataset::new(array![[1.0], [2.0]], array![[0.0]]);
    }
}
