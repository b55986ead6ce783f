//! The loss as a surface in space, drawn off the window's thread: at once and roughly while it is
//! turned, finely once it rests.

use std::sync::Arc;

use eframe::egui::{Color32, ColorImage, Context, TextureHandle, TextureId, TextureOptions, Vec2};

use crate::app::jobs::basin_layer::BasinLayer;
use crate::app::jobs::keyed::Keyed;
use crate::app::jobs::loss_layer::{LossLayer, Picture};
use crate::app::state::session::{Layer, Session};
use crate::figure::plan::{Area, Place, View};
use crate::figure::surface::{self, Camera, Eye, Frame, Mesh, Raster, Skin, Stage, pieces, render};
use crate::plane::Grid;
use crate::platform::Instant;

/// Most points of the mesh along a side.
const MOST: usize = 200;

/// Points of the screen kept free beside and above the box, for the names of its axes.
const MARGIN: [f32; 2] = [46.0, 30.0];

/// Seconds that a rough picture may take before it is drawn with fewer pixels.
const QUICK: f64 = 0.012;

/// Pixels that the surface does not reach past, however large the screen.
const MOST_PIXELS: f32 = 1600.0;

/// The mesh with the lines on it, in the box.
struct Relief {
    frame: Frame,
    mesh: Mesh,
    lines: Vec<Vec<[f64; 3]>>,
    skin: Skin,
}

/// What the mesh is made of.
#[derive(Clone)]
struct Source {
    values: Arc<ndarray::Array2<f64>>,
    grid: Grid,
    frame: Frame,
    has_contours: bool,
    skin: Skin,
    /// The texture whose colours the skin has.
    texture: Option<TextureId>,
    colormap: crate::figure::Colormap,
}

impl Source {
    fn relief(&self) -> Relief {
        let mesh = Mesh::new(&self.values, &self.grid, &self.frame, MOST);
        let (values, grid, frame) = (&self.values, &self.grid, &self.frame);
        let lines = surface::lines(values, grid, frame, &mesh, self.has_contours);
        Relief { frame: self.frame.clone(), mesh, lines, skin: self.skin.clone() }
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.values, &other.values)
            && self.frame == other.frame
            && self.has_contours == other.has_contours
            && self.texture == other.texture
            && self.colormap == other.colormap
    }
}

/// How the mesh is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shot {
    camera: Camera,
    size: [usize; 2],
    /// Pixels of a point of the screen.
    unit: f32,
    /// Pixels of the surface along a side of one of the picture.
    samples: usize,
}

impl Shot {
    fn eye(&self) -> Eye {
        let size = self.size.map(|pixels| pixels as f64);
        Eye::new(&self.camera, size, MARGIN.map(|points| f64::from(points * self.unit)))
    }
}

/// A drawn surface on its way to the window.
struct Drawn {
    source: Source,
    relief: Arc<Relief>,
    shot: Shot,
    raster: Raster,
    image: ColorImage,
    lines: Vec<Vec<[f64; 2]>>,
    seconds: f64,
}

/// A surface on the screen.
pub struct SurfacePicture {
    source: Source,
    relief: Arc<Relief>,
    raster: Raster,
    eye: Eye,
    /// The pixels.
    pub texture: TextureHandle,
    /// Contours, or a grid, in pixels of the picture.
    pub lines: Vec<Vec<[f64; 2]>>,
}

impl SurfacePicture {
    /// It as it stands on the screen, where it fills `area`.
    pub fn stage(&self, area: Area) -> Stage<'_> {
        Stage { frame: &self.relief.frame, eye: &self.eye, raster: &self.raster, area }
    }

    /// Where coordinates of the plane are on the screen: on the surface.
    pub fn place_on_screen(&self, at: [f64; 2], area: Area) -> Option<[f64; 2]> {
        let Source { grid, values, .. } = &self.source;
        let (i, j) = grid.column(at[0]).zip(grid.row(at[1]))?;
        let (at, _) = self.stage(area).spot(Place { at, loss: values[[j, i]] })?;
        Some(at)
    }
}

/// The running drawing and its newest result.
#[derive(Default)]
pub struct SurfaceLayer {
    /// What is drawn at the time, or was last.
    drawing: Keyed<(Source, Shot), Drawn>,
    /// Whether a rough picture takes longer than it may.
    is_slow: bool,
    /// The newest picture.
    pub picture: Option<SurfacePicture>,
}

impl SurfaceLayer {
    /// Forgets everything, as another model is shown.
    pub fn clear(&mut self) {
        *self = Self { is_slow: self.is_slow, ..Self::default() };
    }

    /// Asks for a picture of the newest map, `size` points large, unless it is there.
    ///
    /// A drawing that has begun is not cut short: while the hand turns the surface, that would show
    /// nothing.
    pub fn want(
        &mut self,
        context: &Context,
        session: &Session,
        loss: &LossLayer,
        basins: &BasinLayer,
        size: Vec2,
    ) {
        let Some(picture) = &loss.picture else { return };
        if self.drawing.job.running().is_some() {
            return;
        }
        let is_moving = context.input(|input| {
            input.pointer.any_down()
                || input.smooth_scroll_delta() != Vec2::ZERO
                || input.zoom_delta() != 1.0
        });
        let source = source(session, picture, basins);
        let sharp = context.pixels_per_point().min(MOST_PIXELS / size.x.max(size.y));
        let unit = if is_moving && self.is_slow { 0.5 * sharp } else { sharp };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 8..=1600"
        )]
        let pixels =
            [size.x, size.y].map(|points| (points * unit).clamp(8.0, MOST_PIXELS).round() as usize);
        let samples = if is_moving { 1 } else { 2 };
        let shot = Shot { camera: session.surface.camera, size: pixels, unit, samples };
        let request = (source.clone(), shot);
        if self.drawing.is_for(&request) {
            return;
        }
        let known = self.picture.as_ref().filter(|picture| picture.source == source);
        let known = known.map(|picture| Arc::clone(&picture.relief));
        self.drawing.ask(context, request, move |_, outbox| {
            let started = Instant::now();
            let relief = known.unwrap_or_else(|| Arc::new(source.relief()));
            let eye = shot.eye();
            let raster = render(&relief.mesh, &relief.skin, &eye, shot.size, shot.samples);
            let lines = relief.lines.iter().flat_map(|line| pieces(line, &eye, &raster));
            let seen = lines.filter(|piece| !piece.is_hidden);
            let lines = seen.map(|piece| piece.points).collect();
            let image = ColorImage::new(shot.size, colors(&raster));
            let seconds = started.elapsed().as_secs_f64();
            outbox.send(Drawn { source, relief, shot, raster, image, lines, seconds });
        });
    }

    /// Takes in what has been drawn.
    pub fn poll(&mut self, context: &Context) {
        let Some(drawn) = self.drawing.job.take_newest() else { return };
        let Drawn { source, relief, shot, raster, image, lines, seconds } = drawn;
        if shot.samples == 1 {
            // with a quarter of the pixels it takes a quarter of the time
            self.is_slow = seconds > if self.is_slow { 0.25 * QUICK } else { QUICK };
        }
        let texture = match self.picture.take() {
            Some(SurfacePicture { mut texture, .. }) => {
                texture.set(image, TextureOptions::LINEAR);
                texture
            }
            None => context.load_texture("surface", image, TextureOptions::LINEAR),
        };
        self.picture =
            Some(SurfacePicture { source, relief, raster, eye: shot.eye(), texture, lines });
    }

    /// Progress of the running drawing.
    pub fn work(&self) -> Option<f64> {
        self.drawing.job.progress()
    }
}

fn source(session: &Session, picture: &Picture, basins: &BasinLayer) -> Source {
    let Grid { x_range, y_range, .. } = picture.of.grid;
    let colormap = picture.of.look.colormap;
    let is_basins = session.layer == Layer::Basins;
    let of_basins = basins
        .shown()
        .filter(|basins| is_basins && basins.named.map.grid.has_ranges_of(&picture.of.grid));
    let skin = match of_basins {
        Some(basins) => Skin::Image { size: basins.pixels.size, rgb: basins.pixels.rgb.clone() },
        // not computed yet
        None if is_basins => Skin::Image { size: [1, 1], rgb: vec![70; 3] },
        None => Skin::Heights(colormap),
    };
    Source {
        values: Arc::clone(&picture.of.values),
        grid: picture.of.grid.clone(),
        frame: Frame { x_range, y_range, scale: picture.of.scale },
        has_contours: session.look.contours,
        texture: of_basins
            .map(|basins| basins.texture.id())
            .or(is_basins.then_some(TextureId::User(0))),
        skin,
        colormap,
    }
}

fn colors(raster: &Raster) -> Vec<Color32> {
    raster
        .rgba
        .chunks_exact(4)
        .map(|c| Color32::from_rgba_premultiplied(c[0], c[1], c[2], c[3]))
        .collect()
}
