//! What a page is for, and how it looks.

use serde::{Deserialize, Serialize};

/// What a page is for: its size and its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// One column of a journal: 85 mm, type of 8 points.
    #[default]
    Column,
    /// Its whole width: 178 mm, type of 8 points.
    Page,
    /// A slide of 16:9, 254 mm across, type of 14 points.
    Slide,
    /// A poster: 400 mm, type of 24 points.
    Poster,
}

impl Style {
    /// Every style, in the order in which menus list them.
    pub const ALL: [Self; 4] = [Self::Column, Self::Page, Self::Slide, Self::Poster];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Page => "page",
            Self::Slide => "slide",
            Self::Poster => "poster",
        }
    }

    /// Width and height of its page in millimetres, the height where it is fixed.
    #[must_use]
    pub fn size_mm(self) -> [Option<f64>; 2] {
        match self {
            Self::Column => [Some(85.0), None],
            Self::Page => [Some(178.0), None],
            Self::Slide => [Some(254.0), Some(254.0 * 9.0 / 16.0)],
            Self::Poster => [Some(400.0), None],
        }
    }

    /// Its size of type in points.
    #[must_use]
    pub fn type_pt(self) -> f64 {
        match self {
            Self::Column | Self::Page => 8.0,
            Self::Slide => 14.0,
            Self::Poster => 24.0,
        }
    }

    /// Whether title and caption are set beside it by somebody else.
    #[must_use]
    pub fn is_print(self) -> bool {
        matches!(self, Self::Column | Self::Page)
    }
}

/// The colours of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Black on white.
    #[default]
    Light,
    /// Nearly white on nearly black.
    Dark,
    /// Black on white, and every colour by its luminance.
    Greyscale,
}

impl Theme {
    /// Every theme, in the order in which menus list them.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Greyscale];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Greyscale => "greyscale",
        }
    }

    /// The colour of paper, of ink, and of ink for what matters less.
    #[must_use]
    pub(in crate::figure) fn inks(self) -> [&'static str; 3] {
        match self {
            Self::Light | Self::Greyscale => ["white", "black", "#444444"],
            Self::Dark => ["#14161c", "#eeeeee", "#b4b8c0"],
        }
    }

    /// The colour of paper.
    pub(in crate::figure) fn paper(self) -> [u8; 3] {
        if self == Self::Dark { [0x14, 0x16, 0x1c] } else { [255; 3] }
    }

    /// A colour as it is on this page. Grey has the same relative luminance (Rec. 709 weights on
    /// linear light).
    #[must_use]
    pub(in crate::figure) fn color(self, rgb: [u8; 3]) -> [u8; 3] {
        if self != Self::Greyscale {
            return rgb;
        }
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { pxfm::f_pow((c + 0.055) / 1.055, 2.4) }
        };
        let [r, g, b] = rgb.map(linear);
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let grey =
            if y <= 0.003_130_8 { 12.92 * y } else { 1.055 * pxfm::f_pow(y, 1.0 / 2.4) - 0.055 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
        let grey = (255.0 * grey).round() as u8;
        [grey; 3]
    }
}

/// How weights are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// As mathematics: an italic w with its layer above and its indices, from 1, below.
    #[default]
    Mathematics,
    /// As in files: `W1[0,0]`.
    Indices,
}

impl Names {
    /// Both, in the order in which menus list them.
    pub const ALL: [Self; 2] = [Self::Mathematics, Self::Indices];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mathematics => "mathematics",
            Self::Indices => "indices",
        }
    }
}

/// What panels of a page may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shared {
    /// Maps of one quantity have one scale, and one colour bar a row.
    Bar,
    /// Numbers and names of an axis stand once where panels side by side, or one above the other,
    /// have the same.
    Axes,
    /// What signs mean stands once where panels say the same of them.
    Legend,
}

impl Shared {
    /// All that may be shared.
    pub const ALL: [Self; 3] = [Self::Bar, Self::Axes, Self::Legend];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Axes => "axes",
            Self::Legend => "legend",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_has_the_luminance_of_the_colour_and_leaves_greys_as_they_are() {
        for grey in [0, 1, 10, 127, 254, 255] {
            assert_eq!(Theme::Greyscale.color([grey; 3]), [grey; 3]);
        }
        // pure colours: 0.2126, 0.7152 and 0.0722 of white's light
        assert_eq!(Theme::Greyscale.color([255, 0, 0]), [127; 3]);
        assert_eq!(Theme::Greyscale.color([0, 255, 0]), [220; 3]);
        assert_eq!(Theme::Greyscale.color([0, 0, 255]), [76; 3]);
        assert_eq!(Theme::Dark.color([1, 2, 3]), [1, 2, 3]);
    }
}
