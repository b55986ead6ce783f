//! Losses over a plane that were computed elsewhere.

use std::sync::Arc;

use crate::figure::describe::{Description, Kind, PanelDescription};
use crate::figure::error::FigureError;
use crate::figure::map::contour;
use crate::figure::picture::{Figure, MapPanel, Panel, PathMark};
use crate::figure::recipe::{LandscapeRecipe, digest};
use crate::figure::scale::Scale;
use crate::plane::Projection;
use crate::preset::import::Landscape;

use super::map::CONTOURS;

/// The figure that `description` asks for of a landscape without a network.
///
/// # Errors
/// If the description is of no figure, or has panels for which a network is needed.
pub fn make_of_landscape(
    landscape: &Landscape,
    description: &Description,
) -> Result<Figure, FigureError> {
    let of = landscape.name.clone();
    let checked = description.check();
    checked.map_err(|message| FigureError::Description { of, message })?;
    let panels: Result<Vec<Panel>, FigureError> =
        description.panels.iter().map(|panel| of_panel(landscape, panel)).collect();
    let mut figure = Figure {
        title: landscape.name.clone(),
        page: description.clone(),
        panels: panels?,
        caption: vec![format!("{} over a plane, from {}.", landscape.quantity, landscape.name)],
        recipe: String::new(),
        room: Vec::new(),
    };
    let numbers = digest(&figure);
    let recipe =
        LandscapeRecipe { landscape: landscape.name.clone(), numbers, figure: description.clone() };
    figure.recipe = recipe.text();
    Ok(figure)
}

fn of_panel(landscape: &Landscape, panel: &PanelDescription) -> Result<Panel, FigureError> {
    if !matches!(panel.kind, Kind::Map | Kind::Surface) {
        return Err(FigureError::Panel(format!(
            "a panel of kind {:?} needs the network: of losses that were computed elsewhere there \
                are map and surface",
            panel.kind.name()
        )));
    }
    let Landscape { grid, values, path, quantity, .. } = landscape;
    let scale = Scale::fit(values.iter().copied(), panel.scale);
    let levels = if panel.contours { contour::levels(&scale, CONTOURS) } else { Vec::new() };
    let contours = levels.iter().flat_map(|&level| contour::drawn_lines(values, grid, level));
    // the path has no losses of its own: it lies on those of its cells
    let loss_at = |[x, y]: [f64; 2]| {
        let cell = grid.row(y).zip(grid.column(x));
        cell.map_or(f64::NAN, |(j, i)| values[[j, i]])
    };
    let place = |&[x, y]: &[f64; 2]| Projection { x, y, distance: 0.0 };
    let path = (!path.is_empty()).then(|| PathMark {
        points: path.iter().map(place).collect(),
        losses: path.iter().map(|at| loss_at(*at)).collect(),
        shown: path.len(),
        ..PathMark::default()
    });
    let or = |own: &Option<String>, letter: &str| own.clone().unwrap_or_else(|| letter.to_owned());
    Ok(Panel::Map(Box::new(MapPanel {
        x_label: or(&panel.x_label, "x"),
        y_label: or(&panel.y_label, "y"),
        y_range: grid.y_range,
        grid: grid.clone(),
        contours: contours.collect(),
        values: Arc::new(values.clone()),
        quantity: quantity.clone(),
        scale,
        colormap: panel.colormap,
        labels: None,
        basins: None,
        is_edge: false,
        flats: Vec::new(),
        points: Vec::new(),
        paths: path.into_iter().collect(),
        has_fixed_names: false,
        detail: None,
        surface: (panel.kind == Kind::Surface).then(|| panel.camera.unwrap_or_default().valid()),
    })))
}
