//! An array with a name.

/// An array with its name; entries are in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name, such as `0.weight`; empty if it has none.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its entries.
    pub values: Vec<f64>,
}
