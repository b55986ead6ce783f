//! The program `basinscope`: a window, or one of the headless commands.

/// Gives back what a job has freed, whichever thread frees it: the system's allocator on Linux
/// keeps a heap for each of many threads, each as large as the largest picture that was drawn
/// there, and after 80,000 random events (`SEEDS=101 EVENTS=100000` in `tests/window/monkey.rs`)
/// held 811 MB where 31 were in use.
#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "app")]
use basinscope::app::run as window;

#[cfg(not(feature = "app"))]
fn window(_: basinscope::cli::Opening) -> anyhow::Result<()> {
    anyhow::bail!(
        "this build has no window (feature `app` is off); the commands work: see `basinscope \
            --help`"
    )
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    basinscope::cli::main(window)
}

#[cfg(target_arch = "wasm32")]
fn main() {
    basinscope::platform::begin();
    if let Err(error) = window(basinscope::cli::Opening::Fresh) {
        basinscope::platform::tell_page("failed", &error.to_string());
    }
}
