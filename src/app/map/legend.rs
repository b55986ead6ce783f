//! The legend of the basin map, beside the map: attractors with their colours and shares, and the
//! progress.

use eframe::egui::{
    Align, Button, FontId, Frame, Id, Label, Layout, Margin, RichText, ScrollArea, Ui, UiBuilder,
    vec2,
};

use crate::app::jobs::basin_picture::BasinPicture;
use crate::app::map::swatch::swatch_ui;
use crate::app::map::view::MapView;
use crate::app::state::command::Command;
use crate::app::state::session::Layer;
use crate::figure::{LegendLine, Swatch, share_text};

/// Size of the type.
const SIZE: f32 = 13.0;

/// Tallest list of attractors before it scrolls, as a share of the column.
const LIST: f32 = 0.45;

impl MapView<'_> {
    /// Draws the legend of the basins at the top of a column beside the map. The attractors with
    /// the largest shares get a line, `most` of them, and the others one together, which a click
    /// unfolds; what is undecided or diverged is always told.
    pub fn legend_ui(&self, ui: &mut Ui, most: usize, commands: &mut Vec<Command>) {
        let is_plane = self.live.model.as_ref().is_some_and(|model| !model.is_line());
        if self.session.layer != Layer::Basins || !is_plane {
            return;
        }
        ui.add_space(4.0);
        Frame::group(ui.style()).inner_margin(Margin::symmetric(10, 6)).corner_radius(6.0).show(
            ui,
            |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(7.0, 3.0);
                ui.spacing_mut().interact_size.y = 16.0;
                ui.horizontal(|ui| {
                    ui.label(RichText::new("Where descent ends").strong().size(14.0));
                    if let Some(fraction) = self.live.basins.progress() {
                        let text = format!("{:.0} % (Esc stops)", 100.0 * fraction);
                        ui.add(Label::new(RichText::new(text).weak().size(12.0)).truncate());
                    }
                });
                self.lines_ui(ui, most, commands);
            },
        );
        ui.add_space(2.0);
    }

    /// The lines. While the hand drags something they keep their height: it may be a data point
    /// below them.
    fn lines_ui(&self, ui: &mut Ui, most: usize, commands: &mut Vec<Command>) {
        let heights = Id::unique("legend heights");
        let is_held = ui.input(|input| input.pointer.any_down());
        let kept: Option<[f32; 2]> = ui.data(|data| data.get_temp(heights)).filter(|_| is_held);
        // one and the same child in either case, so that a pressed button is still the same one
        // when it is let go
        let mut area = ui.available_rect_before_wrap();
        if let Some([whole, _]) = kept {
            area.set_height(whole);
        }
        let tallest = LIST * ui.ctx().content_rect().height();
        let mut inner = ui.new_child(UiBuilder::new().id_salt("legend lines").max_rect(area));
        let now = if let Some([whole, foot]) = kept {
            inner.shrink_clip_rect(area);
            self.list_ui(&mut inner, most, (whole - foot).max(SIZE), true);
            [whole, self.foot_ui(&mut inner, commands)]
        } else {
            self.list_ui(&mut inner, most, tallest, false);
            let foot = self.foot_ui(&mut inner, commands);
            [inner.min_rect().height(), foot]
        };
        area.set_height(now[0]);
        ui.advance_cursor_after_rect(area);
        ui.data_mut(|data| data.insert_temp(heights, now));
    }

    /// The attractors, as high as they are, at most or exactly `height`.
    fn list_ui(&self, ui: &mut Ui, most: usize, height: f32, is_exact: bool) {
        ScrollArea::vertical().id_salt("legend").max_height(height).show(ui, |ui| {
            if is_exact {
                ui.set_min_height(height);
            }
            // the rim of the first mark
            ui.add_space(2.0);
            let are_colours = self.session.basin_view.quantity().is_none();
            let Some(picture) = self.live.basins.shown().filter(|_| are_colours) else { return };
            let unfolds = Id::unique("legend unfolds");
            let is_unfolded = ui.data(|data| data.get_temp(unfolds).unwrap_or(false));
            let (shown, others) =
                folded(&picture.legend, if is_unfolded { usize::MAX } else { most });
            for line in shown {
                line_ui(ui, line.swatch, &line.text);
            }
            let has_more = !folded(&picture.legend, most).1.is_empty();
            if has_more && fold_ui(ui, picture, &others) {
                ui.data_mut(|data| data.insert_temp(unfolds, !is_unfolded));
            }
        });
    }

    /// What is no attractor, and the switch; returns their height.
    fn foot_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) -> f32 {
        let top = ui.cursor().top();
        let lines = self.live.basins.shown().into_iter().flat_map(|picture| &picture.legend);
        for line in lines.filter(|line| !is_attractor(line)) {
            line_ui(ui, line.swatch, &line.text);
        }
        if self.session.basin_view.quantity().is_none() {
            let mut are_apart = self.session.tells_copies_apart;
            let help = "Minima that compute the same function from different weights (permuted \
                units, \
                        flipped signs) are one attractor, or each its own";
            let text = RichText::new("Tell copies apart").size(SIZE);
            if ui.checkbox(&mut are_apart, text).on_hover_text(help).changed() {
                commands.push(Command::SetCopies(are_apart));
            }
        }
        ui.cursor().top() - top
    }
}

/// A line with its share set to the right, which never breaks.
fn line_ui(ui: &mut Ui, swatch: Swatch, text: &str) {
    let small = |text: &str| RichText::new(text).size(SIZE);
    let (name, share) =
        text.rsplit_once(": ").filter(|_| swatch != Swatch::None).unwrap_or((text, ""));
    ui.horizontal_top(|ui| {
        swatch_ui(ui, swatch);
        let color = ui.visuals().text_color();
        let font = FontId::proportional(SIZE);
        let room = ui.painter().layout_no_wrap(share.to_owned(), font, color).size().x + 10.0;
        let width = ui.available_width() - room;
        ui.allocate_ui(vec2(width, SIZE), |ui| {
            ui.set_width(width);
            // a number and its % stay on one line
            ui.add(Label::new(small(&name.replace(" %", "\u{a0}%"))).wrap());
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.add(Label::new(small(share)).extend());
        });
    });
}

/// The line that stands for all `others`, or folds them up again; says whether it was clicked.
fn fold_ui(ui: &mut Ui, picture: &BasinPicture, others: &[&LegendLine]) -> bool {
    let text = if others.is_empty() {
        "show fewer".to_owned()
    } else {
        let cells = others.iter().map(|line| line.cells).sum();
        format!("and {} more: {}", others.len(), share_text(cells, picture.named.map.computed()))
    };
    ui.add(Button::new(RichText::new(text).size(SIZE)).small()).clicked()
}

fn is_attractor(line: &LegendLine) -> bool {
    matches!(line.swatch, Swatch::Basin(_))
}

/// The attractors with the most cells, at least `most` of them if there are so many, and the
/// others; both in the legend's order. A single other one is shown rather than called "1 more".
fn folded(legend: &[LegendLine], most: usize) -> (Vec<&LegendLine>, Vec<&LegendLine>) {
    let attractors = || legend.iter().filter(|line| is_attractor(line));
    let mut cells: Vec<usize> = attractors().map(|line| line.cells).collect();
    if cells.len() <= most.saturating_add(1) {
        return (attractors().collect(), Vec::new());
    }
    cells.sort_unstable_by(|a, b| b.cmp(a));
    let least = cells[most.max(1) - 1];
    attractors().partition(|line| line.cells >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(swatch: Swatch, cells: usize) -> LegendLine {
        LegendLine { swatch, text: cells.to_string(), cells }
    }

    #[test]
    fn the_largest_shares_keep_their_lines_and_what_is_undecided_is_none_of_the_others() {
        let mut legend: Vec<LegendLine> =
            [3, 90, 1, 50, 2].into_iter().map(|n| line(Swatch::Basin(n), n)).collect();
        legend.push(line(Swatch::Hatched, 4));
        let cells =
            |lines: Vec<&LegendLine>| lines.iter().map(|line| line.cells).collect::<Vec<_>>();
        let (shown, others) = folded(&legend, 2);
        assert_eq!((cells(shown), cells(others)), (vec![90, 50], vec![3, 1, 2]));
        let (shown, others) = folded(&legend, 4);
        assert_eq!((cells(shown), cells(others)), (vec![3, 90, 1, 50, 2], vec![]));
        assert_eq!(folded(&legend, usize::MAX).0.len(), 5);
        // those of equal shares stay together
        let equal: Vec<LegendLine> = (0..5).map(|n| line(Swatch::Basin(n), 7)).collect();
        assert_eq!(folded(&equal, 2).0.len(), 5);
    }
}
