//! Files of figures, written and read.

use std::path::Path;

use anyhow::Context;

use crate::figure::recipe::Recipe;
use crate::output::write_atomically;

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_atomically(path, |file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The recipe in a file, with the file's bytes.
pub fn recipe_of(path: &Path) -> anyhow::Result<(Recipe, Vec<u8>)> {
    Recipe::of_file(path).with_context(|| path.display().to_string())
}
