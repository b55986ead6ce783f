//! Enclosures of the softmax cross-entropy and its derivatives.
//!
//! With the odds `E_k = sum_(j != k) exp(z_j - z_k)` against output `k` they are `l = sum_k y_k
//! log(1 + E_k)`, `dl/dz_k = p_k sum_(j != k) y_j - y_k (1 - p_k)` and, with `T = sum_k y_k`, `T
//! p_k (1 - p_k)` and `-T p_k p_j`, where `p_k = 1 / (1 + E_k)`. Each difference has each output
//! once, so that `E_k` and what is monotone in it are enclosed as narrowly as rounding allows.

use super::arithmetic::Interval;

/// `z_j - z_k` for all `j != k`.
fn differences(out: &[Interval], k: usize) -> impl Iterator<Item = Interval> {
    out.iter().enumerate().filter(move |(j, _)| *j != k).map(move |(_, &z)| z - out[k])
}

/// `E_k`.
fn odds(out: &[Interval], k: usize) -> Interval {
    differences(out, k).map(Interval::exp).sum()
}

/// A function of `E` that is monotone on either side of 1, by its values `at` numbers from 0 to
/// infinity.
fn of_odds(odds: Interval, at: impl Fn(f64) -> Interval) -> Interval {
    let ends = at(odds.lo().max(0.0)).hull(at(odds.hi()));
    if odds.contains(1.0) { ends.hull(at(1.0)) } else { ends }
}

/// `p` and `1 - p` at one number `E` or infinity, without cancellation.
fn shares_at(odds: f64) -> [Interval; 2] {
    if odds == f64::INFINITY {
        return [Interval::ZERO, Interval::ONE];
    }
    let odds = Interval::from(odds);
    [Interval::ONE, odds].map(|part| (part / (Interval::ONE + odds)).clamp(0.0, 1.0))
}

/// `p`.
fn share(odds: Interval) -> Interval {
    of_odds(odds, |e| shares_at(e)[0])
}

/// `log(1 + sum_j exp d_j)` at numbers or infinities `d`.
fn log_sum_at(d: impl Iterator<Item = f64>) -> Interval {
    let mut d: Vec<f64> = d.chain([0.0]).filter(|d| *d > f64::NEG_INFINITY).collect();
    d.sort_by(|a, b| b.total_cmp(a));
    if d[0] == f64::INFINITY {
        return Interval::new(f64::MAX, f64::INFINITY);
    }
    let top = Interval::from(d[0]);
    let rest: Interval = d[1..].iter().map(|&d| (Interval::from(d) - top).exp()).sum();
    (top + rest.ln_1p()).clamp(0.0, f64::INFINITY)
}

/// `l` over outputs and targets in these intervals.
pub fn value(out: &[Interval], y: &[Interval]) -> Interval {
    let of_class = |k: usize| {
        let [low, high] = [Interval::lo, Interval::hi].map(|end| differences(out, k).map(end));
        Interval::new(log_sum_at(low).lo(), log_sum_at(high).hi())
    };
    let heard = (0..out.len()).filter(|&k| y[k] != Interval::ZERO);
    heard.map(|k| y[k] * of_class(k)).sum()
}

/// `dl / dz_k`.
pub fn slopes(out: &[Interval], y: &[Interval], slopes: &mut [Interval]) {
    for (k, slope) in slopes.iter_mut().enumerate() {
        let (odds, others) = (odds(out, k), (0..out.len()).filter(|&j| j != k));
        let others: Interval = others.map(|j| y[j]).sum();
        *slope = others * share(odds) - y[k] * of_odds(odds, |e| shares_at(e)[1]);
    }
}

/// `d^2 l / dz_k dz_j`, row by row.
pub fn curvatures(out: &[Interval], y: &[Interval], curvatures: &mut [Interval]) {
    let total: Interval = y.iter().copied().sum();
    let count = out.len();
    for k in 0..count {
        let odds_of = |j: usize| odds(out, j);
        for j in 0..k {
            let entry = -(total * share(odds_of(k)) * share(odds_of(j)));
            curvatures[k * count + j] = entry;
            curvatures[j * count + k] = entry;
        }
        let both = of_odds(odds_of(k), |e| {
            let [own, others] = shares_at(e);
            (own * others).clamp(0.0, 0.25)
        });
        curvatures[k * count + k] = total * both;
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::objective::softmax;

    /// Value, slopes, and the first two second derivatives.
    fn all(out: &[Interval], y: &[Interval]) -> Vec<Interval> {
        let mut slopes = vec![Interval::ZERO; out.len()];
        let mut curvatures = vec![Interval::ZERO; out.len() * out.len()];
        super::slopes(out, y, &mut slopes);
        super::curvatures(out, y, &mut curvatures);
        [&[value(out, y)], &slopes[..], &curvatures[..2]].concat()
    }

    /// Outputs, class, and bounds of the values of [`all`] of every line of the table.
    fn table() -> impl Iterator<Item = ([f64; 3], usize, Vec<[f64; 2]>)> {
        let lines = include_str!("testdata/softmax.txt").lines();
        lines.filter(|line| !line.starts_with('#')).map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            let number = |text: &str| f64::from_bits(u64::from_str_radix(text, 16).unwrap());
            let bounds = fields[4..].chunks(2).map(|pair| [number(pair[0]), number(pair[1])]);
            let out = [0, 1, 2].map(|k| number(fields[k]));
            (out, fields[3].parse().unwrap(), bounds.collect())
        })
    }

    fn one_hot(class: usize) -> Vec<Interval> {
        (0..3).map(|k| if k == class { Interval::ONE } else { Interval::ZERO }).collect()
    }

    #[test]
    fn every_high_precision_value_lies_in_a_narrow_enclosure() {
        let mut count = 0;
        for (out, class, bounds) in table() {
            let found = all(&out.map(Interval::from), &one_hot(class));
            for (found, [below, above]) in found.into_iter().zip(bounds) {
                assert!(found.lo() <= below && above <= found.hi(), "{out:?}: {found:?} {below:e}");
                // the differences of outputs are rounded
                let size = below.abs().max(above.abs()).max(1e-290);
                assert!(found.width() <= 1e-9 * size, "{out:?}: {found:?} is too wide");
                count += 1;
            }
        }
        assert_eq!(count, 240);
    }

    #[test]
    fn boxes_hold_the_values_at_the_points_in_them() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let rows: Vec<_> = table().collect();
        for _ in 0..2000 {
            let radius = 10f64.powi(random.random_range(-6..4));
            let (out, class, bounds) = &rows[random.random_range(0..rows.len())];
            let boxes =
                out.map(|z| Interval::around(z + radius * random.random_range(-0.9..0.9), radius));
            let found = all(&boxes, &one_hot(*class));
            for (found, [below, above]) in found.iter().zip(bounds) {
                assert!(
                    found.lo() <= *below && *above <= found.hi(),
                    "{boxes:?}: {found:?} {below:e}"
                );
            }
        }
    }

    #[test]
    fn soft_targets_and_unbounded_outputs_are_enclosed() {
        let y = [0.25, 0.5, 0.25];
        let out = [0.5, -1.0, 2.0];
        let found = all(&out.map(Interval::from), &y.map(Interval::from));
        let mut slopes = [0.0; 3];
        softmax::slopes(&out, &y, &mut slopes);
        let expected = [softmax::value(&out, &y), slopes[0], slopes[1], slopes[2]];
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.width() < 1e-14 && (found.midpoint() - expected).abs() < 1e-14);
        }
        let found = all(&[Interval::ENTIRE, Interval::ZERO, Interval::ONE], &one_hot(1));
        assert!(found[0].lo() >= 0.0 && found[0].hi() == f64::INFINITY);
        assert!(found[1].is_subset(Interval::new(-1e-300, 1.0 + 1e-15)), "{:?}", found[1]);
        assert!(found[4].is_subset(Interval::new(-1e-300, 0.25 + 1e-15)), "{:?}", found[4]);
    }
}
