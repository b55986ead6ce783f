//! What a page asks the window for.

use std::path::PathBuf;

/// One wish of the page, or of the page that it is embedded in.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Open what these files hold, which were chosen or dropped.
    Files(Vec<PathBuf>),
    /// Open what this link holds.
    Link(String),
    /// Start a descent at these coordinates of the plane.
    StartAt([f64; 2]),
    /// Go on in the tour, or back.
    Tour {
        /// Whether to the next step.
        is_on: bool,
    },
    /// Say that something cannot be done.
    Refuse(String),
}
