//! Which file uses which: names followed to the file that defines them, and circles among files.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::Use;
use crate::tree::{Crate, Module};

/// From a file to a file, and the names that the first uses of the second.
pub type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// What a path names.
enum Target<'a> {
    Module(&'a Module),
    Item { node: &'a str, name: String },
}

/// What the last part of a path is looked for as, since a module and a function may share a name.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Module,
    Item,
}

/// Longest chain of imports that is followed; more is `use a::{self}` of another crate.
const LONGEST_CHAIN: usize = 24;

/// `path`, seen from the module `at`, from the root on; none if it is a name in scope.
pub fn absolute(at: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut full = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => at.to_vec(),
        _ => return None,
    };
    for part in path {
        match part.as_str() {
            "crate" | "self" => {}
            "super" => drop(full.pop()?),
            name => full.push(name.to_owned()),
        }
    }
    Some(full)
}

/// All arrows between different files.
pub fn arrows(all: &Crate) -> Arrows {
    let mut arrows = Arrows::new();
    let mut add = |from: &str, to: &str, name: String| {
        if from != to {
            arrows.entry((from.to_owned(), to.to_owned())).or_default().insert(name);
        }
    };
    for module in all.modules.values() {
        for import in module.uses.iter().filter(|import| !lifts_a_child(all, module, import)) {
            match find(all, module, &import.path, Wanted::Item, LONGEST_CHAIN) {
                Some(Target::Item { node, name }) => add(&import.node, node, name),
                Some(Target::Module(from)) if import.name == "*" => {
                    add(&import.node, &from.node, "*".to_owned());
                }
                _ => {}
            }
        }
        for mention in &module.mentions {
            let target = find(all, module, &mention.path, Wanted::Item, LONGEST_CHAIN);
            if let Some(Target::Item { node, name }) = target {
                add(&mention.node, node, name);
            }
        }
    }
    arrows
}

/// Whether a module only passes on what a module inside it defines.
fn lifts_a_child(all: &Crate, module: &Module, import: &Use) -> bool {
    let first = &import.path[0];
    import.is_shared && (first == "self" || all.child(module, first).is_some())
}

/// What `path` means in the module `at`; none if it is of another crate or a variable.
fn find<'a>(
    all: &'a Crate,
    at: &'a Module,
    path: &[String],
    wanted: Wanted,
    chain: usize,
) -> Option<Target<'a>> {
    let mut here = at;
    for (index, part) in path.iter().enumerate() {
        let is_last = index + 1 == path.len();
        here = match part.as_str() {
            "crate" => all.root(),
            "self" => here,
            "super" => all.modules.get(here.path.split_last()?.1)?,
            name => {
                let wanted = if is_last { wanted } else { Wanted::Module };
                match look_up(all, here, name, wanted, chain) {
                    Some(Target::Module(module)) => module,
                    Some(item) => return Some(item),
                    None if index == 0 => return None,
                    // an item that a macro has made
                    None => return Some(Target::Item { node: &here.node, name: name.to_owned() }),
                }
            }
        };
    }
    Some(Target::Module(here))
}

/// What `name` means in the scope of `at`, through imports.
fn look_up<'a>(
    all: &'a Crate,
    at: &'a Module,
    name: &str,
    wanted: Wanted,
    chain: usize,
) -> Option<Target<'a>> {
    let chain = chain.checked_sub(1)?;
    let child = all.child(at, name).map(Target::Module);
    if wanted == Wanted::Module && child.is_some() {
        return child;
    }
    let own = at.items.get(name).map(|node| Target::Item { node, name: name.to_owned() });
    let named = at.uses.iter().filter(|import| import.name == name);
    let named = named.filter_map(|import| find(all, at, &import.path, wanted, chain));
    let globs = at.uses.iter().filter(|import| import.name == "*");
    let globs =
        globs.filter_map(|import| match find(all, at, &import.path, Wanted::Module, chain)? {
            Target::Module(from) if from.path != at.path => look_up(all, from, name, wanted, chain),
            _ => None,
        });
    let mut found: Vec<Target> = own.into_iter().chain(named).chain(globs).chain(child).collect();
    let is_module = |target: &Target| matches!(target, Target::Module(_));
    let best = found.iter().position(|target| is_module(target) == (wanted == Wanted::Module));
    (!found.is_empty()).then(|| found.swap_remove(best.unwrap_or(0)))
}

/// The files that use each other, directly or by way of others, circle by circle.
pub fn circles(arrows: &Arrows) -> Vec<BTreeSet<&str>> {
    let from: BTreeSet<&str> = arrows.keys().map(|(from, _)| from.as_str()).collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        from.iter().map(|file| (*file, reached(arrows, file))).collect();
    let circle = |file: &str| -> BTreeSet<&str> {
        let back = |other: &&str| reach.get(other).is_some_and(|far| far.contains(file));
        reach[file].iter().copied().filter(back).collect()
    };
    let all: BTreeSet<BTreeSet<&str>> = from.iter().map(|file| circle(file)).collect();
    all.into_iter().filter(|circle| !circle.is_empty()).collect()
}

/// All files that `file` uses, directly or by way of others.
fn reached<'a>(arrows: &'a Arrows, file: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![file];
    while let Some(from) = open.pop() {
        let next = arrows.range((from.to_owned(), String::new())..);
        for (_, to) in next.map(|(arrow, _)| arrow).take_while(|(file, _)| file == from) {
            if seen.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    seen
}

/// The circles in words: each arrow with the names that make it.
pub fn told(arrows: &Arrows) -> Vec<String> {
    let tell = |circle: &BTreeSet<&str>| {
        let inside = |(from, to): &(String, String)| {
            circle.contains(from.as_str()) && circle.contains(to.as_str())
        };
        let lines = arrows.iter().filter(|(arrow, _)| inside(arrow)).map(|((from, to), names)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("  {from} -> {to}: {}", names.join(", "))
        });
        format!("a circle of {} files\n{}", circle.len(), lines.collect::<Vec<_>>().join("\n"))
    };
    circles(arrows).iter().map(tell).collect()
}
