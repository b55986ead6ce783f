//! One hidden unit of a critical point made two: a line of critical points of a wider network.
//!
//! # The theorem
//! Let `w` be a critical point of a network with one hidden layer, and let unit `j` have incoming
//! weights `u_j` and outgoing weights `v_j`. In the network with one hidden unit more, give that
//! unit the same incoming weights, and the two of them the outgoing weights `λ v_j` and `(1 - λ)
//! v_j`. The outputs are those at `w` for every `λ`, and all derivatives are 0: those for the two
//! units' outgoing weights are those of `v_j`, those for their incoming weights `λ` and `1 - λ`
//! times those of `u_j`.
//!
//! *Minimum or saddle?* Let the units be smooth, `w` a strict local minimum, and `A = sum_ik dL/d
//! out_ik v_kj f''(u_j · x_i) x_i x_i^T`, where `x_i` has a 1 for the bias. Moving the two units'
//! incoming weights apart, by `(1 - λ) d` and `-λ d`, changes the loss by `λ (1 - λ) d · A d / 2`
//! to second order. If `A` is positive definite, the points with `λ (1 - λ) > 0` are local minima
//! and those with `λ (1 - λ) < 0` saddles; the other way round if `A` is negative definite; if `A`
//! has eigenvalues of both signs, all of them are saddles. Source: Fukumizu, Amari 2000, "Local
//! minima and plateaus in hierarchical structures of multilayer perceptrons", Neural Networks 13,
//! Theorem 3 (one output).
//!
//! What is proven of the points is what [`certify`](crate::proof::certify) says of them; its
//! theorem is in `proof/twin.rs`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use super::build::{self, Words, shown};
use super::source::{GenerateError, Source, check_size};
use crate::experiment;
use crate::network::Network;
use crate::objective::{Objective, eigenpairs};
use crate::preset::{NamedPoint, PlaneKind, Preset};
use crate::proof::Certificate;

/// What is split, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The hidden unit, from 0 as in `b1[0]`.
    pub unit: usize,
    /// `λ`: the share of the outgoing weights that the unit keeps.
    pub share: BigRational,
}

/// The point of the preset in the network with one hidden unit more, which is a copy of one of its
/// units and takes over a part of its outgoing weights.
///
/// # Errors
/// If the network has not one hidden layer, or there is no such unit, or nothing to share.
pub fn split(
    preset: &Preset,
    point: &NamedPoint,
    options: &Split,
) -> Result<Preset, GenerateError> {
    let network = &preset.network;
    if network.layers.len() != 3 {
        return Err(GenerateError::new(format!(
            "a unit is split in a network with one hidden layer, but that of {} is {}",
            preset.name,
            network.shape_name()
        )));
    }
    let (unit, units) = (options.unit, network.layers[1]);
    if unit >= units {
        return Err(GenerateError::new(format!(
            "expected a hidden unit from 0 to {}, found {unit}",
            units - 1
        )));
    }
    let mut wider = network.clone();
    wider.layers[1] += 1;
    check_size(&wider)?;
    let at = |share: &BigRational| split_weights(network, &wider, &point.exact, unit, share);
    let (zero, one) = (BigRational::zero(), BigRational::one());
    let [first, last] = [at(&one), at(&zero)];
    if first == last {
        return Err(GenerateError::new(format!(
            "hidden unit {unit} of {:?} has no outgoing weight to share, so that its split is no \
                line",
            point.name
        )));
    }

    let curvature = Curvature::of(&preset.objective(), network, point, options);
    let words = Words {
        title: format!("{}: unit {unit} of \"{}\" made two", preset.name, point.name),
        source: "Fukumizu, Amari 2000 (Neural Networks 13), Theorem 3; generated".to_owned(),
        notes: format!(
            "Two units with the same incoming weights share the outgoing weights of one, in any \
                proportion: a line \
                on which nothing changes. If that point is critical, so is the whole line.\n{}\n",
            curvature.as_ref().map_or_else(|| KINKED.to_owned(), Curvature::sentence),
        ),
    };
    let mut wide = build::preset(&Source::of(preset), wider.clone(), words)?;
    let inside = options.share != zero && options.share != one;
    if inside {
        build::add_point(&mut wide, "split", at(&options.share))?;
    }
    build::add_point(&mut wide, "share 1", first)?;
    build::add_point(&mut wide, "share 0", last)?;
    for index in 0..wide.points.len() {
        let found = experiment::certify(&wide, &wide.points[index].exact);
        let share = match wide.points[index].name.as_str() {
            "split" => options.share.clone(),
            "share 1" => one.clone(),
            _ => zero.clone(),
        };
        wide.points[index].note = note(unit, &share, &found);
    }
    choose_plane(&mut wide, network, options, curvature.as_ref());
    wide.descent.settings.clone_from(&preset.descent.settings);
    Ok(wide)
}

const KINKED: &str = "The theorem of Fukumizu and Amari on minima and saddles is about smooth \
    units, which these \
                      are not.";

fn note(unit: usize, share: &BigRational, found: &Certificate) -> String {
    let rest = BigRational::one() - share;
    let new = "the new unit";
    format!(
        "Unit {unit} keeps the share {} of its outgoing weights, {new} has {}: {}.",
        shown(share),
        shown(&rest),
        found.verdict.name()
    )
}

/// The weights of the wider network, whose last hidden unit is the copy.
fn split_weights(
    network: &Network,
    wider: &Network,
    weights: &[BigRational],
    unit: usize,
    share: &BigRational,
) -> Vec<BigRational> {
    let (old, new) = (network.layout(), wider.layout());
    let mut wide = vec![BigRational::zero(); wider.parameter_count()];
    let inputs = old[0].inputs;
    for to in 0..new[0].units {
        let from = if to < old[0].units { to } else { unit };
        let row = &weights[old[0].weights.start + from * inputs..][..inputs];
        wide[new[0].weights.start + to * inputs..][..inputs].clone_from_slice(row);
        if network.bias {
            wide[new[0].biases.start + to] = weights[old[0].biases.start + from].clone();
        }
        for k in 0..new[1].units {
            let v = &weights[old[1].weights.start + k * old[1].inputs + from];
            let part = match () {
                () if to == unit => v * share,
                () if to == old[0].units => v * (BigRational::one() - share),
                () => v.clone(),
            };
            wide[new[1].weights.start + k * new[1].inputs + to] = part;
        }
    }
    wide[new[1].biases.clone()].clone_from_slice(&weights[old[1].biases.clone()]);
    wide
}

/// The matrix `A` of the theorem, in floating point.
struct Curvature {
    eigenvalues: [f64; 2],
    /// The eigenvector along which the loss curves down most, or up least.
    direction: Vec<f64>,
}

impl Curvature {
    /// `None` for units with kinks, and where something is not finite.
    fn of(
        objective: &Objective,
        network: &Network,
        point: &NamedPoint,
        options: &Split,
    ) -> Option<Self> {
        let unit = options.unit;
        if network.activation.is_piecewise_linear() {
            return None;
        }
        // with shares 1/2 the second derivative along d in the one unit and -d in the other is d A
        // d
        let half = BigRational::new(BigInt::one(), BigInt::from(2));
        let mut wider = network.clone();
        wider.layers[1] += 1;
        let split = split_weights(network, &wider, &point.exact, unit, &half);
        let split: Vec<f64> = split.iter().map(ToPrimitive::to_f64).collect::<Option<_>>()?;
        let wide = Objective::new(wider.clone(), objective.dataset().clone(), objective.loss());
        let hessian = wide.hessian(&split);
        let [own, copy] = [unit, network.layers[1]].map(|unit| incoming(&wider, unit));
        let entry = |r: usize, c: usize| {
            hessian[[own[r], own[c]]] - hessian[[own[r], copy[c]]] - hessian[[copy[r], own[c]]]
                + hessian[[copy[r], copy[c]]]
        };
        let matrix = ndarray::Array2::from_shape_fn((own.len(), own.len()), |(r, c)| entry(r, c));
        let pairs = eigenpairs(&matrix)?;
        let eigenvalues = [pairs.first()?.0, pairs.last()?.0];
        let share = options.share.to_f64()?;
        let sign = if share * (1.0 - share) < 0.0 { -1.0 } else { 1.0 };
        let direction = pairs.into_iter().min_by(|a, b| (sign * a.0).total_cmp(&(sign * b.0)))?.1;
        Some(Self { eigenvalues, direction })
    }

    fn sentence(&self) -> String {
        let [low, high] = self.eigenvalues;
        let tiny = 1e-9 * low.abs().max(high.abs());
        let what = if low > tiny {
            "positive definite: if the point is a strict minimum, shares between 0 and 1 give \
                minima, and others \
                saddles"
        } else if high < -tiny {
            "negative definite: if the point is a strict minimum, shares between 0 and 1 give \
                saddles, and others \
                minima"
        } else if low < -tiny && high > tiny {
            "indefinite: if the point is a strict minimum, all shares but 0 and 1 give saddles"
        } else {
            "singular, which leaves it open whether they are minima or saddles"
        };
        format!(
            "Fukumizu and Amari decide by a matrix, whose eigenvalues here lie in [{low:.3e}, \
                {high:.3e}] (in \
                floating point): it is {what}."
        )
    }
}

/// The indices of a hidden unit's incoming weights and bias.
fn incoming(network: &Network, unit: usize) -> Vec<usize> {
    let hidden = &network.layout()[0];
    let start = hidden.weights.start + unit * hidden.inputs;
    (start..start + hidden.inputs).chain(hidden.biases.clone().nth(unit)).collect()
}

/// The plane whose first axis is the line, with the share as its coordinate, and whose second one
/// moves the two units' incoming weights apart.
fn choose_plane(
    wide: &mut Preset,
    network: &Network,
    options: &Split,
    curvature: Option<&Curvature>,
) {
    let share = options.share.to_f64().unwrap_or(0.5);
    let ends =
        ["share 1", "share 0"].map(|name| wide.points.iter().find(|point| point.name == name));
    let [Some(first), Some(last)] = ends else { return };
    let x = first.weights.iter().zip(&last.weights).map(|(a, b)| a - b).collect();
    let mut y = vec![0.0; first.weights.len()];
    let [own, copy] = [options.unit, network.layers[1]].map(|unit| incoming(&wide.network, unit));
    for (index, (own, copy)) in own.into_iter().zip(copy).enumerate() {
        let d = curvature.map_or_else(
            || f64::from(u8::from(index == 0)),
            |curvature| curvature.direction[index],
        );
        y[own] = (1.0 - share) * d;
        y[copy] = -share * d;
    }
    wide.plane.kind = PlaneKind::Directions { x, y };
    wide.plane.origin = Some("share 0".to_owned());
    wide.plane.x_range = Some([share.min(0.0) - 0.5, share.max(1.0) + 0.5]);
    wide.plane.y_range = Some([-1.0, 1.0]);
}
