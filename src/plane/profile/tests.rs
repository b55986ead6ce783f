use ndarray::array;

use super::*;
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Reduction};
use crate::plane::slice;

fn squared(scale: f64) -> Loss {
    Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale }
}

/// A linear unit with four weights: `L(w) = |A w - y|^2`, a quadratic form.
fn linear() -> (Objective, Array2<f64>, Vec<f64>) {
    let network = Network {
        layers: vec![4, 1],
        activation: Activation::Identity,
        output_activation: Activation::Identity,
        bias: false,
    };
    let inputs = array![
        [1.0, 0.5, -1.0, 2.0],
        [0.0, 1.0, 3.0, -1.0],
        [2.0, -1.0, 0.5, 0.0],
        [-1.0, 1.0, 1.0, 1.0],
        [0.5, 2.0, -2.0, 1.5]
    ];
    let targets = vec![1.0, -2.0, 0.5, 3.0, 1.0];
    let column = Array2::from_shape_vec((5, 1), targets.clone()).unwrap();
    (Objective::new(network, Dataset::new(inputs.clone(), column), squared(1.0)), inputs, targets)
}

fn grid(width: usize, height: usize) -> Grid {
    Grid { width, height, x_range: [-2.0, 3.0], y_range: [-3.0, 2.0] }
}

/// `min |A (w0 + C z) - y|^2` over `z` by the normal equations, for orthonormal columns `C`.
fn least_squares(inputs: &Array2<f64>, targets: &[f64], at: &[f64], columns: &[Vec<f64>]) -> f64 {
    let times = |w: &[f64]| -> Vec<f64> {
        inputs.rows().into_iter().map(|row| row.iter().zip(w).map(|(a, w)| a * w).sum()).collect()
    };
    let rest: Vec<f64> = targets.iter().zip(times(at)).map(|(y, out)| y - out).collect();
    let images: Vec<Vec<f64>> = columns.iter().map(|column| times(column)).collect();
    let gram = nalgebra::DMatrix::from_fn(columns.len(), columns.len(), |i, j| {
        dot(&images[i], &images[j])
    });
    let right = nalgebra::DVector::from_fn(columns.len(), |i, _| dot(&images[i], &rest));
    let z = gram.cholesky().unwrap().solve(&right);
    let left = (0..rest.len())
        .map(|n| rest[n] - images.iter().zip(z.iter()).map(|(image, z)| image[n] * z).sum::<f64>());
    left.map(|r| r * r).sum()
}

fn computed(objective: &Objective, plane: &Plane, grid: &Grid) -> Profile {
    profile(objective, plane, grid, &Monitor::default(), |_| {}).unwrap()
}

#[test]
fn the_profile_of_a_quadratic_loss_is_the_one_of_the_normal_equations() {
    let (objective, inputs, targets) = linear();
    let origin = [0.7, -0.3, 0.2, 1.1];
    let weights = Plane::weights(objective.network(), &origin, 0, 2).unwrap();
    let skew =
        Plane::along(&origin, &[1.0, 1.0, 0.0, 0.0], &[0.0, 1.0, -1.0, 2.0], "x", "y").unwrap();
    for plane in [weights, skew] {
        let found = computed(&objective, &plane, &grid(30, 26));
        let basis = plane.basis();
        let complement: Vec<Vec<f64>> = {
            // what is left of random vectors
            let mut all = basis.clone();
            for seed in 0..2_u8 {
                let mut v: Vec<f64> =
                    (0..4_u8).map(|k| f64::from((k * 7 + seed * 5 + 3) % 11)).collect();
                for _ in 0..2 {
                    for unit in &all {
                        let along = dot(unit, &v);
                        v.iter_mut().zip(unit).for_each(|(v, u)| *v -= along * u);
                    }
                }
                let size = norm(&v);
                all.push(v.iter().map(|v| v / size).collect());
            }
            all.split_off(2)
        };
        for ((j, i), value) in found.values.indexed_iter() {
            let at = plane.point(found.grid.x(i), found.grid.y(j));
            let expected = least_squares(&inputs, &targets, &at, &complement);
            assert!(
                (value - expected).abs() <= 1e-7 * (1.0 + expected),
                "{value} against {expected}"
            );
        }
    }
}

#[test]
fn the_profile_is_never_above_the_slice_and_never_below_the_global_minimum() {
    for (activation, layers) in [
        (Activation::Relu, vec![1, 2, 1]),
        (Activation::Sigmoid, vec![1, 2, 1]),
        (Activation::Tanh, vec![1, 3, 1]),
    ] {
        let network =
            Network { layers, activation, output_activation: Activation::Identity, bias: true };
        let origin: Vec<f64> =
            (0..network.parameter_count()).map(|k| (1.0 + k as f64).sin()).collect();
        let data =
            Dataset::new(array![[-1.0], [0.0], [1.5], [2.0]], array![[1.0], [0.0], [2.0], [-1.0]]);
        let objective = Objective::new(network, data, squared(1.0));
        for plane in [
            Plane::weights(objective.network(), &origin, 0, 2).unwrap(),
            Plane::random(&origin, 4).unwrap(),
        ] {
            let grid = grid(32, 28);
            let found = computed(&objective, &plane, &grid);
            let slice = slice::loss(&objective, &plane, &grid, &Monitor::default()).unwrap();
            let mut lower = 0;
            for (profile, slice) in found.values.iter().zip(&slice) {
                // the slice is summed in another order
                assert!(
                    *profile <= slice * (1.0 + 1e-12) && *profile >= 0.0,
                    "{profile} above {slice}"
                );
                lower += usize::from(*profile < 0.9 * slice);
            }
            assert!(lower > 700, "{activation}: only {lower} cells are lower");
        }
    }
}

#[test]
fn the_weights_of_the_plane_are_held_exactly() {
    let (objective, ..) = linear();
    let plane = Plane::weights(objective.network(), &[0.0; 4], 1, 3).unwrap();
    let found = computed(&objective, &plane, &grid(9, 7));
    assert!(found.offsets.chunks(4).all(|off| off[1] == 0.0 && off[3] == 0.0));
    assert!(found.offsets.chunks(4).all(|off| off[0] != 0.0));
}

#[test]
fn the_same_bits_come_from_one_thread_and_from_three_and_stages_are_reported() {
    let (objective, ..) = linear();
    let plane = Plane::random(&[0.1; 4], 1).unwrap();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut sizes = Vec::new();
        let report = |profile: &Profile| sizes.push(profile.values.dim());
        let found = pool.install(|| {
            let monitor = Monitor::default();
            let found = profile(&objective, &plane, &grid(100, 96), &monitor, report);
            assert_eq!(monitor.fraction(), 1.0);
            found
        });
        (found, sizes)
    };
    let one = with(1);
    assert_eq!(one.1, [(6, 7), (24, 25)]);
    assert_eq!(one, with(3));
}

#[test]
fn a_cancelled_profile_is_nothing_and_an_infinite_loss_does_no_harm() {
    let (objective, ..) = linear();
    let plane = Plane::weights(objective.network(), &[0.0; 4], 0, 1).unwrap();
    let monitor = Monitor::default();
    monitor.cancel();
    assert!(profile(&objective, &plane, &grid(9, 9), &monitor, |_| {}).is_none());
    let far = Grid { width: 3, height: 3, x_range: [-1e200, 1e200], y_range: [-1e200, 1e200] };
    let found = computed(&objective, &plane, &far);
    assert_eq!(found.values.dim(), (3, 3));
    assert!(found.values[[1, 1]].is_finite() && !found.values[[0, 0]].is_finite());
    let empty = Grid { width: 0, height: 0, ..far };
    assert_eq!(computed(&objective, &plane, &empty).values.len(), 0);
}
