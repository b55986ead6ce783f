//! Reads files: what they hold is taken in together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::state::arrival::{Arrival, Kind, Opened, PICTURE_ENDINGS, Table};
use crate::figure::recipe::{Recipe, recipe_in};
use crate::preset::Preset;
use crate::preset::import::{
    Data, LANDSCAPE_ENDINGS, Landscape, LandscapeNames, Options, Survey, Tensors, has_ending,
};

/// Files that are read of those that come together.
const MOST: usize = 20;

/// Reads files that were opened together: one preset, one table, and any weights.
pub fn read_all(mut paths: Vec<PathBuf>) -> Arrival {
    let mut arrival = Arrival::default();
    if paths.len() > MOST {
        let count = paths.len();
        arrival.mistakes.push(format!("Of {count} files the first {MOST} were looked at."));
        paths.truncate(MOST);
    }
    paths.sort_by_key(|path| Kind::of(path));
    let mut kinds = Vec::new();
    for path in paths {
        let kind = Kind::of(&path);
        if kind.is_some_and(|kind| kind != Kind::Weights && kinds.contains(&kind)) {
            let kind = kind.map_or("", Kind::name);
            let text = format!("{} was left out: another file is {kind} already.", name_of(&path));
            arrival.mistakes.push(text);
            continue;
        }
        match read(&path) {
            Ok(read) => {
                kinds.extend(kind);
                match read {
                    Read::Opened(opened) => arrival.opened.push(opened),
                    Read::Table(table) => arrival.table = Some(table),
                }
                arrival.paths.push(path);
            }
            Err(mistake) => arrival.mistakes.push(mistake),
        }
    }
    arrival
}

/// Reads a table from the clipboard.
pub fn paste(text: &str) -> Arrival {
    let table = table("pasted table".to_owned(), text.as_bytes().to_vec());
    match &table.survey.data {
        // a letter that was pasted is no table, whatever is said of it
        Err(mistake) if table.survey.columns.is_empty() => {
            Arrival { mistakes: vec![mistake.to_string()], ..Arrival::default() }
        }
        _ => Arrival { table: Some(table), ..Arrival::default() },
    }
}

fn table(file: String, bytes: Vec<u8>) -> Table {
    let survey = Survey::of(&file, bytes.clone(), &Options::default());
    Table { file, bytes: Arc::new(bytes), survey }
}

/// What a file held.
enum Read {
    Opened(Opened),
    Table(Table),
}

/// The name of a file without its folder: a message is one line.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads what the file's name says that it is.
fn read(path: &Path) -> Result<Read, String> {
    let shown = path.display();
    match Kind::of(path) {
        _ if path.is_dir() => {
            Err(format!("{shown} is a folder; files can be opened, one or several at once."))
        }
        Some(Kind::Data) => Data::bytes(path)
            .map(|bytes| Read::Table(table(shown.to_string(), bytes)))
            .map_err(|error| error.to_string()),
        Some(Kind::Weights) => arrays(path).map(Read::Opened),
        None if path.extension().is_some() => {
            Err(format!("{} cannot be opened: it is not {}.", name_of(path), Kind::all()))
        }
        Some(Kind::Preset) if has_ending(path, &PICTURE_ENDINGS) => Recipe::of_file(path)
            .map(|(recipe, _)| Read::Opened(Opened::Figure(Box::new(recipe))))
            .map_err(|error| format!("{shown}: {error}")),
        // without an ending it may be the name of a shipped one
        Some(Kind::Preset) | None => Preset::load(&shown.to_string())
            .map(|preset| Read::Opened(Opened::Preset(Box::new(preset))))
            .map_err(|error| error.to_string()),
    }
}

/// What a file with arrays holds: a map with its recipe, losses over a plane, or weights.
fn arrays(path: &Path) -> Result<Opened, String> {
    let weights = || Tensors::read(path).map(Opened::Weights).map_err(|e| e.to_string());
    let may_be_landscape = has_ending(path, &LANDSCAPE_ENDINGS);
    let Some(bytes) = may_be_landscape.then(|| Landscape::bytes(path).ok()).flatten() else {
        return weights();
    };
    if let Some(Ok(recipe)) = recipe_in(&bytes).map(|text| Recipe::parse(&text)) {
        return Ok(Opened::Figure(Box::new(recipe)));
    }
    match Landscape::parse(&path.display().to_string(), &bytes, &LandscapeNames::default()) {
        Ok(landscape) => Ok(Opened::Landscape(Box::new(landscape))),
        // names and shapes that are no landscape's are those of weights
        Err(mistake) => weights().map_err(|of_weights| {
            if Landscape::is_in(&bytes) { mistake.to_string() } else { of_weights }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_come_together_are_taken_in_as_preset_data_weights_and_the_rest_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let preset = Preset::shipped()[0].to_toml();
        let paths = vec![
            file("w.json", "{\"w\": [1.0]}"),
            file("notes.docx", "no"),
            file("b.csv", "1,2\n3,4\n"),
            file("a.toml", &preset),
            file("c.csv", "1,2\n3,4\n"),
            folder.path().to_owned(),
        ];
        let arrival = read_all(paths);
        let is_right = matches!(arrival.opened[..], [Opened::Preset(_), Opened::Weights(_)]);
        assert!(is_right && arrival.table.is_some(), "{:?}", arrival.opened);
        for told in [
            "notes.docx cannot be opened: it is not a preset (.toml), a figure (.svg",
            "c.csv was left out",
            "is a folder",
        ] {
            assert!(
                arrival.mistakes.iter().any(|mistake| mistake.contains(told)),
                "{:?}",
                arrival.mistakes
            );
        }
        assert_eq!((arrival.mistakes.len(), arrival.paths.len()), (3, 3));
    }

    #[test]
    fn of_very_many_files_some_are_looked_at_and_that_is_told() {
        let arrival = read_all((0..1000).map(|i| format!("{i}.docx").into()).collect());
        assert_eq!(arrival.mistakes.len(), MOST + 1);
        assert_eq!(arrival.mistakes[0], "Of 1000 files the first 20 were looked at.");
    }
}
