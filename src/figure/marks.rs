//! Paths and named points of a figure, and the lines of the caption that explain them.

use super::draw::{Figure, PathMark, PathRole, PointMark};
use super::layout::{Area, CAPTION, KEY, LABEL, Layout};
use super::place::Obstacles;
use super::runner;
use super::svg::{Anchor, Svg, TextStyle};
use crate::optimizer::Optimizer;
use crate::plane::{Projection, stretches};

/// Colours of the paths, in order; they stay apart for colour-blind eyes (Okabe and Ito 2008).
const PATHS: [&str; 4] = ["#d55e00", "#cc79a7", "#56b4e9", "#f0e442"];

/// The colour of a path to compare with.
const PALE: &str = "#e4e4e4";

/// A point counts as in the plane when it is nearer to it than this share of the width.
const IN_PLANE: f64 = 0.004;

/// At this distance, as a share of the width, a path is at its faintest.
pub(super) const FAR: f64 = 0.5;

/// Radius of a named point, and of the ends of a path: the end shows as a ring around a point on
/// it.
const POINT: f64 = 3.2;
pub(super) const END: f64 = 4.8;

/// Lengths of the dashes of a path off the plane and of the gaps between them.
const DASH: [f64; 2] = [5.0, 3.0];

impl PathMark {
    fn runner(&self) -> Option<(Optimizer, &str)> {
        match &self.role {
            PathRole::Runner(who, text) => Some((*who, text)),
            PathRole::Descent | PathRole::Before => None,
        }
    }
}

impl Figure {
    /// The paths with their colours.
    pub(super) fn colored_paths(&self) -> impl Iterator<Item = (&PathMark, String)> {
        let mut colors = PATHS.iter().cycle();
        self.paths.iter().map(move |path| {
            let color = match &path.role {
                PathRole::Descent => {
                    colors.next().map_or_else(String::new, |color| (*color).to_owned())
                }
                PathRole::Before => PALE.to_owned(),
                PathRole::Runner(who, _) => runner::ink(*who),
            };
            (path, color)
        })
    }

    /// Distance up to which something counts as in the plane.
    pub(super) fn tolerance(&self) -> f64 {
        IN_PLANE * (self.grid.x_range[1] - self.grid.x_range[0])
    }

    /// What the marks mean, as far as they are on this figure.
    pub(super) fn key(&self) -> Option<String> {
        let is_off = |at: &Projection| at.distance > self.tolerance();
        let is_on_map = |point: &&PointMark| self.is_on_map(&point.at);
        let mut parts = Vec::new();
        if self.points.iter().filter(is_on_map).any(|point| point.is_start) {
            parts.push("triangles are starts");
        }
        if self.points.iter().filter(is_on_map).any(|point| is_off(&point.at)) {
            parts.push("hollow marks are projections of points off the plane");
        }
        if self.paths.iter().any(|path| path.points.len() > 1 && path.points.iter().any(is_off)) {
            parts.push("a path is dashed, and fainter, where it is off the plane");
        }
        parts.extend(self.flats_key());
        let text = parts.join("; ");
        let mut rest = text.chars();
        rest.next().map(|first| format!("{}{}.", first.to_uppercase(), rest.as_str()))
    }

    fn is_on_map(&self, at: &Projection) -> bool {
        let [left, right] = self.grid.x_range;
        let [low, high] = self.y_range;
        (left..=right).contains(&at.x) && (low..=high).contains(&at.y)
    }

    /// The page position of a projected point, if it has one.
    fn spot(&self, map: &Area, at: &Projection) -> Option<[f64; 2]> {
        (at.x.is_finite() && at.y.is_finite()).then(|| self.position(map, at.x, at.y))
    }

    /// The paths, then their ends, so that no path covers the end of another.
    pub(super) fn draw_paths(&self, svg: &mut Svg, map: &Area) {
        for (path, color) in self.colored_paths() {
            self.draw_path(svg, map, path, &color);
        }
        let is_marked = |[x, y]: [f64; 2]| {
            let starts = self.points.iter().filter(|point| point.is_start);
            starts
                .filter_map(|point| self.spot(map, &point.at))
                .any(|[a, b]| (a - x).hypot(b - y) < 1.0)
        };
        for (path, color) in self.colored_paths() {
            let [first, last] = [path.points.first(), path.points.last()]
                .map(|at| at.and_then(|at| self.spot(map, at)));
            // a named start has its own mark
            let last = match path.runner() {
                Some((optimizer, _)) => {
                    last.iter().for_each(|at| runner::draw_mark(svg, *at, optimizer));
                    None
                }
                None => last,
            };
            for ([x, y], fill) in
                [(first.filter(|&at| !is_marked(at)), "black"), (last, color.as_str())]
                    .into_iter()
                    .filter_map(|(at, fill)| at.map(|at| (at, fill)))
            {
                svg.element(&format!(
                    "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{END}\" fill=\"{fill}\" \
                        stroke=\"white\" stroke-width=\"1\"/>"
                ));
            }
        }
    }

    /// Who runs in a race; the last path, which lies on top, comes first.
    pub(super) fn runners(&self) -> impl Iterator<Item = (Optimizer, &str)> {
        self.paths.iter().rev().filter_map(PathMark::runner)
    }

    /// The key to the paths of a race, a line or more each.
    pub(super) fn draw_keys(&self, svg: &mut Svg, layout: &Layout) {
        let runners: Vec<Optimizer> = self.runners().map(|(who, _)| who).collect();
        for (i, (place, text)) in layout.keys.iter().enumerate() {
            let (left, y) = (layout.map.left, layout.key_line(i));
            if let Some(&runner) = place.and_then(|place| runners.get(place)) {
                let line = [[left, y - 0.35 * CAPTION], [left + KEY - 5.0, y - 0.35 * CAPTION]];
                let color = runner::ink(runner);
                for (ink, thickness) in [("black", 2.8), (color.as_str(), 1.6)] {
                    svg.polyline(&line, &format!("stroke=\"{ink}\" stroke-width=\"{thickness}\""));
                }
                runner::draw_mark(svg, [left + 0.5 * (KEY - 5.0), line[0][1]], runner);
            }
            svg.text(left + KEY, y, text, TextStyle::plain(CAPTION, Anchor::Start));
        }
    }

    /// Solid where the path runs in the plane, dashed and fainter the farther it is from it.
    fn draw_path(&self, svg: &mut Svg, map: &Area, path: &PathMark, color: &str) {
        let width = self.grid.x_range[1] - self.grid.x_range[0];
        // the pattern goes on from piece to piece: short pieces must not look solid together
        let mut travelled = 0.0;
        for stretch in stretches(&path.points, self.tolerance()) {
            let points: Vec<[f64; 2]> =
                stretch.points.iter().filter_map(|at| self.spot(map, at)).collect();
            let points = thinned(&points);
            let dash = if stretch.is_in_plane {
                String::new()
            } else {
                let [on, off] = DASH;
                let offset = travelled % (on + off);
                travelled += length(&points);
                format!(" stroke-dasharray=\"{on} {off}\" stroke-dashoffset=\"{offset:.2}\"")
            };
            let strength = 1.0 - 0.65 * (stretch.distance / (FAR * width)).clamp(0.0, 1.0);
            for (ink, thickness) in [("black", 2.8), (color, 1.6)] {
                svg.polyline(
                    &points,
                    &format!(
                        "stroke=\"{ink}\" stroke-opacity=\"{strength:.2}\" \
                            stroke-width=\"{thickness}\" stroke-linejoin=\"round\"{dash}"
                    ),
                );
            }
        }
    }

    /// Named points, and then their labels, which keep clear of all of them and of the paths.
    pub(super) fn draw_points(&self, svg: &mut Svg, map: &Area) {
        let line =
            |path: &PathMark| path.points.iter().filter_map(|at| self.spot(map, at)).collect();
        let lines: Vec<Vec<[f64; 2]>> = self.paths.iter().map(line).collect();
        let spots = self
            .points
            .iter()
            .filter_map(|point| Some((point, self.spot(map, &point.at)?)))
            .collect();
        self.draw_marked(svg, map, spots, &lines, &[]);
    }

    /// Points where they are on the page, with labels that keep clear of all of them, of these
    /// paths and of texts that are written already.
    pub(super) fn draw_marked(
        &self,
        svg: &mut Svg,
        map: &Area,
        mut shown: Vec<(&PointMark, [f64; 2])>,
        paths: &[Vec<[f64; 2]>],
        texts: &[Area],
    ) {
        let mut obstacles = Obstacles::default();
        texts.iter().for_each(|text| obstacles.add_text(*text));
        for line in paths {
            obstacles.add_path(line, map);
            line.last().iter().for_each(|&&end| obstacles.add_marker(end));
        }
        if self.is_curve() {
            obstacles.add_path(&self.curve(map), map);
        }
        shown.retain(|&(_, at)| map.contains(at));
        for &(point, at) in &shown {
            obstacles.add_marker(at);
            self.draw_marker(svg, point, at);
        }
        // the longest are the hardest to place
        shown.sort_by_key(|(point, _)| std::cmp::Reverse(point.label.chars().count()));
        for (point, at) in shown {
            let spot = obstacles.place(at, &point.label, map);
            // kerning sets text a little tighter than it was measured: keep it at its point's side
            let middle = 0.5 * (spot.left + spot.right);
            let (anchor, from) = if spot.right <= at[0] {
                (Anchor::End, spot.right)
            } else if (middle - at[0]).abs() < 0.5 {
                (Anchor::Middle, middle)
            } else {
                (Anchor::Start, spot.left)
            };
            let style = TextStyle { has_halo: true, ..TextStyle::plain(LABEL, anchor) };
            svg.text(from, spot.bottom - 0.25 * LABEL, &point.label, style);
        }
    }

    /// A circle, or a triangle for a start: a place to leave. Hollow if it is only projected.
    fn draw_marker(&self, svg: &mut Svg, point: &PointMark, [x, y]: [f64; 2]) {
        let shape = if point.is_start {
            format!(
                "<polygon points=\"{:.2},{:.2} {:.2},{y:.2} {:.2},{:.2}\"",
                x - 3.0,
                y - 4.2,
                x + 4.5,
                x - 3.0,
                y + 4.2
            )
        } else {
            format!("<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{POINT}\"")
        };
        if point.at.distance <= self.tolerance() {
            svg.element(&format!("{shape} fill=\"white\" stroke=\"black\" stroke-width=\"1.2\"/>"));
        } else {
            // a white core in the black line, which is seen on dark colours too
            for (ink, thickness) in [("black", 2.8), ("white", 1.2)] {
                svg.element(&format!(
                    "{shape} fill=\"none\" stroke=\"{ink}\" stroke-width=\"{thickness}\" \
                        stroke-linejoin=\"round\"/>"
                ));
            }
        }
    }
}

/// Drops points that are hardly apart on the page, which only make the file large.
fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    const APART: f64 = 0.25;
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for (i, &[x, y]) in points.iter().enumerate() {
        let is_end = i + 1 == points.len();
        if is_end || kept.last().is_none_or(|[a, b]| (a - x).hypot(b - y) > APART) {
            kept.push([x, y]);
        }
    }
    kept
}

fn length(points: &[[f64; 2]]) -> f64 {
    points.windows(2).map(|pair| (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1])).sum()
}
