//! What can be wrong with a preset, told in one sentence.

use std::fmt;

/// A mistake in a preset file, or a name that does not exist in it.
///
/// Its `Display` is one sentence: `FILE, line N, KEY: what was expected and what was found`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PresetError {
    /// The file (or shipped name) as it was given.
    pub file: String,
    /// The line of the mistake, from 1.
    pub line: Option<usize>,
    /// The key path, such as `network.layers` or `points[1].layers[0].weights`.
    pub key: Option<String>,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for PresetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ", {key}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl PresetError {
    /// A mistake that has no place inside the file.
    #[must_use]
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, key: None, message: message.into() }
    }
}

/// ` (did you mean "..."?)` with the candidate nearest to `name`, or nothing if none is near.
///
/// Near is a Damerau-Levenshtein distance, capitals aside, of at most a third of the longer name,
/// or one name being the start of the other.
#[must_use]
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    let name = name.trim().to_lowercase();
    // a long wrong name is no misspelling, and the distance takes time in the product of lengths
    if name.is_empty() || name.len() > 200 {
        return String::new();
    }
    let near = |candidate: &str| {
        let other = candidate.to_lowercase();
        let longer = name.chars().count().max(other.chars().count());
        let distance = strsim::damerau_levenshtein(&name, &other);
        let is_start = name.chars().count() >= 3 && other.starts_with(&name);
        (distance <= (longer / 3).max(1) || is_start).then_some(distance)
    };
    candidates
        .into_iter()
        .filter_map(|candidate| near(candidate).map(|distance| (distance, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map_or_else(String::new, |(_, candidate)| format!(" (did you mean {candidate:?}?)"))
}

/// `"a", "b" or "c"`.
pub(super) fn list_names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("{name:?}")).collect();
    match quoted.pop() {
        None => "none".to_owned(),
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} or {last}", quoted.join(", ")),
    }
}

/// What is said of a point name that does not exist.
pub(super) fn unknown_point<'n>(
    name: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> String {
    let hint = did_you_mean(name, names.clone());
    format!("expected the name of a point: {}, found {name:?}{hint}", list_names(names.take(20)))
}
