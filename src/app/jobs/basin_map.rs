//! A basin map with the names of its attractors, and what it is of.

use std::sync::{Arc, Mutex};

use crate::app::jobs::keyed::Same;
use crate::app::jobs::model::Model;
use crate::app::theme;
use crate::basins::{BasinMap, DIVERGED, NOT_COMPUTED, Registry, UNDECIDED};
use crate::figure::format_number;
use crate::optimizer::Settings;
use crate::plane::Grid;

/// What a map is of: a map that was asked for.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// The model whose plane it is.
    pub model: Same<Model>,
    /// Its cells.
    pub grid: Grid,
    /// How each cell descends.
    pub settings: Settings,
    /// Whether copies of an attractor are told apart.
    pub tells_copies_apart: bool,
}

impl Wanted {
    /// Whether another part of the same basins is asked for, or the same one.
    pub fn has_basins_of(&self, other: &Self) -> bool {
        self.model == other.model
            && self.settings == other.settings
            && self.tells_copies_apart == other.tells_copies_apart
    }
}

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
    pub registry: Arc<Mutex<Registry>>,
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
