//! Angles and lengths in enclosures, for the loss over a population.

use super::arithmetic::Interval;
use super::elementary::widened;
use crate::objective::population::Real;

impl Interval {
    /// The square root of the part that is not negative; the whole line if there is none.
    #[must_use]
    pub fn sqrt(self) -> Self {
        if self.hi < 0.0 {
            return Self::ENTIRE;
        }
        // correctly rounded by IEEE 754
        let lo = if self.lo <= 0.0 { 0.0 } else { self.lo.sqrt().next_down() };
        let hi = if self.hi == 0.0 { 0.0 } else { self.hi.sqrt().next_up() };
        Self::new(lo.max(0.0), hi)
    }
}

/// Pi: the nearest number to it is below it.
const PI: Interval = Interval { lo: std::f64::consts::PI, hi: std::f64::consts::PI.next_up() };

impl Real for Interval {
    fn pi() -> Self {
        PI
    }

    fn length(vector: impl Iterator<Item = Self>) -> Self {
        vector.map(Self::square).sum::<Self>().sqrt()
    }

    fn as_cosine(self) -> Self {
        self.clamp(-1.0, 1.0)
    }

    fn sine(off: impl Iterator<Item = Self>, cosine: Self) -> Self {
        // one is narrow where the other is wide
        let [by_length, by_cosine] = [Self::length(off), (Self::ONE - cosine.square()).sqrt()];
        by_length.intersection(by_cosine).unwrap_or(Self::ENTIRE).clamp(0.0, 1.0)
    }

    /// `atan2(s, c)`, which falls in `c`, and rises in `s` where `c` is positive.
    fn angle(sine: Self, cosine: Self) -> Self {
        let least = if cosine.hi > 0.0 { sine.lo } else { sine.hi };
        let most = if cosine.lo < 0.0 { sine.lo } else { sine.hi };
        let at = |sine: f64, cosine: f64| widened(pxfm::f_atan2(sine, cosine));
        at(least, cosine.hi).hull(at(most, cosine.lo)).clamp(0.0, PI.hi)
    }

    fn bounded_quotient(self, bound: Self) -> Self {
        (self / bound).clamp(-bound.hi, bound.hi)
    }

    fn not_negative(self) -> Self {
        self.clamp(0.0, f64::INFINITY)
    }

    // an enclosure of a length of 0 leads to the whole line, which proves nothing
    fn is_nothing(self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_and_angles_hold_what_they_enclose_and_little_else() {
        for (square, root) in [([4.0, 9.0], [2.0, 3.0]), ([-1.0, 4.0], [0.0, 2.0])] {
            let found = Interval::new(square[0], square[1]).sqrt();
            assert!(found.contains(root[0]) && found.contains(root[1]), "{found:?}");
            assert!(found.width() < root[1] - root[0] + 1e-14);
        }
        assert_eq!(Interval::from(-1.0).sqrt(), Interval::ENTIRE);
        for degrees in 0..=180 {
            let angle = f64::from(degrees).to_radians();
            for radius in [0.0, 1e-9, 0.01] {
                let [s, c] = [angle.sin(), angle.cos()].map(|x| Interval::around(x, radius));
                let found = Interval::angle(s.clamp(0.0, 1.0), c.as_cosine());
                assert!(found.contains(angle.min(std::f64::consts::PI)), "{degrees}: {found:?}");
                assert!(found.width() <= 4.0 * radius + 1e-14, "{degrees}: {found:?}");
            }
        }
    }

    #[test]
    fn the_whole_line_has_any_angle_and_no_root_of_it_is_lost() {
        let any = Interval::ENTIRE;
        assert_eq!(any.sqrt(), Interval::new(0.0, f64::INFINITY));
        let angle = Interval::angle(Interval::new(0.0, 1.0), any.as_cosine());
        assert!(angle.contains(0.0) && angle.contains(std::f64::consts::PI));
        // the angle of (0, c) for c in [0, 1] goes up to a right one
        let right = Interval::angle(Interval::new(0.0, 1.0), Interval::new(0.0, 1.0));
        assert!(right.contains(std::f64::consts::FRAC_PI_2), "{right:?}");
    }
}
