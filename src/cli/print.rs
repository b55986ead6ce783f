//! Output of the commands.

use std::io::Write;

/// Prints `text` and a line end; unlike `println!` it reports a closed pipe instead of panicking.
pub fn print(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

/// Prints a value as indented JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}
