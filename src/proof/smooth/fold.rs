//! A network some of whose hidden units are copies of one another, and the narrow network with one
//! of each.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::enclosure::Enclosure;
use super::evidence::Evidence;
use crate::network::{Activation, LayerLayout, Parity};
use crate::objective::interval::Interval;
use crate::proof::problem::ExactProblem;

/// Incoming weights (and bias) are looked at as those of copies if no more than this comes of
/// their difference at any data point.
const SAME: f64 = 1e-5;

/// For each hidden unit the unit of the narrow network that it is a copy of, and whether it is
/// mirrored.
type Copies = (Vec<usize>, Vec<bool>);

/// The narrow network that a wide one is made of, with the shares of its copies.
pub(crate) struct Fold {
    /// Data, loss and network of the narrow one.
    pub problem: ExactProblem,
    /// The narrow weights that the wide ones give.
    pub point: Vec<BigRational>,
    wide: [LayerLayout; 2],
    narrow: [LayerLayout; 2],
    copy_of: Vec<usize>,
    /// Factor, 1 or -1, of each unit's incoming weights.
    incoming_sign: Vec<i8>,
    /// Factor, 1 or -1, of its outgoing weights.
    outgoing_sign: Vec<i8>,
    /// Its share of the outgoing weights of the narrow unit.
    shares: Vec<BigRational>,
}

/// Which hidden units are close to being copies of an earlier one; `None` if none is.
pub(crate) fn copies(problem: &ExactProblem, point: &[BigRational]) -> Option<Copies> {
    let network = &problem.network;
    if network.layers.len() != 3 {
        return None;
    }
    let layout = network.layout();
    let rows: Vec<Vec<f64>> = (0..layout[0].units)
        .map(|unit| {
            layout[0].incoming(unit).map(|index| point[index].to_f64()).collect::<Option<_>>()
        })
        .collect::<Option<_>>()?;
    // the largest input that each incoming weight is multiplied by, 1 for a bias
    let largest: Vec<f64> = (0..network.input_count())
        .map(|k| {
            let inputs = problem.inputs.iter().filter_map(|x| x[k].to_f64());
            inputs.fold(0.0, |m: f64, x| m.max(x.abs()))
        })
        .chain([1.0])
        .collect();
    let are_near = |a: &[f64], b: &[f64], sign: f64| {
        let mut pairs = a.iter().zip(b).zip(&largest);
        pairs.all(|((a, b), largest)| (a - sign * b).abs() * largest <= SAME)
    };
    let (mut copy_of, mut mirrored, mut firsts) = (Vec::new(), Vec::new(), Vec::<usize>::new());
    for (unit, row) in rows.iter().enumerate() {
        let twin = |sign: f64| firsts.iter().position(|&first| are_near(row, &rows[first], sign));
        let mirror = || mirror(network.activation).and_then(|_| twin(-1.0));
        let (original, is_mirrored) = match twin(1.0) {
            Some(original) => (original, false),
            None => mirror().map_or((firsts.len(), false), |original| (original, true)),
        };
        if original == firsts.len() {
            firsts.push(unit);
        }
        copy_of.push(original);
        mirrored.push(is_mirrored);
    }
    (firsts.len() < rows.len()).then_some((copy_of, mirrored))
}

/// The factor of the outgoing weights when the incoming ones change their sign: `f(-z) = ±f(z)`.
fn mirror(activation: Activation) -> Option<i8> {
    match activation.parity()? {
        Parity::Odd => Some(-1),
        Parity::Even => Some(1),
        Parity::Complement => None,
    }
}

impl Fold {
    /// `None` if these are not copies of a narrow network's units: numbered as they first come, the
    /// first of each not mirrored, and with an outgoing weight to share where there is more than
    /// one.
    pub fn new(
        problem: &ExactProblem,
        point: &[BigRational],
        copy_of: &[usize],
        mirrored: &[bool],
    ) -> Option<Self> {
        let wide: [LayerLayout; 2] = problem.network.layout().try_into().ok()?;
        let units = wide[0].units;
        if copy_of.len() != units
            || mirrored.len() != units
            || point.len() != problem.network.parameter_count()
        {
            return None;
        }
        let mut originals = 0;
        for (&original, &is_mirrored) in copy_of.iter().zip(mirrored) {
            if original > originals || (original == originals && is_mirrored) {
                return None;
            }
            originals += usize::from(original == originals);
        }
        if originals == units {
            return None;
        }
        let mirror = mirror(problem.network.activation);
        if mirror.is_none() && mirrored.contains(&true) {
            return None;
        }
        let sign = |is_mirrored: &bool, sign: i8| if *is_mirrored { sign } else { 1 };
        let incoming_sign = mirrored.iter().map(|m| sign(m, -1)).collect();
        let outgoing_sign: Vec<i8> =
            mirrored.iter().map(|m| sign(m, mirror.unwrap_or(1))).collect();

        let mut network = problem.network.clone();
        network.layers[1] = originals;
        let narrow: [LayerLayout; 2] = network.layout().try_into().ok()?;
        let mut weights = vec![BigRational::zero(); network.parameter_count()];
        let mut shares = vec![BigRational::one(); units];
        for original in 0..originals {
            let members: Vec<usize> =
                (0..units).filter(|&unit| copy_of[unit] == original).collect();
            for (to, from) in narrow[0].incoming(original).zip(wide[0].incoming(members[0])) {
                weights[to] = point[from].clone();
            }
            let part = |unit: usize, k: usize| {
                signed(outgoing_sign[unit], &point[outgoing(&wide[1], unit, k)])
            };
            let sums: Vec<BigRational> = (0..wide[1].units)
                .map(|k| members.iter().map(|&unit| part(unit, k)).sum())
                .collect();
            for (k, sum) in sums.iter().enumerate() {
                weights[outgoing(&narrow[1], original, k)] = sum.clone();
            }
            if members.len() > 1 {
                // in proportion to the largest; that the others follow is left to the distance
                let (k, sum) = sums.iter().enumerate().max_by(|a, b| a.1.abs().cmp(&b.1.abs()))?;
                if sum.is_zero() {
                    return None;
                }
                for &unit in &members {
                    shares[unit] = part(unit, k) / sum;
                }
            }
        }
        weights[narrow[1].biases.clone()].clone_from_slice(&point[wide[1].biases.clone()]);
        let problem = ExactProblem { network, ..problem.clone() };
        let copy_of = copy_of.to_vec();
        Some(Self {
            problem,
            point: weights,
            wide,
            narrow,
            copy_of,
            incoming_sign,
            outgoing_sign,
            shares,
        })
    }

    /// Encloses the wide weights of all narrow ones in a box.
    pub fn unfold(&self, narrow: &[Interval]) -> Vec<Interval> {
        let end = self.wide[1].weights.end.max(self.wide[1].biases.end);
        let mut wide = vec![Interval::ZERO; end];
        for (unit, &original) in self.copy_of.iter().enumerate() {
            let turned = |x: Interval, sign: i8| if sign < 0 { -x } else { x };
            let pairs = self.wide[0].incoming(unit).zip(self.narrow[0].incoming(original));
            for (to, from) in pairs {
                wide[to] = turned(narrow[from], self.incoming_sign[unit]);
            }
            let share = &self.shares[unit];
            for k in 0..self.wide[1].units {
                let v = narrow[outgoing(&self.narrow[1], original, k)];
                let part = if share.is_one() { v } else { Interval::from_rational(share) * v };
                wide[outgoing(&self.wide[1], unit, k)] = turned(part, self.outgoing_sign[unit]);
            }
        }
        wide[self.wide[1].biases.clone()].copy_from_slice(&narrow[self.narrow[1].biases.clone()]);
        wide
    }

    /// Whether each narrow unit with several copies has an outgoing weight that is not 0, all over
    /// the box.
    pub fn has_something_to_share(&self, narrow: &[Interval]) -> bool {
        let is_shared =
            |original: usize| self.copy_of.iter().filter(|&&copy| copy == original).count() > 1;
        let is_heard = |original: usize| {
            (0..self.wide[1].units)
                .any(|k| !narrow[outgoing(&self.narrow[1], original, k)].contains(0.0))
        };
        (0..self.narrow[0].units).all(|original| !is_shared(original) || is_heard(original))
    }

    /// The indices of the coordinates `B`: all but the outgoing weights of all copies but the
    /// first.
    pub fn across(&self) -> Vec<usize> {
        let is_first = |unit: usize| !self.copy_of[..unit].contains(&self.copy_of[unit]);
        let left_out: Vec<usize> = (0..self.copy_of.len())
            .filter(|&unit| !is_first(unit))
            .flat_map(|unit| (0..self.wide[1].units).map(move |k| (unit, k)))
            .map(|(unit, k)| outgoing(&self.wide[1], unit, k))
            .collect();
        let end = self.wide[1].weights.end.max(self.wide[1].biases.end);
        (0..end).filter(|index| !left_out.contains(index)).collect()
    }

    /// The copies with the share 0.
    pub fn silent(&self) -> Vec<usize> {
        (0..self.copy_of.len()).filter(|&unit| self.shares[unit].is_zero()).collect()
    }

    /// Unit vectors along each incoming weight.
    pub fn axes(&self) -> Vec<Vec<f64>> {
        let count = self.wide[0].incoming(0).count();
        let axis = |at: usize| (0..count).map(|i| f64::from(u8::from(i == at))).collect();
        (0..count).map(axis).collect()
    }

    /// Encloses `b = sum_i δ_i f''(u_J · x_i) (d · x_i)^2` at the narrow network's critical point,
    /// for one output.
    pub fn bend(&self, narrow: &Evidence, unit: usize, change: &[f64]) -> Option<Interval> {
        let fits = self.wide[1].units == 1 && change.len() == self.wide[0].incoming(unit).count();
        fits.then(|| {
            Enclosure::new(&self.problem).bend(&narrow.small(), self.copy_of[unit], change)
        })
    }

    /// The direction of part 4 of the theorem: `change` of the incoming weights of `unit`, `-sign`
    /// of its outgoing weight, and `sign` of another copy's.
    pub fn parting(
        &self,
        unit: usize,
        sign: &BigRational,
        change: &[f64],
    ) -> Option<Vec<BigRational>> {
        let other = (0..self.copy_of.len())
            .find(|&r| r != unit && self.copy_of[r] == self.copy_of[unit])?;
        let end = self.wide[1].weights.end.max(self.wide[1].biases.end);
        let mut direction = vec![BigRational::zero(); end];
        for (index, &d) in self.wide[0].incoming(unit).zip(change) {
            direction[index] = signed(self.incoming_sign[unit], &BigRational::from_float(d)?);
        }
        direction[outgoing(&self.wide[1], unit, 0)] = signed(-self.outgoing_sign[unit], sign);
        direction[outgoing(&self.wide[1], other, 0)] = signed(self.outgoing_sign[other], sign);
        Some(direction)
    }

    /// For each narrow unit with two copies, the segment of shares with the sign of `λ (1 - λ)` at
    /// the point: between 0 and 1, or from the nearer of them as far again as the point is from it.
    pub fn lines(&self, point: &[f64]) -> Vec<[Vec<f64>; 2]> {
        let mut lines = Vec::new();
        for original in 0..self.narrow[0].units {
            let members: Vec<usize> =
                (0..self.copy_of.len()).filter(|&unit| self.copy_of[unit] == original).collect();
            let ([a, b], Some(share)) =
                (members.as_slice(), members.first().and_then(|&unit| self.shares[unit].to_f64()))
            else {
                continue;
            };
            let at = |share: f64| {
                let mut weights = point.to_vec();
                for k in 0..self.wide[1].units {
                    let Some(v) = self.point[outgoing(&self.narrow[1], original, k)].to_f64()
                    else {
                        continue;
                    };
                    for (unit, share) in [(*a, share), (*b, 1.0 - share)] {
                        weights[outgoing(&self.wide[1], unit, k)] =
                            share * v * f64::from(self.outgoing_sign[unit]);
                    }
                }
                weights
            };
            let ends = match share {
                s if s > 1.0 => [1.0, 2.0 * s - 1.0],
                s if s < 0.0 => [2.0 * s, 0.0],
                _ => [0.0, 1.0],
            };
            lines.push(ends.map(at));
        }
        lines
    }

    /// Which units are copies, in words.
    pub fn sentence(&self) -> String {
        let originals = self.narrow[0].units;
        let groups = (0..originals).filter_map(|original| {
            let members = (0..self.copy_of.len()).filter(|&unit| self.copy_of[unit] == original);
            let members: Vec<String> = members.map(|unit| unit.to_string()).collect();
            (members.len() > 1).then(|| members.join(", "))
        });
        let groups: Vec<String> = groups.collect();
        format!(
            "hidden units {} are copies of one, made of the one critical point that a cube of \
                weights of the network \
                with {originals} hidden units holds (Krawczyk's test)",
            groups.join(" and ")
        )
    }
}

fn signed(sign: i8, x: &BigRational) -> BigRational {
    if sign < 0 { -x } else { x.clone() }
}

/// The index of the weight from a hidden unit to output `k`.
fn outgoing(output: &LayerLayout, unit: usize, k: usize) -> usize {
    output.weights.start + k * output.inputs + unit
}
