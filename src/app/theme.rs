//! Fonts, sizes and colours that several panels share.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, FontData, FontDefinitions, FontFamily, FontId, TextStyle, Vec2, WidgetText, vec2,
};
use egui_plot::{Axis, AxisHints, GridMark};

use crate::certificate::Verdict;

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

/// Colour of class 0 (or low outputs): an orange that stays apart from [`HIGH`] for colour-blind eyes.
pub const LOW: Color32 = Color32::from_rgb(230, 130, 40);

/// Colour of class 1 (or high outputs).
pub const HIGH: Color32 = Color32::from_rgb(60, 130, 220);

/// Colour of the descent, everywhere.
pub const PATH: Color32 = Color32::from_rgb(255, 120, 60);

/// Colour of what is proven to be a minimum, and of what is proven not to be one.
pub const PROVEN: Color32 = Color32::from_rgb(0, 158, 115);
pub const DISPROVED: Color32 = Color32::from_rgb(213, 60, 0);

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

/// Between [`LOW`] (share 0) and [`HIGH`] (share 1), nearly white at 1/2; grey for NaN.
pub fn blend(share: f64) -> Color32 {
    if share.is_nan() {
        return Color32::GRAY;
    }
    let side = if share < 0.5 { LOW } else { HIGH };
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    let strength = ((share.clamp(0.0, 1.0) - 0.5).abs() * 2.0) as f32;
    Color32::from_gray(245).lerp_to_gamma(side, strength)
}

/// Puts the fonts and the spacing in place.
pub fn install(context: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    // the default fonts lack arrows, nabla and norm bars: the figure's font fills in
    fonts.font_data.insert("dejavu".to_owned(), Arc::new(FontData::from_static(crate::figure::FONT)));
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
        style.visuals.override_text_color =
            Some(if style.visuals.dark_mode { Color32::from_gray(225) } else { Color32::from_gray(20) });
        style.visuals.weak_text_alpha = 0.75;
        // a bar that floats would cover text
        style.spacing.scroll = egui::style::ScrollStyle::solid();
        style.spacing.item_spacing = vec2(8.0, 5.0);
        style.spacing.button_padding = vec2(8.0, 3.0);
        style.interaction.tooltip_delay = 0.25;
    });
}

/// An axis of a plot: its name, and labels at all marks that are not too close together.
pub fn axis<'a>(axis: Axis, name: impl Into<WidgetText>) -> AxisHints<'a> {
    let closest = if axis == Axis::X { 28.0..=34.0 } else { 14.0..=18.0 };
    AxisHints::new(axis).label(name).label_spacing(closest).formatter(|mark, _| tick_label(mark))
}

/// A tick's number, with as many digits as its step needs.
pub fn tick_label(mark: GridMark) -> String {
    if mark.value == 0.0 || mark.value.abs() < 1e-9 * mark.step_size {
        return "0".to_owned();
    }
    let size = mark.value.abs();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=14")]
    let decimals = (-mark.step_size.log10().floor()).clamp(0.0, 14.0) as usize;
    if (1e-4..1e6).contains(&size) {
        format!("{:.decimals$}", mark.value)
    } else {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=14")]
        let digits = (size.log10().floor() - mark.step_size.log10().floor()).clamp(0.0, 14.0) as usize;
        format!("{:.digits$e}", mark.value)
    }
}

/// Round marks across a range, about `count` of them, for the axis of a plot.
pub fn marks(range: (f64, f64), count: usize) -> Vec<GridMark> {
    let (values, step_size) = crate::figure::nice_steps(range.0, range.1, count);
    values.into_iter().map(|value| GridMark { value, step_size }).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_carry_the_digits_their_step_needs() {
        let label = |value, step_size| tick_label(GridMark { value, step_size });
        assert_eq!(label(0.5, 0.5), "0.5");
        assert_eq!(label(-20.0, 10.0), "-20");
        assert_eq!(label(1e-17, 0.1), "0");
        assert_eq!(label(2e-7, 1e-7), "2e-7");
        assert_eq!(label(1.000_000_25, 5e-8), "1.00000025");
    }

    #[test]
    fn whole_numbers_are_grouped_in_thousands() {
        assert_eq!(whole(20_000).replace('\u{2009}', " "), "20 000");
        assert_eq!(whole(999), "999");
        assert_eq!(whole(1_000_000).replace('\u{2009}', " "), "1 000 000");
    }
}
