//! The report on Table 1 as Markdown: the page's words and numbers without its drawings.

use super::outcome::{Criterion, Group, Outcome};
use super::published::PUBLISHED_RUNS;
use super::report::Report;
use super::sentence::{difference, overlap_words, protocol_words, share_words};

/// All of it.
pub(super) fn body(report: &Report) -> String {
    let mut text = format!(
        "# {}, run again\n\nShares of random starts that end well, in per cent, with Wilson's 95 % \
            intervals; the paper's (Swirszcz, Czarnecki, Pascanu 2017, arXiv 1611.06310) with the \
            interval that {PUBLISHED_RUNS} runs give, as its whole per cents suggest. It agrees \
            with ours where the two intervals overlap.\n\n",
        report.item
    );
    for outcome in &report.outcomes {
        text += &format!("- {}\n", overlap_words(outcome));
    }
    for outcome in &report.outcomes {
        text += &section(report, outcome);
    }
    text
}

fn section(report: &Report, outcome: &Outcome) -> String {
    let Outcome { name, study, rows, groups, .. } = outcome;
    let file = rows.file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!("\n## Protocol {name}: {}\n\n", study.title);
    if !study.notes.is_empty() {
        text += &format!("{}\n\n", study.notes.trim());
    }
    text += &format!(
        "{} starts of each of {} cells, seed {}, study {}; the rows are in `{file}`. {}\n",
        study.runs,
        study.cells.len(),
        study.seed,
        study.fingerprint,
        report.took(outcome)
    );
    let told = Criterion::ALL.into_iter().flat_map(|criterion| {
        groups.iter().filter_map(move |group| difference(group, criterion, study.threshold))
    });
    let told: String = told.map(|told| ["- ", &told, "\n"].concat()).collect();
    if !told.is_empty() {
        text += &format!("\nWhere it differs from the paper:\n\n{told}");
    }
    for preset in outcome.presets() {
        text += &format!("\n### {preset}\n\nIn the window: `basinscope open {preset}`\n");
        for group in outcome.groups_of(preset) {
            text += &table(outcome, group);
        }
    }
    text
}

fn table(outcome: &Outcome, group: &Group) -> String {
    let study = &outcome.study;
    let words = Criterion::ALL.map(|criterion| criterion.words(study.threshold));
    let mut text = format!(
        "\n**{}.** {}\n\n| hidden | {} | overlaps | {} | overlaps | the paper | diverged | moving \
            |\n|---|---|---|---|---|---|---|---|\n",
        group.method,
        protocol_words(&study.cells[group.first]),
        words[0],
        words[1]
    );
    for cell in &group.cells {
        text += &format!("| {} |", cell.hidden);
        for criterion in Criterion::ALL {
            let share = cell.share(criterion).map_or_else(|| "–".to_owned(), share_words);
            let overlaps = match cell.overlaps(criterion) {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "–",
            };
            text += &format!(" {share} | {overlaps} |");
        }
        let paper = cell.published.map_or_else(|| "–".to_owned(), share_words);
        text += &format!(" {paper} | {} | {} |\n", cell.tally.diverged, cell.tally.moving);
    }
    text
}
