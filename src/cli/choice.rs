//! One of several names, and lists of names.

/// The one of these that is called so.
pub fn named<T: Copy>(text: &str, all: &[(&str, T)]) -> Result<T, String> {
    let found = all.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        format!("expected {}", list(&names, " or "))
    })
}

/// `a, b or c`, with these words before the last.
pub fn list(items: &[impl AsRef<str>], before_last: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{}{before_last}{last}", others.join(", "))
        }
        _ => items.concat(),
    }
}
