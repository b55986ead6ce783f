//! A desktop: threads and dialogues of the system.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::request::Request;

/// Whether work can go on beside the window's thread.
#[must_use]
pub fn has_threads() -> bool {
    true
}

/// The address of the page that this is, without the state behind it; `None` on a desktop.
#[must_use]
pub fn page() -> Option<String> {
    None
}

/// Whether this is a part of another page.
#[must_use]
pub fn is_embedded() -> bool {
    false
}

/// Whether there are folders with files that have paths.
pub const HAS_FILES: bool = true;

/// What the page asks for since this was last asked.
#[must_use]
pub fn take_requests() -> Vec<Request> {
    Vec::new()
}

/// Has the page ask for files to open; false where the window asks itself.
#[must_use]
pub fn pick_by_page() -> bool {
    false
}

/// Puts the state behind the page's address.
pub fn keep_state(_state: &str) {}

/// The folder that a page has for what it keeps until the next start.
#[must_use]
pub fn page_folder() -> Option<PathBuf> {
    None
}

/// Has the page forget what it keeps, and begin again.
pub fn begin_again() {}

/// The bytes of a file that the page was given or keeps.
#[must_use]
pub fn page_file(_path: &Path) -> Option<Vec<u8>> {
    None
}

/// Hands a file to the person at the page.
///
/// # Errors
/// Here always: there are folders for files.
pub fn hand_over(_path: &Path, _bytes: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// `a b + c`, rounded once.
#[inline(always)]
pub(super) fn multiply_add(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c)
}

/// Whether what runs takes longer than the one thread there is can be spared.
#[inline(always)]
#[must_use]
pub fn is_overdue() -> bool {
    false
}

/// Whether work was cut short for that since this was last asked.
#[must_use]
pub fn take_cut_short() -> bool {
    false
}

/// Runs `work` on a thread of its own.
pub fn spawn(work: impl FnOnce() + Send + 'static) {
    thread::spawn(work);
}

/// Calls `work` with every number below `count`, each on a thread of its own, and waits for them.
pub fn side_by_side(count: usize, work: impl Fn(usize) + Sync) {
    let work = &work;
    thread::scope(|scope| {
        (0..count).for_each(|index| {
            scope.spawn(move || work(index));
        });
    });
}

/// Wakes the window, which may sleep until something happens.
pub fn wake(window: impl FnOnce()) {
    window();
}

/// What `mutex` guards, also after a thread panicked with it in hand.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file to read, chosen in the desktop's own dialogue; `None` if that was closed or there is
/// none.
#[cfg(feature = "app")]
#[must_use]
pub fn pick_file(filter: (&str, &[&str])) -> Option<PathBuf> {
    rfd::FileDialog::new().add_filter(filter.0, filter.1).pick_file()
}

/// A file to write, chosen in the desktop's own dialogue, which begins with `name`.
#[cfg(feature = "app")]
#[must_use]
pub fn save_file(filters: &[(&str, &[&str])], name: String) -> Option<PathBuf> {
    let dialogue = rfd::FileDialog::new().set_file_name(name);
    filters.iter().fold(dialogue, |all, (name, endings)| all.add_filter(*name, endings)).save_file()
}
