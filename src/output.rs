//! Output files: written whole or not at all.
//!
//! A file that is being written is called `.basinscope-..tmp` and locked. Who ends the process
//! takes such files away with [`abandon`]; what a process that was killed has left is locked by
//! nobody, and goes with the next file that is written into the folder.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::platform;

/// How the names of files begin and end that are being written.
const PREFIX: &str = ".basinscope-";
const SUFFIX: &str = ".tmp";

/// Files that are being written.
static UNDER_WAY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Writes a file through a temporary one in the same folder, which replaces `path` only once
/// everything is on the disk. On an error nothing of it is left, and an older file at `path` stays.
///
/// A symbolic link is followed, a replaced file's permissions are kept, and a new file gets the
/// usual ones (0666 less the umask). A pipe or a device cannot be replaced and is written straight.
/// A page hands the file over as a download.
///
/// # Errors
/// What the system or `write` reports; a folder that does not exist or cannot be written to; an
/// older file that must not be written to, though its folder would allow to replace it.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    if !platform::HAS_FILES {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        return platform::hand_over(path, &bytes);
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let replaced = fs::metadata(&target).ok();
    match &replaced {
        Some(old) if old.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder"));
        }
        Some(old) if !old.is_file() => {
            let mut device = fs::OpenOptions::new().write(true).open(&target)?;
            write(&mut device)?;
            return device.flush();
        }
        Some(old) if is_read_only(&target, old) => {
            let text = "there is a file that must not be written to";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        _ => {}
    }
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        let text = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text));
    }
    remove_leftovers(folder);
    let UnderWay { file: mut temporary, entry: _entry } = UnderWay::new(folder)?;
    let mut buffer = BufWriter::new(temporary.as_file_mut());
    write(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    if let Some(old) = replaced {
        temporary.as_file().set_permissions(old.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(&target)?;
    Ok(())
}

/// A file for another program to write, which is taken away with this, or by who ends the process.
pub struct Scratch {
    path: tempfile::TempPath,
    _entry: Entry,
}

impl Scratch {
    /// An empty one, where the system keeps such files.
    ///
    /// # Errors
    /// What the system reports.
    pub fn new() -> io::Result<Self> {
        let mut all = under_way();
        let path = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile()?;
        let path = path.into_temp_path();
        let entry = Entry(path.to_path_buf());
        all.insert(entry.0.clone());
        Ok(Self { path, _entry: entry })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Removes the files that are being written, and lets nobody begin or finish another one: for who
/// ends the process next.
pub fn abandon() {
    let under_way = under_way();
    for path in &*under_way {
        // it may have been finished meanwhile
        let _ = fs::remove_file(path);
    }
    std::mem::forget(under_way);
}

fn under_way() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is being written, with its entry among [`UNDER_WAY`], which goes after it.
struct UnderWay {
    file: NamedTempFile,
    entry: Entry,
}

struct Entry(PathBuf);

impl UnderWay {
    fn new(folder: &Path) -> io::Result<Self> {
        let mut all = under_way();
        loop {
            let file = temporary_file(folder)?;
            // another process may take it for a leftover before it is locked, but not afterwards;
            // where there are no locks, nobody takes anything for a leftover
            let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && file.path().exists() {
                let entry = Entry(file.path().to_path_buf());
                all.insert(entry.0.clone());
                return Ok(Self { file, entry });
            }
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        under_way().remove(&self.0);
    }
}

/// A temporary file with an ordinary file's permissions; the crate's default would be 0600.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Removes files that other processes were writing when they were killed; on an error they stay.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_own = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if !is_own || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        // the system unlocks what a process held when it ends, however it ends
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether nobody may write to a file, or only others.
fn is_read_only(path: &Path, file: &fs::Metadata) -> bool {
    let refused = |error: io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    file.permissions().readonly()
        || fs::OpenOptions::new().write(true).open(path).is_err_and(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_failing_write_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let result = write_atomically(&folder.path().join("a.txt"), |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert_eq!(result.unwrap_err().to_string(), "disk full");
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_failing_write_keeps_the_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, |out| out.write_all(b"old")).unwrap();
        write_atomically(&path, |_| Err(io::Error::other("no"))).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write_atomically(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_folder_or_a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        write_atomically(folder.path(), |out| out.write_all(b"x")).unwrap_err();
        write_atomically(&folder.path().join("none/a.txt"), |out| out.write_all(b"x")).unwrap_err();
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_an_ordinary_file_and_a_replaced_file_keeps_its_own() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let (ordinary, ours) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&ordinary, b"x").unwrap();
        write_atomically(&ours, |out| out.write_all(b"x")).unwrap();
        assert_eq!(mode(&ours), mode(&ordinary));
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o600)).unwrap();
        write_atomically(&ours, |out| out.write_all(b"y")).unwrap();
        assert_eq!(mode(&ours), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_is_followed_rather_than_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_atomically(&link, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_file_that_must_not_be_written_to_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, b"old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = write_atomically(&path, |out| out.write_all(b"new")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_leftover_goes_with_the_next_file_but_one_that_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (left, other) = (at(".basinscope-123456.tmp"), at(".other-123456.tmp"));
        fs::write(&left, b"half").unwrap();
        fs::write(&other, b"not ours").unwrap();
        let outer = write_atomically(&at("a.txt"), |out| {
            out.write_all(b"outer")?;
            write_atomically(&at("b.txt"), |out| out.write_all(b"inner"))
        });
        outer.unwrap();
        let mut names = names(folder.path());
        names.sort();
        assert_eq!(names, [".other-123456.tmp", "a.txt", "b.txt"]);
        assert_eq!(fs::read(at("a.txt")).unwrap(), b"outer");
    }
}
