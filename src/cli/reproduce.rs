//! `reproduce`: what the paper measured, run again.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::arguments::{seed, whole};
use super::choice::named;
use super::terminal::{Bars, print, tell};
use crate::experiment::study::MAX_ROWS;
use crate::preset::import::idx::Images;
use crate::reproduce::{Budget, Choices, Item, Outcome, Protocol, Watch, write};

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "ITEM", value_parser = item, help = items())]
    items: Vec<Item>,
    /// The folder for the report and the rows; what was cut off there goes on where it was
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// For table1: matching, strict or more, or the path of a study; may be given again [default:
    /// matching and strict]. For prop5, fig5 or fig6 alone: the path of a protocol like those in
    /// src/reproduce/protocols
    #[arg(long, value_name = "P")]
    protocol: Vec<String>,
    /// For table1: run the protocol more as well: methods, noise and activations that the paper has
    /// not
    #[arg(long)]
    more: bool,
    /// Starts of each cell, or networks of each kind [default: the protocol's, 1000 in the shipped
    /// ones of table1]
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
    let choices = choices(arguments, &items)?;
    if items.contains(&Item::Table1) {
        // what is wrong with one is told before anything is made
        choices.studies()?;
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let bars = Bars::default();
    let watch = Watch { begin: &|what| bars.begin(what), seen: &|outcome| tell_found(outcome) };
    let mut parts = Vec::new();
    let mut told = String::new();
    for item in &items {
        let made = item.run(&choices, folder, &watch)?;
        for line in &made.told {
            told += line;
            told.push('\n');
        }
        parts.push(made.part);
    }
    drop(bars);
    // one item has a report of its own, and several have one together
    let name = if let [item] = items[..] { item.name() } else { "report" };
    let [page, twin] = write(folder, name, &command(arguments), &parts)?;
    print(&format!("{told}wrote {} and {}", page.display(), twin.display()))
}

/// Says how many runs were there already, once they all are.
fn tell_found(outcome: &Outcome) {
    let (name, found) = (&outcome.name, outcome.found);
    if found > 0 {
        let rows = outcome.study.rows();
        tell(&format!("protocol {name}: {found} of {rows} runs were there already"));
    }
}

/// What the items that are no studies are told.
fn choices(arguments: &Arguments, items: &[Item]) -> anyhow::Result<Choices> {
    let Arguments { seed, runs, protocol, .. } = arguments;
    let protocol = match (items, &protocol[..]) {
        (_, []) => None,
        (items, _) if items.contains(&Item::Table1) => None,
        ([item], [path]) if item.has_own_protocol() => Some(PathBuf::from(path)),
        _ => bail!("expected --protocol with table1, or once with prop5, fig5 or fig6 alone"),
    };
    let is_study = items.contains(&Item::Table1);
    let protocols = if is_study { protocols(arguments)? } else { Vec::new() };
    let images = arguments.mnist.as_deref().map(Images::load).transpose()?;
    let budget = arguments.budget;
    Ok(Choices { seed: *seed, runs: *runs, protocol, protocols, budget, images })
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
