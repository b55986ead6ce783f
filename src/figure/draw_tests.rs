//! Figures read back.

use super::*;
use crate::figure::ScaleKind;

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
        grid,
        colormap: Colormap::Viridis,
        contours: vec![vec![[-1.0, 0.2], [1.0, 0.8]]],
        points: vec![
            PointMark { at: at(0.0, 0.5, 0.0), label: "minimum".to_owned(), is_start: false },
            PointMark { at: at(1.0, 0.5, 3.0), label: "start".to_owned(), is_start: true },
        ],
        paths: vec![PathMark {
            points: vec![at(1.0, 0.5, 3.0), at(0.5, 0.5, 2.0), at(0.0, 0.5, 0.0), at(0.1, 0.5, 0.0)],
        }],
        caption: vec!["Somebody 2017".to_owned()],
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
fn a_path_is_dashed_exactly_where_it_is_off_the_plane() {
    let svg = figure().svg();
    let dashed = svg.matches("stroke-dasharray").count();
    // each stretch is drawn twice, as rim and as core: one off the plane, one in it
    assert_eq!(dashed, 2);
    assert_eq!(svg.matches("#d55e00").count(), 3);
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
fn the_heatmap_is_where_the_axes_say_it_is() {
    let figure = Figure { points: vec![], paths: vec![], contours: vec![], ..figure() };
    let bytes = figure.png(2.0).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let layout = Layout::new(0.82, &figure.title, &figure.caption, &["0.0".into()], &["1".into()]);
    // the middle of the map, whatever the margins: the loss there is 0 + 0.5 + 0.1
    let [x, y] = [0.5 * (layout.map.left + layout.map.right), 0.5 * (layout.map.top + layout.map.bottom)];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pixel inside the page")]
    let at = 3 * ((2.0 * y) as usize * info.width as usize + (2.0 * x) as usize);
    let expected = figure.colormap.color(figure.scale.position(0.6));
    for (found, wanted) in rgb[at..at + 3].iter().zip(expected) {
        assert!(found.abs_diff(wanted) < 12, "{:?} against {expected:?}", &rgb[at..at + 3]);
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    for scale in [1e4, 0.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(figure().png(scale), Err(FigureError::TooLarge(..))), "{scale}");
    }
}
