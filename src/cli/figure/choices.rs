//! The arguments that say how a figure's page and panels are.

use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::Args;

use crate::cli::arguments::{RangesArgument, number, size};
use crate::cli::choice::{list, named};
use crate::cli::optimizer::rival;
use crate::figure::describe::{
    Kind, Map, Names, PanelDescription, Rival, SIDES, Shared, Start, Style, TYPE, Theme,
};
use crate::figure::surface::{Camera, LOWEST};
use crate::figure::{BasinView, Description, family, set_typeface};
use crate::input;
use crate::optimizer::Optimizer;
use crate::plane::Quantity;

/// Bytes of a font.
const LARGEST_FONT: u64 = 64 << 20;

/// Pixels an inch that a picture may have.
const DPI: std::ops::RangeInclusive<f64> = 10.0..=10_000.0;

/// The page, where it differs from the preset's figure.
#[derive(Args, Clone)]
pub struct PageArguments {
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
    /// A .ttf or .otf font for all type [default: DejaVu Sans, which is bundled]
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Who made it, for the author's field of a .pdf
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Put the title above [default: on slides and posters]
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    title: Option<bool>,
    /// Put the caption below; without it the caption goes into a text file beside the figure
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    caption: Option<bool>,
    /// Panels side by side
    #[arg(long, value_name = "N")]
    columns: Option<usize>,
    /// What panels have in common: bar (one scale and one colour bar a row), axes, legend
    #[arg(long, value_name = "A,B,..", value_delimiter = ',', value_parser = shared)]
    share: Vec<Shared>,
    /// Pixels an inch of a .png
    /// [default: 300, and with --from that of the file]
    #[arg(long, value_name = "N", value_parser = dpi)]
    pub dpi: Option<f64>,
}

/// The panels, where they differ from the preset's figure.
#[derive(Args)]
pub struct PanelArguments {
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
    /// Words of your own for the axis across
    #[arg(long, value_name = "WORDS")]
    x_label: Option<String>,
    /// Words of your own for the axis up
    #[arg(long, value_name = "WORDS")]
    y_label: Option<String>,
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

impl PageArguments {
    /// Sets all figures in the font that is asked for.
    pub fn use_font(&self, figures: &mut [Description]) -> anyhow::Result<()> {
        if let Some(path) = &self.font {
            let bytes = input::bytes(path, LARGEST_FONT).map_err(|error| error.to_string());
            let family = bytes.and_then(set_typeface);
            let family = family.map_err(|what| anyhow!("{}: {what}", path.display()))?;
            figures.iter_mut().for_each(|figure| figure.font = Some(family.to_owned()));
        }
        let mut fonts = figures.iter().filter_map(|figure| figure.font.as_ref());
        match fonts.find(|font| **font != family()) {
            Some(font) => bail!("the figure is set in {font}: give its file by --font"),
            None => Ok(()),
        }
    }

    /// Says how the page is, where it was asked for.
    pub fn put_into(&self, description: &mut Description) {
        let PageArguments {
            style,
            width,
            height,
            type_pt,
            theme,
            names,
            author,
            title,
            caption,
            columns,
            ..
        } = self.clone();
        description.style = style.unwrap_or(description.style);
        description.width_mm = width.or(description.width_mm);
        description.height_mm = height.or(description.height_mm);
        description.type_pt = type_pt.or(description.type_pt);
        description.theme = theme.unwrap_or(description.theme);
        description.names = names.unwrap_or(description.names);
        description.author = author.or(description.author.take());
        description.title = title.or(description.title);
        description.caption = caption.or(description.caption);
        description.columns = columns.or(description.columns);
        if !self.share.is_empty() {
            description.share.clone_from(&self.share);
        }
    }
}

impl PanelArguments {
    /// Says what the panels are, where it was asked for.
    pub fn put_into(&self, description: &mut Description) {
        if !self.panels.is_empty() {
            let panel = |&kind| PanelDescription { kind, ..PanelDescription::default() };
            description.panels = self.panels.iter().map(panel).collect();
        }
        description.panels.iter_mut().for_each(|panel| self.put_into_one(panel));
    }

    fn put_into_one(&self, panel: &mut PanelDescription) {
        panel.cells = self.size.unwrap_or(panel.cells);
        let [x_range, y_range] = self.ranges.asked();
        // the ranges of charts are not those of the plane
        if matches!(panel.kind, Kind::Map | Kind::Surface | Kind::Shares) {
            panel.x_range = x_range.or(panel.x_range);
            panel.y_range = y_range.or(panel.y_range);
        }
        panel.profile |= self.profile;
        panel.x_label = self.x_label.clone().or(panel.x_label.take());
        panel.y_label = self.y_label.clone().or(panel.y_label.take());
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

fn shared(text: &str) -> Result<Shared, String> {
    named(text, &Shared::ALL.map(|shared| (shared.name(), shared)))
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
