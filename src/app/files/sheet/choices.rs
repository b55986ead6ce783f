//! What a person says of a whole table: separator, decimal sign, encoding, and whether inputs are
//! standardised.

use eframe::egui::{ComboBox, RichText, Ui};

use crate::preset::import::{Decimal, Encoding, Missing, Options, Separator, Survey};

/// Encodings that are offered, by their labels on the web.
const ENCODINGS: [&str; 12] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "iso-8859-15",
    "macintosh",
    "shift_jis",
    "gb18030",
    "euc-kr",
];

/// Draws the choices; another separator or encoding makes other columns, whose roles are told anew.
pub fn ui(ui: &mut Ui, survey: &Survey, options: &mut Options) {
    ui.horizontal_wrapped(|ui| {
        let before = (options.separator, options.encoding);
        let separators: Vec<_> = Separator::ALL.map(|s| (separator_name(s), s)).into();
        let shown = survey.separator.map(separator_name);
        choice_ui(ui, "Separator", shown, &separators, &mut options.separator);
        let signs: Vec<_> = Decimal::ALL.map(|d| (decimal_name(d), d)).into();
        // where all numbers are whole the choice makes no difference
        let shown = survey.decimal.or(survey.data.is_ok().then_some(Decimal::Point));
        choice_ui(ui, "Decimal sign", shown.map(decimal_name), &signs, &mut options.decimal);
        let encodings: Vec<_> = ENCODINGS
            .into_iter()
            .filter_map(|label| Encoding::for_label(label.as_bytes()))
            .map(|encoding| (encoding.name().to_owned(), encoding))
            .collect();
        let shown = survey.encoding.map(|encoding| encoding.name().to_owned());
        choice_ui(ui, "Encoding", shown, &encodings, &mut options.encoding);
        if before != (options.separator, options.encoding) {
            options.roles = None;
        }
        ui.checkbox(&mut options.standardise, "Standardise inputs").on_hover_text(
            "Subtract from each input its mean, and divide it by its standard deviation",
        );
        let mut refuses = options.missing == Missing::Refuse;
        ui.checkbox(&mut refuses, "Refuse missing values")
            .on_hover_text("Say where the first missing value is, in place of leaving its row out");
        options.missing = if refuses { Missing::Refuse } else { Missing::Drop };
    });
}

/// Draws a box with one choice: as told from the table, or by hand.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    shown: Option<String>,
    all: &[(String, T)],
    choice: &mut Option<T>,
) {
    ui.label(RichText::new(name).weak());
    let shown = shown.unwrap_or_else(|| "not known".to_owned());
    let list = ComboBox::from_id_salt(name).selected_text(&shown).show_ui(ui, |ui| {
        ui.selectable_value(choice, None, "as told from the table");
        for (text, value) in all {
            ui.selectable_value(choice, Some(*value), text);
        }
    });
    list.response.accessible_name(format!("{name}: {shown}"));
}

fn separator_name(separator: Separator) -> String {
    match separator {
        Separator::Character(b',') => "comma".to_owned(),
        Separator::Character(b';') => "semicolon".to_owned(),
        Separator::Character(b'|') => "bar".to_owned(),
        other => other.name(),
    }
}

fn decimal_name(decimal: Decimal) -> String {
    decimal.name().to_owned()
}
