//! The figure as a LaTeX document that pgfplots draws from the tables beside it.

use std::fmt::Write;

use super::contents::{groups, stem};
use super::latex::text;
use crate::figure::error::FigureError;
use crate::figure::page::path_colors;
use crate::figure::picture::{Axis, Bar, Chart, Diagram, Figure, MapPanel, MarkShape, Panel};
use crate::figure::scale::{Scale, ScaleKind};

/// Cells along a side of a surface: TeX is slow.
const CELLS: usize = 40;

/// Colours of a colour map that are written out.
const STOPS: u8 = 16;

const PREAMBLE: &str = "\
% pdflatex draw.tex (lualatex for scripts beyond Latin) draws the figure from the tables here
\\documentclass[border=2pt]{standalone}
\\usepackage[T1]{fontenc}
\\usepackage{lmodern}
\\usepackage{pgfplots}
\\pgfplotsset{compat=1.17, table/col sep=comma, unbounded coords=jump}
\\begin{document}
";

/// The document.
pub(super) fn document(figure: &Figure) -> Result<String, FigureError> {
    let size = figure.page.type_size();
    let columns = figure.page.column_count();
    let rows = figure.panels.len().div_ceil(columns) as f64;
    let [width, height] = figure.size_mm()?;
    // about what is left beside the names and numbers of the axes
    let inner = [0.62 * width / columns as f64, 0.62 * height / rows];
    let mut out = PREAMBLE.to_owned();
    let _ = writeln!(out, "\\fontsize{{{size}}}{{{:.1}}}\\selectfont", 1.2 * size);
    let _ = writeln!(out, "\\begin{{tabular}}{{{}}}", "c".repeat(columns));
    for (place, panel) in figure.panels.iter().enumerate() {
        let letter = figure.letter(place);
        let _ = writeln!(out, "% {}\n\\begin{{tikzpicture}}", stem(place));
        match panel {
            Panel::Map(map) if map.surface.is_some() && !map.is_curve() => {
                surface(figure, map, inner, &mut out);
            }
            Panel::Map(map) => self::map(figure, map, &stem(place), inner, &mut out),
            Panel::Chart(chart) => self::chart(figure, chart, &stem(place), inner, &mut out),
            Panel::Bars(bars) => self::bars(figure, bars, inner, &mut out),
            Panel::Diagram(diagram) => network(diagram, inner, &mut out),
        }
        if !letter.is_empty() {
            let _ = writeln!(
                out,
                "\\node[anchor=south west] at (current bounding box.north west) {{{letter}}};"
            );
        }
        let is_last = (place + 1) % columns == 0 || place + 1 == figure.panels.len();
        let _ = writeln!(out, "\\end{{tikzpicture}}{}", if is_last { " \\\\" } else { " &" });
    }
    out.push_str("\\end{tabular}\n\\end{document}\n");
    Ok(out)
}

/// A colour as xcolor takes it.
fn color([r, g, b]: [u8; 3]) -> String {
    format!("{{rgb,255:red,{r};green,{g};blue,{b}}}")
}

fn begin(figure: &Figure, [x, y]: [&Axis; 2], [width, height]: [f64; 2], more: &str) -> String {
    let mut keys = String::new();
    for (axis, name) in [(x, "x"), (y, "y")] {
        let [low, high] = axis.range;
        let _ = write!(
            keys,
            "{name}min={low:e}, {name}max={high:e}, {name}label={{{}}}, ",
            text(figure, &axis.label)
        );
        if axis.spacing == ScaleKind::Log {
            let _ = write!(keys, "{name}mode=log, ");
        }
    }
    format!(
        "\\begin{{axis}}[scale only axis, width={width:.2}mm, height={height:.2}mm, axis on top, \
            clip mode=individual, enlargelimits=false, {keys}{more}]\n"
    )
}

/// The key that names a map's colours.
fn colours(map: &MapPanel) -> String {
    let stops = (0..=STOPS).map(|i| {
        let [r, g, b] = map.colormap.color(f64::from(i) / f64::from(STOPS));
        format!("rgb255=({r},{g},{b})")
    });
    format!("colormap={{figure}}{{{}}}", stops.collect::<Vec<_>>().join(" "))
}

/// The keys of a colour bar.
fn bar(figure: &Figure, map: &MapPanel) -> String {
    let Scale { kind, low, high, .. } = map.scale;
    let is_log = kind == ScaleKind::Log;
    let at = |value: f64| if is_log { pxfm::f_log10(value) } else { value };
    let powers = if is_log { ", yticklabel={$10^{\\pgfmathprintnumber{\\tick}}$}" } else { "" };
    format!(
        "colorbar, point meta min={:e}, point meta max={:e}, {}, \
            colorbar style={{ylabel={{{}}}{powers}}}",
        at(low),
        at(high),
        colours(map),
        text(figure, &map.quantity)
    )
}

fn map(figure: &Figure, map: &MapPanel, stem: &str, inner: [f64; 2], out: &mut String) {
    let [x, y] = map.axes();
    let has_bar = map.labels.is_none() && !map.is_curve();
    let keys = if has_bar { bar(figure, map) } else { String::new() };
    out.push_str(&begin(figure, [&x, &y], inner, &keys));
    let ([left, right], [low, high]) = (x.range, y.range);
    if map.is_curve() {
        let _ = writeln!(out, "\\addplot[blue] table[x=x, y=y] {{{stem}-line.csv}};");
    } else {
        let _ = writeln!(
            out,
            "\\addplot graphics[xmin={left:e}, xmax={right:e}, ymin={low:e}, ymax={high:e}] \
                {{{stem}.png}};"
        );
    }
    if !map.contours.is_empty() {
        let _ = writeln!(
            out,
            "\\addplot[white, opacity=0.6, line width=0.3pt] table[x=x, y=y] \
                {{{stem}-contours.csv}};"
        );
    }
    for (i, patch) in map.flats.iter().enumerate() {
        let close = if patch.is_region() { " -- cycle" } else { "" };
        let _ = writeln!(
            out,
            "\\addplot[green!50!black, line width=1pt] table[x=x, y=y] \
                {{{stem}-flat-{}.csv}}{close};",
            i + 1
        );
    }
    for (i, rgb) in path_colors(&map.paths).into_iter().enumerate() {
        let _ = writeln!(
            out,
            "\\addplot[draw={}, line width=1pt] table[x=x, y=y] {{{stem}-path-{}.csv}};",
            color(rgb),
            i + 1
        );
    }
    let is_on_map = |at: &crate::plane::Projection| {
        (left..=right).contains(&at.x) && (low..=high).contains(&at.y)
    };
    for point in map.points.iter().filter(|point| is_on_map(&point.at)) {
        let _ = writeln!(
            out,
            "\\addplot[only marks, mark={}, mark size=1.6pt, draw=black, fill=white] \
                coordinates {{({:e}, {:e})}} node[above right] {{{}}};",
            if point.is_start { "triangle*" } else { "*" },
            point.at.x,
            point.at.y,
            text(figure, &point.label)
        );
    }
    out.push_str("\\end{axis}\n");
    let legend = map.labels.iter().filter(|_| !map.is_curve()).flat_map(|labels| &labels.legend);
    let lines: Vec<String> = legend
        .map(|line| {
            let rgb = line.swatch.color().unwrap_or([128; 3]);
            let [r, g, b] = rgb;
            let words = text(figure, &line.text);
            format!("\\textcolor[RGB]{{{r},{g},{b}}}{{\\rule{{1.2ex}}{{1.2ex}}}} {words}")
        })
        .collect();
    if !lines.is_empty() {
        let _ = writeln!(
            out,
            "\\node[anchor=north west, align=left] at (current bounding box.south west) {{{}}};",
            lines.join(" \\\\ ")
        );
    }
}

fn surface(figure: &Figure, map: &MapPanel, [width, height]: [f64; 2], out: &mut String) {
    let [x, y] = map.axes();
    let is_log = map.scale.kind == ScaleKind::Log;
    let camera = map.surface.unwrap_or_default();
    let label = text(figure, if map.labels.is_some() { "loss" } else { &map.quantity });
    let _ = writeln!(
        out,
        "\\begin{{axis}}[width={:.2}mm, height={:.2}mm, view={{{}}}{{{}}}, xlabel={{{}}}, \
            ylabel={{{}}}, zlabel={{{}{label}}}, {}]",
        width / 0.62,
        height / 0.62,
        camera.azimuth,
        camera.elevation,
        text(figure, &x.label),
        text(figure, &y.label),
        if is_log { "$\\log_{10}$ " } else { "" },
        colours(map)
    );
    let (rows, columns) = map.values.dim();
    let [down, across] = [rows, columns].map(|side| side.div_ceil(CELLS));
    let lines = (0..rows).step_by(down).count();
    let _ = write!(out, "\\addplot3[surf, mesh/rows={lines}] coordinates {{");
    for j in (0..rows).step_by(down) {
        for i in (0..columns).step_by(across) {
            let value = map.values[[j, i]].clamp(map.scale.low, map.scale.high);
            let height = if is_log { pxfm::f_log10(value) } else { value };
            let _ = write!(out, "({:e},{:e},{height:e}) ", map.grid.x(i), map.grid.y(j));
        }
        out.push('\n');
    }
    out.push_str("};\n\\end{axis}\n");
}

fn chart(figure: &Figure, chart: &Chart, stem: &str, inner: [f64; 2], out: &mut String) {
    let legend = "legend style={at={(0.5,-0.25)}, anchor=north, draw=none}";
    out.push_str(&begin(figure, [&chart.x, &chart.y], inner, legend));
    if chart.image.is_some() {
        let ([left, right], [low, high]) = (chart.x.range, chart.y.range);
        let _ = writeln!(
            out,
            "\\addplot[forget plot] graphics[xmin={left:e}, xmax={right:e}, ymin={low:e}, \
                ymax={high:e}] {{{stem}.png}};"
        );
    }
    for (i, line) in chart.lines.iter().enumerate() {
        let dashes = line
            .dash
            .map_or(String::new(), |[on, off]| format!(", dash pattern=on {on}pt off {off}pt"));
        let _ = writeln!(
            out,
            "\\addplot[draw={}, line width={:.2}pt{dashes}, forget plot] table[x=x, y=y] \
                {{{stem}-line-{}.csv}};",
            color(line.color),
            0.8 * line.width,
            i + 1
        );
    }
    for (i, group) in groups(&chart.marks).into_iter().enumerate() {
        let mark = mark(group[0].shape);
        let _ = writeln!(
            out,
            "\\addplot[only marks, mark={mark}, mark size=1.8pt, draw=black, fill={}, \
                forget plot] \
                table[x=x, y=y] {{{stem}-marks-{}.csv}};",
            color(group[0].color),
            i + 1
        );
    }
    for key in &chart.key {
        let look = match key.shape {
            Some(shape) => format!("only marks, mark={}, fill={}", mark(shape), color(key.color)),
            None => format!("draw={}", color(key.color)),
        };
        let _ = writeln!(
            out,
            "\\addlegendimage{{{look}}}\n\\addlegendentry{{{}}}",
            text(figure, &key.text)
        );
    }
    out.push_str("\\end{axis}\n");
}

fn mark(shape: MarkShape) -> &'static str {
    match shape {
        MarkShape::Disc | MarkShape::Runner(_) => "*",
        MarkShape::Triangle => "triangle*",
        MarkShape::Square => "square*",
        MarkShape::Diamond => "diamond*",
    }
}

fn bars(figure: &Figure, bars: &[Bar], [width, height]: [f64; 2], out: &mut String) {
    let names: Vec<String> =
        bars.iter().map(|bar| format!("{{{}}}", text(figure, &bar.text))).collect();
    let places: Vec<String> = (0..bars.len()).map(|i| i.to_string()).collect();
    let _ = writeln!(
        out,
        "\\begin{{axis}}[scale only axis, width={:.2}mm, height={height:.2}mm, xmin=0, xmax=100, \
            y dir=reverse, ytick={{{}}}, yticklabels={{{}}}, xlabel={{share of starts (\\%)}}]",
        0.7 * width,
        places.join(","),
        names.join(",")
    );
    for (place, bar) in bars.iter().enumerate() {
        let [share, low, high] = [bar.share, bar.interval[0], bar.interval[1]].map(|x| 100.0 * x);
        let _ = writeln!(
            out,
            "\\addplot[xbar, draw=black, fill={}, error bars/.cd, x dir=both, x explicit] \
                coordinates {{({share:e},{place}) +- ({:e},0) -= ({:e},0)}};",
            color(bar.swatch.color().unwrap_or([128; 3])),
            (high - share).max(0.0),
            (share - low).max(0.0)
        );
    }
    out.push_str("\\end{axis}\n");
}

fn network(diagram: &Diagram, [width, height]: [f64; 2], out: &mut String) {
    let most = diagram.layers.iter().copied().max().unwrap_or(1) as f64;
    let columns = (diagram.layers.len() - 1).max(1) as f64;
    let greatest = diagram.edges.iter().map(|edge| edge.weight.abs()).fold(0.0, f64::max);
    for (layer, &units) in diagram.layers.iter().enumerate() {
        for unit in 0..units {
            let x = layer as f64 / columns * width;
            let y = (0.5 * (units as f64 - 1.0) - unit as f64) * height / most;
            let _ = writeln!(
                out,
                "\\node[circle, draw, inner sep=1.2mm] (u{layer}-{unit}) at \
                    ({x:.2}mm,{y:.2}mm) {{}};"
            );
        }
    }
    for edge in &diagram.edges {
        let share = if greatest > 0.0 { edge.weight.abs() / greatest } else { 0.0 };
        let look = if edge.weight < 0.0 { "blue, dashed" } else { "orange" };
        let _ = writeln!(
            out,
            "\\draw[{look}, line width={:.2}pt] (u{}-{}) -- (u{}-{});",
            0.3 + 2.5 * share,
            edge.layer,
            edge.from,
            edge.layer + 1,
            edge.to
        );
    }
}
