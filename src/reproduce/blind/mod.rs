//! Figure 6 and Proposition 4: means of the initial weights for which a ReLU network does not see
//! most of its data, and so cannot learn them.
//!
//! Two data sets in two dimensions are made in exact fractions ([`data`]), whitened, separable and
//! of full rank. How probable it is that no unit of the first layer fires in the blind spot is
//! derived ([`chance`]); deeper networks are drawn, and networks are trained ([`sample`]).
//!
//! **Theorem.** Let `x_o . x_b = -1` for every point `x_b` in the blind spot and every `x_o`
//! outside, and let no first-layer unit fire in the blind spot. Then none ever does under gradient
//! descent, whatever the loss, the depth, the rates, the batches, or the momentum; the output there
//! is one number at every step, and both classes are never right.
//!
//! *Proof.* A unit's weights and bias `(w, b)` have gradients from the points that it fires on
//! alone, those outside: a combination of the vectors `(x_o, 1)`. So is every step, and with
//! momentum every velocity. It changes the sum on `x_b` by that combination of `x_o . x_b + 1 = 0`.
//!
//! Weight decay scales those sums down, no more. In whitened data with such a blind spot, points
//! of it whose inner products with each other are all above -1 are one point: the block of the hat
//! matrix `(1 + x_i . x_j)/N` that belongs to them is then a positive matrix, a projection, and
//! its rows sum to 1, so by Perron's theorem its rank is 1. So no blind spot whose coordinates are
//! all below 0, as in the paper's construction, can hold both classes and be proven to stay blind
//! in this way; there training is sampled.

mod chance;
mod data;
mod protocol;
mod sample;
mod told;

use self::protocol::Protocol;
use super::part::Part;
use super::task::Task;
use crate::platform::Instant;

/// Derives, draws, trains and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let choices = task.choices;
    let mut protocol: Protocol = choices.protocol(include_str!("../protocols/fig6.toml"))?;
    protocol.seed = choices.seed.unwrap_or(protocol.seed);
    protocol.start.networks = choices.runs_or(protocol.start.networks);
    protocol.trained.runs = choices.runs_or(protocol.trained.runs);
    protocol.check()?;
    let begun = Instant::now();
    let kept = task.kept(&protocol, &[])?;
    task.monitor.set_total(protocol.cost());
    let sets = protocol.sets(&kept, task.monitor)?;
    let mut counts = Vec::new();
    for case in &protocol.trained.case {
        counts.push(protocol.train(case, &sets, &kept, task.monitor)?);
    }
    Ok(told::part(&protocol, &sets, &counts, begun.elapsed().as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::data;
    use crate::preset::Preset;

    #[test]
    fn the_preset_has_the_points_of_the_line() {
        let preset = Preset::load("blind-spot").expect("it is shipped");
        let data = data::tests::on_the_line();
        let inputs: Vec<Vec<BigRational>> = data.inputs.iter().map(|x| x.to_vec()).collect();
        assert_eq!(preset.exact.inputs, inputs);
        let classes: Vec<bool> =
            (0..data.inputs.len()).map(|i| preset.dataset.target(i) == [1.0]).collect();
        assert_eq!(classes, data.classes);
    }
}
