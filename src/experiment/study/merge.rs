//! Shards of a study put together again.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::line::{Line, Lines};
use super::row::Rows;
use super::tally::Summary;
use crate::output::write_atomically;

/// Most files that are joined at once: each is open meanwhile.
const MOST: usize = 500;

/// One of the files, and its next row.
struct Input {
    path: PathBuf,
    lines: Lines,
    next: Option<Line>,
}

impl Input {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let mut lines = Lines::open(path)?;
        let next = lines.next()?;
        Ok(Self { path: path.to_owned(), lines, next })
    }

    /// The next row, which the one after it takes the place of.
    fn take(&mut self) -> anyhow::Result<Option<Line>> {
        let following = self.lines.next()?;
        let taken = std::mem::replace(&mut self.next, following);
        if let (Some(taken), Some(next)) = (&taken, &self.next) {
            let shown = self.path.display();
            ensure!(
                taken.row < next.row,
                "expected {shown} to have its rows in order, found row {} after row {}",
                next.row,
                taken.row
            );
        }
        Ok(taken)
    }
}

/// Joins files of rows of one study into `out`, in the order of one long run, whose bytes they are
/// then, and tells how the runs ended. Rows that several files hold alike are taken once.
///
/// # Errors
/// One sentence where the files are of several studies or formats, a row is in none of them, or two
/// have the same row with other contents.
pub fn merge(files: &[PathBuf], out: &Path) -> anyhow::Result<Summary> {
    let format = Rows::of(out)?;
    ensure!(files.len() <= MOST, "expected at most {MOST} files, found {}", files.len());
    for path in files {
        ensure!(
            Rows::of(path)? == format,
            "expected files that end as {}, found {}: merge keeps the format",
            out.display(),
            path.display()
        );
    }
    let mut inputs: Vec<Input> =
        files.iter().map(|path| Input::open(path)).collect::<anyhow::Result<_>>()?;
    // a shard may have come away with no rows at all
    let first = inputs.iter().find_map(|it| it.next.as_ref().map(|line| (&it.path, line)));
    let Some((first_path, first)) = first else {
        bail!("expected rows of a study, found none in any of the files");
    };
    let (study, of) = (first.study.clone(), first.of);
    let (first_path, header) = (first_path.clone(), inputs[0].lines.header().to_vec());
    let is_other = |input: &Input, line: &Line| {
        (line.study != study || line.of != of || input.lines.header() != header).then(|| {
            let [first, other] = [&first_path, &input.path].map(|path| path.display());
            anyhow::anyhow!(
                "{first} and {other} hold runs of different studies: merge files of one study"
            )
        })
    };
    let mut summary = Summary::default();
    let mut mistake = None;
    let mut write = |to: &mut (dyn io::Write + Send)| -> anyhow::Result<()> {
        to.write_all(&header)?;
        for row in 0..of {
            let mut found: Option<(Line, PathBuf)> = None;
            for input in &mut inputs {
                let Some(next) = &input.next else { continue };
                if let Some(mistake) = is_other(input, next) {
                    return Err(mistake);
                }
                if next.row != row {
                    continue;
                }
                let Some(line) = input.take()? else { continue };
                match &found {
                    None => found = Some((line, input.path.clone())),
                    Some((same, _)) if same.bytes == line.bytes => {}
                    Some((_, path)) => bail!(
                        "row {row} is not the same in {} and {}: one of them was changed, or made \
                            by another version; run that shard again",
                        path.display(),
                        input.path.display()
                    ),
                }
            }
            let Some((line, _)) = found else {
                let next = inputs.iter().filter_map(|it| it.next.as_ref()).map(|line| line.row);
                let last = next.min().unwrap_or(of) - 1;
                bail!(
                    "rows {row} to {last} of {of} (counted from 0) are in none of the files: run \
                        the shard that holds them, and merge again"
                );
            };
            to.write_all(&line.bytes)?;
            summary.add(&line);
        }
        if let Some(line) = inputs.iter().find_map(|input| input.next.as_ref()) {
            bail!("expected rows up to {}, found row {}", of - 1, line.row);
        }
        Ok(())
    };
    let written = write_atomically(out, |to| {
        write(to).map_err(|error| {
            mistake = Some(error);
            io::Error::other("the files do not fit")
        })
    });
    if let Some(mistake) = mistake {
        return Err(mistake);
    }
    written.with_context(|| format!("cannot write {}", out.display()))?;
    Ok(summary)
}
