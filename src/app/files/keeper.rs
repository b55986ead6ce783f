//! Keeps the session on disk, so that the next start, after a crash too, goes on where this one
//! was.

use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use crate::app::jobs::job::Slot;
use crate::app::state::command::Message;
use crate::app::state::session::Session;
use crate::app::state::session_file;
use crate::input;
use crate::output::write_atomically;
use crate::platform;
use crate::preset::Preset;
use crate::preset::import::MAX_FILE_BYTES;

/// A change is written when nothing has changed for this long.
const QUIET: Duration = Duration::from_millis(800);

/// Above so many numbers a session is too large to be written time and again.
const MOST: usize = 200_000;

/// A session that was kept, and the files opened or saved last.
pub type Kept = (Session, Vec<PathBuf>);

/// The file and what is still to be written.
pub struct Keeper {
    path: PathBuf,
    changed_at: Option<f64>,
    saving: Slot<Option<String>>,
}

/// The folder of this program in the user's data directory, or that of a page.
pub fn folder() -> Option<PathBuf> {
    if let Some(folder) = platform::page_folder() {
        return Some(folder);
    }
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
    /// Keeps the session in `folder`; with it comes what is there, or why it cannot be read.
    pub fn new(folder: &Path, shipped: &[Preset]) -> (Self, Option<Result<Kept, String>>) {
        let path = folder.join("session.toml");
        let kept = input::text(&path, MAX_FILE_BYTES).ok();
        let kept = kept.map(|text| session_file::read(&text, shipped));
        (Self { path, changed_at: None, saving: Slot::default() }, kept)
    }

    /// Takes in that the session has changed.
    pub fn note(&mut self, now: f64) {
        self.changed_at = Some(now);
    }

    /// The folder of the session's file, where there are folders.
    pub fn folder(&self) -> Option<&Path> {
        self.path.parent().filter(|_| platform::HAS_FILES)
    }

    /// Whether everything is on the disk.
    pub fn is_idle(&self) -> bool {
        self.changed_at.is_none() && self.saving.running().is_none()
    }

    /// Writes the session once it has been quiet for a moment; a mistake is one to be told.
    pub fn keep(
        &mut self,
        context: &Context,
        session: &Session,
        shipped: &Arc<Vec<Preset>>,
        recent: &[PathBuf],
    ) -> Option<Message> {
        if let Some(Some(mistake)) = self.saving.take_newest() {
            return Some(Message::error(mistake));
        }
        let changed_at = self.changed_at?;
        let (now, is_held) = context.input(|input| (input.time, input.pointer.any_down()));
        if is_held || now - changed_at < QUIET.as_secs_f64() {
            context.request_repaint_after(QUIET);
            return None;
        }
        self.changed_at = None;
        let preset = &session.preset;
        if preset.network.parameter_count().max(preset.dataset.inputs().len()) > MOST {
            return None;
        }
        let (session, path) = (session.clone(), self.path.clone());
        let (shipped, recent) = (Arc::clone(shipped), recent.to_vec());
        self.saving.start(context, move |_, outbox| {
            let written = write(&path, &session_file::write(&session, &shipped, &recent));
            outbox
                .send(written.err().map(|error| format!("The session could not be kept: {error}")));
        });
        None
    }

    /// Writes the session at once, as the window closes, unless it is on the disk.
    pub fn keep_now(&mut self, session: &Session, shipped: &[Preset], recent: &[PathBuf]) {
        if self.is_idle() {
            return;
        }
        self.changed_at = None;
        if let Err(error) = write(&self.path, &session_file::write(session, shipped, recent)) {
            let shown = self.path.display();
            // where the error output is closed or full nobody listens
            let _ = writeln!(stderr(), "the session could not be kept in {shown}: {error}");
        }
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|_| platform::HAS_FILES) {
        std::fs::create_dir_all(folder)?;
    }
    write_atomically(path, |file| file.write_all(text.as_bytes()))
}
