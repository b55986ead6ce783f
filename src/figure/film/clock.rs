//! What a film says of the time that a frame shows; its figures keep their places.

use crate::figure::describe::Motion;

/// As axes have it.
const MINUS: &str = "\u{2212}";

/// The step of descents, if they are what moves.
pub(super) fn of_step(what: Motion, step: usize) -> Option<String> {
    matches!(what, Motion::Descent | Motion::Race | Motion::Basins).then(|| format!("step {step}"))
}

/// A number on its way from one end to another, with decimals that tell a hundredth of the way, or
/// of the number itself where it goes by ratios.
pub(super) fn steady(number: f64, ends: [f64; 2], by_ratios: bool) -> String {
    let way = if by_ratios { number } else { ends[1] - ends[0] };
    let least = way.abs() / 100.0;
    let decimals = -pxfm::f_log10(least).floor();
    let has_few = decimals.is_finite() && decimals <= 8.0;
    if !has_few || number.abs() >= 1e9 {
        return format!("{number:.2e}").replace('-', MINUS);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8")]
    let decimals = decimals.max(0.0) as usize;
    let text = format!("{number:.decimals$}");
    // a zero has no sign
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    text.replace('-', if is_zero { "" } else { MINUS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_on_their_way_have_decimals_that_tell_a_hundredth_of_it() {
        assert_eq!(steady(0.5, [-1.0, 1.0], false), "0.50");
        assert_eq!(steady(-0.001, [-1.0, 1.0], false), "0.00");
        assert_eq!(steady(-0.75, [-1.0, 1.0], false), "\u{2212}0.75");
        assert_eq!(steady(10.0, [0.05, 10.0], true), "10.0");
        assert_eq!(steady(0.05, [0.05, 10.0], true), "0.0500");
        assert_eq!(steady(3e-12, [1e-12, 1e-11], true), "3.00e\u{2212}12");
        assert_eq!(steady(700.0, [0.0, 5000.0], false), "700");
        assert_eq!(steady(1.0, [1.0, 1.0], false), "1.00e0");
    }
}
