//! What a study may vary, by name, and the values that each may take.

use std::sync::Arc;

use crate::network::{Activation, Law};
use crate::optimizer::{Optimizer, Shape};
use crate::preset::{MAX_POINTS, MAX_STEPS, Preset, did_you_mean};

/// Most hidden layers, and most units in one.
const MOST_UNITS: u64 = 1_000_000;

/// Most values of one key.
const MOST_VALUES: usize = 1000;

/// Yes and no.
const TRUTHS: [(&str, bool); 2] = [("no", false), ("yes", true)];

/// What can be varied. The order is that in which values are put into an experiment, and that of
/// the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The experiment to begin with.
    Preset,
    /// Standard deviation of the noise on the data's inputs.
    DataNoise,
    /// Seed of that noise.
    DataSeed,
    /// Whether the inputs are standardised, after the noise.
    Standardize,
    /// Activation of the hidden units.
    Activation,
    /// Units of every hidden layer.
    Hidden,
    /// Number of hidden layers.
    Depth,
    /// Law of the initial weights.
    Init,
    /// The update rule.
    Optimizer,
    /// The learning rate.
    LearningRate,
    /// `mu` of momentum and Nesterov.
    Momentum,
    /// Weight decay.
    WeightDecay,
    /// Points a step.
    BatchSize,
    /// How the learning rate falls.
    Schedule,
    /// Steps over which the learning rate rises first.
    WarmUp,
    /// Standard deviation of the noise on the gradient.
    Noise,
    /// The budget.
    Steps,
    /// How long a descent is followed.
    Until,
}

/// How long a descent is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    /// Every step of the budget is made.
    #[default]
    Budget,
    /// It is left as soon as its end can be told, and judged by that end.
    Told,
}

/// A value of a [`Key`].
#[derive(Clone, Debug)]
pub enum Value {
    /// An experiment.
    Preset(Arc<Preset>),
    /// A whole number.
    Whole(u64),
    /// A number.
    Number(f64),
    /// An activation.
    Activation(Activation),
    /// A law of initial weights.
    Law(Law),
    /// An update rule.
    Optimizer(Optimizer),
    /// A schedule with its own defaults.
    Shape(Shape),
    /// How long a descent is followed.
    Until(Until),
    /// All of the points.
    All,
    /// Yes or no.
    Truth(bool),
}

impl Until {
    const NAMED: [(&str, Self); 2] = [("budget", Self::Budget), ("told", Self::Told)];

    /// The name used in studies.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED[self as usize].0
    }
}

impl Key {
    /// Every key, in the order of the columns.
    pub const ALL: [Self; 18] = [
        Self::Preset,
        Self::DataNoise,
        Self::DataSeed,
        Self::Standardize,
        Self::Activation,
        Self::Hidden,
        Self::Depth,
        Self::Init,
        Self::Optimizer,
        Self::LearningRate,
        Self::Momentum,
        Self::WeightDecay,
        Self::BatchSize,
        Self::Schedule,
        Self::WarmUp,
        Self::Noise,
        Self::Steps,
        Self::Until,
    ];

    /// The name used in studies, on the command line and in columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::DataNoise => "data_noise",
            Self::DataSeed => "data_seed",
            Self::Standardize => "standardize",
            Self::Activation => "activation",
            Self::Hidden => "hidden",
            Self::Depth => "depth",
            Self::Init => "init",
            Self::Optimizer => "optimizer",
            Self::LearningRate => "learning_rate",
            Self::Momentum => "momentum",
            Self::WeightDecay => "weight_decay",
            Self::BatchSize => "batch_size",
            Self::Schedule => "schedule",
            Self::WarmUp => "warm_up",
            Self::Noise => "noise",
            Self::Steps => "steps",
            Self::Until => "until",
        }
    }

    /// The key of this name, or what is said of another.
    pub(super) fn from_name(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|key| key.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let hint = did_you_mean(name, names);
            format!("expected one of {}, found {name:?}{hint}", names.join(", "))
        })
    }

    /// The least and the greatest of whole numbers, where values are that.
    fn whole(self) -> Option<[u64; 2]> {
        match self {
            Self::DataSeed => Some([0, u64::MAX]),
            Self::Hidden | Self::Depth => Some([1, MOST_UNITS]),
            Self::BatchSize => Some([1, MAX_POINTS as u64]),
            Self::WarmUp | Self::Steps => Some([0, MAX_STEPS as u64]),
            _ => None,
        }
    }

    /// The values that a text names: words or numbers after commas, and whole numbers as `2..7`,
    /// which takes both ends in; `preset` is where a name of one leads. The error is the end of a
    /// sentence.
    pub(super) fn values(
        self,
        text: &str,
        preset: &dyn Fn(&str) -> Result<Preset, String>,
    ) -> Result<Vec<Value>, String> {
        let mut all = Vec::new();
        for part in text.split(',').map(str::trim) {
            match (part.split_once(".."), self.whole()) {
                (Some((low, high)), Some(_)) => {
                    let [low, high] = [self.count(low)?, self.count(high)?];
                    if low > high || high - low >= MOST_VALUES as u64 {
                        return Err(format!(
                            "expected a range LOW..HIGH of at most {MOST_VALUES} values, found \
                                {part}"
                        ));
                    }
                    all.extend((low..=high).map(Value::Whole));
                }
                _ => all.push(self.value(part, preset)?),
            }
        }
        if all.len() > MOST_VALUES {
            let found = all.len();
            return Err(format!("expected at most {MOST_VALUES} values, found {found}"));
        }
        Ok(all)
    }

    fn count(self, text: &str) -> Result<u64, String> {
        let [least, most] = self.whole().unwrap_or_default();
        let text = text.trim();
        let found = text.parse().ok().filter(|n| (least..=most).contains(n));
        found.ok_or_else(|| {
            format!("expected a whole number from {least} to {most}, found {text:?}")
        })
    }

    fn value(
        self,
        text: &str,
        preset: &dyn Fn(&str) -> Result<Preset, String>,
    ) -> Result<Value, String> {
        let number = |what: &str, is_right: fn(f64) -> bool| {
            let found = text.parse().ok().filter(|n: &f64| n.is_finite() && is_right(*n));
            let found = found.map(Value::Number);
            found.ok_or_else(|| format!("expected a number {what}, found {text:?}"))
        };
        match self {
            Self::Preset => Ok(Value::Preset(Arc::new(preset(text)?))),
            Self::Activation => {
                named(text, &Activation::ALL.map(|f| (f.name(), f))).map(Value::Activation)
            }
            Self::Optimizer => {
                named(text, &Optimizer::ALL.map(|o| (o.name(), o))).map(Value::Optimizer)
            }
            Self::Schedule => named(text, &Shape::ALL).map(Value::Shape),
            Self::Until => named(text, &Until::NAMED).map(Value::Until),
            Self::Standardize => named(text, &TRUTHS).map(Value::Truth),
            Self::Init => Law::from_name(text)
                .map(Value::Law)
                .ok_or_else(|| format!("expected {}, found {text:?}", Law::NAMES)),
            Self::LearningRate => number("above 0", |n| n > 0.0),
            Self::Momentum => number("of at least 0 and below 1", |n| (0.0..1.0).contains(&n)),
            Self::DataNoise | Self::WeightDecay | Self::Noise => {
                number("of at least 0", |n| n >= 0.0)
            }
            Self::BatchSize if text == "all" => Ok(Value::All),
            Self::DataSeed
            | Self::Hidden
            | Self::Depth
            | Self::BatchSize
            | Self::WarmUp
            | Self::Steps => self.count(text).map(Value::Whole),
        }
    }
}

fn named<T: Copy>(text: &str, all: &[(&str, T)]) -> Result<T, String> {
    all.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let hint = did_you_mean(text, names.iter().copied());
        format!("expected one of {}, found {text:?}{hint}", names.join(", "))
    })
}
