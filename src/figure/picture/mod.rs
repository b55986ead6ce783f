//! A figure as data: a page and the panels on it, with every number that is drawn.

mod chart;
mod map;

pub use self::chart::{Axis, Bar, Chart, Diagram, Edge, Image, Key, Line, Mark, MarkShape};
pub use self::map::{MapPanel, PathMark, PathRole, PointMark};
use super::describe::Description;

/// A figure. All of it is data; `Figure::svg` draws it, `Figure::file` in any format.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The title.
    pub title: String,
    /// The page, and what its panels were asked to show.
    pub page: Description,
    /// The panels, row by row.
    pub panels: Vec<Panel>,
    /// What is to be said of it beside what its panels say.
    pub caption: Vec<String>,
    /// The text that it can be drawn from again, kept in every file.
    pub recipe: String,
    /// Words of each panel's legend for which room is kept, so that those of other frames of a film
    /// stand where they do; none but its own without.
    pub room: Vec<Vec<String>>,
}

/// What a panel shows, with its numbers.
#[derive(Clone, Debug)]
pub enum Panel {
    /// A plane, or a line.
    Map(Box<MapPanel>),
    /// Lines, marks and pixels between two axes.
    Chart(Chart),
    /// Shares in per cent.
    Bars(Vec<Bar>),
    /// A network with its weights.
    Diagram(Diagram),
}
