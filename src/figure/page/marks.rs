//! The paths and named points of a figure.

use super::place::Obstacles;
use super::svg::{Anchor, Svg, TextStyle};
use super::text::TYPE;
use crate::figure::picture::{MapPanel, MarkShape, PathMark, PathRole, PointMark};
use crate::figure::plan::Area;
use crate::figure::plan::{self, FAINT, Ink, PAGE, Place, Shape, Trail, View, runner_color};

/// Colours of the paths, in order; they stay apart for colour-blind eyes (Okabe and Ito 2008).
const PATHS: [[u8; 3]; 4] = [[213, 94, 0], [204, 121, 167], [86, 180, 233], [240, 228, 66]];

/// The width of a path.
const WIDTH: f64 = 1.6;

/// Radius of the ends of a path: the end shows as a ring around a point on it.
const END: f64 = 4.8;

/// Radius of the mark of a runner.
pub(super) const RUNNER: f64 = 5.0;

/// The colour of each path.
pub(in crate::figure) fn path_colors(paths: &[PathMark]) -> Vec<[u8; 3]> {
    let mut colors = PATHS.into_iter().cycle();
    let color = |path: &PathMark| match &path.role {
        PathRole::Descent => colors.next().unwrap_or_default(),
        PathRole::Runner(who, _) => runner_color(*who),
    };
    paths.iter().map(color).collect()
}

/// The paths, then their ends, so that no path covers the end of another.
pub(super) fn paths(figure: &MapPanel, view: &impl View) -> Vec<Shape> {
    let colors = path_colors(&figure.paths);
    let lines = figure.paths.iter().zip(&colors).flat_map(|(path, &color)| {
        let losses = |index: usize| path.losses.get(index).copied().unwrap_or(f64::NAN);
        let trail = Trail { points: path.drawn(), losses: &losses, color, width: WIDTH };
        plan::path(&trail, view, &PAGE)
    });
    let ends = figure.paths.iter().zip(&colors).flat_map(|(path, &color)| {
        let spot = |index: usize| {
            let at = path.points.get(index)?;
            let loss = path.losses.get(index).copied().unwrap_or(f64::NAN);
            view.spot(Place { at: [at.x, at.y], loss })
        };
        // on the map from above a named start has its own mark, and a runner
        let is_marked = |at| view.is_flat() && is_marked(figure, view, at);
        let first = spot(0).filter(|(at, _)| !is_marked(*at));
        let last = path.drawn().len().checked_sub(1).and_then(spot);
        let disc = |at, ink| vec![Shape::disc(at, END, ink, Ink::WHITE.pen(1.0))];
        let first = first.map(|(at, is_hidden)| (disc(at, Ink::BLACK), is_hidden));
        let last = last.map(|(at, is_hidden)| match path.runner().filter(|_| view.is_flat()) {
            Some((who, _)) => (plan::runner(at, RUNNER, who, &PAGE), is_hidden),
            None => (disc(at, Ink::of(color)), is_hidden),
        });
        first.into_iter().chain(last).flat_map(|(shapes, is_hidden)| {
            let strength = if is_hidden { FAINT } else { 1.0 };
            shapes.into_iter().map(move |shape| shape.faded(strength))
        })
    });
    lines.chain(ends).collect()
}

/// A mark of a chart or of a key.
pub(super) fn mark([x, y]: [f64; 2], radius: f64, color: [u8; 3], shape: MarkShape) -> Vec<Shape> {
    let (fill, rim) = (Ink::of(color), Ink::BLACK.pen(0.8));
    let polygon = |corners: &[[f64; 2]]| {
        let corners = corners.iter().map(|[a, b]| [x + radius * a, y + radius * b]).collect();
        vec![Shape::Polygon { corners, fill: Some(fill), rim: Some(rim) }]
    };
    match shape {
        MarkShape::Disc => vec![Shape::disc([x, y], radius, fill, rim)],
        MarkShape::Triangle => polygon(&[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]]),
        MarkShape::Square => polygon(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
        MarkShape::Diamond => polygon(&[[0.0, -1.25], [1.25, 0.0], [0.0, 1.25], [-1.25, 0.0]]),
        MarkShape::Runner(who) => plan::runner([x, y], radius, who, &PAGE),
    }
}

/// Whether a named start is drawn at a place of the page.
fn is_marked(figure: &MapPanel, view: &impl View, [x, y]: [f64; 2]) -> bool {
    let starts = figure.points.iter().filter(|point| point.is_start);
    let mut spots = starts.filter_map(|point| view.spot(place(point)));
    spots.any(|([a, b], _)| pxfm::f_hypot(a - x, b - y) < 1.0)
}

/// The place of a named point.
pub(super) fn place(point: &PointMark) -> Place {
    Place { at: [point.at.x, point.at.y], loss: point.loss }
}

/// Named points on the map from above, and then their labels, which keep clear of all of them and
/// of the paths.
pub(super) fn draw_points(figure: &MapPanel, svg: &mut Svg, map: &Area, view: &impl View) {
    let spot = |at: [f64; 2]| view.spot(Place { at, loss: f64::NAN }).map(|(spot, _)| spot);
    let line = |path: &PathMark| path.points.iter().filter_map(|at| spot([at.x, at.y])).collect();
    let paths = figure.paths.iter().filter(|_| !figure.has_fixed_names);
    let lines: Vec<Vec<[f64; 2]>> = paths.map(line).collect();
    let points = figure.points.iter();
    let spots = points.filter_map(|point| Some((point, spot([point.at.x, point.at.y])?))).collect();
    draw_marked(figure, svg, map, view, spots, &lines, &[]);
}

/// Points where they are on the page, with labels that keep clear of all of them, of these
/// paths and of texts that are written already; returns where the labels are.
pub(super) fn draw_marked(
    figure: &MapPanel,
    svg: &mut Svg,
    map: &Area,
    view: &impl View,
    mut shown: Vec<(&PointMark, [f64; 2])>,
    paths: &[Vec<[f64; 2]>],
    texts: &[Area],
) -> Vec<Area> {
    let mut obstacles = Obstacles::default();
    texts.iter().for_each(|text| obstacles.add_text(*text));
    for line in paths {
        obstacles.add_path(line, map);
        line.last().iter().for_each(|&&end| obstacles.add_marker(end));
    }
    if figure.is_curve() {
        obstacles.add_path(&figure.curve(*map), map);
    }
    shown.retain(|&(_, at)| map.contains(at));
    for &(point, at) in &shown {
        obstacles.add_marker(at);
        let is_in_plane = view.is_in_plane(point.at.distance);
        svg.shapes(&plan::point(at, point.is_start, is_in_plane, 0.0, &PAGE));
    }
    // the longest are the hardest to place
    shown.sort_by_key(|(point, _)| std::cmp::Reverse(point.label.chars().count()));
    let mut written = Vec::new();
    for (point, at) in shown {
        // a name without room covers nothing: the mark stays
        let Some(spot) = obstacles.place(at, &point.label, map) else { continue };
        // kerning sets text a little tighter than it was measured: keep it at its point's side
        let middle = 0.5 * (spot.left + spot.right);
        let (anchor, from) = if spot.right <= at[0] {
            (Anchor::End, spot.right)
        } else if (middle - at[0]).abs() < 0.5 {
            (Anchor::Middle, middle)
        } else {
            (Anchor::Start, spot.left)
        };
        let style = TextStyle { has_halo: true, ..TextStyle::plain(TYPE, anchor) };
        svg.text(from, spot.bottom - 0.25 * TYPE, &point.label, style);
        written.push(spot);
    }
    written
}
