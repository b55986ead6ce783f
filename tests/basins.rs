//! Basins of the shipped presets: what is known of them, and agreement with plain descent.

use basinscope::basins::{
    Attractor, Attractors, BasinMap, DIVERGED, Kind, Options, UNDECIDED, compute, compute_with,
    population, share,
};
use basinscope::descent::{Decider, Dynamics, Ending, Record, Termination, descend};
use basinscope::experiment;
use basinscope::lanes::Level;
use basinscope::monitor::Monitor;
use basinscope::network::Law;
use basinscope::objective::Objective;
use basinscope::optimizer::Settings;
use basinscope::plane::{Grid, Plane};
use basinscope::preset::Preset;
use rayon::prelude::*;

struct Case {
    preset: Preset,
    objective: Objective,
    plane: Plane,
    grid: Grid,
    settings: Settings,
}

/// A preset's own plane and optimiser, on a square grid of its own ranges.
fn case(name: &str, cells: usize) -> Case {
    let preset = Preset::load(name).unwrap();
    let view = experiment::view(&preset, &Monitor::default()).unwrap();
    let grid = Grid { width: cells, height: cells, x_range: view.x_range, y_range: view.y_range };
    let (objective, settings) = (preset.objective(), preset.descent.settings.clone());
    Case { preset, objective, plane: view.plane, grid, settings }
}

/// Cells along a side; more for a look in depth, by `CELLS=64 cargo test --test basins`.
fn cells_a_side(default: usize) -> usize {
    std::env::var("CELLS").map_or(default, |cells| cells.parse().expect("a number of cells"))
}

/// The shipped presets with a plane; fewer by `PRESETS="dead-layer gaussian-stripe" cargo test
/// --test basins`.
fn presets() -> Vec<Preset> {
    let chosen = std::env::var("PRESETS").ok();
    let is_chosen = |name: &str| {
        chosen.as_ref().is_none_or(|names| names.split_whitespace().any(|n| n == name))
    };
    Preset::shipped()
        .into_iter()
        .filter(|preset| preset.has_plane() && is_chosen(&preset.name))
        .collect()
}

impl Case {
    fn map(&self) -> BasinMap {
        compute(&self.objective, &self.plane, &self.grid, &self.settings, &Monitor::default())
            .unwrap()
    }

    fn map_of_copies(&self) -> BasinMap {
        let monitor = Monitor::default();
        compute_with(
            &self.objective,
            &self.plane,
            &self.grid,
            &self.settings,
            Options { tells_copies_apart: true, ..Options::default() },
            &monitor,
            |_| {},
        )
        .unwrap()
    }

    fn start(&self, j: usize, i: usize) -> Vec<f64> {
        self.plane.point(self.grid.x(i), self.grid.y(j))
    }

    /// The cell of the grid that a weight vector is nearest to.
    fn cell(&self, point: &str) -> [usize; 2] {
        let at = self.plane.project(&self.preset.point(point).unwrap().weights);
        let nearest = |values: Vec<f64>, to: f64| {
            (0..values.len())
                .min_by(|&a, &b| (values[a] - to).abs().total_cmp(&(values[b] - to).abs()))
                .unwrap()
        };
        [nearest(self.grid.ys(), at.y), nearest(self.grid.xs(), at.x)]
    }
}

fn attractor_count(map: &BasinMap, place: usize) -> usize {
    map.count(i32::try_from(place).unwrap())
}

#[test]
fn the_gaussian_stripe_has_one_good_and_one_bad_minimum_and_two_copies_of_each() {
    let case = case("gaussian-stripe", 24);
    let by_function = case.map();
    let losses: Vec<f64> = by_function.attractors.iter().map(|a| a.loss).collect();
    assert_eq!(losses.len(), 2, "{losses:?}");
    assert!(losses[0] < 1e-12 && (losses[1] - 0.25).abs() < 1e-6, "{losses:?}");
    assert!(by_function.attractors.iter().all(|a| a.kind == Kind::Minimum));

    let copies = case.map_of_copies();
    assert_eq!(copies.attractors.len(), 4);
    // good at +-(1, -1), bad at +-(1, 1), and mirrored basins are as large
    for (place, sign) in [(0, -1.0), (1, -1.0), (2, 1.0), (3, 1.0)] {
        let [a, b] = copies.attractors[place].weights[..] else { panic!("two weights") };
        assert!((a.abs() - 1.0).abs() < 1e-3 && (b - sign * a).abs() < 1e-6, "{place}: {a}, {b}");
    }
    assert!(attractor_count(&copies, 0) > 0 && attractor_count(&copies, 2) > 0);
    assert_eq!(attractor_count(&copies, 0), attractor_count(&copies, 1));
    assert_eq!(attractor_count(&copies, 2), attractor_count(&copies, 3));
}

#[test]
fn a_start_on_a_plateau_is_undecided_rather_than_given_to_a_minimum() {
    let case = case("gaussian-stripe", 2);
    let start = &case.preset.point("start plateau").unwrap().weights;
    assert_eq!(one_by_one(&case, start).termination, Termination::Undecided);
    // a corner of the map, where even the gradient is below rounding of the loss
    assert_eq!(one_by_one(&case, &[2.5, 2.5]).termination, Termination::Undecided);
}

#[test]
fn the_strict_bad_minimum_of_ten_points_has_its_point_in_its_basin_and_the_rest_runs_to_infinity() {
    let case = case("sigmoid-ten-points", 14);
    let map = case.map();
    let bad = map
        .attractors
        .iter()
        .position(|a| (a.loss - 5.777_378_449).abs() < 1e-8)
        .expect("it is there");
    assert_eq!(
        (map.attractors[bad].kind, map.attractors[bad].accuracy),
        (Kind::Minimum, Some(0.4))
    );
    assert_eq!(map.label[case.cell("bad minimum")], i32::try_from(bad).unwrap());
    for other in map.attractors.iter().filter(|a| a.kind != Kind::Minimum) {
        assert_eq!(other.kind, Kind::Infinity, "{other:?}");
        // the L of separable data; of the others the facts name 2.775 at 7 or 8 of 10
        assert!(other.loss == 0.0 || other.accuracy < Some(1.0), "{other:?}");
    }
    assert_eq!((map.attractors[0].kind, map.attractors[0].loss), (Kind::Infinity, 0.0));
    assert_eq!(map.attractors[0].accuracy, Some(1.0));
}

#[test]
fn a_dead_region_is_told_from_minima_with_live_units() {
    let case = case("dead-layer", 12);
    let map = case.map();
    let dead: Vec<f64> =
        map.attractors.iter().filter(|a| a.kind == Kind::DeadRegion).map(|a| a.loss).collect();
    assert_eq!(dead.len(), 1, "one function, the constant mean");
    assert!((dead[0] - 10.0).abs() < 1e-6, "{dead:?}");
    assert_eq!(map.attractors[0].kind, Kind::FlatMinimum);
    assert!((map.attractors[0].loss - 1.0).abs() < 1e-6);
    assert_eq!(
        map.attractors[usize::try_from(map.label[case.cell("dead")]).unwrap()].kind,
        Kind::DeadRegion
    );
}

/// How a descent ends that makes every step, by the plain objective.
fn one_by_one(case: &Case, start: &[f64]) -> Ending {
    let dynamics = Dynamics::plain(&case.objective, &case.settings);
    Dynamics { in_lanes: false, ..dynamics }.ending(start)
}

/// Lanes round differently from plain code (fused multiply-adds, their own `exp`), which a long
/// descent near a border of basins magnifies. Such cells are counted; they must be few, and each
/// must be undecided in one of the two, or belong to a descent that magnifies a difference of
/// rounding a million times.
#[test]
fn labels_are_those_of_plain_descents_judged_one_by_one_on_every_preset() {
    for preset in presets() {
        let cells_a_side = cells_a_side(10);
        let case = case(&preset.name, cells_a_side);
        let map = case.map();
        let cells: Vec<[usize; 2]> = map.label.indexed_iter().map(|((j, i), _)| [j, i]).collect();
        let plain: Vec<i32> = cells
            .par_iter()
            .map(|&[j, i]| {
                let ending = one_by_one(&case, &case.start(j, i));
                map.label_of(&case.objective, &ending, false)
            })
            .collect();
        let differ: Vec<([usize; 2], i32)> = cells
            .into_iter()
            .zip(plain)
            .filter(|(cell, plain)| map.label[*cell] != *plain)
            .collect();
        let undecided =
            differ.iter().filter(|(cell, plain)| *plain < 0 || map.label[*cell] < 0).count();
        println!(
            "{}: {} of {} cells differ, {undecided} of them undecided or diverged in one of the \
                two",
            preset.name,
            differ.len(),
            map.label.len()
        );
        // what plain descent leaves undecided and scouts decide is held against ten times the
        // budget elsewhere
        let lost = differ
            .iter()
            .filter(|(cell, plain)| *plain >= 0 || map.label[*cell] == UNDECIDED)
            .count();
        assert!(lost * 25 <= map.label.len(), "{}: {differ:?}", preset.name);
        for ([j, i], plain) in differ {
            if plain < 0 || map.label[[j, i]] < 0 {
                continue;
            }
            // its end may lie between two attractors, near enough to either
            let attractor = map.attractors[usize::try_from(map.label[[j, i]]).unwrap()].clone();
            let ours = attractor.name(|loss| loss.to_string());
            let ending = one_by_one(&case, &case.start(j, i));
            let end = Attractor::reached(&case.objective, &ending).unwrap();
            if Attractors::known(vec![attractor], false).find(&case.objective, &end).is_some() {
                continue;
            }
            // a million times what was the 13th digit of the start is a difference on the way
            let paths = [0.0, 1e-13].map(|nudge| {
                let nudged = |(p, w): (usize, f64)| w * (1.0 + nudge * f64::sin((p + 1) as f64));
                let start: Vec<f64> =
                    case.start(j, i).into_iter().enumerate().map(nudged).collect();
                descend(&case.objective, &start, &case.settings, &Monitor::default())
                    .unwrap()
                    .records
            });
            let apart = |(a, b): (&Record, &Record)| {
                a.weights.iter().zip(&b.weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
            };
            let furthest = paths[0].iter().zip(&paths[1]).map(apart).fold(0.0, f64::max);
            let theirs = end.name(|loss| loss.to_string());
            assert!(furthest > 1e-7, "{}: {j}, {i}: {ours}, but {theirs}: {furthest}", preset.name);
        }
    }
}

/// Where the descents from some cells stand after so many steps: weights.
fn much_later(case: &Case, cells: &[[usize; 2]], steps: usize) -> Vec<Vec<f64>> {
    let settings = Settings { steps, ..case.settings.clone() };
    let start = |k: usize, weights: &mut [f64]| {
        let [j, i] = cells[k];
        weights.copy_from_slice(&case.start(j, i));
    };
    let dynamics = Dynamics { in_lanes: true, ..Dynamics::plain(&case.objective, &settings) };
    let endings = dynamics.whole_budgets(cells.len(), start, &Monitor::default());
    endings.unwrap().into_iter().map(|ending| ending.weights).collect()
}

/// The label is a forecast where the descent was left before it came to rest; here each goes on for
/// ten times the budget.
#[test]
fn labels_hold_when_every_descent_goes_on_for_ten_times_the_budget() {
    for preset in presets() {
        // over a population each descent runs by itself
        let usual = if preset.objective().is_population() { 5 } else { 12 };
        let case = case(&preset.name, cells_a_side(usual));
        let map = case.map();
        let decided: Vec<[usize; 2]> = map
            .label
            .indexed_iter()
            .filter(|(_, label)| **label >= 0)
            .map(|((j, i), _)| [j, i])
            .collect();
        let later = much_later(&case, &decided, 10 * case.settings.steps);
        let in_time = much_later(&case, &decided, case.settings.steps);
        let mut wrong = Vec::new();
        for (([j, i], weights), then) in decided.iter().copied().zip(&later).zip(&in_time) {
            let attractor = &map.attractors[usize::try_from(map.label[[j, i]]).unwrap()];
            let loss = experiment::loss(&case.objective, weights);
            let off = (loss - attractor.loss).abs();
            // limits are told apart the more coarsely
            let share = if attractor.kind == Kind::Infinity { 0.02 } else { 2e-3 };
            let allowed = share * (1.0 + attractor.loss);
            // one whose loss falls like a small power of 1/t is nowhere near its limit yet
            let was_left = experiment::loss(&case.objective, then) - attractor.loss;
            if attractor.kind == Kind::Infinity
                && (0.0..=0.5 * was_left).contains(&(loss - attractor.loss))
            {
                continue;
            }
            if off.is_nan() || off > allowed {
                wrong.push((j, i, attractor.name(|loss| loss.to_string()), map.loss[[j, i]], loss));
            }
        }
        println!(
            "{}: {} of {} decided cells of {}",
            preset.name,
            wrong.len(),
            decided.len(),
            map.label.len()
        );
        // descents have been seen to leave a plateau after many thousand steps
        assert!(wrong.len() * 20 <= decided.len(), "{}: {wrong:?}", preset.name);
    }
}

#[test]
fn stopping_early_never_contradicts_what_the_full_budget_decides() {
    for name in
        ["sigmoid-ten-points", "gaussian-stripe", "yun-sigmoid", "two-relu-units", "jellyfish-relu"]
    {
        let case = case(name, 8);
        let map = case.map();
        let settings = Settings { stop: false, ..case.settings.clone() };
        let wrong = map.label.indexed_iter().collect::<Vec<_>>().into_par_iter().filter(
            |((j, i), label)| {
                let Ok(place) = usize::try_from(**label) else { return false };
                let attractor = &map.attractors[place];
                let full =
                    descend(&case.objective, &case.start(*j, *i), &settings, &Monitor::default())
                        .unwrap();
                match full.termination {
                    Termination::Converged => {
                        (full.end().loss - attractor.loss).abs() > 1e-3 * (1.0 + attractor.loss)
                    }
                    Termination::Dead => attractor.kind != Kind::DeadRegion,
                    Termination::Escaping { .. } => attractor.kind != Kind::Infinity,
                    Termination::Cycling => attractor.kind != Kind::Cycle,
                    Termination::Diverged => true,
                    Termination::Undecided => false,
                }
            },
        );
        assert_eq!(wrong.count(), 0, "{name}");
    }
}

#[test]
fn a_step_that_is_too_long_for_a_valley_ends_in_a_cycle_and_the_split_unit_s_map_is_decided() {
    let case = case("tanh-split-unit", 16);
    let map = case.map();
    assert!(map.count(UNDECIDED) <= 4, "{} undecided", map.count(UNDECIDED));
    let place = map.attractors.iter().position(|a| a.kind == Kind::Cycle).expect("a cycle");
    let cycle = &map.attractors[place];
    // NumPy, 400,000 steps: the losses of the two points are 3.2641092013 and 3.2648390068
    assert!((cycle.loss - 3.264_109_201_3).abs() < 1e-6, "{cycle:?}");
    let share = attractor_count(&map, place) as f64 / map.label.len() as f64;
    assert!((0.25..0.4).contains(&share), "{share}");
    // before, they run along a valley to infinity, where the loss is 3.22: that they do not stay in
    // it is foreseen
    assert!(
        map.attractors.iter().all(|a| a.kind != Kind::Infinity || a.loss < 2.0),
        "{:?}",
        map.attractors
    );
    // two steps lead back, one does not
    let settings = Settings { steps: 2, stop: false, ..case.settings.clone() };
    let steps =
        descend(&case.objective, &cycle.weights, &settings, &Monitor::default()).unwrap().records;
    let [start, there, back] = &steps[..] else { panic!("{} records", steps.len()) };
    assert!((there.loss - 3.264_839_006_8).abs() < 1e-6 && (back.loss - start.loss).abs() < 1e-7);
    // with a tenth of the rate nothing rattles
    let settings = Settings { learning_rate: 0.002, ..case.settings.clone() };
    let monitor = Monitor::default();
    let map = compute(&case.objective, &case.plane, &case.grid, &settings, &monitor).unwrap();
    assert!(map.attractors.iter().all(|a| a.kind != Kind::Cycle));
}

#[test]
fn attractors_keep_their_order_and_names_at_another_resolution() {
    let names = |cells| {
        let map = case("logistic-neuron-2d", cells).map();
        map.attractors.iter().map(|a| a.name(|loss| format!("{loss:.6}"))).collect::<Vec<_>>()
    };
    assert_eq!(names(9), names(16));
    let weights = |cells| {
        let map = case("logistic-neuron-2d", cells).map();
        map.attractors
            .iter()
            .map(|a| a.weights.iter().map(|w| (w * 1e6).round()).collect())
            .collect::<Vec<Vec<f64>>>()
    };
    // the two of equal loss are not exchanged either
    assert_eq!(weights(9), weights(16));
}

#[test]
fn distances_are_from_the_cell_to_the_minimum_that_its_descent_ends_in() {
    let case = case("logistic-neuron-2d", 8);
    let map = case.map();
    for ((j, i), &label) in map.label.indexed_iter() {
        let end = &map.attractors[usize::try_from(label).unwrap()].weights;
        let start = case.start(j, i);
        let expected = (start[0] - end[0]).hypot(start[1] - end[1]);
        assert!((map.distance[[j, i]] - expected).abs() < 1e-3, "{expected}");
    }
}

#[test]
fn mini_batches_are_run_as_plain_descents() {
    let mut case = case("logistic-neuron-2d", 3);
    case.settings.batch_size = Some(2);
    case.settings.steps = 500;
    let map = case.map();
    for ((j, i), &label) in map.label.indexed_iter() {
        let settings = Settings { stop: true, ..case.settings.clone() };
        let run =
            descend(&case.objective, &case.start(j, i), &settings, &Monitor::default()).unwrap();
        assert_eq!(map.steps[[j, i]] as usize, run.ending.steps);
        if label == UNDECIDED {
            assert_eq!(map.loss[[j, i]], run.ending.loss);
        }
    }
}

/// The facts: 24 % of 200 starts from N(0, 1), gradient descent of rate 0.1, 20,000 steps, end with
/// all four points of XOR right, for two ReLU units.
#[test]
fn the_share_of_random_starts_that_solve_xor_agrees_with_the_known_one() {
    let case = case("xor-relu", 2);
    let settings = Settings { steps: 20_000, ..case.settings.clone() };
    let law = Law::Normal { sd: 1.0 };
    let runs = 300;
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            population(&case.objective, &settings, law, runs, 5, &Monitor::default()).unwrap()
        })
    };
    let found = with(2);
    let total: usize = found.counts.iter().sum::<usize>() + found.undecided + found.diverged;
    assert_eq!(total, runs);
    let solved =
        found.attractors.iter().position(|a| a.accuracy == Some(1.0)).expect("some solve it");
    assert_eq!(found.attractors[solved].kind, Kind::Infinity);
    let (ours, theirs) = (share(found.counts[solved], runs), share(48, 200));
    assert!(ours.low < theirs.high && theirs.low < ours.high, "{ours:?} against {theirs:?}");
    let other = with(1);
    assert_eq!((found.counts, found.attractors), (other.counts, other.attractors));
}

#[test]
fn a_learning_rate_far_too_large_diverges_and_says_so() {
    let mut case = case("yun-sigmoid", 4);
    case.settings.learning_rate = 1e6;
    let map = case.map();
    assert!(map.count(DIVERGED) > 0);
    assert_eq!(map.count(DIVERGED) + map.count(UNDECIDED) + decided(&map), 16);
}

fn decided(map: &BasinMap) -> usize {
    (0..map.attractors.len()).map(|place| attractor_count(map, place)).sum()
}

/// Two Gaussian units on two points: far out its gradient is tiny, and descents creep for ever.
fn slow_map(threads: usize, options: Options) -> BasinMap {
    let case = case("gaussian-stripe", 12);
    let grid = Grid { height: 9, ..case.grid };
    let settings = Settings { steps: 20_000, ..case.settings };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let monitor = Monitor::default();
        compute_with(&case.objective, &case.plane, &grid, &settings, options, &monitor, |_| {})
            .unwrap()
    })
}

#[test]
fn descents_that_leap_end_where_every_step_leads() {
    let leaps = slow_map(2, Options::default());
    let steps = slow_map(2, Options { leaps: false, ..Options::default() });
    assert_eq!(leaps.label, steps.label);
    assert!(leaps.count(UNDECIDED) > 20);
    let mut have_leapt = 0;
    for ((cell, label), (ours, exact)) in
        leaps.label.indexed_iter().zip(leaps.loss.iter().zip(&steps.loss))
    {
        if *label == UNDECIDED {
            assert!((ours - exact).abs() <= 1e-3 * exact, "{cell:?}: {ours} against {exact}");
            assert_eq!(leaps.steps[cell], steps.steps[cell]);
            have_leapt += usize::from(ours != exact);
        }
    }
    assert!(have_leapt > 10, "{have_leapt}");
}

#[test]
fn threads_and_instructions_do_not_change_a_bit_of_descents_that_leap() {
    let one = slow_map(1, Options::default());
    for other in [
        slow_map(3, Options::default()),
        slow_map(2, Options { level: Level::Avx2, ..Options::default() }),
    ] {
        assert_eq!((&one.label, &one.steps), (&other.label, &other.steps));
        assert!(one.loss.iter().zip(&other.loss).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert_eq!(one.attractors, other.attractors);
    }
}

/// What each decider is worth: cells that only it decides, and seconds. Takes minutes; see
/// `src/descent/ablation.md`.
#[test]
#[ignore = "a table for people, drawn in minutes"]
fn the_ablation_of_the_deciders() {
    for preset in presets() {
        let case = case(&preset.name, cells_a_side(24));
        let run = |without| {
            let started = std::time::Instant::now();
            let options = Options { without, ..Options::default() };
            let monitor = Monitor::default();
            let Case { objective, plane, grid, settings, .. } = &case;
            let map = compute_with(objective, plane, grid, settings, options, &monitor, |_| {});
            (map.expect("not cancelled"), started.elapsed().as_secs_f64())
        };
        let (all, seconds) = run(None);
        println!(
            "{}: {} of {} decided, {seconds:.2} s",
            preset.name,
            decided(&all),
            all.label.len()
        );
        for decider in Decider::ALL {
            let (map, without) = run(Some(decider));
            let pairs = || all.label.iter().zip(&map.label);
            let lost = pairs().filter(|(a, b)| **a >= 0 && **b < 0).count();
            let won = pairs().filter(|(a, b)| **a < 0 && **b >= 0).count();
            let loss = |map: &BasinMap, label: i32| {
                usize::try_from(label).map_or(f64::NAN, |place| map.attractors[place].loss)
            };
            // false where one of the two is undecided
            let other = pairs().filter(|(a, b)| {
                let (here, there) = (loss(&all, **a), loss(&map, **b));
                (here - there).abs() > 0.02 * (1.0 + here)
            });
            let (other, ratio) = (other.count(), without / seconds);
            let name = decider.name();
            println!("    without {name}: {lost} lost, {won} won, {other} other, time {ratio:.2}");
            assert!(other * 100 <= all.label.len(), "{}: {name}", preset.name);
        }
    }
}
