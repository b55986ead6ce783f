//! How matrices are written.

use super::tensor::Tensor;

/// How a weight matrix is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// A row a unit, as in PyTorch: `h = W x + b`.
    OutIn,
    /// A column a unit, as in Keras and Flax: `h = x W + b`.
    InOut,
}

impl Orientation {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OutIn, Self::InOut];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OutIn => "out-in",
            Self::InOut => "in-out",
        }
    }

    /// The axes of a matrix.
    pub(super) fn axes(self) -> &'static str {
        match self {
            Self::OutIn => "[out, in]",
            Self::InOut => "[in, out]",
        }
    }

    /// Outputs and inputs of a matrix.
    pub(super) fn sides(self, matrix: &Tensor) -> [usize; 2] {
        let (rows, columns) = (matrix.shape[0], matrix.shape[1]);
        match self {
            Self::OutIn => [rows, columns],
            Self::InOut => [columns, rows],
        }
    }
}
