//! Characters that the window's typefaces lack: drawn in a font of the system, or told of.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use eframe::egui::{Context, FallbackRequest, FontData, FontInsert, FontProvider};

use crate::figure::glyphs;

/// Finds fonts, and keeps what was not found until it is told.
#[derive(Clone, Default)]
pub struct Glyphs(Arc<Mutex<BTreeSet<char>>>);

impl Glyphs {
    /// Draws what the fonts of `context` lack from now on.
    pub fn of(context: &Context) -> Self {
        let glyphs = Self::default();
        context.add_font_provider(Arc::new(glyphs.clone()));
        glyphs
    }

    /// One sentence on the characters that were missed since this was last asked.
    pub fn missing(&self) -> Option<String> {
        let missed = std::mem::take(&mut *self.0.lock().ok()?);
        glyphs::missing(&String::from_iter(missed))
    }
}

impl FontProvider for Glyphs {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let c = request.cluster.chars().next()?;
        let Some(file) = glyphs::font_of(c) else {
            self.0.lock().ok()?.insert(c);
            return None;
        };
        let data = FontData { index: file.index, ..FontData::from_owned(file.bytes) };
        Some(FontInsert::new(&file.name, data, Vec::new()))
    }
}
