//! Hugging Face's files.

use ::safetensors::{Dtype, SafeTensors};

use super::tensor::Tensor;

/// The arrays of a `.safetensors` file.
pub fn tensors(bytes: &[u8]) -> Result<Vec<Tensor>, String> {
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| format!("expected a safetensors file: {error}"))?;
    let mut all = Vec::new();
    for (name, view) in file.iter() {
        let values = match view.dtype() {
            Dtype::F64 => numbers(view.data(), f64::from_le_bytes),
            Dtype::F32 => numbers(view.data(), |bytes| f64::from(f32::from_le_bytes(bytes))),
            Dtype::BF16 => {
                // the upper half of a single-precision number
                numbers(view.data(), |[low, high]| f64::from(f32::from_le_bytes([0, 0, low, high])))
            }
            other => {
                return Err(format!("array {name:?} holds {other:?}; expected F64, F32 or BF16"));
            }
        };
        all.push(Tensor { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    if all.is_empty() { Err("expected arrays, found none".to_owned()) } else { Ok(all) }
}

fn numbers<const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|chunk| read(*chunk)).collect()
}
