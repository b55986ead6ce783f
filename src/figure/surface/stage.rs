//! A drawn surface where it stands in a picture, with what lies on it.

use ndarray::Array2;

use super::{Eye, Frame, Mesh, Raster, Seen, inside, is_hidden, pieces};
use crate::figure::map::contour;
use crate::figure::plan::{Area, Part, Place, View};
use crate::plane::Grid;

/// Number of contour levels, and of lines along each side of a grid in their place.
const CONTOURS: usize = 12;
const LINES: usize = 21;

/// A drawn surface and where it is in the picture.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// What the box stands for.
    pub frame: &'a Frame,
    /// From where it is seen.
    pub eye: &'a Eye,
    /// The surface.
    pub raster: &'a Raster,
    /// Where its pixels are in the picture.
    pub area: Area,
}

impl Stage<'_> {
    /// The place in the picture of a pixel of the surface.
    #[must_use]
    pub fn of_pixel(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let share = [x / self.raster.width as f64, y / self.raster.height as f64];
        [
            self.area.left + share[0] * self.area.width(),
            self.area.top + share[1] * self.area.height(),
        ]
    }

    /// The place in the picture of a point of the box, be it hidden or not.
    #[must_use]
    pub fn position(&self, at: [f64; 3]) -> [f64; 2] {
        let seen = self.eye.project(at);
        self.of_pixel([seen.x, seen.y])
    }

    /// The coordinates of the plane under a place of the picture; `None` beside the surface.
    #[must_use]
    pub fn coordinates(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let x = (x - self.area.left) / self.area.width() * self.raster.width as f64;
        let y = (y - self.area.top) / self.area.height() * self.raster.height as f64;
        let nearness = self.raster.at(x, y)?;
        Some(self.frame.coordinates(self.eye.unproject(Seen { x, y, nearness })))
    }

    /// The parts of a line through points of the box.
    #[must_use]
    pub fn parts_of(&self, line: &[[f64; 3]]) -> Vec<Part> {
        let pieces = inside(line).into_iter().flat_map(|line| pieces(&line, self.eye, self.raster));
        let on_page = |part: Part| Part {
            points: part.points.into_iter().map(|at| self.of_pixel(at)).collect(),
            ..part
        };
        pieces.map(on_page).collect()
    }

    fn in_box(&self, Place { at: [x, y], loss }: Place) -> [f64; 3] {
        self.frame.place(x, y, loss)
    }
}

impl View for Stage<'_> {
    fn is_flat(&self) -> bool {
        false
    }

    fn width(&self) -> f64 {
        self.frame.x_range[1] - self.frame.x_range[0]
    }

    fn parts(&self, line: &[Place]) -> Vec<Part> {
        let line: Vec<[f64; 3]> = line.iter().map(|&place| self.in_box(place)).collect();
        self.parts_of(&line)
    }

    fn spot(&self, place: Place) -> Option<([f64; 2], bool)> {
        let at = self.in_box(place);
        let is_in = at[0].abs() <= 1.0 && at[1].abs() <= 1.0 && at[2].is_finite();
        is_in.then(|| (self.position(at), is_hidden(self.eye.project(at), self.raster)))
    }

    /// On a surface regions are told by their outlines alone.
    fn region(&self, _: &[[f64; 2]]) -> Vec<[f64; 2]> {
        Vec::new()
    }
}

/// The lines on a surface that let its shape be seen, as places of the box: contours of its values,
/// or a grid.
///
/// # Panics
/// If the values do not have the grid's shape.
#[must_use]
pub fn lines(
    values: &Array2<f64>,
    grid: &Grid,
    frame: &Frame,
    mesh: &Mesh,
    are_contours: bool,
) -> Vec<Vec<[f64; 3]>> {
    if !are_contours {
        return mesh.grid_lines(LINES);
    }
    let of_level = |level: f64| {
        let place = move |at: &[f64; 2]| frame.place(at[0], at[1], level);
        let lines = contour::lines(values, grid, level).into_iter();
        lines.map(move |line| line.iter().map(place).collect())
    };
    contour::levels(&frame.scale, CONTOURS).into_iter().flat_map(of_level).collect()
}
