//! What an item is made from.

use std::fmt::Debug;
use std::path::Path;

use super::choices::Choices;
use super::kept::Kept;
use crate::monitor::Monitor;

/// What a person chose, the folder in which runs are kept, and the handle on the whole work.
pub(super) struct Task<'t> {
    /// The name of the item.
    pub item: &'static str,
    /// What is chosen in place of its protocol.
    pub choices: &'t Choices,
    /// Where its runs are kept.
    pub folder: &'t Path,
    /// Watches all of it.
    pub monitor: &'t Monitor,
}

impl Task<'_> {
    /// The runs of a protocol that are there already, and the place for more; `rest` is what they
    /// depend on besides.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn kept(&self, protocol: &impl Debug, rest: &[u8]) -> anyhow::Result<Kept> {
        let of = [format!("{protocol:?}").as_bytes(), rest].concat();
        Kept::open(self.folder, self.item, &of, self.monitor)
    }
}
