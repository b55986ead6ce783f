//! The commands, and which function runs each.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail, ensure};
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::arguments::PresetArgument;
use super::table::TableArguments;
use super::terminal::tell;
use super::{
    animate, basins, bench, certify, code, descend, evaluate, figure, generate, hunt, merge,
    minima, mistake, presets, reproduce, shares, signals, slice, study, weights,
};
use crate::preset::Preset;
use crate::preset::import::has_ending;

/// See how neural networks get stuck: loss landscapes, descent and bad local minima of tiny
/// networks.
///
/// Without a command the window opens.
#[derive(Parser)]
#[command(
    name = "basinscope",
    version,
    about,
    long_about,
    after_help = "Example: basinscope evaluate relu-line-of-minima --json"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Open the window on a preset, or on the last session
    #[command(after_help = "Example: basinscope open sigmoid-ten-points")]
    Open(OpenArguments),
    /// List the shipped presets and their named points
    #[command(after_help = "Example: basinscope presets --json")]
    Presets(presets::Arguments),
    /// Loss, gradient and curvature at one weight vector
    #[command(
        after_help = "Example: basinscope evaluate sigmoid-ten-points --point \"bad minimum\" \
            --json"
    )]
    Evaluate(evaluate::Arguments),
    /// Prove that a point is a local minimum, or that it is none
    #[command(
        after_help = "Example: basinscope certify sigmoid-ten-points --point \"bad minimum\" --json"
    )]
    Certify(certify::Arguments),
    /// Search for critical points of every kind
    #[command(after_help = "Example: basinscope minima logistic-neuron-2d --starts 200 --json")]
    Minima(minima::Arguments),
    /// Make a preset of a bad minimum for data of one's own
    #[command(subcommand)]
    Generate(generate::Command),
    /// Search for small data sets with bad minima, each with its proof
    #[command(after_help = "Example: basinscope hunt --points 8 --seconds 60 --out found")]
    Hunt(hunt::Arguments),
    /// Run an optimiser from one start
    #[command(
        after_help = "Example: basinscope descend xor-relu --seed 7 --optimizer adam --steps 2000 \
            --out path.csv"
    )]
    Descend(descend::Arguments),
    /// Which attractor every start of the plane ends in
    #[command(
        after_help = "Example: basinscope basins gaussian-stripe --size 256x256 --out basins.png"
    )]
    Basins(basins::Arguments),
    /// Where descents from random initial weights end
    #[command(
        after_help = "Example: basinscope shares xor-relu --init normal --runs 1000 --seed 0 --json"
    )]
    Shares(shares::Arguments),
    /// Random restarts of every combination of varied values, a row a run
    #[command(after_help = "Example: basinscope study xor-relu --vary hidden=2..7 --vary \
            optimizer=gradient-descent,adam --runs 100 --out study.csv")]
    Study(study::Arguments),
    /// Put the shards of a study together
    #[command(after_help = "Example: basinscope merge part-1.csv part-2.csv --out study.csv")]
    Merge(merge::Arguments),
    /// Run again what the paper measured, with a report
    #[command(after_help = "Example: basinscope reproduce table1 --out report")]
    Reproduce(reproduce::Arguments),
    /// The loss on a grid of the preset's plane
    #[command(
        after_help = "Example: basinscope slice sigmoid-ten-points --size 512x512 --out slice.npz"
    )]
    Slice(slice::Arguments),
    /// The plane with its points and descents, for print
    #[command(after_help = "Example: basinscope figure relu-line-of-minima --out figure.svg")]
    Figure(Box<figure::Arguments>),
    /// A figure that moves, as a GIF, an animated WebP or PNG, or a video
    #[command(after_help = "Example: basinscope animate relu-line-of-minima --out film.gif")]
    Animate(Box<animate::Arguments>),
    /// A weight vector as a file for other programs
    #[command(after_help = "Example: basinscope weights xor-relu --seed 7 --out start.safetensors")]
    Weights(weights::Arguments),
    /// The preset as a program for PyTorch, Keras or NumPy
    #[command(
        after_help = "Example: basinscope code sigmoid-ten-points --point \"bad minimum\" --for \
            pytorch"
    )]
    Code(code::Arguments),
    /// Measure how fast this machine computes slices, gradient steps and basin maps
    #[command(after_help = "Example: basinscope bench --json")]
    Bench(bench::Arguments),
}

#[derive(Args, Default)]
struct OpenArguments {
    /// A shipped preset's name, the path of a .toml file, a file that the window opens: a figure
    /// with its recipe, or losses computed elsewhere (.npz, .npy); or a link, as "Copy link" makes
    /// it [default: what the last session showed]
    preset: Option<String>,
    #[command(flatten)]
    table: TableArguments,
    /// Begin afresh instead of where the last session was
    #[arg(long)]
    fresh: bool,
}

/// What the window opens on.
pub enum Opening {
    /// The last session.
    Last,
    /// The first thing worth seeing.
    Fresh,
    /// A preset.
    Preset(Box<Preset>),
    /// What a file holds.
    File(PathBuf),
    /// The state that a link holds.
    Link(String),
}

/// Opens the window.
pub type Window = fn(Opening) -> anyhow::Result<()>;

/// Runs the program on the process's arguments; `window` is what opens the window.
#[must_use]
pub fn main(window: Window) -> ExitCode {
    signals::listen();
    match read().and_then(|command| command.map_or(Ok(()), |command| run(command, window))) {
        Err(error) if !is_broken_pipe(&error) => {
            tell(&format!("error: {}", mistake::sentence(&error)));
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// What the command line asks for; `None` if that was help, which was given.
fn read() -> anyhow::Result<Option<Command>> {
    let read = line().try_get_matches();
    match read.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => {
            Ok(Some(arguments.command.unwrap_or(Command::Open(OpenArguments::default()))))
        }
        Err(error) if error.use_stderr() => Err(anyhow!(mistake::of_line(&error))),
        Err(help) => {
            let given = help.print().and_then(|()| std::io::stdout().flush());
            given.context("cannot write the standard output").map(|()| None)
        }
    }
}

/// The command line that is understood. What follows an option is its value even where it is a
/// negative number, so that the option itself can say what it expects.
fn line() -> clap::Command {
    fn with_negative_numbers(command: clap::Command) -> clap::Command {
        let option = |argument: Arg| match argument.get_long() {
            Some(_) if argument.get_action().takes_values() => {
                argument.allow_negative_numbers(true)
            }
            _ => argument,
        };
        command.mut_args(option).mut_subcommands(with_negative_numbers)
    }
    with_negative_numbers(Arguments::command())
}

fn run(command: Command, window: Window) -> anyhow::Result<()> {
    match command {
        Command::Open(arguments) => open(arguments, window),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Certify(arguments) => certify::run(&arguments),
        Command::Minima(arguments) => minima::run(&arguments),
        Command::Generate(command) => generate::run(&command),
        Command::Hunt(arguments) => hunt::run(&arguments),
        Command::Descend(arguments) => descend::run(&arguments),
        Command::Basins(arguments) => basins::run(&arguments),
        Command::Shares(arguments) => shares::run(&arguments),
        Command::Study(arguments) => study::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Reproduce(arguments) => reproduce::run(&arguments),
        Command::Slice(arguments) => slice::run(&arguments),
        Command::Figure(arguments) => figure::run(&arguments),
        Command::Animate(arguments) => animate::run(&arguments),
        Command::Weights(arguments) => weights::run(&arguments),
        Command::Code(arguments) => code::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
    }
}

fn open(arguments: OpenArguments, window: Window) -> anyhow::Result<()> {
    let OpenArguments { preset, table, fresh } = arguments;
    if preset.is_none() && table.data.is_some() {
        bail!("expected a preset whose network takes the data of --data, found none");
    }
    let of_window = ["svg", "pdf", "png", "npz", "npy"];
    if let Some(file) = preset.as_deref().map(Path::new).filter(|it| has_ending(it, &of_window)) {
        ensure!(
            table.data.is_none(),
            "--data is of a preset: leave it out with {}",
            file.display()
        );
        ensure!(file.is_file(), "{}: there is no such file", file.display());
        return window(Opening::File(file.to_owned()));
    }
    window(match preset {
        None if fresh => Opening::Fresh,
        None => Opening::Last,
        Some(link) if is_link(&link) => {
            ensure!(table.data.is_none(), "--data is of a preset: leave it out with a link");
            Opening::Link(link)
        }
        Some(preset) => Opening::Preset(Box::new(PresetArgument { preset, table }.load()?)),
    })
}

/// Whether this is an address with a state behind it.
fn is_link(text: &str) -> bool {
    ["http://", "https://", "basinscope:"].iter().any(|scheme| text.starts_with(scheme))
}

/// Whether the reader of our output has gone (`basinscope presets | head -1`), which is no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    /// The words of a command, as a shell takes them.
    fn words(line: &str) -> Vec<String> {
        let line = line.split(" #").next().unwrap_or_default();
        let is_text = |(i, _): &(usize, &str)| i % 2 == 1;
        let parts = line.split('"').enumerate();
        parts
            .flat_map(|part| {
                if is_text(&part) {
                    vec![part.1.to_owned()]
                } else {
                    part.1.split_whitespace().map(str::to_owned).collect()
                }
            })
            .collect()
    }

    fn assert_understood(line: &str) {
        let read = super::line().try_get_matches_from(words(line));
        assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        super::line().debug_assert();
    }

    #[test]
    fn the_commands_page_and_the_examples_of_help_are_understood() {
        let page = include_str!("commands.md");
        page.lines().filter(|line| line.starts_with("basinscope ")).for_each(assert_understood);
        let mut commands = super::line();
        for command in commands.get_subcommands_mut() {
            let named = format!("basinscope {}", command.get_name());
            assert!(page.contains(&named), "{named} is no part of the page");
            let help = command.render_long_help().to_string();
            for example in help.split("Example: ").skip(1) {
                assert_understood(example.lines().next().unwrap_or_default());
            }
        }
    }
}
