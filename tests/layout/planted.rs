//! The rules see what they are there to see: small crates with planted mistakes.

use std::collections::BTreeSet;

use crate::arrows::{Arrows, arrows, circles};
use crate::tree::{Crate, Texts};
use crate::{against_the_flow, into_the_window};

fn planted(files: &[(&str, &str)]) -> Crate {
    let own = |(file, text): &(&str, &str)| (format!("src/{file}"), (*text).to_owned());
    Crate::read(&files.iter().map(own).collect::<Texts>(), "src/lib.rs")
}

/// Two rooms, where `late` comes after `early`.
fn rooms(early: &str, late: &str) -> Crate {
    planted(&[("lib.rs", "pub mod early; pub mod late;"), ("early.rs", early), ("late.rs", late)])
}

/// A room of two files.
fn room(first: &str, second: &str) -> Arrows {
    let root = "pub mod first; mod second; pub(crate) use self::second::Thing;";
    let files = [("lib.rs", "pub mod room;"), ("room/mod.rs", root)];
    arrows(&planted(
        &[&files[..], &[("room/first.rs", first), ("room/second.rs", second)]].concat(),
    ))
}

#[test]
fn an_import_with_the_flow_is_right() {
    let late = "use crate::early::Thing; fn f(_: Thing) -> Own { super::early::g(self::h()) }";
    assert_eq!(against_the_flow(&rooms("pub struct Thing;", late)), (3, BTreeSet::new()));
}

#[test]
fn an_import_against_the_flow_is_seen_however_it_is_written() {
    for early in [
        "use crate::late::Thing;",
        "use crate::{late::{Thing as Other, g}};",
        "use crate::late::*;",
        "use crate::late as other;",
        "use super::late;",
        "use crate as root;",
        "use super::*;",
        "fn f() -> crate::late::Thing { todo!() }",
        "fn f() { crate::late::g(); }",
        "fn f() { use crate::late::g; }",
        "fn f() { println!(\"{}\", [crate::late::g()].len()); }",
        "macro_rules! m { () => { $crate::late::g() } }",
        "#[derive(Clone)] struct A { #[arg(value_parser = crate::late::g)] b: u8 }",
        "impl A { fn f() { super::late::g() } }",
        "mod inner { use super::super::late::Thing; }",
        "#[cfg(test)] mod tests { use crate::late::Thing; }",
    ] {
        let wrong = against_the_flow(&rooms(early, "")).1;
        assert!(!wrong.is_empty(), "{early}");
    }
}

#[test]
fn words_and_visibilities_are_no_imports() {
    let early = "//! Not crate::late.\n pub(in crate::late) fn f() { g(\"crate::late::g\"); }";
    assert_eq!(against_the_flow(&rooms(early, "")), (0, BTreeSet::new()));
}

#[test]
fn a_circle_is_seen_through_a_re_export() {
    let first = "use super::Thing; pub fn f(_: Thing) {}";
    let second = "pub struct Thing; impl Thing { fn g(self) { super::first::f(self) } }";
    let arrows = room(first, second);
    assert_eq!(circles(&arrows), [["src/room/first.rs", "src/room/second.rs"].into()]);
    assert_eq!(crate::told(&arrows).len(), 1);
}

#[test]
fn a_circle_is_seen_through_modules_renames_globs_macros_and_patterns() {
    let second = "use super::first; pub struct Thing; fn g() { first::f() }";
    for first in [
        "use super::second as other; pub fn f() { other::g() }",
        "use super::*; pub fn f() { Thing; }",
        "pub fn f() { assert!(super::second::g()) }",
        "use super::{Thing as Other}; pub fn f(_: Other) {}",
        "use super::*; pub fn f() { match 0 { Thing => {} } }",
    ] {
        assert_eq!(circles(&room(first, second)).len(), 1, "{first}");
    }
}

#[test]
fn passing_on_a_child_is_no_arrow_but_using_it_is() {
    let child = ("room/child.rs", "use super::own; pub struct Thing; fn f() { own() }");
    for (root, count) in [
        ("mod child; pub use self::child::Thing; fn own() {}", 0),
        ("mod child; pub use child::Thing; fn own() {}", 0),
        ("mod child; pub use self::child::Thing; fn own(_: Thing) {}", 1),
        ("mod child; use self::child::Thing; fn own() {}", 1),
        ("mod child; fn own() { child::f() }", 1),
    ] {
        let files = [("lib.rs", "pub mod room;"), ("room/mod.rs", root), child];
        assert_eq!(circles(&arrows(&planted(&files))).len(), count, "{root}");
    }
}

#[test]
fn tests_close_no_circle_with_what_they_test() {
    let inside = "pub fn f() {} #[cfg(test)] mod tests { use super::*; use crate::room::Thing; }";
    assert_eq!(circles(&room(inside, "use super::first::f; pub struct Thing;")).len(), 0);
    let beside = "pub struct Thing; #[cfg(test)] mod tests;";
    let tests = ("late/tests.rs", "use super::*; fn t(_: Thing) {}");
    let files = [("lib.rs", "pub mod late;"), ("late.rs", beside), tests];
    let arrows = arrows(&planted(&files));
    assert_eq!(arrows.keys().next().expect("an arrow").0, "src/late/tests.rs");
    assert_eq!(circles(&arrows).len(), 0);
}

#[test]
fn a_variable_is_not_the_function_of_its_name() {
    let first = "use super::*; pub fn f(g: u8) -> u8 { g }";
    let second = "use super::first::f; pub struct Thing; pub fn g() { f(0); }";
    let root = "pub mod first; mod second; pub(crate) use self::second::g;";
    let files = [("lib.rs", "pub mod room;"), ("room/mod.rs", root)];
    let files = [&files[..], &[("room/first.rs", first), ("room/second.rs", second)]].concat();
    assert_eq!(circles(&arrows(&planted(&files))).len(), 0);
}

#[test]
fn the_window_is_seen_outside_of_app() {
    for early in [
        "extern crate egui as e;",
        "use egui::Color32;",
        "fn f() -> ::eframe::Frame {}",
        "fn f() { m!(egui::g()) }",
    ] {
        assert_eq!(into_the_window(&rooms(early, "")).len(), 1, "{early}");
        let files = [("lib.rs", "pub mod app;"), ("app.rs", early)];
        assert!(into_the_window(&planted(&files)).is_empty());
    }
}
