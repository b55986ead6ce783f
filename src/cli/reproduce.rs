//! `reproduce`: what the paper measured, run again.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::arguments::{seed, whole};
use super::choice::named;
use super::terminal::{Bars, print, tell};
use crate::experiment::study::MAX_ROWS;
use crate::reproduce::{Budget, Item, Outcome, Protocol, Watch, Wish, write};

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
    let wish = wish(arguments);
    let choices = wish.load(&items)?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let bars = Bars::default();
    let mut parts = Vec::new();
    let mut told = String::new();
    for item in &items {
        let monitor = bars.begin(item.name());
        let watch = Watch { monitor: &monitor, seen: &|outcome| tell_found(outcome) };
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
    let asked: String = asked.iter().flat_map(|item| [" ", item.name()]).collect();
    let command = format!("basinscope reproduce{asked} --out FOLDER{}", wish.options());
    let [page, twin] = write(folder, name, &command, &parts)?;
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

/// What is asked for.
fn wish(arguments: &Arguments) -> Wish {
    let Arguments { seed, runs, budget, mnist, .. } = arguments;
    let mut protocols = arguments.protocol.clone();
    if arguments.more {
        if protocols.is_empty() {
            protocols.extend(Protocol::USUAL.map(str::to_owned));
        }
        protocols.push(Protocol::MORE.to_owned());
    }
    Wish { seed: *seed, runs: *runs, protocols, budget: *budget, mnist: mnist.clone() }
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
