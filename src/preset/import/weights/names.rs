//! What the names of arrays say: which part of which layer, how it is written, and which layer is
//! before which.

use std::cmp::Ordering;

use super::orientation::Orientation;

/// What an array is in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A weight matrix.
    Weight,
    /// Biases.
    Bias,
}

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// The layer: the name without what says the part.
    pub layer: String,
    /// The part, if the name says it.
    pub part: Option<Part>,
    /// How a matrix is written, if the name says it: `weight` is PyTorch's, `kernel` is that of
    /// Keras and Flax.
    pub orientation: Option<Orientation>,
    /// The name itself.
    pub name: &'a str,
}

impl<'a> Said<'a> {
    /// Reads `0.weight`, `encoder/kernel:0`, `W1`, `fc2_b`: the last word that is one of these, or
    /// else the first.
    pub fn by(name: &'a str) -> Self {
        // TensorFlow's number of an output
        let whole = name.strip_suffix(":0").unwrap_or(name);
        let words = pieces(whole).into_iter().filter(|word| !is_number(word));
        let words = words.flat_map(|piece| piece.split(|c: char| !c.is_alphabetic()));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let [first, last] = [words.first().copied(), words.last().copied()];
        let found = [last, first].into_iter().flatten().find_map(|word| Some((word, part(word)?)));
        let Some((word, (part, orientation))) = found else {
            return Self { layer: whole.to_owned(), part: None, orientation: None, name };
        };
        // a library writes it last; in front it is a name that somebody chose
        let orientation = orientation.filter(|_| last == Some(word));
        // both are pieces of the same text
        let at = word.as_ptr() as usize - whole.as_ptr() as usize;
        let (before, after) = (&whole[..at], &whole[at + word.len()..]);
        let before = before.trim_end_matches(is_joint);
        let after = after.trim_start_matches(is_joint);
        let joint = if before.is_empty() || after.is_empty() { "" } else { "." };
        Self { layer: format!("{before}{joint}{after}"), part: Some(part), orientation, name }
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '.' | '/' | '_' | '-' | ' ' | ':')
}

fn part(word: &str) -> Option<(Part, Option<Orientation>)> {
    match word.to_lowercase().as_str() {
        "weight" | "weights" => Some((Part::Weight, Some(Orientation::OutIn))),
        "kernel" | "kernels" => Some((Part::Weight, Some(Orientation::InOut))),
        "w" => Some((Part::Weight, None)),
        "bias" | "biases" | "b" => Some((Part::Bias, None)),
        _ => None,
    }
}

/// What all these names begin with, up to a joint: `module.` or `model.net.`.
pub fn common_prefix<'a>(names: impl Iterator<Item = &'a str> + Clone) -> usize {
    let Some(first) = names.clone().next() else { return 0 };
    let shared = names.fold(first.len(), |length, name| {
        let same = first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        length.min(same)
    });
    let end = first.as_bytes()[..shared].iter().rposition(|c| matches!(c, b'.' | b'/'));
    end.map_or(0, |end| end + 1)
}

/// A name as text and numbers in turn.
fn pieces(name: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (piece, tail) = rest.split_at(end);
        all.push(piece);
        rest = tail;
    }
    all
}

fn is_number(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_ascii_digit())
}

/// A number without its leading zeros is the greater, the longer it is.
fn magnitude(digits: &str) -> (usize, &str) {
    let digits = digits.trim_start_matches('0');
    (digits.len(), digits)
}

/// The places of `names` in the order of the numbers in them, `fc9` before `fc10`; `None` unless
/// any two differ in a number at first, or one goes on with a number where the other ends, as
/// Keras has `dense` before `dense_1`.
pub fn numbered(names: &[&str]) -> Option<Vec<usize>> {
    let split: Vec<Vec<&str>> = names.iter().map(|name| pieces(name)).collect();
    let trimmed = |piece: &&str| piece.trim_end_matches(is_joint).to_owned();
    let mut order: Vec<usize> = (0..names.len()).collect();
    let compared = |a: usize, b: usize| {
        let (a, b) = (&split[a], &split[b]);
        let differ = (0..a.len().max(b.len())).find(|&i| {
            let (x, y) = (a.get(i), b.get(i));
            match (x, y) {
                (Some(x), Some(y)) if is_number(x) && is_number(y) => magnitude(x) != magnitude(y),
                (Some(x), Some(y)) => trimmed(x) != trimmed(y),
                _ => true,
            }
        });
        let Some(i) = differ else { return (Ordering::Equal, false) };
        match (a.get(i), b.get(i)) {
            (Some(x), Some(y)) if is_number(x) && is_number(y) => {
                (magnitude(x).cmp(&magnitude(y)), true)
            }
            (Some(x), Some(y)) => (trimmed(x).cmp(&trimmed(y)), false),
            (None, Some(y)) => (Ordering::Less, is_number(y)),
            (Some(x), None) => (Ordering::Greater, is_number(x)),
            (None, None) => (Ordering::Equal, false),
        }
    };
    order.sort_by(|&a, &b| compared(a, b).0);
    // in sorted order, neighbours that differ in numbers only are enough
    order.windows(2).all(|pair| compared(pair[0], pair[1]).1).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_layer_part_and_how_a_matrix_is_written() {
        use Orientation::{InOut, OutIn};
        use Part::{Bias, Weight};
        for (name, layer, part, orientation) in [
            ("0.weight", "0", Some(Weight), Some(OutIn)),
            ("encoder.bias", "encoder", Some(Bias), None),
            ("sequential/dense_1/kernel:0", "sequential/dense_1", Some(Weight), Some(InOut)),
            ("W1", "1", Some(Weight), None),
            ("b10", "10", Some(Bias), None),
            ("fc2_b", "fc2", Some(Bias), None),
            ("weights_hidden", "hidden", Some(Weight), None),
            ("layer_1_weight_0", "layer_1.0", Some(Weight), Some(OutIn)),
            ("arr_0", "arr_0", None, None),
            ("", "", None, None),
            ("größe.weight", "größe", Some(Weight), Some(OutIn)),
        ] {
            let expected = Said { layer: layer.to_owned(), part, orientation, name };
            assert_eq!(Said::by(name), expected);
        }
    }

    #[test]
    fn numbers_order_names_whatever_zeros_they_have_and_words_do_not() {
        let sorted = |names: &[&str]| -> Option<Vec<String>> {
            let order = numbered(names)?;
            Some(order.into_iter().map(|i| names[i].to_owned()).collect())
        };
        for names in [
            &["fc1", "fc2", "fc10"][..],
            &["0", "2", "10"],
            &["dense", "dense_1", "dense_2"],
            &["layer1.0", "layer1.2", "layer2.0"],
            &["h007", "h8", "h18446744073709551616", "h18446744073709551617"],
            &["alone"],
        ] {
            let reversed: Vec<&str> = names.iter().rev().copied().collect();
            assert_eq!(sorted(&reversed).unwrap(), names);
        }
        for names in
            [&["fc1", "fc2", "out"][..], &["encoder", "decoder"], &["a1", "b2"], &["a", "a"]]
        {
            assert_eq!(numbered(names), None, "{names:?}");
        }
    }

    #[test]
    fn a_common_prefix_ends_at_a_joint() {
        let prefix = |names: &[&str]| names[0][..common_prefix(names.iter().copied())].to_owned();
        assert_eq!(
            prefix(&["module._orig_mod.0.weight", "module._orig_mod.2.weight"]),
            "module._orig_mod."
        );
        assert_eq!(prefix(&["fc1.weight", "fc2.weight"]), "");
        assert_eq!(prefix(&["net/a/kernel", "net/b/kernel"]), "net/");
    }
}
