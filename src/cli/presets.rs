//! `presets`: the shipped presets and their named points.

use clap::Args;
use serde::Serialize;

use super::terminal::{print, print_json};
use crate::preset::Preset;

#[derive(Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    title: &'a str,
    source: &'a str,
    points: Vec<Point<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    name: &'a str,
    note: &'a str,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let presets = Preset::shipped();
    if arguments.json {
        let entries: Vec<Entry> = presets.iter().map(entry).collect();
        return print_json(&entries);
    }
    let mut text = String::new();
    for preset in &presets {
        text += &format!("{}\n    {}\n    {}\n", preset.name, preset.title, preset.source);
        for point in &preset.points {
            text += &format!("    - \"{}\": {}\n", point.name, point.note);
        }
    }
    print(text.trim_end())
}

fn entry(preset: &Preset) -> Entry<'_> {
    Entry {
        name: &preset.name,
        title: &preset.title,
        source: &preset.source,
        points: preset
            .points
            .iter()
            .map(|point| Point { name: &point.name, note: &point.note })
            .collect(),
    }
}
