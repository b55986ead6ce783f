//! `reproduce`: what the paper measured, run again.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;

use super::arguments::{seed, whole};
use super::choice::named;
use super::terminal::{Bars, print, tell};
use crate::experiment::study::{MAX_ROWS, Shard, Summary};
use crate::reproduce::{Criterion, Outcome, Protocol, Report};

/// What can be run again.
const ITEMS: [(&str, &str); 1] = [("table1", "table1")];

#[derive(Args)]
pub struct Arguments {
    /// What to run again: table1
    #[arg(value_name = "ITEM", value_parser = item)]
    item: &'static str,
    /// The folder for the report and the rows; what was cut off there goes on where it was
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// matching, strict or more, or the path of a study; may be given again [default: matching and
    /// strict]
    #[arg(long, value_name = "P")]
    protocol: Vec<String>,
    /// Run the protocol more as well: methods, noise and activations that the paper has not
    #[arg(long)]
    more: bool,
    /// Starts of each cell [default: the protocol's, 1000 in the shipped ones]
    #[arg(long, value_name = "N", value_parser = whole(1..=MAX_ROWS))]
    runs: Option<u64>,
    /// Seed of all starts [default: the protocol's, 0 in the shipped ones]
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: Option<u64>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = &arguments.out;
    let protocols = protocols(arguments)?;
    let mut studies = Vec::new();
    for protocol in protocols {
        studies.push((protocol.study(arguments.runs, arguments.seed)?, protocol));
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let bars = Bars::default();
    let mut outcomes = Vec::new();
    for (study, protocol) in studies {
        let rows = folder.join(format!("{}-{}.csv", arguments.item, protocol.name));
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
    drop(bars);
    let threads = rayon::current_num_threads();
    let (item, command) = (arguments.item.to_owned(), command(arguments));
    let report = Report { item, outcomes, command, threads };
    let [page, twin] = report.write(folder)?;
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
    print(&format!("{text}wrote {} and {}", page.display(), twin.display()))
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
    let mut line = format!("basinscope reproduce {} --out FOLDER", arguments.item);
    for name in &arguments.protocol {
        line += &format!(" --protocol {name}");
    }
    line += if arguments.more { " --more" } else { "" };
    line += &arguments.runs.map_or_else(String::new, |runs| format!(" --runs {runs}"));
    line + &arguments.seed.map_or_else(String::new, |seed| format!(" --seed {seed}"))
}

fn item(text: &str) -> Result<&'static str, String> {
    named(text, &ITEMS)
}
