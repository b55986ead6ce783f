//! NumPy archives.

use std::io::Cursor;
use std::path::Path;

use anyhow::Context;
use ndarray::{ArrayBase, Data, Dimension};
use ndarray_npy::{NpzWriter, WritableElement};

use crate::output::write_atomically;

/// A `.npz` archive, put together in memory and then written whole.
pub struct Npz {
    writer: NpzWriter<Cursor<Vec<u8>>>,
}

impl Npz {
    /// An empty archive, not compressed: the last digits of a loss are noise, and deflating them
    /// takes several times as long as computing them and saves little.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "an archive is written, never defaulted")]
    pub fn new() -> Self {
        Self { writer: NpzWriter::new(Cursor::new(Vec::new())) }
    }

    /// An empty archive that is compressed, for arrays that repeat themselves, such as labels.
    #[must_use]
    pub fn compressed() -> Self {
        Self { writer: NpzWriter::new_compressed(Cursor::new(Vec::new())) }
    }

    /// Adds an array under `name`.
    ///
    /// # Errors
    /// If the archive's format has no room for it.
    pub fn add<A, S, D>(mut self, name: &str, array: &ArrayBase<S, D, A>) -> anyhow::Result<Self>
    where
        A: WritableElement,
        S: Data<Elem = A>,
        D: Dimension,
    {
        self.writer.add_array(name, array)?;
        Ok(self)
    }

    /// Writes the archive to `path`, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(self, path: &Path) -> anyhow::Result<()> {
        let bytes = self.writer.finish()?.into_inner();
        write_atomically(path, |file| file.write_all(&bytes))
            .with_context(|| format!("cannot write {}", path.display()))
    }
}
