//! A quantity, such as the loss, over a grid of a plane.

use ndarray::Array2;
use rayon::prelude::*;

use super::{Grid, Plane, Quantity};
use crate::lanes::{Kernel, Matrices, Raster};
use crate::monitor::Monitor;
use crate::objective::Objective;

/// The loss at every cell of `grid`; see [`values`].
#[must_use]
pub fn loss(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
) -> Option<Array2<f64>> {
    values(Quantity::Loss, objective, plane, grid, monitor)
}

/// A quantity at every cell of `grid`, `height x width`, row 0 at the lowest `y`; `None` when
/// cancelled.
///
/// Rows are shared out among rayon's threads; the values do not depend on their number.
#[must_use]
pub fn values(
    quantity: Quantity,
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
) -> Option<Array2<f64>> {
    monitor.set_total((grid.width * grid.height) as u64);
    let raster = Raster {
        origin: &plane.origin,
        x: &plane.x.direction,
        y: &plane.y.direction,
        width: grid.width,
        range: grid.x_range,
    };
    if quantity == Quantity::Sharpness || objective.is_population() {
        return fill(
            grid,
            monitor,
            || (),
            |j, row, ()| {
                for (i, value) in row.iter_mut().enumerate() {
                    if monitor.is_cancelled() {
                        return;
                    }
                    *value = quantity.at(objective, &plane.point(grid.x(i), grid.y(j)));
                }
            },
        );
    }
    let has_gradient = quantity == Quantity::GradientNorm;
    if let Some(matrices) = Matrices::new(objective) {
        let cells = matrices.cells(raster);
        return fill(
            grid,
            monitor,
            || cells.work(),
            |j, row, work| {
                // nothing of a cancelled row is used
                let _ = if has_gradient {
                    cells.gradient_row(grid.y(j), row, work, monitor)
                } else {
                    cells.row(grid.y(j), row, work, monitor)
                };
            },
        );
    }
    let kernel = Kernel::new(objective);
    let slicer = kernel.slicer(raster);
    fill(
        grid,
        monitor,
        || kernel.block(),
        |j, row, block| {
            if has_gradient {
                slicer.gradient_row(grid.y(j), block, row);
            } else {
                slicer.row(grid.y(j), block, row);
            }
        },
    )
}

/// Fills the rows of a grid, which are shared out among the threads, each with scratch memory of
/// its own.
fn fill<W>(
    grid: &Grid,
    monitor: &Monitor,
    work: impl Fn() -> W + Sync + Send,
    fill_row: impl Fn(usize, &mut [f64], &mut W) + Sync + Send,
) -> Option<Array2<f64>> {
    let mut values = vec![0.0; grid.width * grid.height];
    let rows = values.par_chunks_mut(grid.width.max(1)).enumerate();
    rows.for_each_init(work, |work, (j, row)| {
        if !monitor.is_cancelled() {
            fill_row(j, row, work);
            monitor.advance(row.len() as u64);
        }
    });
    if monitor.is_cancelled() {
        return None;
    }
    Some(Array2::from_shape_vec((grid.height, grid.width), values).expect("a value a cell"))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Reduction};

    /// Two weights `(a, b)` and one point (1, 1) -> 3, so that `L = (a + b - 3)^2`.
    fn valley() -> (Objective, Plane) {
        let network = Network {
            layers: vec![2, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: false,
        };
        let plane = Plane::weights(&network, &[0.0, 0.0], 0, 1).unwrap();
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
        (Objective::new(network, Dataset::new(array![[1.0, 1.0]], array![[3.0]]), loss), plane)
    }

    fn grid() -> Grid {
        Grid { width: 7, height: 5, x_range: [-1.0, 2.5], y_range: [0.0, 5.0] }
    }

    #[test]
    fn values_belong_to_the_centres_of_cells_with_the_lowest_row_first() {
        let (objective, plane) = valley();
        let values = loss(&objective, &plane, &grid(), &Monitor::default()).unwrap();
        assert_eq!(values.dim(), (5, 7));
        assert_eq!((grid().x(0), grid().y(0)), (-0.75, 0.5));
        for ((j, i), value) in values.indexed_iter() {
            assert!((value - (grid().x(i) + grid().y(j) - 3.0).powi(2)).abs() < 1e-12);
        }
    }

    #[test]
    fn gradient_norms_are_those_of_all_weights_and_agree_with_differences_of_the_loss() {
        // a plane of two of many weights: most of the gradient is off it
        let grid = Grid { width: 19, height: 5, x_range: [-3.0, 2.0], y_range: [-2.0, 2.5] };
        for activation in Activation::ALL {
            let network = Network {
                layers: vec![2, 3, 1],
                activation,
                output_activation: Activation::Identity,
                bias: true,
            };
            let data = Dataset::new(
                array![[2.8, 0.4], [-0.5, 0.2], [0.0, -3.4]],
                array![[1.0], [0.0], [1.0]],
            );
            let kind = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
            let origin: Vec<f64> =
                (0..network.parameter_count()).map(|k| 0.7 * (k as f64).sin()).collect();
            let plane = Plane::weights(&network, &origin, 0, 4).unwrap();
            let objective = Objective::new(network, data, kind);
            let values =
                values(Quantity::GradientNorm, &objective, &plane, &grid, &Monitor::default())
                    .unwrap();
            let (mut work, mut gradient) = (objective.workspace(), vec![0.0; origin.len()]);
            let mut close = 0;
            for ((j, i), value) in values.indexed_iter() {
                let weights = plane.point(grid.x(i), grid.y(j));
                objective.value_and_gradient(&weights, &mut gradient, &mut work);
                let expected = crate::network::norm(&gradient);
                assert!(
                    (value - expected).abs() <= 1e-11 * (1.0 + expected),
                    "{activation}: {value}"
                );
                let h = 1e-5;
                let differences: Vec<f64> = (0..weights.len())
                    .map(|k| {
                        let mut at = |by: f64| {
                            let mut moved = weights.clone();
                            moved[k] += by;
                            objective.value(&moved, &mut work)
                        };
                        (at(h) - at(-h)) / (2.0 * h)
                    })
                    .collect();
                let differences = crate::network::norm(&differences);
                close += usize::from((value - differences).abs() <= 1e-5 * (1.0 + value));
            }
            // a difference across a kink is another number
            assert!(close * 20 >= values.len() * 19, "{activation}: {close} of {}", values.len());
        }
    }

    #[test]
    fn sharpness_is_the_curvature_across_a_valley_and_is_not_computed_for_large_networks() {
        let (objective, plane) = valley();
        let sharp = |objective: &Objective, plane: &Plane| {
            values(Quantity::Sharpness, objective, plane, &grid(), &Monitor::default()).unwrap()
        };
        // L = (a + b - 3)^2 has the Hessian [[2, 2], [2, 2]], with eigenvalues 0 and 4
        assert!(sharp(&objective, &plane).iter().all(|value| (value - 4.0).abs() < 1e-14));
        assert!(Quantity::Sharpness.refusal(2).is_none());
        let network = Network { layers: vec![2, 20, 1], ..objective.network().clone() };
        let many = network.parameter_count() + 20;
        assert!(Quantity::Sharpness.refusal(many).unwrap().contains("at most 64 weights"));
        assert!(Quantity::GradientNorm.refusal(many).is_none());
    }

    #[test]
    fn the_same_bits_come_from_one_thread_and_from_three() {
        let (objective, plane) = valley();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let all = |quantity| values(quantity, &objective, &plane, &grid(), &Monitor::default());
            pool.install(|| Quantity::ALL.map(all))
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn a_slice_agrees_with_the_plain_objective_at_every_cell() {
        // 37 columns: a last block that is not full
        let grid = Grid { width: 37, height: 5, x_range: [-3.0, 9.0], y_range: [-4.0, 4.0] };
        for activation in Activation::ALL {
            for layers in [vec![2, 2, 1], vec![2, 3, 2, 1]] {
                let network = Network {
                    layers,
                    activation,
                    output_activation: Activation::Identity,
                    bias: true,
                };
                let inputs = array![[2.8, 0.4], [-0.5, 0.2], [0.0, -3.4], [1.0, 1.0], [-4.2, 3.3]];
                let data = Dataset::new(inputs, array![[1.0], [0.0], [1.0], [0.25], [0.0]]);
                let loss_kind =
                    Loss { kind: LossKind::CrossEntropy, reduction: Reduction::Mean, scale: 2.0 };
                let origin: Vec<f64> =
                    (0..network.parameter_count()).map(|k| (k as f64).sin()).collect();
                let plane = Plane::random(&origin, 3).unwrap();
                let objective = Objective::new(network, data, loss_kind);
                let values = loss(&objective, &plane, &grid, &Monitor::default()).unwrap();
                let mut work = objective.workspace();
                for ((j, i), value) in values.indexed_iter() {
                    let expected = objective.value(&plane.point(grid.x(i), grid.y(j)), &mut work);
                    let error = (value - expected).abs();
                    assert!(error <= 1e-12 * expected, "{activation}: {value} against {expected}");
                }
            }
        }
    }

    #[test]
    fn progress_ends_at_the_number_of_cells_and_a_cancelled_slice_is_nothing() {
        let (objective, plane) = valley();
        let monitor = Monitor::default();
        assert!(loss(&objective, &plane, &grid(), &monitor).is_some());
        assert_eq!((monitor.done(), monitor.total(), monitor.fraction()), (35, 35, 1.0));
        monitor.cancel();
        assert!(loss(&objective, &plane, &grid(), &monitor).is_none());
    }
}
