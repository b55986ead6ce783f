//! Basins whose answer is known.

use super::*;
use crate::descent::{Termination, descend};
use crate::lanes::Level;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Grid, Plane};

/// The logistic neuron with two weights: points (10, 0) -> 0.55 and (0.7, 0) -> 0.25, and the same
/// on the second axis. Auer, Herbster and Warmuth 1995: two minima an axis, four in all.
fn logistic() -> (Objective, Plane) {
    use ndarray::array;
    let network = crate::network::Network {
        layers: vec![2, 1],
        activation: crate::network::Activation::Identity,
        output_activation: crate::network::Activation::Sigmoid,
        bias: false,
    };
    let data = crate::network::Dataset::new(
        array![[10.0, 0.0], [0.7, 0.0], [0.0, 10.0], [0.0, 0.7]],
        array![[0.55], [0.25], [0.55], [0.25]],
    );
    let loss = crate::objective::Loss {
        kind: crate::objective::LossKind::Squared,
        reduction: crate::objective::Reduction::Sum,
        scale: 1.0,
    };
    let plane = Plane::weights(&network, &[0.0, 0.0], 0, 1).unwrap();
    (Objective::new(network, data, loss), plane)
}

fn grid(width: usize, height: usize) -> Grid {
    Grid { width, height, x_range: [-4.0, 2.0], y_range: [-4.0, 2.0] }
}

fn settings(steps: usize) -> Settings {
    Settings::new(Optimizer::GradientDescent, 0.05, steps)
}

fn map(width: usize, height: usize, steps: usize) -> BasinMap {
    let (objective, plane) = logistic();
    compute(&objective, &plane, &grid(width, height), &settings(steps), &Monitor::default())
        .expect("not cancelled")
}

#[test]
fn the_logistic_neuron_of_two_weights_has_exactly_four_minima_with_their_losses() {
    let map = map(24, 24, 20_000);
    assert_eq!((map.count(UNDECIDED), map.count(DIVERGED), map.count(NOT_COMPUTED)), (0, 0, 0));
    assert_eq!(map.attractors.len(), 4);
    // sums of one of 0.0639505 and 0.3024998 an axis
    for (attractor, expected) in
        map.attractors.iter().zip([0.127_901, 0.366_450_3, 0.366_450_3, 0.604_999_6])
    {
        assert!((attractor.loss - expected).abs() < 1e-6, "{attractor:?}");
        assert_eq!(attractor.kind, Kind::Minimum);
    }
    // the basins are the products of those of one axis, whose border is the maximum at w = -0.4935
    let border = |w: f64| w > -0.4935;
    for ((j, i), label) in map.label.indexed_iter() {
        let at = map.attractors[usize::try_from(*label).unwrap()].weights.clone();
        assert_eq!(
            (border(at[0]), border(at[1])),
            (border(map.grid.x(i)), border(map.grid.y(j))),
            "cell {i}, {j}"
        );
    }
}

#[test]
fn a_cell_s_label_is_what_plain_descent_from_it_says() {
    let (objective, plane) = logistic();
    let map = map(16, 12, 20_000);
    for ((j, i), label) in map.label.indexed_iter() {
        let start = plane.point(map.grid.x(i), map.grid.y(j));
        let end = descend(&objective, &start, &settings(20_000), &Monitor::default()).unwrap();
        assert_eq!(end.termination, Termination::Converged);
        let attractor = &map.attractors[usize::try_from(*label).unwrap()];
        assert!((end.end().loss - attractor.loss).abs() < 1e-6);
        assert!(
            end.end().weights.iter().zip(&attractor.weights).all(|(a, b)| (a - b).abs() < 1e-2)
        );
    }
}

#[test]
fn threads_and_instructions_do_not_change_a_bit() {
    let (objective, plane) = logistic();
    let with = |threads, level| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            compute_with(
                &objective,
                &plane,
                &grid(40, 30),
                &settings(3000),
                Options { level, ..Options::default() },
                &Monitor::default(),
                |_| {},
            )
            .unwrap()
        })
    };
    let one = with(1, Level::Best);
    for other in [with(3, Level::Best), with(2, Level::Plain)] {
        assert_eq!(one.label, other.label);
        assert_eq!(one.steps, other.steps);
        assert!(one.loss.iter().zip(&other.loss).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert_eq!(one.attractors, other.attractors);
    }
}

#[test]
fn passes_refine_the_same_map_and_cells_to_come_show_their_coarse_neighbour() {
    let (objective, plane) = logistic();
    let mut computed = Vec::new();
    let mut first = None;
    let map = compute_with(
        &objective,
        &plane,
        &grid(20, 20),
        &settings(20_000),
        Options::default(),
        &Monitor::default(),
        |pass| {
            computed.push(pass.computed());
            first.get_or_insert_with(|| pass.clone());
        },
    )
    .unwrap();
    // the scouts' sketch comes first
    assert_eq!(computed, [25, 25, 100, 400]);
    let first = first.unwrap();
    for ((j, i), label) in first.label.indexed_iter() {
        let is_computed = i % 4 == 0 && j % 4 == 0;
        assert_eq!(*label != NOT_COMPUTED, is_computed);
        assert_eq!(first.shown_label(i, j), first.label[[j - j % 4, i - i % 4]]);
        if is_computed {
            assert_eq!(
                first.attractors[usize::try_from(*label).unwrap()].loss,
                map.attractors[usize::try_from(map.label[[j, i]]).unwrap()].loss
            );
        }
    }
}

#[test]
fn a_budget_too_small_leaves_cells_undecided_and_counted() {
    let map = map(8, 8, 64);
    assert!(map.count(UNDECIDED) > 0);
    assert_eq!(map.computed(), 64);
}

#[test]
fn a_cancelled_map_is_nothing() {
    let (objective, plane) = logistic();
    let monitor = Monitor::default();
    monitor.cancel();
    assert!(compute(&objective, &plane, &grid(8, 8), &settings(100), &monitor).is_none());
}

#[test]
fn the_recorded_end_of_a_cell_s_descent_has_the_cell_s_label() {
    let (objective, plane) = logistic();
    let map = map(12, 12, 20_000);
    for ((j, i), label) in map.label.indexed_iter() {
        let start = plane.point(map.grid.x(i), map.grid.y(j));
        let run = descend(&objective, &start, &settings(20_000), &Monitor::default()).unwrap();
        assert_eq!(map.label_of(&objective, &run.ending, false), *label, "cell {i}, {j}");
    }
}

#[test]
fn random_starts_report_as_they_go_and_batches_leave_no_trace() {
    let (objective, _) = logistic();
    let law = crate::network::Law::Normal { sd: 2.0 };
    let mut reports = Vec::new();
    let all = population_with(
        &objective,
        &settings(3000),
        law,
        300,
        7,
        false,
        &Monitor::default(),
        |now| {
            reports.push((now.runs(), now.counts.clone()));
        },
    )
    .unwrap();
    assert_eq!(reports.iter().map(|report| report.0).collect::<Vec<_>>(), [64, 128, 256, 300]);
    assert_eq!(reports[3].1, all.counts);
    // the first 64 starts are the same starts, however many come after them
    let few = population(&objective, &settings(3000), law, 64, 7, &Monitor::default()).unwrap();
    assert_eq!(few.counts, reports[0].1);
}
