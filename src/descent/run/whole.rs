//! Descents that make every step of their budget, side by side, and where they stand then.

use rayon::prelude::*;

use super::engine::Engine;
use super::underway::Common;
use crate::descent::decider::Decider;
use crate::descent::record::Record;
use crate::descent::termination::Termination;
use crate::descent::trajectory::Ending;
use crate::descent::trapped::{at_rest, is_past_the_last_mistake};
use crate::lanes::{Kernel, Threads};
use crate::monitor::Monitor;
use crate::network::distance;

/// Steps between two looks at whether somebody cancels, or nothing finite is left.
const CHUNK: usize = 4096;

/// Runs all steps from each of `count` starts; `None` when cancelled.
pub(super) fn run(
    common: &Common,
    kernel: Option<&Kernel>,
    count: usize,
    start: impl Fn(usize, &mut [f64]) + Sync,
    monitor: &Monitor,
) -> Option<Vec<Ending>> {
    let width = Engine::width(kernel);
    let threads = if count == 1 { Threads::All } else { Threads::One };
    let groups: Option<Vec<Vec<Ending>>> = (0..count.div_ceil(width))
        .into_par_iter()
        .with_max_len(1)
        .map(|group| {
            let first = group * width;
            let starts = (first..count.min(first + width)).map(|index| {
                let mut weights = vec![0.0; common.objective.parameter_count()];
                start(index, &mut weights);
                weights
            });
            let engine = Engine::new(common.objective, kernel, common.settings, threads);
            side_by_side(common, engine, &starts.collect::<Vec<_>>(), monitor)
        })
        .collect();
    Some(groups?.into_iter().flatten().collect())
}

/// As many starts as there are lanes, or fewer.
fn side_by_side(
    common: &Common,
    mut engine: Engine,
    starts: &[Vec<f64>],
    monitor: &Monitor,
) -> Option<Vec<Ending>> {
    starts.iter().enumerate().for_each(|(lane, start)| engine.load(lane, start));
    let mut made = 0;
    let is_lost = |engine: &Engine, lane| engine.weights(lane).iter().any(|w| !w.is_finite());
    while made < common.settings.steps {
        if monitor.is_cancelled() {
            return None;
        }
        let some = CHUNK.min(common.settings.steps - made);
        engine.advance(some);
        made += some;
        if (0..starts.len()).all(|lane| is_lost(&engine, lane)) {
            break;
        }
    }
    engine.evaluate();
    let ending = |(lane, start): (usize, &Vec<f64>)| {
        let (weights, loss) = (engine.weights(lane), engine.loss(lane));
        let gradient_norm = engine.gradient_norm(lane);
        let step = common.settings.steps;
        told(common, start, Record { step, weights, loss, gradient_norm })
    };
    Some(starts.iter().enumerate().map(ending).collect())
}

/// What can be told of a descent by where it stands alone.
fn told(common: &Common, start: &[f64], end: Record) -> Ending {
    let Common { objective, settings, is_whole, .. } = *common;
    let (termination, decider) = if !end.is_finite() {
        (Termination::Diverged, None)
    } else if end.has_no_gradient() && !settings.noise.is_on() {
        (at_rest(objective, &end), Some(Decider::Rest))
    } else if is_whole
        && settings.is_steady(end.step)
        && is_past_the_last_mistake(objective, settings, end.loss)
    {
        (Termination::Escaping { limit: 0.0 }, Some(Decider::LastMistake))
    } else {
        (Termination::Undecided, None)
    };
    Ending {
        termination,
        distance: distance(start, &end.weights),
        weights: end.weights,
        loss: end.loss,
        steps: end.step,
        is_strict: false,
        decider,
    }
}
