//! Rows of controls: a name on the left, a widget on the right.

use eframe::egui::{self, ComboBox, Grid, RichText, Ui};

/// A section with a grid of rows.
pub fn section(ui: &mut Ui, title: &str, is_open: bool, add: impl FnOnce(&mut Ui)) {
    egui::CollapsingHeader::new(RichText::new(title).strong()).default_open(is_open).show(
        ui,
        |ui| {
            Grid::new(title).num_columns(2).spacing([10.0, 6.0]).show(ui, add);
        },
    );
}

/// A row of a grid: a name on the left, a widget on the right.
pub fn row(ui: &mut Ui, name: &str, help: &str, add: impl FnOnce(&mut Ui)) {
    ui.label(name).on_hover_text(help);
    ui.horizontal(add);
    ui.end_row();
}

/// A choice among `all`; returns the new one.
pub fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    name: &str,
    current: T,
    all: &[T],
    label: impl Fn(T) -> String,
) -> Option<T> {
    let mut chosen = current;
    let response = ComboBox::from_id_salt(name)
        .selected_text(label(current))
        .width(150.0)
        .show_ui(ui, |ui| {
            for &item in all {
                ui.selectable_value(&mut chosen, item, label(item));
            }
        })
        .response;
    response.accessible_name(name);
    (chosen != current).then_some(chosen)
}
