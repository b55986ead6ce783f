//! The house's rules on what may import what, checked on the source itself.

use std::fs;
use std::path::{Path, PathBuf};

/// The flow: a module imports only modules before it.
const FLOW: [&str; 26] = [
    "monitor",
    "output",
    "activation",
    "dataset",
    "network",
    "initialisation",
    "objective",
    "symmetry",
    "plane",
    "descent",
    "lanes",
    "slice",
    "profile",
    "interval",
    "certificate",
    "basins",
    "minima",
    "preset",
    "import",
    "experiment",
    "generate",
    "hunt",
    "benchmark",
    "figure",
    "cli",
    "app",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all.push(path);
        }
    }
    all
}

/// The module a file belongs to: the first part of its path below `src`.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("a source file");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The part of a file before its unit tests, which may import more.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn a_module_imports_only_modules_before_it_in_the_flow() {
    let place = |name: &str| FLOW.iter().position(|module| *module == name);
    let mut seen = 0;
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let own = module(&path);
        if own == "lib" || own == "main" || path.to_string_lossy().contains("tests") {
            continue;
        }
        let at = place(&own).unwrap_or_else(|| panic!("{own} is not in the flow"));
        let text = fs::read_to_string(&path).expect("text");
        for part in production(&text).split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            // the commands open the window, which is the one step forward
            if own == "cli" && name == "app" {
                continue;
            }
            let there = place(&name)
                .unwrap_or_else(|| panic!("{}: crate::{name} is not in the flow", path.display()));
            assert!(there <= at, "{} imports {name}, which comes after {own}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "the imports were looked at: {seen}");
}

#[test]
fn egui_is_known_only_to_the_window() {
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&path).expect("text");
        if module(&path) != "app" {
            assert!(
                !text.contains("use egui") && !text.contains("use eframe") && !text.contains("egui::"),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn no_source_file_outgrows_five_hundred_lines() {
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let lines = fs::read_to_string(&path).expect("text").lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}
