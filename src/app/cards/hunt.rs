//! The part of the card of counter-examples that is about the hunt.

use eframe::egui::{RichText, ScrollArea, TextEdit, Ui};

use crate::app::jobs::hunting::Hunting;
use crate::app::state::command::Command;
use crate::app::state::counterexample::Wish;
use crate::app::theme;
use crate::figure::format_number;

/// Tallest list of what a hunt has found before it scrolls.
const LIST_HEIGHT: f32 = 150.0;

/// Draws the folder, how far it has come, and the list of what was found; `folder` is what was
/// typed.
pub fn ui(ui: &mut Ui, hunting: &Hunting, folder: &mut String, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label("Folder")
            .on_hover_text("Finds and progress are kept there; the command hunt goes on there too");
        let hint = hunting
            .folder
            .as_ref()
            .map_or("not kept".to_owned(), |folder| folder.display().to_string());
        let width = ui.available_width() - 12.0;
        ui.add_enabled(
            !hunting.is_running(),
            TextEdit::singleline(folder).hint_text(hint).desired_width(width),
        );
    });
    if let Some(state) = &hunting.state {
        let (tries, found) =
            (theme::whole(usize::try_from(state.tries).unwrap_or(0)), state.hits.len());
        let then = match (hunting.is_running(), &hunting.folder) {
            (true, _) | (false, None) => "",
            (false, Some(_)) => "; it goes on from there",
        };
        ui.label(RichText::new(format!("{tries} data sets tried, {found} found{then}")).weak());
    }
    let rows = hunting.state.iter().flat_map(|state| state.hits.iter().enumerate());
    ScrollArea::vertical().id_salt("hits").max_height(LIST_HEIGHT).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for (index, row) in rows {
                let share = 100.0 * row.share;
                let text = format!(
                    "No. {}: loss {}, {share:.0} % of starts",
                    row.number,
                    format_number(row.loss[0])
                );
                let help =
                    format!("Open {}: {}, not global", row.file, row.verdict.replace('-', " "));
                if ui.button(text).on_hover_text(help).clicked() {
                    commands.push(Command::Make(Wish::OpenHit(index)));
                }
            }
        },
    );
}
