//! The program `basinscope`: a window, or one of the headless commands.

fn main() -> std::process::ExitCode {
    basinscope::cli::main()
}
