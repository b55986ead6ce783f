//! Files that are brought along: what their names say, and their bytes.

use std::io::Read;
use std::path::Path;

use super::error::ImportError;

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
    let wrong = |message: String| ImportError::of_file(&path.display().to_string(), message);
    let cannot = |error: std::io::Error| wrong(format!("the file cannot be read: {error}"));
    let file = std::fs::File::open(path).map_err(cannot)?;
    let before = file.metadata().map_err(cannot)?;
    if before.is_dir() {
        return Err(wrong("expected a file, found a folder".to_owned()));
    }
    // the length is limited while reading: a pipe or device tells none
    let mut bytes = Vec::new();
    (&file).take(most + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > most {
        return Err(wrong(format!(
            "expected a file of at most {} MiB, found a larger one",
            most >> 20
        )));
    }
    let after = file.metadata().map_err(cannot)?;
    let changed = |file: &std::fs::Metadata| (file.len(), file.modified().ok());
    if before.is_file() && changed(&before) != changed(&after) {
        return Err(wrong("the file changed while it was read: read it again".to_owned()));
    }
    Ok(bytes)
}
