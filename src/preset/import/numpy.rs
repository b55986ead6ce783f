//! NumPy's files.

use std::io::Cursor;

use ndarray::{ArrayD, IxDyn, OwnedRepr};
use ndarray_npy::{NpzReader, ReadNpyError, ReadNpyExt, ReadNpzError};

use super::tensor::Tensor;

/// The array of a `.npy` file.
pub fn npy(bytes: &[u8]) -> Result<Tensor, String> {
    if let Ok(array) = ArrayD::<f64>::read_npy(Cursor::new(bytes)) {
        return Ok(tensor("", &array));
    }
    if let Ok(array) = ArrayD::<f32>::read_npy(Cursor::new(bytes)) {
        return Ok(tensor("", &array.mapv(f64::from)));
    }
    ArrayD::<i64>::read_npy(Cursor::new(bytes))
        .map_err(|error| mistake(&error))
        .map(|array| whole("", &array))
}

/// The arrays of a `.npz` file.
pub fn npz(bytes: Vec<u8>) -> Result<Vec<Tensor>, String> {
    let no_archive = |error: ReadNpzError| format!("expected a .npz archive: {error}");
    let mut archive = NpzReader::new(Cursor::new(bytes)).map_err(no_archive)?;
    let names = archive.names().map_err(no_archive)?;
    if names.is_empty() {
        return Err("expected arrays, found none".to_owned());
    }
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        let short = name.trim_end_matches(".npy").to_owned();
        if let Ok(array) = archive.by_name::<OwnedRepr<f64>, IxDyn>(&name) {
            all.push(tensor(&short, &array));
        } else if let Ok(array) = archive.by_name::<OwnedRepr<f32>, IxDyn>(&name) {
            all.push(tensor(&short, &array.mapv(f64::from)));
        } else {
            let array = archive.by_name::<OwnedRepr<i64>, IxDyn>(&name);
            all.push(whole(&short, &array.map_err(|error| format!("array {short:?}: {error}"))?));
        }
    }
    Ok(all)
}

fn mistake(error: &ReadNpyError) -> String {
    match error {
        ReadNpyError::WrongDescriptor(found) => {
            format!("expected an array of float64, float32 or int64, found {found}")
        }
        error => format!("expected a .npy array: {error}"),
    }
}

fn tensor(name: &str, array: &ArrayD<f64>) -> Tensor {
    // iteration is in row-major order whatever the order in memory
    Tensor {
        name: name.to_owned(),
        shape: array.shape().to_vec(),
        values: array.iter().copied().collect(),
    }
}

fn whole(name: &str, array: &ArrayD<i64>) -> Tensor {
    tensor(name, &array.mapv(|entry| entry as f64))
}
