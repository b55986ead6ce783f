use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::{Patch, Window, flat_patches, whole, zero};
use crate::certificate::{Verdict, certify, exact_loss};
use crate::preset::Preset;

/// The patches around a named point along two directions, in a window of half side `reach`.
fn patches(preset: &Preset, point: &[BigRational], axes: [&[BigRational]; 2], reach: i64) -> Vec<Patch> {
    let corner = |s: i64, t: i64| [whole(s * reach), whole(t * reach)];
    let corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
    flat_patches(&preset.exact_problem(), &Window { point, axes, corners: &corners })
}

fn unit(count: usize, index: usize) -> Vec<BigRational> {
    (0..count).map(|i| if i == index { whole(1) } else { zero() }).collect()
}

fn floats(patch: &Patch) -> Vec<[f64; 2]> {
    patch.iter().map(|at| [0, 1].map(|axis| at[axis].to_f64().unwrap())).collect()
}

/// Every place of a patch that is tried is a minimum of the same loss.
fn assert_holds(preset: &Preset, point: &[BigRational], axes: [&[BigRational]; 2], patch: &Patch) {
    let problem = preset.exact_problem();
    let loss = exact_loss(&problem, point);
    for (k, a) in patch.iter().enumerate() {
        for b in &patch[k..] {
            for share in [1, 5, 8, 11, 16] {
                let share = BigRational::new(share.into(), 16.into());
                let at = [0, 1].map(|axis| &a[axis] + &share * (&b[axis] - &a[axis]));
                let weights: Vec<BigRational> = (0..point.len())
                    .map(|i| &point[i] + &at[0] * &axes[0][i] + &at[1] * &axes[1][i])
                    .collect();
                assert!(certify(&problem, &weights, &[]).verdict.is_minimum());
                assert_eq!(exact_loss(&problem, &weights), loss);
            }
        }
    }
}

#[test]
fn the_better_minimum_of_one_relu_unit_is_half_a_line_up_to_the_next_data_point() {
    let preset = Preset::load("relu-line-of-minima").unwrap();
    let point = &preset.point("better").unwrap().exact;
    let axes = [unit(4, 0), unit(4, 1)];
    let axes = [axes[0].as_slice(), axes[1].as_slice()];
    let found = patches(&preset, point, axes, 4);
    // b = 3 + w, while the point at x = 1 stays off: w < -3/2, that is 1/2 from the point to the right
    let mut ends: Vec<[f64; 2]> = found.iter().map(|patch| floats(patch)[1]).collect();
    ends.sort_by(|a, b| a[0].total_cmp(&b[0]));
    assert_eq!(found.len(), 2, "{ends:?}");
    assert!(ends.iter().all(|[s, t]| s == t));
    assert!(ends[0][0] < -3.9 && (0.499..0.5).contains(&ends[1][0]), "{ends:?}");
    found.iter().for_each(|patch| assert_holds(&preset, point, axes, patch));
    // the other one is met by this plane in a point
    assert!(patches(&preset, &preset.point("line of minima").unwrap().exact, axes, 4).is_empty());
}

#[test]
fn a_dead_layer_is_a_polygon_of_its_own_weights_and_a_line_where_the_output_moves() {
    let preset = Preset::load("dead-layer").unwrap();
    let point = &preset.point("dead").unwrap().exact;
    let layout = preset.network.layout();
    let count = preset.network.parameter_count();
    let [weight, bias, last] = [layout[1].weights.start, layout[1].biases.start, layout[2].biases.start];
    let axes = [unit(count, weight), unit(count, bias)];
    let axes = [axes[0].as_slice(), axes[1].as_slice()];
    let found = patches(&preset, point, axes, 3);
    assert_eq!(found.len(), 1);
    assert!(found[0].len() > 3);
    assert_holds(&preset, point, axes, &found[0]);
    // relu(-x) is 1 at x = -1 and 0 elsewhere: the unit stays dead while -1 + s - 1 + t < 0 and -1 + t < 0
    for [s, t] in floats(&found[0]) {
        assert!(s + t < 2.0 && t < 1.0);
    }
    assert!(
        floats(&found[0]).iter().any(|[s, t]| s + t > 1.98)
            && floats(&found[0]).iter().any(|[_, t]| *t > 0.98)
    );
    let axes = [unit(count, bias), unit(count, last)];
    let axes = [axes[0].as_slice(), axes[1].as_slice()];
    let found = patches(&preset, point, axes, 3);
    assert_eq!(found.len(), 2);
    assert!(found.iter().flat_map(floats).all(|[s, t]| t == 0.0 && s < 1.0));
    // moving the first layer's weights is not covered
    let axes = [unit(count, 0), unit(count, last)];
    assert!(patches(&preset, point, [&axes[0], &axes[1]], 3).is_empty());
}

#[test]
fn scaling_a_unit_is_a_curve_and_no_segment() {
    // along w and v the minima are a hyperbola, of which no piece is straight
    let preset = Preset::load("relu-line-of-minima").unwrap();
    let point = &preset.point("better").unwrap().exact;
    let axes = [unit(4, 0), unit(4, 2)];
    assert!(patches(&preset, point, [&axes[0], &axes[1]], 4).is_empty());
}

#[test]
fn what_is_no_proven_minimum_has_no_flat_set() {
    let preset = Preset::load("two-relu-units").unwrap();
    let printed = &preset.point("bad minimum as printed").unwrap().exact;
    assert_eq!(certify(&preset.exact_problem(), printed, &[]).verdict, Verdict::Disproved);
    for (i, j) in [(0, 1), (2, 3), (4, 6)] {
        let axes = [unit(7, i), unit(7, j)];
        assert!(patches(&preset, printed, [&axes[0], &axes[1]], 4).is_empty());
    }
    assert!(patches(&preset, printed, [&[], &[]], 4).is_empty());
}
