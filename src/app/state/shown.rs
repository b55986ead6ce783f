//! What the window shows, as a figure has it.

use crate::app::state::session::{Layer, Session, Start as Chosen};
use crate::figure::Description;
use crate::figure::describe::{Kind, Map, PanelDescription, Start};
use crate::preset::{DataRow, Preset};

/// What the window shows: the experiment, and the panel that shows its map.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The preset with whatever was changed.
    pub preset: Preset,
    /// The map with what is on it.
    pub map: PanelDescription,
    /// The first data point that stands elsewhere than when the preset was opened, and where that
    /// was.
    pub moved: Option<(usize, DataRow)>,
}

impl Session {
    /// The first data point that stands elsewhere than when the preset was opened, and where that
    /// was; none where points were added or taken out.
    pub fn moved_point(&self) -> Option<(usize, DataRow)> {
        let [now, before] = [&self.preset, &*self.original.0];
        let shape = |preset: &Preset| {
            let data = &preset.dataset;
            [data.len(), data.input_count(), data.target_count()]
        };
        let rows = if shape(now) == shape(before) { now.dataset.len() } else { 0 };
        let from = |i| (now.data_row(i) != before.data_row(i)).then(|| (i, before.data_row(i)));
        (0..rows).find_map(from)
    }

    /// Shows what the first map of a figure of this preset shows.
    pub fn show(&mut self, figure: &Description) {
        let is_map = |panel: &&PanelDescription| matches!(panel.kind, Kind::Map | Kind::Surface);
        let Some(panel) = figure.panels.iter().find(is_map) else { return };
        self.ranges = panel.x_range.zip(panel.y_range).map(|(x, y)| [x, y]);
        match panel.map {
            Map::Values(quantity) => self.layer = Layer::Values(quantity),
            Map::Basins(view) => (self.layer, self.basin_view) = (Layer::Basins, view),
        }
        self.surface.is_shown = panel.kind == Kind::Surface;
        self.surface.camera = panel.camera.unwrap_or_default().valid();
        self.tells_copies_apart = panel.tells_copies_apart;
        let look = &mut self.look;
        (look.profile, look.contours, look.labels) = (panel.profile, panel.contours, panel.points);
        (look.colormap, look.scale) = (panel.colormap, panel.scale);
        self.start = match panel.starts.as_ref().and_then(|starts| starts.first()) {
            Some(Start::Point(name)) => self
                .preset
                .point(name)
                .ok()
                .map(|point| Chosen { name: point.name.clone(), weights: point.weights.clone() }),
            Some(Start::Weights(weights)) => {
                let name = "the figure's start".to_owned();
                Some(Chosen { name, weights: weights.clone() })
            }
            None => None,
        };
        self.race.is_on = !panel.race.is_empty();
        for entry in self.race.entries.iter_mut().filter(|_| !panel.race.is_empty()) {
            let own = entry.optimizer == self.preset.descent.settings.optimizer;
            let rival = panel.race.iter().find(|rival| rival.optimizer == entry.optimizer);
            entry.is_in = own || rival.is_some();
            entry.learning_rate = rival.and_then(|rival| rival.learning_rate);
        }
    }
}
