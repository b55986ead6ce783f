//! What the paper claims of a point, and the weights that it prints.

use anyhow::Context;
use serde::Deserialize;

use crate::preset::Number;

/// A claim of the paper about a point of weight space.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claim {
    /// The item that it belongs to.
    pub item: String,
    /// Where the paper has it.
    pub place: String,
    /// The preset that shows it.
    pub preset: String,
    /// The named point that is ours.
    pub point: String,
    /// What the paper says of it.
    pub says: String,
    /// The weights as printed, in the order of the flat parameter vector; empty if it prints none.
    #[serde(default)]
    printed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    claim: Vec<Claim>,
}

/// All that is written down.
pub(super) fn claims() -> anyhow::Result<Vec<Claim>> {
    let claims: Claims = toml::from_str(include_str!("claims.toml")).context("the claims")?;
    Ok(claims.claim)
}

impl Claim {
    /// The weights as printed, in exact fractions; `None` if the paper prints none.
    pub fn weights(&self) -> anyhow::Result<Option<Vec<Number>>> {
        let numbers: Result<Vec<Number>, String> =
            self.printed.iter().map(|text| Number::read(text)).collect();
        let numbers = numbers.map_err(|wrong| anyhow::anyhow!("{}: expected {wrong}", self.place));
        numbers.map(|numbers| (!numbers.is_empty()).then_some(numbers))
    }
}
