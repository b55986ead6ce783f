//! Presets from and to files, and the shipped ones.

use std::path::Path;

use super::error::{PresetError, did_you_mean};
use super::import::table::{decode, utf_16};
use super::limits::MAX_FILE_BYTES;
use super::model::Preset;
use super::{merge, read, shipped, write};
use crate::input;

impl Preset {
    /// Reads a preset from its text; `name` is the file's name or path.
    ///
    /// # Errors
    /// One sentence on the first mistake found.
    pub fn parse(name: &str, text: &str) -> Result<Self, PresetError> {
        read::preset(name, text)
    }

    /// The shipped preset of this name, or else the file at this path.
    ///
    /// # Errors
    /// If there is neither, the file cannot be read, or something in it is wrong.
    pub fn load(name_or_path: &str) -> Result<Self, PresetError> {
        if let Some(text) = shipped::text(name_or_path) {
            return Self::parse(name_or_path, text);
        }
        let path = Path::new(name_or_path);
        let is_path = name_or_path.contains(['/', '\\'])
            || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if !is_path && !path.exists() {
            let hint = did_you_mean(name_or_path, Self::shipped_names());
            return Err(PresetError::of_file(
                name_or_path,
                format!(
                    "expected a shipped preset or the path of a .toml file, found neither{hint}"
                ),
            ));
        }
        let text = text_of(path).map_err(|message| PresetError::of_file(name_or_path, message))?;
        Self::parse(name_or_path, &text)
    }

    /// The names of the shipped presets, in the order in which they are listed.
    #[must_use]
    pub fn shipped_names() -> impl ExactSizeIterator<Item = &'static str> {
        shipped::ALL.iter().map(|(name, _)| *name)
    }

    /// All shipped presets.
    ///
    /// # Panics
    /// Never: a test reads them all.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let read = |(name, text): &(&str, &str)| {
            Self::parse(name, text).expect("a shipped preset is right")
        };
        shipped::ALL.iter().map(read).collect()
    }

    /// The preset as the text of a file; [`Preset::parse`] gives the same preset back.
    ///
    /// Of a preset that was read from a text this is that text, with its comments, order and
    /// spellings, in which only what has changed since is written anew.
    #[must_use]
    pub fn to_toml(&self) -> String {
        merge::into_owners_text(self).unwrap_or_else(|| write::preset(self))
    }
}

/// The text of a file, unless it is too large; the error is the end of a sentence.
pub(crate) fn text_of(path: &Path) -> Result<String, String> {
    let bytes = input::bytes(path, MAX_FILE_BYTES).map_err(|error| error.to_string())?;
    // by Notepad and PowerShell
    if utf_16(&bytes).is_some() {
        return decode(bytes, None).map(|(text, _)| text).map_err(|(_, message)| message);
    }
    input::utf_8(bytes).map_err(|error| error.to_string())
}
