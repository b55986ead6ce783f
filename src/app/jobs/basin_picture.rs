//! A basin map with its names, and as it is painted.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use eframe::egui::TextureHandle;

use crate::app::jobs::basin_layer::Wanted;
use crate::app::jobs::painting::Wish;
use crate::app::theme;
use crate::basins::{BasinMap, DIVERGED, NOT_COMPUTED, Registry, UNDECIDED};
use crate::figure::{BasinPixels, LegendLine, format_number, label_color};

/// A basin map with what its attractors are called, here and on other maps.
pub struct Named {
    /// The map.
    pub map: BasinMap,
    /// The place of each of the map's attractors among all that were seen.
    pub places: Vec<usize>,
    /// The name of each of the map's attractors.
    pub names: Vec<String>,
    /// What was computed.
    pub of: Wanted,
    /// The attractors of this objective and optimiser, with their colours.
    pub(super) registry: Arc<Mutex<Registry>>,
}

impl Named {
    /// The cell that holds coordinates of the plane: its column and row.
    pub fn cell(&self, at: [f64; 2]) -> Option<[usize; 2]> {
        self.map.grid.column(at[0]).zip(self.map.grid.row(at[1])).map(|(i, j)| [i, j])
    }

    /// What a label means; `None` for cells that are not computed.
    pub fn fate(&self, label: i32) -> Option<String> {
        match label {
            NOT_COMPUTED => None,
            UNDECIDED => Some("undecided within the steps".to_owned()),
            DIVERGED => Some("diverged".to_owned()),
            label => self.names.get(usize::try_from(label).ok()?).cloned(),
        }
    }

    /// All that is known of the cell in column `i` and row `j`, once it is computed.
    pub fn verdict(&self, [i, j]: [usize; 2]) -> Option<String> {
        let map = &self.map;
        let fate = self.fate(map.label[[j, i]])?;
        Some(format!(
            "{fate}\nreached loss {} after {} steps, {} away",
            format_number(map.loss[[j, i]]),
            theme::whole(map.steps[[j, i]] as usize),
            format_number(map.distance[[j, i]]),
        ))
    }
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
    pub(super) arrived: Instant,
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
