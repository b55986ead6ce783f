//! From the text of a file to a [`Preset`]: the document, the data set, the network, the loss and
//! the named points.

use std::sync::Arc;

use ndarray::Array2;
use num_rational::BigRational;
use num_traits::One;
use toml::Spanned;
use toml::de::DeTable;

use super::sections::{self, Context};
use super::walk::{Node, Source, Table};
use super::{population, tour};
use crate::input::InputError;
use crate::network::{Activation, DataNames, Dataset, Network, limits};
use crate::objective::{Loss, LossKind, Reduction};
use crate::preset::error::PresetError;
use crate::preset::limits::{MAX_FILE_BYTES, MAX_POINTS};
use crate::preset::model::{ExactData, Preset};
use crate::preset::number::Number;
use crate::preset::points::NamedPoint;
use crate::preset::written::Written;

const ROOT_KEYS: &[&str] = &[
    "title", "source", "notes", "dataset", "network", "loss", "points", "plane", "descent", "tour",
    "figure",
];

/// Reads a whole file; `file` names it in messages and gives the preset's name.
pub fn preset(file: &str, text: &str) -> Result<Preset, PresetError> {
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(PresetError::of_file(file, InputError::TooLarge(MAX_FILE_BYTES).to_string()));
    }
    let source = Source { file, text };
    let document = document(&source)?;
    let root = Node::root(&source, document.get_ref());
    let root = root.table(ROOT_KEYS)?;

    let network = network(&root.require("network", "a table [network]")?)?;
    let (dataset, rows) = dataset(&root.require("dataset", "a table [dataset]")?, &network)?;
    let [inputs, targets, teacher] = rows;
    let (loss, scale) = loss(root.get("loss").as_ref())?;
    if dataset.teacher().is_some() {
        population::check(&root, &network, &dataset, loss)?;
    }
    check_loss(&root, &network, &dataset, loss)?;
    let points = match root.get("points") {
        Some(node) => points(&node, &network)?,
        None => Vec::new(),
    };
    let name = stem(file);
    let context = Context { network: &network, points: &points, point_count: dataset.len() };
    let plane = sections::plane(root.get("plane").as_ref(), &context)?;
    let descent = sections::descent(root.get("descent").as_ref(), &context)?;
    let tour = tour::tour(root.get("tour").as_ref(), &context)?;
    Ok(Preset {
        title: text_or(&root, "title", &name)?,
        source: text_or(&root, "source", "")?,
        notes: text_or(&root, "notes", "")?,
        name,
        dataset,
        network,
        loss,
        points: points.into_iter().collect(),
        plane,
        descent,
        tour,
        figures: root.get("figure").map_or_else(String::new, |_| figures(text)),
        exact: Arc::new(ExactData { inputs, targets, teacher, scale }),
        written: Written::as_text(text),
    })
}

/// A text as TOML.
pub fn document<'t>(source: &Source<'t>) -> Result<Spanned<DeTable<'t>>, PresetError> {
    let text = source.text;
    DeTable::parse(text).map_err(|error| PresetError {
        file: source.file.to_owned(),
        line: error.span().map(|span| source.line(span.start)),
        key: None,
        message: format!(
            "the text is no valid TOML: {}{}",
            one_line(error.message()),
            error.span().map_or_else(String::new, |span| missing_digit(text, span.start))
        ),
    })
}

/// The tables `[[figure]]` of a text that is TOML, without what else it says.
fn figures(text: &str) -> String {
    let mut table: toml::Table = toml::from_str(text).unwrap_or_default();
    table.retain(|key, _| key == "figure");
    table.to_string()
}

/// The last part of a path without `.toml`.
fn stem(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
    last.strip_suffix(".toml").unwrap_or(last).to_owned()
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a number at this place without a digit before or behind its point, if there is
/// one.
fn missing_digit(text: &str, at: usize) -> String {
    let ends = |c: char| c.is_whitespace() || "=[]{},#".contains(c);
    let Some((before, behind)) = text.split_at_checked(at) else { return String::new() };
    let start = before.rfind(ends).map_or(0, |end| end + 1);
    let end = at + behind.find(ends).unwrap_or(behind.len());
    let number = text.get(start..end).unwrap_or_default();
    let (sign, digits) = match number.strip_prefix(['+', '-']) {
        Some(digits) => (&number[..1], digits),
        None => ("", number),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, digits));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if number.len() > 40 || whole.is_empty() == places.is_empty() || !are_digits(whole) {
        return String::new();
    }
    let (where_, whole, places) =
        if whole.is_empty() { ("before", "0", places) } else { ("behind", whole, "0") };
    format!("; a digit must stand {where_} the point: {sign}{whole}.{places}")
}

fn text_or<'a>(table: &Table<'a>, key: &'a str, default: &str) -> Result<String, PresetError> {
    table.get(key).map_or(Ok(default.to_owned()), |node| node.text().map(str::to_owned))
}

fn network(node: &Node) -> Result<Network, PresetError> {
    let table = node.table(&["layers", "activation", "output_activation", "bias"])?;
    let what = "a list of at least two layer sizes such as [2, 3, 1]";
    let sizes = table.require("layers", what)?;
    let list = sizes.list(what)?;
    if list.len() < 2 {
        return Err(sizes.expected(what));
    }
    if list.len() > limits::READ {
        return Err(sizes.expected(format_args!("at most {} layers", limits::READ)));
    }
    let layers =
        sizes.items(list).map(|size| size.count(1, limits::READ)).collect::<Result<Vec<_>, _>>()?;
    let activations = Activation::ALL.map(|activation| (activation.name(), activation));
    let choose = |node: Node| node.choice("an activation", &activations);
    let network = Network {
        layers,
        activation: match table.get("activation") {
            Some(node) => choose(node)?,
            // without hidden units it means nothing
            None if list.len() == 2 => Activation::Identity,
            None => choose(table.require("activation", "the activation of the hidden units")?)?,
        },
        output_activation: table
            .get("output_activation")
            .map_or(Ok(Activation::Identity), choose)?,
        bias: table.get("bias").map_or(Ok(true), |node| node.truth())?,
    };
    let count = network.parameter_count();
    if count > limits::READ {
        return Err(sizes.error(format!(
            "expected at most {} weights and biases, found layers that have {count}",
            limits::READ
        )));
    }
    Ok(network)
}

/// Rows of exact numbers.
type Rows = Vec<Vec<BigRational>>;

/// The data, and inputs, targets and teacher as written.
fn dataset(node: &Node, network: &Network) -> Result<(Dataset, [Rows; 3]), PresetError> {
    let table = node.table(&["inputs", "targets", "input_names", "class_names", "teacher"])?;
    if let Some(teacher) = table.get("teacher") {
        population::has_no_points(&table)?;
        let what = "weights of a unit of the teacher (the first layer size)";
        let (rows, exact) = matrix(&teacher, network.input_count(), what, "unit", false)?;
        let population = Dataset::population(rows, network.output_count());
        return Ok((population, [Rows::new(), Rows::new(), exact]));
    }
    let inputs = table.require("inputs", "a list of points")?;
    let (input_rows, exact_inputs) =
        matrix(&inputs, network.input_count(), INPUTS, "point", false)?;
    let targets = table.require("targets", "a list of targets")?;
    let (target_rows, exact_targets) =
        matrix(&targets, network.output_count(), TARGETS, "point", true)?;
    if exact_inputs.len() != exact_targets.len() {
        return Err(targets.error(format!(
            "expected {}, one row of targets for each point, found {}",
            exact_inputs.len(),
            exact_targets.len()
        )));
    }
    let dataset = Dataset::new(input_rows, target_rows);
    let names = DataNames {
        inputs: names(&table, "input_names", dataset.input_count())?,
        classes: names(&table, "class_names", dataset.class_count())?,
    };
    Ok((dataset.with_names(names), [exact_inputs, exact_targets, Rows::new()]))
}

/// A list of `count` names, or none.
fn names(table: &Table, key: &'static str, count: usize) -> Result<Vec<String>, PresetError> {
    let Some(node) = table.get(key) else { return Ok(Vec::new()) };
    let what = format!("a list of {count} names");
    let list = node.list(&what)?;
    if list.len() != count {
        return Err(node.expected(what));
    }
    node.items(list).map(|item| item.text().map(str::to_owned)).collect()
}

/// What the rows of the data are.
const INPUTS: &str = "inputs of a point (the first layer size)";
const TARGETS: &str = "targets of a point (the last layer size)";

/// One row a point, or whatever `one` is, each of `width` numbers; with `flat` also a plain list if
/// the width is 1.
fn matrix(
    node: &Node,
    width: usize,
    what: &str,
    one: &str,
    flat: bool,
) -> Result<(Array2<f64>, Rows), PresetError> {
    let list = node.list(&format!("a list of rows, one a {one}"))?;
    if list.len() == 0 {
        return Err(node.expected(format_args!("at least one {one}")));
    }
    if list.len() > MAX_POINTS {
        return Err(node.expected(format_args!("at most {MAX_POINTS} {one}s")));
    }
    let mut values = Vec::new();
    let mut rows = Vec::with_capacity(list.len());
    for row in node.items(list) {
        let numbers = if flat && width == 1 && !row.is_list() {
            vec![row.number()?]
        } else {
            numbers(&row, width, what)?
        };
        values.extend(numbers.iter().map(|number| number.nearest));
        rows.push(numbers.into_iter().map(|number| number.exact).collect());
    }
    let matrix =
        Array2::from_shape_vec((rows.len(), width), values).expect("every row has the width");
    Ok((matrix, rows))
}

/// A list of exactly `width` numbers; `what` says what they are.
fn numbers(node: &Node, width: usize, what: &str) -> Result<Vec<Number>, PresetError> {
    let expected = list_of(width, what);
    let list = node.list(&expected)?;
    if list.len() != width {
        return Err(node.expected(&expected));
    }
    node.items(list).map(|item| item.number()).collect()
}

fn list_of(width: usize, what: &str) -> String {
    format!("a list of {width} {}, the {what}", if width == 1 { "number" } else { "numbers" })
}

fn loss(node: Option<&Node>) -> Result<(Loss, BigRational), PresetError> {
    let default = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
    let Some(node) = node else { return Ok((default, BigRational::one())) };
    let table = node.table(&["kind", "reduction", "scale"])?;
    let kinds = LossKind::ALL.map(|kind| (kind.name(), kind));
    let reductions =
        [Reduction::Sum, Reduction::Mean].map(|reduction| (reduction.name(), reduction));
    let kind = table.get("kind").map_or(Ok(default.kind), |node| node.choice("a loss", &kinds))?;
    let reduction = table
        .get("reduction")
        .map_or(Ok(default.reduction), |node| node.choice("a reduction", &reductions))?;
    let Some(node) = table.get("scale") else {
        return Ok((Loss { kind, reduction, scale: 1.0 }, BigRational::one()));
    };
    let scale = node.number()?;
    if scale.nearest <= 0.0 {
        return Err(node.expected("a number above 0"));
    }
    Ok((Loss { kind, reduction, scale: scale.nearest }, scale.exact))
}

/// Cross-entropy takes targets from 0 to 1, softmax such that sum to 1, and linear outputs.
fn check_loss(
    root: &Table,
    network: &Network,
    dataset: &Dataset,
    loss: Loss,
) -> Result<(), PresetError> {
    if let Some(sentence) = loss.kind.objection(network) {
        let node = root.require("loss", "the loss")?;
        return Err(node.error(sentence.to_owned()));
    }
    let wrong = (0..dataset.len())
        .find_map(|i| loss.kind.expected_targets(dataset.target(i)).map(|what| (i, what)));
    let Some((i, what)) = wrong else { return Ok(()) };
    let node = root.require("dataset", what)?;
    let table = node.table(&["inputs", "targets"])?;
    let targets = table.require("targets", what)?;
    let row = targets.items(targets.list(what)?).nth(i).expect("the row was read");
    if !row.is_list() || !loss.kind.is_separable() {
        return Err(row.expected(what));
    }
    let is_wrong = |y: &f64| loss.kind.expected_targets(&[*y]).is_some();
    let k = dataset.target(i).iter().position(is_wrong).unwrap_or(0);
    let item = row.items(row.list(what)?).nth(k).expect("the target was read");
    Err(item.expected(what))
}

fn points(node: &Node, network: &Network) -> Result<Vec<NamedPoint>, PresetError> {
    let mut points: Vec<NamedPoint> = Vec::new();
    let mut names = std::collections::HashSet::new();
    for node in node.items(node.list("tables [[points]]")?) {
        let table = node.table(&["name", "note", "layers"])?;
        let name_node = table.require("name", "the name of the point")?;
        let name = name_node.text()?.to_owned();
        if name.trim().is_empty() {
            return Err(name_node.expected("a name that is not blank"));
        }
        if !names.insert(name.clone()) {
            return Err(name_node
                .error(format!("expected a name of its own, found {name:?} a second time")));
        }
        let layers =
            table.require("layers", "a list of { weights, biases }, one for each layer")?;
        let numbers = weights(&layers, network)?;
        points.push(NamedPoint {
            name,
            note: text_or(&table, "note", "")?,
            weights: numbers.iter().map(|number| number.nearest).collect(),
            exact: Arc::new(numbers.into_iter().map(|number| number.exact).collect()),
        });
    }
    Ok(points)
}

/// The flat parameter vector of a point.
fn weights(node: &Node, network: &Network) -> Result<Vec<Number>, PresetError> {
    let layout = network.layout();
    let what = format!(
        "a list of {} {{ weights, biases }}, one for each layer of a {} network",
        layout.len(),
        network.shape_name()
    );
    let list = node.list(&what)?;
    if list.len() != layout.len() {
        return Err(node.expected(&what));
    }
    let mut flat = Vec::with_capacity(network.parameter_count());
    for (l, (node, layer)) in node.items(list).zip(&layout).enumerate() {
        let (rows, columns) = (layer.units, layer.inputs);
        let what =
            format!("the {rows} x {columns} weights of layer {} as a list of {rows} rows", l + 1);
        let table = node.table(&["weights", "biases"])?;
        let matrix = table.require("weights", &what)?;
        let list = matrix.list(&what)?;
        if list.len() != rows {
            return Err(matrix.expected(&what));
        }
        for row in matrix.items(list) {
            let what =
                format!("weights of one unit of layer {} (a matrix of {rows} x {columns})", l + 1);
            flat.extend(numbers(&row, columns, &what)?);
        }
        flat.extend(biases(&table, network.bias, rows, l + 1)?);
    }
    Ok(flat)
}

/// The biases of the `rows` units of layer `number`; none are given to a network without any.
fn biases(
    table: &Table,
    has_biases: bool,
    rows: usize,
    number: usize,
) -> Result<Vec<Number>, PresetError> {
    if has_biases {
        let what = format!("biases of layer {number}");
        return numbers(&table.require("biases", &list_of(rows, &what))?, rows, &what);
    }
    let Some(node) = table.get("biases") else { return Ok(Vec::new()) };
    let what = "no biases, as the network has none (network.bias is false)";
    if node.list(what)?.len() > 0 { Err(node.expected(what)) } else { Ok(Vec::new()) }
}
