//! A study as a TOML file.

use std::path::Path;

use super::plan::{MAX_ROWS, Part, Plan};
use super::setting::{Key, Value};
use crate::preset::{Node, Preset, PresetError, Source, document, text_of};

/// The tables of a study, each of which tells it from a preset.
const TABLES: [&str; 3] = ["study", "vary", "cells"];

const STUDY_KEYS: [&str; 5] = ["title", "notes", "runs", "seed", "threshold"];

impl Plan {
    /// A preset, shipped or a file, as a study that varies nothing; or the study that a file holds.
    ///
    /// # Errors
    /// If there is neither, or something in it is wrong.
    pub fn load(name_or_path: &str) -> Result<Self, PresetError> {
        let path = Path::new(name_or_path);
        let is_shipped = Preset::shipped_names().any(|name| name == name_or_path);
        if is_shipped || !path.is_file() {
            return Preset::load(name_or_path).map(Self::of);
        }
        let text = text_of(path).map_err(|told| PresetError::of_file(name_or_path, told))?;
        let table: Option<toml::Table> = text.parse().ok();
        if table.is_some_and(|table| TABLES.iter().any(|key| table.contains_key(*key))) {
            Self::parse(name_or_path, &text)
        } else {
            Preset::parse(name_or_path, &text).map(Self::of)
        }
    }

    /// Reads a study from its text; `file` is its name or path, beside which presets are looked
    /// for that are named by a path.
    ///
    /// # Errors
    /// One sentence on the first mistake found.
    pub fn parse(file: &str, text: &str) -> Result<Self, PresetError> {
        let source = Source { file, text };
        let table = document(&source)?;
        let root = Node::root(&source, table.get_ref());
        let root = root.table(&TABLES)?;
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        let mut common = Part::default();
        if let Some(node) = root.get("vary") {
            read(&node, folder, &mut common)?;
        }
        let mut parts = Vec::new();
        if let Some(node) = root.get("cells") {
            for node in node.items(node.list("tables [[cells]]")?) {
                let mut part = common.clone();
                read(&node, folder, &mut part)?;
                parts.push(part);
            }
        }
        if parts.is_empty() {
            parts.push(common);
        }
        let Some(base) = parts[0].preset() else {
            return Err(PresetError::of_file(
                file,
                "expected the preset of its cells as preset = \"...\" in [vary], found none",
            ));
        };
        let mut plan = Self { parts, ..Self::of(base) };
        stem(file).clone_into(&mut plan.title);
        if let Some(node) = root.get("study") {
            let table = node.table(&STUDY_KEYS)?;
            for (key, to) in [("title", &mut plan.title), ("notes", &mut plan.notes)] {
                if let Some(node) = table.get(key) {
                    node.text()?.clone_into(to);
                }
            }
            if let Some(node) = table.get("runs") {
                plan.runs = node.whole(1, MAX_ROWS)?;
            }
            if let Some(node) = table.get("seed") {
                plan.seed = node.whole(0, u64::MAX)?;
            }
            if let Some(node) = table.get("threshold") {
                plan.threshold = node.number()?.nearest;
                if plan.threshold <= 0.0 {
                    return Err(node.expected("a mean loss above 0"));
                }
            }
        }
        Ok(plan)
    }
}

impl Part {
    /// The first of its presets.
    fn preset(&self) -> Option<Preset> {
        match self.values(Key::Preset)?.first()? {
            Value::Preset(preset) => Some((**preset).clone()),
            _ => None,
        }
    }
}

/// Reads the values of a table `[vary]` or `[[cells]]`.
fn read(node: &Node, folder: &Path, part: &mut Part) -> Result<(), PresetError> {
    let names = Key::ALL.map(Key::name);
    let table = node.table(&names)?;
    let load = |name: &str| {
        let beside = folder.join(name);
        let is_shipped = Preset::shipped_names().any(|shipped| shipped == name);
        let is_beside = !is_shipped && beside.is_file();
        let name = if is_beside { beside.display().to_string() } else { name.to_owned() };
        Preset::load(&name).map_err(|error| error.to_string())
    };
    for key in Key::ALL {
        let Some(node) = table.get(key.name()) else { continue };
        let mut values = Vec::new();
        let mut add = |node: &Node| -> Result<(), PresetError> {
            values.extend(key.values(&node.word()?, &load).map_err(|told| node.error(told))?);
            Ok(())
        };
        if node.is_list() {
            let list = node.list("a list of values")?;
            if list.len() == 0 {
                return Err(node.expected("at least one value"));
            }
            node.items(list).try_for_each(|item| add(&item))?;
        } else {
            add(&node)?;
        }
        part.set(key, values);
    }
    Ok(())
}

/// The last part of a path without its ending.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
