//! What files hold: read off the window's thread, taken in together.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::app::App;
use crate::app::state::command::Message;
use crate::app::state::session::Start;
use crate::experiment;
use crate::preset::Preset;
use crate::preset::import::{DATA_ENDINGS, Data, Tensors, WEIGHT_ENDINGS, has_ending};

/// Files that are read of those that come together.
const MOST: usize = 20;

/// What a file is for, in the order in which files that come together are taken in: data change a
/// preset, weights are those of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An experiment.
    Preset,
    /// Data for the network on screen.
    Data,
    /// Weights for the network on screen.
    Weights,
}

impl Kind {
    /// What the file's name says that it is.
    pub fn of(path: &Path) -> Option<Self> {
        if has_ending(path, &["toml"]) {
            Some(Self::Preset)
        } else if has_ending(path, &DATA_ENDINGS) {
            Some(Self::Data)
        } else if has_ending(path, &WEIGHT_ENDINGS) || has_ending(path, &["pt", "pth"]) {
            // the last two hold code: they are refused, with a word on what to do
            Some(Self::Weights)
        } else {
            None
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preset => "a preset",
            Self::Data => "data",
            Self::Weights => "weights",
        }
    }

    /// All that can be opened, with the endings of their names.
    pub fn all() -> String {
        let list = |endings: &[&str]| {
            endings.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(", ")
        };
        format!(
            "a preset (.toml), data ({}) or weights ({})",
            list(&DATA_ENDINGS),
            list(&WEIGHT_ENDINGS)
        )
    }
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// An experiment.
    Preset(Box<Preset>),
    /// Data for the network on screen.
    Data(Data),
    /// Weights for the network on screen.
    Weights(Tensors),
}

/// Files that were opened together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrival {
    /// What they held, in the order of [`Kind`].
    pub opened: Vec<Opened>,
    /// What could not be opened, a sentence each.
    pub mistakes: Vec<String>,
    /// The files that could.
    pub paths: Vec<PathBuf>,
}

impl Arrival {
    /// Reads files that were opened together: one preset, one table, and any weights.
    pub fn read(mut paths: Vec<PathBuf>) -> Self {
        let mut arrival = Self::default();
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
                let text =
                    format!("{} was left out: another file is {kind} already.", name_of(&path));
                arrival.mistakes.push(text);
                continue;
            }
            match read(&path) {
                Ok(opened) => {
                    kinds.extend(kind);
                    arrival.opened.push(opened);
                    arrival.paths.push(path);
                }
                Err(mistake) => arrival.mistakes.push(mistake),
            }
        }
        arrival
    }

    /// Reads a table from the clipboard.
    pub fn paste(text: &str) -> Self {
        match Data::parse("pasted table", text, None) {
            Ok(data) => Self { opened: vec![Opened::Data(data)], ..Self::default() },
            Err(error) => Self { mistakes: vec![error.to_string()], ..Self::default() },
        }
    }
}

/// The name of a file without its folder: a message is one line.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads what the file's name says that it is.
fn read(path: &Path) -> Result<Opened, String> {
    let shown = path.display();
    match Kind::of(path) {
        _ if path.is_dir() => {
            Err(format!("{shown} is a folder; files can be opened, one or several at once."))
        }
        Some(Kind::Data) => {
            Data::read(path, None).map(Opened::Data).map_err(|error| error.to_string())
        }
        Some(Kind::Weights) => {
            Tensors::read(path).map(Opened::Weights).map_err(|error| error.to_string())
        }
        None if path.extension().is_some() => {
            Err(format!("{} cannot be opened: it is not {}.", name_of(path), Kind::all()))
        }
        // without an ending it may be the name of a shipped one
        Some(Kind::Preset) | None => Preset::load(&shown.to_string())
            .map(|preset| Opened::Preset(Box::new(preset)))
            .map_err(|error| error.to_string()),
    }
}

impl App {
    /// Shows what files held, and says what they did not.
    pub(in crate::app) fn take_in_files(&mut self, context: &Context, arrival: Arrival) {
        let Arrival { opened, mut mistakes, paths: _ } = arrival;
        let (mut done, mut names) = (Vec::new(), Vec::new());
        for opened in opened {
            match self.take_in_opened(context, opened) {
                Ok(Said::Nothing) => {}
                Ok(Said::Sentence(text)) => done.push(text),
                Ok(Said::Point(name)) => names.push(format!("\"{name}\"")),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        match &names[..] {
            [] => {}
            [name] => done.push(format!("{name} is on the map, and the start.")),
            [.., last] => {
                done.push(format!("{} are on the map, and {last} is the start.", names.join(", ")))
            }
        }
        if !names.is_empty() {
            self.live.prepare(context, &self.session.preset, false);
        }
        let is_error = !mistakes.is_empty();
        mistakes.extend(done);
        if !mistakes.is_empty() {
            self.tell(context, Message { text: mistakes.join(" "), is_error });
        }
    }

    fn take_in_opened(&mut self, context: &Context, opened: Opened) -> Result<Said, String> {
        match opened {
            Opened::Preset(preset) => {
                self.open(context, *preset, None);
                Ok(Said::Nothing)
            }
            Opened::Data(data) => {
                let preset =
                    data.put_into(&self.session.preset).map_err(|error| error.to_string())?;
                self.open(context, preset, None);
                // something to look at from the first moment on
                if self.session.preset.descent.starts.is_empty()
                    && let Ok(weights) = experiment::default_start(&self.session.preset)
                {
                    self.session.start =
                        Some(Start { name: "random weights, seed 0".to_owned(), weights });
                }
                Ok(Said::Sentence(format!("Data from {}: {}.", data.file, data.summary())))
            }
            Opened::Weights(tensors) => {
                let weights = tensors
                    .weights(&self.session.preset.network)
                    .map_err(|error| error.to_string())?;
                let note = format!("Weights from {}.", tensors.file);
                let name =
                    self.session.preset.add_free_point(&tensors.name(), &note, &weights, None);
                self.session.start = Some(Start { name: name.clone(), weights });
                Ok(Said::Point(name))
            }
        }
    }
}

/// What is to be said of a file that was taken in.
enum Said {
    /// It is seen well enough.
    Nothing,
    Sentence(String),
    /// It is the point of this name.
    Point(String),
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
        let arrival = Arrival::read(paths);
        let is_right =
            matches!(arrival.opened[..], [Opened::Preset(_), Opened::Data(_), Opened::Weights(_)]);
        assert!(is_right, "{:?}", arrival.opened);
        for told in [
            "notes.docx cannot be opened: it is not a preset (.toml), data (.csv",
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
        let arrival = Arrival::read((0..1000).map(|i| format!("{i}.docx").into()).collect());
        assert_eq!(arrival.mistakes.len(), MOST + 1);
        assert_eq!(arrival.mistakes[0], "Of 1000 files the first 20 were looked at.");
    }
}
