//! The presets inside the program, in the order in which they are listed.

/// Name (the file's, without `.toml`) and text of each.
macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../presets/", $name, ".toml")))),*]
    };
}

/// All of them; a test checks that no file of the folder is left out.
pub(super) const ALL: &[(&str, &str)] = shipped![
    "sigmoid-ten-points",
    "sigmoid-eight-points",
    "relu-line-of-minima",
    "two-relu-units",
    "three-relu-units",
    "xor-relu",
    "xor-sigmoid",
    "jellyfish-relu",
    "jellyfish-sigmoid",
    "dead-layer",
    "blind-spot",
    "logistic-neuron-2d",
    "logistic-neuron",
    "yun-sigmoid",
    "yun-tanh",
    "tanh-split-unit",
    "gaussian-stripe",
    "safran-shamir-7",
];

/// The text of the preset called `name`.
pub(super) fn text(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
