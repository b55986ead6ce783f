//! Text as LaTeX, and the lines that include the figure in a paper.

use crate::figure::page::tex;
use crate::figure::picture::Figure;

/// Plain text with the characters that mean something to LaTeX written out; characters beyond ASCII
/// that its default fonts lack by what they mean.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '<' | '>' | '|' => out.extend(['$', c, '$']),
            '\u{2212}' => out.push_str("$-$"),
            '\u{d7}' => out.push_str("$\\times$"),
            '\u{2264}' => out.push_str("$\\leq$"),
            '\u{2265}' => out.push_str("$\\geq$"),
            '\u{2070}' | '\u{2074}'..='\u{2079}' => {
                out.push_str(&format!("$^{}$", u32::from(c) - 0x2070));
            }
            '\u{b9}' => out.push_str("$^1$"),
            '\u{b2}' => out.push_str("$^2$"),
            '\u{b3}' => out.push_str("$^3$"),
            '\u{207b}' => out.push_str("$^-$"),
            c => out.push(c),
        }
    }
    out
}

/// A text of the figure, with weights as mathematics where the page has them so.
pub(super) fn text(figure: &Figure, text: &str) -> String {
    tex(text, figure.page.names, &escaped)
}

/// The lines that put `figure.pdf` into a paper, at its size, with its caption and a label.
pub(super) fn include(figure: &Figure) -> String {
    let width = figure.page.size().0 / 72.0 * 25.4;
    let caption: Vec<String> =
        figure.caption_lines().iter().map(|line| text(figure, line)).collect();
    let name = figure.page.name.as_deref().unwrap_or(&figure.title);
    let label: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!(
        "% needs \\usepackage{{graphicx}}\n\\begin{{figure}}\n  \\centering\n  \
            \\includegraphics[width={width:.2}mm]{{figure.pdf}}\n  \
            \\caption{{{}}}\n  \\label{{fig:{}}}\n\\end{{figure}}\n",
        caption.join("\n    "),
        label.to_lowercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_latex_is_written_out() {
        assert_eq!(escaped("50 % of {a_b} & #1 $"), "50 \\% of \\{a\\_b\\} \\& \\#1 \\$");
        assert_eq!(escaped("\\^~"), "\\textbackslash{}\\textasciicircum{}\\textasciitilde{}");
        assert_eq!(escaped("\u{2212}1×10⁻⁷"), "$-$1$\\times$10$^-$$^7$");
    }
}
