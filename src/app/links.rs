//! Links that hold the state: copied, and opened.

use std::time::Duration;

use eframe::egui::Context;

use crate::app::App;
use crate::app::state::command::{Command, Message, TourMove};
use crate::app::state::link;
use crate::platform::{self, Request};

/// A change is kept when nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(500);

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

    /// Does what the page asks for that the window is in.
    pub(super) fn heed_page(&mut self, context: &Context) {
        for request in platform::take_requests() {
            let command = match request {
                Request::Link(link) => {
                    self.open_link(context, &link);
                    // the page around this one hears of it
                    let now = context.input(|input| input.time);
                    self.changed_at = Some(now);
                    if let Some(keeper) = &mut self.keeper {
                        keeper.note(now);
                    }
                    continue;
                }
                Request::Files(paths) => Command::OpenFiles(paths),
                Request::StartAt(at) => Command::StartAt(at),
                Request::Tour { is_on: true } => Command::Tour(TourMove::Next),
                Request::Tour { is_on: false } => Command::Tour(TourMove::Back),
                Request::Refuse(why) => Command::Tell(Message::error(why)),
            };
            self.apply_all(context, vec![command]);
        }
    }

    /// Puts the state behind the page's address once nothing has changed for a moment.
    pub(super) fn keep_state(&mut self, context: &Context) {
        let Some(changed_at) = self.changed_at else { return };
        let (now, is_held) = context.input(|input| (input.time, input.pointer.any_down()));
        if is_held || now - changed_at < QUIET.as_secs_f64() {
            context.request_repaint_after(QUIET);
            return;
        }
        self.changed_at = None;
        let link = self.link();
        platform::keep_state(link.split_once('#').map_or("", |(_, state)| state));
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
