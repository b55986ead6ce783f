//! The field for a path, with the desktop's own file dialogue beside it, and what is said where
//! there is none.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, RichText, TextEdit, Ui};

use crate::app::jobs::job::Slot;
use crate::platform::{self, Instant};

/// Nobody closes a dialogue sooner after asking for it: what comes back empty by then was never
/// shown.
const SOONEST: Duration = Duration::from_millis(400);

const MISSING: &str = "This desktop offers no file dialogue: type the path of the file into the \
    field beside the button.";
const EMPTY: &str =
    "No file was chosen; if no dialogue came up, type the path into the field beside the button.";
const WAITING: &str = "Waiting for the desktop's file dialogue…";

/// A path, typed or chosen.
#[derive(Default)]
pub struct PathField {
    path: String,
    browser: Browser,
    /// Whether it has not been drawn yet.
    is_new: bool,
}

impl PathField {
    /// Begins anew with `path`.
    pub fn begin(&mut self, path: String) {
        *self = Self { path, browser: Browser::default(), is_new: true };
    }

    /// Takes in what the file dialogue has said.
    pub fn poll(&mut self) {
        if let Some(path) = self.browser.poll() {
            self.path = path.display().to_string();
        }
    }

    /// The path, if there is one.
    pub fn path(&self) -> Option<&str> {
        Some(self.path.trim()).filter(|path| !path.is_empty())
    }

    /// Draws the field, `width` points wide and called `name`, and the button, which asks by
    /// `dialogue` with the path so far. At first it has the keyboard, and the file's name without
    /// its ending is selected.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        name: &str,
        width: f32,
        dialogue: impl FnOnce(String) -> Option<PathBuf> + Send + 'static,
    ) {
        ui.horizontal(|ui| {
            let field = ui.add(TextEdit::singleline(&mut self.path).desired_width(width));
            if std::mem::take(&mut self.is_new) {
                field.request_focus();
                let mut state = TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
                let [start, end] = stem(&self.path).map(CCursor::new);
                state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
                state.store(ui.ctx(), field.id);
            }
            field.accessible_name(name);
            if platform::HAS_FILES && ui.button("Browse…").clicked() {
                let path = self.path.clone();
                self.browser.ask(ui.ctx(), move || dialogue(path));
            }
        });
        self.browser.note_ui(ui);
    }
}

/// Where the file's name begins and its ending begins, in characters.
fn stem(path: &str) -> [usize; 2] {
    let count = |bytes: usize| path[..bytes].chars().count();
    let start = path.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let end = path[start..].rfind('.').filter(|at| *at > 0).map_or(path.len(), |at| start + at);
    [count(start), count(end)]
}

/// The dialogue, which stays open on a thread of its own.
#[derive(Default)]
struct Browser {
    asking: Slot<(Option<PathBuf>, Duration)>,
    /// What is to be said of the last dialogue.
    note: Option<&'static str>,
}

impl Browser {
    /// Asks by `dialogue`, whose `None` means that it was closed, or that there is none: it does
    /// not tell.
    fn ask(
        &mut self,
        context: &Context,
        dialogue: impl FnOnce() -> Option<PathBuf> + Send + 'static,
    ) {
        self.note = None;
        self.asking.start(context, move |_, outbox| {
            let started = Instant::now();
            let path = dialogue();
            outbox.send((path, started.elapsed()));
        });
    }

    /// The path that was chosen since the last look.
    fn poll(&mut self) -> Option<PathBuf> {
        let (path, took) = self.asking.take_newest()?;
        if path.is_none() {
            self.note = Some(if took < SOONEST { MISSING } else { EMPTY });
        }
        path
    }

    /// Says what there is to say.
    fn note_ui(&self, ui: &mut Ui) {
        if let Some(note) = self.note {
            ui.label(RichText::new(note).color(ui.visuals().warn_fg_color));
        } else if self.asking.running().is_some() {
            ui.label(RichText::new(WAITING).weak());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(
        dialogue: impl FnOnce() -> Option<PathBuf> + Send + 'static,
    ) -> (Option<PathBuf>, Browser) {
        let mut browser = Browser::default();
        browser.ask(&Context::default(), dialogue);
        loop {
            let path = browser.poll();
            if path.is_some() || browser.note.is_some() {
                return (path, browser);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_desktop_without_a_dialogue_is_told_with_the_way_out() {
        let (path, browser) = asked(|| None);
        assert_eq!((path, browser.note), (None, Some(MISSING)));
    }

    #[test]
    fn a_dialogue_that_was_closed_is_not_called_missing() {
        let closed = || {
            std::thread::sleep(SOONEST);
            None
        };
        let (_, browser) = asked(closed);
        assert_eq!(browser.note, Some(EMPTY));
        let mut field = PathField { browser, ..PathField::default() };
        field.begin("a.png".to_owned());
        assert_eq!((field.path(), field.browser.note), (Some("a.png"), None));
    }

    #[test]
    fn the_name_is_selected_without_folder_and_ending() {
        let selected = |path: &str| {
            let [start, end] = stem(path);
            path.chars().skip(start).take(end - start).collect::<String>()
        };
        for (path, name) in [
            ("a.png", "a"),
            ("/x/ä/xor.v2.pdf", "xor.v2"),
            ("C:\\x.y\\b.svg", "b"),
            ("x.y/c", "c"),
            (".toml", ".toml"),
            ("", ""),
        ] {
            assert_eq!(selected(path), name);
        }
    }

    #[test]
    fn a_chosen_path_arrives_and_nothing_is_said() {
        let (path, browser) = asked(|| Some("a.toml".into()));
        assert_eq!((path, browser.note), (Some("a.toml".into()), None));
    }
}
