//! What a report says of protocols that were run.

use super::chart::{Chart, Curve, Point, Style};
use super::outcome::{Criterion, Group, Outcome};
use super::part::Part;
use super::published::PUBLISHED_RUNS;
use super::sentence::{difference, overlap_words, protocol_words, share_words};
use crate::figure::{Axis, ScaleKind};

/// How far curves beside each other are moved apart, in hidden units.
const APART: f64 = 0.07;

/// What was run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The item of the paper, as the command calls it.
    pub item: String,
    /// Protocol by protocol.
    pub outcomes: Vec<Outcome>,
    /// Threads that ran it.
    pub threads: usize,
}

impl Report {
    /// What it says.
    #[must_use]
    pub fn part(&self) -> Part {
        let mut part = Part::new(&format!("{}, run again", self.item));
        part.text(&format!(
            "Shares of random starts that end well, in per cent, with Wilson's 95 % intervals; the \
                paper's (Swirszcz, Czarnecki, Pascanu 2017, arXiv 1611.06310) with the interval \
                that {PUBLISHED_RUNS} runs give, as its whole per cents suggest. It agrees with \
                ours where the two intervals overlap."
        ));
        part.list(&self.outcomes.iter().map(overlap_words).collect::<Vec<_>>());
        for outcome in &self.outcomes {
            self.tell(&mut part, outcome);
        }
        part
    }

    /// A protocol.
    fn tell(&self, part: &mut Part, outcome: &Outcome) {
        let Outcome { name, study, rows, .. } = outcome;
        let file = rows.file_name().unwrap_or_default().to_string_lossy().into_owned();
        part.heading(&format!("Protocol {name}: {}", study.title));
        if !study.notes.is_empty() {
            part.text(&study.notes);
        }
        part.text(&format!(
            "{} starts of each of {} cells, seed {}, study {}; the rows are in {file}. {}",
            study.runs,
            study.cells.len(),
            study.seed,
            study.fingerprint,
            self.took(outcome)
        ));
        let told = Criterion::ALL.into_iter().flat_map(|criterion| {
            let groups = outcome.groups.iter();
            groups.filter_map(move |group| difference(group, criterion, study.threshold))
        });
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            part.text("Where it differs from the paper:");
            part.list(&told);
        }
        for preset in outcome.presets() {
            part.heading_at(3, preset);
            part.open(preset);
            part.charts(outcome.charts(preset));
            outcome.groups_of(preset).for_each(|group| tabulate(part, outcome, group));
        }
    }

    /// How long an outcome took, and what was there before.
    fn took(&self, outcome: &Outcome) -> String {
        let (rows, threads) = (outcome.study.rows(), self.threads);
        let threads =
            if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        let cells = outcome.groups.iter().flat_map(|group| &group.cells);
        let there: usize = cells.map(|cell| cell.tally.runs).sum();
        if (there as u64) < rows {
            return format!("Under way: {there} of {rows} runs.");
        }
        let made = rows - outcome.found;
        let seconds = outcome.took.as_secs_f64();
        match outcome.found {
            0 => format!("{rows} runs in {seconds:.1} s by {threads}."),
            found => format!(
                "{rows} runs, {found} of them from an earlier call; the other {made} took \
                    {seconds:.1} s by {threads}."
            ),
        }
    }
}

impl Outcome {
    /// Failures against width, a curve a method, by each criterion that has a say.
    #[must_use]
    pub fn charts(&self, preset: &str) -> Vec<Chart> {
        let groups: Vec<&Group> = self.groups_of(preset).collect();
        let by = |criterion: Criterion| {
            let curves: Vec<Curve> =
                (0..groups.len()).flat_map(|number| curves(&groups, number, criterion)).collect();
            let of_cells = |group: &&Group| {
                let all = group.cells.iter().filter_map(|cell| cell.hidden.parse().ok());
                all.collect::<Vec<f64>>()
            };
            let widths: Vec<f64> = groups.iter().flat_map(of_cells).collect();
            let low = widths.iter().copied().fold(f64::INFINITY, f64::min);
            let high = widths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let words = criterion.failure_words(self.study.threshold);
            (!curves.is_empty() && low <= high).then(|| Chart {
                caption: format!("{preset}, failures: {words}"),
                x: Axis::new("hidden units", [low - 0.5, high + 0.5], ScaleKind::Linear),
                y: Axis::new("failures, %", [0.0, 100.0], ScaleKind::Linear),
                curves,
            })
        };
        Criterion::ALL.into_iter().filter_map(by).collect()
    }
}

/// Ours and the paper's of a group.
fn curves(groups: &[&Group], number: usize, criterion: Criterion) -> Vec<Curve> {
    let group = groups[number];
    let moved = APART * (number as f64 - 0.5 * (groups.len() as f64 - 1.0));
    let color = Curve::color_of(number);
    let known = || group.cells.iter().filter_map(|cell| Some((cell.hidden.parse().ok()?, cell)));
    let ours: Vec<Point> = known()
        .filter(|(_, cell)| cell.tally.runs > 0)
        .filter_map(|(x, cell)| Some(Point::of_rest(x + moved, cell.share(criterion)?)))
        .collect();
    if ours.is_empty() {
        return Vec::new();
    }
    let paper: Vec<Point> = known()
        .filter_map(|(x, cell): (f64, _)| {
            Some(Point::of_rest(x + moved + 0.5 * APART, cell.published?))
        })
        .collect();
    let name = group.method.clone();
    let mut all = vec![Curve { name, color, style: Style::Joined, points: ours }];
    if !paper.is_empty() {
        let name = "the paper".to_owned();
        all.push(Curve { name, color, style: Style::Rings, points: paper });
    }
    all
}

/// The numbers of a group.
fn tabulate(part: &mut Part, outcome: &Outcome, group: &Group) {
    part.heading_at(4, &group.method);
    part.text(&protocol_words(&outcome.study.cells[group.first]));
    let has_paper = group.cells.iter().any(|cell| cell.published.is_some());
    let words = Criterion::ALL.map(|criterion| criterion.words(outcome.study.threshold));
    let share = |share| Option::map_or_else(share, || "–".to_owned(), share_words);
    let mut head = vec!["hidden"];
    for words in &words {
        head.push(words);
        head.extend(has_paper.then_some("overlaps"));
    }
    head.extend(has_paper.then_some("the paper"));
    head.extend(["diverged", "moving"]);
    let row = |cell: &super::outcome::Cell| {
        let mut row = vec![cell.hidden.clone()];
        for criterion in Criterion::ALL {
            row.push(share(cell.share(criterion)));
            if has_paper {
                row.push(match cell.overlaps(criterion) {
                    Some(true) => "yes".to_owned(),
                    Some(false) => "NO".to_owned(),
                    None => "–".to_owned(),
                });
            }
        }
        if has_paper {
            row.push(share(cell.published));
        }
        row.extend([cell.tally.diverged, cell.tally.moving].map(|count| count.to_string()));
        row
    };
    part.numbers(&head, &group.cells.iter().map(row).collect::<Vec<_>>());
}
