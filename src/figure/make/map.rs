//! Planes, and the shares of what descents over them end in.

use std::sync::Arc;

use super::work::{Run, Work};
use crate::basins::{DIVERGED, UNDECIDED, share};
use crate::descent::Record;
use crate::experiment::{self, View};
use crate::figure::describe::{Kind, Map, PanelDescription};
use crate::figure::error::FigureError;
use crate::figure::map::{BasinView, Swatch, basin_pixels, contour};
use crate::figure::page::{edge_line, profile_line};
use crate::figure::picture::{Bar, MapPanel, Panel, PathMark, PathRole, PointMark};
use crate::figure::scale::{Scale, ScaleKind};
use crate::plane::profile::{self, LEAST_LOSS};
use crate::plane::{Grid, Quantity, slice};

/// Number of contour levels.
pub(super) const CONTOURS: usize = 12;

/// The plane as a panel asks for it.
pub(super) fn panel(work: &mut Work, panel: &PanelDescription) -> Result<MapPanel, FigureError> {
    let (view, grid) = (work.view()?, work.grid(panel)?);
    let has_plane = work.preset.has_plane();
    let (quantity, basins) = match panel.map {
        _ if !has_plane => (Quantity::Loss, None),
        Map::Values(quantity) => (quantity, None),
        Map::Basins(view) => (Quantity::Loss, Some(view)),
    };
    let values = work.slice((&grid, quantity, panel.profile), |work| {
        values(work, panel, quantity, &view, &grid)
    })?;
    let objective = &work.objective;
    let scale = scale(panel, Scale::fit(values.iter().copied(), panel.scale));
    let settings = work.preset.descent.settings.clone();
    let edge = experiment::edge(&settings, work.preset.dataset.len(), quantity);
    let levels = match edge {
        _ if grid.height == 1 => Vec::new(),
        Some(edge) => vec![edge],
        None if panel.contours => contour::levels(&scale, CONTOURS),
        None => Vec::new(),
    };
    let contours =
        levels.iter().flat_map(|&level| contour::drawn_lines(&values, &grid, level)).collect();
    let points = work.preset.points.iter().filter(|_| panel.points).map(|point| {
        let loss = experiment::loss(objective, &point.weights);
        PointMark {
            at: experiment::place(&view.plane, &point.weights, loss),
            loss,
            label: point.name.clone(),
            is_start: work.preset.descent.starts.contains(&point.name),
        }
    });
    let points = points.collect();
    let flats = if has_plane { work.flats([grid.x_range, grid.y_range])? } else { Vec::new() };
    let runs = work.runs(panel)?;
    let paths = runs.iter().map(|run| path_mark(&view, run, panel.step)).collect();
    if let Some(edge) = edge {
        work.say(edge_line(edge, &values));
    }
    if panel.profile {
        work.say(profile_line(work.objective.parameter_count()));
    }
    let label = if panel.profile { LEAST_LOSS } else { quantity.label() };
    let label_or =
        |own: &Option<String>, of_plane: &String| own.clone().unwrap_or_else(|| of_plane.clone());
    let map = MapPanel {
        x_label: label_or(&panel.x_label, &view.plane.x.label),
        y_label: label_or(&panel.y_label, &view.plane.y.label),
        y_range: grid.y_range,
        grid,
        values: Arc::new(values),
        quantity: label.to_owned(),
        scale,
        colormap: panel.colormap,
        labels: None,
        basins: None,
        contours,
        is_edge: edge.is_some(),
        flats: flats.into_iter().flat_map(|set| set.patches).collect(),
        points,
        paths,
        has_fixed_names: work.colors.is_some(),
        detail: None,
        surface: (panel.kind == Kind::Surface).then(|| panel.camera.unwrap_or_default().valid()),
    };
    match basins {
        Some(view) => with_basins(work, panel, map, view),
        None => Ok(map),
    }
}

/// The scale of a panel's numbers, which would be `fitted`.
fn scale(panel: &PanelDescription, fitted: Scale) -> Scale {
    panel.limits.map_or(fitted, |limits| fitted.within(limits))
}

fn values(
    work: &Work,
    panel: &PanelDescription,
    quantity: Quantity,
    view: &View,
    grid: &Grid,
) -> Result<ndarray::Array2<f64>, FigureError> {
    let objective = &work.objective;
    if let Some(refusal) = quantity.refusal(objective.parameter_count()) {
        return Err(FigureError::Panel(refusal));
    }
    if panel.profile && quantity != Quantity::Loss {
        return Err(FigureError::Panel(format!(
            "a profile is of the loss: expected map \"loss\", found {:?}",
            quantity.name()
        )));
    }
    if panel.profile {
        return work.part("minimising", |monitor| {
            Some(profile::profile(objective, &view.plane, grid, monitor, |_| {})?.values)
        });
    }
    work.part("slicing", |monitor| slice::values(quantity, objective, &view.plane, grid, monitor))
}

/// Gives all maps of one quantity the scale of all their numbers.
pub(super) fn share_scales(panels: &mut [Panel], descriptions: &[PanelDescription]) {
    let is_bar = |map: &MapPanel| map.labels.is_none() && map.grid.height > 1;
    let maps = panels.iter().filter_map(|panel| match panel {
        Panel::Map(map) if is_bar(map) => Some((map.quantity.clone(), map.values.clone())),
        _ => None,
    });
    let maps: Vec<_> = maps.collect();
    for (panel, description) in panels.iter_mut().zip(descriptions) {
        let Panel::Map(map) = panel else { continue };
        if !is_bar(map) {
            continue;
        }
        let alike = maps.iter().filter(|(quantity, _)| *quantity == map.quantity);
        let values = alike.flat_map(|(_, values)| values.iter().copied());
        map.scale = Scale::fit(values, map.scale.kind);
        if description.contours && !map.is_edge && map.basins.is_none() {
            let levels = contour::levels(&map.scale, CONTOURS);
            let lines = levels.iter();
            let lines =
                lines.flat_map(|&level| contour::drawn_lines(&map.values, &map.grid, level));
            map.contours = lines.collect();
        }
    }
}

fn path_mark(view: &View, run: &Run, step: Option<usize>) -> PathMark {
    let records = &run.trajectory.records;
    let is_shown = |record: &&Record| step.is_none_or(|step| record.step <= step);
    let shown = records.iter().take_while(is_shown).count();
    let losses: Vec<f64> = records.iter().map(|record| record.loss).collect();
    let points = experiment::path(&view.plane, &run.trajectory);
    let role =
        run.runner.clone().map_or(PathRole::Descent, |(who, text)| PathRole::Runner(who, text));
    PathMark { points, losses, shown, role }
}

fn with_basins(
    work: &mut Work,
    panel: &PanelDescription,
    map: MapPanel,
    view: BasinView,
) -> Result<MapPanel, FigureError> {
    let basins = work.basins(panel)?;
    let (names, colors) = (&basins.names, &basins.colors);
    let mut pixels = basin_pixels(&basins.map, view, names, colors, ScaleKind::Log, panel.colormap);
    pixels.scale = pixels.scale.map(|fitted| scale(panel, fitted));
    match panel.decided_by {
        None => Ok(map.with_basins(&basins.map, view, pixels)),
        Some(step) => {
            // what is not decided yet shows the heights beneath, in pale greys
            pixels.veil(&basins.map, step, |[j, i]| map.scale.position(map.values[[j, i]]));
            let mut map = map.with_basins(&basins.map, view, pixels);
            if map.labels.is_none() {
                let late = |&steps: &u32| steps as usize > step;
                let values = map.values.iter().zip(&basins.map.steps);
                let values = values.map(|(v, steps)| if late(steps) { f64::NAN } else { *v });
                let (size, values) = (map.values.dim(), values.collect());
                let values = ndarray::Array2::from_shape_vec(size, values);
                map.values = Arc::new(values.expect("as many as before"));
            }
            Ok(map)
        }
    }
}

/// The shares of a panel's basins, best attractor first, then of what ended in none.
pub(super) fn shares(work: &mut Work, panel: &PanelDescription) -> Result<Vec<Bar>, FigureError> {
    if !work.preset.has_plane() {
        return Err(FigureError::Panel(
            "shares are of a plane's cells: expected a network of two weights or more".to_owned(),
        ));
    }
    let basins = work.basins(panel)?;
    let (map, total) = (&basins.map, basins.map.label.len());
    let bar = |label: i32, swatch: Swatch, text: &str| {
        let share = share(map.count(label), total);
        Bar { swatch, text: text.to_owned(), share: share.share, interval: [share.low, share.high] }
    };
    let ends = (0..).zip(basins.names.iter().zip(&basins.colors));
    let ends = ends.map(|(label, (name, color))| bar(label, Swatch::Basin(*color), name));
    let others =
        [(UNDECIDED, Swatch::Hatched, "undecided"), (DIVERGED, Swatch::Diverged, "diverged")];
    let others = others.into_iter().filter(|(label, ..)| map.count(*label) > 0);
    Ok(ends.chain(others.map(|(label, swatch, text)| bar(label, swatch, text))).collect())
}
