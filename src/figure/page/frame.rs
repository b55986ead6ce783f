//! Where the parts of a panel stand: what it shows, its axes, its colour bar, its notes.

use super::text::{LINE, TYPE};
use super::text::{text_width, wrapped};
use crate::figure::map::Swatch;
use crate::figure::picture::MarkShape;
use crate::figure::plan::Area;

/// Height of what a panel shows as a share of its width, where the page does not say.
const RATIO: f64 = 0.82;

/// Width of a colour bar, and its distance from the map.
pub(super) const BAR_WIDTH: f64 = 9.0;
const BAR_GAP: f64 = 9.0;

/// Length of a tick, and from the axis to its number.
pub(super) const TICK: f64 = 3.5;
pub(super) const TICK_GAP: f64 = 5.5;

/// Room for the sign before a note.
pub(super) const SIGN: f64 = 24.0;

/// A legend beside the map takes at most this share of the panel's width; else it stands below.
const BESIDE: f64 = 0.42;

/// The sign before a note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    /// What a colour of a map stands for.
    Swatch(Swatch),
    /// A line of this colour with these dashes, and a mark on it.
    Line([u8; 3], Option<[f64; 2]>, Option<MarkShape>),
    /// A mark alone.
    Mark([u8; 3], MarkShape),
}

/// A line of words with the sign that it explains.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    pub sign: Sign,
    pub text: String,
}

/// What stands around that which a panel shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// The letter of the panel, such as `(a)`, empty for a single one.
    pub letter: String,
    /// Names of the axes, empty for none.
    pub labels: [String; 2],
    /// The numbers along the axis that goes up; none if there are no axes.
    pub y_names: Vec<String>,
    /// Whether numbers stand below.
    pub has_x_axis: bool,
    /// How far the last of them may stand over the edge.
    pub overhang: f64,
    /// The numbers along a colour bar, and its name, where there is one.
    pub bar: Option<(Vec<String>, String)>,
    /// What signs mean.
    pub notes: Vec<Note>,
    /// Notes for which there must be room in their place.
    pub room: Vec<String>,
    /// The least height of what is shown.
    pub least: f64,
    /// Height as a share of the width in place of the usual one.
    pub ratio: Option<f64>,
    /// The least widths to the left and to the right of what is shown.
    pub sides: [f64; 2],
}

/// The places.
pub(super) struct Frame {
    /// What the panel shows.
    pub inner: Area,
    /// Its colour bar.
    pub bar: Area,
    /// The lines of the axis's name below, and their baselines' first.
    pub x_label: Vec<String>,
    pub x_label_from: f64,
    /// The lines of the name of the axis that goes up; baseline of the first, from the left.
    pub y_label: Vec<String>,
    pub y_label_from: f64,
    /// The notes, line by line, the first line of each with its sign.
    pub notes: Vec<(Option<Sign>, String)>,
    /// Left edge and first baseline of the notes.
    pub notes_from: [f64; 2],
    /// Whether numbers stand along the axes.
    pub axes: [bool; 2],
    /// Whether there is a colour bar.
    pub has_bar: bool,
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> f64 {
    texts.map(|text| text_width(text, TYPE)).fold(0.0, f64::max)
}

impl Parts {
    /// Width of the notes, or of those for which there must be room.
    fn notes_width(&self) -> f64 {
        SIGN + widest(self.notes.iter().map(|note| &note.text).chain(&self.room))
    }

    /// Whether the notes stand beside the map in a panel of this width.
    fn are_notes_beside(&self, width: f64) -> bool {
        let needed = self.notes_width();
        let are_swatches = self.notes.iter().all(|note| matches!(note.sign, Sign::Swatch(_)));
        !self.notes.is_empty() && self.bar.is_none() && are_swatches && needed <= BESIDE * width
    }

    /// Lines of the names of the axes for a map of about this size.
    fn label_lines(&self, [width, height]: [f64; 2]) -> [Vec<String>; 2] {
        [wrapped(&self.labels[0], TYPE, width), wrapped(&self.labels[1], TYPE, height)]
    }

    /// Widths to the left and to the right of what is shown, and heights above and below, in a
    /// panel this wide whose map is about this high.
    fn margins(&self, width: f64, height: f64) -> [f64; 4] {
        let numbers = widest(self.y_names.iter());
        let y_lines = wrapped(&self.labels[1], TYPE, height.max(TYPE)).len() as f64;
        let numbers = if self.y_names.is_empty() { 0.0 } else { TICK_GAP + numbers };
        let left = numbers + if y_lines > 0.0 { y_lines * LINE + 1.0 } else { 0.0 };
        let right = match &self.bar {
            Some((names, _)) => BAR_GAP + BAR_WIDTH + TICK_GAP + widest(names.iter()) + 2.0 + LINE,
            None if self.are_notes_beside(width) => BAR_GAP + self.notes_width(),
            // the last number of the axis stands half over the edge
            None => self.overhang.max(1.0),
        };
        let above = if self.letter.is_empty() { 0.6 * TYPE } else { LINE + 2.0 };
        let inner = (width - left - right).max(TYPE);
        let [x_lines, _] = self.label_lines([inner, inner]);
        let numbers = if self.has_x_axis { TICK_GAP + TYPE } else { 0.0 };
        let mut below = numbers + 2.0 + x_lines.len() as f64 * LINE;
        if !self.are_notes_beside(width) {
            let room = width - SIGN;
            let kept = self.room.iter().map(|text| wrapped(text, TYPE, room).len()).sum();
            let lines = self.note_lines(room).len().max(kept) as f64;
            below += if lines > 0.0 { 6.0 + lines * LINE } else { 0.0 };
        }
        [left.max(self.sides[0]), right.max(self.sides[1]), above, below]
    }

    fn note_lines(&self, room: f64) -> Vec<(Option<Sign>, String)> {
        let lines = |note: &Note| -> Vec<(Option<Sign>, String)> {
            let lines = wrapped(&note.text, TYPE, room).into_iter().enumerate();
            lines.map(|(i, line)| ((i == 0).then_some(note.sign), line)).collect()
        };
        self.notes.iter().flat_map(lines).collect()
    }

    /// How much of a panel this wide stands to the left and to the right of what is shown.
    pub fn beside(&self, width: f64) -> [f64; 2] {
        let ratio = self.ratio.unwrap_or(RATIO);
        let [left, right, ..] = self.margins(width, ratio * width);
        [left, right]
    }

    /// The height of what is shown in a panel this wide, where nobody says.
    pub fn inner_height(&self, width: f64) -> f64 {
        let ratio = self.ratio.unwrap_or(RATIO);
        let [left, right] = self.beside(width);
        ratio * (width - left - right).max(0.0)
    }

    /// The height of a panel this wide for what it shows of this height.
    pub fn height(&self, width: f64, inner: f64) -> f64 {
        let [_, _, above, below] = self.margins(width, inner);
        above + inner + below
    }

    /// The places in a panel's room.
    pub fn frame(&self, cell: &Area) -> Frame {
        let [_, _, above, below] = self.margins(cell.width(), cell.height());
        let [left, right, above, below] = self.margins(cell.width(), cell.height() - above - below);
        let inner = Area {
            left: cell.left + left,
            top: cell.top + above,
            right: cell.right - right,
            bottom: cell.bottom - below,
        };
        let sides = [inner.width(), inner.height()].map(|side| side.max(TYPE));
        let [x_label, y_label] = self.label_lines(sides);
        let bar =
            Area { left: inner.right + BAR_GAP, right: inner.right + BAR_GAP + BAR_WIDTH, ..inner };
        let numbers = if self.has_x_axis { TICK_GAP + TYPE } else { 0.0 };
        let x_label_from = inner.bottom + numbers + 2.0 + 0.8 * LINE;
        let is_beside = self.are_notes_beside(cell.width());
        let notes_from = if is_beside {
            [bar.left, inner.top + TYPE]
        } else {
            let from = x_label_from + x_label.len() as f64 * LINE - 0.8 * LINE;
            [cell.left, from + 6.0 + 0.8 * LINE]
        };
        let room = if is_beside { f64::INFINITY } else { cell.width() - SIGN };
        let notes = self.note_lines(room);
        let y_label_from = cell.left + TYPE;
        Frame {
            inner,
            bar,
            x_label,
            x_label_from,
            y_label,
            y_label_from,
            notes,
            notes_from,
            axes: [self.has_x_axis, !self.y_names.is_empty()],
            has_bar: self.bar.is_some(),
        }
    }
}
