//! The layers of a file put into a network, and what is said of how.

use std::collections::HashMap;

use super::mapping::{FileLayer, FileLayers, Order, pairs};
use super::orientation::Orientation;
use super::tensor::Tensor;
use crate::network::Network;

/// Arrays that are told one by one.
const MOST_TOLD: usize = 24;

/// Layers whose names are listed.
const MOST_NAMES: usize = 12;

/// Weights, and how they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The flat parameter vector.
    pub weights: Vec<f64>,
    /// Which array became what, without the file.
    pub told: String,
}

/// Puts the layers into the network; the error is a sentence.
pub fn fit(file: &FileLayers, network: &Network) -> Result<Mapped, String> {
    let count = network.layers.len() - 1;
    let wanted_biases = if network.bias { count } else { 0 };
    if [file.layers.len(), file.biases] != [count, wanted_biases] {
        return Err(format!(
            "expected {count} weights and {wanted_biases} biases, one for each layer of the {} \
                network{}, found {} and {}{}",
            network.shape_name(),
            if network.bias { "" } else { " without biases" },
            file.layers.len(),
            file.biases,
            holds(file),
        ));
    }
    if network.bias && file.layers.iter().any(|layer| layer.bias.is_none()) {
        return Err("expected names that tell which biases belong to which weights, such as \
            \"0.weight\" and \"0.bias\""
            .to_owned());
    }
    let (layers, orientation, order) = choose(file, network)?;
    flat(&layers, orientation, order, network, &file.left_out)
}

/// The layers in the one order and orientation that fits.
fn choose<'a>(
    file: &'a FileLayers,
    network: &Network,
) -> Result<(Vec<&'a FileLayer<'a>>, Orientation, Order), String> {
    let in_order: Vec<&FileLayer> = file.layers.iter().collect();
    if file.order != Order::Shapes {
        let fits = |orientation: &Orientation| {
            in_order.iter().zip(pairs(network)).all(|(layer, pair)| layer.fits(*orientation, pair))
        };
        let fitting: Vec<Orientation> =
            file.orientations.iter().copied().filter(|o| fits(o)).collect();
        if let Some(orientation) = only(&fitting, network)? {
            return Ok((in_order, orientation, file.order));
        }
        if file.order != Order::Written {
            return Err(misfit(file, network));
        }
    }
    let (mut fitting, mut orders, mut is_ambiguous) = (Vec::new(), Vec::new(), false);
    for orientation in &file.orientations {
        match by_shapes(&in_order, *orientation, network) {
            Some(Shaped::One(order)) => {
                fitting.push(*orientation);
                orders.push(order);
            }
            Some(Shaped::Many) => is_ambiguous = true,
            None => {}
        }
    }
    if is_ambiguous {
        let names = names(file);
        return Err(format!(
            "the order of the layers {} is not kept in the file, and their shapes fit the {} \
                network in more than one: number their names, or name the first layer first with \
                --layers {}",
            names.replace(',', ", "),
            network.shape_name(),
            names,
        ));
    }
    match only(&fitting, network)? {
        Some(orientation) => Ok((orders.swap_remove(0), orientation, Order::Shapes)),
        None => Err(misfit(file, network)),
    }
}

/// The orientation, if there is one; refused where two differ.
fn only(fitting: &[Orientation], network: &Network) -> Result<Option<Orientation>, String> {
    let differ = network.layers.iter().any(|size| *size != 1);
    match fitting {
        [] => Ok(None),
        [_, _, ..] if differ => Err(format!(
            "the matrices fit the {} network both as [out, in], which PyTorch writes, and as \
                [in, out], which Keras and Flax write: say which with --orientation out-in or \
                --orientation in-out",
            network.shape_name()
        )),
        [first, ..] => Ok(Some(*first)),
    }
}

/// The orders of layers that fit.
enum Shaped<'a> {
    One(Vec<&'a FileLayer<'a>>),
    Many,
}

/// Gives each layer of the network the one that has its shape.
fn by_shapes<'a>(
    layers: &[&'a FileLayer<'a>],
    orientation: Orientation,
    network: &Network,
) -> Option<Shaped<'a>> {
    let mut places: HashMap<[usize; 2], Vec<usize>> = HashMap::new();
    for (place, pair) in pairs(network).enumerate() {
        places.entry([pair[1], pair[0]]).or_default().push(place);
    }
    let mut order: Vec<Option<&FileLayer>> = vec![None; layers.len()];
    let mut is_one = true;
    for layer in layers {
        let same = places.get_mut(&orientation.sides(layer.matrix))?;
        is_one &= same.len() == 1 && order[same[0]].is_none();
        let place = same.pop()?;
        if !layer.fits(orientation, &network.layers[place..place + 2]) {
            return None;
        }
        order[place] = Some(layer);
    }
    let order: Option<Vec<&FileLayer>> = order.into_iter().collect();
    Some(if is_one { Shaped::One(order?) } else { Shaped::Many })
}

/// Why the layers do not fit.
fn misfit(file: &FileLayers, network: &Network) -> String {
    let orientation = file.orientations[0];
    let mut layers = file.layers.iter().zip(pairs(network)).enumerate();
    let wrong = layers.find(|(_, (layer, pair))| !layer.fits(orientation, pair));
    let Some((place, (layer, pair))) = wrong else {
        return format!("no order of its layers fits the {} network", network.shape_name());
    };
    let sides = [pair[1], pair[0]];
    let (what, shape, found) = match layer.bias {
        Some(bias) if orientation.sides(layer.matrix) == sides => ("a bias", vec![pair[1]], bias),
        _ => {
            let shape = match orientation {
                Orientation::OutIn => vec![pair[1], pair[0]],
                Orientation::InOut => vec![pair[0], pair[1]],
            };
            ("a weight", shape, layer.matrix)
        }
    };
    let turned = match file.orientations[..] {
        [Orientation::OutIn] => Some(Orientation::InOut),
        [Orientation::InOut] => Some(Orientation::OutIn),
        _ => None,
    };
    let fits = |orientation: &Orientation| {
        file.layers.iter().zip(pairs(network)).all(|(layer, pair)| layer.fits(*orientation, pair))
    };
    let hint = turned.filter(fits).map_or(String::new(), |turned| {
        let (axes, name) = (turned.axes(), turned.name());
        format!("; as {axes} it fits: --orientation {name}")
    });
    format!(
        "layer {} needs {what} of shape {shape:?}, found {:?} of shape {:?}{}{hint}",
        place + 1,
        found.name,
        found.shape,
        holds(file)
    )
}

/// ` (the file holds a 2-3-1 network)`, if it does.
fn holds(file: &FileLayers) -> String {
    file.sizes().map_or(String::new(), |sizes| {
        let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
        format!(" (the file holds a {} network)", sizes.join("-"))
    })
}

/// The names of the layers, `a,b,c`.
fn names(file: &FileLayers) -> String {
    let mut names: Vec<String> =
        file.layers.iter().take(MOST_NAMES).map(|layer| plain(&layer.name)).collect();
    if file.layers.len() > MOST_NAMES {
        names.push("..".to_owned());
    }
    names.join(",")
}

/// A name on one line.
pub fn plain(name: &str) -> String {
    name.escape_debug().to_string()
}

/// The flat vector, and what became what.
fn flat(
    layers: &[&FileLayer],
    orientation: Orientation,
    order: Order,
    network: &Network,
    left_out: &[&str],
) -> Result<Mapped, String> {
    let mut weights = vec![0.0; network.parameter_count()];
    let mut told = Vec::new();
    for (number, (layer, place)) in (1..).zip(layers.iter().zip(network.layout())) {
        let matrix = finite(layer.matrix)?;
        for unit in 0..place.units {
            for (input, at) in place.row(unit).enumerate() {
                weights[at] = match orientation {
                    Orientation::OutIn => matrix[unit * place.inputs + input],
                    Orientation::InOut => matrix[input * place.units + unit],
                };
            }
        }
        let mut tell = |tensor: &Tensor, what: &str| {
            let name = plain(&tensor.name);
            told.push(format!("{name} {:?} -> {what}{number}", tensor.shape).trim().to_owned());
        };
        tell(layer.matrix, "W");
        if let Some(bias) = layer.bias {
            weights[place.biases].copy_from_slice(finite(bias)?);
            tell(bias, "b");
        }
    }
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    let mut told = told.join(", ");
    if more > 0 {
        told += &format!(" and {more} more");
    }
    told += &format!("; matrices are {}", orientation.axes());
    if layers.len() > 1 {
        told += match order {
            Order::Named => ", layers in the order of --layers",
            Order::Numbered => ", layers in the order of their numbers",
            Order::Written => ", layers in the order of writing",
            Order::Shapes => ", layers in the order of their shapes",
        };
    }
    Ok(Mapped { weights, told: told + &without(left_out) })
}

/// What is said of what was left out.
pub fn without(left_out: &[&str]) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let names: Vec<String> = left_out.iter().take(MOST_NAMES).map(|name| plain(name)).collect();
    let more = if left_out.len() > MOST_NAMES { ", .." } else { "" };
    format!("; left out as no weights: {}{more}", names.join(", "))
}

/// The entries of an array, all of which must be finite.
pub fn finite(tensor: &Tensor) -> Result<&[f64], String> {
    match tensor.values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(format!("entry {at} of array {:?} is not a finite number", tensor.name)),
        None => Ok(&tensor.values),
    }
}
