//! File formats, told by a file's ending.

use std::path::Path;

use anyhow::bail;

/// A format that results can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A comma-separated table.
    Csv,
    /// Named arrays as text.
    Json,
    /// A NumPy archive.
    Npz,
    /// A page for print.
    Pdf,
    /// A picture of pixels.
    Png,
    /// Named arrays as Hugging Face writes them.
    Safetensors,
    /// A drawing.
    Svg,
}

impl Format {
    /// The format of `path`, one of `allowed`.
    ///
    /// # Errors
    /// One sentence that lists the endings that are allowed.
    pub fn of(path: &Path, allowed: &[Self]) -> anyhow::Result<Self> {
        let ending =
            path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        if let Some(format) = allowed.iter().find(|format| format.ending() == ending) {
            Ok(*format)
        } else {
            let endings: Vec<String> =
                allowed.iter().map(|format| format!(".{}", format.ending())).collect();
            bail!(
                "cannot tell the format of {}: its name should end in {}",
                path.display(),
                endings.join(" or ")
            )
        }
    }

    /// How names of such files end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Npz => "npz",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Safetensors => "safetensors",
            Self::Svg => "svg",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_and_a_wrong_one_is_told_what_is_allowed() {
        assert_eq!(
            Format::of(Path::new("a/b.NPZ"), &[Format::Csv, Format::Npz]).ok(),
            Some(Format::Npz)
        );
        let message =
            Format::of(Path::new("b.txt"), &[Format::Csv, Format::Npz]).unwrap_err().to_string();
        assert_eq!(message, "cannot tell the format of b.txt: its name should end in .csv or .npz");
        assert!(Format::of(Path::new("png"), &[Format::Png]).is_err());
    }
}
