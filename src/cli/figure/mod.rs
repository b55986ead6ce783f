//! `figure`: a preset's figures for print, each with the recipe from which it can be drawn again.

mod check;
mod choices;
mod file;
mod gallery;
mod landscape;

use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use clap::Args;

use self::check::{USUAL_DPI, check, check_of_landscape};
use self::choices::{PageArguments, PanelArguments};
pub use self::choices::{kind, map, run_from, theme};
pub use self::file::{recipe_of, write};
use self::gallery::Wanted;
use self::landscape::LandscapeArguments;
use super::choice::{list, named};
use super::optimizer::OptimizerArgument;
use super::table::TableArguments;
use super::terminal::{Bars, print, tell};
use crate::experiment::Format;
use crate::figure::recipe::{LandscapeRecipe, VERSION, dpi_of};
use crate::figure::{Description, Figure, export, make, make_of_landscape};
use crate::preset::Preset;
use crate::preset::import::Landscape;

#[derive(Args)]
pub struct Arguments {
    /// A shipped preset's name (see `basinscope presets`) or the path of a .toml file, or a .npz or
    /// .npy with losses that were computed elsewhere; several presets are drawn into the folder
    /// --out
    #[arg(value_name = "PRESET", required_unless_present_any = ["from", "check", "all"])]
    presets: Vec<String>,
    /// Draw every shipped preset into the folder --out, with a page that shows them all
    #[arg(long, conflicts_with_all = ["presets", "from", "check", "numbers"])]
    all: bool,
    #[command(flatten)]
    table: TableArguments,
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// Draw one of the figures that the preset describes, by its name or its number from 1
    /// [default: its map]
    #[arg(long, value_name = "NAME")]
    figure: Option<String>,
    /// Draw the figure of this .svg, .pdf, .png or .npz again, from the recipe in it; of a film,
    /// the figure that moves, at its end
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "figure"])]
    from: Option<PathBuf>,
    /// Compute the numbers of this figure, film or .npz again and tell whether they are the same
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "figure"])]
    check: Option<PathBuf>,
    #[command(flatten)]
    page: PageArguments,
    #[command(flatten)]
    panel: PanelArguments,
    #[command(flatten)]
    optimizer: OptimizerArgument,
    /// File to write: .svg, .pdf or .png; of several presets the folder
    #[arg(long, value_name = "FILE", required_unless_present_any = ["check", "numbers"])]
    out: Option<PathBuf>,
    /// Folder for what each panel shows as .npz and .csv, with a Matplotlib script and a pgfplots
    /// document that draw it from them, and the LaTeX lines that include it
    #[arg(long, value_name = "DIR", conflicts_with = "check")]
    numbers: Option<PathBuf>,
    /// What is written into a folder of several: png, svg or pdf
    #[arg(long, value_name = "F", default_value = "png", value_parser = picture_format)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let landscape = match arguments.presets.first() {
        Some(file) => arguments.landscape.read(file)?,
        None => None,
    };
    let has_recipe = arguments.from.is_some() || arguments.check.is_some();
    ensure!(
        !has_recipe || arguments.presets.is_empty() || landscape.is_some(),
        "--from and --check take the preset from the file: leave out {}",
        arguments.presets.join(" ")
    );
    match (&arguments.check, &landscape) {
        (Some(path), Some(landscape)) => return check_of_landscape(path, landscape),
        (Some(path), None) => return check(path),
        (None, _) => {}
    }
    if arguments.all || arguments.presets.len() > 1 {
        return draw_many(arguments);
    }
    if let Some(out) = &arguments.out {
        // before anything is computed
        Format::of(out, &Figure::FORMATS)?;
    }
    if let Some(landscape) = landscape {
        return draw_landscape(arguments, &landscape);
    }
    let mut of_file = None;
    let (preset, mut description) = if let Some(path) = &arguments.from {
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
    } else {
        let name = arguments.presets.first().context("a preset is missing")?;
        described(arguments, arguments.table.put_into(Preset::load(name)?)?)?
    };
    // of a film one figure is drawn, which is none
    description.film = None;
    arguments.page.use_font(std::slice::from_mut(&mut description))?;
    let bars = Bars::default();
    let figure = make(&preset, &description, &|what| bars.begin(what))?;
    drop(bars);
    let dpi = arguments.page.dpi.or(of_file).unwrap_or(USUAL_DPI);
    write_all(arguments, &figure, dpi)
}

/// Draws losses that were computed elsewhere, as the arguments say or as a file of theirs does.
fn draw_landscape(arguments: &Arguments, landscape: &Landscape) -> anyhow::Result<()> {
    tell(&landscape.told);
    let mut of_file = None;
    let mut description = match &arguments.from {
        Some(path) => {
            let (recipe, bytes) =
                LandscapeRecipe::of_file(path).with_context(|| path.display().to_string())?;
            of_file = dpi_of(&bytes);
            recipe.figure
        }
        None => Description::of_map(),
    };
    if arguments.from.is_none() {
        arguments.page.put_into(&mut description);
        arguments.panel.put_into(&mut description);
    }
    arguments.page.use_font(std::slice::from_mut(&mut description))?;
    let figure = make_of_landscape(landscape, &description)?;
    let dpi = arguments.page.dpi.or(of_file).unwrap_or(USUAL_DPI);
    write_all(arguments, &figure, dpi)
}

/// Writes the picture with its caption beside it, and the numbers, where they are asked for.
fn write_all(arguments: &Arguments, figure: &Figure, dpi: f64) -> anyhow::Result<()> {
    if let Some(missing) = figure.missing_characters() {
        tell(&missing);
    }
    if let Some(out) = &arguments.out {
        let format = Format::of(out, &Figure::FORMATS)?;
        write(out, &figure.file(format, dpi)?)?;
        let mut told = format!("{}: {}", out.display(), figure.title);
        if !figure.page.has_caption() {
            let beside = out.with_extension("caption.txt");
            write(&beside, (figure.caption_lines().join("\n") + "\n").as_bytes())?;
            told += &format!("; caption in {}", beside.display());
        }
        print(&told)?;
    }
    if let Some(folder) = &arguments.numbers {
        let files = export::write_all(figure, folder)?;
        let script = folder.join("draw.py");
        print(&format!(
            "{}: {} files; python {}",
            folder.display(),
            files.len(),
            script.display()
        ))?;
    }
    Ok(())
}

/// Draws a figure of each of several presets into a folder.
fn draw_many(arguments: &Arguments) -> anyhow::Result<()> {
    ensure!(arguments.numbers.is_none(), "--numbers is of one preset: give one, or leave it out");
    let folder = arguments.out.as_deref().context("--out DIR is missing")?;
    ensure!(
        folder.extension().is_none() || folder.is_dir(),
        "{}: expected a folder for several figures; --format says what is written into it",
        folder.display()
    );
    let names: Vec<String> = if arguments.all {
        Preset::shipped_names().map(str::to_owned).collect()
    } else {
        arguments.presets.clone()
    };
    let all = names.iter().map(|called| described(arguments, Preset::load(called)?));
    let (presets, mut figures): (Vec<_>, Vec<_>) =
        all.collect::<anyhow::Result<Vec<_>>>()?.into_iter().unzip();
    arguments.page.use_font(&mut figures)?;
    let all = names.into_iter().zip(presets).zip(figures);
    let all = all.map(|((called, preset), figure)| Wanted { called, preset, figure });
    let all: Vec<Wanted> = all.collect();
    let dpi = arguments.page.dpi.unwrap_or(USUAL_DPI);
    gallery::draw(&all, folder, arguments.format, dpi)
}

fn picture_format(text: &str) -> Result<Format, String> {
    named(text, &Figure::FORMATS.map(|format| (format.ending(), format)))
}

/// The preset with the settings asked for, and the figure.
fn described(arguments: &Arguments, mut preset: Preset) -> anyhow::Result<(Preset, Description)> {
    preset.descent.settings = arguments.optimizer.settings(&preset)?;
    let mut description = chosen(&preset, arguments.figure.as_deref())?;
    arguments.page.put_into(&mut description);
    arguments.panel.put_into(&mut description);
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
