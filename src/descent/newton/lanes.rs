//! Many continuations at once, a lane each.

use super::continuation::{Continuation, Limit, Reading, curves_down, halved, is_lower};
use super::plain::continued;
use crate::lanes::{Block, Kernel, LANES, Lane, Newton, Rows};
use crate::network::norm;
use crate::objective::Objective;

/// Makes [continuations](continued), in lanes where there is a kernel that has Hessians in lanes.
pub(crate) struct Continuations<'a> {
    objective: &'a Objective,
    lanes: Option<Lanes<'a>>,
}

/// A block of continuations.
struct Lanes<'a> {
    kernel: &'a Kernel,
    block: Block,
    newton: Newton,
    /// Where each stands.
    here: Rows,
    /// Shares of one step, a lane each.
    shares: Block,
}

impl<'a> Continuations<'a> {
    pub fn new(objective: &'a Objective, kernel: Option<&'a Kernel>) -> Self {
        let lanes = kernel.and_then(|kernel| {
            let (newton, block) = (kernel.newton()?, kernel.block());
            let (here, shares) = (block.weights.clone(), block.clone());
            Some(Lanes { kernel, block, newton, here, shares })
        });
        Self { objective, lanes }
    }

    /// Where the continuation of each of `starts` leads. The answer to one depends on it alone, not
    /// on the others.
    pub fn of<'s>(&mut self, starts: impl ExactSizeIterator<Item = &'s [f64]>) -> Vec<Limit> {
        match &mut self.lanes {
            Some(lanes) => lanes.of(starts),
            None => starts.map(|start| continued(self.objective, start).0).collect(),
        }
    }
}

impl Lanes<'_> {
    fn of<'s>(&mut self, starts: impl ExactSizeIterator<Item = &'s [f64]>) -> Vec<Limit> {
        let mut limits = vec![Limit::Unclear; starts.len()];
        let mut starts = starts.enumerate();
        let mut lanes: [Option<(usize, Continuation)>; LANES] = std::array::from_fn(|_| None);
        loop {
            for (lane, slot) in lanes.iter_mut().enumerate() {
                if slot.is_none()
                    && let Some((place, start)) = starts.next()
                {
                    self.block.load(lane, start);
                    *slot = Some((place, Continuation::from(start)));
                }
            }
            if lanes.iter().all(Option::is_none) {
                return limits;
            }
            self.step(&mut lanes, &mut limits);
        }
    }

    /// One step of every continuation; those that end leave their lanes.
    fn step(&mut self, lanes: &mut [Option<(usize, Continuation)>; LANES], limits: &mut [Limit]) {
        self.newton.is_wanted = lanes.each_ref().map(Option::is_some);
        self.kernel.newton_step(&mut self.block, &mut self.newton);
        let mut here = vec![0.0; self.here.len()];
        for (lane, slot) in lanes.iter_mut().enumerate() {
            let Some((_, continuation)) = slot else { continue };
            self.block.lane_into(lane, &mut here);
            let limit = continuation.read(&here, reading(&self.block, &self.newton, lane));
            settle(slot, limit, limits);
        }
        // a whole step first, which is nearly always low enough
        self.here.copy_from_slice(&self.block.weights);
        let rows = self.here.iter().zip(self.newton.step.iter());
        for (weights, (here, step)) in self.block.weights.iter_mut().zip(rows) {
            for lane in 0..LANES {
                weights[lane] = here[lane] + step[lane];
            }
        }
        let mut ahead = [0.0; LANES];
        self.kernel.value(&mut self.block, &mut ahead);
        for (lane, slot) in lanes.iter_mut().enumerate() {
            let Some((_, continuation)) = slot else { continue };
            let (loss, gain) = (self.newton.loss[lane], self.newton.gain[lane]);
            let made = if is_lower(ahead[lane], loss, 1.0, gain) {
                Some((1.0, ahead[lane]))
            } else {
                self.halve(lane)
            };
            let limit = if let Some((share, loss)) = made {
                self.block.lane_into(lane, &mut here);
                continuation.make_step(&here, share, || loss)
            } else {
                here.iter_mut().zip(self.here.iter()).for_each(|(w, row)| *w = row[lane]);
                Some(continuation.kink(&here))
            };
            settle(slot, limit, limits);
        }
    }

    /// The greatest halved share of the step of lane `lane` that lowers the loss enough, and the
    /// loss after it; the lane stands there then.
    fn halve(&mut self, lane: usize) -> Option<(f64, f64)> {
        let (loss, gain) = (self.newton.loss[lane], self.newton.gain[lane]);
        let mut shares = (1..).map_while(halved);
        loop {
            let some: Vec<f64> = shares.by_ref().take(LANES).collect();
            if some.is_empty() {
                return None;
            }
            let rows = self.here.iter().zip(self.newton.step.iter());
            for (weights, (here, step)) in self.shares.weights.iter_mut().zip(rows) {
                for (weight, share) in weights.iter_mut().zip(&some) {
                    *weight = here[lane] + share * step[lane];
                }
            }
            let mut ahead: Lane = [0.0; LANES];
            self.kernel.value(&mut self.shares, &mut ahead);
            let found = some
                .iter()
                .zip(ahead)
                .position(|(share, ahead)| is_lower(ahead, loss, *share, gain));
            if let Some(k) = found {
                let rows = self.block.weights.iter_mut().zip(self.shares.weights.iter());
                rows.for_each(|(weights, shares)| weights[lane] = shares[k]);
                return Some((some[k], ahead[k]));
            }
        }
    }
}

/// Frees the lane of a continuation that has ended.
fn settle(slot: &mut Option<(usize, Continuation)>, limit: Option<Limit>, limits: &mut [Limit]) {
    if let Some(limit) = limit
        && let Some((place, _)) = slot.take()
    {
        limits[place] = limit;
    }
}

/// What the last evaluation says of lane `lane`; `None` where it is not finite.
fn reading(block: &Block, newton: &Newton, lane: usize) -> Option<Reading> {
    let step: Vec<f64> = newton.step.iter().map(|row| row[lane]).collect();
    let (greatest, least) = (newton.greatest[lane], newton.least[lane]);
    let is_finite = greatest.is_finite() && step.iter().all(|s| s.is_finite());
    is_finite.then(|| Reading {
        loss: newton.loss[lane],
        gradient: block.gradient_norm(lane),
        length: norm(&step),
        gain: newton.gain[lane],
        greatest,
        is_saddle: curves_down(least, greatest),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descent::tests::{logistic, ten_points, xor};
    use crate::network::Activation;

    /// Where the looks from 50 starts around zero lead, in lanes and one by one.
    fn looks(name: &str, objective: &Objective) -> Vec<[Limit; 2]> {
        let kernel = Kernel::new(objective);
        let starts: Vec<Vec<f64>> = (1..=50_u32)
            .map(|n| {
                let each = (1..)
                    .take(objective.parameter_count())
                    .map(|k| f64::from(n * k) * 0.618_033_988_7);
                each.map(|x| 4.0 * (x - x.floor()) - 2.0).collect()
            })
            .collect();
        let mut continuations = Continuations::new(objective, Some(&kernel));
        assert!(continuations.lanes.is_some(), "{name}");
        let all = continuations.of(starts.iter().map(Vec::as_slice));
        let alone = continuations.of([starts[17].as_slice()].into_iter());
        assert_eq!(alone, all[17..18], "others change nothing");
        let nowhere = [f64::NAN, f64::INFINITY].map(|w| vec![w; objective.parameter_count()]);
        let lost = continuations.of(nowhere.iter().map(Vec::as_slice));
        assert_eq!(lost, [Limit::Unclear; 2], "{name}");
        let plain = starts.iter().map(|start| continued(objective, start).0);
        all.into_iter().zip(plain).map(|(lane, plain)| [lane, plain]).collect()
    }

    #[test]
    fn looks_in_lanes_see_what_a_plain_look_sees() {
        for (name, objective) in [
            ("logistic neuron", logistic()),
            ("ten points", ten_points()),
            ("XOR, sigmoid", xor(Activation::Sigmoid)),
            ("XOR, tanh", xor(Activation::Tanh)),
        ] {
            let looks = looks(name, &objective);
            let same = looks.iter().filter(|[lane, plain]| match (lane, plain) {
                (
                    Limit::Point { distance: a, is_saddle: p },
                    Limit::Point { distance: b, is_saddle: q },
                ) => p == q && (a - b).abs() <= 1e-4 * (1.0 + b),
                (Limit::Infinity { limit: a }, Limit::Infinity { limit: b }) => {
                    (a - b).abs() <= 0.02
                }
                (Limit::Kink { distance: a }, Limit::Kink { distance: b }) => {
                    (a - b).abs() <= 1e-4 * (1.0 + b)
                }
                (a, b) => a == b,
            });
            let same = same.count();
            // rounding decides on which side of a saddle a long continuation passes it
            assert!(same >= 47, "{name}: {same} of {} agree: {looks:?}", looks.len());
        }
    }
}
