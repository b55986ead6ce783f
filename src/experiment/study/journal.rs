//! Rows that are kept as they come, so that a study that is cut off goes on where it was.
//!
//! Beside the file that is asked for stands `NAME.part` until all of its rows are there. It begins
//! as that file will, and grows by whole blocks of rows in their order. Whoever takes it up again
//! reads it from the top, keeps every row that is whole, is of this study and comes next, and cuts
//! off the rest: what a process that was killed had half written.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::line::Lines;
use super::plan::{Shard, Study};
use super::row::Rows;
use super::tally::Summary;
use crate::output::write_atomically;

/// Rows on their way into a file.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    rows: Rows,
    /// Rows that it holds already.
    pub done: u64,
    /// What became of them.
    pub summary: Summary,
}

impl Journal {
    /// The journal of `out`: what is left there of this shard of the study, or a new one.
    pub fn open(out: &Path, study: &Study, shard: Shard) -> anyhow::Result<Self> {
        let rows = Rows::of(out)?;
        ensure!(!out.is_dir(), "expected --out to be a file, found the folder {}", out.display());
        let path = journal_of(out);
        let shown = path.display().to_string();
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.with_context(|| format!("cannot write {shown}"))?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            bail!(
                "{shown} is being written by another process: wait for it, or choose another \
                --out"
            );
        }
        let mut journal = Self { file, path, rows, done: 0, summary: Summary::default() };
        let header = rows.header(study);
        let kept = journal.kept(study, shard, &header)?;
        let cut = |file: &mut File| {
            file.set_len(kept)?;
            file.seek(SeekFrom::Start(kept))?;
            if kept == 0 { file.write_all(&header) } else { Ok(()) }
        };
        cut(&mut journal.file).with_context(|| format!("cannot write {shown}"))?;
        Ok(journal)
    }

    /// Bytes that can be kept; counts the rows in them.
    fn kept(&mut self, study: &Study, shard: Shard, header: &[u8]) -> anyhow::Result<u64> {
        let shown = self.path.display();
        // what every such file begins with, whatever follows
        let begin = match self.rows {
            Rows::Csv => header.to_vec(),
            Rows::Json => format!("{{\"study\":\"{}\",", study.fingerprint).into_bytes(),
        };
        let mut found = Vec::new();
        (&self.file).take(begin.len() as u64).read_to_end(&mut found)?;
        let others =
            format!("{shown} holds runs of another study: remove it, or choose another --out");
        ensure!(begin.starts_with(&found), others);
        if found.len() < begin.len() {
            return Ok(0);
        }
        (&self.file).seek(SeekFrom::Start(0))?;
        let mut lines = Lines::of(&self.path, self.rows, self.file.try_clone()?)?;
        let mut kept = lines.bytes;
        for row in study.rows_of(shard) {
            // a row that cannot be read was cut off, as all after it
            let Ok(Some(line)) = lines.next() else { break };
            ensure!(line.study == study.fingerprint, others);
            ensure!(
                line.row == row,
                "{shown} holds runs of another shard: remove it, or choose another --out"
            );
            self.done += 1;
            self.summary.add(&line);
            kept = lines.bytes;
        }
        Ok(kept)
    }

    /// Adds rows.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.write_all(lines)
    }

    /// Puts all rows into `out`, which then is whole, and goes.
    pub fn finish(mut self, out: &Path) -> anyhow::Result<()> {
        let shown = out.display();
        self.file.seek(SeekFrom::Start(0)).with_context(|| format!("cannot write {shown}"))?;
        let file = &mut self.file;
        write_atomically(out, |to| io::copy(file, to).map(|_| ()))
            .with_context(|| format!("cannot write {shown}"))?;
        // what cannot be removed is taken up and found whole the next time
        let _ = fs::remove_file(&self.path);
        Ok(())
    }
}

/// Whether `out` already holds all rows of this shard of the study, and no others, and nothing is
/// left of an attempt.
pub(super) fn is_whole(out: &Path, study: &Study, shard: Shard) -> bool {
    if journal_of(out).exists() {
        return false;
    }
    let Ok(mut lines) = Lines::open(out) else { return false };
    if Rows::of(out).is_ok_and(|rows| rows.header(study) != lines.header()) {
        return false;
    }
    let mut is_next = |row: Option<u64>| match (lines.next(), row) {
        (Ok(Some(line)), Some(row)) => line.study == study.fingerprint && line.row == row,
        (Ok(None), None) => true,
        _ => false,
    };
    study.rows_of(shard).all(|row| is_next(Some(row))) && is_next(None)
}

/// Where the rows of `out` are kept until all of them are there.
#[must_use]
pub fn journal_of(out: &Path) -> PathBuf {
    let mut name = out.file_name().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(".part");
    out.with_file_name(name)
}
