//! Sliding a plane through weight space along a third direction, square to it.

use nalgebra::{DMatrix, SymmetricEigen};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{Plane, dot};
use crate::network::{limits, norm};
use crate::objective::Objective;

/// A direction whose part off the plane is shorter than this, against the whole, lies in the plane.
const IN_PLANE: f64 = 1e-9;

/// A direction off a plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Third {
    /// That of a single weight.
    Weight(String),
    /// That of the gradient.
    Gradient,
    /// That in which the loss is curved least: the Hessian's eigenvector of the eigenvalue nearest
    /// to 0, among the directions off the plane.
    Flattest,
    /// A random one.
    Random(u64),
}

/// How far a plane is slid, and which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// The direction, of which only the part off the plane counts, made unit.
    pub along: Third,
    /// How far, in the units of weight space.
    pub offset: f64,
}

impl Third {
    /// The name used in preset files: that of the weight, or `gradient`, `flattest`, `random 3`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Weight(name) => name.clone(),
            Self::Gradient => "gradient".to_owned(),
            Self::Flattest => "flattest".to_owned(),
            Self::Random(seed) => format!("random {seed}"),
        }
    }

    /// The direction of that name; any other word is the name of a weight.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let seed = name.strip_prefix("random ").and_then(|seed| seed.trim().parse().ok());
        match (name, seed) {
            ("gradient", _) => Self::Gradient,
            ("flattest", _) => Self::Flattest,
            ("random", _) => Self::Random(0),
            (_, Some(seed)) => Self::Random(seed),
            _ => Self::Weight(name.to_owned()),
        }
    }
}

impl Plane {
    /// Two unit vectors, square to one another, that span the plane's directions; one for a line.
    #[must_use]
    pub fn basis(&self) -> Vec<Vec<f64>> {
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for axis in [&self.x, &self.y] {
            if let Some(unit) = unit_off(&basis, &axis.direction) {
                basis.push(unit);
            }
        }
        basis
    }

    /// The part of a direction that is square to the plane, of length 1; `None` if there is none.
    #[must_use]
    pub fn off(&self, direction: &[f64]) -> Option<Vec<f64>> {
        unit_off(&self.basis(), direction)
    }

    /// The plane moved by `offset` along `direction`.
    #[must_use]
    pub fn slid(&self, direction: &[f64], offset: f64) -> Self {
        let origin = self.origin.iter().zip(direction);
        Self {
            origin: origin.map(|(o, d)| if *d == 0.0 { *o } else { o + offset * d }).collect(),
            ..self.clone()
        }
    }

    /// The direction `along` off the plane, of length 1; gradient and Hessian are those at the
    /// weights `centre`.
    ///
    /// `None` if it has no part off the plane, or is not finite, or the network is too large for
    /// [`Third::Flattest`] (more than 400 weights, since the Hessian is dense).
    #[must_use]
    pub fn third(&self, objective: &Objective, along: &Third, centre: &[f64]) -> Option<Vec<f64>> {
        let count = self.origin.len();
        match along {
            Third::Weight(name) => {
                let mut direction = vec![0.0; count];
                direction[objective.network().index_of(name)?] = 1.0;
                self.off(&direction)
            }
            Third::Gradient => {
                let mut gradient = vec![0.0; count];
                objective.value_and_gradient(centre, &mut gradient, &mut objective.workspace());
                // the direction in which the loss rises
                self.off(&gradient)
            }
            Third::Flattest => self.flattest(objective, centre),
            Third::Random(seed) => {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                self.off(&(0..count).map(|_| StandardNormal.sample(&mut rng)).collect::<Vec<f64>>())
            }
        }
    }

    /// The eigenvector of `C^T H C` whose eigenvalue is nearest to 0, where the columns of `C` span
    /// what is square to the plane.
    fn flattest(&self, objective: &Objective, centre: &[f64]) -> Option<Vec<f64>> {
        let count = centre.len();
        if count > limits::HESSIAN_OF_VIEW {
            return None;
        }
        let complement = self.complement();
        let columns = DMatrix::from_fn(count, complement.len(), |i, k| complement[k][i]);
        let hessian = objective.hessian(centre);
        let hessian = DMatrix::from_fn(count, count, |i, j| hessian[[i, j]]);
        let seen = columns.transpose() * hessian * &columns;
        if seen.is_empty() || seen.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let SymmetricEigen { eigenvalues, eigenvectors } = seen.symmetric_eigen();
        let least = (0..eigenvalues.len())
            .min_by(|&a, &b| eigenvalues[a].abs().total_cmp(&eigenvalues[b].abs()))?;
        let mut direction: Vec<f64> =
            (columns * eigenvectors.column(least)).iter().copied().collect();
        // a sign of its own choice would make the slider jump
        let largest = direction.iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            direction.iter_mut().for_each(|x| *x = -*x);
        }
        self.off(&direction)
    }

    /// Unit vectors, square to one another, that span what is square to the plane.
    fn complement(&self) -> Vec<Vec<f64>> {
        let mut all = self.basis();
        let in_plane = all.len();
        for k in 0..self.origin.len() {
            let mut direction = vec![0.0; self.origin.len()];
            direction[k] = 1.0;
            // of a coordinate direction that is nearly spanned the rest would be rounding errors
            let left = rest(&all, &direction);
            if norm(&left) > 1e-3
                && let Some(unit) = unit_off(&all, &left)
            {
                all.push(unit);
            }
        }
        all.split_off(in_plane)
    }
}

/// What of `direction` is square to the unit vectors `basis`.
fn rest(basis: &[Vec<f64>], direction: &[f64]) -> Vec<f64> {
    let mut left = direction.to_vec();
    // twice, for the digits that the first pass loses
    for _ in 0..2 {
        for unit in basis {
            let along = dot(unit, &left);
            left.iter_mut().zip(unit).for_each(|(l, u)| *l -= along * u);
        }
    }
    left
}

fn unit_off(basis: &[Vec<f64>], direction: &[f64]) -> Option<Vec<f64>> {
    let size = norm(direction);
    if size == 0.0 || !size.is_finite() {
        return None;
    }
    let unit: Vec<f64> = direction.iter().map(|d| d / size).collect();
    let left = rest(basis, &unit);
    let length = norm(&left);
    (length > IN_PLANE).then(|| left.iter().map(|l| l / length).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Reduction};

    /// Four weights of one linear unit: `L = 2 (w0 - 1)^2 + 8 (w1 - 1)^2 + 0.02 (w2 - 1)^2 + 18 (w3
    /// - 1)^2`.
    fn objective() -> Objective {
        let network = Network {
            layers: vec![4, 1],
            activation: Activation::Identity,
            output_activation: Activation::Identity,
            bias: false,
        };
        let inputs = array![
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 2.0, 0.0, 0.0],
            [0.0, 0.0, 0.1, 0.0],
            [0.0, 0.0, 0.0, 3.0]
        ];
        let data = Dataset::new(inputs, array![[1.0], [2.0], [0.1], [3.0]]);
        Objective::new(
            network,
            data,
            Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 2.0 },
        )
    }

    #[test]
    fn a_plane_of_two_weights_is_slid_along_a_third_weight_and_keeps_the_others() {
        let objective = objective();
        let plane = Plane::weights(objective.network(), &[0.5; 4], 0, 3).unwrap();
        let along = Third::Weight("W1[0,1]".to_owned());
        let direction = plane.third(&objective, &along, &[0.5; 4]).unwrap();
        assert_eq!(direction, [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(plane.slid(&direction, 0.25).point(3.0, 7.0), [3.0, 0.75, 0.5, 7.0]);
        assert_eq!(plane.slid(&direction, 0.0), plane);
        // an axis is no third direction, and neither is a weight that does not exist
        for name in ["W1[0,0]", "W9[0,0]"] {
            assert_eq!(plane.third(&objective, &Third::Weight(name.to_owned()), &[0.5; 4]), None);
        }
    }

    #[test]
    fn every_third_direction_is_of_length_one_and_square_to_every_kind_of_plane() {
        let objective = objective();
        let centre = [0.3, -0.2, 0.9, 2.0];
        let skew =
            Plane::along(&centre, &[1.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 3.0], "x", "y").unwrap();
        let planes = [skew, Plane::random(&centre, 5).unwrap()];
        for plane in &planes {
            for along in [
                Third::Weight("W1[0,2]".into()),
                Third::Gradient,
                Third::Flattest,
                Third::Random(9),
            ] {
                let third = plane.third(&objective, &along, &centre).unwrap();
                assert!((norm(&third) - 1.0).abs() < 1e-12);
                assert!(dot(&third, &plane.x.direction).abs() < 1e-12, "{along:?}");
                assert!(dot(&third, &plane.y.direction).abs() < 1e-12, "{along:?}");
                // a point keeps its coordinates and is as far off the plane as that is slid
                let at = plane.slid(&third, 0.75).project(&plane.point(1.0, -2.0));
                assert!((at.x - 1.0).abs() < 1e-12 && (at.y + 2.0).abs() < 1e-12);
                assert!((at.distance - 0.75).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn gradient_and_flattest_direction_are_those_of_the_loss_off_the_plane() {
        let objective = objective();
        let plane = Plane::weights(objective.network(), &[1.0; 4], 0, 3).unwrap();
        let third = |along, centre: &[f64]| plane.third(&objective, &along, centre);
        let gradient = third(Third::Gradient, &[0.0, 2.0, 1.0, 0.0]).unwrap();
        assert!((gradient[1] - 1.0).abs() < 1e-12, "{gradient:?}");
        let flattest = third(Third::Flattest, &[0.0, 2.0, 1.0, 0.0]).unwrap();
        assert!((flattest[2] - 1.0).abs() < 1e-9, "{flattest:?}");
        // at a minimum there is no gradient
        assert_eq!(third(Third::Gradient, &[1.0; 4]), None);
    }

    #[test]
    fn names_are_read_back() {
        for along in
            [Third::Weight("b1[0]".into()), Third::Gradient, Third::Flattest, Third::Random(12)]
        {
            assert_eq!(Third::from_name(&along.name()), along);
        }
    }
}
