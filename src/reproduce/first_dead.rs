//! Random networks, a layer after the other, until one is dead.

use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::monitor::Monitor;

/// Numbers of a size that only large means lead to; a layer beyond is scaled down, which changes no
/// sign.
const HUGE: f64 = 1e100;

/// What is drawn.
pub(super) struct Draws<'a> {
    /// Standard deviations of the weights and of the biases of a layer with so many inputs and so
    /// many units; both laws are normal.
    pub deviations: &'a (dyn Fn(f64, f64) -> [f64; 2] + Sync),
    /// Mean of the weights; that of the biases is 0.
    pub mean: f64,
    /// Most hidden layers.
    pub depth: usize,
    /// How many networks.
    pub networks: usize,
    /// Each network has a stream of its own of this seed.
    pub seed: u64,
}

/// Of each network the first hidden layer, counted from 1, that is dead on all `inputs` (a row a
/// point); `None` for one that has none. `None` in all when cancelled.
pub(super) fn first_dead(
    inputs: &Array2<f64>,
    width: usize,
    draws: &Draws,
    monitor: &Monitor,
) -> Option<Vec<Option<usize>>> {
    monitor.set_total(draws.networks as u64);
    let network = |number: usize| {
        if monitor.is_cancelled() {
            return None;
        }
        let mut rng = ChaCha8Rng::seed_from_u64(draws.seed);
        // streams of one seed are independent, and so are the widths
        rng.set_stream(((width as u64) << 32) | number as u64);
        let dead = first_dead_of(inputs, width, draws, &mut rng);
        monitor.advance(1);
        Some(dead)
    };
    (0..draws.networks).into_par_iter().map(network).collect()
}

fn first_dead_of(
    inputs: &Array2<f64>,
    width: usize,
    draws: &Draws,
    rng: &mut ChaCha8Rng,
) -> Option<usize> {
    let mut hidden: Vec<Vec<f64>> = inputs.rows().into_iter().map(|row| row.to_vec()).collect();
    for layer in 1..=draws.depth {
        let fan_in = hidden.first().map_or(0, Vec::len);
        let [weight, bias] = (draws.deviations)(fan_in as f64, width as f64);
        let mut next = vec![Vec::with_capacity(width); hidden.len()];
        for _ in 0..width {
            let weights: Vec<f64> =
                (0..fan_in).map(|_| draws.mean + weight * normal(rng)).collect();
            let shift = bias * normal(rng);
            for (before, after) in hidden.iter().zip(&mut next) {
                let sum: f64 = weights.iter().zip(before).map(|(w, x)| w * x).sum();
                after.push((sum + shift).max(0.0));
            }
        }
        let largest = next.iter().flatten().fold(0.0_f64, |most, value| most.max(*value));
        if largest == 0.0 {
            return Some(layer);
        }
        if largest > HUGE {
            next.iter_mut().flatten().for_each(|value| *value /= largest);
        }
        hidden = next;
    }
    None
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(networks: usize) -> Draws<'static> {
        Draws { deviations: &|_, _| [1.0, 1.0], mean: 0.0, depth: 30, networks, seed: 4 }
    }

    #[test]
    fn one_point_dies_in_each_layer_with_the_probability_that_is_derived() {
        let found =
            first_dead(&ndarray::arr2(&[[0.3, -0.7]]), 2, &draws(20_000), &Monitor::default())
                .expect("not cancelled");
        // two units, each silent with probability 1/2 whatever came before
        for depth in 1..=4 {
            let count = found.iter().flatten().filter(|first| **first <= depth).count();
            let exact = 1.0 - 0.75_f64.powi(i32::try_from(depth).expect("small"));
            let share = count as f64 / 20_000.0;
            assert!((share - exact).abs() < 0.015, "{depth}: {share} for {exact}");
        }
    }

    #[test]
    fn large_means_make_large_numbers_and_no_dead_layer() {
        let inputs = ndarray::arr2(&[[1.0, 2.0]]);
        let draws = Draws { deviations: &|_, _| [1.0, 0.0], mean: 1e30, depth: 100, ..draws(10) };
        let found = first_dead(&inputs, 3, &draws, &Monitor::default());
        assert_eq!(found, Some(vec![None; 10]));
    }

    #[test]
    fn the_same_seed_gives_the_same_networks_for_any_number_of_threads() {
        let inputs = ndarray::arr2(&[[1.0, 0.0], [0.2, 0.6]]);
        let by = |threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| first_dead(&inputs, 3, &draws(200), &Monitor::default()))
        };
        assert_eq!(by(1), by(3));
        let cancelled = Monitor::default();
        cancelled.cancel();
        assert_eq!(first_dead(&inputs, 3, &draws(5), &cancelled), None);
    }
}
