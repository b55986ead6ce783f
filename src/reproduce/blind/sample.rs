//! Networks drawn and trained.

use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::chance::Spread;
use super::data::Data;
use crate::descent::Dynamics;
use crate::monitor::Monitor;
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::optimizer::Settings;

/// From which law networks are drawn, biases being 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Law {
    pub spread: Spread,
    pub mean: f64,
}

/// What became of networks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// How many were trained.
    pub all: usize,
    /// Those whose first layer fired on no point of the blind spot before.
    pub blind: usize,
    /// Those with every point right after.
    pub right: usize,
    /// Those of both kinds.
    pub blind_and_right: usize,
}

/// Trains `count` networks of hidden layers of so many units, on the data moved by `shift` in both
/// directions; `None` when cancelled.
pub(super) fn trained(
    data: &Data,
    shift: f64,
    hidden: &[usize],
    law: Law,
    settings: &Settings,
    [count, seed]: [u64; 2],
    monitor: &Monitor,
) -> Option<Counts> {
    let objective = objective(data, shift, hidden);
    let starts: Vec<Vec<f64>> =
        (0..count).map(|number| start(objective.network(), law, seed, number)).collect();
    let copy = |k: usize, weights: &mut [f64]| weights.copy_from_slice(&starts[k]);
    let dynamics = Dynamics::plain(&objective, settings);
    let endings = dynamics.whole_budgets(starts.len(), copy, monitor)?;
    let mut counts = Counts { all: starts.len(), ..Counts::default() };
    for (start, ending) in starts.iter().zip(endings) {
        let is_blind = is_blind(&objective, start, data.blind);
        let is_right = objective.accuracy(&ending.weights) == Some(1.0);
        counts.blind += usize::from(is_blind);
        counts.right += usize::from(is_right);
        counts.blind_and_right += usize::from(is_blind && is_right);
    }
    Some(counts)
}

/// Mean cross-entropy of a ReLU network on the data.
fn objective(data: &Data, shift: f64, hidden: &[usize]) -> Objective {
    let points = data.inputs.len();
    let inputs = Array2::from_shape_fn((points, 2), |(i, j)| data.nearest(i, j) + shift);
    let class = |(i, _): (usize, usize)| f64::from(u8::from(data.classes[i]));
    let targets = Array2::from_shape_fn((points, 1), class);
    let network = Network {
        layers: [&[2], hidden, &[1]].concat(),
        activation: Activation::Relu,
        output_activation: Activation::Identity,
        bias: true,
    };
    let loss = Loss { kind: LossKind::CrossEntropy, reduction: Reduction::Mean, scale: 1.0 };
    Objective::new(network, Dataset::new(inputs, targets), loss)
}

/// Initial weights; each network has a stream of its own of the seed.
fn start(network: &Network, law: Law, seed: u64, number: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    let mut weights = vec![0.0; network.parameter_count()];
    let width = network.layers[1] as f64;
    for layer in network.layout() {
        let deviation = law.spread.deviation(width, layer.inputs as f64, layer.units as f64);
        for weight in &mut weights[layer.weights] {
            let normal: f64 = StandardNormal.sample(&mut rng);
            *weight = law.mean + deviation * normal;
        }
    }
    weights
}

/// Whether no unit of the first layer fires on the first `blind` points.
fn is_blind(objective: &Objective, weights: &[f64], blind: usize) -> bool {
    let mut work = objective.workspace();
    (0..blind).all(|i| {
        let sums = objective.pre_activations(weights, objective.dataset().input(i), &mut work);
        sums[0].iter().all(|sum| *sum <= 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::super::data::tests::on_the_line;
    use super::*;
    use crate::descent::descend;
    use crate::optimizer::{Noise, Optimizer};

    /// The theorem, for what it covers: sums of a blind first layer stay what they are.
    #[test]
    fn what_a_blind_first_layer_does_not_see_it_never_sees() {
        // the outlier is wrong at first, and teaches
        let data = on_the_line().exchanged();
        let law = Law { spread: Spread::Fixed(0.1), mean: 1.0 };
        let end = |hidden: &[usize], settings: &Settings| {
            let objective = objective(&data, 0.0, hidden);
            let start = start(objective.network(), law, 1, 0);
            assert!(is_blind(&objective, &start, data.blind));
            let run = descend(&objective, &start, settings, &Monitor::default());
            let end = run.expect("not cancelled").end().weights.clone();
            let moved = start.iter().zip(&end).map(|(a, b)| (a - b).abs());
            assert!(moved.fold(0.0, f64::max) > 1e-3, "it is trained");
            (objective.accuracy(&end).expect("classes"), is_blind(&objective, &end, data.blind))
        };
        for (hidden, optimizer, rate) in [
            (&[5][..], Optimizer::GradientDescent, 0.1),
            (&[5], Optimizer::GradientDescent, 3.0),
            (&[5], Optimizer::Momentum, 0.1),
            (&[5], Optimizer::Nesterov, 0.03),
            (&[4, 4, 4], Optimizer::GradientDescent, 0.01),
        ] {
            let plain = Settings { stop: false, ..Settings::new(optimizer, rate, 1500) };
            let batches = Settings { batch_size: Some(2), ..plain.clone() };
            for settings in [plain, batches] {
                let (right, is_blind) = end(hidden, &settings);
                assert!(is_blind && right <= 5.0 / 9.0, "{hidden:?}, {optimizer:?}: {right}");
            }
        }
        // weight decay shrinks the sums, and noise is another matter
        let plain =
            Settings { stop: false, ..Settings::new(Optimizer::GradientDescent, 0.1, 1500) };
        let decays = Settings { weight_decay: 0.01, ..plain.clone() };
        assert!(end(&[5], &decays).1);
        let noise = Noise { deviation: 1.0, decay: 0.0, seed: 1 };
        assert!(!end(&[5], &Settings { noise, ..plain }).1);
    }

    #[test]
    fn the_same_seed_trains_the_same_networks_for_any_number_of_threads() {
        let settings = Settings::new(Optimizer::GradientDescent, 0.1, 300);
        let by = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                let monitor = Monitor::default();
                let law = Law { spread: Spread::OverWidth, mean: 1.5 };
                trained(&on_the_line(), 0.0, &[3], law, &settings, [60, 2], &monitor)
            })
        };
        let counts = by(1).expect("not cancelled");
        assert_eq!(Some(counts), by(2));
        assert!(counts.right > 0 && counts.blind > 0 && counts.blind_and_right == 0, "{counts:?}");
    }
}
