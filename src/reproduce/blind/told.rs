//! What is told of it.

use num_rational::BigRational;

use super::chance::{Spread, all_positive, mean_for_all_positive};
use super::data::Data;
use super::protocol::{Case, Protocol, Set};
use super::sample::Counts;
use crate::basins::share;
use crate::figure::{Axis, ScaleKind, format_significant};
use crate::reproduce::chart::{Chart, Curve, Point, Style};
use crate::reproduce::part::Part;
use crate::reproduce::sentence::share_words;

/// What the paper says suffices for 10,000 units in each of 100 layers: for both laws whose spread
/// falls with the width, and for the fixed deviation 0.01.
const PUBLISHED: [f64; 2] = [0.24, 0.07];
const PUBLISHED_WIDTH: f64 = 10_000.0;
const PUBLISHED_DEPTH: f64 = 100.0;
const PUBLISHED_DEVIATION: f64 = 0.01;

/// The part of the report.
pub(super) fn part(protocol: &Protocol, sets: &[Set], counts: &[Counts], seconds: f64) -> Part {
    let mut part = Part::new(&format!("fig6: {}", protocol.title));
    let share = format_significant(100.0 * protocol.failure, 4);
    part.text(&format!(
        "The paper (Proposition 4) has whitened, linearly separable data of full rank that a ReLU \
            network with weights from N(mu, sigma^2) and zero biases does not learn, and (Figure \
            6) the smallest mu for a failure of 99 % against the number of units. Its data are \
            described and not listed, so these are ours, in two dimensions: most points of both \
            classes lie where no unit of the first layer fires. Here the probability is {share} %."
    ));
    part.open("blind-spot");
    data(&mut part, sets);
    means(&mut part, protocol, sets);
    at_start(&mut part, protocol, sets);
    training(&mut part, protocol, sets, counts);
    part.text(&format!(
        "Seed {}, the same for any number of threads; {seconds:.1} s for all.",
        protocol.seed
    ));
    part
}

/// The data and what is proven of them.
fn data(part: &mut Part, sets: &[Set]) {
    part.heading("The data, checked in exact fractions");
    let row = |Set { data, .. }: &Set| {
        let found = data.found();
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let [low, high] = &found.products;
        vec![
            data.name.to_owned(),
            format!("{} of {}", data.blind, data.inputs.len()),
            format!("{} and {}", found.blind[0], found.blind[1]),
            yes(found.is_whitened),
            found.rank.to_string(),
            found.gap.map_or_else(|| "no".to_owned(), |[low, high]| format!("{low} < {high}")),
            if low == high { low.to_string() } else { format!("{low} to {high}") },
        ]
    };
    part.table(
        &[
            "set",
            "in the blind spot",
            "of class 0 and 1",
            "whitened",
            "rank",
            "separable",
            "products with the others",
        ],
        &sets.iter().map(row).collect::<Vec<_>>(),
    );
    for Set { data, .. } in sets {
        part.text(&format!("{}: {}.", data.name, points(data)));
    }
    part.text(
        "Whitened: both means are 0 and the covariance is the identity, exactly. Separable: along \
            the direction (1, -1) for the line and (1, 1) for the ray the classes leave the gap \
            that is told.",
    );
    part.text(
        "Theorem. On the line every point of the blind spot has the inner product -1 with the \
            outlier. What the outlier teaches moves a unit's weights and bias (w, b) along (x_o, \
            1), and so its sum on a point x_b of the blind spot by a multiple of x_o . x_b + 1 = \
            0. If no unit of the first layer fires in the blind spot at the start, none ever \
            does: not under gradient descent with any rates, batches or momentum, not in a \
            network of any depth, not for any loss (weight decay scales the sums down; rounding, \
            noise and methods that scale each coordinate, as Adam does, are not covered). The \
            network has one answer for all these points, so it never has all right.",
    );
    part.text(
        "The ray has its blind spot below 0 in both coordinates, as the paper describes it: all \
            positive weights are enough there. No whitened set of that kind can have the products \
            -1 (by Perron's theorem on its hat matrix), so that it is blind at the start with the \
            probability derived, and whether it stays so is sampled.",
    );
}

/// The points with their classes.
fn points(data: &Data) -> String {
    let all = data.inputs.iter().zip(&data.classes).map(|([x, y], class)| {
        let text = |number: &BigRational| number.to_string();
        format!("({}, {}) -> {}", text(x), text(y), u8::from(*class))
    });
    all.collect::<Vec<_>>().join(", ")
}

/// The smallest means, derived.
fn means(part: &mut Part, protocol: &Protocol, sets: &[Set]) {
    part.heading("The smallest means, derived");
    part.text(
        "A first-layer unit with weights from N(mu, s^2) and no bias fires on x with \
            Phi(-r mu/s), r = -(x_1 + x_2)/|x|. On the ray, r = sqrt(2), a unit fires with that \
            probability q, exactly. On the line it fires somewhere with q between Phi(-r mu/s) + \
            Phi(-r' mu/s) - Phi(-r'' mu/s) and Phi(-r mu/s) + Phi(-r' mu/s), where r and r' \
            belong to the two outermost points and r'' to the direction between them; the bounds \
            agree to all digits shown. None of h units fires with (1 - q)^h. That depends on the \
            first layer alone and makes the output the same for the whole blind spot whatever is \
            behind, so the means told suffice for one answer there at the start at every depth \
            from 1 on: exact for one hidden layer, where any other way to one answer has the \
            probability 0, a proven bound for more, which only have more ways. On the line \
            training then fails, by the theorem; it may fail otherwise too.",
    );
    part.text(
        "Beside it, what all data with a blind spot below 0 share: all weights of the network are \
            positive, with the product over its layers of Phi(mu/s)^(number of weights), exact for \
            each depth. It asks for more than is needed, and it is what grows with the depth.",
    );
    let spreads =
        [Spread::OverWidth, Spread::Xavier, Spread::Fixed(protocol.deviation), Spread::Lecun];
    for pair in spreads.chunks(2) {
        let charts = pair.iter().map(|spread| chart_of_means(protocol, sets, *spread));
        part.charts(charts.collect());
    }
    for spread in spreads {
        part.text(&format!("{}: the smallest mu, to four digits.", spread.name()));
        let positive = protocol.depths.iter().map(|depth| format!("positive, depth {depth}"));
        let names = sets.iter().map(|set| set.data.name.to_owned()).chain(positive);
        let heads: Vec<String> = std::iter::once("width".to_owned()).chain(names).collect();
        let head: Vec<&str> = heads.iter().map(String::as_str).collect();
        let row = |width: &f64| {
            let all = means_of(protocol, sets, spread, *width);
            std::iter::once(width.to_string())
                .chain(all.into_iter().map(|mean| format_significant(mean, 4)))
                .collect::<Vec<_>>()
        };
        part.numbers(&head, &protocol.told.iter().map(row).collect::<Vec<_>>());
    }
    published(part, protocol, sets);
}

/// The smallest means of a width: of each set, and for positive weights at each depth.
fn means_of(protocol: &Protocol, sets: &[Set], spread: Spread, width: f64) -> Vec<f64> {
    let first = spread.deviation(width, 2.0, width);
    let blind = sets.iter().map(|set| first * set.cone.mean_for(protocol.failure, width));
    let positive = (protocol.depths.iter())
        .map(|depth| mean_for_all_positive(protocol.failure, spread, width, *depth));
    blind.chain(positive).collect()
}

fn chart_of_means(protocol: &Protocol, sets: &[Set], spread: Spread) -> Chart {
    let rows: Vec<Vec<f64>> =
        (protocol.widths.iter()).map(|width| means_of(protocol, sets, spread, *width)).collect();
    let positive = protocol.depths.iter().map(|depth| format!("all positive, depth {depth}"));
    let names = sets.iter().map(|set| format!("blind, the {}", set.data.name)).chain(positive);
    let mut curves: Vec<Curve> = names
        .enumerate()
        .map(|(number, name)| Curve {
            name,
            color: Curve::color_of(number),
            style: if number < sets.len() { Style::Line } else { Style::Dashed },
            points: (protocol.widths.iter().zip(&rows))
                .map(|(width, row)| Point { x: *width, y: row[number], interval: None })
                .collect(),
        })
        .collect();
    if let Some(mean) = published_mean(spread) {
        curves.push(Curve {
            name: format!("the paper, depth {PUBLISHED_DEPTH}"),
            color: 7,
            style: Style::Rings,
            points: vec![Point { x: PUBLISHED_WIDTH, y: mean, interval: None }],
        });
    }
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let ends = |of: &dyn Fn(&Point) -> f64| {
        let least = all().map(of).fold(f64::INFINITY, f64::min);
        let most = all().map(of).fold(0.0, f64::max);
        // some room, and a range where there is but one number
        [0.8 * least, 1.25 * most]
    };
    let axis = |label: &str, range| Axis::new(label, range, ScaleKind::Log);
    Chart {
        caption: format!(
            "{}: the smallest mean for a failure of {} % against the width",
            spread.name(),
            format_significant(100.0 * protocol.failure, 4)
        ),
        x: axis("units of a layer", ends(&|point| point.x)),
        y: axis("mean mu", ends(&|point| point.y)),
        curves,
    }
}

/// The mean that the paper quotes for a law.
fn published_mean(spread: Spread) -> Option<f64> {
    match spread {
        Spread::OverWidth | Spread::Xavier | Spread::Lecun => Some(PUBLISHED[0]),
        Spread::Fixed(sd) => (sd == PUBLISHED_DEVIATION).then_some(PUBLISHED[1]),
    }
}

/// The paper's two numbers beside ours.
fn published(part: &mut Part, protocol: &Protocol, sets: &[Set]) {
    part.text(&format!(
        "The two points that the paper quotes, for {PUBLISHED_WIDTH} units in each of \
            {PUBLISHED_DEPTH} layers: the probability at its mean that the first layer is blind, \
            and that all weights are positive; in brackets our smallest mean for {} %.",
        format_significant(100.0 * protocol.failure, 4)
    ));
    let mut heads = vec!["law".to_owned(), "the paper's mu".to_owned()];
    heads.extend(sets.iter().map(|set| format!("blind, the {}", set.data.name)));
    heads.push("all positive".to_owned());
    let mut rows = Vec::new();
    for spread in
        [Spread::OverWidth, Spread::Xavier, Spread::Lecun, Spread::Fixed(PUBLISHED_DEVIATION)]
    {
        let Some(mean) = published_mean(spread) else { continue };
        let width = PUBLISHED_WIDTH;
        let first = spread.deviation(width, 2.0, width);
        let cell = |probability: f64, smallest: f64| {
            let [probability, smallest] = [probability, smallest].map(|x| format_significant(x, 4));
            format!("{probability} [{smallest}]")
        };
        let mut row = vec![spread.name(), mean.to_string()];
        row.extend(sets.iter().map(|set| {
            let smallest = first * set.cone.mean_for(protocol.failure, width);
            cell(set.cone.blind(mean / first, width)[0], smallest)
        }));
        row.push(cell(
            all_positive(mean, spread, width, PUBLISHED_DEPTH),
            mean_for_all_positive(protocol.failure, spread, width, PUBLISHED_DEPTH),
        ));
        rows.push(row);
    }
    let head: Vec<&str> = heads.iter().map(String::as_str).collect();
    part.table(&head, &rows);
}

/// Networks that were drawn and not trained.
fn at_start(part: &mut Part, protocol: &Protocol, sets: &[Set]) {
    let start = &protocol.start;
    part.heading("Deeper networks at the start, sampled");
    part.text(&format!(
        "How many of {} networks with {} units in each layer and the variance 1/h have a layer \
            that is dead on the whole blind spot, so that they have one answer for it: with \
            Wilson's 95 % intervals at several depths, and the line for the first layer alone as \
            derived. A deeper network is drawn as a continuation.",
        start.networks, start.width
    ));
    let width = start.width as f64;
    let most = start.means.iter().copied().fold(1.0, f64::max);
    let chart = |Set { data, cone, blind }: &Set| {
        let sampled = start.depths.iter().enumerate().map(|(number, depth)| Curve {
            name: format!("sampled, depth {depth}"),
            color: Curve::color_of(number + 1),
            style: Style::Joined,
            points: (blind.iter())
                .map(|it| Point::of_share(it.mean, share(it.counts[number], start.networks)))
                .collect(),
        });
        let derived = (0..=200_u8).map(|step| {
            let mean = most * f64::from(step) / 200.0;
            Point { x: mean, y: 100.0 * cone.blind(mean, width)[0], interval: None }
        });
        let derived = Curve {
            name: "the first layer, derived".to_owned(),
            color: 0,
            style: Style::Line,
            points: derived.collect(),
        };
        let axis = |label: &str, range| Axis::new(label, range, ScaleKind::Linear);
        Chart {
            caption: format!("The {}: blind networks, per cent, at the start", data.name),
            x: axis("mean mu, in standard deviations", [0.0, most]),
            y: axis("blind, %", [0.0, 100.0]),
            curves: std::iter::once(derived).chain(sampled).collect(),
        }
    };
    part.charts(sets.iter().map(chart).collect());
}

/// Networks that were trained.
fn training(part: &mut Part, protocol: &Protocol, sets: &[Set], counts: &[Counts]) {
    let trained = &protocol.trained;
    part.heading("Training, sampled");
    part.text(&format!(
        "{} networks a row, variance 1/h and zero biases, {} steps on all points; per cent with \
            Wilson's 95 % intervals. Blind: the first layer fires nowhere in the blind spot before \
            training. Right: all points are right after it. Exchanged: the outliers are of class \
            0, which positive weights have wrong at first, so that they teach the more.",
        trained.runs, trained.steps
    ));
    let row = |(case, counts): (&Case, &Counts)| {
        let Counts { all, blind, right, blind_and_right } = *counts;
        let per_cent = |count: usize| share_words(share(count, all));
        let cone = sets.iter().find(|set| set.data.name == case.data).map(|set| &set.cone);
        let mean = cone.map_or(f64::NAN, |cone| protocol.law(case, cone).mean);
        let layers: Vec<String> = case.hidden.iter().map(usize::to_string).collect();
        let exchanged = if case.exchanged { ", exchanged" } else { "" };
        let moved = if case.shift == 0.0 { String::new() } else { format!(" + {}", case.shift) };
        vec![
            format!("{}{moved}{exchanged}", case.data),
            layers.join(", "),
            format_significant(mean, 3),
            format!("{}, {}", case.optimizer, case.learning_rate),
            per_cent(blind),
            per_cent(right),
            format!("{blind_and_right} of {blind}"),
        ]
    };
    let rows: Vec<_> = trained.case.iter().zip(counts).map(row).collect();
    part.table(
        &["data", "hidden", "mu", "method, rate", "blind, %", "right, %", "right of the blind"],
        &rows,
    );
    let is_covered = |case: &Case| {
        case.data == "line"
            && case.shift == 0.0
            && ["gradient-descent", "momentum", "nesterov"].contains(&case.optimizer.as_str())
    };
    let covered = trained.case.iter().zip(counts).filter(|(case, _)| is_covered(case));
    let [blind, right] = covered.fold([0, 0], |[blind, right], (_, counts)| {
        [blind + counts.blind, right + counts.blind_and_right]
    });
    part.text(&format!(
        "What the theorem covers: of {blind} blind networks on the line, {right} have all points \
            right. The data are standardised exactly, so that standardising again changes nothing. \
            Whether something else helps is told by the rows with the mean 0, with data that are \
            moved (+), and with Adam, whose steps are no combinations of gradients."
    ));
}
