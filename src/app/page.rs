//! Opening the window in a page.

use eframe::egui::Context;
use eframe::{WebOptions, WebRunner};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, window};

use crate::app::App;
use crate::app::files::keeper;
use crate::cli::Opening;
use crate::cli::benchmark::{bits, of_kernels_and_maps};
use crate::platform;

/// The element that the window is drawn in.
const CANVAS: &str = "window";

/// How often the page looks for news of its workers, in milliseconds: a frame's time.
const LOOK: i32 = 16;

/// Opens the window on what the page's address holds, or on the first thing worth seeing, and goes
/// on after this has returned.
///
/// # Errors
/// One sentence if there is no element to draw in.
pub fn run(opening: Opening) -> anyhow::Result<()> {
    let canvas = window()
        .and_then(|window| window.document()?.get_element_by_id(CANVAS))
        .and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok())
        .ok_or_else(|| anyhow::anyhow!("the page has no canvas called {CANVAS}"))?;
    if platform::page_says("wantsBits") {
        platform::spawn(|| platform::report(&bits()));
    }
    if platform::page_says("wantsSpeed") {
        platform::spawn(|| {
            let report = of_kernels_and_maps(|_| {});
            platform::report(&serde_json::to_string(&report).expect("numbers are JSON"));
        });
    }
    wasm_bindgen_futures::spawn_local(async move {
        let create: eframe::AppCreator = Box::new(|creation| {
            look_for_news(creation.egui_ctx.clone());
            let state = platform::fragment();
            let opening = if state.is_empty() { opening } else { Opening::Link(state) };
            let is_bare = matches!(opening, Opening::Fresh);
            let mut app = App::opened(&creation.egui_ctx, opening);
            if platform::is_embedded() {
                app.presenter.toggle(&creation.egui_ctx);
            } else if let Some(folder) = keeper::folder() {
                app = app.kept_in(&creation.egui_ctx, &folder, is_bare);
            }
            Ok(Box::new(app))
        });
        match WebRunner::new().start(canvas, WebOptions::default(), create).await {
            Ok(()) => platform::tell_page("started", ""),
            Err(error) => platform::tell_page("failed", &format!("{error:?}")),
        }
    });
    Ok(())
}

/// Wakes the window whenever a worker has sent something.
fn look_for_news(context: Context) {
    let look = Closure::<dyn Fn()>::new(move || {
        if platform::take_news() {
            context.request_repaint();
        }
    });
    let timer = window().map(|window| {
        let function = look.as_ref().unchecked_ref();
        window.set_interval_with_callback_and_timeout_and_arguments_0(function, LOOK)
    });
    timer.expect("the page's thread").expect("a page has timers");
    // as long as the page
    look.forget();
}
