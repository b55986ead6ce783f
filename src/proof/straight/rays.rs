//! The rays of a central hyperplane arrangement, in exact fractions.

use std::collections::BTreeSet;

use num_rational::BigRational;

use super::elimination::{direction, null_space};

/// Most sets of hyperplanes that are intersected.
const MAX_SUBSETS: usize = 5_000;

/// Vectors that decide the sign of every function that is linear on each cone into which the
/// hyperplanes `n · u = 0` cut the space of dimension `dimension`; `None` if there are too many.
///
/// They are `±` a basis of the subspace `N` common to all hyperplanes, and `±` every line that is
/// cut out, inside the span of the normals, by all but one of the dimensions' worth of independent
/// hyperplanes. Each cone is `N` plus the non-negative combinations of those rays that it contains
/// (inside the span the cones are pointed, and an extreme ray of one is an intersection of
/// hyperplanes of dimension 1).
pub(crate) fn rays(
    normals: &[Vec<BigRational>],
    dimension: usize,
) -> Option<Vec<Vec<BigRational>>> {
    let distinct: Vec<Vec<BigRational>> =
        normals.iter().filter_map(|n| direction(n)).collect::<BTreeSet<_>>().into_iter().collect();
    let common = null_space(&distinct, dimension);
    let rank = dimension - common.len();
    let mut lines = common.clone();
    if rank > 0 {
        let mut count = 0;
        let mut chosen: Vec<usize> = (0..rank - 1).collect();
        loop {
            count += 1;
            if count > MAX_SUBSETS {
                return None;
            }
            let mut rows: Vec<Vec<BigRational>> =
                chosen.iter().map(|&c| distinct[c].clone()).collect();
            rows.extend(common.iter().cloned());
            let line = null_space(&rows, dimension);
            if line.len() == 1 {
                lines.extend(line);
            }
            if !advance(&mut chosen, distinct.len()) {
                break;
            }
        }
    }
    let opposite = |u: &Vec<BigRational>| u.iter().map(|x| -x).collect::<Vec<_>>();
    let negative: Vec<_> = lines.iter().map(opposite).collect();
    lines.extend(negative);
    Some(lines)
}

/// The next set of as many indices below `count`, in lexicographic order; false after the last.
fn advance(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    for position in (0..size).rev() {
        if chosen[position] < count - size + position {
            chosen[position] += 1;
            for later in position + 1..size {
                chosen[later] = chosen[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use num_traits::Zero;

    use super::super::elimination::dot;
    use super::*;

    fn vector(entries: &[i64]) -> Vec<BigRational> {
        entries.iter().map(|&x| BigRational::from_integer(x.into())).collect()
    }

    #[test]
    fn without_hyperplanes_the_rays_are_the_axes_both_ways() {
        assert_eq!(rays(&[], 2).unwrap().len(), 4);
    }

    #[test]
    fn two_lines_in_the_plane_have_four_rays_on_them() {
        let normals = [vector(&[1, 1]), vector(&[1, -1]), vector(&[2, 2])];
        let found = rays(&normals, 2).unwrap();
        assert_eq!(found.len(), 4);
        for wanted in [vector(&[1, 1]), vector(&[-1, -1]), vector(&[1, -1]), vector(&[-1, 1])] {
            assert!(found.iter().any(|u| direction(u) == direction(&wanted)), "{wanted:?}");
        }
    }

    /// Every vector of a small lattice is the common subspace plus rays on which no sign changes.
    #[test]
    fn every_vector_is_a_sum_of_rays_of_its_own_cone() {
        let normals = [vector(&[1, 0, 0]), vector(&[1, 1, 0]), vector(&[0, 1, 0])];
        let found = rays(&normals, 3).unwrap();
        let signs = |u: &[BigRational]| normals.iter().map(|n| dot(n, u)).collect::<Vec<_>>();
        for a in -2..3 {
            for b in -2..3 {
                let u = vector(&[a, b, 0]);
                let mine: Vec<_> = found
                    .iter()
                    .filter(|r| r[2].is_zero())
                    .filter(|r| {
                        signs(r).iter().zip(signs(&u)).all(|(s, t)| (s * t) >= BigRational::zero())
                    })
                    .collect();
                // two rays in the plane: solve for non-negative coefficients
                let zero = BigRational::zero();
                let generated = u.iter().all(Zero::is_zero)
                    || mine.iter().any(|r| {
                        mine.iter().any(|s| {
                            let d = &r[0] * &s[1] - &r[1] * &s[0];
                            if d.is_zero() {
                                return direction(r) == direction(&u) && dot(r, &u) > zero;
                            }
                            (&u[0] * &s[1] - &u[1] * &s[0]) / &d >= zero
                                && (&r[0] * &u[1] - &r[1] * &u[0]) / &d >= zero
                        })
                    });
                assert!(generated, "({a}, {b})");
            }
        }
    }
}
