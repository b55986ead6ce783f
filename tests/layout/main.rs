//! The house's rules on what may import what, checked on the parsed source itself.
//!
//! The flow is the order in which `src/lib.rs` lists its modules, the rooms: a room imports only
//! rooms before it, a file only files that do not import it, be it by way of others. Methods are no
//! paths: a call of one is seen only by the type that is imported for it.

mod arrows;
mod names;
mod planted;
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::arrows::{absolute, arrows, told};
use crate::tree::{Crate, Module, Texts};

const MOST_ROOMS: usize = 16;
const MOST_LINES: usize = 400;
const LONGEST_LINE: usize = 100;

/// Helpers that stand beside the rooms.
const BESIDE: [&str; 4] = ["monitor", "input", "output", "platform"];

/// Crates that only the window knows.
const OF_THE_WINDOW: [&str; 3] = ["egui", "eframe", "egui_plot"];

/// The Rust files below `folder`, a folder of this package.
fn texts(folder: &str) -> Texts {
    let mut all = Texts::new();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(home.join(folder)).expect("a folder of the source").flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            all.extend(texts(&path));
        } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
            all.insert(path, fs::read_to_string(entry.path()).expect("text"));
        }
    }
    all
}

/// Every path that a module writes down, with the file and line.
fn paths(module: &Module) -> impl Iterator<Item = (&[String], String)> {
    let uses = module.uses.iter().map(|it| (&it.path[..], format!("{}:{}", it.node, it.line)));
    let mentions = module.mentions.iter();
    uses.chain(mentions.map(|it| (&it.path[..], format!("{}:{}", it.node, it.line))))
}

/// How many imports of rooms there are, and those that go against the flow.
fn against_the_flow(all: &Crate) -> (usize, BTreeSet<String>) {
    let place = |room: &String| all.root().children.iter().position(|other| other == room);
    let (mut seen, mut wrong) = (0, BTreeSet::new());
    // the root itself may name any room
    for module in all.modules.values().filter(|module| !module.path.is_empty()) {
        let own = &module.path[0];
        for (path, at) in paths(module) {
            let Some(full) = absolute(&module.path, path) else { continue };
            seen += 1;
            let told = match full.first().map(|room| (room, place(room))) {
                Some((_, Some(there))) if Some(there) <= place(own) => continue,
                Some((room, Some(_))) => format!("{own} imports {room}, which comes later"),
                _ => format!("{} names no room", path.join("::")),
            };
            wrong.insert(format!("{at}: {told}"));
        }
    }
    (seen, wrong)
}

/// The paths into crates of the window outside of `app`.
fn into_the_window(all: &Crate) -> Vec<String> {
    let is_outside = |module: &&Module| module.path.first().is_none_or(|room| room != "app");
    let all = all.modules.values().filter(is_outside).flat_map(paths);
    let is_into = |path: &[String]| {
        let first = path.iter().find(|part| !part.is_empty());
        first.is_some_and(|first| OF_THE_WINDOW.contains(&first.as_str()))
    };
    all.filter(|(path, _)| is_into(path))
        .map(|(path, at)| format!("{at}: {}", path.join("::")))
        .collect()
}

#[test]
fn a_room_imports_only_rooms_before_it_in_the_flow() {
    let (seen, wrong) = against_the_flow(&Crate::read(&texts("src"), "src/lib.rs"));
    assert!(seen > 50, "the imports were looked at: {seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn there_are_few_rooms() {
    let all = Crate::read(&texts("src"), "src/lib.rs");
    let is_room = |name: &&String| !BESIDE.contains(&name.as_str());
    let rooms: Vec<&String> = all.root().children.iter().filter(is_room).collect();
    assert!(rooms.len() <= MOST_ROOMS, "{} rooms: {rooms:?}", rooms.len());
}

#[test]
fn no_file_imports_a_file_that_imports_it() {
    let arrows = arrows(&Crate::read(&texts("src"), "src/lib.rs"));
    assert!(arrows.len() > 50, "the imports were looked at: {}", arrows.len());
    let told = told(&arrows);
    assert!(told.is_empty(), "{} circles\n{}", told.len(), told.join("\n"));
}

#[test]
fn every_source_file_is_part_of_the_program() {
    let texts = texts("src");
    let known = ["src/lib.rs", "src/main.rs"].map(|root| Crate::read(&texts, root).files);
    let is_lost = |file: &&String| known.iter().all(|files| !files.contains(*file));
    let lost: Vec<&String> = texts.keys().filter(is_lost).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn egui_is_known_only_to_the_window() {
    let texts = texts("src");
    for root in ["src/lib.rs", "src/main.rs"] {
        let wrong = into_the_window(&Crate::read(&texts, root));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn no_source_file_outgrows_four_hundred_lines() {
    let long = texts("src").into_iter().map(|(file, text)| (file, text.lines().count()));
    let long: Vec<_> = long.filter(|(_, lines)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn no_line_is_longer_than_a_hundred_characters() {
    let mut wrong = Vec::new();
    for (file, text) in ["src", "tests", "benches"].into_iter().flat_map(texts) {
        for (index, line) in text.lines().enumerate() {
            let length = line.chars().count();
            if length > LONGEST_LINE {
                wrong.push(format!("{file}:{}: {length} characters", index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} lines\n{}", wrong.len(), wrong.join("\n"));
}
