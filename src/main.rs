//! The program `basinscope`: a window, or one of the headless commands.

/// Gives back what a job has freed, whichever thread frees it: the system's allocator on Linux keeps a heap for each
/// of many threads, each as large as the largest picture that was drawn there, and held 470 MB where 20 were in use
/// (`EVENTS=40000 SEEDS=101` of the random events in `tests/window/monkey.rs`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    basinscope::cli::main()
}
