//! Presets: one TOML file is one experiment (a data set, a network, a loss, named points, a plane
//! to look at, a descent to run, the steps of a tour).
//!
//! Numbers keep their value as written next to the nearest `f64`, so that a proof can work with
//! `2.8 = 14/5` and `"13/3"`. A wrong file is told in one sentence with file, line, key and what
//! was expected ([`PresetError`]).

mod edit;
pub mod import;
mod error;
mod number;
mod parse;
mod points;
mod sections;
mod shipped;
mod tour;
mod walk;
mod write;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use num_rational::BigRational;

pub use self::edit::{BEFORE_EDIT, DataEdit, DataRow};
pub use self::error::{PresetError, did_you_mean};
pub(crate) use self::number::Number;
pub use self::points::Points;
pub use self::tour::{MapLayer, TourStart, TourStep};
use crate::network::{Dataset, Network};
use crate::objective::{Loss, Objective};
use crate::optimizer::Settings;
use crate::plane::Slide;
use crate::proof::ExactProblem;

/// Largest file that is read, in bytes; reading takes up to about 80 times its size in memory.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// Largest number of data points.
pub const MAX_POINTS: usize = 1_000_000;
/// Largest number of descent steps.
pub const MAX_STEPS: usize = 1_000_000_000;

/// One experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The file's name without folder and `.toml`.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// Where the example comes from.
    pub source: String,
    /// A few sentences for the person looking.
    pub notes: String,
    /// The data.
    pub dataset: Dataset,
    /// The network.
    pub network: Network,
    /// The loss.
    pub loss: Loss,
    /// Points of weight space that have a name.
    pub points: Points,
    /// The plane to look at.
    pub plane: PlaneSpec,
    /// The descent to run.
    pub descent: DescentSpec,
    /// The steps of a tour, if there is one.
    pub tour: Vec<TourStep>,
    /// The numbers as they are written, shared by copies of the preset: an undo history holds
    /// hundreds.
    pub exact: Arc<ExactData>,
}

/// A point of weight space that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPoint {
    /// Its name, unique in the preset.
    pub name: String,
    /// What it is, in a sentence.
    pub note: String,
    /// The flat parameter vector, each entry the `f64` nearest to the number written.
    pub weights: Vec<f64>,
    /// The flat parameter vector as written; shared between copies of the preset, of which the
    /// window keeps hundreds.
    pub exact: Arc<Vec<BigRational>>,
}

/// The numbers of the data set and the loss as written: `2.8` is 14/5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactData {
    /// Inputs, one row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets, one row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// The factor in front of the loss.
    pub scale: BigRational,
}

/// Which descent to run.
#[derive(Clone, Debug, PartialEq)]
pub struct DescentSpec {
    /// Optimiser and its settings.
    pub settings: Settings,
    /// Names of the points from which a run is worth seeing.
    pub starts: Vec<String>,
}

/// Which plane of weight space to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneSpec {
    /// How the plane lies.
    pub kind: PlaneKind,
    /// The named point it goes through. Without one: the first named point, or else the zero
    /// vector. A [`PlaneKind::Points`] plane has its own.
    pub origin: Option<String>,
    /// Range of the first coordinate; without one it is chosen from the named points.
    pub x_range: Option<[f64; 2]>,
    /// Range of the second coordinate.
    pub y_range: Option<[f64; 2]>,
    /// How far it is slid along a third direction, if it is.
    pub slide: Option<Slide>,
}

/// The ways to choose a plane.
///
/// A network of one parameter has no plane; its preset holds `Directions { x: [1], y: [0] }`, and
/// [`Preset::has_plane`] is false.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaneKind {
    /// Spanned by two parameters, named such as `W1[0,0]` and `b1[0]`.
    Weights {
        /// The parameter along the first axis.
        x: String,
        /// The parameter along the second axis.
        y: String,
    },
    /// Through three named points.
    Points {
        /// Their names.
        points: [String; 3],
    },
    /// Spanned by two directions.
    Directions {
        /// The first direction, a flat parameter vector.
        x: Vec<f64>,
        /// The second.
        y: Vec<f64>,
    },
    /// Spanned by two random directions.
    Random {
        /// The seed they are drawn from.
        seed: u64,
    },
    /// Spanned by two random directions scaled filter by filter (Li et al. 2018).
    FilterNormalised {
        /// The seed they are drawn from.
        seed: u64,
    },
    /// Spanned by the two main directions of the descent from a named point.
    Trajectory {
        /// The name of the point the descent starts from.
        start: String,
    },
    /// Spanned by two Hessian eigenvectors at the origin, counted from 0 by ascending eigenvalue.
    Eigenvectors {
        /// The first eigenvector's index.
        x: usize,
        /// The second one's.
        y: usize,
    },
}

impl PlaneKind {
    /// The names used in preset files.
    pub const NAMES: [&'static str; 7] = [
        "weights",
        "points",
        "directions",
        "random",
        "filter-normalised",
        "trajectory",
        "eigenvectors",
    ];

    /// The name used in preset files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Weights { .. } => 0,
            Self::Points { .. } => 1,
            Self::Directions { .. } => 2,
            Self::Random { .. } => 3,
            Self::FilterNormalised { .. } => 4,
            Self::Trajectory { .. } => 5,
            Self::Eigenvectors { .. } => 6,
        }]
    }
}

impl Preset {
    /// Reads a preset from its text; `name` is the file's name or path.
    ///
    /// # Errors
    /// One sentence on the first mistake found.
    pub fn parse(name: &str, text: &str) -> Result<Self, PresetError> {
        parse::preset(name, text)
    }

    /// The shipped preset of this name, or else the file at this path.
    ///
    /// # Errors
    /// If there is neither, the file cannot be read, or something in it is wrong.
    pub fn load(name_or_path: &str) -> Result<Self, PresetError> {
        if let Some(text) = shipped::text(name_or_path) {
            return Self::parse(name_or_path, text);
        }
        let path = Path::new(name_or_path);
        let is_path = name_or_path.contains(['/', '\\'])
            || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if !is_path && !path.exists() {
            let hint = did_you_mean(name_or_path, Self::shipped_names());
            return Err(PresetError::of_file(
                name_or_path,
                format!(
                    "expected a shipped preset or the path of a .toml file, found neither{hint}"
                ),
            ));
        }
        let text = read(path).map_err(|message| PresetError::of_file(name_or_path, message))?;
        Self::parse(name_or_path, &text)
    }

    /// The names of the shipped presets, in the order in which they are listed.
    #[must_use]
    pub fn shipped_names() -> impl ExactSizeIterator<Item = &'static str> {
        shipped::ALL.iter().map(|(name, _)| *name)
    }

    /// All shipped presets.
    ///
    /// # Panics
    /// Never: a test reads them all.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let read = |(name, text): &(&str, &str)| {
            Self::parse(name, text).expect("a shipped preset is right")
        };
        shipped::ALL.iter().map(read).collect()
    }

    /// The preset as the text of a file; [`Preset::parse`] gives the same preset back.
    #[must_use]
    pub fn to_toml(&self) -> String {
        write::preset(self)
    }

    /// The objective: network, data and loss.
    #[must_use]
    pub fn objective(&self) -> Objective {
        Objective::new(self.network.clone(), self.dataset.clone(), self.loss)
    }

    /// Network, data and loss in the numbers as written, for proofs.
    #[must_use]
    pub fn exact_problem(&self) -> ExactProblem {
        ExactProblem {
            network: self.network.clone(),
            inputs: self.exact.inputs.clone(),
            targets: self.exact.targets.clone(),
            kind: self.loss.kind,
            reduction: self.loss.reduction,
            scale: self.exact.scale.clone(),
        }
    }

    /// The point called `name`.
    ///
    /// # Errors
    /// If there is none, with the name nearest to it.
    pub fn point(&self, name: &str) -> Result<&NamedPoint, PresetError> {
        self.points.iter().find(|point| point.name == name).ok_or_else(|| PresetError {
            file: self.name.clone(),
            line: None,
            key: Some("points".to_owned()),
            message: sections::unknown_point(
                name,
                self.points.iter().map(|point| point.name.as_str()),
            ),
        })
    }

    /// Whether weight space has a plane: not with a single parameter.
    #[must_use]
    pub fn has_plane(&self) -> bool {
        self.network.parameter_count() >= 2
    }
}

/// The text of a file, unless it is too large; the error is the end of a sentence.
fn read(path: &Path) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("the file cannot be read: {error}");
    let file = std::fs::File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err("expected a .toml file, found a folder".to_owned());
    }
    // the length is limited while reading: a pipe or device tells none
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(parse::too_large());
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .split(|&byte| byte == b'\n')
            .count();
        format!("expected UTF-8 text, found other bytes in line {line}")
    })
}

#[cfg(test)]
mod tests;
