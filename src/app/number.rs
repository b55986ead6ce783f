//! Fields for numbers: one reading of what is typed, and a word where it is no number.

use std::cell::RefCell;
use std::rc::Rc;

use eframe::egui::{
    AtomKind, Context, DragValue, Id, Key, Response, Stroke, StrokeKind, Ui, Widget, emath::Numeric,
};

use crate::figure::format_number;
use crate::preset::import::typed_number;

/// A field for `value`, called `name` and set up by `made`. A comma is a decimal sign, and the
/// field's own unit may be typed along. What is no number leaves the value as it was; the field
/// then has a red rim while it is written in, and [`refusal`] tells it once it is left.
pub fn number<'a, N: Numeric>(
    name: impl Into<String>,
    value: &'a mut N,
    made: impl FnOnce(DragValue<'a>) -> DragValue<'a>,
) -> impl Widget {
    #[expect(clippy::disallowed_methods, reason = "every other field is made here")]
    let field = made(DragValue::new(value));
    let name = name.into();
    move |ui: &mut Ui| field_ui(ui, name, field)
}

/// A field for a number of any size, written in full where that is short.
pub fn any_number<'a>(name: impl Into<String>, value: &'a mut f64, speed: f64) -> impl Widget {
    number(name, value, move |field: DragValue<'a>| {
        field.speed(speed).range(-1e100..=1e100).custom_formatter(|value, _| {
            let text = value.to_string();
            if text.len() <= 10 { text } else { format_number(value) }
        })
    })
}

fn field_ui(ui: &mut Ui, name: String, field: DragValue<'_>) -> Response {
    let units: Vec<String> = field
        .atoms()
        .iter()
        .filter_map(|atom| match &atom.kind {
            AtomKind::Text(text) => Some(text.text().trim().to_owned()),
            _ => None,
        })
        .collect();
    let read = Rc::new(RefCell::new(None));
    let outcome = Rc::clone(&read);
    let field = field.custom_parser(move |text| {
        let text = units.iter().fold(text.trim(), |text, unit| {
            let text = text.strip_prefix(unit.as_str()).unwrap_or(text);
            text.strip_suffix(unit.as_str()).unwrap_or(text).trim()
        });
        let number = typed_number(text);
        *outcome.borrow_mut() = Some(number.clone().err());
        number.ok()
    });
    let response = ui.add(field);
    // what was refused of the text as it stands, while the field is written in
    let kept = response.id.with("refused");
    let last = ui.data_mut(|data| data.remove_temp::<Option<String>>(kept));
    let refused = read.take().or_else(|| last.clone()).flatten();
    if response.has_focus() {
        if refused.is_some() {
            let rim = Stroke::new(1.5, ui.visuals().error_fg_color);
            ui.painter().rect_stroke(response.rect, 2.0, rim, StrokeKind::Outside);
        }
        ui.data_mut(|data| data.insert_temp(kept, refused));
    } else if let Some(expected) = refused.filter(|_| last.is_some())
        // Esc says that it was not meant
        && !ui.input(|input| input.key_pressed(Key::Escape))
    {
        let sentence = format!("{name} stays as it was: expected {expected}.");
        ui.data_mut(|data| data.insert_temp(told(), sentence));
        ui.request_repaint();
    }
    response.accessible_name(name)
}

/// Where the last refusal waits for the window to tell it.
fn told() -> Id {
    Id::unique("a number that was refused")
}

/// What a field has refused since this was last asked.
pub fn refusal(context: &Context) -> Option<String> {
    context.data_mut(|data| data.remove_temp(told()))
}
