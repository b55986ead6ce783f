//! Arrays with names, and how many of them a file may hold.

use crate::network::limits;

/// Most arrays that are read of one file.
const MOST_ARRAYS: usize = 10_000;

/// Longest name of an array, in bytes.
const LONGEST_NAME: usize = 1000;

/// An array with its name; entries are in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name, such as `0.weight`; empty if it has none.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its entries; none where the shape promises more than any network has weights
    /// ([`limits::READ`]): such an array is not read.
    pub values: Vec<f64>,
}

impl Tensor {
    /// Number of entries, read or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().fold(1, |count, size| count.saturating_mul(*size))
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a file is found to hold while it is read; the error of each is the end of a sentence.
#[derive(Debug)]
pub struct Found {
    /// The arrays, in the order of the file.
    pub all: Vec<Tensor>,
    /// Names of what is neither an array nor a number.
    pub others: Vec<String>,
    /// Numbers read so far, or about to be.
    numbers: usize,
    /// Most of them.
    most: usize,
}

impl Default for Found {
    /// For the weights of a network.
    fn default() -> Self {
        Self::of(limits::READ)
    }
}

impl Found {
    /// Nothing yet, of a file that is to hold at most so many numbers.
    pub fn of(most: usize) -> Self {
        Self { all: Vec::new(), others: Vec::new(), numbers: 0, most }
    }

    /// Takes in an array.
    pub fn push(&mut self, name: &str, shape: Vec<usize>, values: Vec<f64>) -> Result<(), String> {
        if self.all.len() == MOST_ARRAYS {
            return Err(format!("expected at most {MOST_ARRAYS} arrays, found more"));
        }
        self.all.push(Tensor { name: checked(name)?.to_owned(), shape, values });
        Ok(())
    }

    /// Takes in the name of something that is left out.
    pub fn leave_out(&mut self, name: &str) -> Result<(), String> {
        if self.others.len() < MOST_ARRAYS {
            self.others.push(checked(name)?.to_owned());
        }
        Ok(())
    }

    /// Whether an array of so many entries is to be read: not if no network has as many weights.
    pub fn reads(&mut self, count: u128) -> Result<bool, String> {
        if count > self.most as u128 {
            return Ok(false);
        }
        self.numbers += usize::try_from(count).unwrap_or(usize::MAX);
        if self.numbers > self.most {
            return Err(too_many(self.most));
        }
        Ok(true)
    }
}

/// What is said of a file with more numbers than a network may have weights, or a plane cells.
pub fn too_many(most: usize) -> String {
    let whose = if most == limits::READ { ", as a network has weights" } else { "" };
    format!("expected at most {most} numbers{whose}, found more")
}

/// A name that is not too long to be kept.
pub fn checked(name: &str) -> Result<&str, String> {
    if name.len() <= LONGEST_NAME {
        Ok(name)
    } else {
        Err(format!("expected names of at most {LONGEST_NAME} bytes, found one of {}", name.len()))
    }
}

/// An array as a sentence begins with it.
pub fn told(name: &str) -> String {
    if name.is_empty() { "the array".to_owned() } else { format!("array {name:?}") }
}

/// The number of entries of a shape.
pub fn count(shape: &[usize]) -> Result<u128, String> {
    let product = shape.iter().try_fold(1_u128, |count, size| count.checked_mul(*size as u128));
    product.ok_or_else(|| format!("shape {shape:?} has more entries than can be counted"))
}
