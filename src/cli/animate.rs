//! `animate`: a figure that moves.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;

use super::arguments::{PresetArgument, number, size};
use super::choice::named;
use super::figure::{kind, map, run_from, theme, write};
use super::optimizer::{OptimizerArgument, rival};
use super::terminal::{print, with_bar};
use crate::figure::Description;
use crate::figure::describe::{Kind, Map, PanelDescription, Style, Theme};
use crate::figure::film::{FilmFormat, Motion, Timing, film};
use crate::optimizer::Optimizer;

/// Width of a slide in inches, to which the pixels of a film are related.
const INCHES: f64 = 10.0;

/// Sides of a film, in pixels.
const SIDES: std::ops::RangeInclusive<usize> = 64..=4096;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    /// What moves: descent (the preset's descents, or a race), or orbit (the surface turns)
    #[arg(long, value_name = "M", default_value = "descent", value_parser = motion)]
    what: Motion,
    /// Pixels across and down
    #[arg(long, value_name = "WxH", default_value = "800x450", value_parser = size)]
    size: [usize; 2],
    /// What is shown, a panel each: map, surface, data, curve, network .. [default: map and, for
    /// one or two inputs, data]
    #[arg(long, value_name = "A,B,..", value_delimiter = ',', value_parser = kind)]
    panels: Vec<Kind>,
    /// What the plane is coloured by
    #[arg(long, value_name = "MAP", default_value = "loss", value_parser = map)]
    map: Map,
    /// Named point from which a descent runs; may be repeated [default: the preset's starts]
    #[arg(long = "start", value_name = "NAME")]
    starts: Vec<String>,
    /// An optimiser that runs from the first start as well; may be repeated
    #[arg(long = "race", value_name = "NAME[=RATE]", value_parser = rival)]
    rivals: Vec<(Optimizer, Option<f64>)>,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// light, dark or greyscale
    #[arg(long, value_name = "T", default_value = "light", value_parser = theme)]
    theme: Theme,
    /// Frames a second, 1 to 50
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = frames_a_second)]
    fps: u32,
    /// Seconds of motion
    #[arg(long, value_name = "S", default_value_t = 5.0, value_parser = seconds)]
    seconds: f64,
    /// Seconds that the last frame stays
    #[arg(long, value_name = "S", default_value_t = 1.5, value_parser = seconds)]
    hold: f64,
    /// Show it once and not for ever
    #[arg(long)]
    once: bool,
    /// File to write: .gif, or .png for an animated PNG
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = format(arguments)?;
    let [width, height] = arguments.size;
    ensure!(
        SIDES.contains(&width) && SIDES.contains(&height),
        "--size: expected sides of {} to {} pixels, found {width}x{height}",
        SIDES.start(),
        SIDES.end()
    );
    let mut preset = arguments.preset.load()?;
    preset.descent.settings = arguments.optimizer.settings(&preset)?;
    let dpi = width as f64 / INCHES;
    let usual = match arguments.what {
        Motion::Orbit => vec![Kind::Surface],
        Motion::Descent if preset.dataset.input_count() <= 2 => vec![Kind::Map, Kind::Data],
        Motion::Descent => vec![Kind::Map],
    };
    let kinds = if arguments.panels.is_empty() { &usual } else { &arguments.panels };
    let panel = |&kind: &Kind| {
        let map = arguments.map;
        let mut panel = PanelDescription { kind, map, ..PanelDescription::default() };
        run_from(&mut panel, &arguments.starts, &arguments.rivals);
        panel
    };
    let figure = Description {
        style: Style::Slide,
        height_mm: Some(height as f64 / dpi * 25.4),
        theme: arguments.theme,
        title: Some(false),
        panels: kinds.iter().map(panel).collect(),
        ..Description::default()
    };
    let timing = Timing {
        rate: arguments.fps,
        seconds: arguments.seconds,
        hold: arguments.hold,
        repeats: !arguments.once,
    };
    let mut refused = None;
    let bytes = with_bar("frames", |monitor| {
        let mut bytes = Vec::new();
        let how = (arguments.what, timing);
        match film(&preset, &figure, how, (format, dpi), monitor, &mut bytes) {
            Ok(()) => Some(bytes),
            Err(error) => {
                refused = Some(error);
                None
            }
        }
    });
    if let Some(error) = refused {
        return Err(error.into());
    }
    let bytes = bytes?;
    write(&arguments.out, &bytes)?;
    let frames = timing.frames();
    print(&format!("{}: {frames} frames, {} bytes", arguments.out.display(), bytes.len()))
}

fn format(arguments: &Arguments) -> anyhow::Result<FilmFormat> {
    let ending = arguments.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "gif" => Ok(FilmFormat::Gif),
        "png" | "apng" => Ok(FilmFormat::Apng),
        other => anyhow::bail!(
            "{}: expected a file that ends in .gif or .png, found {other:?}; for an .mp4 make a \
                .png and run ffmpeg -i FILM.png FILM.mp4",
            arguments.out.display()
        ),
    }
}

fn motion(text: &str) -> Result<Motion, String> {
    named(text, &Motion::ALL)
}

fn frames_a_second(text: &str) -> Result<u32, String> {
    let rate = text.parse().ok().filter(|rate| (1..=50).contains(rate));
    rate.ok_or_else(|| "expected a whole number from 1 to 50".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    number(text, "0 to 600 seconds", |seconds| (0.0..=600.0).contains(&seconds))
}
