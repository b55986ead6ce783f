//! Laws from which a network's first weights are drawn, by a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::architecture::Network;

/// A law of initial weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Weights and biases from `N(0, sd^2)`.
    Normal {
        /// Standard deviation.
        sd: f64,
    },
    /// Weights and biases uniform in `[-limit, limit)`.
    Uniform {
        /// Half the width.
        limit: f64,
    },
    /// Weights from `N(0, 1/fan_in)`, biases 0 (LeCun et al. 1998, "Efficient BackProp").
    Lecun,
    /// Weights from `N(0, 2/(fan_in + fan_out))`, biases 0 (Glorot and Bengio 2010).
    Xavier,
    /// Weights from `N(0, 2/fan_in)`, biases 0 (He et al. 2015, arXiv 1502.01852).
    He,
    /// Weights and biases uniform in `±1/sqrt(fan_in)`, the default of PyTorch's linear layer.
    Pytorch,
}

impl Law {
    /// What the name of a law may be.
    pub const NAMES: &str = "normal, normal:SD, uniform:LIMIT, lecun, xavier, he or pytorch";

    /// The law of this name; `normal` alone has the standard deviation 1.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite());
        match name.split_once(':') {
            None => match name {
                "normal" => Some(Self::Normal { sd: 1.0 }),
                "lecun" => Some(Self::Lecun),
                "xavier" => Some(Self::Xavier),
                "he" => Some(Self::He),
                "pytorch" => Some(Self::Pytorch),
                _ => None,
            },
            Some(("normal", sd)) => Some(Self::Normal { sd: number(sd)? }),
            Some(("uniform", limit)) => Some(Self::Uniform { limit: number(limit)? }),
            Some(_) => None,
        }
    }

    /// Its name, as [`Law::from_name`] reads it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Normal { sd: 1.0 } => "normal".to_owned(),
            Self::Normal { sd } => format!("normal:{sd}"),
            Self::Uniform { limit } => format!("uniform:{limit}"),
            Self::Lecun => "lecun".to_owned(),
            Self::Xavier => "xavier".to_owned(),
            Self::He => "he".to_owned(),
            Self::Pytorch => "pytorch".to_owned(),
        }
    }
}

/// Draws the flat parameter vector of `network`; the same seed gives the same bits everywhere
/// (ChaCha8, one draw a parameter in the vector's order, zero biases drawing nothing).
#[must_use]
pub fn draw(network: &Network, law: Law, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut weights = Vec::with_capacity(network.parameter_count());
    for layer in network.layout() {
        let (fan_in, fan_out) = (layer.inputs as f64, layer.units as f64);
        for _ in layer.weights {
            weights.push(match law {
                Law::Normal { sd } => sd * normal(&mut rng),
                Law::Uniform { limit } => uniform(&mut rng, limit),
                Law::Lecun => (1.0 / fan_in).sqrt() * normal(&mut rng),
                Law::Xavier => (2.0 / (fan_in + fan_out)).sqrt() * normal(&mut rng),
                Law::He => (2.0 / fan_in).sqrt() * normal(&mut rng),
                Law::Pytorch => uniform(&mut rng, 1.0 / fan_in.sqrt()),
            });
        }
        for _ in layer.biases {
            weights.push(match law {
                Law::Normal { sd } => sd * normal(&mut rng),
                Law::Uniform { limit } => uniform(&mut rng, limit),
                Law::Lecun | Law::Xavier | Law::He => 0.0,
                Law::Pytorch => uniform(&mut rng, 1.0 / fan_in.sqrt()),
            });
        }
    }
    weights
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn uniform(rng: &mut ChaCha8Rng, limit: f64) -> f64 {
    limit * (2.0 * rng.random::<f64>() - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Activation;

    fn wide() -> Network {
        Network {
            layers: vec![50, 400, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: true,
        }
    }

    fn variance(values: &[f64]) -> f64 {
        values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64
    }

    #[test]
    fn each_law_has_the_variance_it_names() {
        let network = wide();
        let first = &network.layout()[0];
        let (fan_in, fan_out) = (50.0, 400.0);
        for (law, expected) in [
            (Law::Normal { sd: 0.3 }, 0.09),
            (Law::Uniform { limit: 0.6 }, 0.12),
            (Law::Lecun, 1.0 / fan_in),
            (Law::Xavier, 2.0 / (fan_in + fan_out)),
            (Law::He, 2.0 / fan_in),
            (Law::Pytorch, 1.0 / (3.0 * fan_in)),
        ] {
            let weights = draw(&network, law, 5);
            assert_eq!(weights.len(), network.parameter_count());
            // 20000 draws: the sample variance is within 5 % of the law's for any sane seed
            let found = variance(&weights[first.weights.clone()]);
            assert!((found / expected - 1.0).abs() < 0.05, "{law:?}: {found} against {expected}");
            let biases = &weights[first.biases.clone()];
            let has_zero_biases = matches!(law, Law::Lecun | Law::Xavier | Law::He);
            assert_eq!(biases.iter().all(|b| *b == 0.0), has_zero_biases, "{law:?}");
        }
    }

    #[test]
    fn laws_have_names_and_positive_numbers() {
        for name in ["normal", "normal:0.5", "uniform:2", "lecun", "xavier", "he", "pytorch"] {
            assert_eq!(Law::from_name(name).map(Law::name).as_deref(), Some(name));
        }
        assert_eq!(Law::from_name("normal:0.5"), Some(Law::Normal { sd: 0.5 }));
        for wrong in ["", "normal:", "normal:-1", "uniform", "uniform:inf", "gauss"] {
            assert!(Law::from_name(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_weights_and_another_seed_others() {
        let draw = |seed| draw(&wide(), Law::Normal { sd: 1.0 }, seed);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
