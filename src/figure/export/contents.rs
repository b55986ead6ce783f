//! What a panel shows, as cells and tables with names.

use std::sync::Arc;

use ndarray::Array2;

use crate::basins::BasinMap;
use crate::figure::describe::PanelDescription;
use crate::figure::picture::{Bar, Chart, Diagram, Image, MapPanel, Mark, Panel};
use crate::plane::Grid;

/// What a panel shows.
#[derive(Default)]
pub(super) struct Contents {
    /// Numbers over a plane.
    pub cells: Option<Cells>,
    /// Lines, marks and lists.
    pub tables: Vec<Table>,
    /// Pixels that stand for no numbers.
    pub image: Option<Image>,
}

/// Numbers over a plane.
pub(super) struct Cells {
    pub grid: Grid,
    pub layers: Vec<Layer>,
}

/// One number of each cell, with its name.
pub(super) enum Layer {
    Values(String, Arc<Array2<f64>>),
    Basins(Arc<BasinMap>),
}

/// Columns of equal length under names.
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<(&'static str, Column)>,
}

pub(super) enum Column {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

impl Table {
    fn of_points(name: String, points: &[[f64; 2]]) -> Self {
        let column = |axis: usize| Column::Numbers(points.iter().map(|at| at[axis]).collect());
        Self { name, columns: vec![("x", column(0)), ("y", column(1))] }
    }
}

/// What the files of a panel are called, without ending.
pub(super) fn stem(place: usize) -> String {
    let letter = u8::try_from(place).ok().filter(|i| *i < 26).map(|i| char::from(b'a' + i));
    format!("panel-{}", letter.unwrap_or('z'))
}

/// The name of a map's numbers in files.
pub(super) fn column(panel: &PanelDescription) -> String {
    panel.map.name().replace('-', "_")
}

pub(super) fn contents(panel: &Panel, description: &PanelDescription) -> Contents {
    match panel {
        Panel::Map(map) => of_map(map, description),
        Panel::Chart(chart) => of_chart(chart),
        Panel::Bars(bars) => Contents { tables: vec![of_bars(bars)], ..Contents::default() },
        Panel::Diagram(diagram) => Contents { tables: of_diagram(diagram), ..Contents::default() },
    }
}

fn of_map(map: &MapPanel, description: &PanelDescription) -> Contents {
    let name = column(description);
    let mut tables = Vec::new();
    let cells = if map.is_curve() {
        let values = map.values.iter().copied().enumerate();
        let line: Vec<[f64; 2]> = values.map(|(i, value)| [map.grid.x(i), value]).collect();
        tables.push(Table::of_points("line".to_owned(), &line));
        None
    } else {
        let of_basins = map.basins.iter().map(|basins| Layer::Basins(basins.clone()));
        // a surface over basins has heights of its own
        let has_values = map.basins.is_none() || map.surface.is_some();
        let name = if map.labels.is_some() { "height".to_owned() } else { name };
        let values = has_values.then(|| Layer::Values(name, map.values.clone()));
        Some(Cells { grid: map.grid.clone(), layers: of_basins.chain(values).collect() })
    };
    let broken = |lines: &[Vec<[f64; 2]>]| -> Vec<[f64; 2]> {
        let ended = lines.iter().flat_map(|line| line.iter().copied().chain([[f64::NAN; 2]]));
        ended.collect()
    };
    if !map.contours.is_empty() {
        tables.push(Table::of_points("contours".to_owned(), &broken(&map.contours)));
    }
    if !map.points.is_empty() {
        let numbers = |value: fn(&crate::figure::picture::PointMark) -> f64| {
            Column::Numbers(map.points.iter().map(value).collect())
        };
        let names = map.points.iter().map(|point| point.label.clone()).collect();
        tables.push(Table {
            name: "points".to_owned(),
            columns: vec![
                ("name", Column::Texts(names)),
                ("x", numbers(|point| point.at.x)),
                ("y", numbers(|point| point.at.y)),
                ("distance", numbers(|point| point.at.distance)),
                ("loss", numbers(|point| point.loss)),
                ("is_start", numbers(|point| f64::from(u8::from(point.is_start)))),
            ],
        });
    }
    for (i, path) in map.paths.iter().enumerate() {
        let drawn = path.drawn();
        let numbers = |value: fn(&crate::plane::Projection) -> f64| {
            Column::Numbers(drawn.iter().map(value).collect())
        };
        let losses = path.losses.iter().copied().take(drawn.len()).collect();
        tables.push(Table {
            name: format!("path_{}", i + 1),
            columns: vec![
                ("x", numbers(|at| at.x)),
                ("y", numbers(|at| at.y)),
                ("distance", numbers(|at| at.distance)),
                ("loss", Column::Numbers(losses)),
            ],
        });
    }
    for (i, patch) in map.flats.iter().enumerate() {
        tables.push(Table::of_points(format!("flat_{}", i + 1), patch.points()));
    }
    let image = map.labels.as_ref().filter(|_| !map.is_curve());
    let image = image.map(|labels| Image { size: labels.size, rgb: labels.rgb.clone() });
    Contents { cells, tables, image }
}

fn of_chart(chart: &Chart) -> Contents {
    let lines = chart.lines.iter().enumerate();
    let lines = lines.map(|(i, line)| Table::of_points(format!("line_{}", i + 1), &line.points));
    let marks = groups(&chart.marks).into_iter().enumerate().map(|(i, marks)| {
        let places: Vec<[f64; 2]> = marks.iter().map(|mark| mark.at).collect();
        Table::of_points(format!("marks_{}", i + 1), &places)
    });
    Contents { cells: None, tables: lines.chain(marks).collect(), image: chart.image.clone() }
}

/// Marks that look alike, in the order in which each look is met first.
pub(super) fn groups(marks: &[Mark]) -> Vec<Vec<&Mark>> {
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in marks {
        let is_like = |group: &&mut Vec<&Mark>| {
            let first = group[0];
            let look = |mark: &Mark| (mark.shape, mark.color, mark.is_crossed);
            look(first) == look(mark)
        };
        match groups.iter_mut().find(is_like) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups
}

fn of_bars(bars: &[Bar]) -> Table {
    let numbers = |value: fn(&Bar) -> f64| Column::Numbers(bars.iter().map(value).collect());
    Table {
        name: "shares".to_owned(),
        columns: vec![
            ("name", Column::Texts(bars.iter().map(|bar| bar.text.clone()).collect())),
            ("share", numbers(|bar| bar.share)),
            ("low", numbers(|bar| bar.interval[0])),
            ("high", numbers(|bar| bar.interval[1])),
        ],
    }
}

fn of_diagram(diagram: &Diagram) -> Vec<Table> {
    let edges = |value: fn(&crate::figure::picture::Edge) -> f64| {
        Column::Numbers(diagram.edges.iter().map(value).collect())
    };
    let weights = Table {
        name: "weights".to_owned(),
        columns: vec![
            ("layer", edges(|edge| edge.layer as f64)),
            ("from", edges(|edge| edge.from as f64)),
            ("to", edges(|edge| edge.to as f64)),
            ("weight", edges(|edge| edge.weight)),
        ],
    };
    let biases: Vec<[f64; 3]> = diagram
        .biases
        .iter()
        .enumerate()
        .flat_map(|(layer, biases)| {
            let of_unit =
                move |(unit, bias): (usize, &f64)| [layer as f64 + 1.0, unit as f64, *bias];
            biases.iter().enumerate().map(of_unit)
        })
        .collect();
    let column = |place: usize| Column::Numbers(biases.iter().map(|row| row[place]).collect());
    let biases = (!biases.is_empty()).then(|| Table {
        name: "biases".to_owned(),
        columns: vec![("layer", column(0)), ("unit", column(1)), ("bias", column(2))],
    });
    [Some(weights), biases].into_iter().flatten().collect()
}
