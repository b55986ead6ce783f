//! Experiments that differ from frame to frame: a plane that slides, a data point, a learning rate
//! or a weight decay on its way.

use super::clock::steady;
use crate::experiment;
use crate::figure::describe::{Film, Motion};
use crate::figure::error::FigureError;
use crate::figure::scale::format_number;
use crate::monitor::Monitor;
use crate::plane::{Slide, Third};
use crate::preset::{DataEdit, DataRow, Preset};

/// How many times smaller and larger than the preset's learning rates are where nobody says.
const RATIO: f64 = 10.0;

/// How far weight decay goes where nobody says.
const DECAY: f64 = 0.1;

/// What is on its way, and from where to where.
pub(super) enum Sweep {
    Slide(Third, [f64; 2]),
    Data(usize, [DataRow; 2]),
    Rate([f64; 2]),
    Decay([f64; 2]),
}

impl Sweep {
    /// What the film sweeps, if it sweeps anything.
    pub fn new(preset: &Preset, film: &Film) -> Result<Option<Self>, FigureError> {
        let settings = &preset.descent.settings;
        Ok(Some(match film.what {
            Motion::Slide => {
                let slide = preset.plane.slide_or_first(&preset.network).ok_or_else(|| {
                    FigureError::Panel(format!(
                        "a plane slides along a third direction: expected a network of three \
                            weights or more, found {}",
                        preset.network.parameter_count()
                    ))
                })?;
                let ends = if let Some(ends) = film.ends {
                    ends
                } else {
                    let view = experiment::unslid_view(preset, &Monitor::default())?;
                    [-view.reach(), view.reach()]
                };
                Self::Slide(slide.along, ends)
            }
            Motion::Data => Self::Data(film.point, data_ends(preset, film)?),
            Motion::Rate => {
                let own = settings.learning_rate;
                Self::Rate(film.ends.unwrap_or([own / RATIO, own * RATIO]))
            }
            Motion::Decay => Self::Decay(film.ends.unwrap_or([0.0, DECAY])),
            Motion::Descent | Motion::Race | Motion::Basins | Motion::Orbit => return Ok(None),
        }))
    }

    /// The experiment at a time from 0 to 1.
    pub fn preset(&self, preset: &Preset, time: f64) -> Preset {
        let mut preset = preset.clone();
        match self {
            Self::Slide(along, ends) => {
                let offset = between(*ends, time, false);
                preset.plane.slide = Some(Slide { along: along.clone(), offset });
            }
            Self::Data(point, ends) => {
                preset.edit_data(&DataEdit::Set(*point, row_between(ends, time)));
            }
            Self::Rate(ends) => preset.descent.settings.learning_rate = between(*ends, time, true),
            Self::Decay(ends) => {
                preset.descent.settings.weight_decay = between(*ends, time, by_ratios(*ends));
            }
        }
        preset
    }

    /// What is to be said of that time.
    pub fn told(&self, time: f64) -> String {
        let number = |ends: [f64; 2], by_ratios: bool| {
            steady(between(ends, time, by_ratios), ends, by_ratios)
        };
        match self {
            Self::Slide(along, ends) => {
                let along = match along {
                    Third::Weight(name) => name.clone(),
                    Third::Gradient => "the gradient".to_owned(),
                    Third::Flattest => "the flattest direction".to_owned(),
                    Third::Random(_) => "a random direction".to_owned(),
                };
                format!("slid by {} along {along}", number(*ends, false))
            }
            Self::Data(point, [from, to]) => {
                let list = |from: &[f64], to: &[f64]| {
                    let pairs = from.iter().zip(to).map(|(&a, &b)| {
                        if a == b { format_number(a) } else { number([a, b], false) }
                    });
                    pairs.collect::<Vec<_>>().join(", ")
                };
                let [inputs, targets] =
                    [list(&from.inputs, &to.inputs), list(&from.targets, &to.targets)];
                format!("data point {point}: {inputs} → {targets}")
            }
            Self::Rate(ends) => format!("learning rate {}", number(*ends, true)),
            Self::Decay(ends) => format!("weight decay {}", number(*ends, by_ratios(*ends))),
        }
    }
}

/// Whether a number goes by equal ratios.
fn by_ratios(ends: [f64; 2]) -> bool {
    ends.iter().all(|end| *end > 0.0)
}

/// A number on its way from one end to the other; at the ends it is exactly that.
fn between([from, to]: [f64; 2], time: f64, by_ratios: bool) -> f64 {
    match time {
        0.0 => from,
        1.0 => to,
        _ if by_ratios => pxfm::f_exp(pxfm::f_log(from) * (1.0 - time) + pxfm::f_log(to) * time),
        _ => from * (1.0 - time) + to * time,
    }
}

fn row_between([from, to]: &[DataRow; 2], time: f64) -> DataRow {
    // a number that stays is that number to the last digit
    let on_its_way = |a: f64, b: f64| if a == b { a } else { between([a, b], time, false) };
    let mix = |from: &[f64], to: &[f64]| -> Vec<f64> {
        from.iter().zip(to).map(|(&a, &b)| on_its_way(a, b)).collect()
    };
    DataRow { inputs: mix(&from.inputs, &to.inputs), targets: mix(&from.targets, &to.targets) }
}

/// Where the data point is, and where it goes.
fn data_ends(preset: &Preset, film: &Film) -> Result<[DataRow; 2], FigureError> {
    let count = preset.dataset.len();
    if count == 0 {
        return Err(FigureError::Panel(format!(
            "a data point moves, and a population has none: {} is one",
            preset.name
        )));
    }
    if film.point >= count {
        return Err(FigureError::Panel(format!(
            "a data point moves: expected its number from 0 to {}, found {}",
            count - 1,
            film.point
        )));
    }
    let from = preset.data_row(film.point);
    let most = from.inputs.len() + from.targets.len();
    if !(1..=most).contains(&film.to.len()) {
        return Err(FigureError::Panel(format!(
            "a data point moves to another place: expected 1 to {most} numbers, its {} input(s) \
                and then its {} target(s), found {}",
            from.inputs.len(),
            from.targets.len(),
            film.to.len()
        )));
    }
    let mut to = from.clone();
    let numbers = to.inputs.iter_mut().chain(&mut to.targets);
    numbers.zip(&film.to).for_each(|(number, end)| *number = *end);
    Ok([from, to])
}
