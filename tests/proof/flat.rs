//! What planes of the shipped presets show of flat sets.

use basinscope::preset::Preset;
use basinscope::proof::{FlatParts, Patch, Verdict, Window, certify, exact_loss, flat_parts};
use num_rational::BigRational;
use num_traits::ToPrimitive;

use super::whole;

/// The patches around a named point along two directions, in a window of half side `reach`.
fn patches(
    preset: &Preset,
    point: &[BigRational],
    axes: [&[BigRational]; 2],
    reach: i64,
) -> Vec<Patch> {
    let corner = |s: i64, t: i64| [whole(s * reach), whole(t * reach)];
    let corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
    flat_parts(&preset.exact_problem(), &Window { point, axes, corners: &corners }).patches
}

fn unit(count: usize, index: usize) -> Vec<BigRational> {
    (0..count).map(|i| if i == index { whole(1) } else { whole(0) }).collect()
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
    // b = 3 + w, while the point at x = 1 stays off: w < -3/2, that is 1/2 from the point to the
    // right
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
    let [weight, bias, last] =
        [layout[1].weights.start, layout[1].biases.start, layout[2].biases.start];
    let axes = [unit(count, weight), unit(count, bias)];
    let axes = [axes[0].as_slice(), axes[1].as_slice()];
    let found = patches(&preset, point, axes, 3);
    assert_eq!(found.len(), 1);
    assert!(found[0].len() > 3);
    assert_holds(&preset, point, axes, &found[0]);
    // relu(-x) is 1 at x = -1 and 0 elsewhere: the unit stays dead while -1 + s - 1 + t < 0 and -1
    // + t < 0
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

#[test]
fn rescaling_a_relu_unit_is_a_hyperbola_where_both_of_its_sides_are_in_the_plane() {
    // (w, b) = (1 + s) (1, -3) and v = 1 + t: the minima with v w = 1
    let preset = Preset::load("relu-line-of-minima").unwrap();
    let point = &preset.point("line of minima").unwrap().exact;
    let both = vec![whole(1), whole(-3), whole(0), whole(0)];
    let outgoing = unit(4, 2);
    let problem = preset.exact_problem();
    let corners = [[-1, -1], [8, -1], [8, 8], [-1, 8]].map(|at: [i64; 2]| at.map(whole));
    let parts =
        flat_parts(&problem, &Window { point, axes: [&both, &outgoing], corners: &corners });
    assert!(parts.patches.is_empty() && !parts.is_crossed);
    let [curve] = &parts.curves[..] else { panic!("{parts:?}") };
    for [s, t] in curve {
        assert!(((1.0 + s) * (1.0 + t) - 1.0).abs() < 1e-9 && *s > -1.0 && s.max(*t) <= 8.0);
    }
    // from edge to edge, and smooth to the eye
    let [first, last] = [curve[0], curve[curve.len() - 1]];
    assert!(first[1].max(last[1]) > 7.8 && first[0].max(last[0]) > 7.8);
    assert!(curve.windows(2).all(|w| (w[1][0] - w[0][0]).hypot(w[1][1] - w[0][1]) < 0.1));
    // such weights, to the last digit, are certified one by one
    for share in [2, 5, 9] {
        let factor = BigRational::new(share.into(), 4.into());
        let weights = vec![factor.clone(), whole(-3) * &factor, factor.recip(), whole(0)];
        let found = certify(&problem, &weights, &[]);
        assert_eq!(
            (found.verdict, found.exact_loss),
            (Verdict::ProvenFlatMinimum, Some(whole(18)))
        );
    }
}

#[test]
fn a_plane_that_holds_one_side_of_a_unit_fast_only_crosses_the_curve() {
    let preset = Preset::load("relu-line-of-minima").unwrap();
    let point = &preset.point("line of minima").unwrap().exact;
    let problem = preset.exact_problem();
    let corners = [[-4, -4], [4, -4], [4, 4], [-4, 4]].map(|at: [i64; 2]| at.map(whole));
    let units: Vec<Vec<BigRational>> = (0..4).map(|index| unit(4, index)).collect();
    let parts = |x: &[BigRational], y: &[BigRational]| {
        flat_parts(&problem, &Window { point, axes: [x, y], corners: &corners })
    };
    for (x, y) in [(0, 1), (0, 2), (1, 2), (2, 3)] {
        let found = parts(&units[x], &units[y]);
        assert!(
            found.is_crossed && found.curves.is_empty() && found.patches.is_empty(),
            "{x} {y}: {found:?}"
        );
    }
    // a weight, and another direction across the curve of which the first is no part
    let skew = vec![whole(1), whole(-2), whole(0), whole(0)];
    assert!(parts(&skew, &units[2]).is_crossed);
    // a point that is no minimum has no curve of them
    let off = vec![whole(1), whole(-3), whole(1), whole(1)];
    let both = vec![whole(1), whole(-3), whole(0), whole(0)];
    let window = Window { point: &off, axes: [&both, &units[2]], corners: &corners };
    assert_eq!(flat_parts(&problem, &window), FlatParts::default());
}

#[test]
fn constant_outputs_of_sigmoid_units_are_minima_along_a_curve_up_to_where_they_cease_to_be() {
    // v s(b) + 1/6 = 1/3. By hand: with a = v s'(b), the block without the output bias is a
    // rank-one matrix of a a^T / 2 plus v s''(b) / 6 on the diagonal, and positive definite up to
    // s(b) = 5/9
    let preset = Preset::load("yun-sigmoid").unwrap();
    let point = &preset.point("spurious minimum").unwrap().exact;
    let problem = preset.exact_problem();
    let (bias, outgoing) = (unit(9, 4), unit(9, 6));
    let corners = [[-2, -1], [3, -1], [3, 2], [-2, 2]].map(|at: [i64; 2]| at.map(whole));
    let parts =
        flat_parts(&problem, &Window { point, axes: [&bias, &outgoing], corners: &corners });
    let [curve] = &parts.curves[..] else { panic!("{parts:?}") };
    let start = -std::f64::consts::LN_2;
    for [s, t] in curve {
        let (b, v) = (start + s, 0.5 + t);
        assert!((v / (1.0 + (-b).exp()) - 1.0 / 6.0).abs() < 1e-9, "{b} {v}");
        assert!(b < 1.25_f64.ln(), "{b}");
    }
    let along = || curve.iter().map(|at| start + at[0]);
    assert!(along().fold(f64::NEG_INFINITY, f64::max) > 1.25_f64.ln() - 0.01);
    // v = 2.5 at the upper edge
    let at_edge = (1.0 / 14.0_f64).ln();
    assert!((along().fold(f64::INFINITY, f64::min) - at_edge).abs() < 0.02);
}

#[test]
fn a_plane_in_which_the_units_must_look_at_the_data_only_crosses_the_set_of_constant_outputs() {
    let preset = Preset::load("yun-sigmoid").unwrap();
    let point = &preset.point("spurious minimum").unwrap().exact;
    let problem = preset.exact_problem();
    let (x, y) = (unit(9, 0), unit(9, 2));
    let corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(|at: [i64; 2]| at.map(whole));
    let parts = flat_parts(&problem, &Window { point, axes: [&x, &y], corners: &corners });
    assert!(parts.is_crossed && parts.curves.is_empty());
    let parts = flat_parts(&problem, &Window { point, axes: [&x, &unit(9, 6)], corners: &corners });
    assert!(
        !parts.is_crossed && parts.curves.is_empty(),
        "along the second axis alone nothing is decided"
    );
}
