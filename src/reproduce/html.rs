//! The report on Table 1 as HTML: for a phone, for print, light or dark as the reader's system is.

use super::chart::{COLORS, failures};
use super::outcome::{Criterion, Group, Outcome};
use super::published::PUBLISHED_RUNS;
use super::report::Report;
use super::sentence::{difference, overlap_words, protocol_words, share_words};
use crate::figure::escaped;

/// All of it.
pub(super) fn body(report: &Report) -> String {
    let mut text = format!("<h1>{}, run again</h1>\n", escaped(&report.item));
    text += &paragraph(&format!(
        "Shares of random starts that end well, in per cent, with Wilson's 95 % intervals; the \
            paper's (Swirszcz, Czarnecki, Pascanu 2017, arXiv 1611.06310) with the interval that \
            {PUBLISHED_RUNS} runs give, as its whole per cents suggest. It agrees with ours where \
            the two intervals overlap."
    ));
    for outcome in &report.outcomes {
        text += &paragraph(&overlap_words(outcome));
    }
    for outcome in &report.outcomes {
        text += &section(report, outcome);
    }
    text
}

/// A protocol.
fn section(report: &Report, outcome: &Outcome) -> String {
    let Outcome { name, study, rows, .. } = outcome;
    let file = rows.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut text = format!("<h2>Protocol {}: {}</h2>\n", escaped(name), escaped(&study.title));
    if !study.notes.is_empty() {
        text += &paragraph(study.notes.trim());
    }
    text += &paragraph(&format!(
        "{} starts of each of {} cells, seed {}, study {}; the rows are in {file}. {}",
        study.runs,
        study.cells.len(),
        study.seed,
        study.fingerprint,
        report.took(outcome)
    ));
    let differences: Vec<String> = Criterion::ALL
        .into_iter()
        .flat_map(|criterion| {
            let groups = outcome.groups.iter();
            groups.filter_map(move |group| difference(group, criterion, study.threshold))
        })
        .collect();
    if !differences.is_empty() {
        let items = differences.iter().map(|told| format!("<li>{}</li>\n", escaped(told)));
        text += &format!(
            "<details open><summary>Where it differs from the paper</summary><ul>\n{}</ul>\
                </details>\n",
            items.collect::<String>()
        );
    }
    for preset in outcome.presets() {
        text += &of_preset(outcome, preset);
    }
    text
}

/// The charts and tables of a preset.
fn of_preset(outcome: &Outcome, preset: &str) -> String {
    let groups: Vec<&Group> = outcome.groups_of(preset).collect();
    let threshold = outcome.study.threshold;
    let mut text = format!(
        "<h3>{preset}</h3>\n<p class=\"open\">In the window: <code>basinscope open \
            {preset}</code></p>\n<div class=\"charts\">\n",
        preset = escaped(preset)
    );
    for criterion in Criterion::ALL {
        let words = criterion.failure_words(threshold);
        let chart = failures(&groups, criterion, &format!("{preset}, failures: {words}"));
        if !chart.is_empty() {
            text += &format!(
                "<figure>\n{chart}\n<figcaption>Failures: {}</figcaption></figure>\n",
                escaped(&words)
            );
        }
    }
    text += "</div>\n<p class=\"key\">";
    for (number, group) in groups.iter().enumerate() {
        let color = number % COLORS;
        text += &format!("<span class=\"c{color}\">●</span> {} ", escaped(&group.method));
    }
    if groups.iter().flat_map(|group| &group.cells).any(|cell| cell.published.is_some()) {
        text += "○ the paper";
    }
    text += "</p>\n";
    for group in groups {
        text += &table(outcome, group);
    }
    text
}

/// The numbers of a group.
fn table(outcome: &Outcome, group: &Group) -> String {
    let cell = &outcome.study.cells[group.first];
    let mut text = format!(
        "<h4>{}</h4>\n<p>{}</p>\n<div class=\"wide\"><table>\n<tr><th>hidden</th>",
        escaped(&group.method),
        escaped(&protocol_words(cell))
    );
    let has_paper = group.cells.iter().any(|cell| cell.published.is_some());
    for criterion in Criterion::ALL {
        text += &format!("<th>{}</th>", escaped(&criterion.words(outcome.study.threshold)));
        text += if has_paper { "<th>overlaps</th>" } else { "" };
    }
    text += if has_paper { "<th>the paper</th>" } else { "" };
    text += "<th>diverged</th><th>moving</th></tr>\n";
    for cell in &group.cells {
        text += &format!("<tr><td>{}</td>", escaped(&cell.hidden));
        for criterion in Criterion::ALL {
            let share = cell.share(criterion).map_or_else(|| "–".to_owned(), share_words);
            text += &format!("<td>{share}</td>");
            if has_paper {
                text += match cell.overlaps(criterion) {
                    Some(true) => "<td class=\"yes\">yes</td>",
                    Some(false) => "<td class=\"no\">no</td>",
                    None => "<td>–</td>",
                };
            }
        }
        if has_paper {
            let paper = cell.published.map_or_else(|| "–".to_owned(), share_words);
            text += &format!("<td>{paper}</td>");
        }
        text += &format!("<td>{}</td><td>{}</td></tr>\n", cell.tally.diverged, cell.tally.moving);
    }
    text + "</table></div>\n"
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}
