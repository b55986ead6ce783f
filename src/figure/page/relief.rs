//! A figure whose map is drawn as a surface in space.

use super::marks;
use super::svg::{Anchor, Svg, TextStyle};
use super::text::TYPE;
use super::text::{text_width, typeset};
use crate::figure::picture::{MapPanel, PointMark};
use crate::figure::plan::Area;
use crate::figure::plan::{FAINT, Ink, PAGE, Shape, View, flats};
use crate::figure::surface::{
    Camera, Eye, Frame, Mark, Mesh, Raster, Skin, Stage, axes, lines, render,
};
use crate::plane::Projection;

/// Pixels of the surface along a unit of the layout, where a picture may be of any resolution, and
/// the fewest.
const DETAIL: f64 = 4.0;
const LEAST_DETAIL: f64 = 0.5;

/// Most points of the mesh along a side.
const MOST: usize = 300;

/// Points of the page kept free beside and above the box, for the names of its axes.
const MARGIN: [f64; 2] = [34.0, 22.0];

/// The lines at the marks of the loss, and the edges of the box.
const LEVEL: Ink = Ink::of([204; 3]);
const EDGE: Ink = Ink::of([119; 3]);

/// Draws the surface, its box, and everything on it into `area`.
pub(super) fn draw(figure: &MapPanel, svg: &mut Svg, area: &Area, camera: &Camera) {
    let [x_range, y_range] = [figure.grid.x_range, figure.grid.y_range];
    let frame = Frame { x_range, y_range, scale: figure.scale };
    let detail = figure.detail.unwrap_or(DETAIL).clamp(LEAST_DETAIL, DETAIL);
    let mesh = Mesh::new(&figure.values, &figure.grid, &frame, MOST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the size of a page"
    )]
    let size = [area.width(), area.height()].map(|points| (points * detail).round() as usize);
    let eye = Eye::new(camera, size.map(|pixels| pixels as f64), MARGIN.map(|m| m * detail));
    let skin = match &figure.labels {
        Some(labels) => Skin::Image { size: labels.size, rgb: labels.rgb.clone() },
        None => Skin::Heights(figure.colormap),
    };
    let raster = render(&mesh, &skin, &eye, size, 2);
    // whole pixels, which may end a little beyond the area
    let [right, bottom] = size.map(|pixels| pixels as f64 / detail);
    let pixels = Area { right: area.left + right, bottom: area.top + bottom, ..*area };
    let stage = Stage { frame: &frame, eye: &eye, raster: &raster, area: pixels };
    let names = [&figure.x_label, &figure.y_label].map(String::as_str);
    // over the basins the height still is the loss
    let height = if figure.labels.is_some() { "loss" } else { &figure.quantity };
    let box_of = axes(&frame, [names[0], names[1], height], &eye);
    let line = |line: &[[f64; 3]], pen| {
        Shape::line(line.iter().map(|&at| stage.position(at)).collect(), pen)
    };
    let levels = box_of.levels.iter().map(|level| line(level, LEVEL.pen(0.5)));
    let edges = box_of.edges.iter().map(|edge| line(edge, EDGE.pen(0.7)));
    svg.shapes(&levels.chain(edges).collect::<Vec<_>>());
    draw_raster(svg, &stage);
    let are_contours = !figure.contours.is_empty();
    let pen = if are_contours { PAGE.contour_in_space } else { PAGE.grid_in_space };
    let on_surface = lines(&figure.values, &figure.grid, &frame, &mesh, are_contours);
    let parts = on_surface.iter().flat_map(|line| stage.parts_of(line));
    let seen = parts.filter(|part| !part.is_hidden).map(|part| Shape::line(part.points, pen));
    svg.shapes(&seen.collect::<Vec<_>>());
    draw_flats(figure, svg, &stage);
    svg.shapes(&marks::paths(figure, &stage));
    let mut texts = draw_texts(svg, &stage, &box_of.marks, &box_of.names);
    let spots = |hides: bool| -> Vec<(&PointMark, [f64; 2])> {
        figure
            .points
            .iter()
            .filter_map(|point| Some((point, stage.spot(marks::place(point))?)))
            .filter(|(_, (_, is_hidden))| *is_hidden == hides)
            .map(|(point, (at, _))| (point, at))
            .collect()
    };
    svg.open_faint(FAINT);
    let hidden = marks::draw_marked(figure, svg, area, &stage, spots(true), &[], &texts);
    texts.extend(hidden);
    svg.close();
    marks::draw_marked(figure, svg, area, &stage, spots(false), &[], &texts);
}

/// Proven flat minima, all at the loss of the named point that is nearest to them.
fn draw_flats(figure: &MapPanel, svg: &mut Svg, stage: &Stage) {
    for patch in &figure.flats {
        let distance = |at: &Projection| {
            let away = patch.points().iter().map(|[x, y]| pxfm::f_hypot(at.x - x, at.y - y));
            away.fold(f64::INFINITY, f64::min)
        };
        let nearest =
            figure.points.iter().min_by(|a, b| distance(&a.at).total_cmp(&distance(&b.at)));
        let Some(PointMark { loss, .. }) = nearest else { continue };
        svg.shapes(&flats(patch, *loss, stage, &PAGE));
    }
}

fn draw_raster(svg: &mut Svg, stage: &Stage) {
    let Raster { width, height, rgba, .. } = stage.raster;
    // files hold colours that are not multiplied by alpha
    let plain: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|c| {
            let alpha = u32::from(c[3]);
            let whole = |c: u8| {
                u8::try_from((u32::from(c) * 255).checked_div(alpha).unwrap_or(0)).unwrap_or(255)
            };
            [whole(c[0]), whole(c[1]), whole(c[2]), c[3]]
        })
        .collect();
    svg.picture(&stage.area, [*width, *height], &plain);
}

/// Writes the numbers and names of the axes beside the box, and tells where they are.
fn draw_texts(
    svg: &mut Svg,
    stage: &Stage,
    marks: &[Vec<Mark>; 3],
    names: &[Mark; 3],
) -> Vec<Area> {
    let extent = |mark: &Mark, text: &str, size: f64| {
        0.5 * (mark.out[0].abs() * text_width(text, size) + mark.out[1].abs() * size)
    };
    let mut taken: Vec<Area> = Vec::new();
    let mut write = |mark: &Mark, size: f64, gap: f64, must: bool| {
        let text = if must { mark.text.clone() } else { typeset(&mark.text) };
        let away = gap + extent(mark, &text, size);
        let [x, y] = stage.of_pixel(mark.at);
        let (half, [x, y]) =
            (0.5 * text_width(&text, size), [x + away * mark.out[0], y + away * mark.out[1]]);
        // a long name at the side of a small panel stays in it
        let x = x.max(stage.area.left + half).min(stage.area.right - half);
        let spot =
            Area { left: x - half, right: x + half, top: y - 0.5 * size, bottom: y + 0.5 * size };
        if !must && taken.iter().any(|other| other.meets(&spot)) {
            return;
        }
        svg.text(x, y + 0.35 * size, &text, TextStyle::plain(size, Anchor::Middle));
        taken.push(spot);
    };
    // names must be read; a number that is in their way is left out
    for (axis, (marks, name)) in marks.iter().zip(names).enumerate() {
        let extents = marks.iter().map(|mark| extent(mark, &typeset(&mark.text), TYPE));
        let reach = extents.fold(0.0, f64::max);
        // the name of the height stands over its axis
        let gap = if axis == 2 { 5.0 } else { 8.0 + 2.0 * reach };
        write(name, TYPE, gap, true);
    }
    marks.iter().flatten().for_each(|mark| write(mark, TYPE, 4.0, false));
    taken
}
