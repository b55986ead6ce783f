//! What a person brings along: data as a table of text, weights as arrays.
//!
//! Data come from a `.csv`, `.tsv` or `.txt` file or from the clipboard ([`Data`]), weights from a
//! `.npz`, `.npy`, `.safetensors` or `.json` file in PyTorch's layer order ([`Tensors`]). A mistake
//! is told in one sentence with its place ([`ImportError`]). Images with labels come as IDX files
//! ([`idx`]).
//!
#![doc = include_str!("../tables.md")]

mod error;
mod file;
pub mod idx;
pub mod landscape;
pub(in crate::preset) mod table;
#[cfg(test)]
mod tests;
pub mod weights;

pub use self::error::ImportError;
pub use self::file::{DATA_ENDINGS, MAX_FILE_BYTES, WEIGHT_ENDINGS, has_ending};
pub use self::landscape::{LANDSCAPE_ENDINGS, Landscape, LandscapeNames};
pub use self::table::{
    Column, Data, Decimal, Encoding, Missing, Options, Reading, Role, Separator, Survey,
    typed_number,
};
pub use self::weights::zip;
pub use self::weights::{FOREIGN_ENDINGS, Mapped, Mapping, Orientation, Tensor, Tensors};
