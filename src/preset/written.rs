//! The text that a preset was read from.

use std::sync::Arc;

/// The text of the file that a preset was read from, for saving it again; nothing for a preset
/// that was made. Copies share it, and two presets that say the same are equal whatever theirs is.
#[derive(Clone, Debug, Default)]
pub struct Written(Option<Arc<str>>);

impl Written {
    /// Read from this text.
    #[must_use]
    pub fn as_text(text: &str) -> Self {
        Self(Some(text.into()))
    }

    /// The text, if there is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
