//! Gradient noise (Neelakantan et al. 2015, arXiv 1511.06807): Gaussian noise added to every entry
//! of the gradient, a pure function of seed, step and place in the vector.
//!
//! All descents with one seed meet the same noise at the same step, so that a map shows the basins
//! of one realisation of it.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// Noise of mean 0 and variance `deviation^2 / (1 + t)^decay` at step `t = 0, 1, ..`; theirs has
/// the decay 0.55.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Noise {
    /// Standard deviation at the first step; none is added if it is 0.
    pub deviation: f64,
    /// How fast its variance falls, at least 0.
    pub decay: f64,
    /// Seed of the noise.
    pub seed: u64,
}

impl Noise {
    /// Whether there is any.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.deviation > 0.0
    }

    /// Its standard deviation at the step after `step` others.
    #[must_use]
    pub fn deviation_at(&self, step: usize) -> f64 {
        self.deviation / pxfm::f_pow(1.0 + step as f64, 0.5 * self.decay)
    }

    /// Adds the noise to the gradients of `N` weight vectors, a row a weight, each after so many
    /// steps: ChaCha8's stream of that number, one draw a weight.
    pub fn add<const N: usize>(&self, steps: &[usize; N], gradient: &mut [[f64; N]]) {
        let mut first = 0;
        // neighbours mostly are at the same step, and have the same noise then
        for group in steps.chunk_by(|a, b| a == b) {
            let lanes = first..first + group.len();
            first = lanes.end;
            let deviation = self.deviation_at(group[0]);
            let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
            rng.set_stream(group[0] as u64);
            for row in &mut *gradient {
                let drawn: f64 = StandardNormal.sample(&mut rng);
                row[lanes.clone()].iter_mut().for_each(|g| *g += deviation * drawn);
            }
        }
    }

    /// What is added, in words that follow the learning rate's; empty if nothing is.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { deviation, decay, seed } = self;
        match (self.is_on(), *decay == 0.0) {
            (false, _) => String::new(),
            (true, true) => format!(", gradient noise {deviation}, seed {seed}"),
            (true, false) => format!(", gradient noise {deviation}, decay {decay}, seed {seed}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: Noise = Noise { deviation: 0.5, decay: 0.0, seed: 3 };

    /// The noise of so many weights at a step.
    fn drawn(noise: Noise, step: usize, weights: usize) -> Vec<f64> {
        let mut rows = vec![[0.0]; weights];
        noise.add(&[step], &mut rows);
        rows.into_flattened()
    }

    /// The first four moments about 0.
    fn moments(values: &[f64]) -> [f64; 4] {
        [1, 2, 3, 4].map(|k| values.iter().map(|v| v.powi(k)).sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn its_moments_are_those_of_a_gaussian_over_the_weights_and_over_the_steps() {
        let over_steps = (0..200_000).map(|step| drawn(NOISE, step, 2)[1]).collect();
        for values in [drawn(NOISE, 7, 200_000), over_steps] {
            let [mean, variance, skew, fourth] = moments(&values);
            // four standard errors of 200,000 draws
            let error = 4.0 / 200_000_f64.sqrt();
            assert!(mean.abs() < 0.5 * error, "{mean}");
            assert!((variance / 0.25 - 1.0).abs() < 2.0_f64.sqrt() * error, "{variance}");
            assert!((skew / 0.125).abs() < 15.0_f64.sqrt() * error, "{skew}");
            assert!((fourth / 0.0625 - 3.0).abs() < 96.0_f64.sqrt() * error, "{fourth}");
        }
        // neither neighbours in the vector nor those in time know each other
        let (now, next) = (drawn(NOISE, 7, 100_001), drawn(NOISE, 8, 100_001));
        for others in [&now[1..], &next[1..]] {
            let product = now.iter().zip(others).map(|(a, b)| a * b).sum::<f64>() / 1e5;
            assert!((product / 0.25).abs() < 4.0 / 1e5_f64.sqrt(), "{product}");
        }
    }

    #[test]
    fn its_variance_falls_by_a_power_of_the_time() {
        let noise = Noise { decay: 0.5, ..NOISE };
        assert_eq!(noise.deviation_at(0), 0.5);
        assert!((noise.deviation_at(15) - 0.25).abs() < 1e-15, "16^(1/4) = 2");
        let (late, plain) = (drawn(noise, 15, 9), drawn(NOISE, 15, 9));
        assert!(late.iter().zip(plain).all(|(a, b)| (2.0 * a - b).abs() < 1e-15));
    }

    #[test]
    fn it_follows_seed_and_step_and_lanes_at_the_same_step_have_the_same() {
        assert_ne!(drawn(NOISE, 7, 5), drawn(Noise { seed: 4, ..NOISE }, 7, 5));
        assert_ne!(drawn(NOISE, 7, 5), drawn(NOISE, 8, 5));
        let mut rows = vec![[0.0; 4]; 5];
        NOISE.add(&[7, 7, 8, 7], &mut rows);
        for (lane, step) in [7, 7, 8, 7].into_iter().enumerate() {
            let column: Vec<f64> = rows.iter().map(|row| row[lane]).collect();
            assert_eq!(column, drawn(NOISE, step, 5), "lane {lane}");
        }
    }
}
