//! Descent from the shipped starts ends where the presets say, with the presets' own settings.

use basinscope::descent::{Termination, descend};
use basinscope::monitor::Monitor;
use basinscope::network::norm;
use basinscope::optimizer::Settings;
use basinscope::preset::Preset;

/// The end of the descent from a named point, with its loss and its verdict.
struct End {
    weights: Vec<f64>,
    loss: f64,
    verdict: Termination,
    what: String,
}

fn run(name: &str, start: &str) -> End {
    let preset = Preset::load(name).unwrap();
    assert!(preset.descent.starts.iter().any(|listed| listed == start), "{name} lists {start}");
    let weights = &preset.point(start).unwrap().weights;
    let run = descend(&preset.objective(), weights, &preset.descent.settings, &Monitor::default())
        .expect("nobody cancels it");
    let end = run.end();
    End {
        weights: end.weights.clone(),
        loss: end.loss,
        verdict: run.termination,
        what: format!("{name}, {start}: loss {} {:?}", end.loss, run.termination),
    }
}

#[test]
fn the_bad_starts_of_exact_examples_end_with_the_bad_loss_and_the_good_ones_do_not() {
    for (name, start, loss) in [
        ("relu-line-of-minima", "start right", 18.0),
        ("relu-line-of-minima", "start left", 14.0),
        ("two-relu-units", "start bad", 8.0 / 3.0),
        ("two-relu-units", "start good", 0.0),
        ("three-relu-units", "start worse", 2.0 / 3.0),
        ("three-relu-units", "start better", 1.0 / 6.0),
        ("dead-layer", "start dead", 10.0),
        ("dead-layer", "start alive", 1.0),
        ("yun-sigmoid", "start spurious", 1.0 / 3.0),
        ("yun-sigmoid", "start global", 0.0),
        ("yun-tanh", "start spurious", 1.0 / 3.0),
        ("yun-tanh", "start global", 0.0),
        ("tanh-split-unit", "start inside", 3.314_221_043_103),
    ] {
        let end = run(name, start);
        assert!((end.loss - loss).abs() < 1e-9, "{} instead of {loss}", end.what);
        let expected =
            if start == "start dead" { Termination::Dead } else { Termination::Converged };
        assert_eq!(end.verdict, expected, "{}", end.what);
    }
}

#[test]
fn starts_end_at_the_named_strict_minima() {
    for (name, start, point) in [
        ("sigmoid-ten-points", "start near", "bad minimum"),
        ("sigmoid-eight-points", "start near", "bad minimum"),
        ("logistic-neuron", "start bad", "bad minimum"),
        ("logistic-neuron", "start good", "global minimum"),
        ("logistic-neuron-2d", "start worst", "worst minimum"),
        ("logistic-neuron-2d", "start mixed", "bad minimum, second weight"),
        ("logistic-neuron-2d", "start good", "global minimum"),
        ("gaussian-stripe", "start bad", "bad minimum"),
        ("gaussian-stripe", "start good", "global minimum"),
    ] {
        let end = run(name, start);
        let preset = Preset::load(name).unwrap();
        let target = &preset.point(point).unwrap().weights;
        let gap: Vec<f64> = end.weights.iter().zip(target).map(|(a, b)| a - b).collect();
        assert!(norm(&gap) < 1e-3, "{}, {} away from {point}", end.what, norm(&gap));
        assert_eq!(end.verdict, Termination::Converged, "{}", end.what);
    }
}

#[test]
fn the_far_starts_of_the_ten_and_the_eight_points_run_away_with_all_points_right() {
    for name in ["sigmoid-ten-points", "sigmoid-eight-points"] {
        let end = run(name, "start far");
        assert!(end.loss < 0.1, "{}", end.what);
        // Adam, which the eight points have, shakes the loss too much for a limit to be told
        let is_on_its_way = match end.verdict {
            Termination::Escaping { limit } => limit < end.loss,
            verdict => verdict == Termination::Undecided && name == "sigmoid-eight-points",
        };
        assert!(is_on_its_way, "{}", end.what);
        assert_eq!(
            Preset::load(name).unwrap().objective().accuracy(&end.weights),
            Some(1.0),
            "{}",
            end.what
        );
    }
}

#[test]
fn the_stuck_starts_of_table_1_get_three_points_right_and_the_others_four() {
    for name in ["xor-relu", "xor-sigmoid", "jellyfish-relu", "jellyfish-sigmoid"] {
        let accuracy = |end: &End| Preset::load(name).unwrap().objective().accuracy(&end.weights);
        let stuck = run(name, "start stuck");
        assert_eq!(accuracy(&stuck), Some(0.75), "{}", stuck.what);
        assert!((stuck.loss - 0.4774).abs() < 2e-4, "{}", stuck.what);
        let solved = run(name, "start solved");
        assert_eq!(accuracy(&solved), Some(1.0), "{}", solved.what);
        assert!(solved.loss < 2e-3, "{}", solved.what);
    }
}

#[test]
fn a_start_beyond_the_minima_of_a_copied_unit_finds_what_one_unit_cannot() {
    let end = run("tanh-split-unit", "start beyond");
    assert!(end.loss < 2.0 && end.weights[0] != end.weights[1], "{}", end.what);
}

#[test]
fn the_plateau_of_the_stripe_holds_descent_back() {
    let end = run("gaussian-stripe", "start plateau");
    assert!(norm(&[end.weights[0] - 2.0, end.weights[1] - 2.0]) < 1e-3, "{}", end.what);
}

#[test]
fn what_runs_to_infinity_falls_towards_no_more_than_it_has_reached() {
    for preset in Preset::shipped() {
        let objective = preset.objective();
        for start in &preset.descent.starts {
            let weights = &preset.point(start).unwrap().weights;
            let settings = &preset.descent.settings;
            let run = descend(&objective, weights, settings, &Monitor::default()).unwrap();
            if let Termination::Escaping { limit } = run.termination {
                let loss = run.end().loss;
                assert!(limit <= loss, "{}, {start}: {loss} towards {limit}", preset.name);
            }
        }
    }
    // long after, it stands at 0.47738 and falls by less than 1e-5 more
    for steps in [5_000, 10_000, 50_000] {
        let preset = Preset::load("xor-relu").unwrap();
        let weights = &preset.point("start stuck").unwrap().weights;
        let settings = Settings { steps, ..preset.descent.settings.clone() };
        let run = descend(&preset.objective(), weights, &settings, &Monitor::default()).unwrap();
        let Termination::Escaping { limit } = run.termination else { panic!("{run:?}") };
        assert!((limit - 0.477_38).abs() < 2e-4, "{steps} steps: {limit}");
    }
}

#[test]
fn units_before_their_teacher_are_trapped_from_one_start_and_become_it_from_the_other() {
    for (start, end, other) in [
        ("start trapped", "spurious minimum", "global minimum"),
        ("start good", "global minimum", "spurious minimum"),
    ] {
        let found = run("safran-shamir-7", start);
        let preset = Preset::load("safran-shamir-7").unwrap();
        let [off, away] = [end, other].map(|point| {
            let point = &preset.point(point).unwrap().weights;
            norm(&found.weights.iter().zip(point).map(|(a, b)| a - b).collect::<Vec<_>>())
        });
        assert!(off < 1e-6 && away > 1.0, "{start}: {off}, {}", found.what);
    }
}
