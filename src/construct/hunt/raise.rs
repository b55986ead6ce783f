//! Data moved together with weights so that a critical point of their loss becomes a strict
//! minimum.
//!
//! Most data sets have no bad minimum. But on the surface of all pairs of data and critical points
//! (`joint.rs`) one can climb: along the gradient of the Hessian's smallest eigenvalue, from a pair
//! where it is negative to one where it is positive. Pairs where a unit has all but died, or does
//! not see the data, come close to 0 from below and no further, so that weights are kept in a
//! range. What it leads to is rounded to short numbers.

use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::data::Points;
use super::joint::Joint;
use super::minimise::minimise;
use super::settings::Settings;
use crate::monitor::Monitor;
use crate::network::{distance, norm};
use crate::objective::eigenpairs;

/// The smallest eigenvalue from which the minimum is steep enough to survive rounding.
const STEEP: f64 = 3e-3;

/// Most steps of a climb.
const STEPS: usize = 150;

/// Steps after which a climb that has not halved its distance to the goal is given up.
const PATIENCE: usize = 40;

/// Lengths of incoming weights, least size of outgoing ones, and greatest of all.
const INCOMING: std::ops::Range<f64> = 0.3..4.0;
const LEAST_OUTGOING: f64 = 1.0;
const GREATEST: f64 = 12.0;

/// Greatest input.
const REACH: f64 = 6.0;

/// Offset of the second differences along an eigenvector.
const OFFSET: f64 = 1e-3;

/// Share of a step's direction that is drawn at random: where two eigenvalues meet, the gradient
/// leads nowhere.
const NOISE: f64 = 0.3;

/// How far rounding the data may move the minimum, as a share of `1 + |w|`.
const LEAP: f64 = 0.2;

/// Data with a strict minimum and its weights, from data that need not have one; `None` if the
/// climb does not get there, or when cancelled.
pub(super) fn raise(
    settings: &Settings,
    points: &Points,
    random: &mut ChaCha8Rng,
    monitor: &Monitor,
) -> Option<(Points, Vec<f64>)> {
    let joint = Joint::new(settings, points);
    let mut place = draw(&joint, settings, random);
    place.extend(points.coordinates());
    let place = climb(&joint, place, random, monitor)?;
    let (weights, inputs) = place.split_at(joint.weights());
    rounded(settings, points, weights, inputs)
}

/// Weights of units that see the data and are heard.
fn draw(joint: &Joint, settings: &Settings, random: &mut impl Rng) -> Vec<f64> {
    let mut normal = || -> f64 { StandardNormal.sample(random) };
    let mut weights: Vec<f64> = (0..joint.weights()).map(|_| normal()).collect();
    let mut offset = 0.3 * normal();
    for j in 0..settings.hidden {
        let (_, bias, outgoing) = joint.unit(j);
        weights[bias] *= 0.5;
        let v = random.random_range(1.5..5.0) * if random.random_bool(0.5) { 1.0 } else { -1.0 };
        weights[outgoing] = v;
        offset -= v * settings.activation.value(0.0);
    }
    *weights.last_mut().expect("an output bias") = offset;
    weights
}

fn climb(
    joint: &Joint,
    place: Vec<f64>,
    random: &mut impl Rng,
    monitor: &Monitor,
) -> Option<Vec<f64>> {
    let mut here = Place::at(joint, place)?;
    let mut length = 0.3;
    let mut mark = here.smallest();
    for step in 1..=STEPS {
        if here.smallest() > STEEP {
            return Some(here.coordinates);
        }
        if step % PATIENCE == 0 {
            if STEEP - here.smallest() > 0.5 * (STEEP - mark) {
                return None;
            }
            mark = here.smallest();
        }
        if monitor.is_cancelled() {
            return None;
        }
        let uphill = here.uphill(joint)?;
        let size = norm(&uphill);
        #[expect(clippy::cast_precision_loss, reason = "few coordinates")]
        let noise = NOISE / (uphill.len() as f64).sqrt();
        let direction: Vec<f64> = uphill
            .iter()
            .map(|x| {
                let drawn: f64 = StandardNormal.sample(random);
                x / size + noise * drawn
            })
            .collect();
        let mut has_moved = false;
        for _ in 0..6 {
            let ahead =
                here.coordinates.iter().zip(&direction).map(|(x, d)| x + length * d).collect();
            if let Some(next) =
                Place::at(joint, ahead).filter(|next| next.smallest() > here.smallest())
            {
                here = next;
                length *= 1.5;
                has_moved = true;
                break;
            }
            length *= 0.4;
        }
        if !has_moved && length < 1e-5 {
            return None;
        }
    }
    (here.smallest() > STEEP).then_some(here.coordinates)
}

/// A place of the surface with the Hessian's eigenvalues there.
struct Place {
    coordinates: Vec<f64>,
    pairs: Vec<(f64, Vec<f64>)>,
}

impl Place {
    /// The place of the surface next to these coordinates; `None` if it is none that is of use.
    fn at(joint: &Joint, coordinates: Vec<f64>) -> Option<Self> {
        let coordinates = joint.onto(coordinates)?;
        if !is_of_use(joint, &coordinates) {
            return None;
        }
        let pairs = eigenpairs(&joint.hessian(&coordinates))?;
        Some(Self { coordinates, pairs })
    }

    fn smallest(&self) -> f64 {
        self.pairs[0].0
    }

    /// The gradient, along the surface, of a mean of the eigenvalues that counts little but the
    /// smallest.
    ///
    /// For a unit eigenvector `v` the derivative of the eigenvalue is that of `v · H v`, taken as a
    /// second difference of the slopes of the loss along `v`.
    fn uphill(&self, joint: &Joint) -> Option<Vec<f64>> {
        let sharpness = 5.0 / self.smallest().abs().max(1e-3);
        let shares: Vec<f64> = self
            .pairs
            .iter()
            .map(|(value, _)| pxfm::f_exp(-sharpness * (value - self.smallest())))
            .collect();
        let here = joint.slopes(&self.coordinates);
        let mut uphill = vec![0.0; here.len()];
        for ((_, vector), share) in
            self.pairs.iter().zip(&shares).filter(|(_, share)| **share > 1e-3)
        {
            let [ahead, back] = [OFFSET, -OFFSET].map(|offset| {
                let mut moved = self.coordinates.clone();
                moved.iter_mut().zip(vector).for_each(|(x, v)| *x += offset * v);
                joint.slopes(&moved)
            });
            for (k, up) in uphill.iter_mut().enumerate() {
                *up += share * (ahead[k] - 2.0 * here[k] + back[k]);
            }
        }
        joint.along(&self.coordinates, &uphill)
    }
}

fn is_of_use(joint: &Joint, place: &[f64]) -> bool {
    let (weights, inputs) = place.split_at(joint.weights());
    let units = weights.len() / (joint.unit(0).0.len() + 2);
    let in_range = |j: usize| {
        let (incoming, _, outgoing) = joint.unit(j);
        INCOMING.contains(&norm(&weights[incoming])) && weights[outgoing].abs() > LEAST_OUTGOING
    };
    // not `>`: a NaN is of no use
    weights.iter().all(|w| w.abs() < GREATEST)
        && inputs.iter().all(|x| x.abs() < REACH)
        && (0..units).all(in_range)
}

/// The data in as few digits as leave a strict minimum next to `weights`, with that minimum.
fn rounded(
    settings: &Settings,
    points: &Points,
    weights: &[f64],
    inputs: &[f64],
) -> Option<(Points, Vec<f64>)> {
    [100, 10, 1].into_iter().find_map(|unit| {
        let points = points.moved_to(inputs, unit);
        let ending = minimise(&points.objective(settings), weights);
        let is_near = distance(&ending.weights, weights) < LEAP * (1.0 + norm(weights));
        (ending.is_strict && is_near).then_some((points, ending.weights))
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::network::Activation;
    use crate::objective::LossKind;

    fn settings(activation: Activation, loss: LossKind) -> Settings {
        Settings {
            points: 10,
            inputs: 2,
            hidden: 2,
            activation,
            loss,
            starts: 1,
            climb: 0,
            seed: 0,
            from: None,
        }
    }

    #[test]
    fn the_jacobian_is_that_of_the_slopes_and_its_hessian_that_of_the_objective() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for activation in Activation::ALL.into_iter().filter(|f| !f.is_piecewise_linear()) {
            for loss in [LossKind::Squared, LossKind::CrossEntropy] {
                let settings = settings(activation, loss);
                let points = Points::draw(&settings, &mut random);
                let joint = Joint::new(&settings, &points);
                let weights = draw(&joint, &settings, &mut random);
                let place: Vec<f64> = weights.iter().copied().chain(points.coordinates()).collect();
                let (jacobian, hessian) = (joint.jacobian(&place), joint.hessian(&place));
                let objective = points.objective(&settings);
                let reference = objective.hessian(&weights);
                assert!(
                    hessian
                        .iter()
                        .zip(&reference)
                        .all(|(a, b)| (a - b).abs() < 1e-10 * (1.0 + b.abs()))
                );
                let mut gradient = vec![0.0; weights.len()];
                objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
                assert!(distance(&joint.slopes(&place)[..weights.len()], &gradient) < 1e-10);
                for column in 0..joint.len() {
                    let [ahead, back] = [1e-5, -1e-5].map(|step| {
                        let mut moved = place.clone();
                        moved[column] += step;
                        joint.slopes(&moved)
                    });
                    for row in 0..weights.len() {
                        let found = (ahead[row] - back[row]) / 2e-5;
                        let off = (found - jacobian[(row, column)]).abs();
                        assert!(off < 1e-6 * (1.0 + found.abs()), "{activation:?} {row} {column}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_raised_is_a_strict_minimum_of_short_data() {
        let settings = settings(Activation::Sigmoid, LossKind::CrossEntropy);
        let mut random = ChaCha8Rng::seed_from_u64(2);
        // about one in a thousand is
        let mut left = 50_000;
        loop {
            left -= 1;
            assert!(left > 0, "none is found");
            let points = Points::draw(&settings, &mut random);
            let Some((raised, weights)) =
                raise(&settings, &points, &mut random, &Monitor::default())
            else {
                continue;
            };
            assert_eq!(raised.labels, points.labels);
            let objective = raised.objective(&settings);
            let mut gradient = vec![0.0; weights.len()];
            objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
            assert!(norm(&gradient) < 1e-9);
            assert!(eigenpairs(&objective.hessian(&weights)).unwrap()[0].0 > 0.0);
            break;
        }
    }
}
