//! Triangles to pixels, with a depth buffer.

use rayon::prelude::*;

use super::{Eye, Mesh, Seen};
use crate::figure::scale::Colormap;

/// Rows of a band, the piece of work of a thread.
const BAND: usize = 32;

/// Brightness of what turns away from the light, and how much the light adds. Lightness carries the
/// loss, so shading has to be mild.
const AMBIENT: f32 = 0.70;
const DIFFUSE: f32 = 0.36;

/// What the surface is coloured by.
#[derive(Clone, Debug)]
pub enum Skin {
    /// Its own height, as the heatmap is.
    Heights(Colormap),
    /// A picture that covers the whole floor of the box, `3 W H` bytes, top row first.
    Image {
        /// Pixels across and down.
        size: [usize; 2],
        /// Red, green and blue.
        rgb: Vec<u8>,
    },
}

/// A drawn surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Red, green, blue and alpha, colours multiplied by alpha; nothing where there is no surface.
    pub rgba: Vec<u8>,
    /// How near the surface is in the middle of each pixel; 0 where there is none.
    pub nearness: Vec<f32>,
}

impl Raster {
    /// How near the surface is at a place of the picture; `None` beside it.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "inside the picture"
    )]
    pub fn at(&self, x: f64, y: f64) -> Option<f64> {
        if !(x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64) {
            return None;
        }
        let nearness = self.nearness[y as usize * self.width + x as usize];
        (nearness > 0.0).then_some(f64::from(nearness))
    }
}

/// A corner of triangles as it is seen.
#[derive(Clone, Copy)]
struct Corner {
    x: f32,
    y: f32,
    /// Nearness, height, brightness, and place on the floor: what is interpolated.
    values: [f32; 5],
}

/// Draws a mesh as `eye` sees it, on `size` pixels. Each pixel is the mean of `samples x samples`,
/// which makes edges smooth. `eye` is that of a picture of `size`.
///
/// The same bits for any number of threads: bands of rows are drawn apart from each other.
#[must_use]
pub fn render(mesh: &Mesh, skin: &Skin, eye: &Eye, size: [usize; 2], samples: usize) -> Raster {
    let [width, height] = size;
    let corners = corners(mesh, eye, samples);
    let paint = Paint::new(skin);
    let bands: Vec<(Vec<u8>, Vec<f32>)> = (0..height.div_ceil(BAND))
        .into_par_iter()
        .map(|band| {
            let first = band * BAND;
            let rows = BAND.min(height - first);
            let mut canvas = Canvas::new(width * samples, first * samples, rows * samples);
            canvas.mesh(mesh, &corners, &paint);
            canvas.reduced(samples)
        })
        .collect();
    let mut raster = Raster { width, height, rgba: Vec::new(), nearness: Vec::new() };
    for (rgba, nearness) in bands {
        raster.rgba.extend(rgba);
        raster.nearness.extend(nearness);
    }
    raster
}

fn corners(mesh: &Mesh, eye: &Eye, samples: usize) -> Vec<Corner> {
    let light = eye.light();
    let scale = samples as f64;
    (0..mesh.rows * mesh.columns)
        .into_par_iter()
        .map(|index| {
            let (row, column) = (index / mesh.columns, index % mesh.columns);
            let at = mesh.point(row, column);
            let Seen { x, y, nearness } = eye.project(at);
            let normal = mesh.normal(row, column);
            let lit: f64 = normal.iter().zip(light).map(|(n, l)| n * l).sum();
            #[expect(clippy::cast_possible_truncation, reason = "places on a picture, and shares")]
            let corner = Corner {
                x: (x * scale) as f32,
                y: (y * scale) as f32,
                values: [
                    nearness as f32,
                    mesh.heights[index],
                    AMBIENT + DIFFUSE * lit.max(0.0) as f32,
                    (0.5 * (at[0] + 1.0)) as f32,
                    (0.5 * (1.0 - at[1])) as f32,
                ],
            };
            corner
        })
        .collect()
}

/// Colours, ready to be looked up.
enum Paint<'a> {
    Table(Vec<[f32; 3]>),
    Image { size: [usize; 2], rgb: &'a [u8] },
}

impl<'a> Paint<'a> {
    fn new(skin: &'a Skin) -> Self {
        match skin {
            Skin::Heights(map) => Self::Table(
                (0..=255).map(|k| map.color(f64::from(k) / 255.0).map(f32::from)).collect(),
            ),
            Skin::Image { size, rgb } => Self::Image { size: *size, rgb },
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the table"
    )]
    fn color(&self, [_, height, brightness, u, v]: [f32; 5]) -> [u8; 3] {
        let base = match self {
            Self::Table(table) => table[(height * 255.0 + 0.5).clamp(0.0, 255.0) as usize],
            Self::Image { size: [width, height], rgb } => {
                let place = |share: f32, count: usize| {
                    ((share * count as f32).max(0.0) as usize).min(count.saturating_sub(1))
                };
                let start = 3 * (place(v, *height) * width + place(u, *width));
                rgb.get(start..start + 3).map_or([128.0; 3], |c| [0, 1, 2].map(|k| f32::from(c[k])))
            }
        };
        base.map(|c| (c * brightness).min(255.0) as u8)
    }
}

/// A band of rows under way.
struct Canvas {
    width: usize,
    /// The row of the whole picture that is the band's first.
    first: usize,
    rows: usize,
    rgb: Vec<[u8; 3]>,
    nearness: Vec<f32>,
}

impl Canvas {
    fn new(width: usize, first: usize, rows: usize) -> Self {
        Self {
            width,
            first,
            rows,
            rgb: vec![[0; 3]; width * rows],
            nearness: vec![0.0; width * rows],
        }
    }

    fn mesh(&mut self, mesh: &Mesh, corners: &[Corner], paint: &Paint) {
        let (top, bottom) = (self.first as f32, (self.first + self.rows) as f32);
        for row in 1..mesh.rows {
            for column in 1..mesh.columns {
                let at = |r: usize, c: usize| corners[r * mesh.columns + c];
                let quad = [
                    at(row - 1, column - 1),
                    at(row - 1, column),
                    at(row, column),
                    at(row, column - 1),
                ];
                let low = quad.iter().fold(f32::INFINITY, |y, corner| y.min(corner.y));
                let high = quad.iter().fold(f32::NEG_INFINITY, |y, corner| y.max(corner.y));
                if high < top
                    || low > bottom
                    || quad.iter().any(|corner| !corner.values[1].is_finite())
                {
                    continue;
                }
                let [a, b, c, d] = quad;
                self.triangle([a, b, c], paint);
                self.triangle([a, c, d], paint);
            }
        }
    }

    /// Fills a triangle where it is nearer than what is there; both its sides are seen.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the canvas"
    )]
    fn triangle(&mut self, corners: [Corner; 3], paint: &Paint) {
        let [a, b, c] = corners;
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area == 0.0 || !area.is_finite() {
            return;
        }
        let least = |f: fn(&Corner) -> f32| corners.iter().map(f).fold(f32::INFINITY, f32::min);
        let greatest =
            |f: fn(&Corner) -> f32| corners.iter().map(f).fold(f32::NEG_INFINITY, f32::max);
        let end = |at: f32, first: usize, count: usize| {
            (at - first as f32).floor().clamp(-1.0, count as f32 - 1.0) as isize
        };
        let rows = end(least(|p| p.y), self.first, self.rows).max(0)
            ..=end(greatest(|p| p.y), self.first, self.rows);
        let columns =
            end(least(|p| p.x), 0, self.width).max(0)..=end(greatest(|p| p.x), 0, self.width);
        for row in rows {
            let row = row as usize;
            let y = (self.first + row) as f32 + 0.5;
            for column in columns.clone() {
                let column = column as usize;
                let x = column as f32 + 0.5;
                // shares of the corners; edges belong to both sides, so that no gap opens between
                // triangles
                let of_b = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / area;
                let of_c = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / area;
                let of_a = 1.0 - of_b - of_c;
                if of_a < 0.0 || of_b < 0.0 || of_c < 0.0 {
                    continue;
                }
                let mix = |k: usize| of_a * a.values[k] + of_b * b.values[k] + of_c * c.values[k];
                let place = row * self.width + column;
                let nearness = mix(0);
                if nearness > self.nearness[place] {
                    self.nearness[place] = nearness;
                    self.rgb[place] = paint.color([nearness, mix(1), mix(2), mix(3), mix(4)]);
                }
            }
        }
    }

    /// The band with `samples x samples` of its pixels made one: colours with alpha, and the depth
    /// in the middle.
    fn reduced(&self, samples: usize) -> (Vec<u8>, Vec<f32>) {
        let (width, rows) = (self.width / samples, self.rows / samples);
        let mut rgba = Vec::with_capacity(4 * width * rows);
        let mut depths = Vec::with_capacity(width * rows);
        let share = samples * samples;
        for row in 0..rows {
            for column in 0..width {
                let mut sum = [0_usize; 4];
                for dy in 0..samples {
                    let start = (row * samples + dy) * self.width + column * samples;
                    for place in start..start + samples {
                        if self.nearness[place] > 0.0 {
                            let [r, g, b] = self.rgb[place].map(usize::from);
                            sum = [sum[0] + r, sum[1] + g, sum[2] + b, sum[3] + 255];
                        }
                    }
                }
                #[expect(clippy::cast_possible_truncation, reason = "a mean of bytes")]
                rgba.extend(sum.map(|s| (s / share) as u8));
                let middle =
                    (row * samples + samples / 2) * self.width + column * samples + samples / 2;
                depths.push(self.nearness[middle]);
            }
        }
        (rgba, depths)
    }
}
