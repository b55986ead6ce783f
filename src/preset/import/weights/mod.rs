//! Arrays with names as the weights of a network.
#![doc = include_str!("../../weights.md")]

mod element;
mod fit;
mod json;
mod mapping;
mod names;
pub(in crate::preset::import) mod numpy;
mod orientation;
mod safetensors;
mod tensor;
#[cfg(test)]
mod tests;
pub mod zip;

use std::path::Path;

pub use self::fit::Mapped;
use self::fit::{finite, fit, without};
use self::mapping::FileLayers;
pub use self::mapping::Mapping;
pub use self::orientation::Orientation;
pub(in crate::preset::import) use self::tensor::Found;
pub use self::tensor::Tensor;
use super::error::ImportError;
use super::file::{MAX_FILE_BYTES, bytes, has_ending, stem};
use crate::network::{Network, limits};

/// Endings of PyTorch's own files and of Keras's, which are refused with what to do.
pub const FOREIGN_ENDINGS: [&str; 8] = ["pt", "pth", "ckpt", "bin", "pkl", "h5", "hdf5", "keras"];

/// All arrays of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensors {
    /// The file.
    pub file: String,
    /// The arrays, in the order of the file.
    pub all: Vec<Tensor>,
    /// Names of what is neither an array nor a number.
    pub others: Vec<String>,
    /// Whether the order of the file is that in which it was written.
    pub keeps_order: bool,
}

impl Tensors {
    /// Reads the arrays of a `.npz`, `.npy`, `.safetensors` or `.json` file.
    ///
    /// # Errors
    /// One sentence, if the file cannot be read, is of another kind, or holds more numbers than a
    /// network may have weights.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let file = path.display().to_string();
        if has_ending(path, &FOREIGN_ENDINGS) {
            return Err(ImportError::of_file(&file, foreign(path)));
        }
        Self::parse(&file, &bytes(path, MAX_FILE_BYTES)?)
    }

    /// The arrays in the bytes of a file of this name.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, ImportError> {
        let wrong = |message: String| ImportError::of_file(file, message);
        let is = |ending: &str| has_ending(Path::new(file), &[ending]);
        let mut found = Found::default();
        if is("npz") {
            numpy::npz(bytes, &mut found)
        } else if is("npy") {
            numpy::npy(bytes, &mut found)
        } else if is("safetensors") {
            safetensors::tensors(bytes, &mut found)
        } else {
            json::tensors(bytes, &mut found)
        }
        .map_err(wrong)?;
        let Found { all, others, .. } = found;
        if all.is_empty() {
            return Err(wrong("expected arrays, found none".to_owned()));
        }
        let mut names: Vec<&str> = all.iter().map(|tensor| tensor.name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
        if let Some(twice) = twice.map(|pair| pair[0]) {
            return Err(wrong(format!("two arrays are called {twice:?}")));
        }
        Ok(Self { file: file.to_owned(), all, others, keeps_order: !is("safetensors") })
    }

    /// The name of the file without folder and ending.
    #[must_use]
    pub fn name(&self) -> String {
        stem(&self.file)
    }

    /// The flat parameter vector of `network`: a single flat array of that length as it is, or else
    /// for each layer a weight matrix and, if the network has biases, a bias. The page above says
    /// how their order and the orientation of the matrices are found.
    ///
    /// # Errors
    /// One sentence that tells what the network needs and what the file has, or, where two readings
    /// are possible, the option that decides.
    pub fn weights(&self, network: &Network, mapping: &Mapping) -> Result<Mapped, ImportError> {
        self.mapped(network, mapping).map_err(|what| ImportError::of_file(&self.file, what))
    }

    fn mapped(&self, network: &Network, mapping: &Mapping) -> Result<Mapped, String> {
        let count = network.parameter_count();
        let arrays: Vec<&Tensor> = self.all.iter().filter(|t| !t.shape.is_empty()).collect();
        let others = self.others.iter().map(String::as_str);
        if let [tensor] = &arrays[..]
            && tensor.shape.len() == 1
        {
            if tensor.len() != count {
                return Err(format!(
                    "expected {count} weights, as the {} network has, found {}",
                    network.shape_name(),
                    tensor.len()
                ));
            }
            let weights = finite(tensor)?.to_vec();
            let scalars = self.all.iter().filter(|t| t.shape.is_empty()).map(|t| t.name.as_str());
            let left_out: Vec<&str> = scalars.chain(others).collect();
            let told = format!("a list in the order W1, b1, W2, ..{}", without(&left_out));
            return Ok(Mapped { weights, told });
        }
        let mut layers = FileLayers::of(&self.all, self.keeps_order, mapping)?;
        layers.left_out.extend(others);
        fit(&layers, network)
    }

    /// The network that the file describes, with the activations of `like`, if it is another one of
    /// the same numbers of inputs and outputs, and these very arrays fit it.
    #[must_use]
    pub fn network(&self, like: &Network, mapping: &Mapping) -> Option<Network> {
        let file = FileLayers::of(&self.all, self.keeps_order, mapping).ok()?;
        let network = Network { layers: file.sizes()?, bias: file.biases > 0, ..like.clone() };
        let has_ends = network.input_count() == like.input_count()
            && network.output_count() == like.output_count();
        let is_other = (&network.layers, network.bias) != (&like.layers, like.bias);
        let is_small = network.layers.iter().all(|size| *size > 0)
            && network.parameter_count() <= limits::READ;
        let fits = has_ends && is_other && is_small && self.weights(&network, mapping).is_ok();
        fits.then_some(network)
    }

    /// What is said of weights that were read.
    #[must_use]
    pub fn sentence(&self, mapped: &Mapped) -> String {
        format!("read {} weights from {}: {}", mapped.weights.len(), self.file, mapped.told)
    }
}

/// What is said of a file that holds a program, or that only Keras reads: the two lines of Python
/// that write what is read here.
fn foreign(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let archive = format!("{}.npz", stem(&name));
    let (whose, lines) = if has_ending(path, &["h5", "hdf5", "keras"]) {
        let weights = format!("keras.models.load_model({name:?}).weights");
        let archive =
            format!("numpy.savez({archive:?}, **{{w.path: w.numpy() for w in {weights}}})");
        ("Keras's own files hold programs", format!("`import keras, numpy` and `{archive}`"))
    } else {
        let arrays = format!("torch.load({name:?}, map_location=\"cpu\").items()");
        let archive =
            format!("numpy.savez({archive:?}, **{{k: v.double().numpy() for k, v in {arrays}}})");
        ("PyTorch's own files hold programs", format!("`import numpy, torch` and `{archive}`"))
    };
    format!("expected .npz, .npy, .safetensors or .json; {whose}: write its arrays with {lines}")
}
