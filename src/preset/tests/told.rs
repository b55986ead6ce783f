//! How a mistake is told.

use super::*;

/// The sentence on the good file with `from` replaced by `to`; the mistake must stand in a line
/// that holds `at`, and be told with `key` and every part of `parts`.
pub fn assert_told(from: &str, to: &str, at: &str, key: &str, parts: &[&str]) {
    assert_told_in(GOOD, from, to, at, key, parts);
}

pub fn assert_told_in(good: &str, from: &str, to: &str, at: &str, key: &str, parts: &[&str]) {
    assert_eq!(good.matches(from).count(), 1, "{from:?} stands once in the good file");
    let text = good.replace(from, to);
    let line =
        text.lines().position(|line| line.contains(at)).expect("the place of the mistake") + 1;
    let error = Preset::parse("some/bad.toml", &text).expect_err("a mistake");
    let sentence = error.to_string();
    assert!(sentence.starts_with("some/bad.toml, line "), "{sentence}");
    assert_eq!(error.line, Some(line), "{sentence}");
    assert_eq!(error.key.as_deref().unwrap_or(""), key, "{sentence}");
    assert!(sentence.lines().count() == 1, "{sentence}");
    for part in parts {
        assert!(sentence.contains(part), "{sentence}\nlacks {part:?}");
    }
}
