//! What a person brings along: data as a table of text, weights as arrays.
//!
//! Data come from a `.csv`, `.tsv` or `.txt` file or from the clipboard ([`Data`]), weights from a
//! `.npz`, `.npy`, `.safetensors` or `.json` file in PyTorch's layer order ([`Tensors`]). A mistake
//! is told in one sentence with its place ([`ImportError`]).

mod cells;
mod data;
mod json;
mod numpy;
mod safetensors;
#[cfg(test)]
mod tests;
mod weights;

use std::fmt;
use std::io::Read;
use std::path::Path;

pub use self::data::Data;
pub use self::weights::{Tensor, Tensors};

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Endings of files that hold data, and of files that hold weights.
pub const DATA_ENDINGS: [&str; 4] = ["csv", "tsv", "txt", "dat"];
/// Endings of files that hold weights.
pub const WEIGHT_ENDINGS: [&str; 4] = ["npz", "npy", "safetensors", "json"];

/// A mistake in a file, told in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ImportError {
    /// The file, or what else the text came from.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl ImportError {
    fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, message: message.into() }
    }
}

/// Whether a file's name says that it holds one of these.
#[must_use]
pub fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

/// The name of a file without folder and ending.
fn stem(file: &str) -> String {
    Path::new(file)
        .file_stem()
        .map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// All bytes of a file, unless it is too large.
fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    let wrong = |message: String| ImportError::of_file(&path.display().to_string(), message);
    let cannot = |error: std::io::Error| wrong(format!("the file cannot be read: {error}"));
    let file = std::fs::File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(wrong("expected a file, found a folder".to_owned()));
    }
    // the length is limited while reading: a pipe or device tells none
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(wrong(format!("expected at most {} MiB", MAX_FILE_BYTES >> 20)));
    }
    Ok(bytes)
}
