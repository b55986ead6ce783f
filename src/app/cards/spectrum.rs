//! The Hessian's eigenvalues at a named point, each of which is a direction to look along.

use eframe::egui::{Color32, Grid, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::state::command::Command;
use crate::figure::format_significant;
use crate::preset::{PlaneKind, PlaneSpec};

/// Decades between the longest bar and none.
const DECADES: f64 = 8.0;

const UP: Color32 = Color32::from_rgb(86, 160, 220);
const DOWN: Color32 = Color32::from_rgb(230, 120, 30);

/// Draws the eigenvalues as bars on a logarithmic scale, each with a button that turns the map so
/// that its eigenvector lies across; `point` names the point.
pub fn ui(
    ui: &mut Ui,
    point: &str,
    spectrum: &[f64],
    has_kinks: bool,
    commands: &mut Vec<Command>,
) {
    let Some(greatest) = spectrum.iter().map(|value| value.abs()).reduce(f64::max) else { return };
    let help = "Eigenvalues of the Hessian: how the loss curves along each of its eigenvectors. \
        Bars are \
                logarithmic, blue where it curves up and orange where it curves down.";
    ui.label(RichText::new("Hessian spectrum").strong()).on_hover_text(help);
    if has_kinks {
        ui.label(RichText::new("Of one side, where a unit sits on its kink.").weak().size(12.0));
    }
    Grid::new("spectrum").num_columns(3).spacing([8.0, 2.0]).show(ui, |ui| {
        for (k, value) in spectrum.iter().enumerate() {
            ui.label(RichText::new(format_significant(*value, 4)).monospace().size(12.0));
            bar(ui, *value, greatest);
            if spectrum.len() > 1 {
                let text = RichText::new("Look along").size(12.0);
                let name = format!("Look along eigenvector {k}");
                let button = ui
                    .small_button(text)
                    .on_hover_text("Turns the map: this direction lies across");
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                if button.clicked() {
                    commands.push(Command::SetPlane(along(point, k)));
                }
            }
            ui.end_row();
        }
    });
}

/// The plane through the point of eigenvector `k` and the lowest other one.
fn along(point: &str, k: usize) -> PlaneSpec {
    let kind = PlaneKind::Eigenvectors { x: k, y: usize::from(k == 0) };
    PlaneSpec::of_kind(kind, Some(point.to_owned()))
}

fn bar(ui: &mut Ui, value: f64, greatest: f64) {
    let (rect, _) = ui.allocate_exact_size(vec2(90.0, 10.0), Sense::hover());
    ui.painter().rect_filled(rect, 2.0, ui.visuals().widgets.inactive.bg_fill);
    let share = 1.0 + pxfm::f_log10(value.abs() / greatest) / DECADES;
    if share.is_finite() && share > 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
        let right = rect.left() + rect.width() * share.min(1.0) as f32;
        let color = if value < 0.0 { DOWN } else { UP };
        ui.painter().rect_filled(
            Rect::from_min_max(rect.min, pos2(right, rect.bottom())),
            2.0,
            color,
        );
    }
}
