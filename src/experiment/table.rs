//! Comma-separated tables.

use std::path::Path;

use anyhow::Context;

use crate::output::write_atomically;

/// Writes a header and rows of cells to `path`, whole or not at all.
///
/// # Errors
/// If the file cannot be written.
pub fn write_csv(
    path: &Path,
    header: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> anyhow::Result<()> {
    let written = write_atomically(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(header)?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()
    });
    written.with_context(|| format!("cannot write {}", path.display()))
}
