//! Files that are read and written.

use basinscope::app::Message;
use basinscope::monitor::Monitor;
use basinscope::preset::Preset;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use super::data::first;
use super::own::kept_window;
use super::{Window, app, click, drag, rest, window};

/// Opens the dialogue that saves the view, types a path over the one proposed, and saves.
fn save_as(window: &mut Window, path: &str) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(window);
    window.get_by_label("File to save").focus();
    window.step();
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.get_by_label("File to save").type_text(path);
    window.step();
    click(window, "Save");
}

#[test]
fn the_name_of_a_picture_can_be_typed_at_once_and_keeps_its_ending() {
    let mut window = window();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    window.event(egui::Event::Text(path.to_str().unwrap().to_owned()));
    window.step();
    window.key_press(egui::Key::Enter);
    rest(&mut window);
    assert!(path.with_extension("png").exists(), "{:?}", app(&window).message());
}

#[test]
fn ctrl_e_saves_the_view_as_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.png");
    let mut window = window();
    save_as(&mut window, path.to_str().unwrap());
    let picture = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()))
        .read_info()
        .unwrap();
    assert!(picture.info().width > 600);
    assert_eq!(app(&window).message(), Some(&Message::done(format!("Saved {}", path.display()))));
}

#[test]
fn a_saved_view_of_the_basins_shows_the_basins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("basins.svg");
    let mut window = window();
    click(&mut window, "Basin map");
    save_as(&mut window, path.to_str().unwrap());
    let svg = std::fs::read_to_string(&path).unwrap();
    // a line of the legend may be broken on a page as narrow as a column
    let texts = svg.split("</text>").filter_map(|part| Some(part.rsplit_once('>')?.1));
    let words = texts.collect::<Vec<_>>().join(" ");
    for line in app(&window).basin_legend() {
        assert!(words.contains(&line), "{line}: {words}");
    }
}

#[test]
fn a_figure_that_is_dropped_opens_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["svg", "pdf", "png"] {
        let path = folder.path().join(format!("basins.{ending}"));
        let mut window = window();
        click(&mut window, "Basin map");
        save_as(&mut window, path.to_str().unwrap());
        // the window's map may have other cells by now, and narrower intervals
        let ends = |window: &Window| -> Vec<String> {
            let names = app(window).basin_legend();
            names
                .iter()
                .map(|line| line.split(" ±").next().unwrap_or_default().to_owned())
                .collect()
        };
        let (legend, verdict) = (ends(&window), app(&window).verdict());
        let mut other = self::window();
        super::open(&mut other, "xor-relu");
        assert_ne!(app(&other).verdict(), verdict);
        other.state_mut().as_mut().unwrap().open_file(&path);
        rest(&mut other);
        assert_eq!(app(&other).verdict(), verdict, "{ending}");
        assert_eq!(ends(&other), legend);
    }
    let stranger = folder.path().join("stranger.png");
    std::fs::write(&stranger, include_bytes!("../../pictures/window.png")).unwrap();
    let mut window = window();
    window.state_mut().as_mut().unwrap().open_file(&stranger);
    rest(&mut window);
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.contains("carries no recipe"), "{}", message.text);
}

#[test]
fn a_film_of_the_view_is_being_made_until_esc_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("descent.gif");
    let mut window = window();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    window.get_by_role_and_label(Role::ComboBox, "Film").click();
    rest(&mut window);
    window.get_by_label("descent").click();
    rest(&mut window);
    window.get_by_label("File to save").focus();
    window.step();
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.get_by_label("File to save").type_text(path.to_str().unwrap());
    window.step();
    window.get_by_label("Save").click();
    window.run_steps(4);
    let is_saving =
        |window: &Window| app(window).jobs().iter().any(|(name, _)| name.contains("saving"));
    assert!(is_saving(&window), "{:?}", app(&window).message());
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(!is_saving(&window) && !path.exists());
}

#[test]
fn a_film_of_the_data_can_be_made_once_a_point_was_dragged() {
    let mut window = window();
    // the sheet has a panel of that name as well
    let offered = |window: &mut Window| {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
        rest(window);
        window.get_by_role_and_label(Role::ComboBox, "Film").click();
        rest(window);
        let count = window.query_all_by_label("data").count();
        for _ in 0..2 {
            window.key_press(egui::Key::Escape);
            rest(window);
        }
        count
    };
    let before = offered(&mut window);
    let from = app(&window).data_on_screen(first(&window)).unwrap();
    let to = from + egui::vec2(14.0, -25.0);
    drag(&mut window, from, to);
    window.drop_at(to);
    rest(&mut window);
    assert_eq!(offered(&mut window), before + 1);
}

#[test]
fn a_film_that_is_dropped_opens_what_it_shows() {
    use basinscope::figure::Description;
    use basinscope::figure::describe::{Film, PanelDescription};
    use basinscope::figure::film::{FilmFormat, film};
    let folder = tempfile::tempdir().unwrap();
    let preset = Preset::load("xor-relu").unwrap();
    let map = PanelDescription { cells: [8, 6], ..PanelDescription::default() };
    let short = Film { seconds: 0.1, size: [96, 64], ..Film::default() };
    let figure = Description::of_film(short, vec![map]);
    for (format, ending) in
        [(FilmFormat::Gif, "gif"), (FilmFormat::Webp, "webp"), (FilmFormat::Apng, "png")]
    {
        let path = folder.path().join(format!("film.{ending}"));
        let mut bytes = Vec::new();
        film(&preset, &figure, format, &Monitor::default(), &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let mut window = window();
        window.state_mut().as_mut().unwrap().open_file(&path);
        rest(&mut window);
        let mut other = self::window();
        super::open(&mut other, "xor-relu");
        assert_eq!(app(&window).verdict(), app(&other).verdict(), "{ending}");
    }
}

#[test]
fn a_picture_that_cannot_be_saved_is_told_and_nothing_is_lost() {
    let mut window = window();
    save_as(&mut window, "/no/such/folder/view.png");
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.contains("/no/such/folder"), "{}", message.text);
    assert!(app(&window).verdict().starts_with("Converged"));
}

#[test]
fn a_wrong_preset_file_is_told_and_the_window_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.toml");
    std::fs::write(
        &path,
        "[dataset]\ninputs = [[1]]\ntargets = [1, 2]\n[network]\nlayers = [1, 1]\n",
    )
    .unwrap();
    let mut window = window();
    let verdict = app(&window).verdict();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.contains("wrong.toml, line"), "{}", message.text);
    assert_eq!(app(&window).verdict(), verdict);
}

#[test]
fn a_preset_of_ones_own_opens_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let text =
        Preset::load("xor-sigmoid").unwrap().to_toml().replace("title = \"", "title = \"My own ");
    std::fs::write(&path, text).unwrap();
    let mut window = window();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    assert!(window.query_by_label_contains("My own XOR").is_some());
    assert!(!app(&window).verdict().is_empty());
}

#[test]
fn where_nothing_can_be_dropped_the_dialogue_says_what_does_the_same() {
    for (cannot, told) in [(false, "Files can be dropped"), (true, "On Wayland no file can")] {
        let mut window = window();
        if cannot {
            let app = window.state_mut().take().expect("made in the first frame");
            *window.state_mut() = Some(app.without_drop());
        }
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::O);
        rest(&mut window);
        assert!(window.query_by_label_contains(told).is_some(), "{told}");
    }
}

#[test]
fn a_figure_is_copied_as_a_picture_and_its_choices_are_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || kept_window(folder.path(), false);
    let mut window = start();
    window.event(egui::Event::Copy);
    rest(&mut window);
    let told = app(&window).message().expect("a word").text.clone();
    assert!(told.ends_with("pixels are in the clipboard."), "{told}");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    click(&mut window, "curve");
    click(&mut window, "Copy");
    // the next start
    let mut window = start();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    let is_on = |window: &Window, name: &str| {
        let node = window.get_by_role_and_label(egui::accesskit::Role::CheckBox, name);
        node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    assert!(is_on(&window, "curve") && !is_on(&window, "data"));
}
