//! The ways to choose a plane.

use nalgebra::DMatrix;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use thiserror::Error;

use super::{Axis, Plane, dot};
use crate::network::{Network, limits, norm};
use crate::objective::{Objective, eigenpairs};

/// Two directions whose sine is below this span no plane in double precision.
const PARALLEL: f64 = 1e-10;

/// Most points whose main directions are sought where there are more weights than this: the cost
/// grows with the cube of the smaller number.
const MOST_VISITED: usize = 512;

/// Why something is not a plane.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlaneError {
    /// Both axes are the same weight.
    #[error("both axes are the weight {0}; two different weights are needed")]
    SameWeight(String),
    /// Directions of the wrong length.
    #[error("a direction has {found} entries, but the network has {expected} weights")]
    Length {
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// The directions are parallel or vanish.
    #[error("{0} lie on one line, so they span no plane")]
    Degenerate(&'static str),
    /// The origin has no filter to scale directions to.
    #[error(
        "every filter of the origin (a unit's incoming weights) is zero, and so are directions \
            scaled to them: take another origin, or kind = \"random\""
    )]
    ZeroFilters,
    /// An eigenvector that does not exist.
    #[error("there is no eigenvector number {index}; the Hessian has numbers 0 to {last}")]
    NoEigenvector {
        /// The number asked for.
        index: usize,
        /// The greatest number.
        last: usize,
    },
    /// A direction in which it cannot be slid.
    #[error("it cannot be slid along {0:?}: that has no part off the plane")]
    NoThird(String),
    /// A network whose Hessian would be too large.
    #[error(
        "it needs the eigenvectors of a Hessian, which are sought for at most {most} weights, and \
            the network has {found}: choose another plane or slide"
    )]
    TooManyWeights {
        /// How many weights the network has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// The points of a descent that diverged.
    #[error("the descent diverged, so its points span no plane: choose a smaller learning rate")]
    Diverged,
    /// The Hessian has entries that are not finite.
    #[error("the Hessian at the plane's origin is not finite")]
    NotFinite,
}

impl Plane {
    /// The plane of the weights with indices `i` and `j`, the other weights being those of
    /// `origin`.
    ///
    /// Its coordinates are the two weights themselves.
    ///
    /// # Errors
    /// If `i == j`.
    pub fn weights(
        network: &Network,
        origin: &[f64],
        i: usize,
        j: usize,
    ) -> Result<Self, PlaneError> {
        let names = network.parameter_names();
        if i == j {
            return Err(PlaneError::SameWeight(names[i].clone()));
        }
        let unit = |k: usize| {
            let mut direction = vec![0.0; origin.len()];
            direction[k] = 1.0;
            Axis { direction, label: names[k].clone() }
        };
        let mut origin = origin.to_vec();
        origin[i] = 0.0;
        origin[j] = 0.0;
        Ok(Self { origin, x: unit(i), y: unit(j) })
    }

    /// The plane through three points: (0, 0) is `first`, the first axis points to `second` and has
    /// unit length, the second is orthogonal to it, of unit length, on the side of `third`.
    ///
    /// # Errors
    /// If the three lie on one line.
    pub fn through_points(
        first: &[f64],
        second: &[f64],
        third: &[f64],
    ) -> Result<Self, PlaneError> {
        let to =
            |point: &[f64]| -> Vec<f64> { point.iter().zip(first).map(|(p, f)| p - f).collect() };
        Self::orthonormal(first, to(second), to(third), ["along", "across"], "the three points")
    }

    /// The plane through `origin` along two given directions, used as they are.
    ///
    /// # Errors
    /// If a direction has the wrong length, or the two are parallel.
    pub fn along(
        origin: &[f64],
        x: &[f64],
        y: &[f64],
        x_label: &str,
        y_label: &str,
    ) -> Result<Self, PlaneError> {
        for direction in [x, y] {
            if direction.len() != origin.len() {
                return Err(PlaneError::Length { found: direction.len(), expected: origin.len() });
            }
        }
        // the check is that of the orthonormal plane; the directions keep their own lengths and
        // angle
        Self::orthonormal(
            origin,
            x.to_vec(),
            y.to_vec(),
            [x_label, y_label],
            "the two directions",
        )?;
        let axis = |direction: &[f64], label: &str| Axis {
            direction: direction.to_vec(),
            label: label.to_owned(),
        };
        Ok(Self { origin: origin.to_vec(), x: axis(x, x_label), y: axis(y, y_label) })
    }

    /// The plane through `origin` along two random orthonormal directions.
    ///
    /// # Errors
    /// If there are fewer than two weights.
    pub fn random(origin: &[f64], seed: u64) -> Result<Self, PlaneError> {
        let [x, y] = gaussian_directions(origin.len(), seed);
        Self::orthonormal(
            origin,
            x,
            y,
            ["random 1", "random 2"],
            "random directions of a single weight",
        )
    }

    /// The plane through `origin` along two filter-normalised random directions: each filter (one
    /// unit's incoming weights and, with `biases`, its bias) of a Gaussian direction is rescaled to
    /// the norm of the same filter of `origin` (Li et al. 2018, arXiv 1712.09913; in their code
    /// biases do not move). The directions are not orthonormal.
    ///
    /// # Errors
    /// If every filter of `origin` is zero, or the directions are parallel.
    pub fn filter_normalised(
        network: &Network,
        origin: &[f64],
        seed: u64,
        biases: bool,
    ) -> Result<Self, PlaneError> {
        let mut filters = network.filters();
        let is_bias = |i: &usize| network.layout().iter().any(|layer| layer.biases.contains(i));
        if !biases {
            filters.iter_mut().for_each(|filter| filter.retain(|i| !is_bias(i)));
        }
        if filters.iter().flatten().all(|&i| origin[i] == 0.0) {
            return Err(PlaneError::ZeroFilters);
        }
        let [x, y] = gaussian_directions(origin.len(), seed).map(|mut direction| {
            if !biases {
                (0..direction.len()).filter(is_bias).for_each(|i| direction[i] = 0.0);
            }
            for filter in &filters {
                let size = |v: &[f64]| norm(&filter.iter().map(|&i| v[i]).collect::<Vec<_>>());
                let factor = size(origin) / size(&direction);
                filter.iter().for_each(|&i| direction[i] *= factor);
            }
            direction
        });
        Self::along(origin, &x, &y, "filter-normalised 1", "filter-normalised 2")
    }

    /// The plane through `origin` along the two main directions of the rows `visited` (principal
    /// components of the centred points), both of unit length.
    ///
    /// The axes are labelled with their shares of the variance. Of many points in a large space
    /// every n-th is taken. Points that all lie on one line leave the second direction open: it is
    /// then the coordinate direction most nearly orthogonal to the first, made orthogonal.
    ///
    /// # Errors
    /// If the points do not differ at all.
    pub fn principal(visited: &[Vec<f64>], origin: &[f64]) -> Result<Self, PlaneError> {
        let stride =
            if origin.len() > MOST_VISITED { visited.len().div_ceil(MOST_VISITED) } else { 1 };
        let visited: Vec<&Vec<f64>> = visited.iter().step_by(stride.max(1)).collect();
        let count = visited.len();
        let mean: Vec<f64> = (0..origin.len())
            .map(|k| visited.iter().map(|v| v[k]).sum::<f64>() / count as f64)
            .collect();
        let centred = DMatrix::from_fn(count, origin.len(), |i, k| visited[i][k] - mean[k]);
        if centred.iter().any(|c| !c.is_finite()) {
            return Err(PlaneError::NotFinite);
        }
        let [first, second] = main_directions(&centred);
        let total = norm(centred.as_slice()).powi(2);
        let [share_1, share_2] =
            [&first, &second].map(|direction| 100.0 * norm(direction).powi(2) / total);
        let labels = [
            format!("main direction 1 ({share_1:.3} %)"),
            format!("main direction 2 ({share_2:.3} %)"),
        ];
        let size = norm(&first);
        if size <= f64::EPSILON * (1.0 + norm(origin)) {
            return Err(PlaneError::Degenerate("the points of a descent that does not move"));
        }
        let second = if norm(&second) > 1e-9 * size { second } else { most_orthogonal(&first) };
        let what = "the points of the descent";
        Self::orthonormal(origin, first, second, [&labels[0], &labels[1]], what)
    }

    /// The plane through `origin` along the eigenvectors `i` and `j` (from 0, by ascending
    /// eigenvalue) of the Hessian there.
    ///
    /// # Errors
    /// If the network has more than [`limits::HESSIAN`] weights, the Hessian is not finite, or
    /// there are no such eigenvectors, or they are the same.
    pub fn eigenvectors(
        objective: &Objective,
        origin: &[f64],
        i: usize,
        j: usize,
    ) -> Result<Self, PlaneError> {
        let (found, most) = (origin.len(), limits::HESSIAN);
        if found > most {
            return Err(PlaneError::TooManyWeights { found, most });
        }
        let last = found - 1;
        for index in [i, j] {
            if index > last {
                return Err(PlaneError::NoEigenvector { index, last });
            }
        }
        let pairs = eigenpairs(&objective.hessian(origin)).ok_or(PlaneError::NotFinite)?;
        let label = |k: usize| format!("eigenvector {k} (λ = {:.3e})", pairs[k].0);
        let labels = [label(i), label(j)];
        let what = "an eigenvector and itself";
        Self::orthonormal(
            origin,
            pairs[i].1.clone(),
            pairs[j].1.clone(),
            [&labels[0], &labels[1]],
            what,
        )
    }

    /// The plane through `origin` along `x` and the part of `y` orthogonal to it, both made unit.
    fn orthonormal(
        origin: &[f64],
        mut x: Vec<f64>,
        mut y: Vec<f64>,
        labels: [&str; 2],
        what: &'static str,
    ) -> Result<Self, PlaneError> {
        if !normalise(&mut x) || !normalise(&mut y) {
            return Err(PlaneError::Degenerate(what));
        }
        let along = dot(&x, &y);
        y.iter_mut().zip(&x).for_each(|(y, x)| *y -= along * x);
        if norm(&y).is_nan() || norm(&y) <= PARALLEL {
            return Err(PlaneError::Degenerate(what));
        }
        normalise(&mut y);
        let axis = |direction, label: &str| Axis { direction, label: label.to_owned() };
        Ok(Self { origin: origin.to_vec(), x: axis(x, labels[0]), y: axis(y, labels[1]) })
    }
}

/// Makes a vector unit; false if it vanishes or is not finite.
fn normalise(vector: &mut [f64]) -> bool {
    let size = norm(vector);
    if !size.is_finite() || size == 0.0 {
        return false;
    }
    vector.iter_mut().for_each(|x| *x /= size);
    true
}

fn gaussian_directions(length: usize, seed: u64) -> [Vec<f64>; 2] {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    [(); 2].map(|()| (0..length).map(|_| StandardNormal.sample(&mut rng)).collect())
}

/// The two leading principal directions of the rows, scaled by their singular values.
///
/// They come from the smaller of the two Gram matrices: `A^T v = sigma u`.
fn main_directions(centred: &DMatrix<f64>) -> [Vec<f64>; 2] {
    let is_wide = centred.nrows() < centred.ncols();
    let gram = if is_wide { centred * centred.transpose() } else { centred.transpose() * centred };
    let eigen = gram.symmetric_eigen();
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    [0, 1].map(|k| match order.get(k) {
        None => vec![0.0; centred.ncols()],
        Some(&column) => {
            let vector = eigen.eigenvectors.column(column);
            let direction = if is_wide {
                centred.transpose() * vector
            } else {
                vector * eigen.eigenvalues[column].max(0.0).sqrt()
            };
            direction.iter().copied().collect()
        }
    })
}

/// The coordinate direction most nearly orthogonal to `direction`.
fn most_orthogonal(direction: &[f64]) -> Vec<f64> {
    let smallest =
        (0..direction.len()).min_by(|&a, &b| direction[a].abs().total_cmp(&direction[b].abs()));
    let mut other = vec![0.0; direction.len()];
    if let Some(k) = smallest {
        other[k] = 1.0;
    }
    other
}
