use super::*;
use proptest::prelude::*;

fn fit(values: &[f64], kind: ScaleKind) -> Scale {
    Scale::fit(values.iter().copied(), kind)
}

#[test]
fn the_log_scale_runs_from_the_smallest_positive_value_and_says_when_zero_is_below() {
    let scale = fit(&[0.0, 1e-3, 2.0, 100.0, f64::NAN, f64::INFINITY], ScaleKind::Log);
    assert_eq!((scale.low, scale.high), (1e-3, 100.0));
    assert!(scale.clips_below && !scale.clips_above);
    assert_eq!(scale.ticks()[0], Tick { position: 0.0, label: "≤ 1e-3".into() });
    assert_eq!(scale.position(0.0), 0.0);
    assert_eq!(scale.position(-5.0), 0.0);
    assert!(!fit(&[1e-3, 100.0], ScaleKind::Log).clips_below);
}

#[test]
fn rounding_noise_near_zero_does_not_stretch_the_log_scale() {
    let scale = fit(&[1e-33, 1.0, 100.0], ScaleKind::Log);
    assert_eq!((scale.low, scale.clips_below), (1e-10, true));
}

#[test]
fn an_end_beyond_which_there_are_data_is_a_round_number() {
    let first = |scale: &Scale| scale.ticks()[0].label.clone();
    // over twelve decades below 0.4774, rounded up; below 0.0123, where 0 is seen, rounded down
    let scale = fit(&[1e-33, 0.1, 0.477_4], ScaleKind::Log);
    assert_eq!((scale.low, first(&scale)), (5e-13, "≤ 5e-13".into()));
    let scale = fit(&[0.0, 0.0123, 0.477_4], ScaleKind::Log);
    assert_eq!((scale.low, first(&scale)), (0.01, "≤ 0.01".into()));
    // what is not cut off stays as it is
    assert_eq!(fit(&[0.0123, 0.477_4], ScaleKind::Log).low, 0.0123);
    let mut values: Vec<f64> = (0..100).map(|i| 1.234_5 * f64::from(i)).collect();
    values[99] = 1e9;
    let scale = fit(&values, ScaleKind::Linear);
    assert_eq!((scale.high, scale.ticks().last().unwrap().label.as_str()), (120.0, "≥ 120"));
    assert_eq!(fit(&[5e-324, 1e-320, 0.0], ScaleKind::Log).low, 5e-324);
}

#[test]
fn a_huge_corner_does_not_flatten_the_linear_scale() {
    let mut values: Vec<f64> = (0..100).map(f64::from).collect();
    values[99] = 1e9;
    let scale = fit(&values, ScaleKind::Linear);
    assert_eq!((scale.low, scale.high, scale.clips_above), (0.0, 95.0, true));
    assert_eq!(scale.ticks().last().unwrap(), &Tick { position: 1.0, label: "≥ 95".into() });
    let even = fit(&values[..99], ScaleKind::Linear);
    assert_eq!((even.high, even.clips_above), (98.0, false));
}

#[test]
fn a_spike_on_constant_data_is_still_in_range() {
    let mut values = vec![2.0; 100];
    values[7] = 5.0;
    assert_eq!(fit(&values, ScaleKind::Linear).high, 5.0);
}

#[test]
fn constant_data_stand_in_the_middle() {
    for kind in [ScaleKind::Log, ScaleKind::Linear] {
        for value in [18.0, 1e-300, 1e300] {
            let scale = fit(&[value; 9], kind);
            assert!((scale.position(value) - 0.5).abs() < 1e-9, "{kind:?} {value}");
            assert!(!scale.clips_below && !scale.clips_above);
        }
    }
    assert_eq!(fit(&[0.0; 9], ScaleKind::Linear).position(0.0), 0.5);
    let zero = fit(&[0.0; 9], ScaleKind::Log);
    assert_eq!((zero.position(0.0), zero.clips_below), (0.0, true));
    let rounding = fit(&[5.0, 5.000_000_000_000_001], ScaleKind::Linear);
    assert!((rounding.position(5.0) - 0.5).abs() < 1e-9);
}

#[test]
fn extreme_data_give_a_usable_scale() {
    for kind in [ScaleKind::Log, ScaleKind::Linear] {
        for values in
            [&[][..], &[f64::NAN], &[-3.0], &[-f64::MAX, f64::MAX], &[5e-324], &[5e-324, 1e308]]
        {
            let scale = fit(values, kind);
            assert!(
                scale.low < scale.high && scale.low.is_finite() && scale.high.is_finite(),
                "{values:?}"
            );
            assert!(scale.ticks().len() <= 20);
            assert!(scale.position(1.0).is_finite());
        }
    }
    assert!(Scale::new(ScaleKind::Log, 1.0, 2.0).position(f64::NAN).is_nan());
    assert!(Scale::new(ScaleKind::Log, 1.0, 2.0).value_at(f64::NAN).is_nan());
}

#[test]
fn a_narrow_range_is_marked_by_distances_from_its_lower_end() {
    for kind in [ScaleKind::Linear, ScaleKind::Log] {
        let ticks = Scale::new(kind, 18.027_1, 18.027_1 + 6e-9).ticks();
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels[..3], ["18.0271..", "+1e-9", "+2e-9"]);
        assert!((ticks[3].position - 0.5).abs() < 1e-5);
    }
}

#[test]
fn a_range_that_ran_over_to_zero_and_infinity_has_round_values_too() {
    let scale = Scale::new(ScaleKind::Log, 0.0, f64::INFINITY);
    let values = scale.round_values(4);
    assert!((2..10).contains(&values.len()), "{values:?}");
    assert!(values.iter().all(|v| v.is_finite()));
}

#[test]
fn ticks_are_powers_of_ten_over_decades_and_finer_on_short_ranges() {
    let labels = |kind, low, high| -> Vec<String> {
        Scale::new(kind, low, high).ticks().into_iter().map(|tick| tick.label).collect()
    };
    assert_eq!(
        labels(ScaleKind::Log, 1e-4, 200.0),
        ["1e-4", "1e-3", "0.01", "0.1", "1", "10", "100"]
    );
    assert_eq!(labels(ScaleKind::Log, 0.9, 60.0), ["1", "2", "5", "10", "20", "50"]);
    assert_eq!(labels(ScaleKind::Log, 14.0, 19.0), ["14", "15", "16", "17", "18", "19"]);
    assert_eq!(labels(ScaleKind::Linear, 0.0, 1.0), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    let close = labels(ScaleKind::Linear, 5.777_378, 5.777_379);
    assert_eq!(close.iter().collect::<std::collections::BTreeSet<_>>().len(), close.len());
}

proptest! {
    #[test]
    fn positions_and_values_round_trip(low in -1e6..1e6, width in 1e-3..1e9, t in 0.0..=1.0) {
        let linear = Scale::new(ScaleKind::Linear, low, low + width);
        prop_assert!((linear.position(linear.value_at(t)) - t).abs() < 1e-6);
        let log = Scale::new(ScaleKind::Log, width, width * (1.0 + low.abs()));
        prop_assume!(log.low < log.high && low.abs() > 0.01);
        prop_assert!((log.position(log.value_at(t)) - t).abs() < 1e-9);
    }

    #[test]
    fn positions_rise_with_the_values(values in prop::collection::vec(0.0..1e4, 2..40), log: bool) {
        let scale = fit(&values, if log { ScaleKind::Log } else { ScaleKind::Linear });
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        for pair in sorted.windows(2) {
            prop_assert!(scale.position(pair[0]) <= scale.position(pair[1]));
        }
    }

    #[test]
    fn ticks_lie_in_order_inside_the_range(low in 1e-9..1e9, ratio in 1e-6..1e12, log: bool) {
        let kind = if log { ScaleKind::Log } else { ScaleKind::Linear };
        let scale = Scale::new(kind, low, low * (1.0 + ratio));
        let ticks = scale.ticks();
        prop_assert!((2..=14).contains(&ticks.len()), "{ticks:?}");
        for value in scale.round_values(6) {
            prop_assert!((scale.low..=scale.high).contains(&value));
        }
        for pair in ticks.windows(2) {
            let [before, after] = [pair[0].position, pair[1].position];
            prop_assert!(0.0 <= before && before < after && after <= 1.0);
            prop_assert!(pair[0].label != pair[1].label);
        }
    }
}
