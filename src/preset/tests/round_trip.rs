//! What is written is read as the same preset, whatever it holds.

use std::collections::BTreeSet;

use std::sync::Arc;

use ndarray::Array2;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Reduction};
use crate::optimizer::{Noise, Optimizer, Schedule, Shape};
use crate::plane::{Layer, Slide, Third};
use crate::preset::import::{Options, Survey};

/// A fraction as people and programs write them.
fn number() -> impl Strategy<Value = BigRational> {
    prop_oneof![
        (-50_i64..50).prop_map(|n| ratio(n, 1)),
        (any::<i64>(), 1..1000_i64).prop_map(|(n, d)| ratio(n, d)),
        (-9999_i64..9999, 0_u32..6).prop_map(|(n, places)| ratio(n, 10_i64.pow(places))),
        any::<f64>().prop_filter_map("finite", BigRational::from_float),
        (-1e6..1e6).prop_filter_map("finite", BigRational::from_float),
    ]
}

fn numbers(count: usize) -> impl Strategy<Value = Vec<BigRational>> {
    prop::collection::vec(number(), count)
}

fn nearest(exact: &[BigRational]) -> Vec<f64> {
    exact.iter().map(|value| value.to_f64().expect("a finite number")).collect()
}

fn rows(count: usize, width: usize) -> impl Strategy<Value = Vec<Vec<BigRational>>> {
    prop::collection::vec(numbers(width), count)
}

fn matrix(rows: &[Vec<BigRational>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), nearest(&rows.concat()))
        .expect("equal rows")
}

/// Texts with quotes, line ends, backslashes and control characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~\n\t\"\\\\]{0,40}", any::<String>()]
}

pub fn network() -> impl Strategy<Value = Network> {
    let activation = || prop::sample::select(&Activation::ALL[..]);
    (prop::collection::vec(1_usize..4, 2..5), activation(), activation(), any::<bool>()).prop_map(
        |(layers, activation, output_activation, bias)| Network {
            layers,
            activation,
            output_activation,
            bias,
        },
    )
}

fn settings() -> impl Strategy<Value = Settings> {
    let unit = || 0.0..1.0_f64;
    let optimizer = prop::sample::select(&Optimizer::ALL[..]);
    (
        (optimizer, 1e-9..10.0_f64, 0..=MAX_STEPS, any::<u64>(), any::<bool>()),
        (unit(), unit(), unit(), unit(), 1e-300..1.0, unit()),
        prop::option::of(Just(1_usize)),
        (schedule(), (unit(), unit(), any::<u64>())),
    )
        .prop_map(
            |(first, (momentum, beta1, beta2, alpha, epsilon, weight_decay), batch_size, timed)| {
                let (schedule, (deviation, decay, noise_seed)) = timed;
                let (optimizer, learning_rate, steps, seed, stop) = first;
                Settings {
                    momentum,
                    beta1,
                    beta2,
                    alpha,
                    epsilon,
                    weight_decay,
                    schedule,
                    noise: Noise { deviation, decay, seed: noise_seed },
                    batch_size,
                    seed,
                    stop,
                    ..Settings::new(optimizer, learning_rate, steps)
                }
            },
        )
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let steps = || prop::option::of(1..=MAX_STEPS);
    let shape = prop_oneof![
        Just(Shape::Constant),
        (steps(), 1e-9..=1.0_f64).prop_map(|(every, factor)| Shape::Step { every, factor }),
        (steps(), 0.0..=1.0_f64).prop_map(|(steps, floor)| Shape::Cosine { steps, floor }),
    ];
    (0..=MAX_STEPS, shape).prop_map(|(warm_up, shape)| Schedule { warm_up, shape })
}

fn kind(network: &Network) -> BoxedStrategy<PlaneKind> {
    let names = network.parameter_names();
    let count = names.len();
    if count < 2 {
        return Just(PlaneKind::Directions { x: vec![1.0], y: vec![0.0] }).boxed();
    }
    let direction = || prop::collection::vec(1e-3..1e3_f64, count);
    prop_oneof![
        Just(PlaneKind::Weights { x: names[0].clone(), y: names[count - 1].clone() }),
        Just(PlaneKind::Points { points: ["p0", "p2", "p1"].map(str::to_owned) }),
        (direction(), direction()).prop_map(|(x, y)| PlaneKind::Directions { x, y }),
        any::<u64>().prop_map(|seed| PlaneKind::Random { seed }),
        (any::<u64>(), any::<bool>())
            .prop_map(|(seed, biases)| PlaneKind::FilterNormalised { seed, biases }),
        Just(PlaneKind::Trajectory { start: "p1".to_owned() }),
        Just(PlaneKind::Eigenvectors { x: count - 1, y: 0 }),
    ]
    .boxed()
}

/// How a plane is slid, if it is.
fn slide() -> impl Strategy<Value = Option<(&'static str, f64)>> {
    let along = prop::sample::select(&["gradient", "flattest", "random 7", "W1[0,0]"][..]);
    prop::option::of((along, -9.0..9.0_f64))
}

/// A step of a tour with some of its keys.
fn step(network: &Network) -> impl Strategy<Value = TourStep> + use<> {
    let name = || prop::sample::select(&["p0", "p1", "p2"][..]).prop_map(str::to_owned);
    let weights = prop::collection::vec(-1e3..1e3_f64, network.parameter_count());
    let start =
        prop_oneof![name().prop_map(TourStart::Point), weights.prop_map(TourStart::Weights)];
    let range = || {
        prop::option::of((-9.0..9.0_f64, 1e-3..9.0_f64).prop_map(|(low, width)| [low, low + width]))
    };
    let plane = kind(network).prop_map(|kind| PlaneSpec::of_kind(kind, None));
    (
        "[a-z][ -~\n\"\\\\]{0,40}",
        prop::option::of(start),
        prop::option::of(plane),
        (range(), range(), prop::option::of(prop::sample::select(&Layer::ALL[..]))),
        (any::<[Option<bool>; 4]>(), prop::option::of(name())),
    )
        .prop_map(|(text, start, plane, (x_range, y_range, layer), (flags, proof))| {
            let [surface, profile, contours, labels] = flags;
            TourStep {
                text,
                start,
                plane,
                x_range,
                y_range,
                layer,
                surface,
                profile,
                contours,
                labels,
                proof,
            }
        })
}

/// The drawn parts that depend on the network's and the data set's sizes.
pub fn preset_of(network: Network, points: usize) -> impl Strategy<Value = Preset> {
    (
        rows(points, network.input_count()),
        rows(points, network.output_count()),
        rows(3, network.parameter_count()),
        (kind(&network), any::<bool>(), -1e3..1e3_f64, 1e-3..1e3_f64, slide()),
        settings(),
        (1_i64..1000, 1_i64..1000, prop::sample::select(&[Reduction::Sum, Reduction::Mean][..])),
        [text(), text(), text(), text()],
        prop::collection::vec(step(&network), 0..3),
    )
        .prop_map(move |(inputs, targets, weights, plane, settings, loss, texts, tour)| {
            let (kind, has_origin, low, width, slide) = plane;
            let [title, source, notes, note] = texts;
            let scale = ratio(loss.0, loss.1);
            let named = |(i, exact): (usize, &Vec<BigRational>)| NamedPoint {
                name: format!("p{i}"),
                note: note.clone(),
                weights: nearest(exact),
                exact: Arc::new(exact.clone()),
            };
            let origin =
                (has_origin && !matches!(kind, PlaneKind::Points { .. })).then(|| "p2".to_owned());
            Preset {
                name: "some".to_owned(),
                title,
                source,
                notes,
                dataset: Dataset::new(matrix(&inputs), matrix(&targets)),
                network: network.clone(),
                loss: Loss {
                    kind: LossKind::Squared,
                    reduction: loss.2,
                    scale: scale.to_f64().expect("finite"),
                },
                points: weights.iter().enumerate().map(named).collect(),
                plane: PlaneSpec {
                    x_range: Some([low, low + width]),
                    slide: slide
                        .map(|(along, offset)| Slide { along: Third::from_name(along), offset }),
                    ..PlaneSpec::of_kind(kind, origin)
                },
                descent: DescentSpec { settings, starts: vec!["p1".to_owned()] },
                tour,
                figures: String::new(),
                exact: Arc::new(ExactData { inputs, targets, teacher: Vec::new(), scale }),
                written: Written::default(),
            }
        })
}

fn preset() -> impl Strategy<Value = Preset> {
    (network(), 1_usize..4).prop_flat_map(|(network, points)| preset_of(network, points))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_written_preset_is_read_as_the_same_preset(preset in preset()) {
        let text = preset.to_toml();
        match Preset::parse("some", &text) {
            Ok(read) => prop_assert_eq!(read, preset),
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(
        from in 0..GOOD.len(),
        length in 0_usize..30,
        put in "[ -~\n]{0,8}",
    ) {
        let end = (from + length).min(GOOD.len());
        let text = format!("{}{put}{}", &GOOD[..from], &GOOD[end..]);
        if let Err(error) = Preset::parse("bad.toml", &text) {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}

#[test]
fn the_layout_is_that_of_the_documented_format() {
    let text = Preset { written: Written::default(), ..good() }.to_toml();
    for line in [
        "inputs = [[0, 1], [2.8, \"13/3\"], [-0.001, 16]]",
        "targets = [0, 1, 0.5]",
        "layers = [2, 2, 1]",
        "scale = 0.5",
        "    { weights = [[1, 2], [3, 4]], biases = [5, 6] },",
        "x_range = [-1, 2.5]",
        "starts = [\"there\"]",
    ] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
}

#[test]
fn inputs_and_classes_are_called_as_the_columns_of_their_table() {
    let table = "length,width,species\n1,2,red\n2,3,blue\n3,1,green\n4,5,red\n";
    let survey = Survey::of("mine.csv", table.as_bytes().to_vec(), &Options::default());
    let data = survey.data.expect("a table");
    let (preset, _) = data.put_into(&Preset::load("xor-relu").unwrap()).expect("a preset");
    let read = Preset::parse("mine", &preset.to_toml()).expect("as it was written");
    assert_eq!(read.dataset.names(), preset.dataset.names());
    let data = &read.dataset;
    let inputs = [data.input_name(0), data.input_name(1)];
    assert_eq!(inputs, ["length", "width"]);
    let classes: BTreeSet<String> = (0..3).map(|class| data.class_name(class)).collect();
    assert_eq!(classes, ["blue", "green", "red"].map(str::to_owned).into());
    // a preset that names nothing
    let plain = Preset::load("xor-relu").unwrap().dataset;
    assert_eq!([plain.input_name(1), plain.class_name(0)], ["x[1]", "class 0"]);
    let wrong = preset.to_toml().replace("\"length\", ", "");
    let mistake = Preset::parse("mine", &wrong).unwrap_err().to_string();
    assert!(mistake.contains("expected a list of 2 names"), "{mistake}");
}
