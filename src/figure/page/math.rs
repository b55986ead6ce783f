//! Names of weights as mathematics.

use super::text::text_width;
use crate::figure::describe::Names;

/// Size of indices as a share of the letter's.
const INDEX: f64 = 0.72;

/// How far indices stand above and below the line, as shares of the letter's size.
const RISE: [f64; 2] = [0.42, -0.22];

/// A stretch of a text that is written in one go.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    /// Where it begins, from the beginning of the whole.
    pub from: f64,
    /// How far it stands above the line.
    pub rise: f64,
    pub size: f64,
    /// Whether its letters lean to the right.
    pub is_italic: bool,
}

/// The pieces of a text, with its width: the whole, unless weights in it are written as
/// mathematics.
pub(super) fn pieces(text: &str, size: f64, names: Names) -> (Vec<Piece>, f64) {
    let (mut pieces, mut width) = (Vec::new(), 0.0);
    for token in tokens(text, names) {
        match token {
            Token::Weight(weight) => weight.set(&mut pieces, &mut width, size),
            Token::Plain(text) => {
                let own = text_width(&text, size);
                pieces.push(Piece { text, from: width, rise: 0.0, size, is_italic: false });
                width += own;
            }
        }
    }
    (pieces, width)
}

/// A text with its weights as TeX writes mathematics; `plain` writes out what stands between them.
pub(in crate::figure) fn tex(text: &str, names: Names, plain: &dyn Fn(&str) -> String) -> String {
    let written = tokens(text, names).into_iter().map(|token| match token {
        Token::Plain(text) => plain(&text),
        Token::Weight(weight) => {
            let (layer, letter) = (weight.layer, weight.letter);
            format!("${letter}^{{({layer})}}_{{{}}}$", weight.index())
        }
    });
    written.collect()
}

/// A stretch of a text.
enum Token {
    Plain(String),
    Weight(Weight),
}

fn tokens(text: &str, names: Names) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = if names == Names::Mathematics && !ends_in_a_word(&plain) {
            Weight::at_start_of(rest)
        } else {
            None
        };
        let Some((weight, length)) = found else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        tokens.extend((!plain.is_empty()).then(|| Token::Plain(std::mem::take(&mut plain))));
        tokens.push(Token::Weight(weight));
        rest = &rest[length..];
    }
    tokens.extend((!plain.is_empty()).then_some(Token::Plain(plain)));
    tokens
}

fn ends_in_a_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// A weight `W1[0,2]` or bias `b2[1]`, indices from 0.
struct Weight {
    letter: &'static str,
    layer: usize,
    indices: Vec<usize>,
}

impl Weight {
    /// The weight that a text begins with, and how many bytes its name takes.
    fn at_start_of(text: &str) -> Option<(Self, usize)> {
        let (letter, count) = match text.as_bytes().first()? {
            b'W' => ("w", 2),
            b'b' => ("b", 1),
            _ => return None,
        };
        let (layer, rest) = text[1..].split_once('[')?;
        let (inside, _) = rest.split_once(']')?;
        let layer = layer.parse().ok()?;
        let indices: Option<Vec<usize>> = inside.split(',').map(|i| i.parse().ok()).collect();
        let indices = indices.filter(|indices| indices.len() == count)?;
        let length = text.find(']')? + 1;
        Some((Self { letter, layer, indices }, length))
    }

    /// Its indices, from 1.
    fn index(&self) -> String {
        let ones: Vec<String> = self.indices.iter().map(|index| (index + 1).to_string()).collect();
        // 1,12 could be 11,2
        let between = if ones.iter().any(|one| one.len() > 1) { "," } else { "" };
        ones.join(between)
    }

    fn set(&self, pieces: &mut Vec<Piece>, width: &mut f64, size: f64) {
        let letter =
            Piece { text: self.letter.to_owned(), from: *width, rise: 0.0, size, is_italic: true };
        // the letter leans over what follows
        let after = *width + text_width(self.letter, size) + 0.06 * size;
        pieces.push(letter);
        let small = INDEX * size;
        let mut end = after;
        for (text, rise) in [(format!("({})", self.layer), RISE[0]), (self.index(), RISE[1])] {
            end = end.max(after + text_width(&text, small));
            let rise = rise * size;
            pieces.push(Piece { text, from: after, rise, size: small, is_italic: false });
        }
        *width = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, names: Names) -> Vec<String> {
        pieces(text, 10.0, names).0.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn a_weight_is_an_italic_letter_with_its_layer_above_and_indices_from_one_below() {
        assert_eq!(words("W1[0,2]", Names::Mathematics), ["w", "(1)", "13"]);
        assert_eq!(words("b2[0] + W1[10,0]", Names::Mathematics)[..4], ["b", "(2)", "1", " + "]);
        assert_eq!(words("W1[10,0]", Names::Mathematics)[2], "11,1");
        let (parts, width) = pieces("W1[0,2]", 10.0, Names::Mathematics);
        assert!(parts[0].is_italic && parts[1].rise > 0.0 && parts[2].rise < 0.0);
        assert_eq!(parts[1].from, parts[2].from);
        assert!(width < text_width("W1[0,2]", 10.0));
    }

    #[test]
    fn what_is_no_weight_stays_as_it_is() {
        for text in ["W1[0]", "b1[0,1]", "W[0,1]", "aW1[0,0]", "W1[0,0", "random 1", "b1[x]"] {
            assert_eq!(words(text, Names::Mathematics), [text], "{text}");
        }
        assert_eq!(words("W1[0,2]", Names::Indices), ["W1[0,2]"]);
    }
}
