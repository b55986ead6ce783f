//! The runs.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::data::Pictures;
use super::protocol::{Labels, Protocol, Variant};
use crate::lanes::{Gradients, Matrices, Threads};
use crate::monitor::Monitor;
use crate::network::draw;
use crate::objective::{Differentiable, Loss, LossKind, Objective, Reduction};
use crate::optimizer::{Batches, State};
use crate::reproduce::kept::Kept;

/// Runs that differ in nothing but what a chart has curves for.
pub(super) struct Group {
    pub hidden: usize,
    pub labels: Labels,
    /// For each variant its runs.
    pub runs: Vec<Vec<Run>>,
}

/// What was seen of a run, look by look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Run(pub Vec<Look>);

/// What was seen at one look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Look {
    /// Mean loss over all points.
    pub loss: f64,
    /// The share of points that are wrong.
    pub mistakes: f64,
}

/// All runs of a protocol; `None` when cancelled.
pub(super) fn all(
    protocol: &Protocol,
    pictures: &Pictures,
    kept: &Kept,
    monitor: &Monitor,
) -> Option<Vec<Group>> {
    // a hidden layer's step is the unit
    let layers: usize = protocol.hidden_layers.iter().sum();
    let kinds = protocol.labels.len() * protocol.variants.len() * protocol.scale.seeds;
    monitor.set_total((layers * kinds * protocol.scale.steps) as u64);
    let mut groups = Vec::new();
    for &labels in &protocol.labels {
        for &hidden in &protocol.hidden_layers {
            let of_variant = |variant: &Variant| {
                // one data set at a time: those of large images take much memory
                let data = pictures.dataset(variant.scale, labels, protocol.seed);
                let network = protocol.network(hidden, data.input_count(), data.target_count());
                let kind = LossKind::Softmax;
                let loss = Loss { kind, reduction: Reduction::Mean, scale: 1.0 };
                let objective = Objective::new(network, data, loss);
                let seeds = (0..protocol.scale.seeds).into_par_iter().with_max_len(1);
                let kept_run = |seed: usize| {
                    let name = format!(
                        "{hidden} {} {} {} {seed}",
                        labels.words(),
                        variant.mean,
                        variant.scale
                    );
                    kept.run(&name, hidden * protocol.scale.steps, || {
                        run(protocol, &objective, *variant, seed, monitor)
                    })
                };
                seeds.map(kept_run).collect()
            };
            let runs = protocol.variants.iter().map(of_variant).collect::<Option<_>>()?;
            groups.push(Group { hidden, labels, runs });
        }
    }
    Some(groups)
}

/// One run, the `number`-th of its kind: runs of the same number begin with the same draw and take
/// the same batches.
fn run(
    protocol: &Protocol,
    objective: &Objective,
    variant: Variant,
    number: usize,
    monitor: &Monitor,
) -> Option<Run> {
    let mut random = ChaCha8Rng::seed_from_u64(protocol.seed);
    random.set_stream(number as u64);
    let mut start = draw(objective.network(), protocol.law, random.random());
    start.iter_mut().for_each(|weight| *weight += variant.mean);
    let settings = protocol.settings(random.random());
    let mut batches = settings.batches(objective.dataset().len());
    let mut gradients = Gradients::new(objective, Threads::One);
    let mut gradient = vec![0.0; start.len()];
    let mut state = State::new(&start);
    let (mut looks, mut made) = (Vec::new(), 0);
    let hidden_layers = objective.network().layers.len() as u64 - 2;
    for step in protocol.looks() {
        while made < step {
            if monitor.is_cancelled() {
                return None;
            }
            let batch = batches.as_mut().map(Batches::draw);
            gradients.value_and_gradient(&state.weights, batch, &mut gradient);
            state.step(&settings, &mut gradient);
            made += 1;
            monitor.advance(hidden_layers);
        }
        looks.push(look(objective, &state.weights));
    }
    Some(Run(looks))
}

/// Loss and mistakes over all points.
fn look(objective: &Objective, weights: &[f64]) -> Look {
    let matrices = Matrices::of(objective);
    let outputs = matrices.outputs(weights, &mut matrices.work(Threads::One));
    let (mut loss, mut wrong) = (0.0, 0);
    for (i, out) in outputs.rows().into_iter().enumerate() {
        let (out, y) = (out.to_slice().expect("standard layout"), objective.dataset().target(i));
        loss += f64::softmax(out, y);
        wrong += usize::from(!objective.is_right(out, y));
    }
    let points = outputs.nrows() as f64;
    Look { loss: loss / points, mistakes: wrong as f64 / points }
}
