//! The desktop's own file dialogue, and what is said where there is none.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{Context, RichText, Ui};

use super::job::Slot;

/// Nobody closes a dialogue sooner after asking for it: what comes back empty by then was never shown.
const SOONEST: Duration = Duration::from_millis(400);

const MISSING: &str =
    "This desktop offers no file dialogue: type the path of the file into the field beside the button.";
const EMPTY: &str =
    "No file was chosen; if no dialogue came up, type the path into the field beside the button.";
const WAITING: &str = "Waiting for the desktop's file dialogue…";

/// The dialogue, which stays open on a thread of its own.
#[derive(Default)]
pub struct Browser {
    asking: Slot<(Option<PathBuf>, Duration)>,
    /// What is to be said of the last dialogue.
    note: Option<&'static str>,
}

impl Browser {
    /// Asks by `dialogue`, whose `None` means that it was closed, or that there is none: it does not tell.
    pub fn ask(&mut self, context: &Context, dialogue: impl FnOnce() -> Option<PathBuf> + Send + 'static) {
        self.note = None;
        self.asking.start(context, move |_, outbox| {
            let started = Instant::now();
            let path = dialogue();
            outbox.send((path, started.elapsed()));
        });
    }

    /// The path that was chosen since the last look.
    pub fn poll(&mut self) -> Option<PathBuf> {
        let (path, took) = self.asking.take_newest()?;
        if path.is_none() {
            self.note = Some(if took < SOONEST { MISSING } else { EMPTY });
        }
        path
    }

    /// Takes no more notice of a dialogue that is open, and forgets what was said of the last one.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Says what there is to say.
    pub fn note_ui(&self, ui: &mut Ui) {
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

    fn asked(dialogue: impl FnOnce() -> Option<PathBuf> + Send + 'static) -> (Option<PathBuf>, Browser) {
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
        let (_, mut browser) = asked(closed);
        assert_eq!(browser.note, Some(EMPTY));
        browser.clear();
        assert_eq!(browser.note, None);
    }

    #[test]
    fn a_chosen_path_arrives_and_nothing_is_said() {
        let (path, browser) = asked(|| Some("a.toml".into()));
        assert_eq!((path, browser.note), (Some("a.toml".into()), None));
    }
}
