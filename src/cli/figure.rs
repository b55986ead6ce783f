//! `figure`: a preset's figures for print, each with the recipe from which it can be drawn again.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Args;

use super::arguments::{RangesArgument, number, size};
use super::choice::{list, named};
use super::optimizer::{OptimizerArgument, rival};
use super::table::TableArguments;
use super::terminal::{Bars, print, tell, with_bar};
use crate::experiment::Format;
use crate::figure::describe::{
    Kind, Map, Names, PanelDescription, Rival, SIDES, Start, Style, TYPE, Theme,
};
use crate::figure::film::{self, FilmFormat};
use crate::figure::recipe::{Recipe, VERSION, digest, dpi_of, format_of};
use crate::figure::surface::{Camera, LOWEST};
use crate::figure::{BasinView, Description, Figure, make};
use crate::optimizer::Optimizer;
use crate::output::write_atomically;
use crate::plane::Quantity;
use crate::preset::Preset;

/// Pixels an inch that a picture has where nobody says.
const USUAL_DPI: f64 = 300.0;

/// Pixels an inch that a picture may have.
const DPI: std::ops::RangeInclusive<f64> = 10.0..=10_000.0;

#[derive(Args)]
pub struct Arguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file
    #[arg(required_unless_present_any = ["from", "check"])]
    preset: Option<String>,
    #[command(flatten)]
    table: TableArguments,
    /// Draw one of the figures that the preset describes, by its name or its number from 1
    /// [default: its map]
    #[arg(long, value_name = "NAME")]
    figure: Option<String>,
    /// Draw the figure of this .svg, .pdf or .png again, from the recipe in it; of a film, the
    /// figure that moves, at its end
    #[arg(long, value_name = "FILE", conflicts_with_all = ["preset", "check", "figure"])]
    from: Option<PathBuf>,
    /// Compute the numbers of this figure or film again and tell whether they are the same
    #[arg(long, value_name = "FILE", conflicts_with_all = ["preset", "out", "figure"])]
    check: Option<PathBuf>,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    panel: PanelArguments,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// File to write: .svg, .pdf or .png
    #[arg(long, value_name = "FILE", required_unless_present = "check")]
    out: Option<PathBuf>,
}

/// The page, where it differs from the preset's figure.
#[derive(Args)]
struct PageArguments {
    #[arg(long, value_name = "STYLE", value_parser = style, help = styles())]
    style: Option<Style>,
    /// Width of the page in millimetres, met exactly [default: the style's]
    #[arg(long, value_name = "MM", value_parser = millimetres)]
    width: Option<f64>,
    /// Height of the page in millimetres [default: as its panels need]
    #[arg(long, value_name = "MM", value_parser = millimetres)]
    height: Option<f64>,
    /// Size of type in points [default: the style's]
    #[arg(long = "type", value_name = "PT", value_parser = points)]
    type_pt: Option<f64>,
    /// light, dark or greyscale
    #[arg(long, value_name = "T", value_parser = theme)]
    theme: Option<Theme>,
    /// How weights are written: mathematics, or indices as in files
    #[arg(long, value_name = "N", value_parser = names)]
    names: Option<Names>,
    /// Put the title above [default: on slides and posters]
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    title: Option<bool>,
    /// Put the caption below; without it the caption goes into a text file beside the figure
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    caption: Option<bool>,
    /// Panels side by side
    #[arg(long, value_name = "N")]
    columns: Option<usize>,
    /// Pixels an inch of a .png
    /// [default: 300, and with --from that of the file]
    #[arg(long, value_name = "N", value_parser = dpi)]
    dpi: Option<f64>,
}

/// The panels, where they differ from the preset's figure.
#[derive(Args)]
struct PanelArguments {
    /// What is shown, a panel each: map, surface, data, curve, spectrum, shares, network
    #[arg(long, value_name = "A,B,..", value_delimiter = ',', value_parser = kind)]
    panels: Vec<Kind>,
    /// Cells across and up
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<[usize; 2]>,
    #[command(flatten)]
    ranges: RangesArgument,
    /// The smallest loss found over the directions off the plane in place of the loss in the plane
    #[arg(long)]
    profile: bool,
    /// Named point from which a descent is drawn; may be repeated [default: the preset's starts]
    #[arg(long = "start", value_name = "NAME")]
    starts: Vec<String>,
    /// Named point whose function, spectrum or weights are shown [default: the first descent's end]
    #[arg(long, value_name = "NAME")]
    point: Option<String>,
    /// An optimiser that runs from the first start as well, at a rate of its own if one is named;
    /// may be repeated
    #[arg(long = "race", value_name = "NAME[=RATE]", value_parser = rival)]
    rivals: Vec<(Optimizer, Option<f64>)>,
    #[arg(long, value_name = "MAP", value_parser = map, help = maps())]
    map: Option<Map>,
    /// Draw the loss as a surface in space, with the map as its colours
    #[arg(long)]
    surface: bool,
    /// Degrees that the surface is looked at from round its box; at 0 the first axis goes to the
    /// right
    #[arg(
        long, value_name = "DEG", value_parser = azimuth,
        default_value_t = Camera::default().azimuth
    )]
    azimuth: f64,
    /// Degrees above its floor, from 4 to 90
    #[arg(
        long, value_name = "DEG", value_parser = elevation,
        default_value_t = Camera::default().elevation
    )]
    elevation: f64,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(path) = &arguments.check {
        return check(path);
    }
    let out = arguments.out.as_deref().context("--out FILE is missing")?;
    let format = Format::of(out, &Figure::FORMATS)?;
    let mut of_file = None;
    let (preset, description) = match &arguments.from {
        Some(path) => {
            let (recipe, bytes) = recipe_of(path)?;
            of_file = dpi_of(&bytes);
            if recipe.version != VERSION {
                tell(&format!(
                    "{} was drawn by basinscope {}, this is {VERSION}: bytes may differ",
                    path.display(),
                    recipe.version
                ));
            }
            (recipe.preset, recipe.figure)
        }
        None => described(arguments)?,
    };
    // of a film one figure is drawn, which is none
    let description = Description { film: None, ..description };
    let bars = Bars::default();
    let figure = make(&preset, &description, &|what| bars.begin(what))?;
    drop(bars);
    if let Some(missing) = figure.missing_characters() {
        tell(&missing);
    }
    let bytes = figure.file(format, arguments.page.dpi.or(of_file).unwrap_or(USUAL_DPI))?;
    write(out, &bytes)?;
    let mut told = format!("{}: {}", out.display(), preset.title);
    if !figure.page.has_caption() {
        let beside = out.with_extension("caption.txt");
        write(&beside, (figure.caption_lines().join("\n") + "\n").as_bytes())?;
        told += &format!("; caption in {}", beside.display());
    }
    print(&told)
}

pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_atomically(path, |file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

pub fn recipe_of(path: &Path) -> anyhow::Result<(Recipe, Vec<u8>)> {
    Recipe::of_file(path).with_context(|| path.display().to_string())
}

/// Whether the numbers of a file are those that this version computes.
fn check(path: &Path) -> anyhow::Result<()> {
    let (recipe, drawn) = recipe_of(path)?;
    if recipe.figure.film.is_some() {
        return check_film(path, &recipe, &drawn);
    }
    let bars = Bars::default();
    let figure = make(&recipe.preset, &recipe.figure, &|what| bars.begin(what))?;
    drop(bars);
    let dpi = dpi_of(&drawn).unwrap_or(USUAL_DPI);
    let is_same = figure.file(format_of(&drawn), dpi)? == drawn;
    tell_check(path, &recipe, &digest(&figure), Some(is_same))
}

/// The same of a film.
fn check_film(path: &Path, recipe: &Recipe, drawn: &[u8]) -> anyhow::Result<()> {
    let format = FilmFormat::of_bytes(drawn);
    let (own, is_same) = with_bar("frames", |monitor| {
        Some(film::check(&recipe.preset, &recipe.figure, format, drawn, monitor))
    })??;
    tell_check(path, recipe, &own, is_same)
}

/// Says whether a file has these numbers and, where they were compared, these bytes.
fn tell_check(
    path: &Path,
    recipe: &Recipe,
    own: &str,
    is_same: Option<bool>,
) -> anyhow::Result<()> {
    ensure!(
        own == recipe.numbers,
        "{}: the numbers are not those of its recipe: it says SHA-256 {}, basinscope {VERSION} \
            computes {own}; the file was altered, or drawn by another version ({})",
        path.display(),
        recipe.numbers,
        recipe.version
    );
    let bytes = match is_same {
        Some(true) => "and every byte of the file is as this version draws it",
        Some(false) => {
            "but the file is not byte for byte as this version draws it: its picture was altered, \
                or drawn by another version"
        }
        None => "and the bytes, which are ffmpeg's, were not compared",
    };
    print(&format!("{}: the numbers are the same, {bytes}", path.display()))
}

/// The preset with the settings asked for, and the figure.
fn described(arguments: &Arguments) -> anyhow::Result<(Preset, Description)> {
    let name = arguments.preset.as_deref().context("a preset is missing")?;
    let mut preset = arguments.table.put_into(Preset::load(name)?)?;
    preset.descent.settings = arguments.optimizer.settings(&preset)?;
    let mut description = chosen(&preset, arguments.figure.as_deref())?;
    let PageArguments {
        style, width, height, type_pt, theme, names, title, caption, columns, ..
    } = arguments.page;
    description.style = style.unwrap_or(description.style);
    description.width_mm = width.or(description.width_mm);
    description.height_mm = height.or(description.height_mm);
    description.type_pt = type_pt.or(description.type_pt);
    description.theme = theme.unwrap_or(description.theme);
    description.names = names.unwrap_or(description.names);
    description.title = title.or(description.title);
    description.caption = caption.or(description.caption);
    description.columns = columns.or(description.columns);
    let asked = &arguments.panel;
    if !asked.panels.is_empty() {
        let panel = |&kind| PanelDescription { kind, ..PanelDescription::default() };
        description.panels = asked.panels.iter().map(panel).collect();
    }
    description.panels.iter_mut().for_each(|panel| asked.put_into(panel));
    Ok((preset, description))
}

/// The figure of that name or number; the map as the preset opens, without.
pub fn chosen(preset: &Preset, name: Option<&str>) -> anyhow::Result<Description> {
    let Some(name) = name else { return Ok(Description::of_map()) };
    let mut all = Description::all_of(preset)?;
    let by_name = all.iter().position(|figure| figure.name.as_deref() == Some(name));
    let by_number = || name.parse().ok().and_then(|number: usize| number.checked_sub(1));
    match by_name.or_else(by_number).filter(|index| *index < all.len()) {
        Some(index) => Ok(all.swap_remove(index)),
        None if all.is_empty() => bail!(
            "preset {} describes no figure: expected a table [[figure]] in it, or no --figure",
            preset.name
        ),
        None => bail!(
            "preset {} has no figure {name:?}: expected a number from 1 to {}, or one of {}",
            preset.name,
            all.len(),
            list(
                &all.iter().filter_map(|figure| figure.name.as_deref()).collect::<Vec<_>>(),
                " or "
            )
        ),
    }
}

impl PanelArguments {
    fn put_into(&self, panel: &mut PanelDescription) {
        panel.cells = self.size.unwrap_or(panel.cells);
        let [x_range, y_range] = self.ranges.asked();
        // the ranges of charts are not those of the plane
        if matches!(panel.kind, Kind::Map | Kind::Surface | Kind::Shares) {
            panel.x_range = x_range.or(panel.x_range);
            panel.y_range = y_range.or(panel.y_range);
        }
        panel.profile |= self.profile;
        panel.map = self.map.unwrap_or(panel.map);
        run_from(panel, &self.starts, &self.rivals);
        panel.at = self.point.clone().map(Start::Point).or(panel.at.take());
        if self.surface && panel.kind == Kind::Map {
            panel.kind = Kind::Surface;
        }
        let home = Camera::default();
        if self.azimuth != home.azimuth || self.elevation != home.elevation {
            let own = panel.camera.unwrap_or_default();
            panel.camera = Some(Camera { azimuth: self.azimuth, elevation: self.elevation, ..own });
        }
    }
}

/// Lets descents of a panel begin at named points, and others run against them, where any are asked
/// for.
pub fn run_from(
    panel: &mut PanelDescription,
    starts: &[String],
    rivals: &[(Optimizer, Option<f64>)],
) {
    if !starts.is_empty() {
        panel.starts = Some(starts.iter().cloned().map(Start::Point).collect());
    }
    if !rivals.is_empty() {
        let rival = |&(optimizer, learning_rate)| Rival { optimizer, learning_rate };
        panel.race = rivals.iter().map(rival).collect();
    }
}

fn style(text: &str) -> Result<Style, String> {
    named(text, &Style::ALL.map(|style| (style.name(), style)))
}

fn styles() -> String {
    let size = |style: Style| {
        let [width, _] = style.size_mm();
        let width = width.map_or(String::new(), |width| format!("{width:.0} mm, "));
        format!("{} ({width}{} pt)", style.name(), style.type_pt())
    };
    format!("What the page is for: {}", Style::ALL.map(size).join(", "))
}

pub fn theme(text: &str) -> Result<Theme, String> {
    named(text, &Theme::ALL.map(|theme| (theme.name(), theme)))
}

fn names(text: &str) -> Result<Names, String> {
    named(text, &Names::ALL.map(|names| (names.name(), names)))
}

pub fn kind(text: &str) -> Result<Kind, String> {
    named(text, &Kind::ALL.map(|kind| (kind.name(), kind)))
}

fn millimetres(text: &str) -> Result<f64, String> {
    let expected = format!("{} to {} millimetres", SIDES.start(), SIDES.end());
    number(text, &expected, |mm| SIDES.contains(&mm))
}

fn points(text: &str) -> Result<f64, String> {
    let expected = format!("{} to {} points", TYPE.start(), TYPE.end());
    number(text, &expected, |size| TYPE.contains(&size))
}

fn dpi(text: &str) -> Result<f64, String> {
    number(text, "10 to 10000 pixels an inch", |dpi| DPI.contains(&dpi))
}

fn azimuth(text: &str) -> Result<f64, String> {
    number(text, "degrees from -360 to 360", |angle| angle.abs() <= 360.0)
}

fn elevation(text: &str) -> Result<f64, String> {
    number(text, &format!("degrees from {LOWEST} to 90"), |angle| (LOWEST..=90.0).contains(&angle))
}

pub fn map(text: &str) -> Result<Map, String> {
    named(text, &Map::all())
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
