//! Which array is which part of which layer.

use std::collections::HashMap;

use super::names::{Part, Said, common_prefix, numbered};
use super::orientation::Orientation;
use super::tensor::Tensor;
use crate::network::Network;

/// What a person says of a file where its names and shapes do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// How its matrices are written.
    pub orientation: Option<Orientation>,
    /// The names of its layers, the first layer's first.
    pub layers: Vec<String>,
}

/// How the order of the layers is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// A person named them.
    Named,
    /// By the numbers in their names, or there is only one.
    Numbered,
    /// As they are written.
    Written,
    /// By their shapes, if at all.
    Shapes,
}

/// A layer of the file.
#[derive(Clone, Debug)]
pub(super) struct FileLayer<'a> {
    /// What it is called, without what all names begin with.
    pub name: String,
    pub matrix: &'a Tensor,
    pub bias: Option<&'a Tensor>,
}

impl FileLayer<'_> {
    /// Whether it may stand between layers of these sizes.
    pub fn fits(&self, orientation: Orientation, pair: &[usize]) -> bool {
        orientation.sides(self.matrix) == [pair[1], pair[0]]
            && self.bias.is_none_or(|bias| bias.len() == pair[1])
    }
}

/// The layers of a file.
#[derive(Clone, Debug)]
pub(super) struct FileLayers<'a> {
    /// In the order of `order`; that of the file where nothing else is known.
    pub layers: Vec<FileLayer<'a>>,
    pub order: Order,
    /// How matrices may be written: as the names say, or either way.
    pub orientations: Vec<Orientation>,
    /// Biases, where they are not one for each layer.
    pub biases: usize,
    /// What is no weight.
    pub left_out: Vec<&'a str>,
}

impl<'a> FileLayers<'a> {
    /// The layers of these arrays; the error is a sentence.
    pub fn of(tensors: &'a [Tensor], keeps_order: bool, mapping: &Mapping) -> Result<Self, String> {
        let (mut matrices, mut biases, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        let arrays = tensors.iter().filter(|tensor| !tensor.shape.is_empty());
        let prefix = common_prefix(arrays.map(|tensor| tensor.name.as_str()));
        for tensor in tensors {
            let said = Said::by(tensor.name.get(prefix..).unwrap_or(&tensor.name));
            match (tensor.shape.len(), said.part) {
                (0, Some(Part::Bias)) | (1, None | Some(Part::Bias)) => biases.push((said, tensor)),
                (2, Some(Part::Bias)) if tensor.shape.contains(&1) => biases.push((said, tensor)),
                (2, None | Some(Part::Weight)) => matrices.push((said, tensor)),
                (0, _) => left_out.push(tensor.name.as_str()),
                _ => {
                    return Err(format!(
                        "expected weights of shape [out, in] and biases of shape [out], found \
                            {:?} of shape {:?}",
                        tensor.name, tensor.shape
                    ));
                }
            }
        }
        let is_sorted = tensors.is_sorted_by_key(|tensor| &tensor.name);
        let keeps_order = keeps_order && !(is_sorted && biases_come_first(tensors, &biases));
        let orientations = match mapping.orientation {
            Some(known) => vec![known],
            None => orientations(matrices.iter().map(|(said, _)| said)),
        };
        let (layers, biases) = paired(matrices, biases, keeps_order)?;
        let mut all = Self { layers, order: Order::Shapes, orientations, biases, left_out };
        all.sort(keeps_order, &mapping.layers)?;
        Ok(all)
    }

    /// Puts the layers in order, if it is known.
    fn sort(&mut self, keeps_order: bool, wanted: &[String]) -> Result<(), String> {
        let names: Vec<&str> = self.layers.iter().map(|layer| layer.name.as_str()).collect();
        let by_name = if wanted.is_empty() { None } else { Some(named(&names, wanted)?) };
        let (order, places) = match (by_name, numbered(&names)) {
            (Some(places), _) => (Order::Named, places),
            (None, Some(places)) => (Order::Numbered, places),
            (None, None) => {
                self.order = if keeps_order { Order::Written } else { Order::Shapes };
                return Ok(());
            }
        };
        self.layers = places.into_iter().map(|place| self.layers[place].clone()).collect();
        self.order = order;
        Ok(())
    }

    /// The layer sizes of the network that the file describes, if that is one and no other.
    pub fn sizes(&self) -> Option<Vec<usize>> {
        /// Most layers whose order is sought by their shapes.
        const MOST: usize = 6;
        let mut found: Vec<Vec<usize>> = Vec::new();
        for orientation in &self.orientations {
            let sides: Vec<[usize; 2]> =
                self.layers.iter().map(|layer| orientation.sides(layer.matrix)).collect();
            let fit = |place: usize| {
                let bias = self.layers[place].bias;
                bias.is_none_or(|bias| bias.len() == sides[place][0])
            };
            if !(0..sides.len()).all(fit) {
                continue;
            }
            match self.order {
                Order::Shapes if sides.len() > MOST => return None,
                Order::Shapes => chains(&sides, &mut Vec::new(), &mut found),
                _ => found.extend(chain(sides.iter().copied())),
            }
        }
        found.dedup();
        if found.len() == 1 { found.pop() } else { None }
    }
}

/// The sizes along layers that follow on one another.
fn chain(mut sides: impl Iterator<Item = [usize; 2]>) -> Option<Vec<usize>> {
    let [out, inputs] = sides.next()?;
    let mut sizes = vec![inputs, out];
    for [out, inputs] in sides {
        if *sizes.last()? != inputs {
            return None;
        }
        sizes.push(out);
    }
    Some(sizes)
}

/// All sizes along these layers in any order, each once.
fn chains(sides: &[[usize; 2]], places: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if places.len() == sides.len() {
        let sizes = chain(places.iter().map(|place| sides[*place]));
        found.extend(sizes.filter(|sizes| !found.contains(sizes)));
        return;
    }
    for place in 0..sides.len() {
        let follows = places.last().is_none_or(|last| sides[*last][0] == sides[place][1]);
        if follows && !places.contains(&place) {
            places.push(place);
            chains(sides, places, found);
            places.pop();
        }
    }
}

/// How matrices with these names may be written.
fn orientations<'a>(names: impl Iterator<Item = &'a Said<'a>> + Clone) -> Vec<Orientation> {
    let is_said = |orientation: &Orientation| {
        names.clone().any(|said| said.orientation == Some(*orientation))
    };
    let said: Vec<Orientation> = Orientation::ALL.into_iter().filter(is_said).collect();
    if said.len() == 1 { said } else { Orientation::ALL.to_vec() }
}

/// Whether any biases stand before the weights of their layer: names in the order of the alphabet
/// do that, and then nothing is known of the order of writing.
fn biases_come_first(tensors: &[Tensor], biases: &[(Said, &Tensor)]) -> bool {
    let is_bias = |tensor: &Tensor| biases.iter().any(|(_, bias)| std::ptr::eq(*bias, tensor));
    tensors.iter().find(|tensor| !tensor.shape.is_empty()).is_some_and(is_bias)
}

type Read<'a> = (Said<'a>, &'a Tensor);

/// Matrices with their biases: by the names of their layers, or else both in their own order. With
/// the number of biases, which may be another than that of matrices.
fn paired<'a>(
    matrices: Vec<Read<'a>>,
    biases: Vec<Read<'a>>,
    keeps_order: bool,
) -> Result<(Vec<FileLayer<'a>>, usize), String> {
    let count = biases.len();
    let bias_of: HashMap<&str, &Tensor> =
        biases.iter().map(|(said, bias)| (said.layer.as_str(), *bias)).collect();
    let has_partners = bias_of.len() == count
        && matrices.iter().filter(|(said, _)| bias_of.contains_key(said.layer.as_str())).count()
            == count;
    if has_partners || count != matrices.len() {
        let layers = matrices.into_iter().map(|(said, matrix)| {
            let bias = bias_of.get(said.layer.as_str()).copied();
            FileLayer { name: called(&said), matrix, bias }
        });
        return Ok((layers.collect(), count));
    }
    let names =
        |read: &[Read<'a>]| -> Vec<&str> { read.iter().map(|(said, _)| said.name).collect() };
    let in_order = |read: &[Read<'a>]| {
        numbered(&names(read)).or_else(|| keeps_order.then(|| (0..read.len()).collect()))
    };
    let Some((of_matrices, of_biases)) = in_order(&matrices).zip(in_order(&biases)) else {
        return Err(format!(
            "expected names that tell which biases belong to which weights, such as \"0.weight\" \
                and \"0.bias\", found {}",
            names(&matrices)
                .iter()
                .chain(&names(&biases))
                .map(|name| format!("{name:?}"))
                .take(6)
                .collect::<Vec<_>>()
                .join(", ")
        ));
    };
    let layers = of_matrices.into_iter().zip(of_biases).map(|(matrix, bias)| {
        let (said, matrix) = &matrices[matrix];
        FileLayer { name: called(said), matrix, bias: Some(biases[bias].1) }
    });
    Ok((layers.collect(), count))
}

/// What a layer is called.
fn called(said: &Said) -> String {
    if said.layer.is_empty() { said.name.to_owned() } else { said.layer.clone() }
}

/// The places of the layers that a person named.
fn named(names: &[&str], wanted: &[String]) -> Result<Vec<usize>, String> {
    let place = |wanted: &String| {
        let is_it =
            |name: &&str| *name == wanted || wanted.strip_suffix(*name).is_some_and(ends_in_joint);
        names.iter().position(is_it)
    };
    let places: Vec<usize> = wanted.iter().filter_map(place).collect();
    let is_each_once = (0..names.len()).all(|i| places.iter().filter(|p| **p == i).count() == 1);
    if places.len() == wanted.len() && is_each_once {
        return Ok(places);
    }
    Err(format!(
        "--layers names {}, the file has the layers {}: name each once",
        wanted.join(","),
        names.join(",")
    ))
}

/// Whether this is a whole prefix, such as `module.`.
fn ends_in_joint(prefix: &str) -> bool {
    prefix.ends_with(['.', '/'])
}

/// The sizes of a network's layers, two at a time.
pub(super) fn pairs(network: &Network) -> impl Iterator<Item = &[usize]> {
    network.layers.windows(2)
}
