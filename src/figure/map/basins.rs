//! A basin map as a picture with its legend.

use super::heatmap::pixels;
use super::labels::{label_pixels, shaded_pixels, shown_values};
use super::legend::{LegendLine, basin_legend};
use crate::basins::BasinMap;
use crate::figure::scale::{Colormap, Scale, ScaleKind};

/// The greys of cells that are not decided yet, of the lowest loss and of the highest.
const VEIL: [f64; 2] = [212.0, 250.0];

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

    /// The name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::End => "basins",
            Self::Shaded => "shaded",
            Self::Loss => "final-loss",
            Self::Steps => "steps",
            Self::Distance => "distance",
        }
    }

    /// What it is called in menus.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::End => "End reached",
            Self::Shaded => "Shaded",
            Self::Loss => "Final loss",
            Self::Steps => "Steps",
            Self::Distance => "Distance",
        }
    }

    /// What it shows, in a sentence.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::End => "Which attractor descent from each cell ends in",
            Self::Shaded => "The end reached, darker where it takes longer to get there",
            Self::Loss => "The loss where descent from each cell ends",
            Self::Steps => "Steps until descent from each cell is decided",
            Self::Distance => "Distance in weight space from each cell to where its descent ends",
        }
    }

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

impl BasinPixels {
    /// Takes their colour from cells whose descents were decided after more than `step` steps: they
    /// have a pale grey by how high they are, from 0 to 1.
    pub fn veil(&mut self, map: &BasinMap, step: usize, height_of: impl Fn([usize; 2]) -> f64) {
        let [across, _] = self.size;
        let (height, width) = map.label.dim();
        let fine = across / width.max(1);
        for (place, pixel) in self.rgb.chunks_exact_mut(3).enumerate() {
            let (x, y) = (place % across, place / across);
            let cell = [height - 1 - y / fine, x / fine];
            if map.steps[cell] as usize > step {
                let up = height_of(cell).clamp(0.0, 1.0);
                // NaN becomes 0
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a grey"
                )]
                let grey = (VEIL[0] + (VEIL[1] - VEIL[0]) * up).round() as u8;
                pixel.copy_from_slice(&[grey; 3]);
            }
        }
    }
}

/// Paints a map. `names` and `colors` are those of its attractors in the map's order, a color the
/// number of a [`Swatch`](super::Swatch); `spacing` and `colormap` are for views of numbers.
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

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::basins::{Attractor, Kind, NOT_COMPUTED, UNDECIDED};
    use crate::figure::map::Swatch;
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
        let grid = Grid { width: 2, height: 2, x_range: [0.0, 1.0], y_range: [0.0, 1.0] };
        BasinMap {
            label: array![[1, 1], [UNDECIDED, NOT_COMPUTED]],
            loss: array![[2.0, 2.0], [7.0, f64::NAN]],
            steps: array![[64, 128], [4096, 0]],
            distance: Array2::ones((2, 2)),
            attractors: vec![attractor(1.0, None), attractor(2.0, Some(0.75))],
            ..BasinMap::new(&grid)
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
}
