//! Saving what was read: the owner's text, in which only what has changed is written anew.
//!
//! Three texts are merged: what [`write`](super::write) makes of the preset as it was read and of
//! the preset as it is, and the owner's. A value that is one and the same in the first two stays as
//! the owner spelled it; another takes the owner's place, with the comments and spaces around it.
//! The result is read again: if it does not say what the preset says, nothing is merged. (Of what
//! the format allows, `toml_edit` cannot read whole numbers above 2^63, which seeds may be.)

use std::mem::take;

use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, TableLike, Value};

use super::model::Preset;
use super::{read, write};

/// The text that `preset` was read from, with what has changed since; `None` if it was read from
/// none, or if the changes cannot be put into it.
pub(super) fn into_owners_text(preset: &Preset) -> Option<String> {
    let source = preset.written.text()?;
    let says = |text: &str| {
        let read = read::preset(&preset.name, text).ok()?;
        Some(Preset { name: preset.name.clone(), ..read })
    };
    let old = says(source)?;
    if old == *preset {
        return Some(source.to_owned());
    }
    let has_carriage_returns = source.contains("\r\n");
    let owners: DocumentMut = source.replace("\r\n", "\n").parse().ok()?;
    let (was, is) = (plain(&old)?, plain(preset)?);
    // a key that only the owner has says a default; it goes only if that is a wrong one by now
    let merged = [false, true].into_iter().map(|drops| {
        let mut merged = owners.clone();
        merge_tables(merged.as_table_mut(), &was, &is, drops);
        for (_, item) in merged.iter_mut().filter(|(key, _)| !owners.contains_key(key.get())) {
            give_header(item);
        }
        let text = merged.to_string();
        if has_carriage_returns { text.replace('\n', "\r\n") } else { text }
    });
    merged.into_iter().find(|text| says(text).as_ref() == Some(preset))
}

/// What is written of a preset, as nested values.
fn plain(preset: &Preset) -> Option<InlineTable> {
    let text: DocumentMut = write::preset(preset).parse().ok()?;
    Some(text.into_table().into_inline_table())
}

/// Whether two written values are one, whatever the spaces and line ends between their parts.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::InlineTable(a), Value::InlineTable(b)) => {
            let is_in_b = |(key, a): (&str, &Value)| b.get(key).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(is_in_b)
        }
        (a, b) => a.to_string().trim() == b.to_string().trim(),
    }
}

fn merge_tables(own: &mut dyn TableLike, was: &InlineTable, is: &InlineTable, drops: bool) {
    let keys: Vec<String> = own.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys.iter().filter(|key| !is.contains_key(key)) {
        if drops || was.contains_key(key) {
            own.remove(key);
        }
    }
    for (key, value) in is {
        match (own.get_mut(key), was.get(key)) {
            (_, Some(old)) if same(old, value) => {}
            (Some(own), Some(old)) => merge(own, old, value, drops),
            (Some(Item::Value(own)), None) => replace(own, value),
            (Some(own), None) => *own = Item::Value(bare(value)),
            (None, _) => drop(own.insert(key, Item::Value(bare(value)))),
        }
    }
}

fn merge(own: &mut Item, was: &Value, is: &Value, drops: bool) {
    match (&mut *own, was, is) {
        (Item::ArrayOfTables(tables), Value::Array(was), Value::Array(is)) => {
            let table = |value: Value| Item::Value(value).into_table().ok();
            for change in changes(was, is) {
                match change {
                    Change::Edit(at, old, new) => {
                        let Some(own) = tables.get_mut(at) else { return };
                        if let (Value::InlineTable(old), Value::InlineTable(new)) = (old, new) {
                            merge_tables(own, old, new, drops);
                        }
                    }
                    Change::Remove(at) if at < tables.len() => drop(tables.remove(at)),
                    Change::Insert(at, new) if at <= tables.len() => {
                        table(bare(new)).into_iter().for_each(|table| tables.insert(at, table));
                    }
                    _ => return,
                }
            }
        }
        (Item::Value(own), was, is) => merge_values(own, was, is, drops),
        (own, Value::InlineTable(was), Value::InlineTable(is)) if own.is_table_like() => {
            let own = own.as_table_like_mut().expect("it was asked");
            merge_tables(own, was, is, drops);
        }
        (own, ..) => *own = Item::Value(bare(is)),
    }
}

fn merge_values(own: &mut Value, was: &Value, is: &Value, drops: bool) {
    match (&mut *own, was, is) {
        (Value::InlineTable(own), Value::InlineTable(was), Value::InlineTable(is)) => {
            merge_tables(own, was, is, drops);
        }
        (Value::Array(own), Value::Array(was), Value::Array(is)) if own.len() == was.len() => {
            for change in changes(was, is) {
                match change {
                    Change::Edit(at, old, new) => {
                        let own = own.get_mut(at).expect("the owner's list is as long");
                        merge_values(own, old, new, drops);
                    }
                    Change::Remove(at) => remove(own, at),
                    Change::Insert(at, new) => insert(own, at, bare(new)),
                }
            }
        }
        (own, _, is) => replace(own, is),
    }
}

/// Puts a value in the place of another, between the same comments and spaces.
fn replace(own: &mut Value, is: &Value) {
    let around = take(own.decor_mut());
    *own = is.clone();
    *own.decor_mut() = around;
}

/// A value without the spaces around it.
fn bare(value: &Value) -> Value {
    let mut value = value.clone();
    value.decor_mut().clear();
    value
}

/// Writes new tables below headers of their own, as people do.
fn give_header(item: &mut Item) {
    *item = match take(item).into_table() {
        Ok(table) => Item::Table(table),
        Err(item) => match item.into_array_of_tables() {
            Ok(tables) => Item::ArrayOfTables(tables),
            Err(item) => item,
        },
    };
}

/// A step from one list to another; places are those at the time of the step.
enum Change<'v> {
    Edit(usize, &'v Value, &'v Value),
    Remove(usize),
    Insert(usize, &'v Value),
}

/// The steps from `was` to `is`: what both begin and end with stays, what is between is edited one
/// by one as far as there are two of it.
fn changes<'v>(was: &'v Array, is: &'v Array) -> Vec<Change<'v>> {
    let (old, new): (Vec<&Value>, Vec<&Value>) = (was.iter().collect(), is.iter().collect());
    let shorter = old.len().min(new.len());
    let start = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
    let ends = old.iter().rev().zip(new.iter().rev());
    let end = ends.take(shorter - start).take_while(|(a, b)| same(a, b)).count();
    let pairs = shorter - start - end;
    let edits = (start..start + pairs).map(|at| Change::Edit(at, old[at], new[at]));
    let at = start + pairs;
    let removals = (at + end..old.len()).map(|_| Change::Remove(at));
    let inserts = (at..new.len() - end).map(|at| Change::Insert(at, new[at]));
    edits.chain(removals).chain(inserts).collect()
}

/// The text before element `at` of a list, or after its last one.
fn gap(list: &Array, at: usize) -> String {
    let text = match list.get(at) {
        Some(value) => value.decor().prefix().and_then(RawString::as_str),
        None => list.trailing().as_str(),
    };
    text.unwrap_or_default().to_owned()
}

fn set_gap(list: &mut Array, at: usize, text: String) {
    match list.get_mut(at) {
        Some(value) => value.decor_mut().set_prefix(text),
        None => list.set_trailing(text),
    }
}

/// Takes an element out, with the comment behind it on its line and those above it.
fn remove(list: &mut Array, at: usize) {
    let (before, after, is_last) = (gap(list, at), gap(list, at + 1), at + 1 == list.len());
    list.remove(at);
    // what stands on the line of the element before is about that one
    match after.find('\n') {
        Some(line_end) => {
            let head = before.split('\n').next().unwrap_or_default().trim_end();
            set_gap(list, at, format!("{head}{}", &after[line_end..]));
        }
        None if is_last => {}
        None => set_gap(list, at, before),
    }
}

/// Puts an element in, on a line of its own if that before it has one.
fn insert(list: &mut Array, at: usize, value: Value) {
    let (here, before) = (gap(list, at), at.checked_sub(1).map(|last| gap(list, last)));
    list.insert_formatted(at, value);
    match before {
        None => {
            let indent = here.rfind('\n').map_or(" ", |line| &here[line..]).to_owned();
            set_gap(list, at, here);
            if list.len() > 1 {
                set_gap(list, 1, indent);
            }
        }
        Some(before) => match before.rfind('\n') {
            Some(line) => {
                let line_end = here.find('\n').unwrap_or(here.len());
                set_gap(list, at, format!("{}{}", &here[..line_end], &before[line..]));
                set_gap(list, at + 1, here[line_end..].to_owned());
            }
            None => set_gap(list, at, " ".to_owned()),
        },
    }
}
