//! A basin map as a picture with its legend.

use std::sync::Arc;

use super::labels::{DIVERGED_COLOR, label_color, label_pixels, shaded_pixels, shown_values};
use super::{Colormap, Figure, Scale, ScaleKind, format_number, pixels};
use crate::basins::{BasinMap, DIVERGED, NOT_COMPUTED, UNDECIDED, share};

/// What is shown of the basins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasinView {
    /// Which attractor descent from each cell ends in.
    #[default]
    End,
    /// The same, darker where it takes longer.
    Shaded,
    /// The loss that it ends with.
    Loss,
    /// The steps that it takes.
    Steps,
    /// How far in weight space it goes.
    Distance,
}

impl BasinView {
    /// All views.
    pub const ALL: [Self; 5] = [Self::End, Self::Shaded, Self::Loss, Self::Steps, Self::Distance];

    /// What the numbers are called beside the colour bar; `None` where colours stand for
    /// attractors.
    #[must_use]
    pub fn quantity(self) -> Option<&'static str> {
        match self {
            Self::End | Self::Shaded => None,
            Self::Loss => Some("final loss"),
            Self::Steps => Some("steps"),
            Self::Distance => Some("distance"),
        }
    }

    /// The number of a computed cell (row, column); NaN where colours stand for attractors.
    #[must_use]
    pub fn number(self, map: &BasinMap, cell: [usize; 2]) -> f64 {
        match self {
            Self::End | Self::Shaded => f64::NAN,
            Self::Loss => map.loss[cell],
            Self::Steps => f64::from(map.steps[cell]),
            Self::Distance => map.distance[cell],
        }
    }
}

/// How a line of a legend is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Swatch {
    /// By the colour and pattern with this number.
    Basin(usize),
    /// By the grey of diverged cells.
    Diverged,
    /// By the hatching of undecided cells.
    Hatched,
    /// Not at all.
    None,
}

impl Swatch {
    /// The colour of a bar for what is so marked; `None` where it has none of its own.
    #[must_use]
    pub fn color(self) -> Option<[u8; 3]> {
        match self {
            Self::Basin(number) => Some(label_color(number)),
            Self::Diverged => Some(DIVERGED_COLOR),
            Self::Hatched | Self::None => None,
        }
    }
}

/// A line of a legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LegendLine {
    /// How it is marked.
    pub swatch: Swatch,
    /// What it is and how large.
    pub text: String,
    /// How many cells it stands for; none for a line about the map itself.
    pub cells: usize,
}

/// A basin map as pixels with what they mean.
#[derive(Clone, Debug, PartialEq)]
pub struct BasinPixels {
    /// Pixels across and down.
    pub size: [usize; 2],
    /// Three bytes a pixel, the highest row on top.
    pub rgb: Vec<u8>,
    /// From number to place on the colour bar, where colours stand for numbers.
    pub scale: Option<Scale>,
    /// What the colours mean otherwise, best attractor first.
    pub legend: Vec<LegendLine>,
}

/// Paints a map. `names` and `colors` (numbers of [`label_color`]) are those of its attractors in
/// the map's order; `spacing` and `colormap` are for views of numbers.
#[must_use]
pub fn basin_pixels(
    map: &BasinMap,
    view: BasinView,
    names: &[String],
    colors: &[usize],
    spacing: ScaleKind,
    colormap: Colormap,
) -> BasinPixels {
    let number = |place: usize| colors[place];
    let (size, rgb) = match view {
        BasinView::End => label_pixels(map, number),
        BasinView::Shaded => shaded_pixels(map, number),
        BasinView::Loss | BasinView::Steps | BasinView::Distance => {
            let values = shown_values(map, |cell| view.number(map, cell));
            let scale = Scale::fit(values.iter().copied(), spacing);
            let rgb = pixels(&values, &scale, colormap);
            let size = [map.grid.width, map.grid.height];
            return BasinPixels { size, rgb, scale: Some(scale), legend: Vec::new() };
        }
    };
    BasinPixels { size, rgb, scale: None, legend: basin_legend(map, names, colors) }
}

impl Figure {
    /// The figure with a basin map, painted as `pixels`, in place of the loss; the caption says
    /// with which `settings` the descents ran, if it does not already.
    #[must_use]
    pub fn with_basins(
        mut self,
        map: &BasinMap,
        view: BasinView,
        pixels: BasinPixels,
        settings: String,
    ) -> Self {
        self.grid = map.grid.clone();
        self.contours = Vec::new();
        if !self.caption.contains(&settings) {
            self.caption.push(settings);
        }
        if let (Some(quantity), Some(scale)) = (view.quantity(), pixels.scale) {
            self.values = Arc::new(shown_values(map, |cell| view.number(map, cell)));
            quantity.clone_into(&mut self.quantity);
            self.scale = scale;
        } else {
            if self.surface.is_some() {
                // the height still is the loss, which may have been computed on other cells of the
                // same ranges
                (self.grid.height, self.grid.width) = self.values.dim();
            }
            self.labels = Some(pixels);
        }
        self
    }
}

/// A share in words: `24 % ± 6`, half the width of its 95 % interval.
#[must_use]
pub fn share_text(count: usize, total: usize) -> String {
    if count > 0 && 2000 * count < total {
        return "below 0.1 %".to_owned();
    }
    let tenths = |share: f64| format_number((1000.0 * share).round() / 10.0);
    let share = share(count, total);
    match tenths(0.5 * (share.high - share.low)).as_str() {
        "0" => format!("{} %", tenths(share.share)),
        half => format!("{} % ± {half}", tenths(share.share)),
    }
}

/// The attractors with their shares of the computed cells, and what else there is on the map.
/// `names` and `colors` are as in [`basin_pixels`].
#[must_use]
pub fn basin_legend(map: &BasinMap, names: &[String], colors: &[usize]) -> Vec<LegendLine> {
    let computed = map.computed();
    let mut lines = Vec::new();
    let mut add = |swatch, label: i32, name: &str| {
        let count = map.count(label);
        if count > 0 {
            let text = format!("{name}: {}", share_text(count, computed));
            lines.push(LegendLine { swatch, text, cells: count });
        }
    };
    for ((label, attractor), (name, color)) in
        (0..).zip(&map.attractors).zip(names.iter().zip(colors))
    {
        let accuracy = attractor
            .accuracy
            .map(|share| format!(", accuracy {} %", format_number(100.0 * share)));
        add(Swatch::Basin(*color), label, &format!("{name}{}", accuracy.unwrap_or_default()));
    }
    add(Swatch::Hatched, UNDECIDED, &format!("undecided{}", undecided_losses(map)));
    add(Swatch::Diverged, DIVERGED, "diverged");
    if map.count(NOT_COMPUTED) > 0 {
        let text = "coarse so far: cells between are filled in".to_owned();
        lines.push(LegendLine { swatch: Swatch::None, text, cells: 0 });
    }
    lines
}

/// Where undecided cells stood when their steps were spent: ` at loss 0.2 to 0.3`.
fn undecided_losses(map: &BasinMap) -> String {
    let losses = map.loss.iter().zip(&map.label).filter(|(_, label)| **label == UNDECIDED);
    let [low, high] = losses.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], (loss, _)| {
        [low.min(*loss), high.max(*loss)]
    });
    let [low, high] = [low, high].map(format_number);
    if low == high { format!(" at loss {low}") } else { format!(" at loss {low} to {high}") }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::basins::{Attractor, Kind};
    use crate::plane::Grid;

    fn map() -> BasinMap {
        let attractor = |loss, accuracy| Attractor {
            kind: Kind::Minimum,
            loss,
            accuracy,
            weights: vec![],
            outputs: vec![],
            is_exact: true,
            left: 0.0,
        };
        BasinMap {
            grid: Grid { width: 2, height: 2, x_range: [0.0, 1.0], y_range: [0.0, 1.0] },
            label: array![[1, 1], [UNDECIDED, NOT_COMPUTED]],
            loss: array![[2.0, 2.0], [7.0, f64::NAN]],
            steps: array![[64, 128], [4096, 0]],
            distance: Array2::ones((2, 2)),
            attractors: vec![attractor(1.0, None), attractor(2.0, Some(0.75))],
        }
    }

    fn painted(view: BasinView) -> BasinPixels {
        let names = ["one", "two"].map(str::to_owned);
        basin_pixels(&map(), view, &names, &[0, 5], ScaleKind::Log, Colormap::Viridis)
    }

    #[test]
    fn the_legend_names_what_is_on_the_map_with_its_share_of_the_computed_cells() {
        let lines = painted(BasinView::End).legend;
        assert_eq!(
            lines.iter().map(|line| line.swatch).collect::<Vec<_>>(),
            [Swatch::Basin(5), Swatch::Hatched, Swatch::None]
        );
        assert!(lines[0].text.starts_with("two, accuracy 75 %: 66.7 % ±"), "{}", lines[0].text);
    }

    #[test]
    fn views_of_numbers_have_a_scale_in_place_of_a_legend() {
        let steps = painted(BasinView::Steps);
        let scale = steps.scale.unwrap();
        assert_eq!((scale.low, scale.high, steps.legend.len()), (64.0, 4096.0, 0));
        // the lower left cell is the quickest
        assert_eq!(steps.rgb[6..9], Colormap::Viridis.color(0.0));
        assert_eq!(painted(BasinView::Loss).scale.unwrap().high, 7.0);
    }

    #[test]
    fn shares_are_told_with_half_their_interval_where_it_is_not_next_to_nothing() {
        assert_eq!(share_text(24, 100), "24 % ± 8.3");
        assert_eq!(share_text(1, 100_000), "below 0.1 %");
        assert_eq!(share_text(100_000, 100_000), "100 %");
    }
}
