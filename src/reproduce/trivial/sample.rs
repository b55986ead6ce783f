//! Random networks, a layer after the other, until one is dead.

use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::monitor::Monitor;
use crate::network::Law;

/// What is drawn.
pub(super) struct Draws {
    /// A centred normal law.
    pub law: Law,
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
        let (weight, bias) = deviations(draws.law, fan_in as f64, width as f64);
        let mut next = vec![Vec::with_capacity(width); hidden.len()];
        for _ in 0..width {
            let weights: Vec<f64> = (0..fan_in).map(|_| weight * normal(rng)).collect();
            let shift = bias * normal(rng);
            for (before, after) in hidden.iter().zip(&mut next) {
                let sum: f64 = weights.iter().zip(before).map(|(w, x)| w * x).sum();
                after.push((sum + shift).max(0.0));
            }
        }
        if next.iter().flatten().all(|value| *value == 0.0) {
            return Some(layer);
        }
        hidden = next;
    }
    None
}

/// Standard deviations of weights and of biases.
fn deviations(law: Law, fan_in: f64, fan_out: f64) -> (f64, f64) {
    match law {
        Law::Normal { sd } => (sd, sd),
        Law::Xavier => ((2.0 / (fan_in + fan_out)).sqrt(), 0.0),
        Law::He => ((2.0 / fan_in).sqrt(), 0.0),
        Law::Lecun | Law::Uniform { .. } | Law::Pytorch => ((1.0 / fan_in).sqrt(), 0.0),
    }
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(networks: usize) -> Draws {
        Draws { law: Law::Normal { sd: 1.0 }, depth: 30, networks, seed: 4 }
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
