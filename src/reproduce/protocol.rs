//! Protocols: how starts are drawn, how long and how fast they are trained, what a success is.

use anyhow::Context;

use crate::experiment::study::{Plan, Study};
use crate::preset::{PresetError, did_you_mean};

/// Name (the file's, without `.toml`) and text of each.
macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("protocols/", $name, ".toml")))),*]
    };
}

/// The shipped ones; the first two are run if nobody says which.
const SHIPPED: &[(&str, &str)] = shipped!["matching", "strict", "more"];

/// A protocol.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// The shipped one's name, or the file's without folder and ending.
    pub name: String,
    plan: Plan,
}

impl Protocol {
    /// What is run if nobody says.
    pub const USUAL: [&str; 2] = ["matching", "strict"];

    /// That with more columns than the paper has.
    pub const MORE: &str = "more";

    /// Every shipped one.
    pub const ALL: [&str; 3] = ["matching", "strict", Self::MORE];

    /// The shipped protocol of this name, or the file at this path.
    ///
    /// # Errors
    /// If there is neither, or something in the file is wrong.
    pub fn load(name_or_path: &str) -> Result<Self, PresetError> {
        let shipped = SHIPPED.iter().find(|(name, _)| *name == name_or_path);
        if let Some((name, text)) = shipped {
            return Ok(Self { name: (*name).to_owned(), plan: Plan::parse(name, text)? });
        }
        let path = std::path::Path::new(name_or_path);
        if !path.is_file() {
            let names = || SHIPPED.iter().map(|(name, _)| *name);
            let hint = did_you_mean(name_or_path, names());
            let message = format!(
                "expected a protocol, one of {}, or the path of a .toml file, found neither{hint}",
                names().collect::<Vec<_>>().join(", ")
            );
            return Err(PresetError::of_file(name_or_path, message));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, plan: Plan::load(name_or_path)? })
    }

    /// Its study, with another number of runs or another seed where one is given.
    ///
    /// # Errors
    /// If its values do not go together.
    pub fn study(&self, runs: Option<u64>, seed: Option<u64>) -> anyhow::Result<Study> {
        let mut plan = self.plan.clone();
        plan.runs = runs.unwrap_or(plan.runs);
        plan.seed = seed.unwrap_or(plan.seed);
        plan.study().with_context(|| format!("protocol {}", self.name))
    }
}
