//! What is chosen of a figure, kept between starts.

use std::ops::RangeInclusive;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::figure::Description;
use crate::figure::describe::{Kind, PanelDescription};
use crate::input;

/// The panels that may stand beside the map.
pub const BESIDE: [Kind; 5] =
    [Kind::Data, Kind::Curve, Kind::Spectrum, Kind::Shares, Kind::Network];

/// Pixels an inch that can be chosen.
pub const DPI: RangeInclusive<f64> = 30.0..=2400.0;

/// Bytes of the file that keeps the choices.
const LARGEST: u64 = 1 << 16;

/// What was chosen of a figure beside what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub page: Description,
    /// The panels beside the map.
    pub beside: Vec<Kind>,
    pub dpi: f64,
}

impl Default for Choices {
    fn default() -> Self {
        Self { page: Description::default(), beside: Vec::new(), dpi: 300.0 }
    }
}

impl Choices {
    /// What a file keeps of them, unless it is not as it was written.
    pub fn read(path: &Path) -> Option<Self> {
        let text = input::text(path, LARGEST).ok()?;
        let choices: Self = toml::from_str(&text).ok()?;
        let page = Description { panels: vec![PanelDescription::default()], ..choices.page };
        let is_right = page.check().is_ok() && DPI.contains(&choices.dpi);
        let page = Description { panels: Vec::new(), ..page };
        is_right.then_some(Self { page, ..choices })
    }
}
