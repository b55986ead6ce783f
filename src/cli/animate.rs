//! `animate`: a figure that moves.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use clap::Args;

use super::arguments::{number, size, whole};
use super::choice::{list, named};
use super::figure::{chosen, kind, map, recipe_of, run_from, theme};
use super::optimizer::{OptimizerArgument, rival};
use super::table::TableArguments;
use super::terminal::{print, with_bar};
use crate::figure::describe::{Film, Kind, Map, Motion, PanelDescription, Theme};
use crate::figure::film::{FilmFormat, film};
use crate::figure::{BasinView, Description, FigureError};
use crate::optimizer::Optimizer;
use crate::output::write_atomically;
use crate::preset::Preset;

/// Every argument that says what the film is, which the recipe of another one says.
const DESCRIPTION: [&str; 23] = [
    "preset",
    "what",
    "figure",
    "size",
    "panels",
    "cells",
    "map",
    "starts",
    "rivals",
    "theme",
    "fps",
    "seconds",
    "hold",
    "once",
    "begin",
    "offset",
    "point",
    "to",
    "rate",
    "decay",
    "optimizer",
    "learning_rate",
    "steps",
];

#[derive(Args)]
pub struct Arguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    #[arg(required_unless_present = "from")]
    preset: Option<String>,
    #[command(flatten)]
    table: TableArguments,
    /// Make this film again, from the recipe in it
    #[arg(long, value_name = "FILE", conflicts_with_all = DESCRIPTION)]
    from: Option<PathBuf>,
    /// A figure that the preset describes, by its name or its number from 1 [default: panels that
    /// show what moves]
    #[arg(long, value_name = "NAME")]
    figure: Option<String>,
    #[arg(long, value_name = "M", value_parser = motion, help = motions())]
    what: Option<Motion>,
    #[command(flatten)]
    sweep: SweepArguments,
    /// Pixels across and down [default: 800x450]
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<[usize; 2]>,
    /// What is shown, a panel each: map, surface, data, curve, network .. [default: as suits what
    /// moves]
    #[arg(long, value_name = "A,B,..", value_delimiter = ',', value_parser = kind)]
    panels: Vec<Kind>,
    /// Cells of a map across and up
    #[arg(long, value_name = "WxH", value_parser = size)]
    cells: Option<[usize; 2]>,
    /// What the plane is coloured by [default: loss, or basins where these are what moves]
    #[arg(long, value_name = "MAP", value_parser = map)]
    map: Option<Map>,
    /// Named point from which a descent runs; may be repeated [default: the preset's starts]
    #[arg(long = "start", value_name = "NAME")]
    starts: Vec<String>,
    /// An optimiser that runs from the first start as well; may be repeated
    #[arg(long = "race", value_name = "NAME[=RATE]", value_parser = rival)]
    rivals: Vec<(Optimizer, Option<f64>)>,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// light, dark or greyscale
    #[arg(long, value_name = "T", value_parser = theme)]
    theme: Option<Theme>,
    /// Frames a second, 1 to 50 [default: 20]
    #[arg(long, value_name = "N", value_parser = whole(1..=50_u32))]
    fps: Option<u32>,
    /// Seconds of motion [default: 5]
    #[arg(long, value_name = "S", value_parser = seconds)]
    seconds: Option<f64>,
    /// Seconds that the last frame stays [default: 1.5]
    #[arg(long, value_name = "S", value_parser = seconds)]
    hold: Option<f64>,
    /// Show it once and not for ever
    #[arg(long)]
    once: bool,
    /// File to write: .gif, .webp, .png (animated), or .mp4 where ffmpeg is installed
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// From where to where.
#[derive(Args)]
struct SweepArguments {
    /// The step of descents with which a descent, a race or basins begin [default: 0]
    #[arg(long, value_name = "N", value_parser = super::arguments::steps)]
    begin: Option<usize>,
    /// slide: from which offset to which [default: half of the map's longer side both ways]
    #[arg(long, value_name = "A,B", allow_hyphen_values = true, value_parser = ends)]
    offset: Option<[f64; 2]>,
    /// data: which data point moves, counted from 0 [default: 0]
    #[arg(long, value_name = "N", value_parser = whole(0..=usize::MAX))]
    point: Option<usize>,
    /// data: where it goes, its inputs and then its targets
    #[arg(
        long, value_name = "X,Y,..", value_delimiter = ',', allow_hyphen_values = true,
        value_parser = finite
    )]
    to: Vec<f64>,
    /// rate: from which learning rate to which [default: a tenth of the preset's to ten times it]
    #[arg(long, value_name = "A,B", value_parser = ends)]
    rate: Option<[f64; 2]>,
    /// decay: from which weight decay to which [default: 0,0.1]
    #[arg(long, value_name = "A,B", value_parser = ends)]
    decay: Option<[f64; 2]>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let out = &arguments.out;
    let format = FilmFormat::of(out).ok_or_else(|| {
        let all = FilmFormat::ALL.map(|(_, endings)| format!(".{}", endings[0]));
        anyhow!("{}: expected a file that ends in {}", out.display(), list(&all, " or "))
    })?;
    let (preset, figure) = match &arguments.from {
        Some(path) => {
            let (recipe, _) = recipe_of(path)?;
            let is_film = recipe.figure.film.is_some();
            ensure!(is_film, "{} is no film: see `basinscope figure --from`", path.display());
            (recipe.preset, recipe.figure)
        }
        None => described(arguments)?,
    };
    let frames = figure.film.as_ref().map_or(0, Film::frames);
    write(out, |file| {
        with_bar("frames", |monitor| Some(film(&preset, &figure, format, monitor, file)))?
            .map_err(anyhow::Error::from)
    })?;
    let bytes = std::fs::metadata(out).map_or(0, |file| file.len());
    print(&format!("{}: {frames} frames, {bytes} bytes", out.display()))
}

/// Writes a file whole or not at all; what goes wrong is told as `make` tells it.
fn write(
    path: &Path,
    make: impl FnOnce(&mut (dyn std::io::Write + Send)) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    let mut mistake = None;
    let written = write_atomically(path, |file| {
        make(file).map(|_| ()).map_err(|error| {
            mistake = Some(error);
            std::io::Error::other("the film was not made")
        })
    });
    match mistake {
        Some(mistake) => Err(mistake),
        None => written.with_context(|| format!("cannot write {}", path.display())),
    }
}

/// The preset with the settings asked for, and the figure with its film.
fn described(arguments: &Arguments) -> anyhow::Result<(Preset, Description)> {
    let name = arguments.preset.as_deref().context("a preset is missing")?;
    let mut preset = arguments.table.put_into(Preset::load(name)?)?;
    preset.descent.settings = arguments.optimizer.settings(&preset)?;
    let mut figure = match arguments.figure.as_deref() {
        None => Description::of_film(Film::default(), Vec::new()),
        name => chosen(&preset, name)?,
    };
    let film = put_together(arguments, figure.film.take().unwrap_or_default())?;
    if !arguments.panels.is_empty() || figure.panels.is_empty() {
        let usual = usual_panels(&preset, film.what);
        let kinds = if arguments.panels.is_empty() { &usual } else { &arguments.panels };
        let of_basins = matches!(film.what, Motion::Basins | Motion::Rate | Motion::Decay);
        let usual = if of_basins { Map::Basins(BasinView::End) } else { Map::default() };
        let panel = |&kind: &Kind| PanelDescription { kind, map: usual, ..Default::default() };
        figure.panels = kinds.iter().map(panel).collect();
        figure.lead = kinds.len() > 1;
    }
    for panel in &mut figure.panels {
        panel.map = arguments.map.unwrap_or(panel.map);
        panel.cells = arguments.cells.unwrap_or(panel.cells);
        run_from(panel, &arguments.starts, &arguments.rivals);
    }
    figure.theme = arguments.theme.unwrap_or(figure.theme);
    figure.film = Some(film);
    let checked = figure.check();
    checked.map_err(|message| FigureError::Description { of: preset.name.clone(), message })?;
    Ok((preset, figure))
}

/// The film with what was asked for.
fn put_together(arguments: &Arguments, own: Film) -> anyhow::Result<Film> {
    let SweepArguments { begin, offset, point, to, rate, decay } = &arguments.sweep;
    let what = arguments.what.unwrap_or(own.what);
    let ends = [(Motion::Slide, offset), (Motion::Rate, rate), (Motion::Decay, decay)];
    for (of, name, is_given) in [
        (Motion::Slide, "--offset", offset.is_some()),
        (Motion::Rate, "--rate", rate.is_some()),
        (Motion::Decay, "--decay", decay.is_some()),
        (Motion::Data, "--point", point.is_some()),
        (Motion::Data, "--to", !to.is_empty()),
    ] {
        let (needed, found) = (of.name(), what.name());
        ensure!(!is_given || of == what, "{name} goes with --what {needed}, found --what {found}");
    }
    let asked = ends.into_iter().find_map(|(of, ends)| ends.filter(|_| of == what));
    Ok(Film {
        what,
        begin: begin.unwrap_or(own.begin),
        ends: asked.or(own.ends.filter(|_| what == own.what)),
        point: point.unwrap_or(own.point),
        to: if to.is_empty() { own.to } else { to.clone() },
        size: arguments.size.unwrap_or(own.size),
        fps: arguments.fps.unwrap_or(own.fps),
        seconds: arguments.seconds.unwrap_or(own.seconds),
        hold: arguments.hold.unwrap_or(own.hold),
        repeats: own.repeats && !arguments.once,
    })
}

/// The panels that show what moves.
fn usual_panels(preset: &Preset, what: Motion) -> Vec<Kind> {
    let is_seen = preset.dataset.input_count() <= 2 && preset.dataset.teacher().is_none();
    let data = is_seen.then_some(Kind::Data);
    match what {
        Motion::Descent | Motion::Race => {
            [Kind::Map].into_iter().chain(data).chain([Kind::Curve]).collect()
        }
        Motion::Data => [Kind::Map].into_iter().chain(data).collect(),
        Motion::Rate | Motion::Decay => vec![Kind::Map, Kind::Curve],
        Motion::Basins | Motion::Slide => vec![Kind::Map],
        Motion::Orbit => vec![Kind::Surface],
    }
}

fn motion(text: &str) -> Result<Motion, String> {
    named(text, &Motion::ALL.map(|motion| (motion.name(), motion)))
}

fn motions() -> String {
    let told = Motion::ALL.map(|motion| format!("{} ({})", motion.name(), motion.told()));
    format!("What moves: {} [default: descent]", list(&told, " or "))
}

fn ends(text: &str) -> Result<[f64; 2], String> {
    let expected = || "expected two numbers FROM,TO, such as 0.01,10".to_owned();
    let (from, to) = text.split_once(',').ok_or_else(expected)?;
    let read = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    read(from).zip(read(to)).map(|(from, to)| [from, to]).ok_or_else(expected)
}

fn finite(text: &str) -> Result<f64, String> {
    number(text.trim(), "finite numbers X,Y,..", |_| true)
}

fn seconds(text: &str) -> Result<f64, String> {
    number(text, "0 to 600 seconds", |seconds| (0.0..=600.0).contains(&seconds))
}
