//! A figure for other tools: what each of its panels shows as arrays and tables, a Python script
//! and a LaTeX document that draw it from them, and the lines that include it in a paper.
//!
//! [`write_all`] fills a folder. `figure.json` says how things look and is read by the script;
//! numbers stand in `panel-a.npz`, and the same numbers as text in `panel-a.csv` and its kin.

mod contents;
mod files;
mod latex;
mod looks;
mod pgfplots;

use std::path::{Path, PathBuf};

use anyhow::Context;

pub use self::files::numbers;
use super::picture::Figure;
use crate::output::write_atomically;

/// The script that draws the figure from `figure.json` and the arrays beside it.
const SCRIPT: &str = include_str!("draw.py");

/// Writes everything that other tools need to draw the figure into `folder`, which is made if it is
/// not there; returns the files.
///
/// # Errors
/// If the page has no room for its panels, or a file cannot be written.
pub fn write_all(figure: &Figure, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut written = Vec::new();
    let mut write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        write_atomically(&path, |file| file.write_all(bytes))
            .with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
        anyhow::Ok(())
    };
    for place in 0..figure.panels.len() {
        for (name, bytes) in files::of_panel(figure, place)? {
            write(&name, &bytes)?;
        }
    }
    write("figure.json", looks::json(figure)?.as_bytes())?;
    write("draw.py", SCRIPT.as_bytes())?;
    write("draw.tex", pgfplots::document(figure)?.as_bytes())?;
    write("include.tex", latex::include(figure).as_bytes())?;
    write("figure.pdf", &figure.pdf()?)?;
    Ok(written)
}
