//! The loss over a population in closed form: standard normal inputs `x` of `R^d`, units
//! `relu(w_i . x)` that are summed, and a teacher `sum_j relu(v_j . x)`.
//!
//! `L(W) = scale E_x (sum_i relu(w_i . x) - sum_j relu(v_j . x))^2` is a sum of kernels
//!
//! ```text
//! K(w, v) = E_x relu(w . x) relu(v . x) = |w| |v| / (2 pi) (sin t + (pi - t) cos t),
//! ```
//!
//! where `t` is the angle between `w` and `v`: `K(w, w) = |w|^2 / 2`. Source: Cho and Saul 2009,
//! "Kernel methods for deep learning" (NIPS 22), the arc-cosine kernel of order 1. With the unit
//! vectors `e` and `f` along `w` and `v`, `c = cos t`, `s = sin t` and `p = f - c e` (`|p| = s`),
//!
//! ```text
//! 2 pi dK/dw       = |v| (s e + (pi - t) f)
//! 2 pi d^2K/dw dw' = |v| / |w| (s (I - e e') + p p' / s)
//! 2 pi d^2K/dw dv' = (pi - t) I + s (e p' + p e') + c (s e e' - p p' / s).
//! ```
//!
//! No entry of `p p' / s` is larger than `s`, so that it goes to 0 with `s`: the second derivatives
//! are continuous wherever `w` and `v` are not 0, also where they are parallel. The formulas for
//! the derivatives agree with those of Safran and Shamir 2018 (arXiv 1712.08968). At `w = 0` there
//! is no derivative: the gradient by `w` is taken to be 0 there, which is what a ReLU with the
//! slope 0 at 0 has, and the Hessian is not a number.

use std::ops::{Div, Mul, Neg, Range, Sub};

use num_traits::Zero;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// The numbers in which it is computed: floating point, and intervals.
pub trait Real:
    Copy
    + Zero
    + Neg<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + From<f64>
{
    /// Pi.
    #[must_use]
    fn pi() -> Self;

    /// `|v|`.
    #[must_use]
    fn length(vector: impl Iterator<Item = Self>) -> Self;

    /// A cosine, which lies in `[-1, 1]`.
    #[must_use]
    fn as_cosine(self) -> Self;

    /// The sine of an angle in `[0, pi]` by its cosine and the vector `off`, whose length it is.
    #[must_use]
    fn sine(off: impl Iterator<Item = Self>, cosine: Self) -> Self;

    /// That angle.
    #[must_use]
    fn angle(sine: Self, cosine: Self) -> Self;

    /// `self / bound`, which is no larger than `bound`, and 0 where that is 0.
    #[must_use]
    fn bounded_quotient(self, bound: Self) -> Self;

    /// What is known not to be negative, without what rounding left below 0.
    #[must_use]
    fn not_negative(self) -> Self;

    /// Whether this length is 0, where a gradient is taken to be 0.
    fn is_nothing(self) -> bool;
}

impl Real for f64 {
    fn pi() -> Self {
        std::f64::consts::PI
    }

    fn length(vector: impl Iterator<Item = Self>) -> Self {
        vector.map(|x| x * x).sum::<Self>().sqrt()
    }

    fn as_cosine(self) -> Self {
        self
    }

    fn sine(off: impl Iterator<Item = Self>, _: Self) -> Self {
        Self::length(off)
    }

    fn angle(sine: Self, cosine: Self) -> Self {
        pxfm::f_atan2(sine, cosine)
    }

    fn bounded_quotient(self, bound: Self) -> Self {
        if bound == 0.0 { 0.0 } else { self / bound }
    }

    fn not_negative(self) -> Self {
        // a NaN stays one
        if self < 0.0 { 0.0 } else { self }
    }

    fn is_nothing(self) -> bool {
        self == 0.0
    }
}

/// The loss over a population; weights are one flat vector, `d` a unit.
#[derive(Clone, Debug)]
pub struct Population<N> {
    teacher: Units<N>,
    scale: N,
    /// `sum_jk K(v_j, v_k)`.
    own: N,
}

/// Lengths and directions of units.
#[derive(Clone, Debug)]
struct Units<N> {
    lengths: Vec<N>,
    directions: Vec<N>,
    width: usize,
}

impl<N: Real> Units<N> {
    fn new(weights: &[N], width: usize) -> Self {
        let rows = weights.chunks_exact(width);
        let lengths: Vec<N> = rows.clone().map(|row| N::length(row.iter().copied())).collect();
        let unit = |(row, length): (&[N], &N)| -> Vec<N> {
            let length = if length.is_nothing() { N::from(1.0) } else { *length };
            row.iter().map(|w| *w / length).collect()
        };
        let directions = rows.zip(&lengths).flat_map(unit).collect();
        Self { lengths, directions, width }
    }

    fn len(&self) -> usize {
        self.lengths.len()
    }

    fn direction(&self, unit: usize) -> &[N] {
        &self.directions[self.place(unit)]
    }

    /// Where its weights stand.
    fn place(&self, unit: usize) -> Range<usize> {
        unit * self.width..(unit + 1) * self.width
    }

    /// `sum_ik K(w_i, w_k)`.
    fn own(&self) -> N {
        let mut sum = N::zero();
        for i in 0..self.len() {
            sum = sum + N::from(0.5) * self.lengths[i] * self.lengths[i];
            for k in 0..i {
                sum = sum + N::from(2.0) * Pair::new(self, i, self, k).kernel();
            }
        }
        sum
    }
}

/// Two units and the angle between them.
struct Pair<'u, N> {
    lengths: [N; 2],
    /// `e` and `f`.
    directions: [&'u [N]; 2],
    sine: N,
    cosine: N,
    /// `pi - t`.
    supplement: N,
}

impl<'u, N: Real> Pair<'u, N> {
    fn new(ours: &'u Units<N>, i: usize, theirs: &'u Units<N>, k: usize) -> Self {
        let (e, f) = (ours.direction(i), theirs.direction(k));
        let cosine = e.iter().zip(f).fold(N::zero(), |sum, (e, f)| sum + *e * *f).as_cosine();
        let sine = N::sine(e.iter().zip(f).map(|(e, f)| *f - cosine * *e), cosine);
        Self {
            lengths: [ours.lengths[i], theirs.lengths[k]],
            directions: [e, f],
            sine,
            cosine,
            supplement: N::pi() - N::angle(sine, cosine),
        }
    }

    fn is_nothing(&self) -> bool {
        self.lengths.iter().any(|length| length.is_nothing())
    }

    fn kernel(&self) -> N {
        let [w, v] = self.lengths;
        w * v / (N::from(2.0) * N::pi()) * (self.sine + self.supplement * self.cosine)
    }

    /// Adds `factor dK/dw` to `slopes` and, with `swapped`, `factor dK/dv`.
    fn add_slopes(&self, factor: N, slopes: &mut [N], swapped: bool) {
        if self.is_nothing() {
            return;
        }
        let (own, other) = (usize::from(swapped), usize::from(!swapped));
        let factor = factor * self.lengths[other] / (N::from(2.0) * N::pi());
        let pairs = self.directions[own].iter().zip(self.directions[other]);
        for (slope, (e, f)) in slopes.iter_mut().zip(pairs) {
            *slope = *slope + factor * (self.sine * *e + self.supplement * *f);
        }
    }

    /// `p` and, with `swapped`, `e - c f`.
    fn off(&self, swapped: bool) -> Vec<N> {
        let [e, f] = self.directions;
        let (e, f) = if swapped { (f, e) } else { (e, f) };
        e.iter().zip(f).map(|(e, f)| *f - self.cosine * *e).collect()
    }
}

/// A square matrix, row by row, to whose blocks something is added.
struct Blocks<N> {
    entries: Vec<N>,
    size: usize,
}

impl<N: Real> Blocks<N> {
    fn add(&mut self, rows: &Range<usize>, columns: &Range<usize>, of: impl Fn(usize, usize) -> N) {
        for (a, row) in rows.clone().enumerate() {
            for (b, column) in columns.clone().enumerate() {
                let entry = &mut self.entries[row * self.size + column];
                *entry = *entry + of(a, b);
            }
        }
    }

    /// Adds `factor d^2K/dw dw'` to a block on the diagonal; with `swapped`, of `v`.
    fn add_own(&mut self, place: &Range<usize>, pair: &Pair<N>, factor: N, swapped: bool) {
        let (own, other) = (usize::from(swapped), usize::from(!swapped));
        let factor = factor * pair.lengths[other] / pair.lengths[own];
        let factor = factor / (N::from(2.0) * N::pi());
        let (e, p) = (pair.directions[own], pair.off(swapped));
        self.add(place, place, |a, b| {
            let identity = if a == b { N::from(1.0) } else { N::zero() };
            let across = (p[a] * p[b]).bounded_quotient(pair.sine);
            factor * (pair.sine * (identity - e[a] * e[b]) + across)
        });
    }

    /// Adds `factor d^2K/dw dv'` to a block, which is symmetric, and to that across the diagonal.
    fn add_mixed(&mut self, places: [&Range<usize>; 2], pair: &Pair<N>, factor: N) {
        let factor = factor / (N::from(2.0) * N::pi());
        let (e, p) = (pair.directions[0], pair.off(false));
        let entry = |a: usize, b: usize| {
            let identity = if a == b { pair.supplement } else { N::zero() };
            let across = (p[a] * p[b]).bounded_quotient(pair.sine);
            let turning = pair.sine * (e[a] * p[b] + p[a] * e[b]);
            let along = pair.sine * (e[a] * e[b]);
            factor * (identity + turning + pair.cosine * (along - across))
        };
        self.add(places[0], places[1], entry);
        self.add(places[1], places[0], entry);
    }
}

impl<N: Real> Population<N> {
    /// With the rows `v_j` of a teacher, each of `d` numbers.
    #[must_use]
    pub fn new(teacher: impl Iterator<Item = Vec<N>>, scale: N) -> Self {
        let rows: Vec<Vec<N>> = teacher.collect();
        let teacher = Units::new(&rows.concat(), rows.first().map_or(1, Vec::len));
        Self { own: teacher.own(), teacher, scale }
    }

    fn units(&self, weights: &[N]) -> Units<N> {
        Units::new(weights, self.teacher.width)
    }

    /// `L(W)`.
    #[must_use]
    pub fn value(&self, weights: &[N]) -> N {
        let units = self.units(weights);
        let mut sum = units.own() + self.own;
        for i in 0..units.len() {
            for j in 0..self.teacher.len() {
                sum = sum - N::from(2.0) * Pair::new(&units, i, &self.teacher, j).kernel();
            }
        }
        (self.scale * sum).not_negative()
    }

    /// Adds the gradient to `gradient`, which is as long as the weights, and gives the loss.
    pub fn add_gradient(&self, weights: &[N], gradient: &mut [N]) -> N {
        let units = self.units(weights);
        let two = N::from(2.0) * self.scale;
        let mut sum = self.own;
        for i in 0..units.len() {
            sum = sum + N::from(0.5) * units.lengths[i] * units.lengths[i];
            for w in units.place(i) {
                gradient[w] = gradient[w] + self.scale * weights[w];
            }
            for k in 0..i {
                let pair = Pair::new(&units, i, &units, k);
                sum = sum + N::from(2.0) * pair.kernel();
                pair.add_slopes(two, &mut gradient[units.place(i)], false);
                pair.add_slopes(two, &mut gradient[units.place(k)], true);
            }
            for j in 0..self.teacher.len() {
                let pair = Pair::new(&units, i, &self.teacher, j);
                sum = sum - N::from(2.0) * pair.kernel();
                pair.add_slopes(-two, &mut gradient[units.place(i)], false);
            }
        }
        (self.scale * sum).not_negative()
    }

    /// The Hessian, row by row.
    #[must_use]
    pub fn hessian(&self, weights: &[N]) -> Vec<N> {
        let units = self.units(weights);
        let (two, size) = (N::from(2.0) * self.scale, weights.len());
        let mut blocks = Blocks { entries: vec![N::zero(); size * size], size };
        for i in 0..units.len() {
            let place = units.place(i);
            let own = |a, b| if a == b { self.scale } else { N::zero() };
            blocks.add(&place, &place, own);
            for k in 0..i {
                let (pair, other) = (Pair::new(&units, i, &units, k), units.place(k));
                blocks.add_own(&place, &pair, two, false);
                blocks.add_own(&other, &pair, two, true);
                blocks.add_mixed([&place, &other], &pair, two);
            }
            for j in 0..self.teacher.len() {
                let pair = Pair::new(&units, i, &self.teacher, j);
                blocks.add_own(&place, &pair, -two, false);
            }
        }
        blocks.entries
    }
}

/// Some inputs of a population of `R^d`, always the same.
pub(super) fn samples(inputs: usize) -> impl Iterator<Item = Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let count = inputs.saturating_mul(SAMPLES);
    (0..count).map(move |_| (0..inputs).map(|_| StandardNormal.sample(&mut rng)).collect())
}

/// Samples for each input.
const SAMPLES: usize = 4;

#[cfg(test)]
mod tests;
