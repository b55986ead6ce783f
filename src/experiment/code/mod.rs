//! A preset as a program of another library: its data, its network with given weights, its loss and
//! its descent.
//!
//! The program prints the loss at the weights, which is the one computed here up to the last digits
//! of `f64`, then descends as the preset says and prints the loss at the end. Each library stands
//! in a file of its own; every `match` is without `_`, so that the compiler asks for what a new
//! activation, loss or optimiser is called there.

mod keras;
mod numpy;
mod pytorch;
mod written;

use anyhow::ensure;

use crate::preset::Preset;

/// Most numbers of data and weights in a program: it holds all of them.
const MOST_NUMBERS: usize = 100_000;

/// For whom a program is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// PyTorch, version 2.
    Pytorch,
    /// Keras, version 3.
    Keras,
    /// NumPy alone.
    Numpy,
}

impl Library {
    /// Every library.
    pub const ALL: [Self; 3] = [Self::Pytorch, Self::Keras, Self::Numpy];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pytorch => "pytorch",
            Self::Keras => "keras",
            Self::Numpy => "numpy",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pytorch => "PyTorch",
            Self::Keras => "Keras",
            Self::Numpy => "NumPy",
        }
    }
}

/// The program in Python that has the preset's data, network, loss and descent, from `weights`
/// (length `P`).
///
/// # Errors
/// If data and weights are too many to be written down, or there are no data but a population.
pub fn code(preset: &Preset, weights: &[f64], library: Library) -> anyhow::Result<String> {
    ensure!(
        preset.dataset.teacher().is_none(),
        "the loss of {} is an expected one over all inputs, in closed form: there are no points of \
            which another library could compute it",
        preset.name
    );
    let data = preset.dataset.inputs().len() + preset.dataset.targets().len();
    let found = data + weights.len();
    ensure!(
        found <= MOST_NUMBERS,
        "the program would hold {found} numbers of data and weights, expected at most \
            {MOST_NUMBERS}: save the weights as a file in their place"
    );
    let body = match library {
        Library::Pytorch => pytorch::code(preset, weights),
        Library::Keras => keras::code(preset, weights),
        Library::Numpy => numpy::code(preset, weights),
    };
    let title: String =
        preset.title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Ok(format!("# {title}\n# written by basinscope for {}\n{body}", library.title()))
}
