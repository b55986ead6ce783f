//! Figures of losses that were computed elsewhere.

use std::path::Path;

use clap::Args;

use crate::preset::import::{LANDSCAPE_ENDINGS, Landscape, LandscapeNames, has_ending};

/// Which arrays of a file are what, where their names do not tell.
#[derive(Args)]
pub struct LandscapeArguments {
    /// Of a .npz with a landscape: the array with its numbers, a row for each y
    #[arg(long, value_name = "NAME")]
    values: Option<String>,
    /// Its array with first coordinates
    #[arg(long, value_name = "NAME")]
    x: Option<String>,
    /// Its array with second coordinates
    #[arg(long, value_name = "NAME")]
    y: Option<String>,
    /// Its array with a path, a row of two coordinates a point
    #[arg(long, value_name = "NAME")]
    path: Option<String>,
    /// A row of its numbers has one x
    #[arg(long)]
    transpose: bool,
}

impl LandscapeArguments {
    /// The landscape in a file, if its name is that of one.
    pub fn read(&self, file: &str) -> anyhow::Result<Option<Landscape>> {
        let path = Path::new(file);
        if !has_ending(path, &LANDSCAPE_ENDINGS) && !has_ending(path, &["h5", "hdf5"]) {
            return Ok(None);
        }
        let names = LandscapeNames {
            values: self.values.clone(),
            x: self.x.clone(),
            y: self.y.clone(),
            path: self.path.clone(),
            is_transposed: self.transpose,
        };
        Ok(Some(Landscape::read(path, &names)?))
    }
}
