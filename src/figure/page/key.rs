//! What the marks of a figure mean: a line of the caption, and the key to the paths of a race.

use super::layout::{Area, CAPTION, KEY, Layout};
use super::marks::RUNNER;
use super::svg::{Anchor, Svg, TextStyle};
use crate::experiment::FlatPatch;
use crate::figure::picture::{Figure, PathMark, PointMark};
use crate::figure::plan::{Ink, PAGE, Shape, View, runner, runner_color};
use crate::plane::Projection;

/// What is asked of a view here does not depend on where it is.
const NOWHERE: Area = Area { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };

/// What the marks mean, as far as they are on this figure.
pub(super) fn text(figure: &Figure) -> Option<String> {
    let view = figure.flat(NOWHERE);
    let is_off = |at: &Projection| !view.is_in_plane(at.distance);
    let is_on_map = |point: &&PointMark| is_on_map(figure, &point.at);
    let mut parts = Vec::new();
    if figure.points.iter().filter(is_on_map).any(|point| point.is_start) {
        parts.push("triangles are starts");
    }
    if figure.points.iter().filter(is_on_map).any(|point| is_off(&point.at)) {
        parts.push("hollow marks are projections of points off the plane");
    }
    if figure.paths.iter().any(|path| path.points.len() > 1 && path.points.iter().any(is_off)) {
        parts.push("a path is dashed, and fainter, where it is off the plane");
    }
    parts.extend(flats(figure));
    let text = parts.join("; ");
    let mut rest = text.chars();
    rest.next().map(|first| format!("{}{}.", first.to_uppercase(), rest.as_str()))
}

fn is_on_map(figure: &Figure, at: &Projection) -> bool {
    let [left, right] = figure.grid.x_range;
    let [low, high] = figure.y_range;
    (left..=right).contains(&at.x) && (low..=high).contains(&at.y)
}

/// What flat minima are, if there are any.
fn flats(figure: &Figure) -> Option<&'static str> {
    let is_region = FlatPatch::is_region;
    match (figure.flats.iter().any(|patch| !is_region(patch)), figure.flats.iter().any(is_region)) {
        (true, true) => Some("green lines and hatching are proven flat minima"),
        (true, false) => Some("green lines are proven flat minima"),
        (false, true) => Some("green hatching is a region of proven flat minima"),
        (false, false) => None,
    }
}

/// What the key says of those who run in a race; the last path, which lies on top, comes first.
pub(super) fn runners(figure: &Figure) -> Vec<String> {
    let runners = figure.paths.iter().rev().filter_map(PathMark::runner);
    runners.map(|(_, text)| text.to_owned()).collect()
}

/// Draws the key to the paths of a race, a line or more each.
pub(super) fn draw(figure: &Figure, svg: &mut Svg, layout: &Layout) {
    let runners: Vec<_> = figure.paths.iter().rev().filter_map(PathMark::runner).collect();
    for (i, (place, text)) in layout.keys.iter().enumerate() {
        let (left, y) = (layout.map.left, layout.key_line(i));
        if let Some(&(who, _)) = place.and_then(|place| runners.get(place)) {
            let (right, middle) = (left + KEY - 5.0, y - 0.35 * CAPTION);
            let line = |pen| Shape::line(vec![[left, middle], [right, middle]], pen);
            svg.shapes(&[line(Ink::BLACK.pen(2.8)), line(Ink::of(runner_color(who)).pen(1.6))]);
            svg.shapes(&runner([0.5 * (left + right), middle], RUNNER, who, &PAGE));
        }
        svg.text(left + KEY, y, text, TextStyle::plain(CAPTION, Anchor::Start));
    }
}
