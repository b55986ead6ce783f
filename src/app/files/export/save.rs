//! A figure on its way into a file or the clipboard.

use std::path::PathBuf;

use eframe::egui::ColorImage;

use crate::app::files::film::write_film;
use crate::app::state::command::Message;
use crate::app::state::shown::Shown;
use crate::experiment::Format;
use crate::figure::{Description, Figure, make};
use crate::monitor::Monitor;
use crate::output::write_atomically;

/// A figure, where it goes, and how finely.
pub struct Save {
    pub shown: Shown,
    pub figure: Description,
    pub to: Target,
    pub dpi: f64,
}

/// Where a figure goes.
pub enum Target {
    File(PathBuf),
    Clipboard,
}

impl Save {
    /// Makes the figure and puts it where it goes; what is said of it, and the picture for the
    /// clipboard.
    pub fn write(self, monitor: &Monitor) -> (Message, Option<ColorImage>) {
        let Self { shown, figure, to, dpi } = self;
        let path = match to {
            Target::File(path) => path,
            Target::Clipboard => {
                let still = Description { film: None, ..figure };
                let drawn = make(&shown.preset, &still, &|_| monitor.part());
                return match drawn.and_then(|figure| figure.pixels(dpi)) {
                    Ok((size, rgb)) => {
                        let [width, height] = size;
                        let told = format!("{width} x {height} pixels are in the clipboard.");
                        (Message::done(told), Some(ColorImage::from_rgb(size, &rgb)))
                    }
                    Err(error) => (Message::error(format!("Nothing was copied: {error}.")), None),
                };
            }
        };
        let saved = |missing| Message::done(format!("Saved {}{missing}", path.display()));
        if figure.film.is_some() {
            let message = match write_film(&shown, &figure, &path, monitor) {
                Ok(()) => saved(String::new()),
                Err(told) => Message::error(format!("Could not save {}: {told}", path.display())),
            };
            return (message, None);
        }
        let mut missing = None;
        let written = Format::of(&path, &Figure::FORMATS)
            .and_then(|format| {
                let figure = make(&shown.preset, &figure, &|_| monitor.part())?;
                missing = figure.missing_characters();
                Ok(figure.file(format, dpi)?)
            })
            .and_then(|bytes| Ok(write_atomically(&path, |file| file.write_all(&bytes))?));
        let message = match written {
            Ok(()) => saved(missing.map_or(String::new(), |missing| format!(". {missing}"))),
            Err(error) => Message::error(format!("Could not save {}: {error:#}", path.display())),
        };
        (message, None)
    }
}
