//! What a window is told of the system that it is on.

use std::path::Path;

use eframe::egui::Context;

use crate::app::App;
use crate::app::files::keeper::Keeper;
use crate::app::state::command::Message;
use crate::platform;

impl App {
    /// A window on which no file can be dropped: winit 0.30 takes none on Wayland.
    #[must_use]
    pub fn without_drop(mut self) -> Self {
        self.files.cannot_drop = true;
        self
    }

    /// Keeps the session in `folder` from now on, and goes on with the one that is there unless
    /// that is not wanted. The recent files come back in any case.
    #[must_use]
    pub fn kept_in(mut self, context: &Context, folder: &Path, is_wanted: bool) -> Self {
        let (keeper, kept) = Keeper::new(folder, &self.gallery.presets);
        self.export.keep_in(folder);
        if platform::HAS_FILES {
            self.experiments.items.keep_in(folder);
        }
        match kept {
            Some(Ok((session, recent))) => {
                self.files.recent = recent;
                if is_wanted {
                    self.session = session;
                    self.live.prepare(context, &self.session.preset, false);
                    self.changed_at = Some(context.input(|input| input.time));
                }
            }
            Some(Err(reason)) => {
                let text =
                    format!("The last session could not be read ({reason}): this is a fresh one.");
                self.tell(context, Message::error(text));
            }
            None => {}
        }
        self.keeper = Some(keeper);
        self
    }
}
