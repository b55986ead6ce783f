//! NumPy archives.

use std::io::{self, Cursor, Write};
use std::path::Path;

use anyhow::Context;
use ndarray::{ArrayBase, Data, Dimension};
use ndarray_npy::{WritableElement, WriteNpyExt};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::output::write_atomically;

/// A `.npz` archive, put together in memory and then written whole.
pub struct Npz {
    archive: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
    numbers: Sha256,
}

impl Npz {
    /// An empty archive, not compressed: the last digits of a loss are noise, and deflating them
    /// takes several times as long as computing them and saves little.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "an archive is written, never defaulted")]
    pub fn new() -> Self {
        Self::packed_by(CompressionMethod::Stored)
    }

    /// An empty archive that is compressed, for arrays that repeat themselves, such as labels.
    #[must_use]
    pub fn compressed() -> Self {
        Self::packed_by(CompressionMethod::Deflated)
    }

    fn packed_by(method: CompressionMethod) -> Self {
        Self {
            archive: ZipWriter::new(Cursor::new(Vec::new())),
            options: SimpleFileOptions::default().compression_method(method),
            numbers: Sha256::new(),
        }
    }

    /// Adds an array under `name`.
    ///
    /// # Errors
    /// If the archive's format has no room for it.
    pub fn add<A, S, D>(mut self, name: &str, array: &ArrayBase<S, D, A>) -> anyhow::Result<Self>
    where
        A: WritableElement,
        S: Data<Elem = A>,
        D: Dimension,
    {
        let archive = self.begin(name)?;
        array.write_npy(archive)?;
        Ok(self)
    }

    /// Adds texts under `name`, as an array of one axis.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn texts(mut self, name: &str, texts: &[&str]) -> anyhow::Result<Self> {
        let bytes = text_array(texts, &format!("({},)", texts.len()));
        self.begin(name)?.write_all(&bytes)?;
        Ok(self)
    }

    /// Adds one text under `name`, as an array without axes, which has no part in
    /// [`Self::numbers`].
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn text(mut self, name: &str, text: &str) -> anyhow::Result<Self> {
        self.archive.start_file(format!("{name}.npy"), self.options)?;
        self.archive.write_all(&text_array(&[text], "()"))?;
        Ok(self)
    }

    /// The SHA-256 in hexadecimal of all arrays so far, in order: of each the name, a zero, and the
    /// bytes of its `.npy` file.
    #[must_use]
    pub fn numbers(&self) -> String {
        hexadecimal(&self.numbers)
    }

    /// The bytes of the archive.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn bytes(self) -> anyhow::Result<Vec<u8>> {
        Ok(self.archive.finish()?.into_inner())
    }

    /// Writes the archive to `path`, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(self, path: &Path) -> anyhow::Result<()> {
        let bytes = self.bytes()?;
        write_atomically(path, |file| file.write_all(&bytes))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    fn begin(&mut self, name: &str) -> anyhow::Result<Tee<'_>> {
        self.archive.start_file(format!("{name}.npy"), self.options)?;
        self.numbers.update(name.as_bytes());
        self.numbers.update([0]);
        Ok(Tee { archive: &mut self.archive, numbers: &mut self.numbers })
    }
}

/// Writes into the archive and into the digest.
struct Tee<'a> {
    archive: &'a mut ZipWriter<Cursor<Vec<u8>>>,
    numbers: &'a mut Sha256,
}

impl Write for Tee<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.archive.write(bytes)?;
        self.numbers.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.archive.flush()
    }
}

/// A digest in hexadecimal.
#[must_use]
pub fn hexadecimal(digest: &Sha256) -> String {
    let bytes = digest.clone().finalize();
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The `.npy` file of texts in an array of this shape (NEP 1): four bytes a character, each text as
/// long as the longest.
fn text_array(texts: &[&str], shape: &str) -> Vec<u8> {
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let header = format!("{{'descr': '<U{longest}', 'fortran_order': False, 'shape': {shape}, }}");
    // the array begins at a multiple of 64, after a line's end
    let length = (10 + header.len() + 1).next_multiple_of(64) - 10;
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(length).expect("a short header").to_le_bytes());
    bytes.extend(format!("{header:<0$}\n", length - 1).as_bytes());
    for text in texts {
        let codes = text.chars().map(u32::from).chain(std::iter::repeat(0)).take(longest);
        bytes.extend(codes.flat_map(u32::to_le_bytes));
    }
    bytes
}
