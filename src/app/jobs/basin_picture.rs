//! A basin map painted for the screen.

use std::sync::Arc;

use eframe::egui::{ColorImage, TextureHandle};

use crate::app::jobs::basin_map::Named;
use crate::figure::{
    BasinPixels, BasinView, Colormap, LegendLine, ScaleKind, basin_legend, basin_pixels,
    label_color,
};
use crate::platform::Instant;

/// A map and how it is to be painted.
#[derive(Clone)]
pub struct Wish {
    /// The map.
    pub named: Arc<Named>,
    /// As what it is shown.
    pub view: BasinView,
    /// How numbers are spaced.
    pub scale: ScaleKind,
    /// How numbers are coloured.
    pub colormap: Colormap,
    /// The number of each attractor's colour.
    pub colors: Vec<usize>,
}

impl PartialEq for Wish {
    fn eq(&self, other: &Self) -> bool {
        let numbers = |wish: &Self| wish.view.quantity().map(|_| (wish.scale, wish.colormap));
        Arc::ptr_eq(&self.named, &other.named)
            && self.view == other.view
            && self.colors == other.colors
            && numbers(self) == numbers(other)
    }
}

/// A painted map.
pub struct Painted {
    /// What was wished.
    pub wish: Wish,
    /// The pixels and what they mean.
    pub pixels: BasinPixels,
    /// What can be told of its ends, in whatever view.
    pub legend: Vec<LegendLine>,
    /// The pixels for the screen.
    pub image: ColorImage,
}

/// Paints a map as it was wished.
pub fn paint(wish: Wish) -> Painted {
    let Wish { named, view, scale, colormap, colors } = &wish;
    let pixels = basin_pixels(&named.map, *view, &named.names, colors, *scale, *colormap);
    let legend = basin_legend(&named.map, &named.names, colors);
    let image = ColorImage::from_rgb(pixels.size, &pixels.rgb);
    Painted { wish, pixels, legend, image }
}

/// A basin map on screen.
pub struct BasinPicture {
    /// What is shown.
    pub named: Arc<Named>,
    /// How it is painted.
    pub wish: Wish,
    /// The pixels and what they mean.
    pub pixels: BasinPixels,
    /// What can be told of its ends, in whatever view.
    pub legend: Vec<LegendLine>,
    /// The pixels on the screen.
    pub texture: TextureHandle,
    /// When it was ready.
    pub arrived: Instant,
}

impl BasinPicture {
    /// The name of each attractor with its colour.
    pub fn colors(&self) -> Vec<(String, [u8; 3])> {
        let colors = self.wish.colors.iter().map(|&color| label_color(color));
        self.named.names.iter().cloned().zip(colors).collect()
    }

    /// The number that the colour at coordinates of the plane stands for.
    pub fn number(&self, at: [f64; 2]) -> Option<f64> {
        let [i, j] = self.named.cell(at)?;
        let map = &self.named.map;
        Some(self.wish.view.number(map, map.shown_cell(i, j)?))
    }
}
