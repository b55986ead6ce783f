//! The multiply-add of everything whose bits are to be the same everywhere.

#[cfg(not(target_arch = "wasm32"))]
use super::native::multiply_add;
#[cfg(target_arch = "wasm32")]
use super::web::multiply_add;

/// A product and a sum in one.
pub trait Fused {
    /// `self * factor + term`, rounded once. Where [`rounds_once`] is false it is rounded twice,
    /// and last digits may differ from those of other machines.
    #[must_use]
    fn fused(self, factor: f64, term: f64) -> f64;
}

impl Fused for f64 {
    #[inline(always)]
    fn fused(self, factor: f64, term: f64) -> f64 {
        multiply_add(self, factor, term)
    }
}

/// Whether [`Fused::fused`] rounds once here: a product that needs more digits than a number has
/// tells.
#[must_use]
pub fn rounds_once() -> bool {
    let tiny = f64::EPSILON;
    let [factor, term] = std::hint::black_box([1.0 + tiny, -1.0 - 2.0 * tiny]);
    factor.fused(factor, term) == tiny * tiny
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desktop_rounds_once() {
        assert!(rounds_once());
    }
}
