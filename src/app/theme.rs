//! Fonts, sizes, colours and widgets that several panels share.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, FontData, FontDefinitions, FontFamily, FontId, TextStyle, Vec2, accesskit, vec2,
};
use egui_plot::Plot;

use crate::app::state::command::Command;
use crate::figure::{data, label_color, plan};
use crate::proof::Verdict;

/// Narrower, the panels beside the map would leave it no room.
const NARROW: f32 = 760.0;

/// Narrower, a window that is upright has more room below the map than beside it.
const UPRIGHT: f32 = 1000.0;

/// Where copies of a text are painted to give it a rim.
pub const HALO: [Vec2; 8] = [
    vec2(-1.2, 0.0),
    vec2(1.2, 0.0),
    vec2(0.0, -1.2),
    vec2(0.0, 1.2),
    vec2(-0.9, -0.9),
    vec2(0.9, -0.9),
    vec2(-0.9, 0.9),
    vec2(0.9, 0.9),
];

/// Colour of class 0 (or low outputs): an orange that stays apart from [`HIGH`] for colour-blind
/// eyes.
pub const LOW: Color32 = solid(data::LOW);

/// Colour of class 1 (or high outputs).
pub const HIGH: Color32 = solid(data::HIGH);

/// Colour of the descent, everywhere.
pub const PATH: Color32 = Color32::from_rgb(255, 120, 60);

/// Colour of what is proven to be a minimum, and of what is proven not to be one.
pub const PROVEN: Color32 = solid(plan::PROVEN);
pub const DISPROVED: Color32 = solid(plan::DISPROVED);

/// A colour of pictures, on the screen.
pub const fn solid([r, g, b]: [u8; 3]) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// A sign and a colour for the verdict of a proof, as on the map.
pub fn proof_mark(ui: &egui::Ui, verdict: Verdict) -> (&'static str, Color32) {
    match verdict {
        Verdict::ProvenStrictMinimum | Verdict::ProvenDeadRegion => ("●", PROVEN),
        Verdict::ProvenFlatMinimum => ("○", PROVEN),
        Verdict::Disproved => ("✖", DISPROVED),
        Verdict::ProvenSaddle => ("−", ui.visuals().text_color()),
        Verdict::Unproven => ("?", ui.visuals().weak_text_color()),
    }
}

/// The colour of a class of several: that of the attractor with this number.
pub fn class_color(class: usize) -> Color32 {
    solid(label_color(class))
}

/// Puts the fonts and the spacing in place.
pub fn install(context: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    // the default fonts lack arrows, nabla and norm bars: the figure's font fills in
    fonts
        .font_data
        .insert("dejavu".to_owned(), Arc::new(FontData::from_static(crate::figure::FONT)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.entry(family).or_default().push("dejavu".to_owned());
    }
    context.set_fonts(fonts);
    context.all_styles_mut(|style| {
        for (text_style, size) in
            [(TextStyle::Body, 14.0), (TextStyle::Button, 14.0), (TextStyle::Small, 11.5)]
        {
            style.text_styles.insert(text_style, FontId::proportional(size));
        }
        // the light face needs strong ink to be read from the last row
        style.visuals.override_text_color = Some(if style.visuals.dark_mode {
            Color32::from_gray(225)
        } else {
            Color32::from_gray(20)
        });
        // pure red is hard to read on black
        style.visuals.error_fg_color = if style.visuals.dark_mode {
            Color32::from_rgb(255, 115, 105)
        } else {
            Color32::from_rgb(190, 0, 0)
        };
        style.visuals.weak_text_alpha = 0.75;
        // a bar that floats would cover text
        style.spacing.scroll = egui::style::ScrollStyle::solid();
        style.spacing.item_spacing = vec2(8.0, 5.0);
        style.spacing.button_padding = vec2(8.0, 3.0);
        style.interaction.tooltip_delay = 0.25;
    });
}

/// The light window in place of the dark one, or the other way round.
pub fn toggle(context: &egui::Context) {
    context.set_theme(match context.theme() {
        egui::Theme::Dark => egui::Theme::Light,
        egui::Theme::Light => egui::Theme::Dark,
    });
}

/// A whole number with thin gaps between thousands: `20 000`.
pub fn whole(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// A section's heading.
pub fn heading(ui: &mut egui::Ui, text: &str) {
    ui.label(egui::RichText::new(text).strong().size(14.0));
}

/// What a screen reader says of a picture besides its name.
pub fn describe(picture: &egui::Response, text: impl FnOnce() -> String) {
    picture.ctx.accesskit_node_builder(picture.id, |node| node.set_description(text()));
}

/// Lets a screen reader say a text whenever it has changed.
pub fn announce(label: &egui::Response) {
    label.ctx.accesskit_node_builder(label.id, |node| node.set_live(accesskit::Live::Polite));
}

/// Around the text of a tour: paper that stands out from the panels.
pub fn tour_frame(ui: &egui::Ui) -> egui::Frame {
    let fill = if ui.visuals().dark_mode {
        Color32::from_rgb(38, 46, 62)
    } else {
        Color32::from_rgb(255, 249, 225)
    };
    egui::Frame::new().fill(fill).inner_margin(egui::Margin::symmetric(12, 8))
}

/// The title of a card, with a spinner while what it shows is being computed.
pub fn title_ui(ui: &mut egui::Ui, text: &str, is_working: bool) {
    ui.label(egui::RichText::new(text).strong().size(15.0));
    if is_working {
        ui.add(egui::Spinner::new().size(14.0));
    }
}

/// A plot that shows what it is told to, whatever the mouse does on it.
pub fn still(plot: Plot<'_>) -> Plot<'_> {
    plot.allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
}

/// Whether the window is narrow and so one column.
pub fn is_column(context: &egui::Context) -> bool {
    let room = context.content_rect().size();
    room.x < NARROW || (room.x < UPRIGHT && room.x < room.y)
}

/// `width`, or what there is in a window that is narrower.
pub fn at_most(ui: &egui::Ui, width: f32) -> f32 {
    width.min(ui.ctx().content_rect().width() - 40.0)
}

/// A card of the side panel: a title, and a cross named `close_name` that asks for `close`.
pub fn card(
    ui: &mut egui::Ui,
    close_name: &str,
    close: Command,
    commands: &mut Vec<Command>,
    title: impl FnOnce(&mut egui::Ui),
    content: impl FnOnce(&mut egui::Ui, &mut Vec<Command>),
) {
    egui::Frame::group(ui.style()).inner_margin(10.0).corner_radius(6.0).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            title(ui);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let cross =
                    ui.add(egui::Button::new("✖").frame(false)).on_hover_text("Close (Esc)");
                if cross.clicked() {
                    commands.push(close);
                }
                cross.accessible_name(close_name);
            });
        });
        content(ui, commands);
    });
    ui.add_space(4.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_grouped_in_thousands() {
        assert_eq!(whole(20_000).replace('\u{2009}', " "), "20 000");
        assert_eq!(whole(999), "999");
        assert_eq!(whole(1_000_000).replace('\u{2009}', " "), "1 000 000");
    }
}
