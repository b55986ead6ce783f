//! A basin map as pixels and as the lines of a legend.

use std::sync::Arc;

use eframe::egui::{Color32, ColorImage};

use super::{Named, Swatch};
use crate::app::session::BasinView;
use crate::basins::{self, Attractor, DIVERGED, NOT_COMPUTED, UNDECIDED};
use crate::experiment;
use crate::figure::{
    Colormap, Scale, ScaleKind, format_number, label_color, label_pixels, pixels, shaded_pixels, shown_values,
};

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
        let numbers = |wish: &Self| wish.view.is_numbers().then_some((wish.scale, wish.colormap));
        Arc::ptr_eq(&self.named, &other.named)
            && self.view == other.view
            && self.colors == other.colors
            && numbers(self) == numbers(other)
    }
}

/// A painted map.
pub struct Painted {
    pub named: Arc<Named>,
    pub view: BasinView,
    pub colors: Vec<usize>,
    pub image: ColorImage,
    pub scale: Option<(Scale, Colormap)>,
    pub legend: Vec<Entry>,
}

/// A line of the legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// How it is marked.
    pub swatch: Swatch,
    /// What it is and how large.
    pub text: String,
}

/// Paints a map as it was wished.
pub fn paint(wish: Wish) -> Painted {
    let Wish { named, view, scale: spacing, colormap, colors } = wish;
    let map = &named.map;
    let color = |place: usize| label_color(colors[place]);
    let (rgb, scale) = match view {
        BasinView::End => (label_pixels(map, color), None),
        BasinView::Shaded => (shaded_pixels(map, color), None),
        BasinView::Loss | BasinView::Steps | BasinView::Distance => {
            let values = shown_values(map, |cell| match view {
                BasinView::Steps => f64::from(map.steps[cell]),
                BasinView::Distance => map.distance[cell],
                _ => map.loss[cell],
            });
            let scale = Scale::fit(values.iter().copied(), spacing);
            (pixels(&values, &scale, colormap), Some((scale, colormap)))
        }
    };
    let image = ColorImage::from_rgb([map.grid.width, map.grid.height], &rgb);
    let legend = if scale.is_none() { legend(&named, &colors) } else { Vec::new() };
    Painted { named, view, colors, image, scale, legend }
}

/// What an attractor is, with the share of `total` starts that end in it.
pub fn line(attractor: &Attractor, name: &str, color: usize, count: usize, total: usize) -> Entry {
    let accuracy =
        attractor.accuracy.map_or(String::new(), |a| format!(", accuracy {} %", format_number(100.0 * a)));
    let [r, g, b] = label_color(color);
    let swatch = Swatch::Plain(Color32::from_rgb(r, g, b));
    Entry { swatch, text: format!("{name}{accuracy}: {}", share_text(count, total)) }
}

/// A share in words: `24 % ± 6`, half the width of its 95 % interval.
pub fn share_text(count: usize, total: usize) -> String {
    if count > 0 && 2000 * count < total {
        return "below 0.1 %".to_owned();
    }
    let tenths = |share: f64| format_number((1000.0 * share).round() / 10.0);
    let share = basins::share(count, total);
    match tenths(0.5 * (share.high - share.low)).as_str() {
        "0" => format!("{} %", tenths(share.share)),
        half => format!("{} % ± {half}", tenths(share.share)),
    }
}

fn legend(named: &Named, colors: &[usize]) -> Vec<Entry> {
    let map = &named.map;
    let computed = map.computed();
    let counts = experiment::counts(map);
    let mut entries: Vec<Entry> = (0..map.attractors.len())
        .filter(|&place| counts[place] > 0)
        .map(|place| {
            line(&map.attractors[place], &named.names[place], colors[place], counts[place], computed)
        })
        .collect();
    let grey = Swatch::Plain(Color32::from_gray(208));
    for (label, swatch, name) in [(UNDECIDED, Swatch::Hatched, "undecided"), (DIVERGED, grey, "diverged")] {
        let count = map.count(label);
        if count > 0 {
            entries.push(Entry { swatch, text: format!("{name}: {}", share_text(count, computed)) });
        }
    }
    if map.count(NOT_COMPUTED) > 0 {
        entries.push(Entry {
            swatch: Swatch::None,
            text: "being refined: cells between are filled in".to_owned(),
        });
    }
    entries
}
