//! A figure as a person describes it: a page, and what its panels show.
//!
//! A [`Description`] is a table `[[figure]]` of a preset file, what the arguments of a command come
//! to, or what the window shows; [`make`](super::make) computes its numbers. It says all that the
//! picture depends on beside the preset, and is written into every file that is drawn from it.

mod film;
mod panel;
mod style;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

pub use self::film::{Film, Motion};
pub use self::panel::{Kind, Map, PanelDescription, Rival, Start};
pub use self::style::{Names, Shared, Style, Theme};
use super::error::FigureError;
use crate::preset::Preset;

/// Sides of a page, in millimetres.
pub const SIDES: RangeInclusive<f64> = 20.0..=2000.0;

/// Sizes of type, in points.
pub const TYPE: RangeInclusive<f64> = 4.0..=96.0;

/// Size of a film's type, in points on a slide of 254 mm.
const FILM_TYPE: f64 = 11.0;

/// Most panels of a figure.
const MOST_PANELS: usize = 26;

/// A page and its panels, read from `[[figure]]` and written there. Sizes that are left out are
/// those of the style.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Description {
    /// What it is called among the figures of a preset.
    pub name: Option<String>,
    /// Which page it is for.
    pub style: Style,
    /// Width of the page, met exactly.
    pub width_mm: Option<f64>,
    /// Height of the page, met exactly; without one it follows from the panels.
    pub height_mm: Option<f64>,
    /// Size of all type but the title's.
    pub type_pt: Option<f64>,
    /// Light, dark or grey.
    pub theme: Theme,
    /// How weights are written on axes.
    pub names: Names,
    /// The family of all type; the bundled one without.
    pub font: Option<String>,
    /// Who made it, kept in a PDF.
    pub author: Option<String>,
    /// Whether the title stands above.
    pub title: Option<bool>,
    /// Whether the caption stands below.
    pub caption: Option<bool>,
    /// Panels side by side.
    pub columns: Option<usize>,
    /// What panels have in common.
    pub share: Vec<Shared>,
    /// Whether the first panel stands large before the others, on a page of fixed height.
    pub lead: bool,
    /// What moves in a film of it.
    pub film: Option<Film>,
    /// What is seen, row by row.
    pub panels: Vec<PanelDescription>,
}

/// The figures of a preset file, all but which is passed over.
#[derive(Deserialize)]
struct Figures {
    #[serde(default)]
    figure: Vec<Description>,
}

impl Description {
    /// The figures that a preset describes, in the order of its file.
    ///
    /// # Errors
    /// If one of them says something that no figure has, with the line of the preset's figures
    /// where it stands.
    pub fn all_of(preset: &Preset) -> Result<Vec<Self>, FigureError> {
        Self::parse(&preset.name, &preset.figures)
    }

    /// The figures in the text of tables `[[figure]]`; `of` is what messages name.
    ///
    /// # Errors
    /// As [`Self::all_of`].
    pub fn parse(of: &str, text: &str) -> Result<Vec<Self>, FigureError> {
        let wrong = |message: String| FigureError::Description {
            of: of.to_owned(),
            message: message.lines().collect::<Vec<_>>().join(" "),
        };
        let figures: Figures =
            toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
        for figure in &figures.figure {
            figure.check().map_err(wrong)?;
        }
        Ok(figures.figure)
    }

    /// The text of a table `[[figure]]`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        #[derive(Serialize)]
        struct Written<'a> {
            figure: [&'a Description; 1],
        }
        toml::to_string(&Written { figure: [self] }).expect("numbers, words and lists")
    }

    /// One map, as the preset opens.
    #[must_use]
    pub fn of_map() -> Self {
        Self { panels: vec![PanelDescription::default()], ..Self::default() }
    }

    /// A film on a slide of its own proportions, the first panel before the others.
    #[must_use]
    pub fn of_film(film: Film, panels: Vec<PanelDescription>) -> Self {
        Self {
            style: Style::Slide,
            type_pt: Some(FILM_TYPE),
            lead: panels.len() > 1,
            film: Some(film),
            panels,
            ..Self::default()
        }
    }

    /// Width and height of the page in points, the height where it is given.
    #[must_use]
    pub fn size(&self) -> (f64, Option<f64>) {
        let points = |mm: f64| mm / 25.4 * 72.0;
        let [width, height] = self.style.size_mm();
        let width = self.width_mm.or(width).unwrap_or(85.0);
        // a height that the style has is for its own width
        let height = self.height_mm.or(if self.width_mm.is_none() { height } else { None });
        (points(width), height.map(points))
    }

    /// Size of type in points.
    #[must_use]
    pub fn type_size(&self) -> f64 {
        self.type_pt.unwrap_or(self.style.type_pt())
    }

    /// Whether the title is drawn.
    #[must_use]
    pub fn has_title(&self) -> bool {
        self.title.unwrap_or(!self.style.is_print())
    }

    /// Whether the caption is drawn.
    #[must_use]
    pub fn has_caption(&self) -> bool {
        self.caption.unwrap_or(false)
    }

    /// Whether the first panel stands large on the left and the others on its right.
    #[must_use]
    pub fn has_lead(&self) -> bool {
        self.lead && self.panels.len() > 1 && self.size().1.is_some()
    }

    /// Panels side by side: those that are asked for, or about as many as there are rows.
    #[must_use]
    pub fn column_count(&self) -> usize {
        let count = self.panels.len().max(1);
        let square = (1..=count).find(|side| side * side >= count).unwrap_or(1);
        let usual = match self.style {
            _ if self.has_lead() => 2,
            Style::Column => 1,
            _ => square,
        };
        self.columns.unwrap_or(usual).clamp(1, count)
    }

    /// Why no figure is like this, if none is.
    ///
    /// # Errors
    /// What was found and what was expected, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        let sides = [("width_mm", self.width_mm), ("height_mm", self.height_mm)];
        for (key, side) in sides {
            if let Some(side) = side.filter(|side| !SIDES.contains(side)) {
                let (low, high) = (SIDES.start(), SIDES.end());
                return Err(format!("{key}: expected {low} to {high} millimetres, found {side}"));
            }
        }
        if let Some(size) = self.type_pt.filter(|size| !TYPE.contains(size)) {
            let (low, high) = (TYPE.start(), TYPE.end());
            return Err(format!("type_pt: expected {low} to {high} points, found {size}"));
        }
        if self.columns == Some(0) {
            return Err("columns: expected 1 or more, found 0".to_owned());
        }
        if !(1..=MOST_PANELS).contains(&self.panels.len()) {
            let found = self.panels.len();
            return Err(format!("panels: expected 1 to {MOST_PANELS}, found {found}"));
        }
        self.film.as_ref().map_or(Ok(()), Film::check)?;
        self.panels.iter().try_for_each(PanelDescription::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::surface::Camera;
    use crate::optimizer::Optimizer;
    use crate::plane::Quantity;

    #[test]
    fn a_description_is_written_and_read_without_loss() {
        let panel = PanelDescription {
            kind: Kind::Surface,
            map: Map::Values(Quantity::Sharpness),
            cells: [64, 32],
            x_range: Some([-1.0 / 3.0, 0.1]),
            starts: Some(vec![Start::Point("a b".to_owned()), Start::Weights(vec![0.1, -1e-300])]),
            race: vec![Rival { optimizer: Optimizer::Adam, learning_rate: Some(0.05) }],
            camera: Some(Camera { azimuth: 12.5, ..Camera::default() }),
            at: Some(Start::Point("here".to_owned())),
            ..PanelDescription::default()
        };
        let description = Description {
            name: Some("3 (a)".to_owned()),
            style: Style::Slide,
            width_mm: Some(123.4),
            theme: Theme::Dark,
            title: Some(false),
            columns: Some(2),
            share: vec![Shared::Bar, Shared::Axes],
            film: Some(Film { what: Motion::Data, to: vec![0.1, -3.0], ..Film::default() }),
            panels: vec![panel, PanelDescription { kind: Kind::Data, ..Default::default() }],
            ..Description::default()
        };
        let mut preset = Preset::load("xor-relu").expect("shipped");
        preset.figures = description.to_toml();
        assert_eq!(Description::all_of(&preset).expect("a figure"), [description]);
    }

    #[test]
    fn what_no_figure_has_is_told_with_what_was_expected() {
        let mut preset = Preset::load("xor-relu").expect("shipped");
        for (text, told) in [
            ("style = \"colum\"\npanels = [{}]", "`column`"),
            ("with_mm = 85\npanels = [{}]", "`width_mm`"),
            ("width_mm = 3\npanels = [{}]", "expected 20 to 2000 millimetres, found 3"),
            ("type_pt = 0\npanels = [{}]", "expected 4 to 96 points, found 0"),
            ("panels = []", "expected 1 to 26, found 0"),
            ("panels = [{ kind = \"pie\" }]", "`spectrum`"),
            ("panels = [{ map = \"depth\" }]", "gradient-norm"),
            ("panels = [{ cells = [0, 5] }]", "cells"),
            ("panels = [{ limits = [2, 1] }]", "limits: expected a lower and a higher number"),
            ("panels = [{}]\nfilm = { what = \"fly\" }", "`orbit`"),
            ("panels = [{}]\nfilm = { fps = 99 }", "1 to 50 frames a second, found 99"),
        ] {
            preset.figures = format!("[[figure]]\n{text}\n");
            let error = Description::all_of(&preset).unwrap_err().to_string();
            assert!(error.contains(told) && !error.contains('\n'), "{text}: {error}");
        }
    }

    #[test]
    fn a_style_gives_what_is_left_out() {
        let column = Description::of_map();
        assert_eq!((column.size(), column.type_size()), ((85.0 / 25.4 * 72.0, None), 8.0));
        assert!(!column.has_title() && !column.has_caption());
        let slide = Description { style: Style::Slide, ..column.clone() };
        let (width, height) = slide.size();
        assert!((width / height.expect("16:9") - 16.0 / 9.0).abs() < 1e-12 && slide.has_title());
        let four = Description { panels: vec![PanelDescription::default(); 4], ..column };
        assert_eq!(four.column_count(), 1);
        assert_eq!(Description { style: Style::Page, ..four }.column_count(), 2);
    }
}
