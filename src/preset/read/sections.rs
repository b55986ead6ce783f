//! The sections of a preset file that say what to look at and what to run: `[plane]` and
//! `[descent]`.

use super::schedule;
use super::walk::{Node, Table};
use crate::network::Network;
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Slide, Third};
use crate::preset::error::{PresetError, did_you_mean, unknown_point};
use crate::preset::limits::MAX_STEPS;
use crate::preset::model::DescentSpec;
use crate::preset::plane::{PlaneKind, PlaneSpec};
use crate::preset::points::NamedPoint;

/// What the sections refer to.
pub(super) struct Context<'c> {
    /// The network.
    pub network: &'c Network,
    /// The named points.
    pub points: &'c [NamedPoint],
    /// Number of data points.
    pub point_count: usize,
}

impl Context<'_> {
    /// The name of a point that exists.
    pub(super) fn point(&self, node: &Node) -> Result<String, PresetError> {
        let name = node.text()?;
        let names = self.points.iter().map(|point| point.name.as_str());
        if names.clone().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        Err(node.error(unknown_point(name, names)))
    }

    fn parameter(&self, node: &Node) -> Result<String, PresetError> {
        let name = node.text()?;
        if let Some(index) = self.network.index_of(name) {
            return Ok(self.network.parameters()[index].to_string());
        }
        // the near match looks at every name: not for networks that nobody reads name by name
        let hint = if self.network.parameter_count() > 10_000 {
            String::new()
        } else {
            did_you_mean(name, self.network.parameter_names().iter().map(String::as_str))
        };
        Err(node.error(format!(
            "expected a parameter of the {} network such as \"W1[0,0]\"{}, found {name:?}{hint}",
            self.network.shape_name(),
            if self.network.bias { " or \"b1[0]\"" } else { "" },
        )))
    }

    /// What a flat parameter vector is written as.
    pub(super) fn vector(&self) -> String {
        format!("a list of {} numbers, one for each parameter", self.network.parameter_count())
    }

    /// A flat parameter vector; `what` says what is expected.
    pub(super) fn weights(&self, node: &Node, what: &str) -> Result<Vec<f64>, PresetError> {
        let list = node.list(what)?;
        if list.len() != self.network.parameter_count() {
            return Err(node.expected(what));
        }
        node.items(list).map(|item| Ok(item.number()?.nearest)).collect()
    }

    fn direction(&self, node: &Node) -> Result<Vec<f64>, PresetError> {
        let entries = self.weights(node, &self.vector())?;
        if self.network.parameter_count() >= 2 && entries.iter().all(|&entry| entry == 0.0) {
            return Err(node.error("expected a direction, found nothing but zeros"));
        }
        Ok(entries)
    }
}

/// Reads `[plane]`.
pub(super) fn plane(node: Option<&Node>, context: &Context) -> Result<PlaneSpec, PresetError> {
    let Some(node) = node else {
        return Ok(PlaneSpec::first_weights(context.network));
    };
    let every = &[
        "kind", "origin", "x_range", "y_range", "points", "x", "y", "seed", "biases", "start",
        "slide", "offset",
    ];
    let table = node.table(every)?;
    let names = PlaneKind::NAMES.map(|name| (name, name));
    let kind = table.get("kind").map(|node| node.choice("a plane", &names)).transpose()?;
    // the keys that this kind of plane has; others are told as unknown
    let of_kind: &[&str] = match kind {
        None => &["origin"],
        Some("points") => &["points"],
        Some("random") => &["seed", "origin"],
        Some("filter-normalised") => &["seed", "biases", "origin"],
        Some("trajectory") => &["start", "origin"],
        Some(_) => &["x", "y", "origin"],
    };
    let known = [&["kind"], of_kind, &["x_range", "y_range", "slide", "offset"]].concat();
    let table_of_kind = node.table(&known).map_err(|mut error| {
        let of_kind = kind.map_or("without a kind".to_owned(), |kind| format!("of kind {kind:?}"));
        error.message = format!("{} for a plane {of_kind}", error.message);
        error
    });
    let table = table_of_kind.map(|_| table)?;
    Ok(PlaneSpec {
        kind: match kind {
            Some(kind) => plane_kind(kind, &table, context)?,
            None => PlaneSpec::first_weights(context.network).kind,
        },
        origin: table.get("origin").map(|node| context.point(&node)).transpose()?,
        x_range: table.get("x_range").map(|node| range(&node)).transpose()?,
        y_range: table.get("y_range").map(|node| range(&node)).transpose()?,
        slide: slide(&table, context)?,
    })
}

/// The keys `slide` and `offset` of a plane.
fn slide(table: &Table, context: &Context) -> Result<Option<Slide>, PresetError> {
    let Some(node) = table.get("slide") else {
        return match table.get("offset") {
            Some(node) => {
                Err(node.error("expected the direction of the offset as slide = \"...\" beside it"))
            }
            None => Ok(None),
        };
    };
    let along = match Third::from_name(node.text()?) {
        Third::Weight(_) => Third::Weight(context.parameter(&node)?),
        along => along,
    };
    let what = "how far the plane is slid";
    Ok(Some(Slide { along, offset: table.require("offset", what)?.number()?.nearest }))
}

fn plane_kind<'a>(
    kind: &str,
    table: &Table<'a>,
    context: &Context,
) -> Result<PlaneKind, PresetError> {
    let seed = |table: &Table<'a>| table.get("seed").map_or(Ok(0), |node| node.whole(0, u64::MAX));
    match kind {
        "weights" => {
            let x =
                context.parameter(&table.require("x", "the parameter along the first axis")?)?;
            let y_node = table.require("y", "the parameter along the second axis")?;
            let y = context.parameter(&y_node)?;
            if x == y {
                return Err(y_node.expected(format_args!("another parameter than x ({x:?})")));
            }
            Ok(PlaneKind::Weights { x, y })
        }
        "points" => {
            let what = "a list of the names of three points";
            let node = table.require("points", what)?;
            let list = node.list(what)?;
            let names =
                node.items(list).map(|item| context.point(&item)).collect::<Result<Vec<_>, _>>()?;
            let points: [String; 3] = names.try_into().map_err(|_| node.expected(what))?;
            if points[0] == points[1] || points[0] == points[2] || points[1] == points[2] {
                return Err(node.error("expected three different points, found one of them twice"));
            }
            Ok(PlaneKind::Points { points })
        }
        "directions" => Ok(PlaneKind::Directions {
            x: context.direction(&table.require("x", "the first direction")?)?,
            y: context.direction(&table.require("y", "the second direction")?)?,
        }),
        "random" => Ok(PlaneKind::Random { seed: seed(table)? }),
        "filter-normalised" => {
            let biases = table.get("biases").map_or(Ok(true), |node| node.truth())?;
            Ok(PlaneKind::FilterNormalised { seed: seed(table)?, biases })
        }
        "trajectory" => {
            let node =
                table.require("start", "the name of the point that the descent starts from")?;
            Ok(PlaneKind::Trajectory { start: context.point(&node)? })
        }
        _ => {
            let last = context.network.parameter_count() - 1;
            let index = |key, default: usize| {
                table.get(key).map_or(Ok(default.min(last)), |node| node.count(0, last))
            };
            let (x, y) = (index("x", 0)?, index("y", 1)?);
            match table.get("y").or(table.get("x")) {
                Some(node) if x == y => {
                    Err(node.error(format!("expected two different eigenvectors, found {x} twice")))
                }
                _ => Ok(PlaneKind::Eigenvectors { x, y }),
            }
        }
    }
}

/// Reads a range `[low, high]`.
pub(super) fn range(node: &Node) -> Result<[f64; 2], PresetError> {
    let what = "a range [low, high]";
    let list = node.list(what)?;
    let ends = node.items(list).map(|item| Ok(item.number()?.nearest));
    let ends = ends.collect::<Result<Vec<f64>, PresetError>>()?;
    match ends[..] {
        [low, high] if low < high && (high - low).is_finite() => Ok([low, high]),
        [low, high] => Err(node.error(format!(
            "expected a range [low, high] with low below high, found [{low}, {high}]"
        ))),
        _ => Err(node.expected(what)),
    }
}

const DESCENT_KEYS: &[&str] = &[
    "optimizer",
    "learning_rate",
    "steps",
    "schedule",
    "schedule_steps",
    "schedule_factor",
    "schedule_floor",
    "warm_up",
    "noise",
    "noise_decay",
    "noise_seed",
    "momentum",
    "beta1",
    "beta2",
    "alpha",
    "epsilon",
    "weight_decay",
    "batch_size",
    "seed",
    "stop",
    "starts",
];

fn learning_rate(table: &Table, default: f64) -> Result<f64, PresetError> {
    let Some(node) = table.get("learning_rate") else { return Ok(default) };
    let value = node.number()?.nearest;
    if value > 0.0 { Ok(value) } else { Err(node.expected("a number above 0")) }
}

/// Reads `[descent]`.
pub(super) fn descent(node: Option<&Node>, context: &Context) -> Result<DescentSpec, PresetError> {
    let default = Settings::new(Optimizer::GradientDescent, 0.01, 10_000);
    let Some(node) = node else { return Ok(DescentSpec { settings: default, starts: Vec::new() }) };
    let table = node.table(DESCENT_KEYS)?;
    let optimizers = Optimizer::ALL.map(|optimizer| (optimizer.name(), optimizer));
    let at_least_0 = |key, default| schedule::at_least_0(&table, key, default);
    // at 0 a weight without gradients would be divided by 0
    let above_0 = |key, default: f64| {
        let value = at_least_0(key, default)?;
        match table.get(key) {
            Some(node) if value == 0.0 => Err(node.expected("a number above 0")),
            _ => Ok(value),
        }
    };
    // the weight of the past in a running mean
    let decay = |key, default: f64| {
        let value = at_least_0(key, default)?;
        match table.get(key) {
            Some(node) if value >= 1.0 => Err(node.expected("a number of at least 0 and below 1")),
            _ => Ok(value),
        }
    };
    let fresh = Settings::new(
        table
            .get("optimizer")
            .map_or(Ok(default.optimizer), |node| node.choice("an optimizer", &optimizers))?,
        learning_rate(&table, default.learning_rate)?,
        table.get("steps").map_or(Ok(default.steps), |node| node.count(0, MAX_STEPS))?,
    );
    let settings = Settings {
        schedule: schedule::schedule(&table)?,
        noise: schedule::noise(&table)?,
        momentum: decay("momentum", fresh.momentum)?,
        beta1: decay("beta1", fresh.beta1)?,
        beta2: decay("beta2", fresh.beta2)?,
        alpha: decay("alpha", fresh.alpha)?,
        epsilon: above_0("epsilon", fresh.epsilon)?,
        weight_decay: at_least_0("weight_decay", fresh.weight_decay)?,
        batch_size: table
            .get("batch_size")
            .map(|node| match context.point_count {
                0 => Err(node.error("expected no batches: a population has no points to draw")),
                count => node.count(1, count),
            })
            .transpose()?,
        seed: table.get("seed").map_or(Ok(fresh.seed), |node| node.whole(0, u64::MAX))?,
        stop: table.get("stop").map_or(Ok(fresh.stop), |node| node.truth())?,
        ..fresh
    };
    let starts = match table.get("starts") {
        None => Vec::new(),
        Some(node) => {
            let list = node.list("a list of names of points")?;
            node.items(list).map(|item| context.point(&item)).collect::<Result<Vec<_>, _>>()?
        }
    };
    Ok(DescentSpec { settings, starts })
}
