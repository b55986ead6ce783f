//! The images that networks are trained on, and their labels.

use std::io::Read;

use flate2::read::GzDecoder;
use ndarray::Array2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::protocol::Labels;
use crate::network::Dataset;
use crate::preset::import::idx::Images;

/// See `data/README.md` for their source and licence.
const DIGITS: &[u8] = include_bytes!("data/digits.csv.gz");

/// The greatest count of a pixel of the digits.
const MOST: f64 = 16.0;

/// Images as points with inputs from 0 to 1.
pub(super) struct Pictures {
    /// What they are, for the report.
    pub name: String,
    inputs: Array2<f64>,
    labels: Vec<u8>,
}

impl Pictures {
    /// The digits that come with the program.
    pub fn digits() -> Self {
        let mut text = String::new();
        GzDecoder::new(DIGITS).read_to_string(&mut text).expect("the shipped digits are whole");
        let number = |cell: &str| cell.trim().parse::<u8>().expect("a shipped count");
        let rows: Vec<Vec<u8>> =
            text.lines().map(|line| line.split(',').map(number).collect()).collect();
        let columns = rows[0].len() - 1;
        let inputs =
            Array2::from_shape_fn((rows.len(), columns), |(i, k)| f64::from(rows[i][k]) / MOST);
        let labels: Vec<u8> = rows.iter().map(|row| row[columns]).collect();
        let name = format!(
            "the {} digits of 8 x 8 pixels by Alpaydin and Kaynak (1998, UCI Machine Learning \
                Repository, CC BY 4.0), which come with the program",
            labels.len()
        );
        Self { name, inputs, labels }
    }

    /// Images from files.
    pub fn of_images(images: &Images) -> Self {
        let Images { size: [rows, columns], pixels, labels } = images;
        let inputs = Array2::from_shape_fn((labels.len(), rows * columns), |(i, k)| {
            f64::from(pixels[i * rows * columns + k]) / f64::from(u8::MAX)
        });
        let name = format!("{} images of {rows} x {columns} pixels from IDX files", labels.len());
        Self { name, inputs, labels: labels.clone() }
    }

    /// All that tells these images from others.
    pub fn bytes(&self) -> Vec<u8> {
        let inputs = self.inputs.iter().flat_map(|input| input.to_bits().to_le_bytes());
        self.labels.iter().copied().chain(inputs).collect()
    }

    /// Inputs times `scale` with a target a class; permuted labels are in an order by `seed`.
    pub fn dataset(&self, scale: f64, labels: Labels, seed: u64) -> Dataset {
        let mut order: Vec<usize> = (0..self.labels.len()).collect();
        if labels == Labels::Permuted {
            order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        }
        let targets = Array2::from_shape_fn((order.len(), self.classes()), |(i, class)| {
            f64::from(usize::from(self.labels[order[i]]) == class)
        });
        Dataset::new(&self.inputs * scale, targets)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The share of the most frequent class: who tells it always is right so often.
    pub fn share_of_one_class(&self) -> f64 {
        let count = |class: usize| self.labels.iter().filter(|l| usize::from(**l) == class).count();
        let most = (0..self.classes()).map(count).max().unwrap_or(0);
        most as f64 / self.labels.len() as f64
    }

    /// Classes from 0 to the greatest label, at least two.
    fn classes(&self) -> usize {
        self.labels.iter().max().map_or(2, |most| usize::from(*most) + 1).max(2)
    }
}
