//! How the panels look, as `figure.json` says it: no number of a result stands there.

use serde_json::{Value, json};

use super::contents::{column, contents, groups, stem};
use crate::figure::describe::PanelDescription;
use crate::figure::error::FigureError;
use crate::figure::page::{path_colors, tex};
use crate::figure::picture::{Axis, Chart, Diagram, Figure, MapPanel, MarkShape, Panel};
use crate::figure::scale::{Colormap, Scale, ScaleKind};

/// Colours of a colour map that are written out.
const STOPS: u8 = 32;

/// A colour as tools write it.
pub(super) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A text for Matplotlib, which takes what stands between dollars as mathematics.
fn text(figure: &Figure, text: &str) -> String {
    tex(text, figure.page.names, &|plain| plain.replace('$', "\\$"))
}

/// The whole description.
pub(super) fn json(figure: &Figure) -> Result<String, FigureError> {
    let panels: Vec<Value> = (0..figure.panels.len()).map(|place| panel(figure, place)).collect();
    let title = figure.page.has_title().then_some(&figure.title);
    let whole = json!({
        "title": title,
        "caption": figure.caption_lines(),
        "size_mm": figure.size_mm()?,
        "type_pt": figure.page.type_size(),
        "columns": figure.page.column_count(),
        "panels": panels,
    });
    Ok(serde_json::to_string_pretty(&whole).map_err(FigureError::drawing)? + "\n")
}

fn panel(figure: &Figure, place: usize) -> Value {
    let mut own = match &figure.panels[place] {
        Panel::Map(map) => of_map(figure, map, &figure.page.panels[place]),
        Panel::Chart(chart) => of_chart(figure, chart),
        Panel::Bars(bars) => {
            let colors: Vec<_> = bars.iter().map(|bar| bar.swatch.color().map(hex)).collect();
            json!({ "kind": "bars", "colors": colors })
        }
        Panel::Diagram(Diagram { layers, .. }) => json!({ "kind": "network", "layers": layers }),
    };
    own["letter"] = json!(figure.letter(place));
    own["file"] = json!(stem(place));
    let contents = contents(&figure.panels[place], &figure.page.panels[place]);
    own["tables"] = contents.tables.iter().map(|table| table.name.clone()).collect();
    own
}

fn axis(figure: &Figure, axis: &Axis) -> Value {
    json!({
        "label": text(figure, &axis.label),
        "range": axis.range,
        "is_log": axis.spacing == ScaleKind::Log,
    })
}

fn bar(figure: &Figure, scale: &Scale, colormap: Colormap, quantity: &str) -> Value {
    let stops = (0..=STOPS).map(|i| hex(colormap.color(f64::from(i) / f64::from(STOPS))));
    json!({
        "label": text(figure, quantity),
        "range": [scale.low, scale.high],
        "is_log": scale.kind == ScaleKind::Log,
        "colors": stops.collect::<Vec<_>>(),
    })
}

fn of_map(figure: &Figure, map: &MapPanel, description: &PanelDescription) -> Value {
    let [x, y] = map.axes();
    let legend = map.labels.iter().flat_map(|labels| &labels.legend).map(
        |line| json!({ "color": line.swatch.color().map(hex), "text": text(figure, &line.text) }),
    );
    let paths = map.paths.iter().zip(path_colors(&map.paths)).map(|(path, color)| {
        json!({ "color": hex(color), "text": path.runner().map(|(_, words)| words) })
    });
    let regions = map.flats.iter().map(crate::experiment::FlatPatch::is_region);
    let camera = map.surface.filter(|_| !map.is_curve());
    json!({
        "kind": if map.is_curve() { "line" } else if camera.is_some() { "surface" } else { "map" },
        "x": axis(figure, &x),
        "y": axis(figure, &y),
        // a surface over basins has the loss as its height
        "array": if map.labels.is_some() { "height".to_owned() } else { column(description) },
        "scale": bar(figure, &map.scale, map.colormap, &map.quantity),
        "has_image": map.labels.is_some(),
        "camera": camera.map(|camera| [camera.elevation, camera.azimuth]),
        "legend": legend.collect::<Vec<_>>(),
        "paths": paths.collect::<Vec<_>>(),
        "flat_regions": regions.collect::<Vec<_>>(),
    })
}

fn of_chart(figure: &Figure, chart: &Chart) -> Value {
    let lines = chart
        .lines
        .iter()
        .map(|line| json!({ "color": hex(line.color), "width": line.width, "dash": line.dash }));
    let marks = groups(&chart.marks).into_iter().map(|group| {
        let first = group[0];
        json!({
            "color": hex(first.color),
            "shape": shape(first.shape),
            "is_crossed": first.is_crossed,
        })
    });
    let key = chart.key.iter().map(|key| {
        json!({
            "color": hex(key.color),
            "shape": key.shape.map(shape),
            "dash": key.dash,
            "text": text(figure, &key.text),
        })
    });
    json!({
        "kind": "chart",
        "x": axis(figure, &chart.x),
        "y": axis(figure, &chart.y),
        "has_image": chart.image.is_some(),
        "lines": lines.collect::<Vec<_>>(),
        "marks": marks.collect::<Vec<_>>(),
        "key": key.collect::<Vec<_>>(),
    })
}

/// Matplotlib's sign for a mark.
fn shape(shape: MarkShape) -> &'static str {
    match shape {
        MarkShape::Disc | MarkShape::Runner(_) => "o",
        MarkShape::Triangle => "^",
        MarkShape::Square => "s",
        MarkShape::Diamond => "D",
    }
}
