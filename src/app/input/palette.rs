//! The palette: every action with its keys, every preset and every named point, found by a few
//! letters of the name.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    self, Context, FontId, Galley, Key, Modal, Modifiers, RichText, ScrollArea, Sense, TextEdit,
    Ui, pos2, vec2,
};

use crate::app::input::keys::{ACTIONS, Now};
use crate::app::jobs::model::PlacedPoint;
use crate::app::state::command::Command;
use crate::preset::Preset;

/// What the mouse does, which has no name to be found by.
const MOUSE: &str = "On the map: a click starts a descent, a drag moves, the wheel zooms, a right \
    drag boxes, \
                     a double click shows the whole plane.";

/// The palette's state.
#[derive(Default)]
pub struct Palette {
    is_open: bool,
    query: String,
    /// The line that Enter takes, from 0.
    chosen: usize,
}

/// One line of the palette.
struct Entry<'a> {
    name: &'a str,
    /// The name in files and commands, by which it is found as well.
    file_name: &'a str,
    keys: String,
    kind: &'static str,
    /// What it asks for, if that can be done now.
    command: Option<Command>,
}

impl Palette {
    /// Opens it with an empty field, or closes it.
    pub fn toggle(&mut self) {
        *self = Self { is_open: !self.is_open, ..Self::default() };
    }

    /// Draws it, if it is open.
    pub fn ui(
        &mut self,
        context: &Context,
        now: &Now,
        presets: &[Preset],
        points: &[PlacedPoint],
        commands: &mut Vec<Command>,
    ) {
        if !self.is_open {
            return;
        }
        let entries = found(&self.query, entries(context, now, presets, points));
        let moved = context.input_mut(|input| {
            let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
            let up = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
            [down, up]
        });
        self.chosen =
            (self.chosen + moved[0]).saturating_sub(moved[1]).min(entries.len().saturating_sub(1));
        let has_moved = moved != [0, 0];
        let room = context.content_rect().size();
        let mut taken = context
            .input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
            .then_some(self.chosen);
        let is_left = context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let response = Modal::new(egui::Id::unique("palette")).show(context, |ui| {
            ui.set_width((room.x - 60.0).min(520.0));
            let field = TextEdit::singleline(&mut self.query)
                .hint_text("Search actions, presets and points")
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.request_focus();
            if field.changed() {
                self.chosen = 0;
            }
            field.accessible_name("Search actions, presets and points");
            ui.add_space(4.0);
            ScrollArea::vertical().max_height((room.y - 170.0).clamp(80.0, 420.0)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for (i, entry) in entries.iter().enumerate() {
                    let line = entry_ui(ui, entry, i == self.chosen);
                    if i == self.chosen && has_moved {
                        line.scroll_to_me(None);
                    }
                    if line.clicked() {
                        taken = Some(i);
                    }
                }
                if entries.is_empty() {
                    ui.label(RichText::new("Nothing is called so.").weak());
                }
            });
            ui.add_space(4.0);
            ui.add(egui::Label::new(RichText::new(MOUSE).weak().size(12.0)).wrap());
        });
        let command = taken.and_then(|i| entries.get(i)).and_then(|entry| entry.command.clone());
        if response.should_close() || is_left || command.is_some() {
            self.is_open = false;
        }
        commands.extend(command);
    }
}

/// Every action, then every preset, then the points of the present one: without a mouse they are
/// reached here.
fn entries<'a>(
    context: &Context,
    now: &Now,
    presets: &'a [Preset],
    points: &'a [PlacedPoint],
) -> Vec<Entry<'a>> {
    // the palette itself needs no line
    let listed = ACTIONS.iter().filter(|action| action.name != "All actions");
    let actions = listed.map(|action| Entry {
        name: action.name,
        file_name: "",
        keys: action.keys(context),
        kind: "",
        command: (action.can)(now).then(|| (action.command)(now)),
    });
    let presets = presets.iter().enumerate().map(|(index, preset)| Entry {
        name: &preset.title,
        file_name: &preset.name,
        keys: String::new(),
        kind: "preset",
        command: Some(Command::OpenPreset(index)),
    });
    let points = points.iter().enumerate().map(|(index, point)| Entry {
        name: &point.label,
        file_name: "",
        keys: String::new(),
        kind: "point",
        command: Some(Command::StartAtPoint(index)),
    });
    actions.chain(presets).chain(points).collect()
}

/// The entries that hold the letters of `query` in their order, the nearest first.
fn found<'a>(query: &str, entries: Vec<Entry<'a>>) -> Vec<Entry<'a>> {
    let nearest = |entry: &Entry| {
        [entry.name, entry.file_name].into_iter().filter_map(|name| score(query, name)).min()
    };
    let with_scores = entries.into_iter().filter_map(|entry| Some((nearest(&entry)?, entry)));
    let mut found: Vec<(usize, Entry)> = with_scores.collect();
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// How far `name` is from holding `query` in one piece at its start: 0 is nearest; `None` if its
/// letters are not there in this order. Capitals and spaces do not count; the letters of a word's
/// start are nearer than others.
fn score(query: &str, name: &str) -> Option<usize> {
    let wanted: Vec<char> = query.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<char> = name.to_lowercase().chars().collect();
    let is_start = |at: usize| at == 0 || !letters[at - 1].is_alphanumeric();
    // the cheapest way to place the letters so far, by the place of the last one
    let mut best: Vec<Option<usize>> = Vec::new();
    for (i, letter) in wanted.iter().enumerate() {
        let cost = |at: usize| {
            if letters[at] != *letter {
                return None;
            }
            let jump = if is_start(at) { 2 } else { 10 };
            if i == 0 {
                return Some(if at == 0 { 0 } else { jump });
            }
            let after_last = at.checked_sub(1).and_then(|last| best[last]);
            // a space between two words is no gap
            let after_space =
                at.checked_sub(2).filter(|_| is_start(at)).and_then(|last| best[last]);
            let jumped = best[..at].iter().flatten().min().map(|before| before + jump);
            [after_last, after_space, jumped].into_iter().flatten().min()
        };
        best = (0..letters.len()).map(cost).collect();
    }
    if wanted.is_empty() { Some(0) } else { best.into_iter().flatten().min() }
}

fn entry_ui(ui: &mut Ui, entry: &Entry, is_chosen: bool) -> egui::Response {
    let can = entry.command.is_some();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    let aside = if entry.keys.is_empty() { entry.kind } else { &entry.keys };
    let told =
        if aside.is_empty() { entry.name.to_owned() } else { format!("{} ({aside})", entry.name) };
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, can, is_chosen, told.as_str())
    });
    if ui.is_rect_visible(rect) {
        if is_chosen {
            ui.painter().rect_filled(
                rect,
                4.0,
                ui.visuals().selection.bg_fill.gamma_multiply(0.55),
            );
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 4.0, ui.visuals().widgets.hovered.weak_bg_fill);
        }
        let inner = rect.shrink2(vec2(8.0, 0.0));
        // painted, not labelled: a screen reader has the line as a whole
        let weak = ui.visuals().weak_text_color();
        let keys = ui.painter().layout_no_wrap(aside.to_owned(), FontId::proportional(12.5), weak);
        let color = if can { ui.visuals().text_color() } else { weak };
        let room = inner.width() - keys.size().x - 12.0;
        let mut name =
            LayoutJob::simple(entry.name.to_owned(), FontId::proportional(14.0), color, room);
        name.wrap.max_rows = 1;
        let name = ui.fonts_mut(|fonts| fonts.layout_job(name));
        let middle = |galley: &Galley| inner.center().y - 0.5 * galley.size().y;
        ui.painter().galley(pos2(inner.left(), middle(&name)), name.clone(), color);
        ui.painter().galley(pos2(inner.right() - keys.size().x, middle(&keys)), keys.clone(), weak);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn letters_in_their_order_are_found_and_others_are_not() {
        assert_eq!(score("", "Undo"), Some(0));
        assert_eq!(score("undo", "Undo"), Some(0));
        assert!(score("bsn", "Basin map").is_some());
        assert_eq!(score("nsb", "Basin map"), None);
        assert_eq!(score("undoo", "Undo"), None);
    }

    #[test]
    fn a_piece_at_the_start_is_nearer_than_letters_here_and_there() {
        assert!(score("re", "Redo") < score("re", "Presenter mode"));
        assert!(score("basin map", "Basin map") < score("basin map", "Basins of maps"));
        assert!(score("rs", "Random start") < score("rs", "Presenter mode"));
        assert!(score("play", "Play faster") < score("play", "Two relu units: a play"));
    }
}
