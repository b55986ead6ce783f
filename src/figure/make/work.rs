//! What the panels of a figure have in common: each descent and each map is computed once.

use std::sync::Arc;

use ndarray::Array2;

use super::colors::Colors;
use crate::basins::{BasinMap, Registry};
use crate::descent::{self, Trajectory};
use crate::experiment::{self, FlatSet, View};
use crate::figure::describe::{PanelDescription, Start};
use crate::figure::error::FigureError;
use crate::figure::page::{run_line, runner_line, settings_line};
use crate::figure::scale::format_number;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};
use crate::plane::{Grid, Quantity};
use crate::preset::Preset;

/// A descent of a panel.
#[derive(Clone)]
pub(super) struct Run {
    /// The name of its start.
    pub start: String,
    /// Where it went.
    pub trajectory: Trajectory,
    /// Who it is in a race, with what the key says of it.
    pub runner: Option<(Optimizer, String)>,
}

/// A basin map with the names and colours of its attractors.
#[derive(Clone)]
pub(super) struct Basins {
    pub map: Arc<BasinMap>,
    pub names: Vec<String>,
    pub colors: Vec<usize>,
    tells_copies_apart: bool,
}

/// A figure under way.
pub(super) struct Work<'a> {
    pub preset: &'a Preset,
    pub objective: Objective,
    on_part: &'a dyn Fn(&'static str) -> Monitor,
    view: Option<View>,
    runs: Vec<(Vec<f64>, Settings, Trajectory)>,
    slices: Vec<(Grid, Quantity, bool, Array2<f64>)>,
    flats: Option<([[f64; 2]; 2], Vec<FlatSet>)>,
    basins: Vec<Basins>,
    /// What attractors are coloured by in the place of their order, in films.
    pub colors: Option<Colors>,
    /// Lines of the caption.
    pub caption: Vec<String>,
}

impl<'a> Work<'a> {
    pub fn new(preset: &'a Preset, on_part: &'a dyn Fn(&'static str) -> Monitor) -> Self {
        Self {
            preset,
            objective: preset.objective(),
            on_part,
            view: None,
            runs: Vec::new(),
            slices: Vec::new(),
            flats: None,
            basins: Vec::new(),
            colors: None,
            caption: Vec::new(),
        }
    }

    /// Does a long part of the work.
    pub fn part<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Monitor) -> Option<T>,
    ) -> Result<T, FigureError> {
        work(&(self.on_part)(what)).ok_or(FigureError::Cancelled)
    }

    /// Adds a line to the caption, once.
    pub fn say(&mut self, line: String) {
        if !self.caption.contains(&line) {
            self.caption.push(line);
        }
    }

    /// The plane of the preset, or its line.
    pub fn view(&mut self) -> Result<View, FigureError> {
        if let Some(view) = &self.view {
            return Ok(view.clone());
        }
        let view = if self.preset.has_plane() {
            experiment::view(self.preset, &(self.on_part)("plane"))?
        } else {
            experiment::line(self.preset)?
        };
        Ok(self.view.insert(view).clone())
    }

    /// The cells that a panel asks for.
    pub fn grid(&mut self, panel: &PanelDescription) -> Result<Grid, FigureError> {
        let view = self.view()?;
        let [width, height] = panel.cells;
        Ok(Grid {
            width,
            height: if self.preset.has_plane() { height } else { 1 },
            x_range: panel.x_range.unwrap_or(view.x_range),
            y_range: panel.y_range.unwrap_or(view.y_range),
        })
    }

    /// The weights of a start, and its name.
    pub fn start(&self, start: &Start) -> Result<(String, Vec<f64>), FigureError> {
        let count = self.objective.parameter_count();
        match start {
            Start::Point(name) => Ok((name.clone(), self.preset.point(name)?.weights.clone())),
            Start::Weights(weights) if weights.len() == count => {
                Ok(("the chosen start".to_owned(), weights.clone()))
            }
            Start::Weights(weights) => Err(FigureError::Panel(format!(
                "a start of a figure: expected {count} weights, as the network has, found {}",
                weights.len()
            ))),
        }
    }

    /// The descents of a panel: from all of its starts, or, in a race, of all who run from the
    /// first of them, the preset's own optimiser last.
    pub fn runs(&mut self, panel: &PanelDescription) -> Result<Vec<Run>, FigureError> {
        let of_preset = || self.preset.descent.starts.iter().cloned().map(Start::Point).collect();
        let starts: Vec<Start> = panel.starts.clone().unwrap_or_else(of_preset);
        let own = self.preset.descent.settings.clone();
        let mut runs = Vec::new();
        let is_race = !panel.race.is_empty();
        for start in starts.iter().take(if is_race { 1 } else { usize::MAX }) {
            let (name, weights) = self.start(start)?;
            let others = panel.race.iter().rev().filter(|rival| rival.optimizer != own.optimizer);
            let rivals = others.map(|it| experiment::rival(&own, it.optimizer, it.learning_rate));
            for settings in rivals.chain([own.clone()]).collect::<Vec<_>>() {
                let trajectory = self.run(&weights, &settings)?;
                if settings.optimizer == own.optimizer {
                    self.say(run_line(&name, &trajectory, &settings));
                }
                let runner = is_race.then(|| {
                    let points = self.preset.points.iter();
                    let points = points.map(|point| (point.name.as_str(), &point.weights[..]));
                    let fate =
                        experiment::fate(&self.objective, points, &trajectory, format_number);
                    (settings.optimizer, runner_line(&settings, &trajectory, &fate))
                });
                runs.push(Run { start: name.clone(), trajectory, runner });
            }
        }
        if !runs.is_empty() {
            self.say(settings_line(&own));
        }
        Ok(runs)
    }

    fn run(&mut self, weights: &[f64], settings: &Settings) -> Result<Trajectory, FigureError> {
        let known = self.runs.iter().find(|(from, by, _)| from == weights && by == settings);
        if let Some((_, _, run)) = known {
            return Ok(run.clone());
        }
        let run = self.part("descending", |monitor| {
            descent::descend(&self.objective, weights, settings, monitor)
        })?;
        self.runs.push((weights.to_vec(), settings.clone(), run.clone()));
        Ok(run)
    }

    /// Steps of the longest descent so far.
    pub fn longest_run(&self) -> usize {
        self.runs.iter().map(|(_, _, run)| run.steps).max().unwrap_or(0)
    }

    /// The numbers over a grid, computed by `compute` if they are not known.
    pub fn slice(
        &mut self,
        (grid, quantity, is_profile): (&Grid, Quantity, bool),
        compute: impl FnOnce(&Self) -> Result<Array2<f64>, FigureError>,
    ) -> Result<Array2<f64>, FigureError> {
        let known = self.slices.iter().find(|(of, what, profile, _)| {
            of == grid && *what == quantity && *profile == is_profile
        });
        if let Some((.., values)) = known {
            return Ok(values.clone());
        }
        let values = compute(self)?;
        self.slices.push((grid.clone(), quantity, is_profile, values.clone()));
        Ok(values)
    }

    /// Steps after which the first cell of the basins so far was decided, and the last one.
    pub fn decisions(&self) -> Option<[usize; 2]> {
        let steps = || self.basins.iter().flat_map(|basins| basins.map.steps.iter().copied());
        Some([steps().min()? as usize, steps().max()? as usize])
    }

    /// Proven flat minima in the plane's ranges.
    pub fn flats(&mut self, ranges: [[f64; 2]; 2]) -> Result<Vec<FlatSet>, FigureError> {
        if let Some((of, sets)) = &self.flats
            && *of == ranges
        {
            return Ok(sets.clone());
        }
        let plane = self.view()?.plane;
        let sets = self.part("flat minima", |monitor| {
            experiment::flat_sets(self.preset, &plane, ranges, monitor)
        })?;
        self.flats = Some((ranges, sets.clone()));
        Ok(sets)
    }

    /// The point at which a panel shows the network: the named one, or the end of the first of its
    /// descents at its step, or where the preset's starts.
    pub fn at(&mut self, panel: &PanelDescription) -> Result<(String, Vec<f64>), FigureError> {
        if let Some(start) = &panel.at {
            return self.start(start);
        }
        let runs = self.runs(&PanelDescription { race: Vec::new(), ..panel.clone() })?;
        Ok(match runs.first() {
            Some(Run { start, trajectory, .. }) => {
                let records = &trajectory.records;
                let step = panel.step.unwrap_or(usize::MAX);
                let shown = records.iter().rev().find(|record| record.step <= step);
                let weights = shown.unwrap_or(&records[0]).weights.clone();
                (format!("the descent from {start}"), weights)
            }
            None => ("the start".to_owned(), experiment::default_start(self.preset)?),
        })
    }

    /// The basins over a panel's cells. Attractors have the colours that they have in a fresh
    /// window, where those of the named points come first.
    pub fn basins(&mut self, panel: &PanelDescription) -> Result<Basins, FigureError> {
        let (view, grid, apart) = (self.view()?, self.grid(panel)?, panel.tells_copies_apart);
        let settings = &self.preset.descent.settings;
        self.say(settings_line(settings));
        let known = self.basins.iter();
        let mut known = known.filter(|it| it.map.grid == grid && it.tells_copies_apart == apart);
        if let Some(basins) = known.next() {
            return Ok(basins.clone());
        }
        let starts: Vec<Vec<f64>> =
            self.preset.points.iter().map(|point| point.weights.clone()).collect();
        let mut seen = Registry::new(apart);
        let of_points = self.part("descending", |monitor| {
            experiment::attractors_from(&self.objective, &starts, settings, apart, monitor)
        })?;
        seen.register(&self.objective, &of_points, &[]);
        let map = self.part("basins", |monitor| {
            let (objective, plane) = (&self.objective, &view.plane);
            experiment::basins(objective, plane, &grid, settings, apart, monitor, |_| {})
        })?;
        let places = seen.register(&self.objective, &map.attractors, &experiment::counts(&map));
        let all = seen.names(format_number);
        let names = places.iter().map(|&place| all[place].clone()).collect();
        let mut colors: Vec<usize> = places.iter().map(|&place| seen.color(place)).collect();
        if let Some(lasting) = &mut self.colors {
            colors = lasting.of(&map.attractors, &colors);
        }
        let basins = Basins { map: Arc::new(map), names, colors, tells_copies_apart: apart };
        self.basins.push(basins.clone());
        Ok(basins)
    }
}
