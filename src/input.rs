//! Input files: read as far as a limit and no further.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use thiserror::Error;

use crate::platform;

/// Why a file is not read, in words that follow its name.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system says no.
    #[error("the file cannot be read: {0}")]
    Unreadable(io::Error),
    /// A folder.
    #[error("expected a file, found a folder")]
    Folder,
    /// A file, a device or what comes through a pipe is longer than the limit.
    #[error("expected a file of at most {} MiB, found a larger one", .0 >> 20)]
    TooLarge(u64),
    /// Somebody else writes it.
    #[error("the file changed while it was read: read it again")]
    Changed,
    /// Bytes that are no text.
    #[error("expected UTF-8 text, found other bytes in line {0}: save it as UTF-8")]
    NoText(usize),
}

/// All bytes of a file, unless they are more than `most` or change while they are read. Of a device
/// or a pipe, which tells no length, `most` bytes and one are read before it is refused.
///
/// # Errors
/// If there is no such file, or it is refused.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, InputError> {
    if let Some(bytes) = platform::page_file(path) {
        let is_small = bytes.len() as u64 <= most;
        return if is_small { Ok(bytes) } else { Err(InputError::TooLarge(most)) };
    }
    let file = File::open(path).map_err(InputError::Unreadable)?;
    let before = file.metadata().map_err(InputError::Unreadable)?;
    if before.is_dir() {
        return Err(InputError::Folder);
    }
    if before.is_file() && before.len() > most {
        return Err(InputError::TooLarge(most));
    }
    // room that is made once: growing would take up to three times as much
    let length = if before.is_file() { before.len() } else { most + 1 };
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    (&file).take(most + 1).read_to_end(&mut bytes).map_err(InputError::Unreadable)?;
    if bytes.len() as u64 > most {
        return Err(InputError::TooLarge(most));
    }
    let after = file.metadata().map_err(InputError::Unreadable)?;
    let state = |file: &Metadata| (file.len(), file.modified().ok());
    if before.is_file() && state(&before) != state(&after) {
        return Err(InputError::Changed);
    }
    Ok(bytes)
}

/// The text of a file of at most `most` bytes.
///
/// # Errors
/// As [`bytes`], or if it is no UTF-8.
pub fn text(path: &Path, most: u64) -> Result<String, InputError> {
    utf_8(bytes(path, most)?)
}

/// Bytes as text.
///
/// # Errors
/// If they are no UTF-8.
pub fn utf_8(bytes: Vec<u8>) -> Result<String, InputError> {
    String::from_utf8(bytes).map_err(|error| {
        let right = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        InputError::NoText(right.split(|&byte| byte == b'\n').count())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_up_to_the_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(text(&path, 4).unwrap(), "four");
        assert!(matches!(text(&path, 3), Err(InputError::TooLarge(3))));
        std::fs::write(&path, b"one\ntwo\xff").unwrap();
        assert!(matches!(text(&path, 9), Err(InputError::NoText(2))));
        assert!(matches!(bytes(folder.path(), 9), Err(InputError::Folder)));
        assert!(matches!(bytes(&folder.path().join("no"), 9), Err(InputError::Unreadable(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_an_end_is_read_to_the_limit() {
        assert!(matches!(bytes(Path::new("/dev/zero"), 1 << 20), Err(InputError::TooLarge(_))));
        assert_eq!(bytes(Path::new("/dev/null"), 0).unwrap(), b"");
    }
}
