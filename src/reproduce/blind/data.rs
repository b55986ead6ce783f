//! Data in two dimensions, in exact fractions, most of which the first layer cannot see.

use ndarray::Array2;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Points of two classes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Data {
    /// What it is called in tables.
    pub name: &'static str,
    /// The inputs, those of the blind spot first.
    pub inputs: Vec<[BigRational; 2]>,
    /// Whether a point is of class 1.
    pub classes: Vec<bool>,
    /// How many points are in the blind spot.
    pub blind: usize,
    /// A direction that tells the classes apart.
    pub direction: [i64; 2],
}

/// What is found of data, exactly.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Whether both means are 0 and the covariance is the identity.
    pub is_whitened: bool,
    /// Rank of the covariance.
    pub rank: usize,
    /// Between the classes along the direction, if that tells them apart: the greatest product of
    /// class 0 and the least of class 1.
    pub gap: Option<[BigRational; 2]>,
    /// Points of class 0 and of class 1 in the blind spot.
    pub blind: [usize; 2],
    /// Least and greatest inner product of a point in the blind spot and one outside.
    pub products: [BigRational; 2],
}

/// Points on a ray from the origin, at `-t (1, 1)` for each `t`, and two far outliers, `(p, q)` and
/// `(q, p)`, `p - q` being the square root of the number `N` of points and `p + q` the sum of the
/// `t`, so that the means are 0 and the variances equal. The covariance is the identity exactly if
/// `(sum t)^2 + 2 sum t^2 = N`. The points nearer to the origin than `border` are of the class of
/// the outliers, 1.
pub(super) fn ray(distances: &[BigRational], border: &BigRational) -> Option<Data> {
    let count = distances.len() + 2;
    let side = root(count)?;
    let sum: BigRational = distances.iter().sum();
    let two = whole(2);
    let [p, q] = [(&sum + &side) / &two, (&sum - &side) / &two];
    let mut inputs: Vec<_> = distances.iter().map(|t| [-t, -t]).collect();
    inputs.extend([[p.clone(), q.clone()], [q, p]]);
    let mut classes: Vec<bool> = distances.iter().map(|t| t < border).collect();
    classes.extend([true, true]);
    Some(Data { name: "ray", inputs, classes, blind: distances.len(), direction: [1, 1] })
}

/// Points on a line, at `-(1, 1)/(2 m) ± s (1, -1)` for each `s`, and one outlier, `(m, m)`, with
/// `m^2` a half of how many points the line has: as far as it may be in whitened data, so that its
/// inner product with every other point is -1. The covariance is the identity exactly if
/// `4 sum s^2 = N`. The points with `+` and the outlier are of class 1.
pub(super) fn line(offsets: &[BigRational]) -> Option<Data> {
    // n = 2 m^2 points on the line, two an offset
    let far = root(offsets.len())?;
    let near = -BigRational::one() / (whole(2) * &far);
    let mut inputs: Vec<_> = offsets.iter().map(|s| [&near + s, &near - s]).collect();
    inputs.extend(offsets.iter().map(|s| [&near - s, &near + s]));
    inputs.push([far.clone(), far]);
    let mut classes = vec![true; offsets.len()];
    classes.extend(vec![false; offsets.len()]);
    classes.push(true);
    Some(Data { name: "line", inputs, classes, blind: 2 * offsets.len(), direction: [1, -1] })
}

impl Data {
    /// Checks it, in fractions.
    pub fn found(&self) -> Found {
        let count = BigRational::from_integer(self.inputs.len().into());
        let mean = |of: &dyn Fn(&[BigRational; 2]) -> BigRational| {
            self.inputs.iter().map(of).sum::<BigRational>() / &count
        };
        let means = [mean(&|x| x[0].clone()), mean(&|x| x[1].clone())];
        let covariance = |i: usize, j: usize| mean(&|x| &x[i] * &x[j]) - &means[i] * &means[j];
        let [a, b, c] = [covariance(0, 0), covariance(0, 1), covariance(1, 1)];
        let rank = if (&a * &c - &b * &b).is_zero() {
            usize::from(!a.is_zero() || !c.is_zero())
        } else {
            2
        };
        let is_whitened =
            means.iter().all(Zero::is_zero) && a.is_one() && b.is_zero() && c.is_one();
        let along = |x: &[BigRational; 2]| {
            &x[0] * whole(self.direction[0]) + &x[1] * whole(self.direction[1])
        };
        let of_class = |class: bool| {
            let points = self.inputs.iter().zip(&self.classes);
            points.filter(move |(_, other)| **other == class).map(|(x, _)| along(x))
        };
        let gap = of_class(false).max().zip(of_class(true).min());
        let (seen, hidden) = (&self.inputs[self.blind..], &self.inputs[..self.blind]);
        let products: Vec<BigRational> = (hidden.iter())
            .flat_map(|x| seen.iter().map(move |y| &x[0] * &y[0] + &x[1] * &y[1]))
            .collect();
        let zero = BigRational::zero;
        let end = |end: Option<&BigRational>| end.cloned().unwrap_or_else(zero);
        let ones = self.classes[..self.blind].iter().filter(|class| **class).count();
        Found {
            is_whitened,
            rank,
            gap: gap.filter(|(low, high)| low < high).map(|(low, high)| [low, high]),
            blind: [self.blind - ones, ones],
            products: [end(products.iter().min()), end(products.iter().max())],
        }
    }

    /// The inputs of the blind spot in double precision, a row a point.
    pub fn blind_inputs(&self) -> Array2<f64> {
        Array2::from_shape_fn((self.blind, 2), |(i, j)| self.nearest(i, j))
    }

    /// The double nearest to a coordinate of a point.
    pub fn nearest(&self, point: usize, coordinate: usize) -> f64 {
        self.inputs[point][coordinate].to_f64().unwrap_or(f64::NAN)
    }

    /// The same points with the classes exchanged.
    pub fn exchanged(&self) -> Self {
        let classes = self.classes.iter().map(|class| !class).collect();
        Self { classes, direction: self.direction.map(|x| -x), ..self.clone() }
    }

    /// How far aside of the diagonal the points of the blind spot lie, at least and at most: a
    /// point is a positive multiple of `(-1 + t, -1 - t)`. `None` if one is not below the other
    /// diagonal.
    pub fn slopes(&self) -> Option<[BigRational; 2]> {
        let slope = |x: &[BigRational; 2]| {
            let sum = &x[0] + &x[1];
            sum.is_negative().then(|| (&x[1] - &x[0]) / sum)
        };
        let all: Option<Vec<BigRational>> = self.inputs[..self.blind].iter().map(slope).collect();
        let all = all?;
        Some([all.iter().min()?.clone(), all.iter().max()?.clone()])
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}

/// The square root of a square number.
fn root(number: usize) -> Option<BigRational> {
    let root = number.isqrt();
    (root > 0 && root * root == number).then(|| BigRational::from_integer(root.into()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn fraction(n: i64, d: i64) -> BigRational {
        BigRational::new(n.into(), d.into())
    }

    pub fn on_the_ray() -> Data {
        let distances = [3, 5, 6, 7, 8, 11, 12].map(|n| fraction(n, 20));
        ray(&distances, &fraction(13, 40)).expect("nine points")
    }

    pub fn on_the_line() -> Data {
        line(&[5, 6, 8, 10].map(|n| fraction(n, 10))).expect("nine points")
    }

    #[test]
    fn both_sets_are_whitened_separable_and_of_full_rank_in_exact_fractions() {
        for (data, blind, products) in [
            (on_the_ray(), [4, 3], [fraction(-39, 25), fraction(-39, 100)]),
            (on_the_line(), [4, 4], [fraction(-1, 1), fraction(-1, 1)]),
            (on_the_ray().exchanged(), [3, 4], [fraction(-39, 25), fraction(-39, 100)]),
        ] {
            let found = data.found();
            assert_eq!((found.is_whitened, found.rank), (true, 2), "{data:?}");
            assert!(found.gap.is_some());
            assert_eq!((found.blind, found.products), (blind, products));
            assert!(2 * data.blind > data.inputs.len(), "most points are in the blind spot");
        }
    }

    #[test]
    fn what_is_moved_by_a_millionth_is_whitened_no_more() {
        let mut data = on_the_line();
        data.inputs[3][0] += fraction(1, 1_000_000);
        assert!(!data.found().is_whitened);
        let mut data = on_the_ray();
        data.classes.reverse();
        assert_eq!(data.found().gap, None);
        assert!(line(&[1, 2, 3].map(|n| fraction(n, 2))).is_none(), "3 is no square");
    }

    #[test]
    fn slopes_are_those_of_the_outermost_points() {
        assert_eq!(on_the_ray().slopes(), Some([fraction(0, 1), fraction(0, 1)]));
        // (0.75, -1.25) is (-1 + 4, -1 - 4) / 4
        assert_eq!(on_the_line().slopes(), Some([fraction(-4, 1), fraction(4, 1)]));
        let mut data = on_the_ray();
        data.blind += 1;
        assert_eq!(data.slopes(), None, "the outlier is on the other side");
    }
}
