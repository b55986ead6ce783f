//! Files that are brought along: what their names say, and their bytes.

use std::path::Path;

use super::error::ImportError;
use crate::input;

/// Largest file with weights that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// Endings of files that hold data, and of files that hold weights.
pub const DATA_ENDINGS: [&str; 4] = ["csv", "tsv", "txt", "dat"];
/// Endings of files that hold weights.
pub const WEIGHT_ENDINGS: [&str; 4] = ["npz", "npy", "safetensors", "json"];

/// Whether a file's name says that it holds one of these.
#[must_use]
pub fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

/// The name of a file without its folder.
pub fn file_name(file: &str) -> String {
    Path::new(file)
        .file_name()
        .map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The name of a file without folder and ending.
pub fn stem(file: &str) -> String {
    Path::new(file)
        .file_stem()
        .map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// All bytes of a file, unless they are more than `most` or change while they are read.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, ImportError> {
    input::bytes(path, most)
        .map_err(|error| ImportError::of_file(&path.display().to_string(), error.to_string()))
}
