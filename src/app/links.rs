//! Links that hold the state: copied, and opened.

use eframe::egui::Context;

use crate::app::App;
use crate::app::state::command::Message;
use crate::app::state::link;
use crate::platform;

/// Characters above which some programs cut a link.
const LONG: usize = 8_000;

impl App {
    /// The session as a link.
    pub(super) fn link(&self) -> String {
        let address = platform::page().unwrap_or_else(|| link::DESKTOP.to_owned());
        let home = self.live.model.as_ref().map(|model| [model.view.x_range, model.view.y_range]);
        link::write(&address, &self.session, &self.gallery.presets, home)
    }

    /// Puts a link that holds the session into the clipboard.
    pub(super) fn copy_link(&mut self, context: &Context) {
        let link = self.link();
        let mut told =
            format!("A link of {} characters is in the clipboard.", link.chars().count());
        if platform::page().is_none() {
            told += " `basinscope open LINK` opens it; behind the address of a page with \
                basinscope, what begins with # does.";
        }
        if link.len() > LONG {
            told += " Some programs cut links that long: a saved preset is safer.";
        }
        context.copy_text(link);
        self.tell(context, Message::done(told));
    }

    /// Opens what a link holds, or says why not.
    pub(super) fn open_link(&mut self, context: &Context, link: &str) {
        match link::read(link, &self.gallery.presets) {
            Ok((session, told)) => {
                self.session = session;
                self.live.prepare(context, &self.session.preset, false);
                if let Some(told) = told {
                    self.tell(context, Message::error(told));
                }
            }
            Err(mistake) => self.tell(context, Message::error(mistake)),
        }
    }
}
