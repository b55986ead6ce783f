//! Many figures at once: a file a preset in a folder, and a page that shows them all.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use rayon::prelude::*;

use super::file::write;
use crate::cli::terminal::{print, tell, with_bar};
use crate::experiment::Format;
use crate::figure::{Description, escaped, make};
use crate::monitor::Monitor;
use crate::preset::Preset;

/// One figure of many.
struct Entry {
    /// The file's name.
    name: String,
    title: String,
    /// What the figure says of itself.
    caption: Vec<String>,
    /// The command that draws it alone.
    command: String,
}

/// A preset with the figure that is drawn of it, and how a command calls the preset.
pub struct Wanted {
    pub called: String,
    pub preset: Preset,
    pub figure: Description,
}

/// Draws a figure of each preset into `folder`, several at a time, with a page `index.html` that
/// shows them. What cannot be drawn is told and left out.
///
/// # Errors
/// If the folder cannot be written to, or no figure could be drawn.
pub fn draw(all: &[Wanted], folder: &Path, format: Format, dpi: f64) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let names = names(all, format);
    let entries = with_bar("figures", |monitor| {
        monitor.set_total(all.len() as u64);
        let draw = |(wanted, name): (&Wanted, &String)| {
            let entry = draw_one(wanted, &folder.join(name), format, dpi);
            monitor.advance(1);
            entry.map_err(|error| tell(&format!("{} is left out: {error:#}", wanted.called))).ok()
        };
        Some(all.par_iter().zip(&names).map(draw).collect::<Vec<_>>())
    })?;
    let entries: Vec<Entry> = entries.into_iter().flatten().collect();
    ensure!(!entries.is_empty(), "no figure could be drawn");
    let index = folder.join("index.html");
    write(&index, page(&entries).as_bytes())?;
    print(&format!("{}: {} figures", index.display(), entries.len()))
}

/// The names of the files: the presets', with a number where one stands twice.
fn names(all: &[Wanted], format: Format) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for wanted in all {
        let stem = PathBuf::from(&wanted.preset.name);
        let stem = stem.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = |suffix: &str| format!("{stem}{suffix}.{}", format.ending());
        let numbered = (2..).map(|number| name(&format!("-{number}")));
        let mut tried = [name("")].into_iter().chain(numbered);
        names.extend(tried.find(|name| !names.contains(name)));
    }
    names
}

fn draw_one(wanted: &Wanted, path: &Path, format: Format, dpi: f64) -> anyhow::Result<Entry> {
    let figure = make(&wanted.preset, &wanted.figure, &|_| Monitor::default())?;
    write(path, &figure.file(format, dpi)?)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let of = match &wanted.figure.name {
        Some(figure) => format!(" --figure {figure}"),
        None => String::new(),
    };
    Ok(Entry {
        command: format!("basinscope figure {}{of} --out {name}", wanted.called),
        name,
        title: figure.title.clone(),
        caption: figure.caption_lines(),
    })
}

const STYLE: &str = "\
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
main { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }
figure { margin: 0; }
img, object { width: 100%; height: auto; background: white; }
object { aspect-ratio: 1; }
h2 { font-size: 1rem; margin: 0.5rem 0 0.2rem; }
p { font-size: 0.85rem; margin: 0.2rem 0; }
code { font-size: 0.8rem; overflow-wrap: anywhere; }";

/// The page that shows the files beside it; it needs no network.
fn page(entries: &[Entry]) -> String {
    let mut figures = String::new();
    for Entry { name, title, caption, command } in entries {
        let (name, title) = (escaped(name), escaped(title));
        let picture = if Path::new(&name).extension().is_some_and(|ending| ending == "pdf") {
            format!("<object data=\"{name}\" type=\"application/pdf\">{name}</object>")
        } else {
            format!("<a href=\"{name}\"><img src=\"{name}\" alt=\"{title}\"></a>")
        };
        figures += &format!(
            "<figure>\n{picture}\n<figcaption><h2>{title}</h2>\n<p>{}</p>\n\
                <code>{}</code></figcaption>\n</figure>\n",
            escaped(&caption.join(" ")),
            escaped(command)
        );
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
            <meta name=\"viewport\" content=\"width=device-width\">\n\
            <title>Figures by basinscope</title>\n<style>\n{STYLE}\n</style>\n\
            <h1>{} figures</h1>\n<main>\n{figures}</main>\n</html>\n",
        entries.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_of_one_name_get_files_of_their_own() {
        let preset = Preset::load("xor-relu").expect("shipped");
        let wanted = |called: &str| Wanted {
            called: called.to_owned(),
            preset: preset.clone(),
            figure: Description::of_map(),
        };
        let all = [wanted("a/xor-relu.toml"), wanted("b/xor-relu.toml"), wanted("xor-relu")];
        let expected = ["xor-relu.png", "xor-relu-2.png", "xor-relu-3.png"];
        assert_eq!(names(&all, Format::Png), expected);
    }

    #[test]
    fn what_means_something_to_html_is_written_out() {
        let entry = Entry {
            name: "a.png".to_owned(),
            title: "1 < 2 & \"x\"".to_owned(),
            caption: vec!["<b>".to_owned()],
            command: "basinscope".to_owned(),
        };
        let page = page(&[entry]);
        assert!(
            page.contains("alt=\"1 &lt; 2 &amp; &quot;x&quot;\"") && page.contains("&lt;b&gt;")
        );
    }
}
