//! Keeps the session on disk, so that the next start, after a crash too, goes on where this one
//! was.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::Context;

use crate::app::App;
use crate::app::jobs::job::Slot;
use crate::app::state::command::Message;
use crate::app::state::session_file;
use crate::output::write_atomically;

/// A change is written when nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(800);

/// Above so many numbers a session is too large to be written time and again.
const MOST: usize = 200_000;

/// The file and what is still to be written.
pub struct Keeper {
    path: PathBuf,
    changed_at: Option<f64>,
    saving: Slot<Option<String>>,
}

/// The folder of this program in the user's data directory.
pub fn folder() -> Option<PathBuf> {
    let variable =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(target_os = "windows") {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        std::env::home_dir().map(|home| home.join("Library/Application Support"))
    } else {
        // relative paths are to be ignored, says the XDG base directory specification
        variable("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("basinscope"))
}

impl Keeper {
    /// Takes in that the session has changed.
    pub fn note(&mut self, now: f64) {
        self.changed_at = Some(now);
    }

    /// The folder of the session's file.
    pub fn folder(&self) -> Option<&Path> {
        self.path.parent()
    }

    /// Whether everything is on the disk.
    pub fn is_idle(&self) -> bool {
        self.changed_at.is_none() && self.saving.running().is_none()
    }
}

impl App {
    /// Keeps the session in `folder` from now on, and goes on with the one that is there unless
    /// that is not wanted. The recent files come back in any case.
    #[must_use]
    pub fn kept_in(mut self, context: &Context, folder: &Path, is_wanted: bool) -> Self {
        let path = folder.join("session.toml");
        if let Ok(text) = std::fs::read_to_string(&path) {
            match session_file::read(&text, &self.gallery.presets) {
                Ok((session, recent)) => {
                    self.files.recent = recent;
                    if is_wanted {
                        self.session = session;
                        self.live.prepare(context, &self.session.preset, false);
                    }
                }
                Err(reason) => {
                    let text = format!(
                        "The last session could not be read ({reason}): this is a fresh one."
                    );
                    self.tell(context, Message::error(text));
                }
            }
        }
        self.keeper = Some(Keeper { path, changed_at: None, saving: Slot::default() });
        self
    }

    /// Writes the session once it has been quiet for a moment.
    pub(in crate::app) fn keep(&mut self, context: &Context) {
        let Some(keeper) = &mut self.keeper else { return };
        if let Some(Some(mistake)) = keeper.saving.take_newest() {
            self.tell(context, Message::error(mistake));
            return;
        }
        let Some(changed_at) = keeper.changed_at else { return };
        let (now, is_held) = context.input(|input| (input.time, input.pointer.any_down()));
        if is_held || now - changed_at < QUIET.as_secs_f64() {
            context.request_repaint_after(QUIET);
            return;
        }
        keeper.changed_at = None;
        if self
            .session
            .preset
            .network
            .parameter_count()
            .max(self.session.preset.dataset.inputs().len())
            > MOST
        {
            return;
        }
        let (session, path) = (self.session.clone(), keeper.path.clone());
        let (shipped, recent) = (self.gallery.presets.clone(), self.files.recent.clone());
        keeper.saving.start(context, move |_, outbox| {
            let written = write(&path, &session_file::write(&session, &shipped, &recent));
            outbox
                .send(written.err().map(|error| format!("The session could not be kept: {error}")));
        });
    }

    /// Writes the session at once, as the window closes.
    pub(in crate::app) fn keep_now(&mut self) {
        if let Some(keeper) = self.keeper.as_mut().filter(|keeper| !keeper.is_idle()) {
            keeper.changed_at = None;
            let text =
                session_file::write(&self.session, &self.gallery.presets, &self.files.recent);
            if let Err(error) = write(&keeper.path, &text) {
                eprintln!("the session could not be kept in {}: {error}", keeper.path.display());
            }
        }
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    write_atomically(path, |file| file.write_all(text.as_bytes()))
}
