//! A plane from above or in space, or the loss along a line.

use super::axes;
use super::frame::{Frame, Note, Parts, Sign};
use super::marks;
use super::relief;
use super::svg::Svg;
use super::text::typeset;
use crate::experiment::FlatPatch;
use crate::figure::map::pixels;
use crate::figure::picture::{MapPanel, MarkShape, PathMark, PointMark};
use crate::figure::plan::{Area, Ink, PAGE, Shape, View, contours, flats, runner_color};
use crate::plane::Projection;

/// The colour of a curve.
const CURVE: Ink = Ink::of([0, 114, 178]);

/// What is asked of a view here does not depend on where it is.
const NOWHERE: Area = Area { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };

/// What stands around the plane.
pub(super) fn parts(panel: &MapPanel, letter: String) -> Parts {
    let is_relief = panel.surface.is_some() && !panel.is_curve();
    let [x, y] = panel.axes();
    let bar = (panel.labels.is_none() && !panel.is_curve())
        .then(|| (axes::bar_names(&panel.scale), panel.quantity.clone()));
    let legend = panel.labels.iter().filter(|_| !panel.is_curve()).flat_map(|labels| {
        labels
            .legend
            .iter()
            .map(|line| Note { sign: Sign::Swatch(line.swatch), text: line.text.clone() })
    });
    let runners = panel.paths.iter().rev().filter_map(PathMark::runner).map(|(who, text)| Note {
        sign: Sign::Line(runner_color(who), None, Some(MarkShape::Runner(who))),
        text: typeset_words(text),
    });
    Parts {
        letter,
        labels: if is_relief {
            Default::default()
        } else {
            [panel.x_label.clone(), panel.y_label.clone()]
        },
        // as many as there can be: their widths tell how far the map is from the edge
        y_names: if is_relief {
            Vec::new()
        } else {
            axes::up(&y, 1e3).into_iter().map(|(_, name)| name).collect()
        },
        has_x_axis: !is_relief,
        overhang: axes::overhang(&x),
        bar,
        notes: legend.chain(runners).collect(),
        ..Parts::default()
    }
}

fn typeset_words(text: &str) -> String {
    let typeset_word = |word: &str| {
        let is_number = word.trim_end_matches([',', '.', ':']).parse::<f64>().is_ok();
        if is_number { typeset(word) } else { word.to_owned() }
    };
    text.split(' ').map(typeset_word).collect::<Vec<_>>().join(" ")
}

/// Draws the plane with its axes and its colour bar.
pub(super) fn draw(panel: &MapPanel, svg: &mut Svg, frame: &Frame) {
    if let Some(camera) = panel.surface.as_ref().filter(|_| !panel.is_curve()) {
        relief::draw(panel, svg, &frame.inner, camera);
    } else {
        draw_flat(panel, svg, frame.inner);
        let [x, y] = panel.axes();
        axes::draw(svg, frame, [Some(&x), Some(&y)]);
    }
    if frame.has_bar {
        axes::draw_bar(svg, &frame.bar, (&panel.scale, panel.colormap), &panel.quantity);
    }
}

fn draw_flat(panel: &MapPanel, svg: &mut Svg, map: Area) {
    let view = panel.flat(map);
    svg.open_clip(&map);
    if panel.is_curve() {
        svg.shapes(&[Shape::line(panel.curve(map), CURVE.pen(1.6))]);
    } else if let Some(labels) = &panel.labels {
        svg.cells(&map, labels.size, &labels.rgb);
    } else {
        let size = [panel.grid.width, panel.grid.height];
        svg.cells(&map, size, &pixels(&panel.values, &panel.scale, panel.colormap));
    }
    svg.shapes(&contours(&panel.contours, panel.is_edge, &view, &PAGE));
    for patch in &panel.flats {
        svg.shapes(&flats(patch, f64::NAN, &view, &PAGE));
    }
    svg.shapes(&marks::paths(panel, &view));
    svg.close();
    marks::draw_points(panel, svg, &map, &view);
    svg.frame(&map);
}

/// What the marks mean, as far as they are on this panel.
pub(super) fn caption(panel: &MapPanel) -> Option<String> {
    let view = panel.flat(NOWHERE);
    let is_off = |at: &Projection| !view.is_in_plane(at.distance);
    let [left, right] = panel.grid.x_range;
    let [low, high] = panel.y_range;
    let is_on_map = |point: &&PointMark| {
        (left..=right).contains(&point.at.x) && (low..=high).contains(&point.at.y)
    };
    let mut parts = Vec::new();
    if panel.points.iter().filter(is_on_map).any(|point| point.is_start) {
        parts.push("triangles are starts");
    }
    if panel.points.iter().filter(is_on_map).any(|point| is_off(&point.at)) {
        parts.push("hollow marks are projections of points off the plane");
    }
    if panel.paths.iter().any(|path| path.points.len() > 1 && path.points.iter().any(is_off)) {
        parts.push("a path is dashed, and fainter, where it is off the plane");
    }
    parts.extend(flat_words(panel));
    let text = parts.join("; ");
    let mut rest = text.chars();
    rest.next().map(|first| format!("{}{}.", first.to_uppercase(), rest.as_str()))
}

/// What flat minima are, if there are any.
fn flat_words(panel: &MapPanel) -> Option<&'static str> {
    let is_region = FlatPatch::is_region;
    match (panel.flats.iter().any(|patch| !is_region(patch)), panel.flats.iter().any(is_region)) {
        (true, true) => Some("green lines and hatching are proven flat minima"),
        (true, false) => Some("green lines are proven flat minima"),
        (false, true) => Some("green hatching is a region of proven flat minima"),
        (false, false) => None,
    }
}
