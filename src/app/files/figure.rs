//! The view as a figure.

use std::sync::Arc;

use crate::app::App;
use crate::app::jobs::basin_picture::BasinPicture;
use crate::app::jobs::outcome::{Run, index_at};
use crate::app::state::session::Layer;
use crate::figure::{
    Figure, PathMark, PathRole, PointMark, pale_line, run_line, runner_line, settings_line,
    source_line,
};

impl App {
    /// What the map shows now, as a figure for print; `None` while there is nothing to show.
    pub(in crate::app) fn figure(&self) -> Option<Figure> {
        let (model, picture) = (self.live.model.as_ref()?, self.live.loss.picture.as_ref()?);
        let ranges = self.session.ranges?;
        let preset = &self.session.preset;
        let points = model
            .points
            .iter()
            .map(|point| PointMark {
                at: point.at,
                loss: point.loss,
                label: point.label.clone(),
                is_start: point.is_start,
            })
            .collect();
        let mut caption = vec![source_line(preset)];
        let mut paths = Vec::new();
        if let Some(run) = &self.live.run {
            let (is_race, step) = (self.session.race.is_on, self.live.step(&self.player));
            let before = self.live.run_before(&self.session);
            paths.extend(before.map(|run| path_mark(run, usize::MAX, PathRole::Before)));
            for run in self.live.runs().collect::<Vec<_>>().into_iter().rev() {
                let role = if is_race {
                    let line = runner_line(&run.settings, &run.trajectory, &run.fate);
                    PathRole::Runner(run.settings.optimizer, line)
                } else {
                    PathRole::Descent
                };
                paths.push(path_mark(run, step, role));
            }
            let line = |run: &Run| run_line(&run.start.name, &run.trajectory, &run.settings);
            caption.push(line(run));
            caption.extend(before.map(|run| pale_line(&line(run))));
            caption.push(settings_line(&run.settings));
        }
        caption.extend(picture.note(None));
        let figure = Figure {
            title: preset.title.clone(),
            x_label: model.view.plane.x.label.clone(),
            y_label: model.view.plane.y.label.clone(),
            y_range: ranges[1],
            grid: picture.of.grid.clone(),
            values: Arc::clone(&picture.of.values),
            quantity: picture.label().to_owned(),
            scale: picture.of.scale,
            colormap: picture.of.look.colormap,
            labels: None,
            contours: if self.session.look.contours || picture.of.edge.is_some() {
                picture.contours.clone()
            } else {
                Vec::new()
            },
            is_edge: picture.of.edge.is_some(),
            flats: self.live.flats.patches().cloned().collect(),
            points: if self.session.look.labels { points } else { Vec::new() },
            paths,
            caption,
            surface: self.session.shows_surface().then_some(self.session.surface.camera),
        };
        let basins = self.live.basins.current();
        let basins = basins.filter(|_| self.session.layer == Layer::Basins && !model.is_line());
        // over a surface they have to be those of the ranges that its heights are of
        let basins = basins.filter(|basins| {
            !self.session.shows_surface() || basins.named.map.grid.has_ranges_of(&picture.of.grid)
        });
        Some(match basins {
            Some(BasinPicture { named, wish, pixels, .. }) => {
                let settings = settings_line(&preset.descent.settings);
                let figure = Figure { colormap: wish.colormap, ..figure };
                figure.with_basins(&named.map, wish.view, pixels.clone(), settings)
            }
            None => figure,
        })
    }
}

/// The path of a run up to `step`.
fn path_mark(run: &Run, step: usize, role: PathRole) -> PathMark {
    let shown = &run.trajectory.records[..=index_at(&run.trajectory.records, step)];
    let losses = shown.iter().map(|record| record.loss).collect();
    PathMark { points: run.path[..shown.len()].to_vec(), losses, role }
}
