//! Frames as the bytes of a film; each format has a source file.

mod apng;
mod changes;
mod encoder;
mod gif;
mod mp4;
mod palette;
mod webp;

use std::io::Write;

pub(super) use self::encoder::Encoder;
pub(super) use self::palette::Palette;
use crate::figure::describe::Film;
use crate::figure::error::FigureError;
use crate::monitor::Monitor;

/// The file of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilmFormat {
    /// 255 colours, read everywhere.
    Gif,
    /// All colours, read by browsers.
    Webp,
    /// The same in larger files.
    Apng,
    /// A video, which the program `ffmpeg` makes.
    Mp4,
}

impl FilmFormat {
    /// Every format with the endings of its files, the usual one first.
    pub const ALL: [(Self, &'static [&'static str]); 4] = [
        (Self::Gif, &["gif"]),
        (Self::Webp, &["webp"]),
        (Self::Apng, &["png", "apng"]),
        (Self::Mp4, &["mp4"]),
    ];

    /// The format of files of this name; `None` if films are not in such files.
    #[must_use]
    pub fn of(path: &std::path::Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let mut all = Self::ALL.into_iter();
        all.find(|(_, endings)| endings.contains(&&ending[..])).map(|(format, _)| format)
    }

    /// The format of a film's file, by how its bytes begin.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        match bytes {
            [b'G', ..] => Self::Gif,
            [b'R', ..] => Self::Webp,
            [0x89, ..] => Self::Apng,
            _ => Self::Mp4,
        }
    }
}

/// Begins a film in a file; `palette` is for those that need one.
pub(super) fn encoder<'w>(
    out: &'w mut (dyn Write + Send),
    format: FilmFormat,
    film: &'w Film,
    palette: Palette,
    monitor: &'w Monitor,
) -> Result<Box<dyn Encoder + Send + 'w>, FigureError> {
    Ok(match format {
        FilmFormat::Gif => Box::new(gif::Gif::new(out, film, palette)?),
        FilmFormat::Webp => Box::new(webp::Webp::new(out, film)?),
        FilmFormat::Apng => Box::new(apng::Apng::new(out, film)?),
        FilmFormat::Mp4 => Box::new(mp4::Mp4::new(out, film, monitor)?),
    })
}
