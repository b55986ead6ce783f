//! IDX files, as MNIST and its likes come: images and their labels, plain or compressed by gzip.
//!
//! A file begins with a magic number (2051 of images, 2049 of labels) and its counts as big-endian
//! 32-bit numbers; a byte a pixel or label follows. Source: LeCun, Cortes, Burges, "The MNIST
//! database of handwritten digits". The header says how many bytes there must be, so that no more
//! than these are unpacked, and one beyond them.

use std::io::Read;
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::error::ImportError;
use super::file;

/// Most pixels or labels that are read: a data set takes eight bytes for each.
pub const MAX_PIXELS: u64 = 1 << 26;

/// What a byte can be unpacked to at most, by the format of gzip.
const MOST_PACKED: u64 = 1032;

/// Magic numbers of images and of labels.
const IMAGES: u32 = 2051;
const LABELS: u32 = 2049;

/// Names that a file has without its ending, `.gz` or none.
const IMAGE_FILES: [&str; 2] = ["train-images-idx3-ubyte", "train-images.idx3-ubyte"];
const LABEL_FILES: [&str; 2] = ["train-labels-idx1-ubyte", "train-labels.idx1-ubyte"];

/// Grey images with a label each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// Rows and columns of an image.
    pub size: [usize; 2],
    /// A byte a pixel: image after image, row by row.
    pub pixels: Vec<u8>,
    /// A label an image.
    pub labels: Vec<u8>,
}

impl Images {
    /// The training images of a folder, by the names that MNIST's files have.
    ///
    /// # Errors
    /// If a file is not there, or something in it is wrong.
    pub fn load(folder: &Path) -> Result<Self, ImportError> {
        let read = |names: [&str; 2]| {
            let paths = names
                .iter()
                .flat_map(|name| ["", ".gz"].map(|ending| folder.join(format!("{name}{ending}"))));
            let path = paths.clone().find(|path| path.is_file()).ok_or_else(|| {
                let message = format!("expected a file {} or {0}.gz in this folder", names[0]);
                ImportError::of_file(&folder.display().to_string(), message)
            })?;
            Ok((path.display().to_string(), file::bytes(&path, MAX_PIXELS + 16)?))
        };
        let (images, labels) = (read(IMAGE_FILES)?, read(LABEL_FILES)?);
        let (size, pixels) =
            images_of(&images.1).map_err(|told| ImportError::of_file(&images.0, told))?;
        let found = labels_of(&labels.1).map_err(|told| ImportError::of_file(&labels.0, told))?;
        let count = pixels.len() / (size[0] * size[1]);
        if found.len() != count {
            let told = format!("expected {count} labels, one an image, found {}", found.len());
            return Err(ImportError::of_file(&labels.0, told));
        }
        Ok(Self { size, pixels, labels: found })
    }
}

/// Rows and columns, and the pixels of all images, from the bytes of a file.
///
/// # Errors
/// If the bytes are no such file, in one sentence.
pub fn images_of(bytes: &[u8]) -> Result<([usize; 2], Vec<u8>), String> {
    let ([count, rows, columns], pixels) = numbers(bytes, IMAGES, "images")?;
    if count == 0 || rows == 0 || columns == 0 {
        return Err(format!(
            "expected at least one image of at least one pixel, found {count} of {rows} x {columns}"
        ));
    }
    // neither is more than the pixels that were read
    let side = |count: u64| usize::try_from(count).expect("a count of bytes that are held");
    Ok(([side(rows), side(columns)], pixels))
}

/// The labels from the bytes of a file.
///
/// # Errors
/// If the bytes are no such file, in one sentence.
pub fn labels_of(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let ([_], labels) = numbers(bytes, LABELS, "labels")?;
    Ok(labels)
}

/// The counts of a file and the bytes that follow.
fn numbers<const N: usize>(
    bytes: &[u8],
    magic: u32,
    what: &str,
) -> Result<([u64; N], Vec<u8>), String> {
    let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
    let mut reader: Box<dyn Read + '_> =
        if is_packed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
    let damaged = |error: std::io::Error| format!("the gzip file is cut off or damaged: {error}");
    let mut header = Vec::new();
    let length = 4 * (N as u64 + 1);
    reader.by_ref().take(length).read_to_end(&mut header).map_err(damaged)?;
    let mut words = header.as_chunks::<4>().0.iter().map(|word| u32::from_be_bytes(*word));
    let found = words.next();
    if found != Some(magic) {
        let is = |other| found == Some(other);
        let found = match found {
            Some(number) if is(IMAGES) => format!("{number}, that of images"),
            Some(number) if is(LABELS) => format!("{number}, that of labels"),
            Some(number) => number.to_string(),
            None => "a file of less than four bytes".to_owned(),
        };
        return Err(format!("expected the magic number {magic} of {what}, found {found}"));
    }
    let counts: Vec<u64> = words.map(u64::from).collect();
    let Ok(counts): Result<[u64; N], _> = counts.try_into() else {
        return Err(format!("expected a header of {length} bytes, found {}", header.len()));
    };
    let size = counts.iter().fold(1, |size: u64, count| size.saturating_mul(*count));
    if size > MAX_PIXELS {
        return Err(format!(
            "expected at most {MAX_PIXELS} pixels or labels, found a header of {size}"
        ));
    }
    // room that is made once, and no more than the file can fill
    let most = bytes.len() as u64 * if is_packed { MOST_PACKED } else { 1 };
    let room = usize::try_from((size + 1).min(most)).unwrap_or(0);
    let mut held = Vec::with_capacity(room);
    reader.take(size + 1).read_to_end(&mut held).map_err(damaged)?;
    match (held.len() as u64).cmp(&size) {
        std::cmp::Ordering::Equal => Ok((counts, held)),
        std::cmp::Ordering::Less => Err(format!(
            "the file is cut off: expected {size} bytes after its header, found {}",
            held.len()
        )),
        std::cmp::Ordering::Greater => {
            Err(format!("expected {size} bytes after its header, found more"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn file(magic: u32, counts: &[u32], bytes: &[u8]) -> Vec<u8> {
        let words = std::iter::once(&magic).chain(counts);
        words.flat_map(|word| word.to_be_bytes()).chain(bytes.iter().copied()).collect()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn images_and_labels_are_read_plain_and_packed() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes);
        put("train-images-idx3-ubyte", &file(IMAGES, &[2, 1, 3], &[0, 1, 2, 253, 254, 255]))
            .unwrap();
        put("train-labels-idx1-ubyte.gz", &packed(&file(LABELS, &[2], &[7, 0]))).unwrap();
        let read = Images::load(folder.path()).unwrap();
        assert_eq!((read.size, &read.labels[..]), ([1, 3], &[7, 0][..]));
        assert_eq!(read.pixels, [0, 1, 2, 253, 254, 255]);
        put("train-labels-idx1-ubyte.gz", &packed(&file(LABELS, &[3], &[7, 0, 1]))).unwrap();
        let told = Images::load(folder.path()).unwrap_err().to_string();
        assert!(told.ends_with("expected 2 labels, one an image, found 3"), "{told}");
        let told = Images::load(&folder.path().join("no")).unwrap_err().to_string();
        assert!(told.contains("expected a file train-images-idx3-ubyte or"), "{told}");
    }

    #[test]
    fn what_is_wrong_is_told_in_a_sentence() {
        let six = [0; 6];
        for (bytes, told) in [
            (vec![], "found a file of less than four bytes"),
            (file(LABELS, &[2, 1, 3], &six), "2051 of images, found 2049, that of labels"),
            (file(7, &[2, 1, 3], &six), "2051 of images, found 7"),
            (file(IMAGES, &[2, 1], &[]), "expected a header of 16 bytes, found 12"),
            (
                file(IMAGES, &[2, 1, 3], &six[1..]),
                "cut off: expected 6 bytes after its header, found 5",
            ),
            (file(IMAGES, &[2, 1, 2], &six), "expected 4 bytes after its header, found more"),
            (file(IMAGES, &[0, 28, 28], &[]), "found 0 of 28 x 28"),
            (file(IMAGES, &[u32::MAX; 3], &six), "at most 67108864 pixels or labels"),
        ] {
            for bytes in [packed(&bytes), bytes] {
                let found = images_of(&bytes).unwrap_err();
                assert!(found.contains(told) && found.lines().count() == 1, "{found}");
            }
        }
        let whole = packed(&file(IMAGES, &[2, 1, 3], &six));
        let told = images_of(&whole[..whole.len() - 9]).unwrap_err();
        assert!(told.contains("the gzip file is cut off or damaged"), "{told}");
    }
}
