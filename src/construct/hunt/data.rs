//! The data sets of a hunt: inputs in thousandths, labels 0 and 1.

use ndarray::Array2;
use num_bigint::BigInt;
use num_rational::BigRational;
use rand::seq::index;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::settings::Settings;
use crate::network::Dataset;
use crate::objective::{Loss, LossKind, Objective, Reduction};

/// Inputs are drawn from minus this to this, in tenths.
const REACH: i64 = 45;

/// How far a point is moved at most, in tenths.
const MOVE: i64 = 12;

/// How far the points of data to begin with are moved at most, in hundredths.
const JITTER: i64 = 10;

/// A data set with one target, 0 or 1, a point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points {
    /// In thousandths.
    pub inputs: Vec<Vec<i64>>,
    pub labels: Vec<bool>,
}

/// The random numbers of a try.
pub(super) fn generator(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // tries draw from streams of their own, which do not overlap
    random.set_stream(number);
    random
}

impl Points {
    /// Random inputs in tenths in one of three layouts, half of the labels 1; or some of the points
    /// to begin with, moved a little.
    pub fn draw(settings: &Settings, random: &mut ChaCha8Rng) -> Self {
        if let Some(from) = &settings.from {
            let mut kept = index::sample(random, from.inputs.len(), settings.points).into_vec();
            kept.sort_unstable();
            let mut moved = |x: &i64| x + 10 * random.random_range(-JITTER..=JITTER);
            return Self {
                inputs: kept
                    .iter()
                    .map(|&i| from.inputs[i].iter().map(&mut moved).collect())
                    .collect(),
                labels: kept.iter().map(|&i| from.labels[i]).collect(),
            };
        }
        let layout = random.random_range(0..3);
        let mut row =
            || (0..settings.inputs).map(|_| 100 * random.random_range(-REACH..=REACH)).collect();
        let mut inputs: Vec<Vec<i64>> = (0..settings.points).map(|_| row()).collect();
        let half = settings.points.div_ceil(2);
        match layout {
            // opposite points with opposite labels, as in the ten points of Swirszcz et al.
            0 => {
                for i in half..settings.points {
                    let off = |x: &i64| -x + 100 * random.random_range(-1..=1);
                    inputs[i] = inputs[i - half].iter().map(off).collect();
                }
            }
            // as XOR: the label tells whether the first two inputs have the same sign, for all but
            // a few
            1 if settings.inputs > 1 => inputs.sort_by_key(|x| -(x[0] * x[1])),
            _ => {}
        }
        let mut labels: Vec<bool> = (0..settings.points).map(|i| i < half).collect();
        if layout == 1 {
            for _ in 0..random.random_range(0..=settings.points / 4) {
                labels
                    .swap(random.random_range(0..half), random.random_range(half..settings.points));
            }
        }
        Self { inputs, labels }
    }

    /// All inputs, point by point.
    #[expect(clippy::cast_precision_loss, reason = "thousandths below 10^12 are exact")]
    pub fn coordinates(&self) -> impl Iterator<Item = f64> {
        self.inputs.iter().flatten().map(|&x| x as f64 / 1000.0)
    }

    /// The labels with other inputs, in the order of `coordinates`, rounded to a number of
    /// thousandths.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast saturates, and such data are useless"
    )]
    pub fn moved_to(&self, coordinates: &[f64], unit: i64) -> Self {
        let round = |x: &f64| (1000.0 * x / unit as f64).round() as i64 * unit;
        let inputs =
            coordinates.chunks(self.inputs[0].len()).map(|row| row.iter().map(round).collect());
        Self { inputs: inputs.collect(), labels: self.labels.clone() }
    }

    /// The same data with one point moved, or two labels swapped.
    pub fn changed(&self, random: &mut ChaCha8Rng) -> Self {
        let mut changed = self.clone();
        let at = random.random_range(0..self.labels.len());
        if random.random_range(0..5) == 0 {
            let other = random.random_range(0..self.labels.len());
            changed.labels.swap(at, other);
        } else {
            changed.inputs[at]
                .iter_mut()
                .for_each(|x| *x += 100 * random.random_range(-MOVE..=MOVE));
        }
        changed
    }

    /// The loss of the best constant output.
    #[expect(clippy::cast_precision_loss, reason = "few points")]
    pub fn unit(&self, kind: LossKind) -> f64 {
        let count = self.labels.len() as f64;
        let share = self.labels.iter().filter(|&&label| label).count() as f64 / count;
        let part = |p: f64| if p == 0.0 { 0.0 } else { -p * pxfm::f_log(p) };
        let loss = match kind {
            LossKind::Squared => share * (1.0 - share),
            LossKind::CrossEntropy => part(share) + part(1.0 - share),
            // one output alone is constant
            LossKind::Softmax => 0.0,
        };
        // labels that are all the same leave no gap to measure
        (count * loss).max(f64::MIN_POSITIVE)
    }

    pub fn objective(&self, settings: &Settings) -> Objective {
        #[expect(clippy::cast_precision_loss, reason = "thousandths below 10^12 are exact")]
        let input = |(i, k): (usize, usize)| self.inputs[i][k] as f64 / 1000.0;
        let inputs = Array2::from_shape_fn((self.inputs.len(), settings.inputs), input);
        let target = |(i, _): (usize, usize)| f64::from(u8::from(self.labels[i]));
        let targets = Array2::from_shape_fn((self.labels.len(), 1), target);
        let loss = Loss { kind: settings.loss, reduction: Reduction::Sum, scale: 1.0 };
        Objective::new(settings.network(), Dataset::new(inputs, targets), loss)
    }

    /// Inputs and targets as fractions.
    pub fn exact(&self) -> [Vec<Vec<BigRational>>; 2] {
        let input = |&x: &i64| BigRational::new(BigInt::from(x), BigInt::from(1000));
        let inputs = self.inputs.iter().map(|row| row.iter().map(input).collect()).collect();
        let target = |&label: &bool| vec![BigRational::from_integer(BigInt::from(u8::from(label)))];
        [inputs, self.labels.iter().map(target).collect()]
    }
}
