//! What is said of a mistake: one sentence on one line, whoever found it.

/// The sentence of an error with its causes, each told once.
pub fn sentence(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // some errors tell their cause themselves
        if text.ends_with(&cause) {
            continue;
        }
        if !text.is_empty() {
            text += ": ";
        }
        text += &cause;
    }
    one_line(text.lines())
}

/// What is wrong with the command line, without the lines on usage.
pub fn of_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let said = text.lines().take_while(|line| !line.starts_with("Usage:"));
    let said = one_line(said.filter(|line| !line.starts_with("For more information")));
    said.strip_prefix("error: ").map_or_else(|| said.clone(), str::to_owned)
}

/// The lines as one; what a line announces or adds is separated from it.
fn one_line<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut text = String::new();
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        text += match text.chars().last() {
            None => "",
            Some(':' | ',' | ';') => " ",
            Some(_) if line.starts_with("tip:") => "; ",
            Some(_) => ", ",
        };
        text += line;
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_cause_that_was_told_already_is_not_told_again() {
        let error = std::io::Error::other("no space");
        let error = Err::<(), _>(error).context("cannot write a.csv: no space").unwrap_err();
        assert_eq!(sentence(&error), "cannot write a.csv: no space");
        assert_eq!(sentence(&error.context("the end")), "the end: cannot write a.csv: no space");
    }

    #[test]
    fn several_lines_become_one() {
        let error = anyhow::anyhow!("one\n  two:\n\nthree");
        assert_eq!(sentence(&error), "one, two: three");
    }
}
