//! Colour maps, as tables of the published data.
//!
//! All three are perceptually uniform and readable with a colour-vision deficiency. Each file in
//! `colormaps/` holds 256 rows of red, green, blue, one byte each.

/// The colour of what has no value (a diverged or non-finite loss): a light neutral grey, far
/// from every colour of every map. (Cividis passes through the middle greys.)
pub const NEUTRAL: [u8; 3] = [208, 208, 208];

/// A map from `[0, 1]` to colours, dark at 0 and light at 1.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Colormap {
    /// S. van der Walt and N. Smith, matplotlib (CC0).
    #[default]
    Viridis,
    /// J. Nunez, C. Anderton, R. Renslow, PLOS ONE 13(7), 2018; table as in matplotlib (CC0).
    Cividis,
    /// F. Crameri, Scientific colour maps, doi:10.5281/zenodo.1243862; table as in cmcrameri (MIT).
    Batlow,
}

impl Colormap {
    /// Every map, in the order in which menus list them.
    pub const ALL: [Self; 3] = [Self::Viridis, Self::Cividis, Self::Batlow];

    /// The name used on the command line and in menus.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Viridis => "viridis",
            Self::Cividis => "cividis",
            Self::Batlow => "batlow",
        }
    }

    /// The map of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.name() == name)
    }

    /// Red, green and blue at `t`, which is clamped to `[0, 1]`; [`NEUTRAL`] for NaN.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "t is in [0, 1] here"
    )]
    pub fn color(self, t: f64) -> [u8; 3] {
        if t.is_nan() {
            return NEUTRAL;
        }
        let row = (t.clamp(0.0, 1.0) * 255.0).round() as usize;
        let table = self.table();
        [table[3 * row], table[3 * row + 1], table[3 * row + 2]]
    }

    fn table(self) -> &'static [u8; 768] {
        match self {
            Self::Viridis => include_bytes!("colormaps/viridis.bin"),
            Self::Cividis => include_bytes!("colormaps/cividis.bin"),
            Self::Batlow => include_bytes!("colormaps/batlow.bin"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_the_published_colours_and_values_outside_are_clamped() {
        assert_eq!(Colormap::Viridis.color(0.0), [0x44, 0x01, 0x54]);
        assert_eq!(Colormap::Viridis.color(1.0), [0xfd, 0xe7, 0x25]);
        assert_eq!(Colormap::Cividis.color(0.0), [0x00, 0x22, 0x4e]);
        assert_eq!(Colormap::Cividis.color(1.0), [0xfe, 0xe8, 0x38]);
        assert_eq!(Colormap::Batlow.color(0.0), [0x01, 0x19, 0x59]);
        assert_eq!(Colormap::Batlow.color(1.0), [0xfa, 0xcc, 0xfa]);
        for map in Colormap::ALL {
            assert_eq!(map.color(f64::NEG_INFINITY), map.color(0.0));
            assert_eq!(map.color(7.0), map.color(1.0));
            assert_eq!(map.color(f64::NAN), NEUTRAL);
            assert_eq!(Colormap::from_name(map.name()), Some(map));
        }
    }

    #[test]
    fn lightness_rises_along_every_map() {
        let luminance = |[r, g, b]: [u8; 3]| {
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        for map in Colormap::ALL {
            for k in 0..16 {
                let (a, b) = (map.color(f64::from(k) / 16.0), map.color(f64::from(k + 1) / 16.0));
                assert!(luminance(a) < luminance(b), "{} at {k}", map.name());
            }
        }
    }

    #[test]
    fn no_map_comes_near_the_colour_of_missing_values() {
        for map in Colormap::ALL {
            for k in 0..256 {
                let color = map.color(f64::from(k) / 255.0);
                let apart: f64 =
                    (0..3).map(|c| (f64::from(color[c]) - f64::from(NEUTRAL[c])).powi(2)).sum();
                assert!(apart.sqrt() > 45.0, "{} at {k}", map.name());
            }
        }
    }
}
