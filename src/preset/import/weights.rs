//! Arrays with names as the weights of a network.

use std::path::Path;

use super::error::ImportError;
use super::file::{bytes, has_ending, stem};
use super::tensor::Tensor;
use super::{json, numpy, safetensors};
use crate::network::{LayerLayout, Network};

/// All arrays of a file, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensors {
    /// The file.
    pub file: String,
    /// The arrays.
    pub all: Vec<Tensor>,
}

/// What an array is in a network.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Weight,
    Bias,
}

impl Tensors {
    /// Reads the arrays of a `.npz`, `.npy`, `.safetensors` or `.json` file.
    ///
    /// # Errors
    /// One sentence, if the file cannot be read, is of another kind, or holds numbers that are not
    /// finite.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let file = path.display().to_string();
        let wrong = |message: String| ImportError::of_file(&file, message);
        if has_ending(path, &["pt", "pth", "bin", "pkl"]) {
            let how = "expected .npz, .npy, .safetensors or .json; PyTorch's own files hold \
                programs: save the state_dict with safetensors.torch.save_file";
            return Err(wrong(how.to_owned()));
        }
        let bytes = bytes(path)?;
        let all = if has_ending(path, &["npz"]) {
            numpy::npz(bytes)
        } else if has_ending(path, &["npy"]) {
            numpy::npy(&bytes).map(|array| vec![array])
        } else if has_ending(path, &["safetensors"]) {
            safetensors::tensors(&bytes)
        } else {
            json::tensors(&bytes)
        };
        let all = all.map_err(wrong)?;
        for Tensor { name, values, .. } in &all {
            if let Some(at) = values.iter().position(|value| !value.is_finite()) {
                return Err(wrong(format!("entry {at} of array {name:?} is not a finite number")));
            }
        }
        Ok(Self { file, all })
    }

    /// The name of the file without folder and ending.
    #[must_use]
    pub fn name(&self) -> String {
        stem(&self.file)
    }

    /// The flat parameter vector of `network`: a single flat array of that length as it is, or else
    /// for each layer a weight of shape `[out, in]` and, if the network has biases, a bias of shape
    /// `[out]`, as in PyTorch. Layers are in the order of the numbers in the names (`0.weight`,
    /// `fc2.bias`, `W1`).
    ///
    /// # Errors
    /// One sentence that tells what the network needs and what the file has.
    pub fn weights(&self, network: &Network) -> Result<Vec<f64>, ImportError> {
        let wrong = |message: String| Err(ImportError::of_file(&self.file, message));
        let count = network.parameter_count();
        if let [Tensor { shape, values, .. }] = &self.all[..]
            && shape.len() == 1
        {
            if values.len() == count {
                return Ok(values.clone());
            }
            let shape = network.shape_name();
            let found = values.len();
            return wrong(format!(
                "expected {count} weights, as the {shape} network has, found {found}"
            ));
        }
        let (mut matrices, mut biases): (Vec<&Tensor>, Vec<&Tensor>) = (Vec::new(), Vec::new());
        for tensor in &self.all {
            match part(tensor) {
                Some(Part::Weight) => matrices.push(tensor),
                Some(Part::Bias) => biases.push(tensor),
                None => {
                    return wrong(format!(
                        "expected weights of shape [out, in] and biases of shape [out], found \
                            {:?} of shape {:?}",
                        tensor.name, tensor.shape
                    ));
                }
            }
        }
        for list in [&mut matrices, &mut biases] {
            list.sort_by_key(|tensor| natural(&tensor.name));
        }
        let layout = network.layout();
        let wanted_biases = if network.bias { layout.len() } else { 0 };
        if [matrices.len(), biases.len()] != [layout.len(), wanted_biases] {
            return wrong(format!(
                "expected {} weights and {wanted_biases} biases, one for each layer of the {} \
                    network{}, found {} and {}{}",
                layout.len(),
                network.shape_name(),
                if network.bias { "" } else { " without biases" },
                matrices.len(),
                biases.len(),
                told_shape(&matrices),
            ));
        }
        let mut flat = vec![0.0; count];
        for (l, layer) in layout.iter().enumerate() {
            self.put(&mut flat, layer, l, matrices[l], Part::Weight, &matrices)?;
            if network.bias {
                self.put(&mut flat, layer, l, biases[l], Part::Bias, &matrices)?;
            }
        }
        Ok(flat)
    }

    fn put(
        &self,
        flat: &mut [f64],
        layer: &LayerLayout,
        number: usize,
        tensor: &Tensor,
        part: Part,
        matrices: &[&Tensor],
    ) -> Result<(), ImportError> {
        let (place, shape, what) = match part {
            Part::Weight => (layer.weights.clone(), vec![layer.units, layer.inputs], "a weight"),
            Part::Bias => (layer.biases.clone(), vec![layer.units], "a bias"),
        };
        if tensor.shape != shape {
            return Err(ImportError::of_file(
                &self.file,
                format!(
                    "layer {} needs {what} of shape {shape:?}, found {:?} of shape {:?}{}",
                    number + 1,
                    tensor.name,
                    tensor.shape,
                    told_shape(matrices),
                ),
            ));
        }
        flat[place].copy_from_slice(&tensor.values);
        Ok(())
    }
}

/// What the name says an array is, or else its shape.
fn part(tensor: &Tensor) -> Option<Part> {
    match tensor.shape.len() {
        2 => Some(Part::Weight),
        1 => Some(Part::Bias),
        _ => None,
    }
}

/// ` (the file holds a 2-3-1 network)`, if the matrices follow on one another.
fn told_shape(matrices: &[&Tensor]) -> String {
    let follows = matrices.windows(2).all(|pair| pair[0].shape[0] == pair[1].shape[1]);
    let Some(first) = matrices.first().filter(|_| follows) else { return String::new() };
    let sizes =
        std::iter::once(first.shape[1]).chain(matrices.iter().map(|matrix| matrix.shape[0]));
    let sizes: Vec<String> = sizes.map(|size| size.to_string()).collect();
    format!(" (the file holds a {} network)", sizes.join("-"))
}

/// A key under which `fc10` comes after `fc9`: text and numbers in turn.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut key = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(text);
        let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, tail) = tail.split_at(digits);
        key.push((word.to_owned(), number.parse().unwrap_or(u64::MAX)));
        rest = tail;
    }
    key
}
