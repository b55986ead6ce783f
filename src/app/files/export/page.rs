//! What is chosen of a figure's page, of its film, and of the panels beside the map.

use std::path::PathBuf;

use eframe::egui::{self, Ui};

use super::choices::{BESIDE, Choices, DPI};
use crate::app::files::browse::PathField;
use crate::app::files::film::FilmChoice;
use crate::app::number::number;
use crate::app::panels::rows::choice;
use crate::app::state::shown::Shown;
use crate::figure::Description;
use crate::figure::describe::{Names, Style, Theme};

/// Draws what is chosen of the page, the film and the panels beside the map.
pub fn ui(
    ui: &mut Ui,
    choices: &mut Choices,
    film: &mut FilmChoice,
    field: &mut PathField,
    (figure, shown): (&Description, &Shown),
) {
    let page = &mut choices.page;
    egui::Grid::new("page").num_columns(2).spacing([10.0, 6.0]).show(ui, |ui| {
        if film.ui(ui, shown) {
            let name = PathBuf::from(field.path().unwrap_or_default());
            let ending = if figure.film.is_some() { "png" } else { "gif" };
            field.begin(name.with_extension(ending).display().to_string());
        }
        // a film has a page of its own
        let is_picture = figure.film.is_none();
        if is_picture {
            ui.label("Style");
            let styles = |style: Style| style.name().to_owned();
            if let Some(style) = choice(ui, "Style", page.style, &Style::ALL, styles) {
                page.style = style;
                (page.width_mm, page.height_mm, page.type_pt) = (None, None, None);
            }
            ui.end_row();
            ui.label("Width");
            let (width, height) = figure.size();
            let mut mm = width * 25.4 / 72.0;
            let field = number("Width", &mut mm, |field| {
                field.range(20.0..=2000.0).speed(0.5).max_decimals(1).suffix(" mm")
            });
            if ui.add(field).changed() {
                page.width_mm = Some(mm);
            }
            ui.end_row();
            ui.label("Height");
            ui.horizontal(|ui| {
                let mut is_fixed = height.is_some();
                let mut mm = height.unwrap_or(0.8 * width) * 25.4 / 72.0;
                if ui.checkbox(&mut is_fixed, "fixed").changed() {
                    page.height_mm = is_fixed.then(|| mm.round());
                }
                let field = number("Height", &mut mm, |field| {
                    field.range(20.0..=2000.0).speed(0.5).max_decimals(1).suffix(" mm")
                });
                if ui.add_enabled(is_fixed, field).changed() {
                    page.height_mm = Some(mm);
                }
            });
            ui.end_row();
            ui.label("Type");
            let mut size = figure.type_size();
            let field =
                number("Type", &mut size, |field| field.range(4.0..=96.0).speed(0.1).suffix(" pt"));
            if ui.add(field).changed() {
                page.type_pt = Some(size);
            }
            ui.end_row();
        }
        ui.label("Theme");
        let themes = |theme: Theme| theme.name().to_owned();
        page.theme = choice(ui, "Theme", page.theme, &Theme::ALL, themes).unwrap_or(page.theme);
        ui.end_row();
        ui.label("Names");
        let names = |names: Names| names.name().to_owned();
        page.names = choice(ui, "Names", page.names, &Names::ALL, names).unwrap_or(page.names);
        ui.end_row();
        if is_picture {
            ui.label("Resolution");
            ui.add(number("Resolution", &mut choices.dpi, |field| {
                field.range(DPI).speed(2.0).max_decimals(0).suffix(" dpi")
            }))
            .on_hover_text("Pixels an inch of a .png; .pdf and .svg are drawn in lines");
            ui.end_row();
        }
    });
    let (mut title, mut caption) = (figure.has_title(), figure.has_caption());
    ui.add_enabled_ui(figure.film.is_none(), |ui| {
        ui.horizontal(|ui| {
            if ui.checkbox(&mut title, "title").changed() {
                choices.page.title = Some(title);
            }
            if ui.checkbox(&mut caption, "caption").changed() {
                choices.page.caption = Some(caption);
            }
        })
    });
    ui.add_space(4.0);
    ui.label("Beside the map");
    ui.horizontal_wrapped(|ui| {
        let beside = &mut choices.beside;
        for kind in BESIDE {
            let mut is_on = beside.contains(&kind);
            if ui.checkbox(&mut is_on, kind.name()).changed() {
                beside.retain(|other| *other != kind);
                beside.extend(is_on.then_some(kind));
                // always in the same order
                beside.sort_by_key(|kind| BESIDE.iter().position(|other| other == kind));
            }
        }
    });
}
