//! `reproduce`: what the paper measured, run again.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;

use super::arguments::{seed, whole};
use super::choice::named;
use super::terminal::{Bars, print, tell};
use crate::experiment::study::{MAX_ROWS, Shard, Study, Summary};
use crate::preset::import::idx::Images;
use crate::reproduce::{Ask, Budget, Criterion, Item, Outcome, Protocol, Report, write};

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "ITEM", value_parser = item, help = items())]
    items: Vec<Item>,
    /// The folder for the report and the rows; what was cut off there goes on where it was
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// For table1: matching, strict or more, or the path of a study; may be given again [default:
    /// matching and strict]
    #[arg(long, value_name = "P")]
    protocol: Vec<String>,
    /// For table1: run the protocol more as well: methods, noise and activations that the paper has
    /// not
    #[arg(long)]
    more: bool,
    /// Starts of each cell [default: the protocol's, 1000 in the shipped ones]
    #[arg(long, value_name = "N", value_parser = whole(1..=MAX_ROWS))]
    runs: Option<u64>,
    /// Seed of all starts [default: the protocol's, 0 in the shipped ones]
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: Option<u64>,
    /// For fig1 and fig2: how much is trained: small (seconds), usual (minutes) or large (hours)
    #[arg(long, value_name = "B", value_parser = budget, default_value = Budget::default().name())]
    budget: Budget,
    /// For fig1 and fig2: the folder of MNIST's files train-images-idx3-ubyte and
    /// train-labels-idx1-ubyte, plain or .gz [default: the digits that come with the program]
    #[arg(long, value_name = "DIR")]
    mnist: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = &arguments.out;
    let asked = &arguments.items;
    let is_asked = |item: &Item| asked.is_empty() || asked.contains(item);
    let items: Vec<Item> = Item::ALL.into_iter().filter(is_asked).collect();
    let mut studies = Vec::new();
    if items.contains(&Item::Table1) {
        for protocol in protocols(arguments)? {
            studies.push((protocol.study(arguments.runs, arguments.seed)?, protocol));
        }
    }
    let images = arguments.mnist.as_deref().map(Images::load).transpose()?;
    let ask = Ask { seed: arguments.seed, budget: arguments.budget, images };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let bars = Bars::default();
    let mut parts = Vec::new();
    let mut told = String::new();
    for item in &items {
        if let Some(part) = item.part(&ask, &|what| bars.begin(what))? {
            parts.push(part);
        } else {
            let report = of_study(item.name(), std::mem::take(&mut studies), folder, &bars)?;
            told += &overlaps(&report);
            parts.push(report.part());
        }
    }
    drop(bars);
    // one item has a report of its own, and several have one together
    let name = if let [item] = items[..] { item.name() } else { "report" };
    let [page, twin] = write(folder, name, &command(arguments), &parts)?;
    print(&format!("{told}wrote {} and {}", page.display(), twin.display()))
}

/// Runs the studies of an item, or goes on with them.
fn of_study(
    item: &str,
    studies: Vec<(Study, Protocol)>,
    folder: &Path,
    bars: &Bars,
) -> anyhow::Result<Report> {
    let mut outcomes = Vec::new();
    for (study, protocol) in studies {
        let rows = folder.join(format!("{item}-{}.csv", protocol.name));
        let begun = Instant::now();
        let monitor = bars.begin("descending");
        let Some(work) = study.work(&rows, Shard::WHOLE, &monitor)? else { bail!("cancelled") };
        let took = begun.elapsed();
        if work.found > 0 {
            let (name, found) = (&protocol.name, work.found);
            tell(&format!("protocol {name}: {found} of {} runs were there already", work.rows));
        }
        let summary = Summary::read(&rows)?;
        let outcome = Outcome::new(&protocol.name, study, &rows, &summary);
        outcomes.push(Outcome { took, found: work.found, ..outcome });
    }
    Ok(Report { item: item.to_owned(), outcomes, threads: rayon::current_num_threads() })
}

/// How many intervals overlap the paper's, a line a group.
fn overlaps(report: &Report) -> String {
    let mut text = String::new();
    for Outcome { name, study, groups, .. } in &report.outcomes {
        for group in groups {
            for criterion in Criterion::ALL {
                let [yes, all] = group.overlaps(criterion);
                if all > 0 {
                    let words = criterion.words(study.threshold);
                    text += &format!(
                        "{name}: {}, {}, {words}: {yes} of {all} intervals overlap the paper's\n",
                        group.preset, group.method
                    );
                }
            }
        }
    }
    text
}

fn protocols(arguments: &Arguments) -> anyhow::Result<Vec<Protocol>> {
    let mut names = arguments.protocol.clone();
    if names.is_empty() {
        names.extend(Protocol::USUAL.map(str::to_owned));
    }
    if arguments.more {
        names.push(Protocol::MORE.to_owned());
    }
    let mut all: Vec<Protocol> = Vec::new();
    for name in &names {
        let protocol = Protocol::load(name)?;
        if all.iter().any(|other| other.name == protocol.name) {
            bail!("expected protocols with names of their own, found {} twice", protocol.name);
        }
        all.push(protocol);
    }
    Ok(all)
}

/// The line that makes it again, but for the folder.
fn command(arguments: &Arguments) -> String {
    let mut line = "basinscope reproduce".to_owned();
    for item in &arguments.items {
        line += &format!(" {}", item.name());
    }
    line += " --out FOLDER";
    for name in &arguments.protocol {
        line += &format!(" --protocol {name}");
    }
    line += if arguments.more { " --more" } else { "" };
    line += &arguments.runs.map_or_else(String::new, |runs| format!(" --runs {runs}"));
    line += &arguments.seed.map_or_else(String::new, |seed| format!(" --seed {seed}"));
    if arguments.budget != Budget::default() {
        line += &format!(" --budget {}", arguments.budget.name());
    }
    line + if arguments.mnist.is_some() { " --mnist DIR" } else { "" }
}

fn item(text: &str) -> Result<Item, String> {
    named(text, &Item::ALL.map(|item| (item.name(), item)))
}

fn budget(text: &str) -> Result<Budget, String> {
    named(text, &Budget::ALL.map(|budget| (budget.name(), budget)))
}

fn items() -> String {
    format!("What to run again: {} [default: all]", Item::ALL.map(Item::name).join(", "))
}
