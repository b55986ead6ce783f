//! Opening the window, and plain words when it cannot be opened.

use std::panic::{self, AssertUnwindSafe};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::anyhow;
use eframe::egui::ViewportBuilder;

use crate::app::App;
use crate::app::files::keeper;
use crate::cli::Opening;

/// After how long a display that does not answer is told of; six times that is the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What goes without a display.
const HEADLESS: &str = "the commands work without one: try `basinscope presets`, `basinscope \
    evaluate` or `basinscope slice` (see --help)";

/// Opens the window and runs until it is closed.
///
/// # Errors
/// One sentence if there is no display or no way to draw on it.
pub fn run(opening: Opening) -> anyhow::Result<()> {
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("basinscope")
            .with_inner_size([1360.0, 860.0])
            .with_min_inner_size([760.0, 520.0]),
        ..Default::default()
    };
    // winit panics where a system library is missing: until the window is there, that too becomes a
    // sentence; later panics are mistakes of ours and go on
    let is_open = AtomicBool::new(false);
    let mut answer = Some(watch());
    let usual_hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let mut usual_hook = Some(usual_hook);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        let create: eframe::AppCreator = Box::new(|creation| {
            is_open.store(true, Ordering::Relaxed);
            answer.take();
            if let Some(hook) = usual_hook.take() {
                panic::set_hook(hook);
            }
            let goes_on = matches!(opening, Opening::Last);
            let app = App::opened(&creation.egui_ctx, opening);
            let app = if is_wayland() { app.without_drop() } else { app };
            Ok(Box::new(match keeper::folder() {
                Some(folder) => app.kept_in(&creation.egui_ctx, &folder, goes_on),
                None => app,
            }))
        });
        eframe::run_native("basinscope", options, create)
    }));
    if let Some(hook) = usual_hook {
        panic::set_hook(hook);
    }
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(anyhow!(sentence(&error.to_string()))),
        Err(cause) if is_open.load(Ordering::Relaxed) => panic::resume_unwind(cause),
        Err(cause) => Err(anyhow!(sentence(&panic_text(&*cause)))),
    }
}

/// Ends the program where the display neither shows a window nor refuses one, as behind a
/// connection that was lost; the wait is over when what is given back is dropped.
fn watch() -> Sender<()> {
    let (answer, answered) = channel();
    let is_silent = move |wait| answered.recv_timeout(wait) == Err(RecvTimeoutError::Timeout);
    thread::spawn(move || {
        if is_silent(PATIENCE) {
            eprintln!("the display does not answer yet; {HEADLESS}");
            if is_silent(5 * PATIENCE) {
                eprintln!("error: the display does not answer; {HEADLESS}");
                exit(2);
            }
        }
    });
    answer
}

/// Whether the window is one of Wayland, by the rule of winit.
fn is_wayland() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(all(unix, not(target_vendor = "apple")))
        && (is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET"))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

/// What a failure to open the window means to the person who tried.
fn sentence(error: &str) -> String {
    if error.contains("neither WAYLAND_DISPLAY nor")
        || error.contains("XOpenDisplayFailed")
        || error.contains("X server")
    {
        format!("there is no display to open a window on; {HEADLESS}")
    } else if error.contains("GLXBadFBConfig")
        || error.contains("NoGlutinConfigs")
        || error.contains("glutin")
        || error.contains("OpenGL")
    {
        format!(
            "the display has no driver for OpenGL 2 (on Debian: libgl1 and libgl1-mesa-dri); \
                {HEADLESS}"
        )
    } else if error.contains("xkbcommon") {
        format!("a system library is missing (on Debian: libxkbcommon-x11-0); {HEADLESS}")
    } else {
        // what libraries say can hold paths of the machine that built them
        let told = error.rsplit(": ").next().unwrap_or_default();
        format!("the window could not be opened ({told}); {HEADLESS}")
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_missing_display_is_told_plainly_and_points_to_the_commands() {
        let text = sentence(
            "winit EventLoopError: neither WAYLAND_DISPLAY nor WAYLAND_SOCKET nor DISPLAY is set.",
        );
        assert!(text.starts_with("there is no display"), "{text}");
        assert!(text.contains("basinscope evaluate"));
        assert!(!text.contains("WAYLAND"));
    }
}
