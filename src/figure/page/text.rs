//! How wide text is, where it breaks, and how numbers are set in print.

use std::sync::OnceLock;

use resvg::usvg::fontdb::Database;
use ttf_parser::Face;

/// DejaVu Sans, the typeface of figures and of the window; its licence stands beside it.
pub static FONT: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");

/// Size of type. Pages are laid out as if this were their size of type, and scaled to the size
/// that is asked for.
pub(super) const TYPE: f64 = 9.5;

/// Distance from one line of text to the next.
pub(super) const LINE: f64 = 12.5;

/// The typeface of all figures that this process draws.
static TYPEFACE: OnceLock<Typeface> = OnceLock::new();

/// A font with its measures.
struct Typeface {
    bytes: &'static [u8],
    face: Face<'static>,
    family: String,
}

impl Typeface {
    fn of(bytes: &'static [u8]) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok()?;
        let mut fonts = Database::new();
        fonts.load_font_data(bytes.to_vec());
        let family = fonts.faces().next()?.families.first()?.0.clone();
        Some(Self { bytes, face, family })
    }
}

fn typeface() -> &'static Typeface {
    TYPEFACE.get_or_init(|| Typeface::of(FONT).expect("the bundled font is a font"))
}

/// Sets all figures that this process draws in the font of a file, in place of [`FONT`]; returns
/// the name of its family. What it lacks is taken from [`FONT`].
///
/// # Errors
/// If it is no TrueType or OpenType font, or a figure was drawn already.
pub fn set_typeface(bytes: Vec<u8>) -> Result<&'static str, String> {
    // the letters are measured for as long as the process draws
    let own = Typeface::of(Box::leak(bytes.into_boxed_slice()));
    let own = own.ok_or("expected a TrueType or OpenType font (.ttf, .otf)")?;
    TYPEFACE.set(own).map_err(|_| "a figure was drawn in another font already".to_owned())?;
    Ok(family())
}

/// The name of the typeface of figures.
#[must_use]
pub fn family() -> &'static str {
    &typeface().family
}

/// The file of the typeface of figures.
pub fn font_file() -> &'static [u8] {
    typeface().bytes
}

/// Whether the typeface of figures has this character.
pub fn has_glyph(c: char) -> bool {
    typeface().face.glyph_index(c).is_some()
}

/// Width of a text in the typeface of figures, from the widths of its characters. Kerning, which
/// narrows it a little, is left out, so that a text is never wider than this.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let face = &typeface().face;
    let em = f64::from(face.units_per_em());
    let advance = |c| {
        // a character that the font lacks is drawn as its box, which is about as wide as an em
        let glyph = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
        glyph.map_or(1.0, |units| f64::from(units) / em)
    };
    size * text.chars().map(advance).sum::<f64>()
}

/// `text` cut into lines that are at most `width` wide. A word that is wider is cut too.
pub(super) fn wrapped(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, width)) {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// A word, cut where it becomes wider than `width`.
fn pieces(word: &str, size: f64, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for c in word.chars() {
        let advance = text_width(c.encode_utf8(&mut [0; 4]), size);
        if used > 0.0 && used + advance > width {
            pieces.push(String::new());
            used = 0.0;
        }
        used += advance;
        pieces.last_mut().expect("never empty").push(c);
    }
    pieces
}

/// The largest size, at most `size`, at which `text` is at most `width` wide.
pub(super) fn fitted_size(text: &str, size: f64, width: f64) -> f64 {
    let natural = text_width(text, size);
    if natural > width { size * width / natural } else { size }
}

/// A number as print has it: `-1.5e-7` becomes `−1.5×10⁻⁷`, with a true minus; `≤ 1e-12` keeps its
/// sign.
pub(super) fn typeset(number: &str) -> String {
    let number = number.replace('-', "\u{2212}");
    let Some((mantissa, exponent)) = number.rsplit_once('e') else { return number };
    let raised: String = exponent.chars().map(superscript).collect();
    match mantissa.strip_suffix('1') {
        // a mantissa of just 1 says nothing
        Some(sign) if sign.is_empty() || sign.ends_with([' ', '\u{2212}']) => {
            format!("{sign}10{raised}")
        }
        _ => format!("{mantissa}×10{raised}"),
    }
}

fn superscript(c: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match c.to_digit(10) {
        Some(digit) => DIGITS[digit as usize],
        None if c == '\u{2212}' => '⁻',
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_without_losing_words() {
        let text = "one two three four five six seven";
        let lines = wrapped(text, 10.0, 80.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| text_width(line, 10.0) <= 80.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_word_wider_than_the_page_is_cut() {
        let lines = wrapped(&"W".repeat(40), 10.0, 100.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| text_width(line, 10.0) <= 100.0));
        assert_eq!(lines.concat(), "W".repeat(40));
        // a page with no room for one character still ends
        assert_eq!(wrapped("abc", 10.0, 0.1), ["a", "b", "c"]);
    }

    #[test]
    fn wide_letters_are_wider_than_narrow_ones() {
        assert!(text_width("WWWW", 10.0) > 2.0 * text_width("iiii", 10.0));
        assert!((text_width("00", 20.0) - 4.0 * text_width("0", 10.0)).abs() < 1e-9);
    }

    #[test]
    fn a_text_too_wide_is_shrunk_just_to_fit() {
        assert_eq!(fitted_size("short", 10.0, 500.0), 10.0);
        let text = "a long name of an axis";
        let size = fitted_size(text, 10.0, 50.0);
        assert!((text_width(text, size) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn numbers_are_set_as_in_print() {
        let cases = [
            ("0.5", "0.5"),
            ("-2", "−2"),
            ("1e-3", "10⁻³"),
            ("-1e12", "−10¹²"),
            ("2.1e-7", "2.1×10⁻⁷"),
            ("≤ 1e-12", "≤ 10⁻¹²"),
            ("≥ 450", "≥ 450"),
        ];
        for (plain, print) in cases {
            assert_eq!(typeset(plain), print);
        }
    }
}
