//! Input methods: while one composes a text, the keys are its own.

use eframe::egui::{Context, Event, ImeEvent, Plugin, RawInput};

/// Keeps the keys of an input method from everything else. Some systems send them to both, and
/// its Backspace would go back through the views, its Esc close a card, its Enter take a line.
#[derive(Default)]
pub struct InputMethod {
    is_composing: bool,
    /// Whether a text was being written before this frame: the Esc that ends it is no other's.
    pub was_writing: bool,
}

impl Plugin for InputMethod {
    fn debug_name(&self) -> &'static str {
        "input method"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        self.was_writing = context.text_edit_focused();
        // not every system says that it has stopped when the field is left
        self.is_composing &= self.was_writing;
        let mut has_composed = self.is_composing;
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => self.is_composing = !text.is_empty(),
                Event::Ime(ImeEvent::Commit(_)) => self.is_composing = false,
                _ => {}
            }
            has_composed |= self.is_composing;
        }
        if has_composed {
            input.events.retain(|event| !matches!(event, Event::Key { pressed: true, .. }));
        }
    }
}
