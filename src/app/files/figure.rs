//! The view as the description of a figure.

use crate::app::App;
use crate::app::jobs::outcome::index_at;
use crate::app::state::session::Layer;
use crate::app::state::shown::Shown;
use crate::figure::describe::{Kind, Map, PanelDescription, Rival, Start};

impl App {
    /// What is shown now, for a figure; `None` while there is nothing to show.
    pub(in crate::app) fn shown(&self) -> Option<Shown> {
        let (model, picture) = (self.live.model.as_ref()?, self.live.loss.picture.as_ref()?);
        let [x_range, y_range] = self.session.ranges?;
        let (session, grid) = (&self.session, &picture.of.grid);
        let preset = session.preset.clone();
        let is_surface = session.shows_surface();
        let basins = self.live.basins.current().map(|basins| &basins.named.map.grid);
        let basins = basins.filter(|_| session.layer == Layer::Basins && !model.is_line());
        // over a surface they have to be those of the ranges that its heights are of
        let basins = basins.filter(|basins| !is_surface || basins.has_ranges_of(grid));
        let cells = basins.unwrap_or(grid);
        let own = &preset.descent.settings;
        let run = self.live.run.as_ref();
        let start = run.map(|run| {
            let named = preset.point(&run.start.name).ok();
            match named.filter(|point| point.weights == run.start.weights) {
                Some(point) => Start::Point(point.name.clone()),
                None => Start::Weights(run.start.weights.clone()),
            }
        });
        let rivals = session.race.rivals(own, &session.original.0.descent.settings);
        let rival = |settings: &crate::optimizer::Settings| Rival {
            optimizer: settings.optimizer,
            learning_rate: Some(settings.learning_rate),
        };
        // a descent that is shown whole needs no step to be cut off at
        let step = run.and_then(|run| {
            let records = &run.trajectory.records;
            let here = index_at(records, self.live.step(&self.player));
            (here + 1 < records.len()).then(|| records[here].step)
        });
        let map = PanelDescription {
            kind: if is_surface { Kind::Surface } else { Kind::Map },
            map: match session.layer {
                Layer::Values(quantity) => Map::Values(quantity),
                Layer::Basins => Map::Basins(session.basin_view),
            },
            profile: session.look.profile && session.layer == Layer::LOSS,
            cells: [cells.width, cells.height.max(if model.is_line() { 1 } else { 2 })],
            x_range: Some(x_range),
            y_range: (!model.is_line()).then_some(y_range),
            contours: session.look.contours,
            points: session.look.labels,
            starts: start.map(|start| vec![start]),
            step,
            race: rivals.iter().map(rival).collect(),
            tells_copies_apart: session.tells_copies_apart,
            colormap: session.look.colormap,
            scale: session.look.scale,
            camera: is_surface.then_some(session.surface.camera),
            ..PanelDescription::default()
        };
        Some(Shown { preset, map, moved: session.moved_point() })
    }
}
