//! `figure`: the preset's plane with its points and descents, for print.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use super::arguments::{PresetArgument, ProfileArgument, RangesArgument, number, size};
use super::choice::{list, named};
use super::optimizer::{OptimizerArgument, rival};
use super::terminal::{print, with_bar};
use crate::basins::Registry;
use crate::descent::{self, Trajectory};
use crate::experiment::Format;
use crate::experiment::{self, View};
use crate::figure::surface::{Camera, LOWEST};
use crate::figure::{
    BasinView, Colormap, Figure, PathMark, PathRole, PointMark, Scale, ScaleKind, basin_pixels,
    contour, edge_line, format_number, profile_line, run_line, runner_line, settings_line,
    source_line,
};
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};
use crate::output::write_atomically;
use crate::plane::{Grid, Quantity};
use crate::preset::Preset;

/// Number of contour levels.
const CONTOURS: usize = 12;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// Cells across and up
    #[arg(long, value_name = "WxH", default_value = "400x328", value_parser = size)]
    size: [usize; 2],
    #[command(flatten)]
    ranges: RangesArgument,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Named point from which a descent is drawn; may be repeated [default: the preset's starts]
    #[arg(long = "start", value_name = "NAME")]
    starts: Vec<String>,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// An optimiser that runs from the first start as well, at a rate of its own if one is named;
    /// may be repeated
    #[arg(long = "race", value_name = "NAME[=RATE]", value_parser = rival)]
    rivals: Vec<(Optimizer, Option<f64>)>,
    #[arg(long, value_name = "MAP", default_value = Quantity::Loss.name(), value_parser = map,
        help = maps())]
    map: Map,
    /// Draw the loss as a surface in space, with the map as its colours
    #[arg(long)]
    surface: bool,
    /// Degrees that the surface is looked at from round its box; at 0 the first axis goes to the
    /// right
    #[arg(
        long, value_name = "DEG", requires = "surface", value_parser = azimuth,
        default_value_t = Camera::default().azimuth
    )]
    azimuth: f64,
    /// Degrees above its floor, from 4 to 90
    #[arg(
        long, value_name = "DEG", requires = "surface", value_parser = elevation,
        default_value_t = Camera::default().elevation
    )]
    elevation: f64,
    /// Pixels a point of a .png; 4.17 is 300 an inch
    #[arg(long, value_name = "S", default_value_t = 3.0, value_parser = positive)]
    scale: f64,
    /// File to write: .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Arguments {
    fn camera(&self) -> Camera {
        Camera { azimuth: self.azimuth, elevation: self.elevation, ..Camera::default() }.valid()
    }
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = Format::of(&arguments.out, &Figure::FORMATS)?;
    let preset = arguments.preset.load()?;
    let view = if preset.has_plane() {
        experiment::view(&preset, &Monitor::default())?
    } else {
        experiment::line(&preset)?
    };
    let objective = preset.objective();
    let [width, height] = arguments.size;
    let grid = arguments.ranges.grid(&view, [width, if preset.has_plane() { height } else { 1 }]);
    let y_range = grid.y_range;
    let quantity = match arguments.map {
        Map::Values(quantity) if preset.has_plane() => quantity,
        Map::Values(_) | Map::Basins(_) => Quantity::Loss,
    };
    let values = arguments.profile.values(quantity, &objective, &view.plane, &grid)?;
    let settings = arguments.optimizer.settings(&preset)?;
    let starts =
        if arguments.starts.is_empty() { &preset.descent.starts } else { &arguments.starts };
    let mut caption = vec![source_line(&preset)];
    if arguments.profile.profile {
        caption.push(profile_line(objective.parameter_count()));
    }
    let mut paths = Vec::new();
    let is_race = !arguments.rivals.is_empty();
    for name in starts.iter().take(if is_race { 1 } else { usize::MAX }) {
        let start = &preset.point(name)?.weights;
        let run = with_bar("descending", |monitor| {
            descent::descend(&objective, start, &settings, monitor)
        })?;
        if is_race {
            paths.extend(race(&objective, &preset, &view, start, &arguments.rivals, &settings)?);
        }
        let role =
            if is_race { runner(&objective, &preset, &run, &settings) } else { PathRole::Descent };
        paths.push(path_mark(&view, &run, role));
        caption.push(run_line(name, &run, &settings));
    }
    if !paths.is_empty() {
        caption.push(settings_line(&settings));
    }
    let points = preset
        .points
        .iter()
        .map(|point| PointMark {
            at: experiment::place(
                &view.plane,
                &point.weights,
                experiment::loss(&objective, &point.weights),
            ),
            loss: experiment::loss(&objective, &point.weights),
            label: point.name.clone(),
            is_start: preset.descent.starts.contains(&point.name),
        })
        .collect();
    let scale = Scale::fit(values.iter().copied(), ScaleKind::Log);
    let edge = experiment::edge(&settings, preset.dataset.len(), quantity);
    caption.extend(edge.map(|edge| edge_line(edge, &values)));
    let contours = levels(&scale, edge, &grid)
        .iter()
        .flat_map(|&level| contour::drawn_lines(&values, &grid, level))
        .collect();
    let flats = if preset.has_plane() {
        with_bar("flat minima", |monitor| {
            experiment::flat_sets(&preset, &view.plane, [grid.x_range, grid.y_range], monitor)
        })?
    } else {
        Vec::new()
    };
    let flats = flats.into_iter().flat_map(|set| set.patches).collect();
    let figure = Figure {
        title: preset.title.clone(),
        x_label: view.plane.x.label.clone(),
        y_label: view.plane.y.label.clone(),
        y_range,
        grid,
        values: Arc::new(values),
        quantity: arguments.profile.label(quantity).to_owned(),
        scale,
        colormap: Colormap::Viridis,
        labels: None,
        contours,
        is_edge: edge.is_some(),
        flats,
        points,
        paths,
        caption,
        surface: arguments.surface.then(|| arguments.camera()),
    };
    let figure = match arguments.map {
        Map::Basins(layer) if preset.has_plane() => {
            with_basins(figure, &preset, &view, layer, &settings)?
        }
        Map::Basins(_) | Map::Values(_) => figure,
    };
    write(&figure, format, arguments)?;
    print(&format!("{}: {}", arguments.out.display(), preset.title))
}

fn write(figure: &Figure, format: Format, arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(missing) = figure.missing_characters() {
        eprintln!("{missing}");
    }
    let bytes = figure.file(format, arguments.scale)?;
    write_atomically(&arguments.out, |file| file.write_all(&bytes))
        .with_context(|| format!("cannot write {}", arguments.out.display()))
}

/// The levels of the lines over a map: the edge alone where there is one, none over a curve.
fn levels(scale: &Scale, edge: Option<f64>, grid: &Grid) -> Vec<f64> {
    match edge {
        _ if grid.height == 1 => Vec::new(),
        Some(edge) => vec![edge],
        None => contour::levels(scale, CONTOURS),
    }
}

fn path_mark(view: &View, run: &Trajectory, role: PathRole) -> PathMark {
    let losses = run.records.iter().map(|record| record.loss).collect();
    PathMark { points: experiment::path(&view.plane, run), losses, role }
}

/// The paths of those that run against the descent with these settings, the first on top.
fn race(
    objective: &Objective,
    preset: &Preset,
    view: &View,
    start: &[f64],
    rivals: &[(Optimizer, Option<f64>)],
    own: &Settings,
) -> anyhow::Result<Vec<PathMark>> {
    let others = rivals.iter().rev().filter(|(optimizer, _)| *optimizer != own.optimizer);
    others
        .map(|&(optimizer, rate)| {
            let settings = experiment::rival(own, optimizer, rate);
            let run = with_bar("racing", |monitor| {
                descent::descend(objective, start, &settings, monitor)
            })?;
            Ok(path_mark(view, &run, runner(objective, preset, &run, &settings)))
        })
        .collect()
}

fn runner(
    objective: &Objective,
    preset: &Preset,
    run: &Trajectory,
    settings: &Settings,
) -> PathRole {
    let points = preset.points.iter().map(|point| (point.name.as_str(), &point.weights[..]));
    let fate = experiment::fate(objective, points, run, format_number);
    PathRole::Runner(settings.optimizer, runner_line(settings, run, &fate))
}

fn azimuth(text: &str) -> Result<f64, String> {
    number(text, "a finite number", |_| true)
}

fn elevation(text: &str) -> Result<f64, String> {
    number(text, &format!("a number from {LOWEST} to 90"), |angle| (LOWEST..=90.0).contains(&angle))
}

fn positive(text: &str) -> Result<f64, String> {
    number(text, "a positive finite number", |scale| scale > 0.0)
}

/// What a plane is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Map {
    Values(Quantity),
    Basins(BasinView),
}

fn map(text: &str) -> Result<Map, String> {
    let values = Quantity::ALL.map(|quantity| (quantity.name(), Map::Values(quantity)));
    let basins = BasinView::ALL.map(|view| (view.name(), Map::Basins(view)));
    named(text, &[&values[..], &basins[..]].concat())
}

/// The maps in a line of help.
fn maps() -> String {
    let (colors, numbers): (Vec<BasinView>, Vec<BasinView>) =
        BasinView::ALL.into_iter().partition(|view| view.quantity().is_none());
    let names = |views: Vec<BasinView>| views.into_iter().map(BasinView::name).collect::<Vec<_>>();
    format!(
        "What the plane is coloured by: {}, or where descent from each cell ends ({}), or its {}",
        Quantity::ALL.map(Quantity::name).join(", "),
        names(colors).join(", "),
        list(&names(numbers), " or ")
    )
}

/// The figure with the basins in place of the loss; attractors have the colours that they have in
/// the window, where those of the named points come first.
fn with_basins(
    figure: Figure,
    preset: &Preset,
    plane: &View,
    view: BasinView,
    settings: &Settings,
) -> anyhow::Result<Figure> {
    let objective = preset.objective();
    let starts: Vec<Vec<f64>> = preset.points.iter().map(|point| point.weights.clone()).collect();
    let mut seen = Registry::new(false);
    let of_points = with_bar("descending", |monitor| {
        experiment::attractors_from(&objective, &starts, settings, false, monitor)
    })?;
    seen.register(&objective, &of_points, &[]);
    let map = with_bar("basins", |monitor| {
        experiment::basins(&objective, &plane.plane, &figure.grid, settings, false, monitor, |_| {})
    })?;
    let places = seen.register(&objective, &map.attractors, &experiment::counts(&map));
    let all = seen.names(format_number);
    let names: Vec<String> = places.iter().map(|&place| all[place].clone()).collect();
    let colors: Vec<usize> = places.iter().map(|&place| seen.color(place)).collect();
    let pixels = basin_pixels(&map, view, &names, &colors, ScaleKind::Log, figure.colormap);
    Ok(figure.with_basins(&map, view, pixels, settings_line(settings)))
}
