//! From a preset and a description to a figure: every number that is drawn is computed here, by
//! what [`experiment`](crate::experiment) gives the window and the commands.

mod chart;
mod colors;
mod data;
mod landscape;
mod map;
mod work;

pub use self::colors::Colors;
pub use self::landscape::make_of_landscape;
use self::work::Work;
use super::describe::{Description, Kind, Shared};
use super::error::FigureError;
use super::page::source_line;
use super::picture::{Figure, Panel};
use super::recipe::{digest, recipe};
use crate::monitor::Monitor;
use crate::preset::Preset;

/// The figure that `description` asks for of a preset. The same two give the same figure, bit for
/// bit, for any number of threads. `on_part` is told before each long part of the work what it is,
/// and gives the handle by which that part is watched.
///
/// # Errors
/// If the description is of no figure, names what the preset does not have, or was cancelled.
pub fn make(
    preset: &Preset,
    description: &Description,
    on_part: &dyn Fn(&'static str) -> Monitor,
) -> Result<Figure, FigureError> {
    let mut figure = Maker::new(preset, on_part).figure(description)?;
    figure.recipe = recipe(preset, description, &digest(&figure));
    Ok(figure)
}

/// Makes several figures of one preset: what they have in common is computed once.
pub struct Maker<'a> {
    work: Work<'a>,
}

impl<'a> Maker<'a> {
    /// None yet; `on_part` as in [`make`].
    #[must_use]
    pub fn new(preset: &'a Preset, on_part: &'a dyn Fn(&'static str) -> Monitor) -> Self {
        Self { work: Work::new(preset, on_part) }
    }

    /// As [`Self::new`], with the colours of the attractors of another preset that is nearly this
    /// one.
    #[must_use]
    pub fn with_colors(mut self, colors: Colors) -> Self {
        self.work.colors = Some(colors);
        self
    }

    /// The colours of the attractors, for the next preset.
    #[must_use]
    pub fn into_colors(self) -> Colors {
        self.work.colors.unwrap_or_default()
    }

    /// Steps of the longest descent so far.
    #[must_use]
    pub fn longest_run(&self) -> usize {
        self.work.longest_run()
    }

    /// Steps after which the first cell of the basins so far was decided, and the last one.
    #[must_use]
    pub fn decisions(&self) -> Option<[usize; 2]> {
        self.work.decisions()
    }

    /// A figure, without its recipe: of many frames one carries it.
    ///
    /// # Errors
    /// As [`make`].
    pub fn figure(&mut self, description: &Description) -> Result<Figure, FigureError> {
        let of = self.work.preset.name.clone();
        let checked = description.check();
        checked.map_err(|message| FigureError::Description { of, message })?;
        figure(&mut self.work, description)
    }
}

fn figure(work: &mut Work, description: &Description) -> Result<Figure, FigureError> {
    let preset = work.preset;
    work.caption.clear();
    let mut panels = Vec::new();
    for panel in &description.panels {
        panels.push(match panel.kind {
            Kind::Map | Kind::Surface => Panel::Map(Box::new(map::panel(work, panel)?)),
            Kind::Data => Panel::Chart(data::panel(work, panel)?),
            Kind::Curve => Panel::Chart(chart::curve(work, panel)?),
            Kind::Spectrum => Panel::Chart(chart::spectrum(work, panel)?),
            Kind::Shares => Panel::Bars(map::shares(work, panel)?),
            Kind::Network => Panel::Diagram(chart::network(work, panel)?),
        });
    }
    if description.share.contains(&Shared::Bar) {
        map::share_scales(&mut panels, &description.panels);
    }
    let mut caption = vec![source_line(preset)];
    caption.append(&mut work.caption);
    Ok(Figure {
        title: preset.title.clone(),
        page: description.clone(),
        panels,
        caption,
        recipe: String::new(),
        room: Vec::new(),
    })
}
