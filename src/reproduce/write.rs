//! A report as files.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::report::Report;
use super::{html, markdown};
use crate::output::write_atomically;

impl Report {
    /// Writes `ITEM.html` and `ITEM.md` into a folder, and says where they are.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<[PathBuf; 2]> {
        let write = |ending: &str, text: String| {
            let path = folder.join(format!("{}.{ending}", self.item));
            write_atomically(&path, |to| to.write_all(text.as_bytes()))
                .with_context(|| format!("cannot write {}", path.display()))?;
            anyhow::Ok(path)
        };
        Ok([write("html", html::page(self))?, write("md", markdown::page(self))?])
    }
}
