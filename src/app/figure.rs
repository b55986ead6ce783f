//! The view as a figure.

use super::App;
use crate::figure::Figure;

impl App {
    /// STUB
    pub(super) fn figure(&self) -> Option<Figure> {
        Some(Figure {})
    }
}
