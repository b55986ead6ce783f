//! A report of protocols as a part of the whole.

use super::part::Part;
use super::report::Report;
use super::{html, markdown};

impl Report {
    /// What it says.
    #[must_use]
    pub fn part(&self) -> Part {
        Part { html: html::body(self), markdown: markdown::body(self) }
    }
}
