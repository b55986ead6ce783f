//! What files held that were opened together: plain data.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::figure::recipe::Recipe;
use crate::network::Network;
use crate::preset::Preset;
use crate::preset::import::{
    DATA_ENDINGS, Data, FOREIGN_ENDINGS, Landscape, Mapping, Orientation, Survey, Tensors,
    WEIGHT_ENDINGS, has_ending,
};

/// Endings of figures and films, which carry the experiment that they show.
pub const PICTURE_ENDINGS: [&str; 7] = ["svg", "pdf", "png", "gif", "webp", "apng", "mp4"];

/// What a file is for, in the order in which files that come together are taken in: data change a
/// preset, weights are those of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An experiment, in a file of its own or in a figure.
    Preset,
    /// Data for the network on screen.
    Data,
    /// Weights for the network on screen.
    Weights,
}

impl Kind {
    /// What the file's name says that it is.
    pub fn of(path: &Path) -> Option<Self> {
        if has_ending(path, &["toml"]) || has_ending(path, &PICTURE_ENDINGS) {
            Some(Self::Preset)
        } else if has_ending(path, &DATA_ENDINGS) {
            Some(Self::Data)
        } else if has_ending(path, &WEIGHT_ENDINGS) || has_ending(path, &FOREIGN_ENDINGS) {
            // the latter hold programs: they are refused, with a word on what to do
            Some(Self::Weights)
        } else {
            None
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preset => "a preset",
            Self::Data => "data",
            Self::Weights => "weights",
        }
    }

    /// All that can be opened, with the endings of their names.
    pub fn all() -> String {
        let list = |endings: &[&str]| {
            endings.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(", ")
        };
        format!(
            "a preset (.toml), a figure ({}), data ({}), weights ({}) or a landscape (.npz, .npy)",
            list(&PICTURE_ENDINGS),
            list(&DATA_ENDINGS),
            list(&WEIGHT_ENDINGS)
        )
    }
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// An experiment, in a file of its own or in a figure.
    Preset(Box<Preset>),
    /// A figure, with the experiment that it shows.
    Figure(Box<Recipe>),
    /// Data for the network on screen.
    Data(Data),
    /// Weights for the network on screen.
    Weights(Tensors),
    /// Losses over a plane that were computed elsewhere.
    Landscape(Box<Landscape>),
}

/// A table that is looked at before it is taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Where it comes from.
    pub file: String,
    /// The whole file, to be read in another way.
    pub bytes: Arc<Vec<u8>>,
    /// How it was read first.
    pub survey: Survey,
}

/// Files that were opened together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrival {
    /// A table among them, until somebody has said that it is read as it is meant.
    pub table: Option<Table>,
    /// What they held, in the order of [`Kind`].
    pub opened: Vec<Opened>,
    /// What could not be opened, a sentence each.
    pub mistakes: Vec<String>,
    /// The files that could.
    pub paths: Vec<PathBuf>,
}

/// Weights from a file with what was answered about them.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenWeights {
    /// The arrays.
    pub tensors: Tensors,
    /// What the file does not tell.
    pub mapping: Mapping,
    /// The network that takes them.
    pub network: Network,
}

/// Weights that do not fit as they are, and what would make them fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Why they do not fit, a sentence.
    pub why: String,
    /// What can be done, each with what it is called.
    pub choices: Vec<(String, ChosenWeights)>,
}

impl Question {
    /// What can be done with arrays that do not fit `network`, if anything can.
    pub fn about(tensors: &Tensors, network: &Network, why: String) -> Option<Self> {
        let chosen = |mapping: Mapping, network: Network| ChosenWeights {
            tensors: tensors.clone(),
            mapping,
            network,
        };
        let mut choices = Vec::new();
        for orientation in Orientation::ALL {
            let mapping = Mapping { orientation: Some(orientation), layers: Vec::new() };
            if tensors.weights(network, &mapping).is_ok() {
                let name = match orientation {
                    Orientation::OutIn => "[out, in], as PyTorch writes",
                    Orientation::InOut => "[in, out], as Keras and Flax write",
                };
                choices.push((name.to_owned(), chosen(mapping, network.clone())));
            }
        }
        if let Some(other) = tensors.network(network, &Mapping::default()) {
            let name = format!("Make it a {} network", other.shape_name());
            choices.push((name, chosen(Mapping::default(), other)));
        }
        (!choices.is_empty()).then_some(Self { why, choices })
    }
}
