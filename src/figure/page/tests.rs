//! Figures read back.

use std::sync::Arc;

use ndarray::Array2;
use resvg::usvg;

use crate::experiment::FlatPatch;
use crate::figure::describe::{Kind, Names, PanelDescription, Style, Theme};
use crate::figure::glyphs::FONTS;
use crate::figure::surface::Camera;
use crate::figure::{
    BasinPixels, Colormap, Description, Figure, FigureError, LegendLine, MapPanel, Panel, PathMark,
    PathRole, PointMark, Scale, ScaleKind, Swatch, make, plan,
};
use crate::monitor::Monitor;
use crate::optimizer::Optimizer;
use crate::plane::{Grid, Projection};
use crate::preset::Preset;

fn panel() -> MapPanel {
    let grid = Grid { width: 40, height: 30, x_range: [-2.0, 2.0], y_range: [0.0, 1.0] };
    let values = Array2::from_shape_fn((30, 40), |(j, i)| grid.x(i).powi(2) + grid.y(j) + 0.1);
    let at = |x, y, distance| Projection { x, y, distance };
    let mark =
        |at, loss, label: &str, is_start| PointMark { at, loss, label: label.to_owned(), is_start };
    let path = [at(1.0, 0.5, 3.0), at(0.5, 0.5, 2.0), at(0.0, 0.5, 0.0), at(0.1, 0.5, 0.0)];
    MapPanel {
        x_label: "W1[0,0]".to_owned(),
        y_label: "b1[0]".to_owned(),
        y_range: grid.y_range,
        scale: Scale::fit(values.iter().copied(), ScaleKind::Log),
        values: Arc::new(values),
        quantity: "loss".to_owned(),
        labels: None,
        basins: None,
        grid,
        colormap: Colormap::Viridis,
        contours: vec![vec![[-1.0, 0.2], [1.0, 0.8]]],
        is_edge: false,
        flats: vec![],
        points: vec![
            mark(at(0.0, 0.5, 0.0), 0.6, "minimum", false),
            mark(at(1.0, 0.5, 3.0), 1.6, "start", true),
        ],
        paths: vec![PathMark {
            points: path.to_vec(),
            losses: vec![1.6, 0.85, 0.6, 0.61],
            shown: 4,
            role: PathRole::Descent,
        }],
        has_fixed_names: false,
        detail: None,
        surface: None,
    }
}

/// The panel on a page of a journal's column, with title, caption and indices as in files.
fn figure(panel: MapPanel) -> Figure {
    Figure {
        title: "A < B & \"C\"".to_owned(),
        page: Description {
            names: Names::Indices,
            title: Some(true),
            caption: Some(true),
            ..Description::of_map()
        },
        panels: vec![Panel::Map(Box::new(panel))],
        caption: vec!["Somebody 2017".to_owned()],
        recipe: String::new(),
        room: Vec::new(),
    }
}

fn svg(panel: MapPanel) -> String {
    figure(panel).svg().expect("room")
}

fn tree(svg: &str) -> usvg::Tree {
    let options = usvg::Options { fontdb: Arc::clone(&FONTS), ..Default::default() };
    usvg::Tree::from_str(svg, &options).expect("SVG that another program reads")
}

#[test]
fn the_svg_is_read_by_another_program_and_holds_every_text_as_text() {
    for surface in [None, Some(Camera::default())] {
        let svg = svg(MapPanel { surface, ..panel() });
        assert!(tree(&svg).root().has_children());
        let title = "A &lt; B &amp; &quot;C&quot;";
        let others = ["W1[0,0]", "b1[0]", ">loss<", ">minimum<", ">start<", "Somebody 2017"];
        for text in [title, "data:image/png"].iter().chain(&others) {
            assert!(svg.contains(text), "{text}");
        }
    }
}

#[test]
fn a_path_is_dashed_exactly_where_it_is_off_the_plane() {
    let svg = svg(panel());
    // each stretch is drawn twice, as rim and as core: one off the plane, one in it
    assert_eq!(svg.matches("stroke-dasharray").count(), 2);
    assert_eq!(svg.matches("#d55e00").count(), 3);
}

#[test]
fn short_pieces_of_a_path_off_the_plane_do_not_look_solid_together() {
    // so slow that each piece is shorter than a dash
    let points: Vec<Projection> =
        (0..2_000).map(|i| Projection { x: 5e-4 * f64::from(i), y: 0.5, distance: 1.0 }).collect();
    let paths = vec![PathMark { shown: points.len(), points, ..PathMark::default() }];
    let svg = svg(MapPanel { points: vec![], paths, ..panel() });
    let offsets: Vec<f64> = svg
        .split("stroke=\"black\"")
        .filter_map(|part| {
            part.split_once("stroke-dashoffset=\"")?.1.split('"').next()?.parse().ok()
        })
        .collect();
    assert!(offsets.len() > 20);
    let gains: Vec<f64> =
        offsets.windows(2).take(20).map(|pair| (pair[1] - pair[0]).rem_euclid(8.0)).collect();
    assert!(gains.iter().all(|gain| (gain - gains[0]).abs() < 0.05 && *gain > 0.5), "{gains:?}");
}

#[test]
fn a_point_off_the_plane_is_hollow_and_the_caption_says_so() {
    let both = svg(panel());
    assert!(both.contains("hollow marks are"));
    assert!(both.contains("<polygon points=") && !polygon_fill(&both).contains("white"));
    let mut flat = panel();
    flat.points[1].at.distance = 0.0;
    flat.paths.clear();
    let svg = svg(flat);
    assert!(!svg.contains("hollow") && !svg.contains("dashed"));
    assert!(polygon_fill(&svg).contains("white"));
}

/// The `fill` of the first start's triangle.
fn polygon_fill(svg: &str) -> &str {
    let (_, rest) = svg.split_once("<polygon").expect("a triangle");
    rest.split_once("fill=\"").expect("a fill").1.split('"').next().unwrap_or_default()
}

/// The boxes of the letters of all texts of a document, in its own units.
fn text_boxes(group: &usvg::Group, found: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Text(text) => {
                let words = text.chunks().iter().map(usvg::TextChunk::text).collect();
                let own = text.flattened().bounding_box();
                found.push((words, own.transform(text.abs_transform()).expect("a box")));
            }
            usvg::Node::Group(group) => text_boxes(group, found),
            _ => {}
        }
    }
}

/// Fails if a text leaves the page or meets another.
fn assert_texts_are_apart(figure: &Figure, what: &str) {
    let tree = tree(&figure.svg().expect("room"));
    let mut boxes = Vec::new();
    text_boxes(tree.root(), &mut boxes);
    assert!(!boxes.is_empty(), "{what}");
    let (width, height) = (tree.size().width(), tree.size().height());
    for (i, (text, found)) in boxes.iter().enumerate() {
        let is_on_page = found.left() >= 0.0
            && found.top() >= 0.0
            && found.right() <= width
            && found.bottom() <= height;
        assert!(is_on_page, "{what}: {text:?} at {found:?} on a page of {width} x {height}");
        for (other, there) in &boxes[..i] {
            // indices lean against their letter
            const TOUCH: f32 = 1.0;
            let meets = found.left() + TOUCH < there.right()
                && there.left() + TOUCH < found.right()
                && found.top() + TOUCH < there.bottom()
                && there.top() + TOUCH < found.bottom();
            assert!(!meets, "{what}: {text:?} on {other:?}");
        }
    }
}

#[test]
fn no_text_leaves_the_page_however_long_or_wide_it_is() {
    let wide = "WWWW MMMM @@@@ ".repeat(20);
    let mut long = panel();
    long.x_label = wide.clone();
    long.y_label = "a direction of many words ".repeat(2);
    long.y_range = [-123_456.0, 654_321.0];
    long.grid.x_range = [1_000.001, 1_000.002];
    long.scale = Scale::fit([1e-300, 1e300].into_iter(), ScaleKind::Log);
    let figure = Figure { title: wide.clone(), caption: vec![wide], ..figure(long) };
    assert_texts_are_apart(&figure, "long texts");
}

#[test]
fn no_text_of_any_preset_leaves_the_page_or_covers_another_in_any_style() {
    for preset in Preset::shipped() {
        let panel = |kind| PanelDescription { kind, cells: [12, 10], ..Default::default() };
        let mut kinds = vec![Kind::Map, Kind::Spectrum];
        if preset.has_plane() {
            kinds.push(Kind::Surface);
        }
        if preset.dataset.input_count() <= 2 {
            kinds.push(Kind::Data);
        }
        if !preset.descent.starts.is_empty() {
            kinds.push(Kind::Curve);
        }
        let panels: Vec<PanelDescription> = kinds.into_iter().map(panel).collect();
        let base = Description { panels, caption: Some(true), ..Description::default() };
        let mut made = make(&preset, &base, &|_| Monitor::default()).expect("a figure");
        for style in Style::ALL {
            for columns in [1, 2, 3] {
                // a slide has no room for five panels with their caption
                let caption = Some(style != Style::Slide);
                let height_mm = (style == Style::Slide).then_some(600.0);
                made.page = Description {
                    style,
                    caption,
                    height_mm,
                    columns: Some(columns),
                    ..base.clone()
                };
                let most = [1, 3, 3, 2][style as usize];
                let is_too_narrow = columns > most;
                if !is_too_narrow {
                    assert_texts_are_apart(&made, &format!("{} {style:?} {columns}", preset.name));
                }
            }
        }
    }
}

#[test]
fn a_page_has_exactly_the_size_that_is_asked_for_and_type_of_its_own_size() {
    for (width, height, points) in [(85.0, Some(70.0), 8.0), (178.0, None, 6.0)] {
        let mut figure = figure(panel());
        figure.page.width_mm = Some(width);
        figure.page.height_mm = height;
        figure.page.type_pt = Some(points);
        let svg = figure.svg().expect("room");
        assert!(svg.contains(&format!("width=\"{width}mm\"")), "{}", &svg[..200]);
        let size = tree(&svg).size();
        let mm = |pixels: f32| f64::from(pixels) / 96.0 * 25.4;
        assert!((mm(size.width()) - width).abs() < 1e-3);
        assert!(height.is_none_or(|height| (mm(size.height()) - height).abs() < 1e-3));
        // the size of a text, in the document's units, times what a unit is
        let view_box = svg.split("viewBox=\"0 0 ").nth(1).expect("a view box");
        let units: f64 = view_box.split(' ').next().and_then(|n| n.parse().ok()).expect("a width");
        let type_size = 9.5 * width / units / 25.4 * 72.0;
        assert!((type_size - points).abs() < 1e-3 && svg.contains("font-size=\"9.5\""));
    }
    let mut small = figure(panel());
    small.page.height_mm = Some(20.0);
    assert!(matches!(small.svg(), Err(FigureError::NoRoom { .. })));
}

#[test]
fn a_png_has_the_pixels_of_its_resolution_and_says_so() {
    let figure = figure(panel());
    let size = tree(&figure.svg().expect("room")).size();
    for (dpi, told) in [(72.0, 2835), (300.0, 11811)] {
        let bytes = figure.png(dpi).expect("pixels");
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = reader.info();
        assert!((f64::from(size.width()) / 96.0 * dpi - f64::from(info.width)).abs() <= 0.5);
        assert_eq!(info.pixel_dims.expect("a resolution").xppu, told);
    }
    for dpi in [1e6, 0.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(figure.png(dpi), Err(FigureError::Size(..))), "{dpi}");
    }
}

#[test]
fn a_pdf_is_one_page_of_the_svgs_size_with_its_typeface_and_the_same_bytes_each_time() {
    let figure = figure(panel());
    let bytes = figure.pdf().unwrap();
    assert_eq!(bytes, figure.pdf().unwrap());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
    let size = tree(&figure.svg().expect("room")).size();
    let media_box =
        text.split("/MediaBox").nth(1).and_then(|rest| rest.split(['[', ']']).nth(1)).unwrap();
    let corners: Vec<f32> =
        media_box.split_whitespace().map(|number| number.parse().unwrap()).collect();
    assert!((corners[2] - 0.75 * size.width()).abs() < 0.01, "{media_box} for {size:?}");
    assert!((corners[3] - 0.75 * size.height()).abs() < 0.01, "{media_box} for {size:?}");
    assert_eq!(text.matches("/MediaBox").count(), 1);
    assert!(text.contains("DejaVuSans") && text.contains("/FontFile"));
    assert!(text.contains("/Subtype /Image") || text.contains("/Subtype/Image"), "the heatmap");
}

#[test]
fn the_border_of_a_png_is_paper_at_any_resolution() {
    for theme in Theme::ALL {
        for dpi in [50.4, 72.0, 93.6] {
            let mut figure = figure(panel());
            figure.page.theme = theme;
            let ([width, height], rgb) = figure.pixels(dpi).unwrap();
            let paper = theme.paper();
            for (i, pixel) in rgb.chunks_exact(3).enumerate() {
                let (column, row) = (i % width, i / width);
                let is_border = column == 0 || row == 0 || column + 1 == width || row + 1 == height;
                assert!(!is_border || pixel == paper, "{pixel:?} at {column}, {row} at {dpi}");
            }
            let has_color = rgb.chunks_exact(3).any(|p| p[0].abs_diff(p[1]) > 40);
            assert_eq!(has_color, theme != Theme::Greyscale);
        }
    }
}

#[test]
fn attractors_have_a_legend_in_place_of_the_colour_bar() {
    let line = |swatch, text: &str| LegendLine { swatch, text: text.to_owned(), cells: 1 };
    let labels = |long: &str| BasinPixels {
        size: [40, 30],
        rgb: vec![90; 3 * 40 * 30],
        scale: None,
        legend: vec![line(Swatch::Basin(1), long), line(Swatch::Hatched, "undecided: 1 %")],
    };
    let with = |long| svg(MapPanel { labels: Some(labels(long)), ..panel() });
    let short = with("a: 24 %");
    assert!(short.contains(">a: 24 %<") && short.contains("#d55e00") && !short.contains(">loss<"));
    // a longer one stands below the map, on a taller page
    let long = with("a minimum of many words, accuracy 75 %: 24 % of all");
    let height = |svg: &str| tree(svg).size().height();
    assert!(height(&long) > height(&short) + 20.0);
}

#[test]
fn proven_flat_minima_are_drawn_and_named_in_the_caption() {
    let words = "proven flat minima";
    let line = FlatPatch::Line(vec![[-1.0, 0.1], [0.0, 0.2], [1.0, 0.9]]);
    let region = FlatPatch::Region(vec![[-1.0, 0.1], [0.0, 0.1], [0.0, 0.5]]);
    let told = |flats| figure(MapPanel { flats, ..panel() }).caption_lines().join(" ");
    assert!(!told(vec![]).contains(words));
    assert!(
        told(vec![line.clone(), region.clone()]).contains("lines and hatching are proven flat")
    );
    assert!(told(vec![line.clone()]).contains("green lines are proven flat minima"));
    let hatching = "stroke=\"#009e73\" stroke-width=\"1.5\"";
    let drawn = |flats| svg(MapPanel { flats, ..panel() });
    assert!(drawn(vec![line.clone(), region]).matches(hatching).count() > 3);
    assert!(!drawn(vec![line]).contains(hatching));
}

#[test]
fn a_race_has_a_key_with_the_colour_and_the_mark_of_each_runner() {
    let plain = panel();
    let path = |optimizer, text: &str| PathMark {
        role: PathRole::Runner(optimizer, text.to_owned()),
        ..plain.paths[0].clone()
    };
    let long = "adam, learning rate 0.01, 20000 steps: ".to_owned() + &"minimum ".repeat(20);
    let paths = vec![path(Optimizer::Adam, &long), path(Optimizer::Momentum, "momentum wins")];
    let race = svg(MapPanel { paths, ..panel() });
    assert!(race.contains(">momentum wins</text>") && race.contains(">adam, learning"));
    // a mark at the head and one in the key, in colours that the plain figure does not have
    for optimizer in [Optimizer::Adam, Optimizer::Momentum] {
        let [r, g, b] = plan::runner_color(optimizer);
        let mark = format!("fill=\"#{r:02x}{g:02x}{b:02x}\" stroke=\"black\"");
        assert_eq!(race.matches(&mark).count(), 2, "{}", optimizer.name());
        assert_eq!(svg(panel()).matches(&mark).count(), 0);
    }
    // the last path comes first
    assert!(race.find("momentum wins") < race.find("adam, learning"));
}
