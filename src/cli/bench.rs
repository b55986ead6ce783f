//! `bench`: how fast this machine is at what the program does.

use clap::Args;
use indicatif::ProgressBar;

use super::terminal::{print, print_json};
use crate::cli::benchmark::{self, Report};

#[derive(Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print digests of what the kernels compute instead: the same on every machine
    #[arg(long, conflicts_with = "json")]
    bits: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.bits {
        return print(&benchmark::bits());
    }
    let spinner = ProgressBar::new_spinner();
    let report = benchmark::run(|what| {
        spinner.set_message(format!("measuring: {what}"));
        spinner.tick();
    });
    spinner.finish_and_clear();
    if arguments.json { print_json(&report) } else { print(&table(&report)) }
}

fn table(report: &Report) -> String {
    let millions = |rate: f64| format!("{:.1}", rate / 1e6);
    let mut text = format!(
        "{} threads, {}; multiply-adds in a loop: {:.1} GFLOP/s\n\n",
        report.threads, report.instructions, report.peak_gflops
    );
    text += &format!("{:<38} {:>12} {:>10} {:>8}\n", "kernel", "million/s", "flop each", "of peak");
    for kernel in &report.kernels {
        text += &format!(
            "{:<38} {:>12} {:>10} {:>6.0} %\n",
            kernel.name,
            millions(kernel.per_second),
            kernel.flops_each,
            100.0 * kernel.peak_fraction
        );
    }
    text += &format!(
        "\n{:<22} {:>6} {:>8} {:>10} {:>9} {:>12} {:>7} {:>10}\n",
        "basin map",
        "cells",
        "budget",
        "first, s",
        "whole, s",
        "to budget, s",
        "faster",
        "undecided"
    );
    for map in &report.basins {
        text += &format!(
            "{:<22} {:>6} {:>8} {:>10.3} {:>9.3} {:>12.2} {:>6.1}x {:>8.1} %\n",
            map.name,
            map.cells,
            map.budget,
            map.first_picture_seconds,
            map.seconds,
            map.full_budget_seconds,
            map.times_faster,
            100.0 * map.undecided
        );
    }
    text += "\nthreads: ";
    for scaling in &report.scaling {
        text += &format!(
            "{} {} M steps/s ({:.2}x)  ",
            scaling.threads,
            millions(scaling.per_second),
            scaling.speedup
        );
    }
    text += "\n\ncost of a slice grows as (size)^exponent\n";
    for growth in &report.growth {
        text += &format!(
            "{:<8} {:>8} to {:>8}: exponent {:.2}\n",
            growth.of,
            growth.sizes[0],
            growth.sizes[growth.sizes.len() - 1],
            growth.exponent
        );
    }
    text += &format!(
        "\nbytes a cell: basin map {}, slice {}",
        report.bytes_per_cell.basins, report.bytes_per_cell.slice
    );
    text
}
