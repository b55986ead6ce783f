//! A report as files.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::html;
use super::part::Part;
use crate::figure::escaped;
use crate::input::bytes;
use crate::output::write_atomically;

/// Longest report that is read again.
const MOST_BYTES: u64 = 64 << 20;

/// The page's style; the colours of curves are Okabe and Ito's, lighter on dark ground.
const STYLE: &str = include_str!("report.css");

/// Writes `NAME.html` and `NAME.md` into a folder, and says where they are; `command` is the line
/// that makes them again. Beside them stands `NAME.json`, which [`load`] reads.
///
/// # Errors
/// If they cannot be written.
pub fn write(
    folder: &Path,
    name: &str,
    command: &str,
    parts: &[Part],
) -> anyhow::Result<[PathBuf; 2]> {
    let write = |ending: &str, text: String| {
        let path = folder.join(format!("{name}.{ending}"));
        write_atomically(&path, |to| to.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        anyhow::Ok(path)
    };
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
            name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
            <title>{}, run again</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}<hr>\n\
            <p>Made by {} with</p>\n<pre>{}</pre>\n</body>\n</html>\n",
        escaped(name),
        parts.iter().map(html::body).collect::<String>(),
        version(),
        escaped(command)
    );
    let twin = format!(
        "{}\nMade by {} with\n\n```sh\n{command}\n```\n\nThe drawings are in `{name}.html`.\n",
        parts.iter().map(Part::markdown).collect::<String>(),
        version(),
    );
    write("json", serde_json::to_string(parts)?)?;
    Ok([write("html", page)?, write("md", twin)?])
}

/// The parts of a report that [`write()`] has written; `None` where there is none, or one of
/// another version of the program that this one cannot read.
#[must_use]
pub fn load(path: &Path) -> Option<Part> {
    let text = bytes(path, MOST_BYTES).ok()?;
    let parts: Vec<Part> = serde_json::from_slice(&text).ok()?;
    Some(Part { blocks: parts.into_iter().flat_map(|part| part.blocks).collect() })
}

/// The program that made it.
fn version() -> String {
    format!("basinscope {}", env!("CARGO_PKG_VERSION"))
}
