//! Fields for numbers: one reading of what is typed, and a word where it is no number.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use eframe::egui::{
    AtomKind, Context, DragValue, Id, Key, Response, Stroke, StrokeKind, Ui, Widget, emath::Numeric,
};

use crate::figure::format_number;
use crate::preset::import::typed_number;

/// A field under way, with what it takes.
pub struct Field<'a> {
    drag: DragValue<'a>,
    range: RangeInclusive<f64>,
    is_whole: bool,
}

impl Field<'_> {
    /// The least and the greatest value, which dragging stops at and typing may not go beyond.
    pub fn range<N: Numeric>(mut self, range: RangeInclusive<N>) -> Self {
        self.range = range.start().to_f64()..=range.end().to_f64();
        self.drag = self.drag.range(range);
        self
    }

    /// How much a point of the pointer's way changes.
    pub fn speed(mut self, speed: impl Into<f64>) -> Self {
        self.drag = self.drag.speed(speed);
        self
    }

    /// The most digits after the point that are shown.
    pub fn max_decimals(mut self, digits: usize) -> Self {
        self.drag = self.drag.max_decimals(digits);
        self
    }

    /// What stands before the number.
    pub fn prefix(mut self, text: impl Into<String>) -> Self {
        self.drag = self.drag.prefix(text.into());
        self
    }

    /// What stands behind it.
    pub fn suffix(mut self, text: impl Into<String>) -> Self {
        self.drag = self.drag.suffix(text.into());
        self
    }

    /// Whether a value that is out of range already is moved into it.
    pub fn clamp_existing_to_range(mut self, is_wanted: bool) -> Self {
        self.drag = self.drag.clamp_existing_to_range(is_wanted);
        self
    }

    /// What a typed number must be, if this is not that.
    fn expected(&self) -> impl Fn(f64) -> Option<String> + use<> {
        let (range, is_whole) = (self.range.clone(), self.is_whole);
        move |number| {
            let kind = if is_whole { "a whole number" } else { "a number" };
            let [low, high] = [*range.start(), *range.end()];
            let bounds = match (low > f64::MIN, high < f64::MAX) {
                (true, true) => format!(" from {} to {}", plain(low), plain(high)),
                (true, false) => format!(" of at least {}", plain(low)),
                (false, true) => format!(" of at most {}", plain(high)),
                (false, false) => String::new(),
            };
            let is_right = range.contains(&number) && (!is_whole || number.fract() == 0.0);
            (!is_right).then(|| format!("{kind}{bounds}, found {number}"))
        }
    }
}

/// A bound in words.
fn plain(bound: f64) -> String {
    if (1e-4..1e9).contains(&bound.abs()) { bound.to_string() } else { format_number(bound) }
}

/// A field for `value`, called `name` and set up by `made`. A comma is a decimal sign, and the
/// field's own unit may be typed along. What is no number, or none that the field takes, leaves the
/// value as it was; the field then has a red rim while it is written in, and [`refusal`] tells it
/// once it is left.
pub fn number<'a, N: Numeric>(
    name: impl Into<String>,
    value: &'a mut N,
    made: impl FnOnce(Field<'a>) -> Field<'a>,
) -> impl Widget {
    #[expect(clippy::disallowed_methods, reason = "every other field is made here")]
    let drag = DragValue::new(value);
    let field =
        made(Field { drag, range: N::MIN.to_f64()..=N::MAX.to_f64(), is_whole: N::INTEGRAL });
    let name = name.into();
    move |ui: &mut Ui| field_ui(ui, name, field)
}

/// A field for a number of any size, written in full where that is short.
pub fn any_number<'a>(name: impl Into<String>, value: &'a mut f64, speed: f64) -> impl Widget {
    number(name, value, move |field: Field<'a>| {
        let mut field = field.speed(speed).range(-1e100..=1e100);
        field.drag = field.drag.custom_formatter(|value, _| {
            let text = value.to_string();
            if text.len() <= 10 { text } else { format_number(value) }
        });
        field
    })
}

fn field_ui(ui: &mut Ui, name: String, field: Field<'_>) -> Response {
    let objection = field.expected();
    let units: Vec<String> = field
        .drag
        .atoms()
        .iter()
        .filter_map(|atom| match &atom.kind {
            AtomKind::Text(text) => Some(text.text().trim().to_owned()),
            _ => None,
        })
        .collect();
    let read = Rc::new(RefCell::new(None));
    let outcome = Rc::clone(&read);
    let drag = field.drag.custom_parser(move |text| {
        let text = units.iter().fold(text.trim(), |text, unit| {
            let text = text.strip_prefix(unit.as_str()).unwrap_or(text);
            text.strip_suffix(unit.as_str()).unwrap_or(text).trim()
        });
        let number = typed_number(text).and_then(|number| match objection(number) {
            Some(expected) => Err(expected),
            None => Ok(number),
        });
        *outcome.borrow_mut() = Some(number.clone().err());
        number.ok()
    });
    let response = ui.add(drag);
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
