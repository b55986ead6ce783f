//! Figures read back.

use std::sync::Arc;

use ndarray::Array2;
use resvg::usvg;

use super::layout::Layout;
use crate::experiment::FlatPatch;
use crate::figure::glyphs::FONTS;
use crate::figure::surface::Camera;
use crate::figure::{
    BasinPixels, BasinView, Colormap, Figure, FigureError, LegendLine, PathMark, PathRole,
    PointMark, Scale, ScaleKind, Swatch, basin_pixels, plan,
};
use crate::monitor::Monitor;
use crate::optimizer::Optimizer;
use crate::plane::{Grid, Projection};
use crate::preset::Preset;
use crate::{basins, experiment};

fn figure() -> Figure {
    let grid = Grid { width: 40, height: 30, x_range: [-2.0, 2.0], y_range: [0.0, 1.0] };
    let values = Array2::from_shape_fn((30, 40), |(j, i)| grid.x(i).powi(2) + grid.y(j) + 0.1);
    let at = |x, y, distance| Projection { x, y, distance };
    Figure {
        title: "A < B & \"C\"".to_owned(),
        x_label: "W1[0,0]".to_owned(),
        y_label: "b1[0]".to_owned(),
        y_range: grid.y_range,
        scale: Scale::fit(values.iter().copied(), ScaleKind::Log),
        values: Arc::new(values),
        quantity: "loss".to_owned(),
        labels: None,
        grid,
        colormap: Colormap::Viridis,
        contours: vec![vec![[-1.0, 0.2], [1.0, 0.8]]],
        is_edge: false,
        flats: vec![],
        points: vec![
            PointMark {
                at: at(0.0, 0.5, 0.0),
                loss: 0.6,
                label: "minimum".to_owned(),
                is_start: false,
            },
            PointMark {
                at: at(1.0, 0.5, 3.0),
                loss: 1.6,
                label: "start".to_owned(),
                is_start: true,
            },
        ],
        paths: vec![PathMark {
            points: vec![
                at(1.0, 0.5, 3.0),
                at(0.5, 0.5, 2.0),
                at(0.0, 0.5, 0.0),
                at(0.1, 0.5, 0.0),
            ],
            losses: vec![1.6, 0.85, 0.6, 0.61],
            role: PathRole::Descent,
        }],
        caption: vec!["Somebody 2017".to_owned()],
        surface: None,
    }
}

fn tree(svg: &str) -> usvg::Tree {
    let options = usvg::Options { fontdb: Arc::clone(&FONTS), ..Default::default() };
    usvg::Tree::from_str(svg, &options).expect("SVG that another program reads")
}

#[test]
fn the_svg_is_read_by_another_program_and_holds_every_text_as_text() {
    let svg = figure().svg();
    assert!(tree(&svg).root().has_children());
    for text in [
        "A &lt; B &amp; &quot;C&quot;",
        "W1[0,0]",
        "b1[0]",
        ">loss<",
        ">minimum<",
        ">start<",
        "Somebody 2017",
        ">0.5<",
    ] {
        assert!(svg.contains(text), "{text}");
    }
}

#[test]
fn a_surface_takes_basins_of_another_number_of_cells_than_its_heights_have() {
    let preset = Preset::load("logistic-neuron-2d").expect("shipped");
    let view = experiment::view(&preset, &Monitor::default()).expect("a plane");
    let below = figure();
    let grid = Grid { width: 7, height: 9, ..below.grid.clone() };
    let settings = &preset.descent.settings;
    let map =
        basins::compute(&preset.objective(), &view.plane, &grid, settings, &Monitor::default())
            .unwrap();
    let names: Vec<String> =
        (0..map.attractors.len()).map(|place| format!("end {place}")).collect();
    let colors: Vec<usize> = (0..names.len()).collect();
    for view in BasinView::ALL {
        for surface in [None, Some(Camera::default())] {
            let figure = Figure { surface, ..below.clone() };
            let pixels =
                basin_pixels(&map, view, &names, &colors, ScaleKind::Log, Colormap::Viridis);
            let svg = figure.with_basins(&map, view, pixels, String::new()).svg();
            assert!(tree(&svg).root().has_children(), "{view:?}");
            assert_eq!(
                svg.contains("end 0"),
                matches!(view, BasinView::End | BasinView::Shaded),
                "{view:?}"
            );
        }
    }
}

#[test]
fn a_surface_has_the_names_of_its_axes_its_points_and_its_picture() {
    let surface = Figure { surface: Some(Camera::default()), ..figure() };
    let svg = surface.svg();
    assert!(tree(&svg).root().has_children());
    for text in [
        "W1[0,0]",
        "b1[0]",
        ">loss<",
        ">minimum<",
        ">start<",
        "data:image/png",
        ">−1<",
        "stroke-dasharray",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    let below = Figure { surface: None, ..surface.clone() };
    assert_eq!(
        surface.png(1.0).unwrap()[16..24],
        below.png(1.0).unwrap()[16..24],
        "pages of one size"
    );
}

#[test]
fn a_path_is_dashed_exactly_where_it_is_off_the_plane() {
    let svg = figure().svg();
    let dashed = svg.matches("stroke-dasharray").count();
    // each stretch is drawn twice, as rim and as core: one off the plane, one in it
    assert_eq!(dashed, 2);
    assert_eq!(svg.matches("#d55e00").count(), 3);
}

#[test]
fn short_pieces_of_a_path_off_the_plane_do_not_look_solid_together() {
    // so slow that each piece is shorter than a dash
    let points =
        (0..2_000).map(|i| Projection { x: 5e-4 * f64::from(i), y: 0.5, distance: 1.0 }).collect();
    let svg = Figure {
        points: vec![],
        paths: vec![PathMark { points, ..PathMark::default() }],
        ..figure()
    }
    .svg();
    let offsets: Vec<f64> = svg
        .split("stroke=\"black\"")
        .filter_map(|part| {
            part.split_once("stroke-dashoffset=\"")?.1.split('"').next()?.parse().ok()
        })
        .collect();
    assert!(offsets.len() > 20);
    // the 64 steps of a piece are 64 * 5e-4 / 4 of the map's 360 points
    for (k, pair) in offsets.windows(2).enumerate().take(20) {
        let gain = (pair[1] - pair[0]).rem_euclid(8.0);
        assert!((gain - 2.88).abs() < 0.05, "piece {k}: {gain}");
    }
}

#[test]
fn a_point_off_the_plane_is_hollow_and_the_key_says_so() {
    let svg = figure().svg();
    assert!(svg.contains("hollow marks are projections of points"));
    assert!(svg.contains("<polygon points=") && !polygon_fill(&svg).contains("white"));
    let mut flat = figure();
    flat.points[1].at.distance = 0.0;
    flat.paths.clear();
    let svg = flat.svg();
    assert!(!svg.contains("hollow") && !svg.contains("dashed"));
    assert!(polygon_fill(&svg).contains("white"));
}

/// The `fill` of the first start's triangle.
fn polygon_fill(svg: &str) -> &str {
    let (_, rest) = svg.split_once("<polygon").expect("a triangle");
    rest.split_once("fill=\"").expect("a fill").1.split('"').next().unwrap_or_default()
}

/// The boxes of all texts of a document, in its own units.
fn text_boxes(group: &usvg::Group, found: &mut Vec<usvg::Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Text(text) => found.push(text.abs_bounding_box()),
            usvg::Node::Group(group) => text_boxes(group, found),
            _ => {}
        }
    }
}

#[test]
fn no_text_leaves_the_page_however_long_or_wide_it_is() {
    let wide = "WWWW MMMM @@@@ ".repeat(20);
    let long = "W".repeat(200);
    let mut figure = Figure {
        title: wide.clone(),
        x_label: long.clone(),
        y_label: long.clone(),
        caption: vec![wide, long],
        y_range: [-123_456.0, 654_321.0],
        ..figure()
    };
    figure.grid.x_range = [1_000.001, 1_000.002];
    figure.scale = Scale::fit([1e-300, 1e300].into_iter(), ScaleKind::Log);
    for figure in [figure, self::figure()] {
        let tree = tree(&figure.svg());
        let mut boxes = Vec::new();
        text_boxes(tree.root(), &mut boxes);
        assert!(boxes.len() > 15);
        let (width, height) = (tree.size().width(), tree.size().height());
        for found in boxes {
            let is_on_page = found.left() >= 0.0
                && found.top() >= 0.0
                && found.right() <= width
                && found.bottom() <= height;
            assert!(is_on_page, "{found:?} on a page of {width} x {height}");
        }
    }
}

#[test]
fn a_png_has_scale_pixels_a_point_and_says_so() {
    let decode = |bytes: Vec<u8>| {
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        (reader.info().width, reader.info().height, reader.info().pixel_dims.unwrap().xppu)
    };
    let size = tree(&figure().svg()).size();
    let (width, height, per_metre) = decode(figure().png(1.0).unwrap());
    assert!((f64::from(size.width()) * 0.75 - f64::from(width)).abs() <= 0.5);
    assert_eq!(per_metre, 2835);
    let (double, tall, _) = decode(figure().png(2.0).unwrap());
    assert!(double.abs_diff(2 * width) <= 1 && tall.abs_diff(2 * height) <= 1);
}

#[test]
fn a_pdf_is_one_page_of_the_svgs_size_with_its_typeface_and_the_same_bytes_each_time() {
    let bytes = figure().pdf().unwrap();
    assert_eq!(bytes, figure().pdf().unwrap());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
    let size = tree(&figure().svg()).size();
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
fn the_border_of_a_png_is_white_at_any_scale() {
    for scale in [0.7, 1.0, 1.3, 1.5] {
        let bytes = figure().png(scale).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        let (width, height) = (info.width as usize, info.height as usize);
        for (i, pixel) in rgb.chunks_exact(3).enumerate() {
            let (column, row) = (i % width, i / width);
            let is_border = column == 0 || row == 0 || column + 1 == width || row + 1 == height;
            assert!(
                !is_border || pixel == [255; 3],
                "{pixel:?} at {column}, {row} at scale {scale}"
            );
        }
    }
}

#[test]
fn the_heatmap_is_where_the_axes_say_it_is() {
    let figure = Figure { points: vec![], paths: vec![], contours: vec![], ..figure() };
    let bytes = figure.png(2.0).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let layout = Layout::new(0.82, &figure.title, &figure.caption, &["0.0".into()], &["1".into()]);
    // the middle of the map, whatever the margins: the loss there is 0 + 0.5 + 0.1
    let [x, y] =
        [0.5 * (layout.map.left + layout.map.right), 0.5 * (layout.map.top + layout.map.bottom)];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a pixel inside the page"
    )]
    let at = 3 * ((2.0 * y) as usize * info.width as usize + (2.0 * x) as usize);
    let expected = figure.colormap.color(figure.scale.position(0.6));
    for (found, wanted) in rgb[at..at + 3].iter().zip(expected) {
        assert!(found.abs_diff(wanted) < 12, "{:?} against {expected:?}", &rgb[at..at + 3]);
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    for scale in [1e4, 0.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(figure().png(scale), Err(FigureError::Size(..))), "{scale}");
    }
}

#[test]
fn attractors_have_a_legend_in_place_of_the_colour_bar() {
    let line = |swatch, text: &str| LegendLine { swatch, text: text.to_owned(), cells: 1 };
    let labels = BasinPixels {
        size: [40, 30],
        rgb: vec![90; 3 * 40 * 30],
        scale: None,
        legend: vec![
            line(Swatch::Basin(1), "a minimum: 24 %"),
            line(Swatch::Hatched, "undecided: 1 %"),
        ],
    };
    let figure = Figure { labels: Some(labels), ..figure() };
    let svg = figure.svg();
    assert!(tree(&svg).root().has_children());
    assert!(
        svg.contains(">a minimum: 24 %<")
            && svg.contains("rgb(213,94,0)")
            && !svg.contains(">loss<")
    );
    // the page is wide enough for the longest line
    let width = |svg: &str| tree(svg).size().width();
    assert!(width(&svg) > width(&self::figure().svg()));
}

#[test]
fn proven_flat_minima_are_drawn_and_named_in_the_caption() {
    assert!(!figure().svg().contains("proven"));
    let line = FlatPatch::Line(vec![[-1.0, 0.1], [0.0, 0.2], [1.0, 0.9]]);
    let region = FlatPatch::Region(vec![[-1.0, 0.1], [0.0, 0.1], [0.0, 0.5]]);
    let with = |flats| Figure { flats, ..figure() }.svg();
    let both = with(vec![line.clone(), region.clone()]);
    assert!(both.contains("green lines and hatching are proven flat minima"));
    let hatching = "stroke=\"#009e73\" stroke-width=\"1.5\"";
    assert!(both.matches(hatching).count() > 10 && tree(&both).root().has_children());
    let one = with(vec![line]);
    assert!(one.contains("green lines are proven flat minima") && !one.contains(hatching));
}

#[test]
fn a_race_has_a_key_with_the_colour_and_the_mark_of_each_runner() {
    let plain = figure();
    let path = |optimizer, text: &str| PathMark {
        role: PathRole::Runner(optimizer, text.to_owned()),
        ..plain.paths[0].clone()
    };
    let long = "adam, learning rate 0.01, 20000 steps: ".to_owned() + &"minimum ".repeat(20);
    let paths = vec![path(Optimizer::Adam, &long), path(Optimizer::Momentum, "momentum wins")];
    let race = Figure { paths, ..figure() };
    let svg = race.svg();
    assert!(svg.contains(">momentum wins</text>") && svg.contains(">adam, learning"));
    // a mark at the head and one in the key, in colours that the plain figure does not have
    for optimizer in [Optimizer::Adam, Optimizer::Momentum] {
        let [r, g, b] = plan::runner_color(optimizer);
        let mark = format!("fill=\"#{r:02x}{g:02x}{b:02x}\" stroke=\"black\"");
        assert_eq!(svg.matches(&mark).count(), 2, "{}", optimizer.name());
        assert_eq!(plain.svg().matches(&mark).count(), 0);
    }
    // the key takes room of its own, and the last path comes first
    let height = |svg: &str| tree(svg).size().height();
    assert!(height(&svg) > height(&plain.svg()) + 30.0);
    assert!(svg.find("momentum wins") < svg.find("adam, learning"));
}

#[test]
fn a_path_to_compare_with_is_pale_and_leaves_the_others_their_colours() {
    let plain = figure();
    let pale = PathMark { role: PathRole::Before, ..plain.paths[0].clone() };
    let with = Figure { paths: vec![pale, plain.paths[0].clone()], ..figure() };
    for surface in [None, Some(Camera::default())] {
        let of = |figure: &Figure| Figure { surface, ..figure.clone() }.svg();
        let (one, two) = (of(&plain), of(&with));
        let count = |svg: &str, color: &str| svg.matches(&format!("stroke=\"{color}\"")).count();
        assert_eq!(count(&one, "#e4e4e4"), 0);
        assert!(count(&two, "#e4e4e4") > 0);
        assert_eq!(count(&one, "#d55e00"), count(&two, "#d55e00"));
    }
}
