//! Output files: written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file through a temporary one in the same folder, which replaces `path` only once
/// everything is on the disk. On an error nothing of it is left, and an older file at `path` stays.
///
/// A symbolic link is followed, a replaced file's permissions are kept, and a new file gets the
/// usual ones (0666 less the umask). A pipe or a device cannot be replaced and is written straight.
///
/// # Errors
/// What the system or `write` reports; a folder that does not exist or cannot be written to.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
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
    let mut temporary = temporary_file(folder)?;
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

/// A temporary file with an ordinary file's permissions; the crate's default would be 0600.
#[cfg(unix)]
fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
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
}
