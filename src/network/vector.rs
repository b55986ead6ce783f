//! Lengths of vectors of weights and gradients.

/// The Euclidean norm, without overflow or underflow of the squares; NaN if an entry is NaN.
#[must_use]
pub fn norm(vector: &[f64]) -> f64 {
    let plain = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    if plain.is_nan() || (1e-140..1e140).contains(&plain) {
        return plain;
    }
    let largest = vector.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    largest * vector.iter().map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

/// The Euclidean distance of two vectors of one length; see [`norm`].
#[must_use]
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_norm_survives_huge_tiny_and_non_finite_entries() {
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert!((norm(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-15);
        assert_eq!(norm(&[0.0, 0.0]), 0.0);
        assert!((norm(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-15);
        assert!(norm(&[1.0, f64::NAN, 2.0]).is_nan());
        assert!(norm(&[f64::NEG_INFINITY, 1.0]).is_infinite());
    }
}
